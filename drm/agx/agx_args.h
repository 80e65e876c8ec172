/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_ARGS_H
#define AGX_ARGS_H

#include <linux/types.h>

/* What the interface says that a command can have. */
#define AGX_MAX_ATTACHMENTS	16

struct agx_seq_attachments;
struct drm_asahi_cmd_header;
struct drm_asahi_gem_bind_op;
struct drm_asahi_gem_bind_object;
struct drm_asahi_gem_create;
struct drm_asahi_vm_bind;

int agx_args_copy(void *to, size_t size, const void *from, size_t len) __must_check;
int agx_args_check_bind_object(const struct drm_asahi_gem_bind_object *args) __must_check;
int agx_args_check_gem_create(const struct drm_asahi_gem_create *args) __must_check;
int agx_args_check_vm_bind(const struct drm_asahi_vm_bind *args) __must_check;
int agx_args_check_bind_op(const struct drm_asahi_gem_bind_op *op) __must_check;
int agx_args_next_command(const u8 *data, u32 left,
			  struct drm_asahi_cmd_header *header) __must_check;
int agx_args_copy_attachments(struct agx_seq_attachments *out,
			      const struct drm_asahi_cmd_header *header,
			      const u8 *payload) __must_check;

#endif
