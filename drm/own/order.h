/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef OWN_ORDER_H
#define OWN_ORDER_H

#include <linux/compiler.h>

/*
 * In which order locks nest, for clang's context analysis; members of a struct say so. The kernel
 * has no names for these yet.
 */
#if defined(WARN_CONTEXT_ANALYSIS) && !defined(__CHECKER__)
#define __acquired_after(...)	__attribute__((acquired_after(__VA_ARGS__)))
#define __acquired_before(...)	__attribute__((acquired_before(__VA_ARGS__)))
#else
#define __acquired_after(...)
#define __acquired_before(...)
#endif

#endif
