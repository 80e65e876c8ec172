// SPDX-License-Identifier: MIT
#include "command.h"

#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "card.h"
#include "fwmem.h"
#include "pointers.h"
#include "rtkit.h"
#include "uat.h"
#include "firmware/agx/uat.h"

#define COMMAND_SIZE_MAX 0x1000
#define MICROSEQ_SIZE_MAX 0x4000
#define RW_PROBE 4

static const char *const type_names[AGX_PIPE_TYPES] = { "vertex", "fragment", "compute" };

/** struct parse - a microsequence on the way */
struct parse {
	struct card *card;
	struct command *command;
	const struct layout *layout;
	const uint8_t *bytes;
	uint32_t size;
	uint32_t at;
	uint32_t start; /* offset of Start, ~0 before it */
	bool waited;
	bool finalized;
};

const char *command_type_name(const struct command *command)
{
	return type_names[command->type];
}

static bool bad(struct card *card, const struct command *command, const char *what)
{
	char reason[160];

	snprintf(reason, sizeof(reason), "%s command %016llx: %s", type_names[command->type],
		 (unsigned long long)command->va, what);
	violation(card, "firmware: %s", reason);
	rtkit_crash(card, reason);
	return false;
}

static void want(const struct parse *parse, const char *name, uint64_t is, uint64_t should)
{
	if (is != should)
		violation(parse->card, "%s command %016llx: %s is %llx, not %llx",
			  type_names[parse->command->type],
			  (unsigned long long)parse->command->va, name, (unsigned long long)is,
			  (unsigned long long)should);
}

static bool check_ptr(const struct parse *parse, const struct layout_ptr *ptr, uint64_t value)
{
	const struct command *command = parse->command;

	switch (ptr->kind) {
	case LAYOUT_ITEM:
		want(parse, ptr->name, value, command->va);
		return true;
	case LAYOUT_QUEUE:
		want(parse, ptr->name, value, command->queue);
		return true;
	case LAYOUT_PART:
		if (value - command->va >= parse->layout->cmd[command->type].size)
			violation(parse->card, "%s command %016llx: %s is at %016llx, outside",
				  type_names[command->type], (unsigned long long)command->va,
				  ptr->name, (unsigned long long)value);
		return fwmem_check(parse->card, value, RW_PROBE, true, ptr->name);
	default:
		return fwmem_check(parse->card, value, RW_PROBE, true, ptr->name);
	}
}

static void check_attachments(const struct parse *parse, const uint8_t *bytes)
{
	uint32_t count = get32(bytes, LAYOUT_ATTACHMENTS * sizeof(struct layout_attachment));
	struct layout_attachment attachment;

	if (count > LAYOUT_ATTACHMENTS) {
		want(parse, "number of attachments", count, LAYOUT_ATTACHMENTS);
		return;
	}
	for (uint32_t i = 0; i < count; i++) {
		memcpy(&attachment, bytes + i * sizeof(attachment), sizeof(attachment));
		want(parse, "attachment.unk_c", attachment.unk_c, 0x17);
		want(parse, "attachment.unk_e", attachment.unk_e, 1);
	}
}

static bool parse_fields(struct parse *parse, const struct layout_op *op)
{
	const uint8_t *bytes = parse->bytes + parse->at;
	const struct command *command = parse->command;

	if (op->vm_slot)
		want(parse, "vm_slot of an operation", get32(bytes, op->vm_slot),
		     command->vm_slot);
	if (op->uuid)
		want(parse, "uuid of an operation", get32(bytes, op->uuid), command->meta.uuid);
	if (op->attachments)
		check_attachments(parse, bytes + op->attachments);
	for (const struct layout_ptr *ptr = op->ptr; ptr->name; ptr++)
		if (!check_ptr(parse, ptr, get64(bytes, ptr->offset)))
			return false;
	return true;
}

static bool parse_start(struct parse *parse)
{
	if (parse->start != ~0u)
		return bad(parse->card, parse->command, "a second Start");
	parse->start = parse->at;
	return parse_fields(parse, parse->layout->start[parse->command->type]);
}

static bool parse_finalize(struct parse *parse)
{
	const struct layout_op *op = parse->layout->finalize[parse->command->type];
	const struct layout_meta *meta = &parse->command->meta;
	const uint8_t *bytes = parse->bytes + parse->at;

	if (!parse->waited || parse->finalized)
		return bad(parse->card, parse->command, "Finalize out of order");
	parse->finalized = true;
	want(parse, "stamp of Finalize", get64(bytes, op->stamp), meta->fw_stamp);
	want(parse, "stamp value of Finalize", get32(bytes, op->stamp_value), meta->value);
	want(parse, "restart_branch_offset", get32(bytes, op->restart),
	     parse->start - parse->at);
	return parse_fields(parse, op);
}

