// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Statistics
 *
 * What the firmware says of the GPU as a whole, the last of each kind. It tells
 * of no client; for those see fwgpu_usage.c.
 */
#include "agx_stats.h"
#include "agx_channel.h"
#include "agx_device.h"

#include "firmware/agx/channels.h"

#include <drm/drm_file.h>

#include <linux/debugfs.h>
#include <linux/math64.h>
#include <linux/seq_file.h>

static void stats_show_power(struct seq_file *m, struct agx_device *agx)
{
	struct agx_stats_msg msg;

	if (agx_channel_last_stats(agx, AGX_STATS_POWER, &msg))
		seq_printf(m, "power: %llu mW\n", msg.power.power >> AGX_STATS_POWER_SHIFT);
	if (agx_channel_last_stats(agx, AGX_STATS_AVG_POWER, &msg))
		seq_printf(m, "average power: %u mW\n", msg.avg_power.avg_power);
	if (agx_channel_last_stats(agx, AGX_STATS_POWER_STATE, &msg))
		seq_printf(m, "performance state: %u, active %u, off %u\n", msg.power_state.pstate,
			   msg.power_state.active, msg.power_state.poweroff);
}

static void stats_show_temperature(struct seq_file *m, struct agx_device *agx)
{
	struct agx_stats_msg msg;

	/* The scale is the firmware's word, too. */
	if (!agx_channel_last_stats(agx, AGX_STATS_TEMPERATURE, &msg) || !msg.temperature.scale)
		return;

	seq_printf(m, "temperature: %llu mC\n",
		   div_u64(msg.temperature.raw_value * 1000ull / AGX_STATS_TEMPERATURE_UNIT,
			   msg.temperature.scale));
}

static int stats_show(struct seq_file *m, void *unused)
{
	struct agx_device *agx = m->private;
	struct agx_stats_msg msg;

	if (agx_channel_last_stats(agx, AGX_STATS_UTILIZATION, &msg))
		seq_printf(m, "utilization: %u %u %u %u %%\n", msg.utilization.util[0],
			   msg.utilization.util[1], msg.utilization.util[2],
			   msg.utilization.util[3]);
	if (agx_channel_last_stats(agx, AGX_STATS_FW_BUSY, &msg))
		seq_printf(m, "firmware busy: %u\n", msg.fw_busy.busy);
	stats_show_power(m, agx);
	stats_show_temperature(m, agx);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(stats);

/**
 * agx_stats_debugfs() - show what the firmware says in debugfs, as "stats"
 * @agx: the GPU
 * @minor: a minor of it
 */
void agx_stats_debugfs(struct agx_device *agx, struct drm_minor *minor)
{
	debugfs_create_file("stats", 0444, minor->debugfs_root, agx, &stats_fops);
}
