// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "engine.h"

#include "firmware/gsp/r570/ctrl.h"
#include "firmware/gsp/r570/engine.h"
#include "firmware/nv/host.h"

#define NOVA_NUM_COPY	20

/* Type and interrupt of an engine; false if we have no use for it. */
static bool engine_translate(u32 rm_type, struct nova_engine *engine)
{
	u32 inst = rm_type - R570_RM_ENGINE_COPY(0);

	if (rm_type == R570_RM_ENGINE_GR(0)) {
		engine->type = R570_ENGINE_GR(0);
		engine->mc = R570_MC_GR(0);
		return true;
	}

	if (inst >= NOVA_NUM_COPY)
		return false;

	engine->copy = true;
	engine->inst = inst;
	engine->type = R570_ENGINE_COPY(inst);
	engine->mc = R570_MC_CE(inst);
	return true;
}

static int engines_add_one(struct nova_engines *engines, struct nova_device *nova,
			   const struct r570_fifo_device *dev)
{
	struct nova_engine engine = {
		.nova = nova,
		.runlist = dev->engine_data[R570_FIFO_DATA_RUNLIST],
	};

	if (!engine_translate(dev->engine_data[R570_FIFO_DATA_RM_ENGINE_TYPE], &engine))
		return 0;

	/* Part of the doorbell token. */
	if (engine.runlist > FIELD_MAX(NV_DOORBELL_RUNLIST))
		return -EIO;
	if (engines->count >= ARRAY_SIZE(engines->list))
		return -EIO;

	engines->list[engines->count++] = engine;
	return 0;
}

/**
 * nova_engines_add() - take over a part of the firmware's list of engines
 * @engines: engines so far
 * @nova: their card
 * @table: what the firmware answered, not checked yet
 *
 * Engines of which we know no use are left out.
 *
 * Return: 0, or -EIO if the list makes no sense.
 */
int nova_engines_add(struct nova_engines *engines, struct nova_device *nova,
		     const struct r570_ctrl_fifo_device_table *table)
{
	int ret = 0;

	if (table->num_entries > ARRAY_SIZE(table->entries))
		return -EIO;

	for (u32 i = 0; !ret && i < table->num_entries; i++)
		ret = engines_add_one(engines, nova, &table->entries[i]);
	return ret;
}
