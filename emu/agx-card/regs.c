// SPDX-License-Identifier: MIT
/* Dispatch of BAR0. What is in no table does not exist: reads give zero, and it is a violation. */
#include "regs.h"

#include <string.h>

#include "card.h"

static const struct reg_table *const tables[] = {
	&asc_regs,
	&lines_regs,
	&boot_regs,
	&sgx_regs,
};

static const struct reg *find(uint64_t offset)
{
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++)
		for (size_t i = 0; i < tables[t]->count; i++)
			if (tables[t]->regs[i].offset == offset)
				return &tables[t]->regs[i];
	return NULL;
}

static const struct reg *check(struct card *card, enum reg_access access, uint64_t offset,
			       size_t len)
{
	const char *what = access == REG_R ? "read" : "write";
	const struct reg *reg = find(offset);

	if (!reg)
		violation(card, "%s of unknown register %07llx", what, (unsigned long long)offset);
	else if (!(reg->access & access))
		violation(card, "%s of register %s, which does not have that", what, reg->name);
	else if (reg->size != len)
		violation(card, "%s of %zu bytes of register %s, which has %u", what, len,
			  reg->name, reg->size);
	else
		return reg;
	return NULL;
}

void regs_read(struct card *card, uint64_t offset, void *buf, size_t len)
{
	const struct reg *reg = check(card, REG_R, offset, len);
	uint64_t value = 0;

	++*stats_counter(card, "mmio.read");
	if (reg)
		value = reg->read ? reg->read(card, offset) : reg->value;
	memset(buf, 0, len);
	memcpy(buf, &value, len < sizeof(value) ? len : sizeof(value));
	trace(card, "R %07llx = %0*llx %s", (unsigned long long)offset, (int)(2 * (len & 15)),
	      (unsigned long long)value, reg ? reg->name : "?");
}

void regs_write(struct card *card, uint64_t offset, const void *buf, size_t len)
{
	const struct reg *reg;
	uint64_t value = 0;

	++*stats_counter(card, "mmio.write");
	memcpy(&value, buf, len < sizeof(value) ? len : sizeof(value));
	reg = check(card, REG_W, offset, len);
	trace(card, "W %07llx = %0*llx %s", (unsigned long long)offset, (int)(2 * (len & 15)),
	      (unsigned long long)value, reg ? reg->name : "?");
	if (reg && reg->write)
		reg->write(card, offset, value);
}
