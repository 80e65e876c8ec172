/* SPDX-License-Identifier: MIT */
/*
 * The graphics engine's classes. They are accepted, and what they do to memory without shaders is
 * done: semaphores, timestamps, inline data. Draws and dispatches only count.
 */
#ifndef GSP_CARD_GR_H
#define GSP_CARD_GR_H

#include "engine.h"

enum gr_kind {
	GR_3D,
	GR_COMPUTE,
	GR_2D,
	GR_I2M,
};

/** gr_create() - an object of class @class. Return: NULL if memory is short. */
struct engine *gr_create(uint32_t class, enum gr_kind kind);

#endif
