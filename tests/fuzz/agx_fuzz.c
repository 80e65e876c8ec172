// SPDX-License-Identifier: MIT
/*
 * What agx.ko takes from both sides: submissions of userspace, and rings that the firmware shares.
 * The input's first byte says which.
 */
#include <stdlib.h>

#include "drm/agx/agx_args.h"
#include "drm/agx/agx_ring.h"
#include "drm/agx/agx_tiles.h"
#include "firmware/agx/channels.h"

#include <uapi/drm/asahi_drm.h>

#include "input.h"

int shim_fail_after = -1;
long shim_allocations;

/* As much of a command as there is; the rest is zero. */
static void copy(void *cmd, size_t size, const u8 *payload, u32 len)
{
	memset(cmd, 0, size);
	memcpy(cmd, payload, len < size ? len : size);
}

/* The tiles that a render gets cover what it draws on. */
static void check_render(const u8 *payload, u32 len)
{
	struct drm_asahi_cmd_render cmd;
	struct agx_tiles tiles;
	u32 clusters;

	copy(&cmd, sizeof(cmd), payload, len);
	clusters = 1 + cmd.flags % 8;
	if (agx_tiles_init(&tiles, &cmd, clusters))
		return;
	if (tiles.x * 32 < cmd.width_px || tiles.y * 32 < cmd.height_px ||
	    tiles.mtile_x * 4 < tiles.x || tiles.mtile_y * 4 < tiles.y)
		abort();
	if (tiles.tilemap_size < (u64)tiles.x * tiles.y * cmd.layers || !tiles.tpc_size ||
	    !tiles.min_blocks || (clusters > 1) != !!tiles.meta1_blocks)
		abort();
}

static void check_bind(const u8 *payload, u32 len)
{
	struct drm_asahi_gem_bind_op op;

	copy(&op, sizeof(op), payload, len);
	if (!agx_args_check_bind_op(&op) && (!op.range || op.addr + op.range < op.addr))
		abort();
}

/* Every byte of a command is touched. */
static void submission(struct input *in)
{
	u8 *data = malloc(in->left);
	struct drm_asahi_cmd_header header;
	const u8 *at = data, *payload;
	u32 left = (u32)in->left;
	int size;

	memcpy(data, in->data, in->left);
	while ((size = agx_args_next_command(at, left, &header)) > 0) {
		payload = at + sizeof(header);
		if (header.cmd_type == DRM_ASAHI_CMD_RENDER)
			check_render(payload, header.size);
		else
			check_bind(payload, header.size);
		at += size;
		left -= (u32)size;
	}
	free(data);
}

/* A few entries between two ends, as large as events are. */
#define COUNT	4

struct rings {
	struct agx_ring tx, rx;
	u32 read, write;
	/* The peer lied: only survival counts. */
	bool touched;
	u32 sent, received;
};

static void push(struct rings *r, struct input *in)
{
	struct agx_event_msg msg = { .type = r->sent };
	u32 size = take(in, 1);
	int ret = agx_ring_push(&r->tx, &msg, size % (sizeof(msg) + 1));

	if (ret && ret != -EAGAIN && !r->touched)
		abort();
	/* What is short arrives with zeroes. */
	if (!ret && size % (sizeof(msg) + 1) < sizeof(msg.type))
		r->touched = true;
	r->sent += !ret;
}

static void pop(struct rings *r)
{
	struct agx_event_msg msg;
	int ret = agx_ring_pop(&r->rx, &msg, sizeof(msg));

	if (ret < 0 && !r->touched)
		abort();
	if (ret > 0 && !r->touched && msg.type != r->received)
		abort();
	r->received += ret > 0;
}

static void tamper(struct rings *r, struct input *in)
{
	u32 what = take(in, 1);

	r->touched = true;
	*(what & 1 ? &r->read : &r->write) = what & 2 ? take(in, 4) : what >> 2;
}

static void rings(struct input *in)
{
	u8 *entries = calloc(COUNT, sizeof(struct agx_event_msg));
	struct rings r = { 0 };

	agx_ring_init(&r.tx, &r.read, &r.write, entries, COUNT, sizeof(struct agx_event_msg));
	agx_ring_init(&r.rx, &r.read, &r.write, entries, COUNT, sizeof(struct agx_event_msg));
	while (in->left) {
		switch (take(in, 1) % 8) {
		case 0:
			tamper(&r, in);
			break;
		case 1 ... 4:
			push(&r, in);
			break;
		default:
			pop(&r);
		}
		if (!r.touched && agx_ring_pending(&r.tx) != (int)(r.sent - r.received))
			abort();
	}
	free(entries);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input in = { data, size };

	if (take(&in, 1) & 1)
		submission(&in);
	else
		rings(&in);
	return 0;
}
