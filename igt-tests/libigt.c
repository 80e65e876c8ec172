// SPDX-License-Identifier: MIT
/*
 * A stand-in for libigt.so.0 to link against: the real one is where the tests
 * run. igt.h keeps the two from drifting apart.
 */
#include <stdlib.h>

#include "igt.h"

jmp_buf igt_subtest_jmpbuf;

int igt_subtest_init_parse_opts(int *argc, char **argv, const char *short_opts,
				const struct option *long_opts, const char *help,
				int (*handler)(int opt, int index, void *data),
				void *data)
{
	(void)argc, (void)argv, (void)short_opts, (void)long_opts;
	(void)help, (void)handler, (void)data;
	abort();
}

bool __igt_run_subtest(const char *name, const char *file, int line)
{
	(void)name, (void)file, (void)line;
	abort();
}

void igt_success(void)
{
	abort();
}

void igt_exit(void)
{
	abort();
}

void igt_skip(const char *fmt, ...)
{
	(void)fmt;
	abort();
}

void __igt_fail_assert(const char *domain, const char *file, int line, const char *func,
		       const char *assertion, const char *fmt, ...)
{
	(void)domain, (void)file, (void)line, (void)func, (void)assertion, (void)fmt;
	abort();
}
