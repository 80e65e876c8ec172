// SPDX-License-Identifier: MIT
/*
 * What the drivers take from userspace and from the firmware, at the exact
 * limits of what it may be.
 */
#include "kernel_shim.h"

#include "drm/agx/agx_args.h"
#include "drm/agx/agx_blame.h"
#include "drm/agx/agx_cores.h"
#include "drm/agx/agx_fwlog.h"
#include "drm/agx/agx_hw.h"
#include "drm/agx/agx_ring.h"
#include "drm/agx/agx_stamp.h"
#include "drm/agx/agx_tiles.h"
#include "drm/nova/fifo/engine.h"
#include "drm/nova/fifo/push.h"
#include "drm/nova/mmu/plan.h"
#include "drm/nova/nova_nvif_args.h"
#include "firmware/agx/microseq.h"
#include "firmware/agx/uat.h"
#include "firmware/gsp/r570/ctrl.h"
#include "firmware/gsp/r570/engine.h"
#include "firmware/nv/host.h"

#include "uapi/nvif.h"

#include <linux/interval_tree.h>
#include <uapi/drm/asahi_drm.h>
#include <uapi/drm/nouveau_drm.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

int shim_fail_after = -1;
long shim_allocations;

#define ADDR_END	(1ull << 40)
#define SIZE_END	(1u << 23)

static int push(u64 va, u32 len, u32 flags)
{
	const struct drm_nouveau_exec_push user = { .va = va, .va_len = len, .flags = flags };
	struct nova_push push = { .size = 1 };
	int ret = nova_push_init(&push, &user);

	if (!ret) {
		assert_int_equal(push.va, va);
		assert_int_equal(push.size, len);
		assert_int_equal(push.no_prefetch, flags == DRM_NOUVEAU_EXEC_PUSH_NO_PREFETCH);
	} else {
		assert_int_equal(push.size, 1);
	}
	return ret;
}

static void push_size(void **state)
{
	(void)state;
	assert_int_equal(push(0x1000, 0, 0), -EINVAL);
	assert_int_equal(push(0x1000, 4, 0), 0);
	assert_int_equal(push(0x1000, SIZE_END - 4, 0), 0);
	assert_int_equal(push(0x1000, SIZE_END, 0), -EINVAL);
	assert_int_equal(push(0x1000, SIZE_END + 4, 0), -EINVAL);
	assert_int_equal(push(0x1000, 6, 0), -EINVAL);
}

static void push_address(void **state)
{
	(void)state;
	assert_int_equal(push(0, 4, 0), 0);
	assert_int_equal(push(2, 4, 0), -EINVAL);
	assert_int_equal(push(ADDR_END - 8, 8, 0), 0);
	assert_int_equal(push(ADDR_END - 4, 8, 0), -EINVAL);
	assert_int_equal(push(ADDR_END, 4, 0), -EINVAL);
	assert_int_equal(push(ADDR_END + 4, 4, 0), -EINVAL);
	assert_int_equal(push(~3ull, 4, 0), -EINVAL);
}

static void push_flags(void **state)
{
	(void)state;
	assert_int_equal(push(0, 4, DRM_NOUVEAU_EXEC_PUSH_NO_PREFETCH), 0);
	assert_int_equal(push(0, 4, DRM_NOUVEAU_EXEC_PUSH_NO_PREFETCH << 1), -EINVAL);
}

static struct r570_ctrl_fifo_device_table table;
static struct nova_engines engines;

/* One engine on a list that has nothing else. */
static int add(u32 rm_type, u32 runlist)
{
	memset(&table, 0, sizeof(table));
	table.num_entries = 1;
	table.entries[0].engine_data[R570_FIFO_DATA_RM_ENGINE_TYPE] = rm_type;
	table.entries[0].engine_data[R570_FIFO_DATA_RUNLIST] = runlist;
	return nova_engines_add(&engines, NULL, &table);
}

static int empty(void **state)
{
	(void)state;
	memset(&engines, 0, sizeof(engines));
	return 0;
}

