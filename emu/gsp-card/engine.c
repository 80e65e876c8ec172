// SPDX-License-Identifier: MIT
/* Which class is what kind of engine. */
#include "engine.h"

#include <stdarg.h>
#include <stdio.h>

#include "card.h"
#include "ce.h"
#include "chip.h"
#include "gr.h"

/* A runlist that GR is on carries its graphics copy engines too. */
static bool is_graphics(const struct chip *chip, const struct chip_engine *hw)
{
	const struct chip_engine *gr = chip_engine(chip, RM_ENGINE_GR0);

	return gr && gr->runlist == hw->runlist;
}

struct engine *engine_create(const struct chip *chip, const struct chip_engine *hw, uint32_t class)
{
	if (!class)
		return NULL;
	if (class == chip->class_ce)
		return ce_create(class);
	if (!is_graphics(chip, hw))
		return NULL;
	if (class == chip->class_3d)
		return gr_create(class, GR_3D);
	if (class == chip->class_compute)
		return gr_create(class, GR_COMPUTE);
	if (class == chip->class_2d)
		return gr_create(class, GR_2D);
	if (class == chip->class_i2m)
		return gr_create(class, GR_I2M);
	return NULL;
}

void engine_destroy(struct engine *engine)
{
	if (engine)
		engine->ops->destroy(engine);
}

enum engine_result engine_error(struct exec *exec, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(exec->error, sizeof(exec->error), fmt, ap);
	va_end(ap);
	return ENGINE_ERROR;
}

bool exec_read(struct exec *exec, uint64_t va, void *buf, uint64_t len)
{
	return mmu_read(exec->mmu, &exec->space, va, buf, len, exec->access, &exec->fault);
}

bool exec_write(struct exec *exec, uint64_t va, const void *buf, uint64_t len)
{
	return mmu_write(exec->mmu, &exec->space, va, buf, len, exec->access, &exec->fault);
}
