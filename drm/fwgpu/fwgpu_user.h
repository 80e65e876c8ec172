/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef FWGPU_USER_H
#define FWGPU_USER_H

#include "drm/own/own.h"

#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/uaccess.h>

/* A kernel copy of an array that an ioctl points to; may have no elements. */
OWNED(fwgpu_array, void, kvfree)

/**
 * fwgpu_array_copy() - copy a user's array into the kernel, once
 * @uptr: user address of the array, as the ioctl's u64 carries it
 * @count: number of elements; 0 gives an empty array and @uptr is not looked at
 * @max: most elements that the interface allows
 * @size: size of an element in bytes
 * @h: the copy
 *
 * Return: 0; -EINVAL if @count is above @max or @uptr is no pointer of this
 * machine; -EFAULT, -EOVERFLOW or -ENOMEM.
 */
static inline int fwgpu_array_copy(u64 uptr, u32 count, u32 max, size_t size,
				   struct fwgpu_array_own *h)
	__cond_acquires(0, h) __must_check;
static inline int fwgpu_array_copy(u64 uptr, u32 count, u32 max, size_t size,
				   struct fwgpu_array_own *h)
{
	/* The address is of no meaning without elements: never dereference it then. */
	u64 addr = count ? uptr : 0;

	if (count > max || addr != (uintptr_t)addr)
		return fwgpu_array_adopt(h, ERR_PTR(-EINVAL));

	return fwgpu_array_adopt(h, vmemdup_array_user(u64_to_user_ptr(addr), count, size));
}

#endif
