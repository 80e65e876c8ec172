/* SPDX-License-Identifier: MIT */
#ifndef TESTS_ASAHI_H
#define TESTS_ASAHI_H

#include "../run.h"

extern const struct subtest bo_tests[], bind_tests[], isolate_tests[], queue_tests[];
extern const struct subtest time_tests[];

/* One for each row of the tables of bad calls, and what a row may not touch (bad.c). */
const struct subtest *bad_tests(void);

#endif
