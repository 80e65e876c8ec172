/* SPDX-License-Identifier: MIT */
#ifndef IGT_TESTS_IGT_H
#define IGT_TESTS_IGT_H

/*
 * The few functions of libigt.so.0 that these tests call. Debian ships the
 * library without headers; declared here is what has been stable since 1.2x.
 */
#include <setjmp.h>
#include <stdbool.h>

struct option;

extern jmp_buf igt_subtest_jmpbuf;

int igt_subtest_init_parse_opts(int *argc, char **argv, const char *short_opts,
				const struct option *long_opts, const char *help,
				int (*handler)(int opt, int index, void *data),
				void *data);
bool __igt_run_subtest(const char *name, const char *file, int line);
void igt_success(void);
_Noreturn void igt_exit(void);
_Noreturn void igt_skip(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void __igt_fail_assert(const char *domain, const char *file, int line,
				 const char *func, const char *assertion,
				 const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));

#endif
