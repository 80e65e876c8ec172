// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Submissions
 *
 * A submission is a buffer of commands, each with a header that says how long
 * it is. The buffer is copied once and walked twice: first everything is
 * checked, then the job is made.
 *
 * Only compute commands are done yet; a render command makes the ioctl fail
 * with -EOPNOTSUPP.
 */
#include "agx_submit.h"
#include "agx_args.h"
#include "agx_file.h"
#include "agx_queue.h"

#include "drm/fwgpu/fwgpu_sync.h"
#include "drm/fwgpu/fwgpu_user.h"

#include "firmware/agx/microseq.h"

#include <drm/drm_file.h>
#include <uapi/drm/asahi_drm.h>

#include <linux/overflow.h>
#include <linux/string.h>

/* As large as all commands with all their attachments are, and some. */
#define AGX_SUBMIT_MAX_BYTES	0x10000
#define AGX_SUBMIT_MAX_SYNCS	1024

#define AGX_ATTACHMENT_LINE	128
#define AGX_ATTACHMENT_UNK_C	0x17
#define AGX_ATTACHMENT_UNK_E	1

static const struct fwgpu_sync_desc agx_sync_desc = {
	.binary = DRM_ASAHI_SYNC_SYNCOBJ,
	.timeline = DRM_ASAHI_SYNC_TIMELINE_SYNCOBJ,
	.max = AGX_SUBMIT_MAX_SYNCS,
	.binary_value_mbz = true,
};

/**
 * struct agx_cursor - a walk through the commands
 */
struct agx_cursor {
	/** @data: what is left. */
	const u8 *data;
	/** @left: bytes of it. */
	u32 left;
	/** @header: of the current command. */
	struct drm_asahi_cmd_header header;
	/** @payload: of the current command, @header.size bytes. */
	const u8 *payload;
	/** @computes: compute commands so far. */
	u32 computes;
	/** @attachments: for the next compute command. */
	struct agx_seq_attachments attachments;
};

/* 1 if there is a command, 0 at the end. */
static int cursor_next(struct agx_cursor *cur)
{
	int size = agx_args_next_command(cur->data, cur->left, &cur->header);

	if (size <= 0)
		return size;

	cur->payload = cur->data + sizeof(cur->header);
	cur->data += size;
	cur->left -= size;
	return 1;
}

static int submit_set_attachment(struct agx_seq_attachment *out, const u8 *payload)
{
	struct drm_asahi_attachment in;

	memcpy(&in, payload, sizeof(in));
	if (in.pad || in.flags || in.size / AGX_ATTACHMENT_LINE > U32_MAX)
		return -EINVAL;

	*out = (struct agx_seq_attachment) {
		.address = in.pointer,
		.size = (u32)(in.size / AGX_ATTACHMENT_LINE),
		.unk_c = AGX_ATTACHMENT_UNK_C,
		.unk_e = AGX_ATTACHMENT_UNK_E,
	};
	return 0;
}

static int submit_set_attachments(struct agx_cursor *cur, struct agx_seq_attachments *out)
{
	u32 count = cur->header.size / sizeof(struct drm_asahi_attachment);
	int ret = 0;

	if (cur->header.size % sizeof(struct drm_asahi_attachment) || count > AGX_MAX_ATTACHMENTS)
		return -EINVAL;
	if (cur->header.vdm_barrier != DRM_ASAHI_BARRIER_NONE ||
	    cur->header.cdm_barrier != DRM_ASAHI_BARRIER_NONE)
		return -EINVAL;

	memset(out, 0, sizeof(*out));
	for (u32 i = 0; !ret && i < count; i++)
		ret = submit_set_attachment(&out->list[i], cur->payload +
					    i * sizeof(struct drm_asahi_attachment));
	out->count = count;
	return ret;
}

/* A command of userspace's size to one of ours; what we do not know must be zero. */
static int submit_get_compute(const struct agx_cursor *cur, struct drm_asahi_cmd_compute *cmd)
{
	u32 known = min_t(u32, cur->header.size, sizeof(*cmd));

	memset(cmd, 0, sizeof(*cmd));
	memcpy(cmd, cur->payload, known);
	return memchr_inv(cur->payload + known, 0, cur->header.size - known) ? -EINVAL : 0;
}

static int submit_check_compute(struct agx_cursor *cur)
{
	struct drm_asahi_cmd_compute cmd;
	int ret;

	ret = submit_get_compute(cur, &cmd);
	if (ret)
		return ret;

	if (cmd.flags)
		return -EINVAL;
	/* Barriers name commands of this submission that came before. */
	if (cur->header.cdm_barrier != DRM_ASAHI_BARRIER_NONE &&
	    cur->header.cdm_barrier > cur->computes)
		return -EINVAL;
	if (cur->header.vdm_barrier != DRM_ASAHI_BARRIER_NONE && cur->header.vdm_barrier)
		return -EINVAL;

	cur->computes++;
	return 0;
}