static void engine_kinds(void **state)
{
	(void)state;
	assert_int_equal(add(R570_RM_ENGINE_GR(0), 1), 0);
	assert_int_equal(add(R570_RM_ENGINE_COPY(0) - 1, 1), 0);
	assert_int_equal(engines.count, 1);
	assert_int_equal(engines.list[0].type, R570_ENGINE_GR(0));
	assert_false(engines.list[0].copy);

	assert_int_equal(add(R570_RM_ENGINE_COPY(0), 2), 0);
	assert_int_equal(add(R570_RM_ENGINE_COPY(19), 3), 0);
	assert_int_equal(add(R570_RM_ENGINE_COPY(20), 3), 0);
	assert_int_equal(engines.count, 3);
	assert_int_equal(engines.list[2].type, R570_ENGINE_COPY(19));
	assert_int_equal(engines.list[2].mc, R570_MC_CE(19));
	assert_int_equal(engines.list[2].inst, 19);
	assert_int_equal(engines.list[2].runlist, 3);
}

static void engine_runlists(void **state)
{
	u32 last = FIELD_MAX(NV_DOORBELL_RUNLIST);

	(void)state;
	assert_int_equal(add(R570_RM_ENGINE_COPY(0), last), 0);
	assert_int_equal(add(R570_RM_ENGINE_COPY(0), last + 1), -EIO);
	assert_int_equal(engines.count, 1);
}

static void engine_list_is_full(void **state)
{
	(void)state;
	for (u32 i = 0; i < NOVA_MAX_ENGINES; i++)
		assert_int_equal(add(R570_RM_ENGINE_COPY(1), 1), 0);
	assert_int_equal(add(R570_RM_ENGINE_COPY(1), 1), -EIO);
	assert_int_equal(engines.count, NOVA_MAX_ENGINES);
}

static void engine_table_length(void **state)
{
	(void)state;
	memset(&table, 0, sizeof(table));
	for (u32 i = 0; i < ARRAY_SIZE(table.entries); i++)
		table.entries[i].engine_data[R570_FIFO_DATA_RM_ENGINE_TYPE] =
			R570_RM_ENGINE_COPY(0);

	table.num_entries = ARRAY_SIZE(table.entries);
	assert_int_equal(nova_engines_add(&engines, NULL, &table), 0);
	assert_int_equal(engines.count, ARRAY_SIZE(table.entries));

	table.num_entries++;
	assert_int_equal(nova_engines_add(&engines, NULL, &table), -EIO);
	assert_int_equal(engines.count, ARRAY_SIZE(table.entries));
}

#define RING_COUNT	4

static struct agx_ring ring;
static u32 ring_read, ring_write;
static u32 ring_entries[RING_COUNT + 1];

static int new_ring(void **state)
{
	(void)state;
	ring_read = 0;
	ring_write = 0;
	memset(ring_entries, 0, sizeof(ring_entries));
	agx_ring_init(&ring, &ring_read, &ring_write, ring_entries, RING_COUNT, sizeof(u32));
	return 0;
}

static void ring_is_full(void **state)
{
	u32 entry = 7;

	(void)state;
	for (u32 i = 1; i < RING_COUNT; i++) {
		assert_int_equal(agx_ring_push(&ring, &entry, sizeof(entry)), 0);
		assert_int_equal(ring_write, i);
	}
	assert_int_equal(agx_ring_push(&ring, &entry, sizeof(entry)), -EAGAIN);

	ring_read = 1;
	assert_int_equal(agx_ring_push(&ring, &entry, sizeof(entry)), 0);
	assert_int_equal(ring_write, 0);
	assert_int_equal(ring_entries[RING_COUNT], 0);
}

static void ring_entry_size(void **state)
{
	const u32 entry[2] = { 0x01020304, 7 };

	(void)state;
	assert_int_equal(agx_ring_push(&ring, entry, sizeof(u32) + 1), -EINVAL);
	assert_int_equal(ring_entries[1], 0);
	assert_int_equal(agx_ring_push(&ring, entry, sizeof(u32)), 0);
	assert_int_equal(ring_entries[0], entry[0]);

	ring_entries[1] = ~0u;
	assert_int_equal(agx_ring_push(&ring, entry, 1), 0);
	assert_int_equal(ring_entries[1], entry[0] & 0xff);
}

