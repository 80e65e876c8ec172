// SPDX-License-Identifier: MIT
#include "fault.h"

#include <stdlib.h>
#include <string.h>

#define MAX_KINDS 32

struct fault {
	bool armed[MAX_KINDS];
	unsigned long left[MAX_KINDS];
};

static bool lasts(unsigned int kind)
{
	return fault_kinds.lasting >> kind & 1;
}

struct fault *fault_create(void)
{
	return calloc(1, sizeof(struct fault));
}

void fault_destroy(struct fault *fault)
{
	free(fault);
}

static bool parse_count(const char *text, unsigned long *count)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	*count = strtoul(text, &end, 10);
	return *end == '\0';
}

bool fault_order(struct fault *fault, const char *spec)
{
	const char *const *names = fault_kinds.names;
	size_t len = strcspn(spec, ":");

	for (unsigned int kind = 0; kind < fault_kinds.count; kind++) {
		unsigned long count = lasts(kind) ? 0 : 1;

		if (strncmp(names[kind], spec, len) || names[kind][len])
			continue;
		if (spec[len] == ':' && !parse_count(spec + len + 1, &count))
			return false;
		fault->left[kind] = count;
		fault->armed[kind] = true;
		return true;
	}
	return false;
}

bool fault_struck(const struct fault *fault, unsigned int kind)
{
	return lasts(kind) ? fault->armed[kind] && !fault->left[kind] : fault->left[kind];
}

bool fault_take(struct fault *fault, unsigned int kind)
{
	bool struck = fault_struck(fault, kind);

	if (fault->left[kind])
		fault->left[kind]--;
	return struck;
}
