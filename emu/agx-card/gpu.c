// SPDX-License-Identifier: MIT
#include "gpu.h"

#include <stdio.h>

#include "card.h"
#include "cdm.h"
#include "command.h"
#include "fw.h"
#include "initdata.h"
#include "firmware/agx/sgx.h"

/* Units, as the fault register names them: m1n1 proxyclient/m1n1/hw/agx.py. */
#define UNIT_UL1C 0x01
#define UNIT_VDM 0x08

/* The shortest thing that a control stream can have. */
#define STREAM_WORD 4

/* Instructions of a command, after which it counts as one that never ends: some seconds. */
#define BUDGET 50000000

/** struct gpu - a compute command that runs */
struct gpu {
	struct card *card;
	const struct command *command;
	struct uat_fault *fault;
};

static bool gpu_read(void *ctx, uint64_t va, void *data, size_t size)
{
	const struct gpu *gpu = ctx;

	return uat_read(gpu->card, gpu->command->vm_slot, UAT_GPU, va, data, size, gpu->fault);
}

static bool gpu_write(void *ctx, uint64_t va, const void *data, size_t size)
{
	const struct gpu *gpu = ctx;

	return uat_write(gpu->card, gpu->command->vm_slot, UAT_GPU, va, data, size, gpu->fault);
}

/*
 * What the uAPI's DRM_ASAHI_FEATURE_SOFT_FAULTS says of the hardware: where nothing
 * is mapped shaders load zeroes, and their stores are lost. It says so of no other
 * fault, and of no other unit.
 */
static bool gpu_excuse(void *ctx)
{
	const struct gpu *gpu = ctx;

	if (!fw_initdata(gpu->card)->soft_faults || gpu->fault->reason != AGX_SGX_FAULT_UNMAPPED)
		return false;
	++*stats_counter(gpu->card, "gpu.soft_faults");
	return true;
}

static void gpu_violation(void *ctx, const char *text)
{
	const struct gpu *gpu = ctx;

	violation(gpu->card, "compute command %016llx: %s", (unsigned long long)gpu->command->va,
		  text);
}

static enum gpu_result run_compute(struct card *card, const struct command *command,
				   struct uat_fault *fault)
{
	static const struct agx_isa_ops ops = {
		gpu_read, gpu_write, gpu_read, gpu_excuse, gpu_violation
	};
	struct gpu gpu = { card, command, fault };
	struct cdm cdm = {
		.ops = &ops,
		.ctx = &gpu,
		.usc_base = command->usc_base,
		.g14x = card_abi(card)->generation == AGX_G14X,
		.vm_slot = command->vm_slot,
		.budget = BUDGET,
	};
	enum agx_isa_result result = cdm_run(&cdm, command->stream);

	*stats_counter(card, "gpu.compute.launches") += cdm.launches;
	*stats_counter(card, "gpu.compute.instructions") += BUDGET - cdm.budget;
	++*stats_counter(card, "gpu.compute.commands");
	switch (result) {
	case AGX_ISA_FAULT:
		return GPU_FAULT;
	case AGX_ISA_TIMEOUT:
		return GPU_TIMEOUT;
	default:
		return GPU_DONE;
	}
}

/* An array of nothing may lie where its buffer ends. */
static bool check_user(struct card *card, const struct command *command,
		       const struct command_user *user, struct uat_fault *fault)
{
	struct uat_fault ignored;

	return uat_check(card, command->vm_slot, UAT_GPU, user->va, user->size, user->write,
			 fault) ||
	       (user->may_be_empty && uat_check(card, command->vm_slot, UAT_GPU, user->va - 1, 1,
						user->write, &ignored));
}

/* Units that are not modelled follow what the user chose: only whether they could is looked up. */
static bool check_users(struct card *card, const struct command *command, struct uat_fault *fault)
{
	for (unsigned int i = 0; i < command->user_count; i++) {
		if (check_user(card, command, &command->user[i], fault))
			continue;
		trace(card, "%s command %016llx: %s at %llx", command_type_name(command),
		      (unsigned long long)command->va, command->user[i].name,
		      (unsigned long long)command->user[i].va);
		return false;
	}
	return true;
}

static void tell_skipped(struct card *card, const char *counter, const char *what)
{
	uint64_t *count = stats_counter(card, counter);

	if (!(*count)++)
		fprintf(stderr, "agx-card: %s: its shaders are not run, memory stays as it is\n",
			what);
	trace(card, "skipped %s", what);
}

enum gpu_result gpu_run(struct card *card, const struct command *command, struct uat_fault *fault,
			unsigned int *unit)
{
	*unit = UNIT_UL1C;
	if (!check_users(card, command, fault))
		return GPU_FAULT;
	if (command->type == AGX_PIPE_COMPUTE && command->stream)
		return run_compute(card, command, fault);
	*unit = UNIT_VDM;
	if (command->stream && !uat_check(card, command->vm_slot, UAT_GPU, command->stream,
					  STREAM_WORD, false, fault))
		return GPU_FAULT;
	if (command->type == AGX_PIPE_COMPUTE)
		tell_skipped(card, "gpu.compute.skipped", "a compute command");
	else
		tell_skipped(card, "gpu.render.skipped", "a render command");
	return GPU_DONE;
}
