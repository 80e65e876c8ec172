/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_PM_H
#define AGX_PM_H

#include <linux/pm.h>

struct agx_device;

int agx_pm_init(struct agx_device *agx);
int agx_pm_start(struct agx_device *agx);
void agx_pm_stop(struct agx_device *agx);

void agx_pm_get(struct agx_device *agx);
void agx_pm_put(struct agx_device *agx);

void agx_pm_job_begin(struct agx_device *agx);
void agx_pm_job_end(struct agx_device *agx);

void agx_pm_begin(struct agx_device *agx);
void agx_pm_end(struct agx_device *agx);

extern const struct dev_pm_ops agx_pm_ops;

#endif
