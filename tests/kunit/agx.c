// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What of agx is logic alone: rings whose other end is the test, stamps, slots, arguments, tiles,
 * and page tables, walked as the MMU does. The files are compiled from here. Their memory is that
 * of a device of KUnit's, full of what was there before, and runs out when a test says so.
 */
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sizes.h>

#include <kunit/device.h>
#include <kunit/test.h>

static struct {
	u32 left;
	u32 used;
} rig;

static struct page *rig_alloc_pages(struct device *dev, size_t size, dma_addr_t *addr,
				    enum dma_data_direction dir, gfp_t gfp)
{
	struct page *pages = rig.left ? dma_alloc_pages(dev, size, addr, dir, gfp) : NULL;

	if (!pages)
		return NULL;

	memset(page_address(pages), 0x5a, size);
	rig.left--;
	rig.used++;
	return pages;
}

static void rig_free_pages(struct device *dev, size_t size, struct page *pages, dma_addr_t addr,
			   enum dma_data_direction dir)
{
	rig.used--;
	dma_free_pages(dev, size, pages, addr, dir);
}

#define dma_alloc_pages rig_alloc_pages
#define dma_free_pages rig_free_pages
#include "drm/agx/uat/mem.c"
#undef dma_alloc_pages
#undef dma_free_pages

#include "drm/agx/agx_args.c"
#include "drm/agx/agx_ring.c"
#include "drm/agx/agx_stamp.c"
#include "drm/agx/agx_tiles.c"
#include "drm/agx/uat/pt.c"
#include "drm/agx/uat/slots.c"

#define PAGE	((u64)AGX_UAT_PAGE_SIZE)

/*
 * Rings.
 */

#define RING_COUNT	4

struct ring_rig {
	struct agx_ring tx, rx;
	u32 read, write;
	/* Of its own, so that KASAN sees what is beside it. */
	u64 *entries;
};

static int ring_init(struct kunit *test)
{
	struct ring_rig *ring = kunit_kzalloc(test, sizeof(*ring), GFP_KERNEL);

	if (!ring)
		return -ENOMEM;

	ring->entries = kunit_kzalloc(test, RING_COUNT * sizeof(u64), GFP_KERNEL);
	if (!ring->entries)
		return -ENOMEM;

	agx_ring_init(&ring->tx, &ring->read, &ring->write, ring->entries, RING_COUNT, sizeof(u64));
	agx_ring_init(&ring->rx, &ring->read, &ring->write, ring->entries, RING_COUNT, sizeof(u64));
	test->priv = ring;
	return 0;
}

/* One entry stays free; what does not fit changes nothing. */
static void ring_full(struct kunit *test)
{
	struct ring_rig *ring = test->priv;
	u64 entry;

	for (entry = 1; entry < RING_COUNT; entry++)
		KUNIT_ASSERT_EQ(test, agx_ring_push(&ring->tx, &entry, sizeof(entry)), 0);
	KUNIT_EXPECT_EQ(test, agx_ring_push(&ring->tx, &entry, sizeof(entry)), -EAGAIN);
	KUNIT_EXPECT_EQ(test, ring->write, RING_COUNT - 1);
	KUNIT_EXPECT_EQ(test, ring->entries[RING_COUNT - 1], 0);

	/* With one read there is room for one, behind which the ring begins anew. */
	ring->read = 1;
	KUNIT_EXPECT_EQ(test, agx_ring_push(&ring->tx, &entry, sizeof(entry)), 0);
	KUNIT_EXPECT_EQ(test, ring->write, 0);
	KUNIT_EXPECT_EQ(test, ring->entries[RING_COUNT - 1], entry);
	KUNIT_EXPECT_EQ(test, agx_ring_push(&ring->tx, &entry, sizeof(entry)), -EAGAIN);
}

/* Whatever is in the ring when it wraps, it comes out once and in order. */
static void ring_wraps(struct kunit *test)
{
	struct ring_rig *ring = test->priv;
	u64 in = 0, out = 0, entry;

	for (u32 round = 0; round < 8 * RING_COUNT; round++) {
		for (u32 i = 0; i < 1 + round % (RING_COUNT - 1); i++, in++)
			KUNIT_ASSERT_EQ(test, agx_ring_push(&ring->tx, &in, sizeof(in)), 0);
		KUNIT_EXPECT_EQ(test, agx_ring_pending(&ring->tx), in - out);
		while (agx_ring_pop(&ring->rx, &entry, sizeof(entry)) == 1)
			KUNIT_ASSERT_EQ(test, entry, out++);
		KUNIT_ASSERT_EQ(test, out, in);
		KUNIT_EXPECT_EQ(test, agx_ring_pending(&ring->tx), 0);
		KUNIT_EXPECT_EQ(test, ring->read, in % RING_COUNT);
	}
}

