/* SPDX-License-Identifier: MIT */
#ifndef TESTS_ASAHI_H
#define TESTS_ASAHI_H

#include "../run.h"

extern const struct subtest bo_tests[], bind_tests[], isolate_tests[], queue_tests[];
extern const struct subtest power_tests[], time_tests[];

/* One for each call of the tables in fail*.c. */
const struct subtest *fail_tests(void);

/* One for each row of the tables of bad calls (bad.c). They share a client, which lives on unless one of them fails. */
const struct subtest *bad_tests(void);
void bad_tidy(struct device *dev);
void bad_renew(struct device *dev);

#endif
