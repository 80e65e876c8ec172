// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Submissions
 *
 * A submission is a buffer of commands, each with a header that says how long
 * it is. The buffer is copied once and walked twice: first everything is
 * checked, then the job is made.
 */
#include "agx_submit.h"
#include "agx_args.h"
#include "agx_file.h"
#include "agx_queue.h"
#include "agx_tiles.h"

#include "drm/fwgpu/fwgpu_queue.h"
#include "drm/fwgpu/fwgpu_sync.h"
#include "drm/fwgpu/fwgpu_user.h"

#include "firmware/agx/microseq.h"

#include <drm/drm_file.h>
#include <uapi/drm/asahi_drm.h>

#include <linux/overflow.h>
#include <linux/string.h>

/* As large as all commands with all their attachments are, three lists before each, and some. */
#define AGX_SUBMIT_MAX_BYTES	0x20000
#define AGX_SUBMIT_MAX_SYNCS	1024

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
	/** @counts: commands so far. */
	struct agx_job_counts counts;
	/** @compute: attachments of the next compute command. */
	struct agx_seq_attachments compute;
	/** @vertex: attachments of the next render's vertex shaders. */
	struct agx_seq_attachments vertex;
	/** @fragment: and fragment shaders. */
	struct agx_seq_attachments fragment;
};

#define AGX_RENDER_FLAGS	(DRM_ASAHI_RENDER_VERTEX_SCRATCH |		\
				 DRM_ASAHI_RENDER_PROCESS_EMPTY_TILES |		\
				 DRM_ASAHI_RENDER_NO_VERTEX_CLUSTERING |	\
				 DRM_ASAHI_RENDER_DBIAS_IS_INT)

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

static int submit_set(struct agx_cursor *cur)
{
	switch (cur->header.cmd_type) {
	case DRM_ASAHI_SET_VERTEX_ATTACHMENTS:
		return agx_args_copy_attachments(&cur->vertex, &cur->header, cur->payload);
	case DRM_ASAHI_SET_FRAGMENT_ATTACHMENTS:
		return agx_args_copy_attachments(&cur->fragment, &cur->header, cur->payload);
	default:
		return agx_args_copy_attachments(&cur->compute, &cur->header, cur->payload);
	}
}

/* Barriers name commands of this submission that came before. */
static int submit_check_barriers(const struct agx_cursor *cur)
{
	u16 vdm = cur->header.vdm_barrier, cdm = cur->header.cdm_barrier;

	if (vdm != DRM_ASAHI_BARRIER_NONE && vdm > cur->counts.renders)
		return -EINVAL;
	if (cdm != DRM_ASAHI_BARRIER_NONE && cdm > cur->counts.computes)
		return -EINVAL;
	return 0;
}

static int submit_check_compute(struct agx_cursor *cur)
{
	struct drm_asahi_cmd_compute cmd;
	int ret;

	ret = agx_args_copy(&cmd, sizeof(cmd), cur->payload, cur->header.size);
	if (ret)
		return ret;

	if (cmd.flags || submit_check_barriers(cur))
		return -EINVAL;

	cur->counts.computes++;
	return 0;
}

static int submit_check_render(struct agx_cursor *cur)
{
	struct drm_asahi_cmd_render cmd;
	struct agx_tiles unused;
	int ret;

	ret = agx_args_copy(&cmd, sizeof(cmd), cur->payload, cur->header.size);
	if (ret)
		return ret;

	if (cmd.flags & ~AGX_RENDER_FLAGS || agx_tiles_init(&unused, &cmd, 1) ||
	    submit_check_barriers(cur))
		return -EINVAL;

	cur->counts.renders++;
	return 0;
}

static int submit_check_one(struct agx_cursor *cur)
{
	switch (cur->header.cmd_type) {
	case DRM_ASAHI_CMD_RENDER:
		return submit_check_render(cur);
	case DRM_ASAHI_CMD_COMPUTE:
		return submit_check_compute(cur);
	case DRM_ASAHI_SET_VERTEX_ATTACHMENTS:
	case DRM_ASAHI_SET_FRAGMENT_ATTACHMENTS:
	case DRM_ASAHI_SET_COMPUTE_ATTACHMENTS:
		return submit_set(cur);
	default:
		return -EINVAL;
	}
}

/* Checks everything, and counts. */
static int submit_check(const u8 *data, u32 size, struct agx_job_counts *counts)
{
	struct agx_cursor cur = { .data = data, .left = size };
	u32 count;
	int ret;

	while ((ret = cursor_next(&cur)) > 0) {
		ret = submit_check_one(&cur);
		if (ret)
			return ret;
	}

	if (ret < 0)
		return ret;

	*counts = cur.counts;
	count = counts->computes + counts->renders;
	return count && count <= AGX_MAX_COMMANDS ? 0 : -EINVAL;
}

static struct agx_job_barriers submit_barriers(const struct agx_cursor *cur)
{
	return (struct agx_job_barriers) {
		.render = cur->header.vdm_barrier,
		.compute = cur->header.cdm_barrier,
	};
}

