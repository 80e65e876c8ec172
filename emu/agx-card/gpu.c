// SPDX-License-Identifier: MIT
#include "gpu.h"

#include <stdio.h>

#include "card.h"
#include "command.h"

/* Units, as the fault register names them: m1n1 proxyclient/m1n1/hw/agx.py. */
#define UNIT_VDM 0x08
#define UNIT_CDM 0xa2

/* The shortest thing that a control stream can have. */
#define STREAM_WORD 4

static void tell_skipped(struct card *card, const char *counter, const char *what)
{
	uint64_t *count = stats_counter(card, counter);

	if (!(*count)++)
		fprintf(stderr, "agx-card: %s: shaders are not run, memory stays as it is\n",
			what);
	trace(card, "skipped %s", what);
}

bool gpu_run(struct card *card, const struct command *command, struct uat_fault *fault,
	     unsigned int *unit)
{
	bool compute = command->type == AGX_PIPE_COMPUTE;

	*unit = compute ? UNIT_CDM : UNIT_VDM;
	if (command->stream && !uat_check(card, command->vm_slot, UAT_GPU, command->stream,
					  STREAM_WORD, false, fault))
		return false;
	if (compute)
		tell_skipped(card, "gpu.compute.skipped", "a compute command");
	else
		tell_skipped(card, "gpu.render.skipped", "a render command");
	return true;
}
