// SPDX-License-Identifier: MIT
#include "initdata.h"

#include <string.h>

#include "boot.h"
#include "card.h"
#include "chip.h"
#include "fwmem.h"
#include "uat.h"
#include "window.h"
#include "firmware/agx/initdata.h"
#include "firmware/agx/uat.h"

#define IO_SLOTS 0x19

static void want(struct card *card, const char *name, uint64_t is, uint64_t should)
{
	if (is != should)
		violation(card, "InitData: %s is %llx, not %llx", name, (unsigned long long)is,
			  (unsigned long long)should);
}

static void want_zeros(struct card *card, const char *name, const void *bytes, size_t len)
{
	const uint8_t *p = bytes;

	for (size_t i = 0; i < len; i++)
		if (p[i]) {
			violation(card, "InitData: %s is not zero at byte %zx", name, i);
			return;
		}
}

static void check_level(struct card *card, const struct agx_uat_level_info *info,
			unsigned int level)
{
	uint64_t entries = agx_uat_entries(level), shift = AGX_UAT_LEVEL_SHIFT(level);

	want(card, "uat_level.unk_0", info->unk_0, 8);
	want(card, "uat_level.unk_1", info->unk_1, 14);
	want(card, "uat_level.unk_2", info->unk_2, 14);
	want(card, "uat_level.index_shift", info->index_shift, shift);
	want(card, "uat_level.num_entries", info->num_entries, entries);
	want(card, "uat_level.unk_6", info->unk_6, 0x4000);
	want(card, "uat_level.unk_8", info->unk_8, 1);
	want(card, "uat_level.phys_mask", info->phys_mask,
	     (1ull << card_chip(card)->oas) - 1 - AGX_UAT_PAGE_MASK);
	want(card, "uat_level.index_mask", info->index_mask, (entries - 1) << shift);
}

static bool read_root(struct card *card, uint64_t va, struct agx_initdata *root)
{
	const struct agx_abi *abi = card_abi(card);
	static uint8_t zeros[AGX_INITDATA_UNK_BUF_SIZE];
	uint16_t version[4];

	if (!fwmem_read(card, va, version, sizeof(version), "InitData") ||
	    !fwmem_read(card, va + abi->initdata_ptrs, root, sizeof(*root), "InitData"))
		return false;
	if (abi->initdata_ptrs)
		for (int i = 0; i < 4; i++)
			want(card, "ver_info", version[i], abi->ver_info[i]);
	want(card, "unk_8", root->unk_8, 0);
	want(card, "unk_c", root->unk_c, 0);
	want(card, "uat_page_size", root->uat_page_size, AGX_UAT_PAGE_SIZE);
	want(card, "uat_page_bits", root->uat_page_bits, AGX_UAT_PAGE_SHIFT);
	want(card, "uat_num_levels", root->uat_num_levels, AGX_UAT_LEVELS);
	for (unsigned int i = 0; i < AGX_UAT_LEVELS; i++)
		check_level(card, &root->uat_level[i], i);
	want_zeros(card, "pad_8c", root->pad_8c, sizeof(root->pad_8c));
	want(card, "host_mapped_fw_allocations", root->host_mapped_fw_allocations, 1);
	want_zeros(card, "unk_a4", root->unk_a4, sizeof(root->unk_a4));
	if (!fwmem_read(card, root->unk_buf, zeros, sizeof(zeros), "InitData.unk_buf"))
		return false;
	want_zeros(card, "unk_buf", zeros, sizeof(zeros));
	return true;
}

static struct ring ring(const char *name, const struct agx_channel_ptrs *ptrs, uint32_t size,
			uint32_t count)
{
	return (struct ring){ name, ptrs->state, offsetof(struct agx_channel_state, write_ptr),
			      ptrs->ring, size, count, 0 };
}