static void ring_reader_is_hostile(void **state)
{
	u32 entry = 7;

	(void)state;
	ring_read = RING_COUNT - 1;
	assert_int_equal(agx_ring_pending(&ring), 1);
	assert_int_equal(agx_ring_push(&ring, &entry, sizeof(entry)), 0);

	ring_read = RING_COUNT;
	assert_int_equal(agx_ring_pending(&ring), -EIO);
	assert_int_equal(agx_ring_push(&ring, &entry, sizeof(entry)), -EIO);

	ring_read = ring_write;
	assert_int_equal(agx_ring_pending(&ring), 0);
}

static void ring_writer_is_hostile(void **state)
{
	u32 entry = 7;

	(void)state;
	assert_int_equal(agx_ring_pop(&ring, &entry, sizeof(entry)), 0);

	ring_write = RING_COUNT;
	assert_int_equal(agx_ring_pop(&ring, &entry, sizeof(entry)), -EIO);
	assert_int_equal(entry, 7);

	ring_write = RING_COUNT - 1;
	ring_entries[0] = 9;
	assert_int_equal(agx_ring_pop(&ring, &entry, sizeof(entry)), 1);
	assert_int_equal(entry, 9);
	assert_int_equal(ring_read, 1);
}

static void args_copy(void **state)
{
	const u8 from[4] = { 1, 2, 0, 3 };
	u8 to[2] = { 9, 9 };

	(void)state;
	assert_int_equal(agx_args_copy(to, sizeof(to), from, 1), 0);
	assert_true(to[0] == 1 && to[1] == 0);
	assert_int_equal(agx_args_copy(to, sizeof(to), from, 2), 0);
	assert_true(to[0] == 1 && to[1] == 2);
	assert_int_equal(agx_args_copy(to, sizeof(to), from, 3), 0);
	assert_int_equal(agx_args_copy(to, sizeof(to), from, 4), -EINVAL);
}

static void gem_size(void **state)
{
	struct drm_asahi_gem_create args = { .size = 1 };

	(void)state;
	assert_int_equal(agx_args_check_gem_create(&args), 0);
	args.size = 0;
	assert_int_equal(agx_args_check_gem_create(&args), -EINVAL);
	args.size = AGX_UVA_END;
	assert_int_equal(agx_args_check_gem_create(&args), 0);
	args.size = AGX_UVA_END + 1;
	assert_int_equal(agx_args_check_gem_create(&args), -EINVAL);
}

static void gem_flags(void **state)
{
	struct drm_asahi_gem_create args = { .size = 1, .vm_id = 1 };

	(void)state;
	assert_int_equal(agx_args_check_gem_create(&args), -EINVAL);
	args.flags = DRM_ASAHI_GEM_VM_PRIVATE;
	assert_int_equal(agx_args_check_gem_create(&args), 0);
	args.flags |= DRM_ASAHI_GEM_WRITEBACK;
	assert_int_equal(agx_args_check_gem_create(&args), 0);
	args.flags |= 1u << 31;
	assert_int_equal(agx_args_check_gem_create(&args), -EINVAL);
}

static void bind_stride(void **state)
{
	struct drm_asahi_vm_bind args = { .stride = 1 };

	(void)state;
	assert_int_equal(agx_args_check_vm_bind(&args), 0);
	args.stride = 0;
	assert_int_equal(agx_args_check_vm_bind(&args), -EINVAL);
	args.stride = 256;
	assert_int_equal(agx_args_check_vm_bind(&args), 0);
	args.stride = 257;
	assert_int_equal(agx_args_check_vm_bind(&args), -EINVAL);
	args.stride = 1;
	args.pad = 1;
	assert_int_equal(agx_args_check_vm_bind(&args), -EINVAL);
}

static int bind_range(u64 addr, u64 range)
{
	const struct drm_asahi_gem_bind_op op = {
		.flags = DRM_ASAHI_BIND_READ,
		.addr = addr,
		.range = range,
	};

	return agx_args_check_bind_op(&op);
}