static int submit_fill_compute(struct agx_job *job, const struct agx_cursor *cur,
			       struct agx_timestamps_table *timestamps)
{
	const struct agx_job_barriers barriers = submit_barriers(cur);
	struct drm_asahi_cmd_compute cmd;
	struct agx_times times = { };
	int ret;

	ret = agx_args_copy(&cmd, sizeof(cmd), cur->payload, cur->header.size);
	if (!ret)
		ret = agx_times_find(timestamps, &cmd.ts, &times);
	if (ret)
		return ret;

	agx_job_add_compute(job, &cmd, &cur->compute, &times, &barriers);
	return 0;
}

static int submit_add_render(struct agx_job *job, const struct agx_cursor *cur,
			     const struct drm_asahi_cmd_render *cmd, struct agx_times *vertex,
			     struct agx_times *fragment)
{
	const struct agx_job_half vertex_half = { &cur->vertex, vertex };
	const struct agx_job_half fragment_half = { &cur->fragment, fragment };
	const struct agx_job_barriers barriers = submit_barriers(cur);

	return agx_job_add_render(job, cmd, &vertex_half, &fragment_half, &barriers);
}

static int submit_fill_render(struct agx_job *job, const struct agx_cursor *cur,
			      struct agx_timestamps_table *timestamps)
{
	struct agx_times vertex = { }, fragment = { };
	struct drm_asahi_cmd_render cmd;
	int ret;

	ret = agx_args_copy(&cmd, sizeof(cmd), cur->payload, cur->header.size);
	if (!ret)
		ret = agx_times_find(timestamps, &cmd.ts_vtx, &vertex);
	if (!ret)
		ret = agx_times_find(timestamps, &cmd.ts_frag, &fragment);
	if (!ret)
		ret = submit_add_render(job, cur, &cmd, &vertex, &fragment);

	/* What was taken over is not here any more. */
	agx_times_clear(&fragment);
	agx_times_clear(&vertex);
	return ret;
}

static int submit_fill_one(struct agx_job *job, struct agx_cursor *cur,
			   struct agx_timestamps_table *timestamps)
{
	switch (cur->header.cmd_type) {
	case DRM_ASAHI_CMD_RENDER:
		return submit_fill_render(job, cur, timestamps);
	case DRM_ASAHI_CMD_COMPUTE:
		return submit_fill_compute(job, cur, timestamps);
	default:
		return submit_set(cur);
	}
}

/* What submit_check() let through. */
static int submit_fill(struct agx_job *job, const u8 *data, u32 size,
		       struct agx_timestamps_table *timestamps)
{
	struct agx_cursor cur = { .data = data, .left = size };
	int ret = 0;

	while (!ret && cursor_next(&cur) > 0)
		ret = submit_fill_one(job, &cur, timestamps);

	return ret;
}

static int submit_prepare(struct fwgpu_job *job, const struct drm_asahi_submit *args,
			  const u8 *data, struct drm_file *file)
{
	int ret;

	ret = submit_fill(to_agx_job(job), data, args->cmdbuf_size, &to_agx_file(file)->timestamps);
	if (ret)
		return ret;

	return fwgpu_sync_add_deps(&job->base, file, &agx_sync_desc, args->syncs,
				   args->in_sync_count);
}

static int submit_job(struct fwgpu_job_own *job, const struct drm_asahi_submit *args,
		      struct drm_file *file)
	__releases(job)
{
	u64 out_syncs = args->syncs + args->in_sync_count * sizeof(struct drm_asahi_sync);
	struct fwgpu_sync_out_own out;
	int ret;

	ret = fwgpu_sync_out_prepare(file, &agx_sync_desc, out_syncs, args->out_sync_count, &out);
	if (ret) {
		fwgpu_job_drop(job);
		return ret;
	}

	agx_job_submit(job, &out);
	return 0;
}

static int submit_commands(struct agx_queue *queue, const struct drm_asahi_submit *args,
			   const u8 *data, struct drm_file *file)
{
	struct agx_job_counts counts;
	struct fwgpu_job_own job;
	int ret;

	ret = submit_check(data, args->cmdbuf_size, &counts);
	if (ret)
		return ret;

	ret = agx_job_create(queue, &counts, file, &job);
	if (ret)
		return ret;

	ret = submit_prepare(fwgpu_job_borrow(&job), args, data, file);
	if (ret) {
		fwgpu_job_drop(&job);
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
 * for a bad handle; -ERANGE for a time that is not in its object; -EOPNOTSUPP for
 * renders that we do not know how to ask this firmware for; -EFAULT; -EOVERFLOW if
 * an array is larger than memory; -ENOMEM; -ENOSPC if the address space has no
 * room; -EBUSY if there are too many queues; -ERESTARTSYS; -ETIMEDOUT if the
 * firmware does not let us have an address space; -ENODEV if the queue was killed
 * or the firmware crashes.
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
