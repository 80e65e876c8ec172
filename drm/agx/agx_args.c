// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Arguments of ioctls
 *
 * What can be said of userspace's arguments by looking at nothing else.
 */
#include "agx_args.h"

#include "firmware/agx/microseq.h"
#include "firmware/agx/uat.h"

#include <uapi/drm/asahi_drm.h>

#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/string.h>

#define AGX_BIND_FLAGS	(DRM_ASAHI_BIND_UNBIND | DRM_ASAHI_BIND_READ | DRM_ASAHI_BIND_WRITE | \
			 DRM_ASAHI_BIND_SINGLE_PAGE)

/* Operations may grow, but not without end: all of a call's are copied at once. */
#define AGX_BIND_MAX_STRIDE	256

#define AGX_ATTACHMENT_LINE	128
#define AGX_ATTACHMENT_UNK_C	0x17
#define AGX_ATTACHMENT_UNK_E	1

static_assert(AGX_MAX_ATTACHMENTS <= AGX_SEQ_MAX_ATTACHMENTS);

/**
 * agx_args_copy() - make a structure of userspace's size one of ours
 * @to: ours
 * @size: bytes of it
 * @from: userspace's, in our memory
 * @len: bytes of that
 *
 * What it lacks is zero, and what it has more must be.
 *
 * Return: 0, or -EINVAL if userspace uses what we do not know.
 */
int agx_args_copy(void *to, size_t size, const void *from, size_t len)
{
	size_t known = min(size, len);

	memset(to, 0, size);
	memcpy(to, from, known);
	return memchr_inv((const u8 *)from + known, 0, len - known) ? -EINVAL : 0;
}

/**
 * agx_args_check_gem_create() - check what kind of buffer is wanted
 * @args: the arguments
 *
 * Return: 0; -EINVAL if it cannot be, or is nothing that is defined.
 */
int agx_args_check_gem_create(const struct drm_asahi_gem_create *args)
{
	bool private = args->flags & DRM_ASAHI_GEM_VM_PRIVATE;

	if (args->flags & ~(DRM_ASAHI_GEM_WRITEBACK | DRM_ASAHI_GEM_VM_PRIVATE) || args->pad)
		return -EINVAL;
	if (!private && args->vm_id)
		return -EINVAL;
	/* So that rounding up to pages cannot overflow. */
	if (!args->size || args->size > AGX_UVA_END)
		return -EINVAL;

	return 0;
}

static int args_check_bind_timestamps(const struct drm_asahi_gem_bind_object *args)
{
	if (args->flags != DRM_ASAHI_BIND_OBJECT_USAGE_TIMESTAMPS)
		return -EINVAL;
	if (!args->range || !IS_ALIGNED(args->offset | args->range, AGX_UAT_PAGE_SIZE))
		return -EINVAL;

	return 0;
}

/**
 * agx_args_check_bind_object() - check what kind of object is wanted, or goes
 * @args: the arguments
 *
 * What an operation does not use must be zero, too.
 *
 * Return: 0 or -EINVAL.
 */
int agx_args_check_bind_object(const struct drm_asahi_gem_bind_object *args)
{
	if (args->vm_id || args->pad)
		return -EINVAL;

	switch (args->op) {
	case DRM_ASAHI_BIND_OBJECT_OP_BIND:
		return args_check_bind_timestamps(args);
	case DRM_ASAHI_BIND_OBJECT_OP_UNBIND:
		return args->flags || args->handle || args->offset || args->range ? -EINVAL : 0;
	default:
		return -EINVAL;
	}
}

/**
 * agx_args_check_vm_bind() - check what is said of an array of operations
 * @args: the arguments; the array is not looked at
 *
 * Return: 0 or -EINVAL.
 */
int agx_args_check_vm_bind(const struct drm_asahi_vm_bind *args)
{
	if (args->pad || !args->stride || args->stride > AGX_BIND_MAX_STRIDE)
		return -EINVAL;

	return 0;
}

/**
 * agx_args_check_bind_op() - check an operation of DRM_IOCTL_ASAHI_VM_BIND
 * @op: the operation
 *
 * Return: 0 or -EINVAL.
 */
int agx_args_check_bind_op(const struct drm_asahi_gem_bind_op *op)
{
	u64 end;

	if (op->flags & ~AGX_BIND_FLAGS)
		return -EINVAL;
	if (!op->range || check_add_overflow(op->addr, op->range, &end) ||
	    !IS_ALIGNED(op->addr | op->range | op->offset, AGX_UAT_PAGE_SIZE))
		return -EINVAL;

	if (op->flags & DRM_ASAHI_BIND_UNBIND)
		return op->flags != DRM_ASAHI_BIND_UNBIND || op->handle || op->offset ? -EINVAL : 0;

	return op->flags & (DRM_ASAHI_BIND_READ | DRM_ASAHI_BIND_WRITE) ? 0 : -EINVAL;
}

/**
 * agx_args_next_command() - find where a command of a submission ends
 * @data: the command, behind which others may be
 * @left: bytes from there on to the end of the submission, below 2 GiB
 * @header: set to a copy of the command's header if there is one
 *
 * Return: bytes of the command with its header, at most @left; 0 at the end;
 * -EINVAL if what is left is too short.
 */
int agx_args_next_command(const u8 *data, u32 left, struct drm_asahi_cmd_header *header)
{
	if (!left)
		return 0;
	if (left < sizeof(*header))
		return -EINVAL;

	memcpy(header, data, sizeof(*header));
	if (header->size > left - sizeof(*header))
		return -EINVAL;

	return (int)(sizeof(*header) + header->size);
}

static int args_copy_attachment(struct agx_seq_attachment *out, const u8 *payload)
{
	struct drm_asahi_attachment in;
	u64 lines;

	memcpy(&in, payload, sizeof(in));
	lines = in.size / AGX_ATTACHMENT_LINE + !!(in.size % AGX_ATTACHMENT_LINE);
	if (in.pad || in.flags || lines > U32_MAX)
		return -EINVAL;

	*out = (struct agx_seq_attachment) {
		.address = in.pointer,
		.size = (u32)lines,
		.unk_c = AGX_ATTACHMENT_UNK_C,
		.unk_e = AGX_ATTACHMENT_UNK_E,
	};
	return 0;
}

/**
 * agx_args_copy_attachments() - what a command says of attachments, for the firmware
 * @out: filled
 * @header: a command that sets attachments
 * @payload: its @header->size bytes
 *
 * Return: 0 or -EINVAL.
 */
int agx_args_copy_attachments(struct agx_seq_attachments *out,
			      const struct drm_asahi_cmd_header *header, const u8 *payload)
{
	u32 count = header->size / sizeof(struct drm_asahi_attachment);
	int ret = 0;

	if (header->size % sizeof(struct drm_asahi_attachment) || count > AGX_MAX_ATTACHMENTS)
		return -EINVAL;
	if (header->vdm_barrier != DRM_ASAHI_BARRIER_NONE ||
	    header->cdm_barrier != DRM_ASAHI_BARRIER_NONE)
		return -EINVAL;

	memset(out, 0, sizeof(*out));
	for (u32 i = 0; !ret && i < count; i++)
		ret = args_copy_attachment(&out->list[i], payload +
					   i * sizeof(struct drm_asahi_attachment));
	out->count = count;
	return ret;
}