static bool open_fwlog(struct card *card, const struct agx_rtptrs *rt, struct initdata *data)
{
	for (unsigned int i = 0; i < AGX_FWLOG_RINGS; i++) {
		data->fwlog[i] = ring("FwLog", &rt->fwlog, sizeof(struct agx_fwlog_msg),
				      AGX_FWLOG_COUNT);
		data->fwlog[i].state += i * sizeof(struct agx_channel_state);
		data->fwlog[i].entries +=
			i * AGX_FWLOG_COUNT * sizeof(struct agx_fwlog_msg);
		if (!ring_open(card, &data->fwlog[i]))
			return false;
	}
	data->fwlog_payload = rt->fwlog_payload;
	return fwmem_check(card, rt->fwlog_payload,
			   AGX_FWLOG_RINGS * AGX_FWLOG_COUNT * sizeof(struct agx_fwlog_payload),
			   true, "FwLog's payload");
}

static bool open_rings(struct card *card, const struct agx_rtptrs *rt, struct initdata *data)
{
	static const char *const names[AGX_PIPE_TYPES] = { "vertex", "fragment", "compute" };
	const struct agx_abi *abi = card_abi(card);

	for (int prio = 0; prio < AGX_PIPE_PRIORITIES; prio++)
		for (int type = 0; type < AGX_PIPE_TYPES; type++) {
			struct ring *pipe = &data->pipe[prio][type];

			*pipe = ring(names[type], &rt->pipe[prio][type], abi->pipe_size,
				     AGX_PIPE_COUNT);
			if (!ring_open(card, pipe))
				return false;
		}
	data->devctrl = ring("DeviceControl", &rt->devctrl, abi->devctrl_size, AGX_DEVCTRL_COUNT);
	data->event = ring("Event", &rt->event, sizeof(struct agx_event_msg), AGX_EVENT_COUNT);
	data->ktrace = ring("KTrace", &rt->ktrace, sizeof(struct agx_ktrace_msg), AGX_KTRACE_COUNT);
	data->stats = ring("Stats", &rt->stats, abi->stats_size, AGX_STATS_COUNT);
	return ring_open(card, &data->devctrl) && ring_open(card, &data->event) &&
	       ring_open(card, &data->ktrace) && ring_open(card, &data->stats) &&
	       open_fwlog(card, rt, data);
}

static bool check_stats(struct card *card, const struct agx_rtptrs *rt, struct initdata *data)
{
	struct agx_stats_fragment frag;

	data->stats_frag = rt->stats_fragment + AGX_STATS_FRAGMENT_COUNTERS;
	if (card_abi(card)->generation == AGX_G14X)
		data->stats_frag += AGX_STATS_FRAGMENT_G14X_EXTRA;
	if (!fwmem_check(card, rt->stats_vertex, AGX_STATS_VERTEX_SIZE, true,
			 "vertex statistics") ||
	    !fwmem_check(card, rt->stats_fragment,
			 data->stats_frag - rt->stats_fragment + sizeof(frag), true,
			 "fragment statistics") ||
	    !fwmem_check(card, rt->stats_compute, AGX_STATS_COMPUTE_SIZE, true,
			 "compute statistics") ||
	    !fwmem_read(card, data->stats_frag, &frag, sizeof(frag), "fragment statistics"))
		return false;
	want(card, "stats_fragment.cur_stamp_id", (uint32_t)frag.cur_stamp_id, 0xffffffff);
	want(card, "stats_fragment.unk_id", (uint32_t)frag.unk_id, 0xffffffff);
	return true;
}

static bool is_patched(const struct boot_range *range, unsigned int count, uint32_t at)
{
	for (unsigned int i = 0; i < count; i++)
		if (at - range[i].begin < range[i].size)
			return true;
	return false;
}

