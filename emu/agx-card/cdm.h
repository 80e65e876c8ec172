/* SPDX-License-Identifier: MIT */
/* The compute data master: it walks a control stream and has the shaders run. */
#ifndef AGX_CARD_CDM_H
#define AGX_CARD_CDM_H

#include "emu/agx-isa/isa.h"

/**
 * struct cdm - a compute command at work
 * @ops: memory as the GPU sees it in the command's context, and where violations go
 * @ctx: see @ops
 * @usc_base: what addresses of pipelines and shaders are relative to
 * @g14x: launches have two words more, as on the big chips of that generation
 * @vm_slot: the context, as a shader can read it
 * @budget: blocks and instructions that may still run
 * @launches: counts the grids
 */
struct cdm {
	const struct agx_isa_ops *ops;
	void *ctx;
	uint64_t usc_base;
	bool g14x;
	uint32_t vm_slot;
	uint64_t budget;
	uint64_t launches;
};

/**
 * cdm_run() - run a control stream to its end
 * @cdm: the command
 * @stream: address of the first block
 *
 * Return: AGX_ISA_FAULT if the stream, a pipeline, a shader or what it accesses may not be read or
 * written; the rest as agx_isa_dispatch().
 */
enum agx_isa_result cdm_run(struct cdm *cdm, uint64_t stream);

#endif
