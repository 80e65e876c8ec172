/* SPDX-License-Identifier: MIT */
/* What the GPU itself does with a command. */
#ifndef AGX_CARD_GPU_H
#define AGX_CARD_GPU_H

#include "uat.h"

struct card;
struct command;

enum gpu_result {
	GPU_DONE,
	GPU_FAULT, /* an access was refused */
	GPU_TIMEOUT, /* a shader does not come to an end */
};

/**
 * gpu_run() - run a command's control stream
 * @card: the card
 * @command: a command that is good
 * @fault: says where an access of the GPU was refused
 * @unit: and which unit it was
 *
 * Compute shaders run. Renders do not: nothing is drawn, which is counted in gpu.render.skipped
 * and told on stderr once; a compute command without a control stream, in
 * gpu.compute.skipped.
 *
 * Return: what came of it.
 */
enum gpu_result gpu_run(struct card *card, const struct command *command, struct uat_fault *fault,
			unsigned int *unit);

#endif
