/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef OWN_MEM_H
#define OWN_MEM_H

#include "drm/own/own.h"

#include <linux/io.h>
#include <linux/slab.h>

/* Memory and nothing else: scratch space of one function, a buffer of another type's. */
OWNED(own_mem, void, kvfree)

/* The CPU's mapping of device memory. */
OWNED(own_iomap, void __iomem, iounmap)

/**
 * own_mem_alloc() - allocate memory
 * @size: bytes
 * @h: owns the memory, which is zero, on success
 *
 * Return: 0 or -ENOMEM.
 */
static inline int own_mem_alloc(size_t size, struct own_mem_own *h)
	__cond_acquires(0, h) __must_check;
static inline int own_mem_alloc(size_t size, struct own_mem_own *h)
{
	return own_mem_adopt(h, kvzalloc(size, GFP_KERNEL));
}

#endif
