/* SPDX-License-Identifier: MIT */
/* What the GPU itself does with a command: what shaders would do is not modelled here. */
#ifndef AGX_CARD_GPU_H
#define AGX_CARD_GPU_H

#include <stdbool.h>

#include "uat.h"

struct card;
struct command;

/**
 * gpu_run() - run a command's control stream
 * @card: the card
 * @command: a command that is good
 * @fault: says where an access of the GPU was refused
 * @unit: and which unit it was
 *
 * Shaders are not run: the command is counted in gpu.compute.skipped or gpu.render.skipped, and
 * the first of each is told on stderr.
 *
 * Return: false on a fault.
 */
bool gpu_run(struct card *card, const struct command *command, struct uat_fault *fault,
	     unsigned int *unit);

#endif