static void bind_op(void **state)
{
	struct drm_asahi_gem_bind_op op = { .range = AGX_UAT_PAGE_SIZE };

	(void)state;
	assert_int_equal(bind_range(0, AGX_UAT_PAGE_SIZE), 0);
	assert_int_equal(bind_range(0, 0), -EINVAL);
	assert_int_equal(bind_range(0, AGX_UAT_PAGE_SIZE / 2), -EINVAL);
	assert_int_equal(bind_range(-2ull * AGX_UAT_PAGE_SIZE, AGX_UAT_PAGE_SIZE), 0);
	assert_int_equal(bind_range(-1ull * AGX_UAT_PAGE_SIZE, AGX_UAT_PAGE_SIZE), -EINVAL);

	assert_int_equal(agx_args_check_bind_op(&op), -EINVAL);
	op.flags = DRM_ASAHI_BIND_UNBIND;
	assert_int_equal(agx_args_check_bind_op(&op), 0);
	op.handle = 1;
	assert_int_equal(agx_args_check_bind_op(&op), -EINVAL);
}

static u8 commands[2 * sizeof(struct drm_asahi_cmd_header) + 8];

/* Of a command with @size bytes, of which @left are there. */
static int next_command(u16 size, u32 left)
{
	struct drm_asahi_cmd_header header = { .size = size };

	memcpy(commands, &header, sizeof(header));
	header.size = ~size;
	return agx_args_next_command(commands, left, &header);
}

static void command_size(void **state)
{
	const int header = sizeof(struct drm_asahi_cmd_header);

	(void)state;
	assert_int_equal(next_command(8, 0), 0);
	assert_int_equal(next_command(0, header - 1), -EINVAL);
	assert_int_equal(next_command(0, header), header);
	assert_int_equal(next_command(8, header + 7), -EINVAL);
	assert_int_equal(next_command(8, header + 8), header + 8);
	assert_int_equal(next_command(8, sizeof(commands)), header + 8);
	assert_int_equal(next_command(U16_MAX, sizeof(commands)), -EINVAL);
}

static struct agx_seq_attachments attachments;

/* Of one attachment with @size bytes, which @bytes of the command are for. */
static int attach(u64 size, u32 flags, u32 pad, u16 bytes)
{
	const struct drm_asahi_cmd_header header = {
		.size = bytes,
		.vdm_barrier = DRM_ASAHI_BARRIER_NONE,
		.cdm_barrier = DRM_ASAHI_BARRIER_NONE,
	};
	struct drm_asahi_attachment in[AGX_MAX_ATTACHMENTS + 1];

	memset(in, 0, sizeof(in));
	in[0] = (struct drm_asahi_attachment) {
		.pointer = 0x4000, .size = size, .flags = flags, .pad = pad,
	};
	return agx_args_copy_attachments(&attachments, &header, (const u8 *)in);
}

static void attachment_size(void **state)
{
	const u16 one = sizeof(struct drm_asahi_attachment);

	(void)state;
	assert_int_equal(attach(0x81, 0, 0, one), 0);
	assert_int_equal(attachments.count, 1);
	assert_int_equal(attachments.list[0].address, 0x4000);
	assert_int_equal(attachments.list[0].size, 2);
	assert_int_equal(attach(0x80, 0, 0, one), 0);
	assert_int_equal(attachments.list[0].size, 1);
	assert_int_equal(attach(0xffffffffull * 128, 0, 0, one), 0);
	assert_int_equal(attachments.list[0].size, U32_MAX);
	assert_int_equal(attach(0xffffffffull * 128 + 1, 0, 0, one), -EINVAL);
	assert_int_equal(attach(~0ull, 0, 0, one), -EINVAL);
	assert_int_equal(attach(0x80, 1, 0, one), -EINVAL);
	assert_int_equal(attach(0x80, 0, 1, one), -EINVAL);
}

static void attachment_count(void **state)
{
	const u16 one = sizeof(struct drm_asahi_attachment);

	(void)state;
	assert_int_equal(attach(0, 0, 0, 0), 0);
	assert_int_equal(attachments.count, 0);
	assert_int_equal(attach(0, 0, 0, one - 1), -EINVAL);
	assert_int_equal(attach(0, 0, 0, AGX_MAX_ATTACHMENTS * one), 0);
	assert_int_equal(attachments.count, AGX_MAX_ATTACHMENTS);
	assert_int_equal(attach(0, 0, 0, (AGX_MAX_ATTACHMENTS + 1) * one), -EINVAL);
}

