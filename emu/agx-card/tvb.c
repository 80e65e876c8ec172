// SPDX-License-Identifier: MIT
/*
 * Sources: m1n1 proxyclient/m1n1/fw/agx/microsequence.py (BufferManagerInfo) and agx/context.py
 * (GPUBufferManager), Asahi's buffer.rs, which says who has what mapped.
 */
#include "tvb.h"

#include "bytes.h"
#include "card.h"
#include "fwmem.h"
#include "layout.h"
#include "uat.h"
#include "firmware/agx/abi.h"

/* Info, from the address of the list of pages on, which is elsewhere in each version. */
#define INFO_LIST_12 0x20
#define INFO_LIST_135 0x1c
#define INFO_PAGE_LIST 0x00
#define INFO_PAGE_LIST_SIZE 0x08
#define INFO_PAGE_COUNT 0x0c
#define INFO_MAX_BLOCKS 0x10
#define INFO_BLOCK_COUNT 0x14
#define INFO_BLOCK_LIST 0x1c
#define INFO_BLOCK_CTL 0x24
#define INFO_LAST_PAGE 0x2c
#define INFO_BLOCK_SIZE 0x3c
#define INFO_COUNTER 0x48
#define INFO_UNK_80 0x60
#define INFO_SIZE 0x64 /* of what is read */
#define INFO_REST 0xa0 /* to the end */

#define PAGE_SHIFT 15
#define BLOCK_PAGES 4
#define BLOCK_SIZE (BLOCK_PAGES << PAGE_SHIFT)
#define BLOCKS_MAX 0x10000
#define CTL_SIZE 0x40
#define CTL_TOTAL 0x0
#define CTL_WPTR 0x4
#define COUNTER_SIZE 0x40

static void want(struct card *card, const struct tvb *tvb, const char *name, uint64_t is,
		 uint64_t should)
{
	if (is != should)
		violation(card, "buffer %016llx: %s is %llx, not %llx",
			  (unsigned long long)tvb->info, name, (unsigned long long)is,
			  (unsigned long long)should);
}

static bool refused(struct card *card, const struct tvb *tvb, const char *name,
		    const struct uat_fault *fault)
{
	violation(card, "buffer %016llx: %s at %llx is %s for the %s",
		  (unsigned long long)tvb->info, name, (unsigned long long)fault->va,
		  uat_reason_name(fault->reason), fault->agent == UAT_GPU ? "GPU" : "firmware");
	return false;
}

static bool is_writable(struct card *card, const struct tvb *tvb, uint32_t slot,
			enum uat_agent agent, uint64_t va, uint64_t size, const char *name)
{
	struct uat_fault fault;

	return (uat_check(card, slot, agent, va, size, false, &fault) &&
		uat_check(card, slot, agent, va, size, true, &fault)) ||
	       refused(card, tvb, name, &fault);
}

static bool check_block(struct card *card, const struct tvb *tvb, uint32_t slot, uint32_t index)
{
	uint32_t block[2], pages[BLOCK_PAGES];
	struct uat_fault fault;

	if (!uat_read(card, slot, UAT_FW, tvb->block_list + index * sizeof(block), block,
		      sizeof(block), &fault))
		return refused(card, tvb, "list of blocks", &fault);
	if (!uat_read(card, slot, UAT_FW, tvb->page_list + index * sizeof(pages), pages,
		      sizeof(pages), &fault))
		return refused(card, tvb, "list of pages", &fault);
	want(card, tvb, "word behind a block's page", block[1], 0);
	for (uint32_t i = 0; i < BLOCK_PAGES; i++)
		if (pages[i] != block[0] + i) {
			want(card, tvb, "page of a block", pages[i], block[0] + i);
			return false;
		}
	return is_writable(card, tvb, slot, UAT_GPU, (uint64_t)block[0] << PAGE_SHIFT, BLOCK_SIZE,
			   "block");
}

/* Up to one that is wrong. */
static bool check_blocks(struct card *card, const struct tvb *tvb, uint32_t slot, uint32_t begin,
			 uint32_t end)
{
	for (uint32_t i = begin; i < end; i++)
		if (!check_block(card, tvb, slot, i))
			return false;
	return true;
}

