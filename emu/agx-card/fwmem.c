// SPDX-License-Identifier: MIT
#include "fwmem.h"

#include <stdio.h>

#include "card.h"
#include "rtkit.h"
#include "uat.h"

static bool crash(struct card *card, const char *what, const struct uat_fault *fault)
{
	char reason[160];

	snprintf(reason, sizeof(reason), "%s of %s: %016llx is %s (level %u)",
		 fault->write ? "write" : "read", what, (unsigned long long)fault->va,
		 uat_reason_name(fault->reason), fault->level);
	violation(card, "firmware: %s", reason);
	rtkit_crash(card, reason);
	return false;
}

bool fwmem_read(struct card *card, uint64_t va, void *buf, size_t len, const char *what)
{
	struct uat_fault fault;

	return uat_read(card, 0, UAT_FW, va, buf, len, &fault) || crash(card, what, &fault);
}

bool fwmem_write(struct card *card, uint64_t va, const void *buf, size_t len, const char *what)
{
	struct uat_fault fault;

	return uat_write(card, 0, UAT_FW, va, buf, len, &fault) || crash(card, what, &fault);
}

static uint32_t *word(struct card *card, uint64_t va, bool write, const char *what)
{
	size_t len = sizeof(uint32_t);
	struct uat_fault fault;
	uint32_t *ptr;

	if (va % sizeof(*ptr)) {
		violation(card, "firmware: %s at %016llx is not aligned", what,
			  (unsigned long long)va);
		rtkit_crash(card, what);
		return NULL;
	}
	ptr = uat_ptr(card, 0, UAT_FW, va, &len, write, &fault);
	if (!ptr)
		crash(card, what, &fault);
	return ptr;
}

bool fwmem_load32(struct card *card, uint64_t va, uint32_t *value, const char *what)
{
	uint32_t *ptr = word(card, va, false, what);

	if (ptr)
		*value = __atomic_load_n(ptr, __ATOMIC_ACQUIRE);
	return ptr;
}

bool fwmem_store32(struct card *card, uint64_t va, uint32_t value, const char *what)
{
	uint32_t *ptr = word(card, va, true, what);

	if (ptr)
		__atomic_store_n(ptr, value, __ATOMIC_RELEASE);
	return ptr;
}

bool fwmem_check(struct card *card, uint64_t va, size_t len, bool write, const char *what)
{
	struct uat_fault fault;

	if (!uat_check(card, 0, UAT_FW, va, len, false, &fault) ||
	    (write && !uat_check(card, 0, UAT_FW, va, len, true, &fault)))
		return crash(card, what, &fault);
	return true;
}