static void attachment_barriers(void **state)
{
	struct drm_asahi_cmd_header header = { .cdm_barrier = DRM_ASAHI_BARRIER_NONE };

	(void)state;
	assert_int_equal(agx_args_copy_attachments(&attachments, &header, NULL), -EINVAL);
	header.vdm_barrier = DRM_ASAHI_BARRIER_NONE;
	assert_int_equal(agx_args_copy_attachments(&attachments, &header, NULL), 0);
	header.cdm_barrier = 0;
	assert_int_equal(agx_args_copy_attachments(&attachments, &header, NULL), -EINVAL);
}

static void stamp_order(void **state)
{
	(void)state;
	assert_true(agx_stamp_is_ahead(0x100, 0));
	assert_false(agx_stamp_is_ahead(0x100, 0x100));
	assert_false(agx_stamp_is_ahead(0, 0x100));
	assert_true(agx_stamp_is_ahead(0, 0xffffff00));
	assert_false(agx_stamp_is_ahead(0xffffff00, 0));
}

static void stamp_past(void **state)
{
	(void)state;
	assert_false(agx_stamp_is_past(0x100, 0x300, 0x200));
	assert_true(agx_stamp_is_past(0x200, 0x300, 0x200));
	assert_true(agx_stamp_is_past(0x300, 0x300, 0x200));
	assert_true(agx_stamp_is_past(0x300, 0x300, 0x300));
	/* The firmware's word, which may be anything. */
	assert_false(agx_stamp_is_past(0x400, 0x300, 0x200));
	assert_false(agx_stamp_is_past(0xffffff00, 0x300, 0x200));
	/* Around the end. */
	assert_true(agx_stamp_is_past(0, 0x100, 0xffffff00));
	assert_false(agx_stamp_is_past(0xffffff00, 0x100, 0));
}

static void blame_others(void **state)
{
	struct agx_blame blame = { .error = -EIO, .slot = -1, .vm_slot = -1 };

	(void)state;
	assert_int_equal(agx_blame_error(&blame, 0, 0), -EIO);
	blame.slot = 0;
	assert_int_equal(agx_blame_error(&blame, 0, 1), -EIO);
	assert_int_equal(agx_blame_error(&blame, 1, 1), -ECANCELED);
	blame.vm_slot = 0;
	assert_int_equal(agx_blame_error(&blame, 0, 0), -EIO);
	assert_int_equal(agx_blame_error(&blame, 0, 1), -ECANCELED);
	blame.slot = -1;
	assert_int_equal(agx_blame_error(&blame, 1, 1), -ECANCELED);
	assert_int_equal(agx_blame_error(&blame, 1, 0), -EIO);
}

static void fwlog_lines(void **state)
{
	const u32 count = AGX_FWLOG_RINGS * AGX_FWLOG_COUNT;
	struct agx_fwlog_payload *lines = calloc(count, sizeof(*lines)), line;
	struct agx_fwlog_msg msg = { .type = AGX_FWLOG_MSG_TYPE, .index = count - 1 };

	(void)state;
	assert_non_null(lines);
	lines[count - 1].seq = 7;
	assert_int_equal(agx_fwlog_copy(&line, lines, &msg), 0);
	assert_int_equal(line.seq, 7);
	msg.index = count;
	assert_int_equal(agx_fwlog_copy(&line, lines, &msg), -EINVAL);
	msg.index = U32_MAX;
	assert_int_equal(agx_fwlog_copy(&line, lines, &msg), -EINVAL);
	msg = (struct agx_fwlog_msg) { .type = AGX_FWLOG_MSG_TYPE + 1 };
	assert_int_equal(agx_fwlog_copy(&line, lines, &msg), -EINVAL);
	free(lines);
}

static int tiles(u16 width, u16 height, u16 layers)
{
	const struct drm_asahi_cmd_render cmd = {
		.width_px = width,
		.height_px = height,
		.layers = layers,
		.utile_width_px = 32,
		.utile_height_px = 32,
		.samples = 1,
		.sample_size_B = 4,
	};
	struct agx_tiles out;

	return agx_tiles_init(&out, &cmd, 1);
}