static bool parse_timestamp(struct parse *parse)
{
	struct command *command = parse->command;
	const uint8_t *bytes = parse->bytes + parse->at;
	struct command_timestamp timestamp = {
		.now = get64(bytes, TIMESTAMP_NOW),
		.pointers = get64(bytes, TIMESTAMP_PTRS),
		.user_pointers = get64(bytes, TIMESTAMP_USER_PTRS),
		.start = get32(bytes, 0) & OP_TIMESTAMP_START,
	};

	if (command->timestamp_count == COMMAND_TIMESTAMPS)
		return bad(parse->card, command, "too many timestamps");
	if (timestamp.start == parse->waited)
		violation(parse->card,
			  "%s command %016llx: a timestamp on the wrong side of the wait",
			  type_names[command->type], (unsigned long long)command->va);
	want(parse, "queue of a timestamp", get64(bytes, TIMESTAMP_QUEUE), command->queue);
	command->timestamps[command->timestamp_count++] = timestamp;
	return fwmem_check(parse->card, timestamp.now, 8, true, "a timestamp's value") &&
	       fwmem_check(parse->card, timestamp.pointers, 16, true, "a timestamp's pointers") &&
	       fwmem_check(parse->card, timestamp.user_pointers, 16, true,
			   "a timestamp's user pointers") &&
	       fwmem_check(parse->card, get64(bytes, TIMESTAMP_UPDATE), 8, true,
			   "a timestamp's update");
}

static bool parse_wait(struct parse *parse, uint32_t word)
{
	static const uint32_t engine[AGX_PIPE_TYPES] = { 0x1, 0x100, 0x8000 };

	if (parse->start == ~0u || parse->finalized)
		return bad(parse->card, parse->command, "WaitForIdle out of order");
	if ((uint8_t)word == OP_WAIT_FOR_IDLE)
		want(parse, "WaitForIdle", word >> 8, engine[parse->command->type]);
	else if (card_abi(parse->card)->generation != AGX_G14X)
		return bad(parse->card, parse->command, "WaitForIdle2 before G14X");
	parse->waited = true;
	return true;
}

/* Bytes of the operation at the front, 0 if it is not known. */
static uint32_t op_size(const struct parse *parse, uint32_t word)
{
	unsigned int type = parse->command->type;
	uint8_t op = word;

	if (op == OP_WAIT_FOR_IDLE || op == OP_WAIT_FOR_IDLE_2 || op == OP_RETIRE_STAMP)
		return 4;
	if (op == OP_TIMESTAMP)
		return parse->layout->timestamp_size;
	if (op == OP_START(type))
		return parse->layout->start[type]->size;
	if (op == OP_FINALIZE(type))
		return parse->layout->finalize[type]->size;
	return 0;
}

static bool parse_op(struct parse *parse, uint32_t word)
{
	unsigned int type = parse->command->type;
	uint8_t op = word;

	if (op == OP_START(type))
		return parse_start(parse);
	if (op == OP_FINALIZE(type))
		return parse_finalize(parse);
	if (op == OP_TIMESTAMP)
		return parse_timestamp(parse);
	return parse_wait(parse, word);
}

static bool parse_sequence(struct parse *parse)
{
	char what[64];

	while (parse->at + 4 <= parse->size) {
		uint32_t word = get32(parse->bytes, parse->at), size = op_size(parse, word);

		if (!size) {
			snprintf(what, sizeof(what), "unknown operation %08x at %x", word,
				 parse->at);
			return bad(parse->card, parse->command, what);
		}
		if (size > parse->size - parse->at)
			return bad(parse->card, parse->command, "an operation is cut off");
		if ((uint8_t)word == OP_RETIRE_STAMP) {
			want(parse, "RetireStamp", word, OP_RETIRE_STAMP_WORD);
			if (!parse->finalized)
				return bad(parse->card, parse->command, "no Finalize");
			if (parse->at + size != parse->size)
				want(parse, "microsequence_size", parse->size, parse->at + size);
			return true;
		}
		if (!parse_op(parse, word))
			return false;
		parse->at += size;
	}
	return bad(parse->card, parse->command, "the microsequence has no end");
}