static int submit_check_one(struct agx_cursor *cur)
{
	struct agx_seq_attachments unused;

	switch (cur->header.cmd_type) {
	case DRM_ASAHI_CMD_COMPUTE:
		return submit_check_compute(cur);
	case DRM_ASAHI_SET_VERTEX_ATTACHMENTS:
	case DRM_ASAHI_SET_FRAGMENT_ATTACHMENTS:
	case DRM_ASAHI_SET_COMPUTE_ATTACHMENTS:
		return submit_set_attachments(cur, &unused);
	case DRM_ASAHI_CMD_RENDER:
		return -EOPNOTSUPP;
	default:
		return -EINVAL;
	}
}

/* Number of hardware commands, or an errno. */
static int submit_check(const u8 *data, u32 size)
{
	struct agx_cursor cur = { .data = data, .left = size };
	int ret;

	while ((ret = cursor_next(&cur)) > 0) {
		ret = submit_check_one(&cur);
		if (ret)
			return ret;
	}

	if (ret < 0)
		return ret;
	return cur.computes && cur.computes <= AGX_MAX_COMMANDS ? (int)cur.computes : -EINVAL;
}

static int submit_fill_compute(struct agx_job *job, const struct agx_cursor *cur,
			       struct agx_timestamps_table *timestamps)
{
	struct drm_asahi_cmd_compute cmd;
	struct agx_times times = { };
	int ret;

	ret = submit_get_compute(cur, &cmd);
	if (!ret)
		ret = agx_times_find(timestamps, &cmd.ts, &times);
	if (ret)
		return ret;

	agx_job_add_compute(job, &cmd, &cur->attachments, &times, cur->header.cdm_barrier);
	return 0;
}

/* What submit_check() let through. */
static int submit_fill(struct agx_job *job, const u8 *data, u32 size,
		       struct agx_timestamps_table *timestamps)
{
	struct agx_cursor cur = { .data = data, .left = size };
	int ret = 0;

	while (!ret && cursor_next(&cur) > 0) {
		if (cur.header.cmd_type == DRM_ASAHI_SET_COMPUTE_ATTACHMENTS)
			ret = submit_set_attachments(&cur, &cur.attachments);
		if (cur.header.cmd_type == DRM_ASAHI_CMD_COMPUTE)
			ret = submit_fill_compute(job, &cur, timestamps);
	}

	return ret;
}

static int submit_prepare(struct agx_job *job, const struct drm_asahi_submit *args,
			  const u8 *data, struct drm_file *file)
{
	int ret;

	ret = submit_fill(job, data, args->cmdbuf_size, &to_agx_file(file)->timestamps);
	if (ret)
		return ret;

	return fwgpu_sync_add_deps(agx_job_sched(job), file, &agx_sync_desc, args->syncs,
				   args->in_sync_count);
}

static int submit_job(struct agx_job_own *job, const struct drm_asahi_submit *args,
		      struct drm_file *file)
	__releases(job)
{
	u64 out_syncs = args->syncs + args->in_sync_count * sizeof(struct drm_asahi_sync);
	struct fwgpu_sync_out_own out;
	int ret;

	ret = fwgpu_sync_out_prepare(file, &agx_sync_desc, out_syncs, args->out_sync_count, &out);
	if (ret) {
		agx_job_drop(job);
		return ret;
	}

	agx_job_submit(job, &out);
	return 0;
}

static int submit_commands(struct agx_queue *queue, const struct drm_asahi_submit *args,
			   const u8 *data, struct drm_file *file)
{
	struct agx_job_own job;
	int count, ret;

	count = submit_check(data, args->cmdbuf_size);
	if (count < 0)
		return count;

	ret = agx_job_create(queue, (u32)count, file, &job);
	if (ret)
		return ret;

	ret = submit_prepare(agx_job_borrow(&job), args, data, file);
	if (ret) {
		agx_job_drop(&job);
		return ret;
	}

	return submit_job(&job, args, file);
}

/**
 * agx_submit() - queue work
 * @queue: where
 * @args: the ioctl's arguments
 * @file: whose sync objects they are
 *
 * Return: 0; -EINVAL for anything that the interface does not allow; -ENOENT
 * for a bad handle; -EOPNOTSUPP for what is not done yet; -EFAULT; -ENOMEM;
 * -ERESTARTSYS; -ENODEV if the queue was killed.
 */
int agx_submit(struct agx_queue *queue, const struct drm_asahi_submit *args,
	       struct drm_file *file)
{
	struct fwgpu_array_own cmdbuf;
	int ret;

	if (args->flags || args->pad || !args->cmdbuf_size)
		return -EINVAL;
	if (args->in_sync_count > AGX_SUBMIT_MAX_SYNCS ||
	    args->out_sync_count > AGX_SUBMIT_MAX_SYNCS)
		return -EINVAL;
	if (agx_queue_error(queue))
		return -ENODEV;

	ret = fwgpu_array_copy(args->cmdbuf, args->cmdbuf_size, AGX_SUBMIT_MAX_BYTES, 1, &cmdbuf);
	if (ret)
		return ret;

	ret = submit_commands(queue, args, fwgpu_array_borrow(&cmdbuf), file);
	fwgpu_array_drop(&cmdbuf);
	return ret;
}