static void framebuffer_size(void **state)
{
	(void)state;
	assert_int_equal(tiles(1, 1, 1), 0);
	assert_int_equal(tiles(16384, 16384, 2048), 0);
	assert_int_equal(tiles(0, 1, 1), -EINVAL);
	assert_int_equal(tiles(1, 0, 1), -EINVAL);
	assert_int_equal(tiles(1, 1, 0), -EINVAL);
	assert_int_equal(tiles(16385, 1, 1), -EINVAL);
	assert_int_equal(tiles(1, 16385, 1), -EINVAL);
	assert_int_equal(tiles(1, 1, 2049), -EINVAL);
}

static struct agx_gpu_id gpu;

static int split(u32 clusters, u32 cores, u32 word0, u32 word1, u32 word2)
{
	const u32 words[AGX_CORE_MASK_WORDS] = { word0, word1, word2 };

	memset(&gpu, 0, sizeof(gpu));
	gpu.num_clusters = clusters;
	gpu.cores_per_cluster = cores;
	return agx_cores_split(&gpu, words);
}

static void cores_of_clusters(void **state)
{
	(void)state;
	assert_int_equal(split(1, 8, 0xbf, 0, 0), 0);
	assert_int_equal(gpu.core_masks[0], 0xbf);
	assert_int_equal(split(1, 8, 0x100, 0, 0), -EIO);

	/* The third cluster's cores are in two words. */
	assert_int_equal(split(4, 12, 0x81000001, 0x8008, 0), 0);
	assert_int_equal(gpu.core_masks[0], 1);
	assert_int_equal(gpu.core_masks[1], 0);
	assert_int_equal(gpu.core_masks[2], 0x881);
	assert_int_equal(gpu.core_masks[3], 0x800);
	assert_int_equal(split(4, 12, 0, 0x10000, 0), -EIO);
}

static void cores_fill_masks(void **state)
{
	(void)state;
	assert_int_equal(split(8, 12, 0, 0, 1u << 31), 0);
	assert_int_equal(gpu.core_masks[7], 0x800);
	assert_int_equal(split(97, 1, 0, 0, 0), -EIO);
}

static void nvif_new_limits(void **state)
{
	struct nvif_ioctl_new_v0 args = { .object = 1 };

	(void)state;
	assert_int_equal(nova_nvif_check_new(&args, sizeof(args), 0), 0);
	assert_int_equal(nova_nvif_check_new(&args, sizeof(args) - 1, 0), -EINVAL);
	assert_int_equal(nova_nvif_check_new(&args, sizeof(args) + 1, 0), 0);
	assert_int_equal(nova_nvif_check_new(&args, sizeof(args), 1023), 0);
	assert_int_equal(nova_nvif_check_new(&args, sizeof(args), 1024), -ENOSPC);
	args.pad01[5] = 1;
	assert_int_equal(nova_nvif_check_new(&args, sizeof(args), 0), -EINVAL);
}

static void nvif_sclass_limits(void **state)
{
	const u32 entry = sizeof(struct nvif_ioctl_sclass_oclass_v0);
	struct nvif_ioctl_v0 ioctl = { .route = 1, .token = U32_MAX };
	struct nvif_ioctl_sclass_v0 args = { .count = 0 };

	(void)state;
	assert_int_equal(nova_nvif_check_sclass(&ioctl, &args, sizeof(args)), 0);
	assert_int_equal(nova_nvif_check_sclass(&ioctl, &args, sizeof(args) - 1), -EINVAL);
	assert_int_equal(nova_nvif_check_sclass(&ioctl, &args, sizeof(args) + 1), -EINVAL);
	args.count = 255;
	assert_int_equal(nova_nvif_check_sclass(&ioctl, &args, sizeof(args) + 255 * entry), 0);
	assert_int_equal(nova_nvif_check_sclass(&ioctl, &args, sizeof(args) + 254 * entry), -EINVAL);
	args.version = 1;
	assert_int_equal(nova_nvif_check_sclass(&ioctl, &args, sizeof(args) + 255 * entry), -EINVAL);
	args.version = 0;
	ioctl.token++;
	assert_int_equal(nova_nvif_check_sclass(&ioctl, &args, sizeof(args) + 255 * entry), -EINVAL);
	ioctl.token = 0;
	ioctl.route = 0;
	assert_int_equal(nova_nvif_check_sclass(&ioctl, &args, sizeof(args) + 255 * entry), -EINVAL);
}