static bool read_sequence(struct card *card, struct command *command, uint64_t va, uint32_t size)
{
	static uint8_t bytes[MICROSEQ_SIZE_MAX];
	struct parse parse = {
		.card = card,
		.command = command,
		.layout = layout_of(card_abi(card)),
		.bytes = bytes,
		.size = size,
		.start = ~0u,
	};

	if (size > sizeof(bytes) || size % 4)
		return bad(card, command, "the size of its microsequence");
	return fwmem_read(card, va, bytes, size, "a microsequence") && parse_sequence(&parse);
}

static bool check_meta(struct card *card, const struct command *command)
{
	const struct layout_meta *meta = &command->meta;

	if (meta->slot >= AGX_EVENT_SLOTS)
		return bad(card, command, "its event slot");
	if (!command->vm_slot || command->vm_slot >= AGX_UAT_NUM_SLOTS)
		return bad(card, command, "its vm_slot");
	return fwmem_check(card, meta->stamp, 4, true, "a stamp") &&
	       fwmem_check(card, meta->fw_stamp, 4, true, "a firmware's stamp") &&
	       fwmem_check(card, command->notifier,
			   layout_of(card_abi(card))->notifier_size, true, "a notifier");
}

static void read_registers(struct card *card, struct command *command,
			   const struct layout_cmd *layout, const uint8_t *bytes,
			   struct layout_registers *registers)
{
	memcpy(registers, bytes + layout->registers, sizeof(*registers));
	if (registers->count > LAYOUT_REGISTERS ||
	    registers->length != registers->count * sizeof(registers->reg[0]) ||
	    registers->self != command->va + layout->registers) {
		violation(card, "%s command %016llx: %u registers, %x bytes at %016llx",
			  type_names[command->type], (unsigned long long)command->va,
			  registers->count, registers->length,
			  (unsigned long long)registers->self);
		registers->count = 0;
	}
	command->stream = layout_register(registers, layout->stream_register);
	command->usc_base = layout_register(registers, layout->usc_base_register);
}

static bool read_params(struct card *card, struct command *command,
			const struct layout_cmd *layout, const uint8_t *bytes)
{
	struct layout_registers registers = { 0 };

	command->stream = layout->stream ? get64(bytes, layout->stream) : 0;
	command->usc_base = layout->usc_base ? get64(bytes, layout->usc_base) : 0;
	if (layout->registers)
		read_registers(card, command, layout, bytes, &registers);
	return pointers_check(card, command, bytes, &registers);
}

bool command_read(struct card *card, struct command *command)
{
	const struct layout_cmd *layout = &layout_of(card_abi(card))->cmd[command->type];
	uint8_t bytes[COMMAND_SIZE_MAX];

	if (!fwmem_read(card, command->va, bytes, layout->size, "a command") ||
	    !fwmem_check(card, command->va, layout->size, true, "a command"))
		return false;
	command->vm_slot = get32(bytes, layout->vm_slot);
	command->notifier = get64(bytes, layout->notifier);
	memcpy(&command->meta, bytes + layout->meta, sizeof(command->meta));
	command->timestamp_count = 0;
	return check_meta(card, command) && read_params(card, command, layout, bytes) &&
	       read_sequence(card, command, get64(bytes, layout->microseq),
			     get32(bytes, layout->microseq + 8));
}

/* An address of 0 says that nobody wants it. */
static bool put_timestamp(struct card *card, uint64_t pointers, bool start, uint64_t value)
{
	uint64_t va;

	if (!fwmem_read(card, pointers + (start ? 0 : 8), &va, sizeof(va),
			"a timestamp's pointers"))
		return false;
	return !va || fwmem_write(card, va, &value, sizeof(value), "a timestamp");
}

bool command_timestamps(struct card *card, const struct command *command, bool start)
{
	uint64_t now = card_clock(card), ticks = card_ticks_at(now);

	for (unsigned int i = 0; i < command->timestamp_count; i++) {
		const struct command_timestamp *timestamp = &command->timestamps[i];

		if (timestamp->start != start)
			continue;
		++*stats_counter(card, "fw.timestamps");
		if (!fwmem_write(card, timestamp->now, &ticks, sizeof(ticks), "a timestamp") ||
		    !put_timestamp(card, timestamp->pointers, start, ticks) ||
		    !put_timestamp(card, timestamp->user_pointers, start, now))
			return false;
	}
	return true;
}
