/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_RM_H
#define NOVA_RM_H

#include "drm/own/own.h"

#include <linux/types.h>

struct fwgpu_ledger_entry;
struct nova_device;
struct nova_rm_client;
struct nova_rm_object;

void nova_rm_client_free(struct nova_rm_client *client);
void nova_rm_object_free(struct nova_rm_object *object);

/* A client with its device and subdevice objects: the root of a tree. */
OWNED(nova_rm_client, struct nova_rm_client, nova_rm_client_free)
/* Any other object. Freed before its client is, children before parents. */
OWNED(nova_rm_object, struct nova_rm_object, nova_rm_object_free)

int nova_rm_client_create(struct nova_device *nova, struct fwgpu_ledger_entry *owner,
			  struct nova_rm_client_own *h)
	__cond_acquires(0, h) __must_check;
u32 nova_rm_client_handle(const struct nova_rm_client *client);
u32 nova_rm_client_device(const struct nova_rm_client *client);
u32 nova_rm_client_subdevice(const struct nova_rm_client *client);

int nova_rm_alloc(struct nova_rm_client *client, struct fwgpu_ledger_entry *owner, u32 parent,
		  u32 handle, u32 class, void *params, u32 size, struct nova_rm_object_own *h)
	__cond_acquires(0, h) __must_check;
u32 nova_rm_object_handle(const struct nova_rm_object *object);

int nova_rm_control(struct nova_rm_client *client, u32 object, u32 cmd,
		    void *params, u32 size);
int nova_rm_object_control(struct nova_rm_object *object, u32 cmd, void *params, u32 size);
int nova_rm_internal_control(struct nova_device *nova, u32 cmd, void *params, u32 size);

#endif
