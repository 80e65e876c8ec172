/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The few base types and helpers that firmware/ needs, from the kernel's own
 * headers in the kernel and from here in user space. Layout structures are
 * little endian and are read in place, so only little endian hosts build.
 * Errors are negative errno values on both sides.
 */
#ifndef FIRMWARE_TYPES_H
#define FIRMWARE_TYPES_H

#ifdef __KERNEL__

#include <linux/align.h>
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/types.h>
#include <asm/barrier.h>
#include <asm/byteorder.h>

#ifndef __LITTLE_ENDIAN
#error "firmware/ reads little endian structures in place"
#endif

#else /* user space */

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "firmware/ reads little endian structures in place"
#endif

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

#ifndef __packed
#define __packed __attribute__((__packed__))
#endif
#ifndef __always_inline
#define __always_inline inline __attribute__((__always_inline__))
#endif
#ifndef __must_check
#define __must_check __attribute__((__warn_unused_result__))
#endif

#ifndef BIT
#define BIT(n) (1UL << (n))
#endif
#ifndef BIT_ULL
#define BIT_ULL(n) (1ULL << (n))
#endif
#ifndef GENMASK
#define GENMASK(h, l) \
	((unsigned long)((~0UL << (l)) & (~0UL >> (sizeof(long) * 8 - 1 - (h)))))
#endif
#ifndef GENMASK_ULL
#define GENMASK_ULL(h, l) ((~0ULL << (l)) & (~0ULL >> (63 - (h))))
#endif
#ifndef FIELD_GET
#define FIELD_GET(mask, reg) \
	((__typeof__(mask))(((reg) & (mask)) >> __builtin_ctzll(mask)))
#endif
#ifndef FIELD_PREP
#define FIELD_PREP(mask, val) \
	(((__typeof__(mask))(val) << __builtin_ctzll(mask)) & (mask))
#endif
#ifndef FIELD_MAX
#define FIELD_MAX(mask) ((__typeof__(mask))((mask) >> __builtin_ctzll(mask)))
#endif
#ifndef ARRAY_SIZE
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#endif
#ifndef ALIGN
#define ALIGN(x, a) (((x) + ((__typeof__(x))(a) - 1)) & ~((__typeof__(x))(a) - 1))
#endif
#ifndef IS_ALIGNED
#define IS_ALIGNED(x, a) (((x) & ((__typeof__(x))(a) - 1)) == 0)
#endif
#ifndef DIV_ROUND_UP
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
#endif
#ifndef upper_32_bits
#define upper_32_bits(n) ((u32)(((n) >> 16) >> 16))
#endif
#ifndef lower_32_bits
#define lower_32_bits(n) ((u32)((n) & 0xffffffff))
#endif

#endif /* __KERNEL__ */

/* Layout checks: at the end of every header that describes memory. */
#define fw_assert_size(type, size) \
	static_assert(sizeof(type) == (size), #type ": size")
#define fw_assert_offset(type, member, offset) \
	static_assert(offsetof(type, member) == (offset), #type "." #member ": offset")

/**
 * fw_read32() - read a word that the other side may change at any time
 * @p: word in shared memory
 *
 * The value is loaded exactly once; check it after this and use only the copy.
 *
 * Return: the word.
 */
static inline u32 fw_read32(const volatile u32 *p)
{
	return *p;
}

/**
 * fw_write32() - write a word that the other side may read at any time
 * @p: word in shared memory
 * @v: value, stored exactly once
 */
static inline void fw_write32(volatile u32 *p, u32 v)
{
	*p = v;
}

/**
 * fw_read64() - like fw_read32() for 64 bits
 * @p: word in shared memory
 *
 * Return: the word.
 */
static inline u64 fw_read64(const volatile u64 *p)
{
	return *p;
}

/**
 * fw_write64() - like fw_write32() for 64 bits
 * @p: word in shared memory
 * @v: value, stored exactly once
 */
static inline void fw_write64(volatile u64 *p, u64 v)
{
	*p = v;
}

/*
 * Ordering of accesses to memory that a device (or the process that plays
 * one) shares coherently with us.
 */
static inline void fw_mb(void)
{
#ifdef __KERNEL__
	mb();
#else
	atomic_thread_fence(memory_order_seq_cst);
#endif
}

static inline void fw_wmb(void)
{
#ifdef __KERNEL__
	dma_wmb();
#else
	atomic_thread_fence(memory_order_release);
#endif
}

static inline void fw_rmb(void)
{
#ifdef __KERNEL__
	dma_rmb();
#else
	atomic_thread_fence(memory_order_acquire);
#endif
}

#endif /* FIRMWARE_TYPES_H */