/* The kernel's copy of what the bootloader left: as it was, but for what is the kernel's part. */
static bool check_copy(struct card *card, enum agx_glue_region region, uint64_t va, uint32_t size,
		       const char *name)
{
	struct boot_range range[BOOT_RANGES];
	unsigned int count = boot_patched(card, region, range);
	const uint8_t *blob = boot_ptr(card, region);
	uint8_t bytes[0x100];

	for (uint32_t at = 0; blob && at < size; at += sizeof(bytes)) {
		uint32_t part = size - at < sizeof(bytes) ? size - at : sizeof(bytes);

		if (!fwmem_read(card, va + at, bytes, part, name))
			return false;
		for (uint32_t i = 0; i < part; i++) {
			if (bytes[i] == blob[at + i] || is_patched(range, count, at + i))
				continue;
			violation(card, "InitData: %s is not the bootloader's at %x", name, at + i);
			return true;
		}
	}
	return true;
}

static bool check_hwdata(struct card *card, const struct agx_rtptrs *rt)
{
	const struct agx_abi *abi = card_abi(card);
	struct agx_io_mapping io[IO_SLOTS];
	uint64_t sram = 0;
	uint32_t chip_id;

	want(card, "hwdata_b_2", rt->hwdata_b_2, rt->hwdata_b);
	if (!fwmem_check(card, rt->hwdata_a, abi->hwdata_a_size, true, "HwDataA") ||
	    !fwmem_check(card, rt->hwdata_b, abi->hwdata_b_size, true, "HwDataB") ||
	    !fwmem_read(card, rt->hwdata_b + abi->chip_id, &chip_id, 4, "HwDataB") ||
	    !fwmem_read(card, rt->hwdata_b + abi->io_mappings, io,
			abi->io_mapping_count * sizeof(io[0]), "HwDataB") ||
	    (abi->sgx_sram_ptr &&
	     !fwmem_read(card, rt->hwdata_b + abi->sgx_sram_ptr, &sram, sizeof(sram), "HwDataB")))
		return false;
	if (!check_copy(card, AGX_GLUE_REGION_HW_CAL_A, rt->hwdata_a, abi->hwdata_a_size,
			"HwDataA") ||
	    !check_copy(card, AGX_GLUE_REGION_HW_CAL_B, rt->hwdata_b, abi->hwdata_b_size,
			"HwDataB"))
		return false;
	want(card, "HwDataB.chip_id", chip_id, card_chip(card)->id);
	windows_check(card, io, abi->io_mapping_count);
	if (abi->sgx_sram_ptr)
		window_check_sram(card, sram);
	return true;
}

static bool check_bufmgr(struct card *card, uint64_t rt, struct initdata *data)
{
	const struct agx_abi *abi = card_abi(card);
	struct agx_rt_bufmgr bufmgr;
	struct uat_fault fault;
	uint64_t fw_pte, gpu_pte;
	uint32_t unk_6b38;

	if (!fwmem_read(card, rt + abi->rt_bufmgr, &bufmgr, sizeof(bufmgr), "RuntimePointers") ||
	    !fwmem_read(card, rt + abi->rt_unk_6b38, &unk_6b38, 4, "RuntimePointers") ||
	    !fwmem_check(card, bufmgr.fw_addr, AGX_UAT_PAGE_SIZE, true, "the buffer manager"))
		return false;
	want(card, "unk_6b38", unk_6b38, AGX_RT_UNK_6B38_VALUE);
	data->bufmgr = bufmgr.fw_addr;
	if (!uat_lookup(card, 0, UAT_FW, bufmgr.fw_addr, true, &fw_pte, &fault) ||
	    !uat_lookup(card, 0, UAT_GPU, bufmgr.gpu_addr, true, &gpu_pte, &fault))
		violation(card, "InitData: the buffer manager at %llx is %s for the %s",
			  (unsigned long long)fault.va, uat_reason_name(fault.reason),
			  fault.agent == UAT_GPU ? "GPU" : "firmware");
	else
		want(card, "the buffer manager's page", gpu_pte & AGX_PTE_ADDR,
		     fw_pte & AGX_PTE_ADDR);
	return true;
}

