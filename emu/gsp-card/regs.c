// SPDX-License-Identifier: MIT
/*
 * Dispatch of BAR0. A register that is in no table does not exist in this card: reads give the
 * pattern that a real GPU's PRI hub gives for a bad address, and the access is a violation.
 */
#include "regs.h"

#include <string.h>

#include "card.h"

/* PRI error code of an access that no unit answers (0xbadf in the upper half). */
#define PRI_NO_UNIT 0xbadf5040u

static const struct reg_table *const tables[] = {
	&chip_regs, &fsp_regs, &gsp_regs, &intr_regs, &ptimer_regs, &bar_regs, &vfn_regs,
};

static uint32_t reg_end(const struct reg *reg)
{
	return reg->first + 4 * (reg->count ? reg->count : 1);
}

const struct reg *regs_find(uint32_t offset)
{
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++) {
		const struct reg_table *table = tables[t];
		size_t low = 0, high = table->count;

		while (low < high) {
			size_t mid = (low + high) / 2;
			const struct reg *reg = &table->regs[mid];

			if (offset < reg->first)
				high = mid;
			else if (offset >= reg_end(reg))
				low = mid + 1;
			else
				return reg;
		}
	}
	return NULL;
}

static void trace_access(struct card *card, char direction, uint32_t offset, uint32_t value,
			 const struct reg *reg)
{
	if (!trace_on(card))
		return;
	if (!reg)
		trace(card, "%c bar0 %06x = %08x ?", direction, offset, value);
	else if (reg->count > 1)
		trace(card, "%c bar0 %06x = %08x %s(%u)", direction, offset, value, reg->name,
		      (offset - reg->first) / 4);
	else
		trace(card, "%c bar0 %06x = %08x %s", direction, offset, value, reg->name);
}

static bool access_is_word(struct card *card, const char *what, uint64_t offset, size_t len)
{
	if (len == 4 && offset % 4 == 0)
		return true;
	violation(card, "%s of %zu bytes at BAR0 offset %06llx: registers are 32 bit", what, len,
		  (unsigned long long)offset);
	return false;
}

void regs_read(struct card *card, uint64_t offset, void *buf, size_t len)
{
	const struct reg *reg;
	uint32_t value;

	++*stats_counter(card, "mmio.bar0.read");
	memset(buf, 0xff, len);
	if (!access_is_word(card, "read", offset, len))
		return;

	reg = regs_find(offset);
	if (!reg || !(reg->access & REG_R)) {
		value = PRI_NO_UNIT;
		violation(card, "read of %s register %06llx%s%s", reg ? "write-only" : "unknown",
			  (unsigned long long)offset, reg ? " " : "", reg ? reg->name : "");
	} else {
		value = reg->read ? reg->read(card, offset) : reg->value;
		++*stats_counter(card, reg->group);
	}
	trace_access(card, 'R', offset, value, reg);
	memcpy(buf, &value, sizeof(value));
}

void regs_write(struct card *card, uint64_t offset, const void *buf, size_t len)
{
	const struct reg *reg;
	uint32_t value;

	++*stats_counter(card, "mmio.bar0.write");
	if (!access_is_word(card, "write", offset, len))
		return;

	memcpy(&value, buf, sizeof(value));
	reg = regs_find(offset);
	trace_access(card, 'W', offset, value, reg);
	if (!reg || !(reg->access & REG_W)) {
		violation(card, "write of %08x to %s register %06llx%s%s", value,
			  reg ? "read-only" : "unknown", (unsigned long long)offset, reg ? " " : "",
			  reg ? reg->name : "");
		return;
	}
	++*stats_counter(card, reg->group);
	if (reg->write)
		reg->write(card, offset, value);
}