static void sparse_maps(void **state)
{
	struct interval_tree_node region = { .start = 0x2000, .last = 0x3fff };
	struct rb_root_cached plan = RB_ROOT_CACHED;

	(void)state;
	assert_int_equal(nova_plan_add(&plan, &region), 0);
	assert_int_equal(nova_plan_check_map(&plan, 0x2000, 0x3fff), 0);
	assert_int_equal(nova_plan_check_map(&plan, 0x3000, 0x3fff), 0);
	assert_int_equal(nova_plan_check_map(&plan, 0x1000, 0x1fff), 0);
	assert_int_equal(nova_plan_check_map(&plan, 0x4000, 0x4fff), 0);
	assert_int_equal(nova_plan_check_map(&plan, 0x1000, 0x2fff), -ENOSPC);
	assert_int_equal(nova_plan_check_map(&plan, 0x3000, 0x4fff), -ENOSPC);
	assert_int_equal(nova_plan_check_map(&plan, 0x1000, 0x4fff), -ENOSPC);
}

static void sparse_regions(void **state)
{
	struct interval_tree_node region = { .start = 0x2000, .last = 0x3fff };
	struct interval_tree_node same = region, below = { .start = 0x1000, .last = 0x1fff };
	struct interval_tree_node above = { .start = 0x4000, .last = 0x4fff };
	struct interval_tree_node around = { .start = 0x1000, .last = 0x4fff };
	struct rb_root_cached plan = RB_ROOT_CACHED;

	(void)state;
	assert_null(nova_plan_take(&plan, 0x2000, 0x3fff));
	assert_int_equal(nova_plan_add(&plan, &region), 0);
	assert_int_equal(nova_plan_add(&plan, &same), -ENOSPC);
	assert_int_equal(nova_plan_add(&plan, &around), -ENOSPC);
	assert_int_equal(nova_plan_add(&plan, &below), 0);
	assert_int_equal(nova_plan_add(&plan, &above), 0);

	assert_null(nova_plan_take(&plan, 0x2000, 0x2fff));
	assert_null(nova_plan_take(&plan, 0x3000, 0x3fff));
	assert_null(nova_plan_take(&plan, 0x1000, 0x4fff));
	assert_ptr_equal(nova_plan_take(&plan, 0x2000, 0x3fff), &region);
	assert_null(nova_plan_take(&plan, 0x2000, 0x3fff));
	assert_int_equal(nova_plan_add(&plan, &same), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(push_size),
		cmocka_unit_test(push_address),
		cmocka_unit_test(push_flags),
		cmocka_unit_test_setup(engine_kinds, empty),
		cmocka_unit_test_setup(engine_runlists, empty),
		cmocka_unit_test_setup(engine_list_is_full, empty),
		cmocka_unit_test_setup(engine_table_length, empty),
		cmocka_unit_test(nvif_new_limits),
		cmocka_unit_test(nvif_sclass_limits),
		cmocka_unit_test(sparse_maps),
		cmocka_unit_test(sparse_regions),
		cmocka_unit_test(args_copy),
		cmocka_unit_test(gem_size),
		cmocka_unit_test(gem_flags),
		cmocka_unit_test(bind_stride),
		cmocka_unit_test(bind_op),
		cmocka_unit_test(command_size),
		cmocka_unit_test(attachment_size),
		cmocka_unit_test(attachment_count),
		cmocka_unit_test(attachment_barriers),
		cmocka_unit_test(stamp_order),
		cmocka_unit_test(stamp_past),
		cmocka_unit_test(blame_others),
		cmocka_unit_test(fwlog_lines),
		cmocka_unit_test(framebuffer_size),
		cmocka_unit_test(cores_of_clusters),
		cmocka_unit_test(cores_fill_masks),
		cmocka_unit_test_setup(ring_is_full, new_ring),
		cmocka_unit_test_setup(ring_entry_size, new_ring),
		cmocka_unit_test_setup(ring_reader_is_hostile, new_ring),
		cmocka_unit_test_setup(ring_writer_is_hostile, new_ring),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