static bool check_buffers(struct card *card, uint64_t va, const struct agx_rtptrs *rt)
{
	const struct agx_abi *abi = card_abi(card);
	struct agx_rt_unkptr_1c0 more;

	want_zeros(card, "RuntimePointers.pad_110", rt->pad_110, sizeof(rt->pad_110));
	want(card, "unk_160", rt->unk_160, 0);
	want(card, "unk_168", rt->unk_168, 0);
	if (!fwmem_check(card, rt->unkptr_190, AGX_RT_UNKPTR_190_SIZE, true, "unkptr_190") ||
	    !fwmem_check(card, rt->unkptr_198, AGX_RT_UNKPTR_198_SIZE, true, "unkptr_198") ||
	    !fwmem_check(card, rt->unkptr_1b8, AGX_RT_UNKPTR_1B8_SIZE, true, "unkptr_1b8"))
		return false;
	if (!abi->rt_unkptr_1c0)
		return true;
	return fwmem_read(card, va + abi->rt_unkptr_1c0, &more, sizeof(more), "RuntimePointers") &&
	       fwmem_check(card, more.unkptr_1c0, AGX_RT_UNKPTR_1C0_SIZE, true, "unkptr_1c0") &&
	       fwmem_check(card, more.unkptr_1c8, AGX_RT_UNKPTR_1C8_SIZE, true, "unkptr_1c8");
}

static bool check_globals(struct card *card, uint64_t va, struct initdata *data)
{
	const struct agx_abi *abi = card_abi(card);
	uint32_t pending, control, do_init;

	if (!fwmem_check(card, va, abi->globals_size, true, "Globals") ||
	    !check_copy(card, AGX_GLUE_REGION_GLOBALS, va, abi->globals_size, "Globals") ||
	    !fwmem_load32(card, va + abi->pending_submissions, &pending, "Globals") ||
	    !fwmem_load32(card, va + abi->fault_control, &control, "Globals") ||
	    !fwmem_load32(card, va + abi->do_init, &do_init, "Globals"))
		return false;
	want(card, "Globals.do_init", do_init, 1);
	if (control != AGX_FAULT_CONTROL_HARD && control != AGX_FAULT_CONTROL_SOFT)
		violation(card, "InitData: Globals.fault_control is %x", control);
	data->globals = va;
	data->soft_faults = control == AGX_FAULT_CONTROL_SOFT;
	/* An operation may have begun already: its count stands here before the doorbell. */
	if (pending > AGX_PIPE_COUNT)
		violation(card, "InitData: Globals.pending_submissions is %u", pending);
	return true;
}

static bool open_status(struct card *card, uint64_t va, struct initdata *data)
{
	struct agx_fw_status status;

	if (!fwmem_read(card, va, &status, sizeof(status), "FwStatus") ||
	    !fwmem_check(card, va, sizeof(status), true, "FwStatus"))
		return false;
	want_zeros(card, "FwStatus", &status.halt_count,
		   sizeof(status) - offsetof(struct agx_fw_status, halt_count));
	data->fw_status = va;
	data->fwctl = ring("FwCtl", &status.fwctl, sizeof(struct agx_fwctl_msg), AGX_FWCTL_COUNT);
	data->fwctl.write_ptr = offsetof(struct agx_fwctl_state, write_ptr);
	return ring_open(card, &data->fwctl);
}

bool initdata_read(struct card *card, uint64_t va, struct initdata *data)
{
	const struct agx_abi *abi = card_abi(card);
	struct agx_initdata root;
	struct agx_rtptrs rt;

	memset(data, 0, sizeof(*data));
	if (!fwmem_check(card, va, abi->initdata_size, false, "InitData") ||
	    !read_root(card, va, &root) ||
	    !fwmem_check(card, root.runtime_pointers, abi->rtptrs_size, true, "RuntimePointers") ||
	    !fwmem_read(card, root.runtime_pointers, &rt, sizeof(rt), "RuntimePointers"))
		return false;
	return check_globals(card, root.globals, data) &&
	       check_buffers(card, root.runtime_pointers, &rt) &&
	       check_bufmgr(card, root.runtime_pointers, data) && check_hwdata(card, &rt) &&
	       check_stats(card, &rt, data) && open_rings(card, &rt, data) &&
	       open_status(card, root.fw_status, data);
}
