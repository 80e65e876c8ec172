/* SPDX-License-Identifier: MIT */
/*
 * For gcc's analyzer: what pairs with what in the kernel. Included in front of each file when it is analysed, and in
 * no build.
 */
#ifndef ANNOTATE_H
#define ANNOTATE_H

#include <linux/err.h>
#include <linux/io.h>
#include <linux/slab.h>

#define FREED_BY(func)	__attribute__((malloc(func, 1)))
#define KFREED		FREED_BY(kfree) FREED_BY(kvfree)

KFREED __typeof__(__kmalloc_noprof) __kmalloc_noprof;
KFREED __typeof__(__kmalloc_cache_noprof) __kmalloc_cache_noprof;
KFREED __typeof__(__kmalloc_large_noprof) __kmalloc_large_noprof;
FREED_BY(kvfree) __typeof__(__kvmalloc_node_noprof) __kvmalloc_node_noprof;
#ifndef ioremap_wc
FREED_BY(iounmap) __typeof__(ioremap_wc) ioremap_wc;
#endif

/* The analyzer cannot know that an allocator's result is no error pointer; adopting takes it for one or the other. */
#define IS_ERR_OR_NULL(ptr)	(!(ptr))

#endif
