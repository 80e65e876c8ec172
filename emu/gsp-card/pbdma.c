// SPDX-License-Identifier: MIT
/*
 * From GPFIFO entries to methods. Formats: OGKM clc56f.h (entries, headers), clca6f.h (extended
 * base).
 */
#include <inttypes.h>

#include "card.h"
#include "channel.h"

/* GP entry, as one little-endian qword. */
#define GP_OPERAND(e) ((uint32_t)(e))
#define GP_ADDR(e) ((e) & 0xfffffffffcull)
#define GP_LENGTH(e) ((uint32_t)((e) >> 42 & 0x1fffff))
#define GP_OPCODE(e) ((unsigned int)((e) >> 32 & 0xff))
#define GP_EXTENDED_BASE(operand) ((uint64_t)((operand) >> 8 & 0x1ffff) << 40)

enum gp_opcode {
	GP_NOP = 0,
	GP_ILLEGAL = 1,
	GP_CRC = 2,
	PB_CRC = 3,
	GP_SET_EXTENDED_BASE = 4,
};

/* Method header. */
#define HEADER_METHOD(h) (((h) & 0xfff) << 2)
#define HEADER_METHOD_OLD(h) ((h) & 0x1ffc)
#define HEADER_SUBCHANNEL(h) ((h) >> 13 & 0x7)
#define HEADER_COUNT(h) ((h) >> 16 & 0x1fff)
#define HEADER_COUNT_OLD(h) ((h) >> 18 & 0x7ff)
#define HEADER_TERT(h) ((h) >> 16 & 0x3)
#define HEADER_SEC(h) ((h) >> 29)

enum sec_op {
	SEC_GRP0_USE_TERT = 0,
	SEC_INC_METHOD = 1,
	SEC_GRP2_USE_TERT = 2,
	SEC_NON_INC_METHOD = 3,
	SEC_IMMD_DATA_METHOD = 4,
	SEC_ONE_INC = 5,
	SEC_RESERVED6 = 6,
	SEC_END_PB_SEGMENT = 7,
};

enum {
	HOST_METHODS = 0x100, /* below: the host's own, on every subchannel */
	METHOD_COST = 16, /* of the budget */
};

static enum engine_result run_method(struct channel *channel, unsigned int subchannel,
				     unsigned int method, uint32_t data)
{
	struct engine *object;
	enum engine_result ret;

	channel->exec.budget -= METHOD_COST;

	if (method < HOST_METHODS)
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

static void set_header(struct channel *channel, enum header_kind kind, uint32_t word, bool old)
{
	struct header *header = &channel->header;

	header->kind = kind;
	header->subchannel = HEADER_SUBCHANNEL(word);
	header->method = old ? HEADER_METHOD_OLD(word) : HEADER_METHOD(word);
	header->count = old ? HEADER_COUNT_OLD(word) : HEADER_COUNT(word);
}

static enum engine_result run_header(struct channel *channel, uint32_t word)
{
	/* Sub-device masks select one of several linked GPUs: there is one. */
	bool masks = HEADER_TERT(word) != 0;

	switch ((enum sec_op)HEADER_SEC(word)) {
	case SEC_GRP0_USE_TERT:
		if (!masks)
			set_header(channel, HEADER_INC, word, true);
		return ENGINE_DONE;
	case SEC_INC_METHOD:
		set_header(channel, HEADER_INC, word, false);
		return ENGINE_DONE;
	case SEC_GRP2_USE_TERT:
		if (masks)
			break;
		set_header(channel, HEADER_NONINC, word, true);
		return ENGINE_DONE;
	case SEC_NON_INC_METHOD:
		set_header(channel, HEADER_NONINC, word, false);
		return ENGINE_DONE;
	case SEC_IMMD_DATA_METHOD:
		return run_method(channel, HEADER_SUBCHANNEL(word), HEADER_METHOD(word),
				  HEADER_COUNT(word));
	case SEC_ONE_INC:
		set_header(channel, HEADER_ONEINC, word, false);
		return ENGINE_DONE;
	case SEC_RESERVED6:
		break;
	case SEC_END_PB_SEGMENT:
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
	switch ((enum gp_opcode)GP_OPCODE(entry)) {
	case GP_NOP:
	case GP_CRC:
	case PB_CRC:
		return ENGINE_DONE;
	case GP_SET_EXTENDED_BASE:
		channel->pb_base = GP_EXTENDED_BASE(GP_OPERAND(entry));
		return ENGINE_DONE;
	case GP_ILLEGAL:
		break;
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

	if (!GP_LENGTH(entry))
		return run_control_entry(channel, entry);

	channel->seg.va = channel->pb_base + GP_ADDR(entry);
	channel->seg.left = GP_LENGTH(entry);
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
