// SPDX-License-Identifier: MIT
/* From GPFIFO entries to methods. */
#include <inttypes.h>

#include "card.h"
#include "channel.h"
#include "firmware/nv/host.h"

#define GP_OPCODE(e) FIELD_GET(NV_GP_ENTRY1_OPCODE, (e) >> 32)
#define GP_EXTENDED_BASE(e) (FIELD_GET(NV_GP_ENTRY0_PB_EXTENDED_BASE, (uint32_t)(e)) << 40)

/* The old header forms have the count elsewhere, and byte addresses. */
#define OLD_METHOD(h) ((h) & 0x1ffc)
#define OLD_COUNT(h) ((h) >> 18 & 0x7ff)

enum {
	METHOD_COST = 16, /* of the budget */
};

static enum engine_result run_method(struct channel *channel, unsigned int subchannel,
				     unsigned int method, uint32_t data)
{
	struct engine *object;
	enum engine_result ret;

	channel->exec.budget -= METHOD_COST;

	if (method < NV_HOST_MTHD_END)
		return channel_host_method(channel, subchannel, method, data);

	object = channel_object(channel, subchannel);
	if (!object)
		return engine_error(&channel->exec, "method %04x on subchannel %u without object",
				    method, subchannel);

	ret = object->ops->method(object, &channel->exec, method, data);
	if (ret == ENGINE_AGAIN)
		channel->busy = object;
	return ret;
}

static enum engine_result set_header(struct channel *channel, enum header_kind kind,
				     const struct nv_mthd *mthd)
{
	channel->header = (struct header){ kind, mthd->subch, mthd->mthd, mthd->count };
	return ENGINE_DONE;
}

static enum engine_result set_old_header(struct channel *channel, enum header_kind kind,
					 uint32_t word)
{
	channel->header = (struct header){ kind, FIELD_GET(NV_MTHD_SUBCHANNEL, word),
					   OLD_METHOD(word), OLD_COUNT(word) };
	return ENGINE_DONE;
}

static enum engine_result run_header(struct channel *channel, uint32_t word)
{
	const struct nv_mthd mthd = nv_mthd_decode(word);
	/* Sub-device masks select one of several linked GPUs: there is one. */
	bool masks = FIELD_GET(NV_MTHD_TERT_OP, word) != NV_MTHD_TERT_INC;

	switch (mthd.op) {
	case NV_MTHD_OP_GRP0:
		return masks ? ENGINE_DONE : set_old_header(channel, HEADER_INC, word);
	case NV_MTHD_OP_INC:
		return set_header(channel, HEADER_INC, &mthd);
	case NV_MTHD_OP_GRP2:
		if (masks)
			break;
		return set_old_header(channel, HEADER_NONINC, word);
	case NV_MTHD_OP_NON_INC:
		return set_header(channel, HEADER_NONINC, &mthd);
	case NV_MTHD_OP_IMMD:
		return run_method(channel, mthd.subch, mthd.mthd, mthd.immd);
	case NV_MTHD_OP_ONE_INC:
		return set_header(channel, HEADER_ONEINC, &mthd);
	case NV_MTHD_OP_RESERVED6:
		break;
	case NV_MTHD_OP_END_PB_SEGMENT:
		channel->seg.left = 0;
		channel->seg.count = 0;
		channel->seg.next = 0;
		return ENGINE_DONE;
	}
	return engine_error(&channel->exec, "method header %08x", word);
}

static enum engine_result run_data(struct channel *channel, uint32_t word)
{
	struct header *header = &channel->header;
	unsigned int method = header->method;

	header->count--;
	if (header->kind == HEADER_INC)
		header->method += 4;
	if (header->kind == HEADER_ONEINC) {
		header->method += 4;
		header->kind = HEADER_NONINC;
	}
	return run_method(channel, header->subchannel, method & 0x3ffc, word);
}

/* Get more of the segment. Return: false on a fault. */
static bool fetch_words(struct channel *channel)
{
	struct segment *seg = &channel->seg;
	uint32_t count = seg->left < CHANNEL_FETCH ? seg->left : CHANNEL_FETCH;

	if (!exec_read(&channel->exec, seg->va, seg->words, count * 4ull))
		return false;
	seg->va += count * 4ull;
	seg->left -= count;
	seg->count = count;
	seg->next = 0;
	return true;
}

static enum engine_result run_control_entry(struct channel *channel, uint64_t entry)
{
	switch (GP_OPCODE(entry)) {
	case NV_GP_ENTRY1_OPCODE_NOP:
	case NV_GP_ENTRY1_OPCODE_GP_CRC:
	case NV_GP_ENTRY1_OPCODE_PB_CRC:
		return ENGINE_DONE;
	case NV_GP_ENTRY1_OPCODE_SET_PB_SEGMENT_EXTENDED_BASE:
		channel->pb_base = GP_EXTENDED_BASE(entry);
		return ENGINE_DONE;
	}
	return engine_error(&channel->exec, "GPFIFO entry %016" PRIx64, entry);
}

static enum engine_result next_entry(struct channel *channel)
{
	uint64_t va = channel->cfg.gpfifo + channel->gp_get * 8ull;
	uint64_t entry;

	if (!exec_read(&channel->exec, va, &entry, sizeof(entry)))
		return ENGINE_FAULT;

	channel->gp_get = (channel->gp_get + 1) % channel->cfg.gpfifo_entries;
	channel->exec.budget -= METHOD_COST;

	if (!nv_gp_entry_words(entry))
		return run_control_entry(channel, entry);

	channel->seg.va = channel->pb_base + nv_gp_entry_va(entry);
	channel->seg.left = nv_gp_entry_words(entry);
	if (trace_on(channel->exec.card))
		trace(channel->exec.card, "host: chid %u push %#" PRIx64 " %u dwords",
		      channel->cfg.chid, channel->seg.va, channel->seg.left);
	return ENGINE_DONE;
}

/* One unit of work: what was interrupted, a word of the push buffer, or a new entry. */
static enum engine_result step(struct channel *channel)
{
	struct segment *seg = &channel->seg;
	enum engine_result ret;
	uint32_t word;

	if (channel->acquire.active)
		return channel_acquire(channel);

	if (channel->busy) {
		ret = channel->busy->ops->resume(channel->busy, &channel->exec);
		if (ret != ENGINE_AGAIN)
			channel->busy = NULL;
		return ret;
	}

	if (seg->next == seg->count && !seg->left)
		return next_entry(channel);
	if (seg->next == seg->count && !fetch_words(channel))
		return ENGINE_FAULT;

	word = seg->words[seg->next++];
	if (channel->header.count)
		return run_data(channel, word);
	return word ? run_header(channel, word) : ENGINE_DONE;
}

static bool has_work(const struct channel *channel)
{
	return channel->acquire.active || channel->busy ||
	       channel->seg.next != channel->seg.count || channel->seg.left ||
	       channel->gp_get != channel->gp_put;
}

enum engine_result channel_run(struct channel *channel)
{
	channel->yield = false;

	while (has_work(channel)) {
		enum engine_result ret;

		if (channel->exec.budget <= 0 || channel->yield)
			return ENGINE_AGAIN;
		channel->exec.budget--;
		ret = step(channel);
		if (ret != ENGINE_DONE)
			return ret;
	}
	return ENGINE_DONE;
}
