/* SPDX-License-Identifier: MIT */
#ifndef TESTS_UAPI_H
#define TESTS_UAPI_H

#include "../run.h"

extern const struct subtest bo_tests[], bind_tests[], exec_tests[];
extern const struct subtest evict_tests[], fail_tests[], fault_tests[], isolate_tests[];

/* Runs @n EXECs of one NOP each, for counting what an EXEC costs (exec.c). */
void exec_many(struct device *dev, unsigned long n);

#endif
