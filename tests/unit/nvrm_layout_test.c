// SPDX-License-Identifier: MIT
/*
 * Our structures of firmware r570 against the ones that nouveau uses: nvrm_layout.c is compiled with
 * the headers of a kernel source tree, whose root is in LINUX_SRC; the Makefile unpacks what linux-source has.
 * Skipped without one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* Compile nvrm_layout.c, which lies beside this file; 0 if the compiler had nothing to say. */
static int compile(const char *define, const char *log)
{
	const char *src = getenv("LINUX_SRC");
	char rm[4096], cmd[16384];
	int status;

	if (!src)
		skip();
	snprintf(rm, sizeof(rm), "%s/drivers/gpu/drm/nouveau", src);
	if (access(rm, R_OK))
		fail_msg("no nouveau in LINUX_SRC=%s", src);

	snprintf(cmd, sizeof(cmd),
		 "d=$(dirname %s) && cc -std=gnu11 -Wall -Werror -fsyntax-only -D%s -I$d/../.. "
		 "-I%s/include -I%s/nvkm/subdev/gsp/rm $d/nvrm_layout.c 2>%s",
		 __FILE__, define, rm, rm, log);
	status = system(cmd);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void test_r570(void **state)
{
	(void)state;
	assert_int_equal(compile("NVRM_R570", "&2"), 0);
}

static void test_unchanged_since_r535(void **state)
{
	(void)state;
	assert_int_equal(compile("NVRM_R535", "&2"), 0);
}

static void test_difference_is_found(void **state)
{
	(void)state;
	assert_int_equal(compile("NVRM_WRONG", "/dev/null"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_r570),
		cmocka_unit_test(test_unchanged_since_r535),
		cmocka_unit_test(test_difference_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