static void ring_sizes(struct kunit *test)
{
	struct ring_rig *ring = test->priv;
	u64 entry[2] = { ~0ull, ~0ull };

	memset(ring->entries, 0x5a, RING_COUNT * sizeof(u64));
	KUNIT_EXPECT_EQ(test, agx_ring_push(&ring->tx, entry, sizeof(u64) + 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, ring->write, 0);
	KUNIT_EXPECT_EQ(test, agx_ring_push(&ring->tx, entry, sizeof(u64)), 0);
	KUNIT_EXPECT_EQ(test, agx_ring_push(&ring->tx, entry, 3), 0);
	KUNIT_EXPECT_EQ(test, agx_ring_push(&ring->tx, entry, 0), 0);
	KUNIT_EXPECT_EQ(test, ring->entries[0], ~0ull);
	KUNIT_EXPECT_EQ(test, ring->entries[1], 0xffffff);
	KUNIT_EXPECT_EQ(test, ring->entries[2], 0);

	KUNIT_EXPECT_EQ(test, agx_ring_pop(&ring->rx, entry, 1), 1);
	KUNIT_EXPECT_EQ(test, agx_ring_pop(&ring->rx, entry, sizeof(entry)), 1);
	KUNIT_EXPECT_EQ(test, entry[0], 0xffffff);
	KUNIT_EXPECT_EQ(test, entry[1], ~0ull);
}

/* Positions that the firmware makes up, and ours, which it may write but is not believed. */
static void ring_nonsense(struct kunit *test)
{
	static const u32 bad[] = { RING_COUNT, RING_COUNT + 1, BIT(31), ~0u };
	struct ring_rig *ring = test->priv;
	u64 entry = 7;

	for (int i = 0; i < ARRAY_SIZE(bad); i++) {
		ring->read = bad[i];
		ring->write = bad[i];
		KUNIT_EXPECT_EQ(test, agx_ring_push(&ring->tx, &entry, sizeof(entry)), -EIO);
		KUNIT_EXPECT_EQ(test, agx_ring_pending(&ring->tx), -EIO);
		KUNIT_EXPECT_EQ(test, agx_ring_pop(&ring->rx, &entry, sizeof(entry)), -EIO);
		KUNIT_EXPECT_EQ(test, ring->write, bad[i]);
	}
	KUNIT_EXPECT_EQ(test, entry, 7);

	ring->read = RING_COUNT - 1;
	KUNIT_EXPECT_EQ(test, agx_ring_push(&ring->tx, &entry, sizeof(entry)), 0);
	KUNIT_EXPECT_EQ(test, ring->entries[0], 7);
	KUNIT_EXPECT_EQ(test, ring->write, 1);
	KUNIT_EXPECT_EQ(test, agx_ring_pop(&ring->rx, &entry, sizeof(entry)), 1);
	KUNIT_EXPECT_EQ(test, ring->read, 1);
}

/* Half of the range is ahead, and nothing that was not submitted is past. */
static void ring_stamps(struct kunit *test)
{
	static const u32 from[] = { 0, 0x100, 0x7fffff00, 0x80000000, 0xffffff00, ~0u };

	for (int i = 0; i < ARRAY_SIZE(from); i++) {
		u32 at = from[i];

		KUNIT_EXPECT_FALSE(test, agx_stamp_is_ahead(at, at));
		KUNIT_EXPECT_TRUE(test, agx_stamp_is_ahead(at + 1, at));
		KUNIT_EXPECT_FALSE(test, agx_stamp_is_ahead(at, at + 1));
		KUNIT_EXPECT_TRUE(test, agx_stamp_is_ahead(at + S32_MAX, at));
		KUNIT_EXPECT_FALSE(test, agx_stamp_is_ahead(at + S32_MAX + 2u, at));

		KUNIT_EXPECT_FALSE(test, agx_stamp_is_past(at + 0x100, at + 0x300, at + 0x200));
		KUNIT_EXPECT_TRUE(test, agx_stamp_is_past(at + 0x200, at + 0x300, at + 0x200));
		KUNIT_EXPECT_TRUE(test, agx_stamp_is_past(at + 0x300, at + 0x300, at + 0x200));
		KUNIT_EXPECT_FALSE(test, agx_stamp_is_past(at + 0x301, at + 0x300, at + 0x200));
	}
}

static struct kunit_case ring_cases[] = {
	KUNIT_CASE(ring_full),
	KUNIT_CASE(ring_wraps),
	KUNIT_CASE(ring_sizes),
	KUNIT_CASE(ring_nonsense),
	KUNIT_CASE(ring_stamps),
	{}
};

static struct kunit_suite ring_suite = {
	.name = "agx-ring",
	.init = ring_init,
	.test_cases = ring_cases,
};

/*
 * Slots.
 */

/* Who wants a slot: nothing but addresses. */
static char owners[AGX_MAX_SLOTS + 1];

static int slots_init(struct kunit *test)
{
	test->priv = kunit_kzalloc(test, sizeof(struct agx_slots), GFP_KERNEL);
	return test->priv ? 0 : -ENOMEM;
}

/* All are lent, each once; then it is the number that is back longest that is lent next. */
static void slots_all(struct kunit *test)
{
	struct agx_slots *slots = test->priv;
	bool changed;

	agx_slots_init(slots, 1, AGX_MAX_SLOTS);
	for (int i = 0; i < AGX_MAX_SLOTS; i++) {
		KUNIT_ASSERT_EQ(test, agx_slots_get(slots, &owners[i], &changed), 1 + i);
		KUNIT_EXPECT_TRUE(test, changed);
	}
	KUNIT_EXPECT_EQ(test, agx_slots_get(slots, &owners[AGX_MAX_SLOTS], &changed), -EBUSY);

	for (int i = AGX_MAX_SLOTS; i > 0; i--)
		KUNIT_EXPECT_TRUE(test, agx_slots_put(slots, i));
	for (int i = AGX_MAX_SLOTS; i > 0; i--) {
		KUNIT_EXPECT_NULL(test, agx_slots_owner(slots, i));
		KUNIT_ASSERT_EQ(test, agx_slots_get(slots, &owners[i], &changed), i);
		KUNIT_EXPECT_TRUE(test, changed);
		KUNIT_EXPECT_PTR_EQ(test, agx_slots_owner(slots, i), &owners[i]);
	}
}

/* Who comes back has what he had, until somebody needs it; the last use counts. */
static void slots_users(struct kunit *test)
{
	struct agx_slots *slots = test->priv;
	bool changed;

	agx_slots_init(slots, 1, 1);
	KUNIT_ASSERT_EQ(test, agx_slots_get(slots, &owners[0], &changed), 1);
	KUNIT_ASSERT_EQ(test, agx_slots_get(slots, &owners[0], &changed), 1);
	KUNIT_EXPECT_FALSE(test, changed);
	KUNIT_EXPECT_FALSE(test, agx_slots_put(slots, 1));
	KUNIT_EXPECT_EQ(test, agx_slots_get(slots, &owners[1], &changed), -EBUSY);
	KUNIT_EXPECT_TRUE(test, agx_slots_put(slots, 1));
	KUNIT_EXPECT_EQ(test, agx_slots_find(slots, &owners[0]), 1);

	KUNIT_EXPECT_EQ(test, agx_slots_get(slots, &owners[1], &changed), 1);
	KUNIT_EXPECT_TRUE(test, changed);
	KUNIT_EXPECT_EQ(test, agx_slots_find(slots, &owners[0]), -ENOENT);
	KUNIT_EXPECT_TRUE(test, agx_slots_put(slots, 1));
	agx_slots_forget(slots, &owners[1]);
	KUNIT_EXPECT_EQ(test, agx_slots_find(slots, &owners[1]), -ENOENT);
	KUNIT_EXPECT_EQ(test, agx_slots_get(slots, &owners[1], &changed), 1);
	KUNIT_EXPECT_TRUE(test, changed);
}

/* Numbers that are nobody's, which the firmware may say and no caller gives back. */
static void slots_nonsense(struct kunit *test)
{
	static const u32 bad[] = { 0, 1, 2, 5, AGX_MAX_SLOTS + 2, ~0u };
	struct agx_slots *slots = test->priv;
	bool changed;

	agx_slots_init(slots, 2, 3);
	/* There is memory behind the last number, but that is no number. */
	slots->slot[3].owner = &owners[0];
	slots->slot[3].users = 1;
	KUNIT_EXPECT_EQ(test, agx_slots_find(slots, &owners[0]), -ENOENT);
	for (int i = 0; i < ARRAY_SIZE(bad); i++) {
		KUNIT_EXPECT_NULL(test, agx_slots_owner(slots, bad[i]));
		kunit_warning_suppress(test) {
			KUNIT_EXPECT_FALSE(test, agx_slots_put(slots, bad[i]));
			KUNIT_EXPECT_SUPPRESSED_WARNING_COUNT(test, 1);
		}
	}
	KUNIT_EXPECT_EQ(test, agx_slots_get(slots, &owners[1], &changed), 2);
	KUNIT_EXPECT_EQ(test, slots->slot[3].users, 1);
}

static struct kunit_case slots_cases[] = {
	KUNIT_CASE(slots_all),
	KUNIT_CASE(slots_users),
	KUNIT_CASE(slots_nonsense),
	{}
};

static struct kunit_suite slots_suite = {
	.name = "agx-slots",
	.init = slots_init,
	.test_cases = slots_cases,
};

/*
 * Arguments.
 */

/* What is too short is filled with zeroes, what is too long ends with them. */
static void args_copy(struct kunit *test)
{
	static const u8 from[] = { 1, 2, 3, 0, 4 };
	static const struct {
		size_t len;
		int ret;
		u8 to[4];
	} cases[] = {
		{ 0, 0, { 0, 0, 0, 9 } }, { 2, 0, { 1, 2, 0, 9 } }, { 3, 0, { 1, 2, 3, 9 } },
		{ 4, 0, { 1, 2, 3, 9 } }, { 5, -EINVAL, { 1, 2, 3, 9 } },
	};

	for (int i = 0; i < ARRAY_SIZE(cases); i++) {
		u8 to[4] = { 9, 9, 9, 9 };

		KUNIT_EXPECT_EQ(test, agx_args_copy(to, 3, from, cases[i].len), cases[i].ret);
		KUNIT_EXPECT_MEMEQ(test, to, cases[i].to, sizeof(to));
	}
}

static void args_gem_create(struct kunit *test)
{
	static const struct drm_asahi_gem_create good[] = {
		{ .size = 1 }, { .size = AGX_UVA_END, .flags = DRM_ASAHI_GEM_WRITEBACK },
		{ .size = PAGE, .flags = DRM_ASAHI_GEM_VM_PRIVATE, .vm_id = 1 },
	}, bad[] = {
		{ .size = 0 }, { .size = AGX_UVA_END + 1 }, { .size = ~0ull },
		{ .size = PAGE, .vm_id = 1 }, { .size = PAGE, .flags = BIT(2) },
		{ .size = PAGE, .flags = BIT(31) }, { .size = PAGE, .pad = 1 },
	};

	for (int i = 0; i < ARRAY_SIZE(good); i++)
		KUNIT_EXPECT_EQ_MSG(test, agx_args_check_gem_create(&good[i]), 0, "%d", i);
	for (int i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ_MSG(test, agx_args_check_gem_create(&bad[i]), -EINVAL, "%d", i);
}

static void args_bind_op(struct kunit *test)
{
	static const struct drm_asahi_gem_bind_op good[] = {
		{ DRM_ASAHI_BIND_READ, 1, 0, PAGE, 0 },
		{ DRM_ASAHI_BIND_WRITE, 1, PAGE, PAGE, -2 * PAGE },
		{ DRM_ASAHI_BIND_READ | DRM_ASAHI_BIND_SINGLE_PAGE, 1, 0, 2 * PAGE, PAGE },
		{ DRM_ASAHI_BIND_UNBIND, 0, 0, PAGE, PAGE },
	}, bad[] = {
		{ DRM_ASAHI_BIND_READ, 1, 0, 0, PAGE },
		{ DRM_ASAHI_BIND_READ, 1, 0, PAGE, -PAGE },
		{ DRM_ASAHI_BIND_READ, 1, 0, -PAGE, 2 * PAGE },
		{ DRM_ASAHI_BIND_READ, 1, 0, PAGE, SZ_4K },
		{ DRM_ASAHI_BIND_READ, 1, 0, PAGE + SZ_4K, 0 },
		{ DRM_ASAHI_BIND_READ, 1, SZ_4K, PAGE, 0 },
		{ DRM_ASAHI_BIND_READ | BIT(4), 1, 0, PAGE, 0 },
		{ DRM_ASAHI_BIND_SINGLE_PAGE, 1, 0, PAGE, 0 },
		{ 0, 1, 0, PAGE, 0 },
		{ DRM_ASAHI_BIND_UNBIND, 1, 0, PAGE, 0 },
		{ DRM_ASAHI_BIND_UNBIND, 0, PAGE, PAGE, 0 },
		{ DRM_ASAHI_BIND_UNBIND | DRM_ASAHI_BIND_READ, 0, 0, PAGE, 0 },
	};

	for (int i = 0; i < ARRAY_SIZE(good); i++)
		KUNIT_EXPECT_EQ_MSG(test, agx_args_check_bind_op(&good[i]), 0, "%d", i);
	for (int i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ_MSG(test, agx_args_check_bind_op(&bad[i]), -EINVAL, "%d", i);
}

static void args_vm_bind(struct kunit *test)
{
	static const struct {
		u32 stride, pad;
		int ret;
	} cases[] = {
		{ 0, 0, -EINVAL }, { 1, 0, 0 }, { 1, 1, -EINVAL }, { AGX_BIND_MAX_STRIDE, 0, 0 },
		{ AGX_BIND_MAX_STRIDE + 1, 0, -EINVAL }, { ~0u, 0, -EINVAL },
	};

	for (int i = 0; i < ARRAY_SIZE(cases); i++) {
		struct drm_asahi_vm_bind args = { .stride = cases[i].stride, .pad = cases[i].pad };

		KUNIT_EXPECT_EQ_MSG(test, agx_args_check_vm_bind(&args), cases[i].ret, "%d", i);
	}
}

static void args_bind_object(struct kunit *test)
{
	const u32 bind = DRM_ASAHI_BIND_OBJECT_OP_BIND, unbind = DRM_ASAHI_BIND_OBJECT_OP_UNBIND;
	const u32 stamps = DRM_ASAHI_BIND_OBJECT_USAGE_TIMESTAMPS;
	const struct drm_asahi_gem_bind_object good[] = {
		{ .op = bind, .flags = stamps, .handle = 1, .offset = PAGE, .range = PAGE },
		{ .op = unbind, .object_handle = 1 },
	}, bad[] = {
		{ .op = unbind + 1 }, { .op = bind, .range = PAGE },
		{ .op = bind, .flags = stamps }, { .op = bind, .flags = stamps, .range = SZ_4K },
		{ .op = bind, .flags = stamps, .range = PAGE, .offset = SZ_4K },
		{ .op = bind, .flags = stamps, .range = PAGE, .vm_id = 1 },
		{ .op = unbind, .flags = stamps }, { .op = unbind, .handle = 1 },
		{ .op = unbind, .range = PAGE }, { .op = unbind, .pad = 1 },
	};

	for (int i = 0; i < ARRAY_SIZE(good); i++)
		KUNIT_EXPECT_EQ_MSG(test, agx_args_check_bind_object(&good[i]), 0, "%d", i);
	for (int i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ_MSG(test, agx_args_check_bind_object(&bad[i]), -EINVAL, "%d", i);
}

/* A command ends where the submission does at most; the header is not read in part. */
static void args_commands(struct kunit *test)
{
	const u32 header = sizeof(struct drm_asahi_cmd_header);
	struct drm_asahi_cmd_header in = {}, out;

	for (u32 left = 0; left < 3 * header; left++) {
		/* As long as it says, for KASAN. */
		u8 *data = kunit_kzalloc(test, left, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, data);
		for (in.size = 0; in.size < 3 * header; in.size++) {
			int size = header + in.size <= left ? header + in.size : -EINVAL;

			memcpy(data, &in, min(left, header));
			KUNIT_ASSERT_EQ(test, agx_args_next_command(data, left, &out),
					left ? size : 0);
		}
		kunit_kfree(test, data);
	}
}

static int args_attach(u64 size, u32 pad, u32 bytes, struct agx_seq_attachments *out)
{
	struct drm_asahi_attachment in[AGX_MAX_ATTACHMENTS + 1] = {};
	struct drm_asahi_cmd_header header = {
		.size = bytes,
		.vdm_barrier = DRM_ASAHI_BARRIER_NONE,
		.cdm_barrier = DRM_ASAHI_BARRIER_NONE,
	};

	in[bytes / sizeof(in[0]) - 1] = (struct drm_asahi_attachment) { .size = size, .pad = pad };
	return agx_args_copy_attachments(out, &header, (const u8 *)in);
}

static void args_attachments(struct kunit *test)
{
	const u32 one = sizeof(struct drm_asahi_attachment), last = AGX_MAX_ATTACHMENTS - 1;
	struct agx_seq_attachments out;

	KUNIT_EXPECT_EQ(test, args_attach(128, 0, one, &out), 0);
	KUNIT_EXPECT_EQ(test, out.count, 1);
	KUNIT_EXPECT_EQ(test, out.list[0].size, 1);
	KUNIT_EXPECT_EQ(test, args_attach(129, 0, AGX_MAX_ATTACHMENTS * one, &out), 0);
	KUNIT_EXPECT_EQ(test, out.count, AGX_MAX_ATTACHMENTS);
	KUNIT_EXPECT_EQ(test, out.list[last].size, 2);
	KUNIT_EXPECT_EQ(test, args_attach(128ull * U32_MAX, 0, one, &out), 0);
	KUNIT_EXPECT_EQ(test, out.list[0].size, U32_MAX);

	KUNIT_EXPECT_EQ(test, args_attach(128ull * U32_MAX + 1, 0, one, &out), -EINVAL);
	KUNIT_EXPECT_EQ(test, args_attach(~0ull, 0, one, &out), -EINVAL);
	KUNIT_EXPECT_EQ(test, args_attach(128, 1, one, &out), -EINVAL);
	KUNIT_EXPECT_EQ(test, args_attach(128, 0, one + 1, &out), -EINVAL);
	KUNIT_EXPECT_EQ(test, args_attach(128, 0, (AGX_MAX_ATTACHMENTS + 1) * one, &out), -EINVAL);
}

#define RENDER(width, height, n_layers, n_samples, utile_width, utile_height) { \
	.width_px = width, .height_px = height, .layers = n_layers, .samples = n_samples, \
	.utile_width_px = utile_width, .utile_height_px = utile_height, .sample_size_B = 8 }

/* The smallest framebuffer, the largest, whose sizes need 64 bits, and those that cannot be. */
static void args_tiles(struct kunit *test)
{
	static const struct drm_asahi_cmd_render small = RENDER(1, 1, 1, 1, 32, 32);
	static const struct drm_asahi_cmd_render large = RENDER(16384, 16384, 2048, 4, 16, 16);
	static const struct drm_asahi_cmd_render bad[] = {
		RENDER(0, 1, 1, 1, 32, 32), RENDER(1, 0, 1, 1, 32, 32), RENDER(1, 1, 0, 1, 32, 32),
		RENDER(16385, 1, 1, 1, 32, 32), RENDER(1, 16385, 1, 1, 32, 32),
		RENDER(1, 1, 2049, 1, 32, 32), RENDER(1, 1, 1, 0, 32, 32),
		RENDER(1, 1, 1, 3, 32, 32), RENDER(1, 1, 1, 8, 32, 32),
		RENDER(1, 1, 1, 1, 0, 0), RENDER(1, 1, 1, 1, 16, 32),
	};
	struct agx_tiles tiles;

	KUNIT_EXPECT_EQ(test, agx_tiles_init(&tiles, &small, 1), 0);
	KUNIT_EXPECT_EQ(test, tiles.x * tiles.y, 1);
	KUNIT_EXPECT_EQ(test, tiles.tib_blocks, 32 * 32 * 8 / 2048);

	/* 5 and 8 bytes for each microtile, of which there are 1024 by 1024 in a layer. */
	KUNIT_EXPECT_EQ(test, agx_tiles_init(&tiles, &large, 8), 0);
	KUNIT_EXPECT_EQ(test, tiles.x * tiles.y, 512 * 512);
	KUNIT_EXPECT_EQ(test, tiles.tilemap_size, 5ull * SZ_1M * 2048);
	KUNIT_EXPECT_EQ(test, tiles.tpc_size, 8ull * SZ_1M * 2048 * 8);

	for (int i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ_MSG(test, agx_tiles_init(&tiles, &bad[i], 1), -EINVAL, "%d", i);
}

static struct kunit_case args_cases[] = {
	KUNIT_CASE(args_copy),
	KUNIT_CASE(args_gem_create),
	KUNIT_CASE(args_bind_op),
	KUNIT_CASE(args_vm_bind),
	KUNIT_CASE(args_bind_object),
	KUNIT_CASE(args_commands),
	KUNIT_CASE(args_attachments),
	KUNIT_CASE(args_tiles),
	{}
};

static struct kunit_suite args_suite = {
	.name = "agx-args",
	.test_cases = args_cases,
};

/*
 * Page tables.
 */

#define PT_PA		0x800000000ull
#define PT_LEAF_SIZE	BIT_ULL(25)
#define PT_MIDDLE_SIZE	BIT_ULL(36)
#define PT_SIZE		BIT_ULL(39)

/* Valid, shared, AP 2, accessed, UXN: the GPU reads and writes (m1n1, hw/uat.py). NG: a user's. */
#define PT_SHARED	0x00c000000000048bull
#define PT_USER		(PT_SHARED | BIT_ULL(11))

static int pt_init(struct kunit *test)
{
	struct device *dev = kunit_device_register(test, "gpu");

	if (IS_ERR(dev))
		return PTR_ERR(dev);

	rig.left = U32_MAX;
	rig.used = 0;
	test->priv = dev;
	return 0;
}

static void pt_exit(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, rig.used, 0);
}

/* The entry that the MMU uses for an address; 0 where it faults. */
static u64 pt_walk(u64 root, u64 va)
{
	static const struct {
		u32 shift, entries;
	} levels[] = { { 36, 8 }, { 25, 2048 }, { 14, 2048 } };
	u64 entry = root;

	for (int i = 0; i < ARRAY_SIZE(levels); i++) {
		const u64 *table = phys_to_virt(entry & GENMASK_ULL(47, 14));

		entry = table[va >> levels[i].shift & (levels[i].entries - 1)];
		if ((entry & 3) != 3)
			return 0;
	}
	return entry;
}

/* Across tables of each level, the first page and the last. */
static void pt_borders(struct kunit *test)
{
	static const u64 at[] = {
		0, PT_LEAF_SIZE - 3 * PAGE, PT_MIDDLE_SIZE - 2 * PAGE, PT_SIZE - 8 * PAGE,
	};
	struct agx_pt_own own;
	struct agx_pt *pt;

	KUNIT_ASSERT_EQ(test, agx_pt_create(test->priv, AGX_PTE_NG, &own), 0);
	pt = agx_pt_borrow(&own);
	for (int i = 0; i < ARRAY_SIZE(at); i++) {
		u64 beside = at[i] ? at[i] - PAGE : 8 * PAGE;

		KUNIT_ASSERT_EQ(test, agx_pt_prepare(pt, at[i], 8 * PAGE), 0);
		agx_pt_map(pt, at[i], 8 * PAGE, PT_PA, AGX_PROT_GPU_SHARED_RW);
		agx_pt_unmap(pt, at[i] + PAGE, 2 * PAGE);
		for (u64 page = 0; page < 8 * PAGE; page += PAGE) {
			u64 want = page == PAGE || page == 2 * PAGE ? 0 : PT_USER | (PT_PA + page);

			KUNIT_EXPECT_EQ(test, pt_walk(agx_pt_root(pt), at[i] + page), want);
			KUNIT_EXPECT_EQ(test, agx_pt_lookup(pt, at[i] + page), want);
		}
		KUNIT_EXPECT_EQ(test, agx_pt_lookup(pt, beside), 0);
	}
	agx_pt_drop(&own);
}

/* Tables are those that a range needs, and stay when all of it was unmapped, holes and all. */
static void pt_tables(struct kunit *test)
{
	struct agx_pt_own own;
	struct agx_pt *pt;

	KUNIT_ASSERT_EQ(test, agx_pt_create(test->priv, 0, &own), 0);
	pt = agx_pt_borrow(&own);
	KUNIT_EXPECT_EQ(test, rig.used, 1);
	KUNIT_ASSERT_EQ(test, agx_pt_prepare(pt, PT_LEAF_SIZE, PT_LEAF_SIZE), 0);
	KUNIT_EXPECT_EQ(test, rig.used, 1 + 1 + 1);
	KUNIT_ASSERT_EQ(test, agx_pt_prepare(pt, PT_LEAF_SIZE, PT_LEAF_SIZE + PAGE), 0);
	KUNIT_EXPECT_EQ(test, rig.used, 1 + 1 + 2);
	KUNIT_ASSERT_EQ(test, agx_pt_prepare(pt, PT_MIDDLE_SIZE - PAGE, 2 * PAGE), 0);
	KUNIT_EXPECT_EQ(test, rig.used, 1 + 2 + 4);

	agx_pt_map(pt, PT_LEAF_SIZE, PT_LEAF_SIZE, PT_PA, AGX_PROT_GPU_SHARED_RW);
	for (u64 va = PT_LEAF_SIZE; va < 2 * PT_LEAF_SIZE; va += PAGE)
		KUNIT_ASSERT_EQ(test, pt_walk(agx_pt_root(pt), va),
				PT_SHARED | (PT_PA + va - PT_LEAF_SIZE));
	KUNIT_EXPECT_EQ(test, pt_walk(agx_pt_root(pt), 2 * PT_LEAF_SIZE), 0);
	agx_pt_unmap(pt, 0, 2 * PT_MIDDLE_SIZE);
	for (u64 va = PT_LEAF_SIZE; va < 2 * PT_LEAF_SIZE; va += PAGE)
		KUNIT_ASSERT_EQ(test, pt_walk(agx_pt_root(pt), va), 0);
	KUNIT_EXPECT_EQ(test, rig.used, 1 + 2 + 4);
	agx_pt_drop(&own);
}

/* One page all over a range; then it is the firmware's, but for what was not there. */
static void pt_protect(struct kunit *test)
{
	const u64 fw = (PT_SHARED ^ 3 << 6) | PT_PA; /* AP 1 */
	u64 va = PT_LEAF_SIZE - 2 * PAGE;
	struct agx_pt_own own;
	struct agx_pt *pt;

	KUNIT_ASSERT_EQ(test, agx_pt_create(test->priv, 0, &own), 0);
	pt = agx_pt_borrow(&own);
	KUNIT_ASSERT_EQ(test, agx_pt_prepare(pt, va, 4 * PAGE), 0);
	agx_pt_map_repeat(pt, va, 4 * PAGE, PT_PA, AGX_PROT_GPU_SHARED_RW);
	for (u64 page = 0; page < 4 * PAGE; page += PAGE)
		KUNIT_EXPECT_EQ(test, pt_walk(agx_pt_root(pt), va + page), PT_SHARED | PT_PA);

	agx_pt_unmap(pt, va + PAGE, PAGE);
	agx_pt_protect(pt, va, 3 * PAGE, AGX_PROT_FW_SHARED_RW);
	KUNIT_EXPECT_EQ(test, pt_walk(agx_pt_root(pt), va), fw);
	KUNIT_EXPECT_EQ(test, pt_walk(agx_pt_root(pt), va + PAGE), 0);
	KUNIT_EXPECT_EQ(test, pt_walk(agx_pt_root(pt), va + 2 * PAGE), fw);
	KUNIT_EXPECT_EQ(test, pt_walk(agx_pt_root(pt), va + 3 * PAGE), PT_SHARED | PT_PA);
	agx_pt_drop(&own);
}

/* A tree below one entry of the firmware's root leaves the others alone. */
static void pt_shared(struct kunit *test)
{
	u64 *root = (u64 *)get_zeroed_page(GFP_KERNEL);
	struct agx_pt_own own;
	struct agx_pt *pt;

	KUNIT_ASSERT_NOT_NULL(test, root);
	memset64(root, 0x1234000 | 3, 2);
	KUNIT_ASSERT_EQ(test, agx_pt_create_shared(test->priv, root, PT_PA, AGX_KVA_ROOT_ENTRY,
						   &own), 0);
	pt = agx_pt_borrow(&own);
	KUNIT_EXPECT_EQ(test, agx_pt_root(pt), PT_PA);
	KUNIT_EXPECT_EQ(test, agx_pt_prepare(pt, AGX_KVA_FW_PRIV - PAGE, PAGE), -EINVAL);
	KUNIT_EXPECT_EQ(test, agx_pt_prepare(pt, AGX_KVA_END, PAGE), -EINVAL);
	KUNIT_EXPECT_EQ(test, agx_pt_prepare(pt, AGX_KVA_FW_PRIV, PAGE), 0);
	KUNIT_EXPECT_EQ(test, agx_pt_prepare(pt, AGX_KVA_END - PAGE, PAGE), 0);
	agx_pt_map(pt, AGX_KVA_END - PAGE, PAGE, PT_PA, AGX_PROT_GPU_SHARED_RW);
	KUNIT_EXPECT_EQ(test, agx_pt_lookup(pt, AGX_KVA_END - PAGE), PT_SHARED | PT_PA);
	KUNIT_EXPECT_EQ(test, agx_pt_lookup(pt, AGX_KVA_BASE), 0);
	agx_pt_drop(&own);
	KUNIT_EXPECT_EQ(test, root[0], 0x1234000 | 3);
	KUNIT_EXPECT_EQ(test, root[1], 0x1234000 | 3);
	KUNIT_EXPECT_NULL(test, memchr_inv(&root[2], 0, 6 * sizeof(u64)));
	free_page((unsigned long)root);
}

/* Whatever there is no memory for: an error, what was mapped stays, and another try goes on. */
static void pt_no_memory(struct kunit *test)
{
	u64 va = 3 * PT_MIDDLE_SIZE - PAGE;
	struct agx_pt_own own;
	struct agx_pt *pt;

	rig.left = 0;
	KUNIT_EXPECT_EQ(test, agx_pt_create(test->priv, 0, &own), -ENOMEM);
	for (u32 tables = 0; tables < 4; tables++) {
		rig.left = 3;
		KUNIT_ASSERT_EQ(test, agx_pt_create(test->priv, 0, &own), 0);
		pt = agx_pt_borrow(&own);
		KUNIT_ASSERT_EQ(test, agx_pt_prepare(pt, 0, PAGE), 0);
		agx_pt_map(pt, 0, PAGE, PT_PA, AGX_PROT_GPU_SHARED_RW);
		rig.left = tables;
		KUNIT_EXPECT_EQ(test, agx_pt_prepare(pt, va, 2 * PAGE), -ENOMEM);
		KUNIT_EXPECT_EQ(test, rig.used, 3 + tables);
		KUNIT_EXPECT_EQ(test, pt_walk(agx_pt_root(pt), 0), PT_SHARED | PT_PA);
		KUNIT_EXPECT_EQ(test, pt_walk(agx_pt_root(pt), va), 0);
		rig.left = 4 - tables;
		KUNIT_EXPECT_EQ(test, agx_pt_prepare(pt, va, 2 * PAGE), 0);
		agx_pt_drop(&own);
		KUNIT_EXPECT_EQ(test, rig.used, 0);
	}
}

/* Pieces are the GPU's pages, whatever the CPU's are, and zero. */
static void pt_memory(struct kunit *test)
{
	static const u32 sizes[] = { 1, SZ_4K, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE };
	struct agx_mem_own mem;

	for (int i = 0; i < ARRAY_SIZE(sizes); i++) {
		size_t size = DIV_ROUND_UP(sizes[i], SZ_16K) * SZ_16K;

		KUNIT_ASSERT_EQ(test, agx_mem_create(test->priv, sizes[i], &mem), 0);
		KUNIT_EXPECT_EQ(test, agx_mem_size(agx_mem_borrow(&mem)), size);
		KUNIT_EXPECT_EQ(test, agx_mem_addr(agx_mem_borrow(&mem)) % SZ_16K, 0);
		KUNIT_EXPECT_PTR_EQ(test, phys_to_virt(agx_mem_addr(agx_mem_borrow(&mem))),
				    agx_mem_cpu(agx_mem_borrow(&mem)));
		KUNIT_EXPECT_NULL(test, memchr_inv(agx_mem_cpu(agx_mem_borrow(&mem)), 0, size));
		agx_mem_drop(&mem);
	}
}

static struct kunit_case pt_cases[] = {
	KUNIT_CASE(pt_borders),
	KUNIT_CASE(pt_tables),
	KUNIT_CASE(pt_protect),
	KUNIT_CASE(pt_shared),
	KUNIT_CASE(pt_no_memory),
	KUNIT_CASE(pt_memory),
	{}
};

static struct kunit_suite pt_suite = {
	.name = "agx-pt",
	.init = pt_init,
	.exit = pt_exit,
	.test_cases = pt_cases,
};

kunit_test_suites(&ring_suite, &slots_suite, &args_suite, &pt_suite);

MODULE_DESCRIPTION("Tests of agx's logic");
MODULE_LICENSE("Dual MIT/GPL");