/* The firmware's own pointers, then those into the user's slot. */
static bool check_pointers(struct card *card, const struct tvb *tvb, uint32_t slot,
			   const uint8_t *info)
{
	uint64_t pages = (uint64_t)tvb->max_blocks * BLOCK_PAGES * sizeof(uint32_t);
	uint64_t blocks = (uint64_t)tvb->max_blocks * 2 * sizeof(uint32_t);

	if (!fwmem_check(card, tvb->block_ctl, CTL_SIZE, true, "a buffer's block_ctl") ||
	    !fwmem_check(card, get64(info, INFO_COUNTER), COUNTER_SIZE, true, "a buffer's counter"))
		return false;
	if (get32(info, INFO_PAGE_LIST_SIZE) < pages)
		want(card, tvb, "page_list_size", get32(info, INFO_PAGE_LIST_SIZE), pages);
	is_writable(card, tvb, slot, UAT_FW, tvb->page_list, pages, "list of pages");
	is_writable(card, tvb, slot, UAT_GPU, tvb->page_list, pages, "list of pages");
	is_writable(card, tvb, slot, UAT_FW, tvb->block_list, blocks, "list of blocks");
	is_writable(card, tvb, slot, UAT_GPU, tvb->block_list, blocks, "list of blocks");
	return true;
}

static bool read_total(struct card *card, const struct tvb *tvb, uint32_t *total)
{
	if (!fwmem_load32(card, tvb->block_ctl + CTL_TOTAL, total, "a buffer's block_ctl"))
		return false;
	if (*total <= tvb->max_blocks)
		return true;
	want(card, tvb, "number of blocks", *total, tvb->max_blocks);
	*total = tvb->max_blocks;
	return true;
}

/* It may have grown since Info was written, which is the firmware's while renders run. */
static bool check_counts(struct card *card, const struct tvb *tvb, const uint8_t *info,
			 uint32_t announced, uint32_t *total)
{
	uint32_t count = get32(info, INFO_BLOCK_COUNT), wptr;

	if (!fwmem_load32(card, tvb->block_ctl + CTL_WPTR, &wptr, "a buffer's block_ctl") ||
	    !read_total(card, tvb, total))
		return false;
	want(card, tvb, "block_size", get32(info, INFO_BLOCK_SIZE), BLOCK_SIZE);
	want(card, tvb, "unk_80", get32(info, INFO_UNK_80), 1);
	want(card, tvb, "page_count", get32(info, INFO_PAGE_COUNT), count * BLOCK_PAGES);
	want(card, tvb, "last_page", get32(info, INFO_LAST_PAGE), count * BLOCK_PAGES - 1);
	if (!count || count > *total)
		want(card, tvb, "block_count", count, *total);
	if (!announced || announced > *total)
		want(card, tvb, "InitBuffer.block_count", announced, *total);
	if (wptr > *total)
		want(card, tvb, "block_ctl.wptr", wptr, *total);
	return true;
}

static void open_info(struct card *card, struct tvb *tvb, const uint8_t *info)
{
	tvb->page_list = get64(info, INFO_PAGE_LIST);
	tvb->block_list = get64(info, INFO_BLOCK_LIST);
	tvb->block_ctl = get64(info, INFO_BLOCK_CTL);
	tvb->max_blocks = get32(info, INFO_MAX_BLOCKS);
	if (tvb->max_blocks && tvb->max_blocks <= BLOCKS_MAX)
		return;
	violation(card, "buffer %016llx: max_blocks is %u", (unsigned long long)tvb->info,
		  tvb->max_blocks);
	tvb->max_blocks = BLOCKS_MAX;
}

bool tvb_init(struct card *card, struct tvb *tvb, const struct layout_init_buffer *init)
{
	const struct agx_abi *abi = card_abi(card);
	bool is_135 = abi->version[0] >= 13 && abi->generation != AGX_G14X;
	uint32_t list = is_135 ? INFO_LIST_135 : INFO_LIST_12, total;
	uint8_t info[INFO_SIZE];

	*tvb = (struct tvb){ .info = init->info };
	if (!fwmem_check(card, init->info, list + INFO_REST, true, "a buffer's Info") ||
	    !fwmem_read(card, init->info + list, info, sizeof(info), "a buffer's Info"))
		return false;
	open_info(card, tvb, info);
	if (!check_pointers(card, tvb, init->vm_slot, info) ||
	    !check_counts(card, tvb, info, init->block_count, &total))
		return false;
	check_blocks(card, tvb, init->vm_slot, 0, total);
	return true;
}

bool tvb_ask(struct card *card, struct tvb *tvb)
{
	return read_total(card, tvb, &tvb->asked_at);
}

/* The answer has no word for "there is no more": it shows in max_blocks alone. */
bool tvb_check_growth(struct card *card, const struct tvb *tvb, uint32_t slot)
{
	uint32_t total;

	if (!read_total(card, tvb, &total))
		return false;
	if (total <= tvb->asked_at && total < tvb->max_blocks)
		violation(card, "buffer %016llx: has not grown, %u blocks of %u",
			  (unsigned long long)tvb->info, total, tvb->max_blocks);
	check_blocks(card, tvb, slot, tvb->asked_at, total);
	return true;
}
