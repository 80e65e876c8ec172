// SPDX-License-Identifier: MIT
/*
 * Garbage for the vfio-user server: 200,000 messages that start as good ones and are spoilt, from a
 * generator with a fixed seed. The sanitizers watch for what must not happen inside; this test
 * looks at what can be seen from outside: well-formed replies, no descriptors or mappings left
 * behind, and a server that still works afterwards.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/vfio_user_rig.h"

#define NUM_MESSAGES 200000
#define NUM_MEMFDS 8
#define NUM_EVENTFDS 12
#define NUM_FDS (NUM_MEMFDS + NUM_EVENTFDS)
#define PAYLOAD_MAX 512

struct fuzz {
	struct rig *rig;
	uint64_t seed;
	int fds[NUM_FDS]; /* memfds, then eventfds */
	unsigned int sent, replies, errors, drops, dma_hits, irq_hits;
};

/* splitmix64, by Sebastiano Vigna (public domain) */
static uint64_t random64(struct fuzz *fuzz)
{
	uint64_t z = fuzz->seed += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static uint64_t below(struct fuzz *fuzz, uint64_t limit)
{
	return random64(fuzz) % limit;
}

static bool one_in(struct fuzz *fuzz, uint64_t n)
{
	return !below(fuzz, n);
}

/* Values near which comparisons go wrong. */
static uint64_t edgy(struct fuzz *fuzz)
{
	static const uint64_t edges[] = {
		0, 1, 4, 8, 31, 32, 0x1000, 0x8000, 0x10000, RIG_BAR0_SIZE, RIG_BAR3_SIZE,
		VFU_MAX_XFER, INT32_MAX, UINT32_MAX, 1ull << 32, INT64_MAX, UINT64_MAX - 0xfff,
		UINT64_MAX,
	};
	uint64_t value = edges[below(fuzz, sizeof(edges) / sizeof(edges[0]))];

	return value + below(fuzz, 3) - 1;
}

/* A guest address out of few, so that mappings meet each other. */
static uint64_t address(struct fuzz *fuzz)
{
	return below(fuzz, 64) << 12;
}

/* What makes a command that could be carried out: payload, length, descriptors. */

static void make_version(struct fuzz *fuzz, struct rig_cmd *cmd, uint8_t *buf)
{
	(void)fuzz;
	memcpy(buf, "\0\0\0\0{\"capabilities\":{}}", 24);
	cmd->len = 24;
}

static void make_dma_map(struct fuzz *fuzz, struct rig_cmd *cmd, uint8_t *buf)
{
	struct vfu_dma_map_msg msg = {
		.argsz = sizeof(msg),
		.flags = 1 + below(fuzz, 3),
		.offset = below(fuzz, 8) << 12,
		.iova = address(fuzz),
		.size = (1 + below(fuzz, 8)) << 12,
	};

	memcpy(buf, &msg, sizeof(msg));
	cmd->len = sizeof(msg);
	cmd->fds = fuzz->fds + below(fuzz, NUM_MEMFDS);
	cmd->num_fds = !one_in(fuzz, 8);
}

static void make_dma_unmap(struct fuzz *fuzz, struct rig_cmd *cmd, uint8_t *buf)
{
	struct vfu_dma_unmap_msg msg = {
		.argsz = sizeof(msg),
		.iova = address(fuzz),
		.size = (1 + below(fuzz, 8)) << 12,
	};

	if (one_in(fuzz, 64))
		msg = (struct vfu_dma_unmap_msg){ sizeof(msg), VFU_DMA_UNMAP_ALL, 0, 0 };
	memcpy(buf, &msg, sizeof(msg));
	cmd->len = sizeof(msg);
}

static void make_info(struct fuzz *fuzz, struct rig_cmd *cmd, uint8_t *buf)
{
	struct vfu_irq_info msg = { .argsz = 16, .index = below(fuzz, 4) };

	memcpy(buf, &msg, sizeof(msg));
	cmd->len = sizeof(msg);
}

static void make_region_info(struct fuzz *fuzz, struct rig_cmd *cmd, uint8_t *buf)
{
	struct vfu_region_info msg = {
		.argsz = 32 + 16 * below(fuzz, 4),
		.index = below(fuzz, 9),
	};

	memcpy(buf, &msg, sizeof(msg));
	cmd->len = sizeof(msg);
}

static void make_set_irqs(struct fuzz *fuzz, struct rig_cmd *cmd, uint8_t *buf)
{
	struct vfu_irq_set msg = {
		.argsz = sizeof(msg),
		.flags = 1u << below(fuzz, 3) | 8u << below(fuzz, 3),
		.index = below(fuzz, 3),
		.start = below(fuzz, 4),
		.count = below(fuzz, 4),
	};

	memcpy(buf, &msg, sizeof(msg));
	memset(buf + sizeof(msg), 1, 4);
	cmd->len = sizeof(msg) + (msg.flags & VFU_IRQ_DATA_BOOL ? msg.count : 0);
	cmd->fds = fuzz->fds + NUM_MEMFDS + below(fuzz, 8);
	cmd->num_fds = msg.flags & VFU_IRQ_DATA_EVENTFD ? msg.count : 0;
}

static void make_region_rw(struct fuzz *fuzz, struct rig_cmd *cmd, uint8_t *buf)
{
	struct vfu_region_rw msg = {
		.offset = below(fuzz, 0x1100),
		.region = below(fuzz, 9),
		.count = 1u << below(fuzz, 8),
	};

	memcpy(buf, &msg, sizeof(msg));
	cmd->len = sizeof(msg);
}

static void make_region_write(struct fuzz *fuzz, struct rig_cmd *cmd, uint8_t *buf)
{
	struct vfu_region_rw msg;

	make_region_rw(fuzz, cmd, buf);
	memcpy(&msg, buf, sizeof(msg));
	memset(buf + sizeof(msg), 0x5a, msg.count);
	cmd->len += msg.count;
}

static void make_nothing(struct fuzz *fuzz, struct rig_cmd *cmd, uint8_t *buf)
{
	(void)fuzz;
	(void)cmd;
	(void)buf;
}

static const struct {
	uint16_t cmd;
	void (*make)(struct fuzz *fuzz, struct rig_cmd *cmd, uint8_t *buf);
} templates[] = {
	{ VFU_CMD_VERSION, make_version },
	{ VFU_CMD_DMA_MAP, make_dma_map },
	{ VFU_CMD_DMA_MAP, make_dma_map },
	{ VFU_CMD_DMA_UNMAP, make_dma_unmap },
	{ VFU_CMD_GET_INFO, make_info },
	{ VFU_CMD_GET_REGION_INFO, make_region_info },
	{ VFU_CMD_GET_IRQ_INFO, make_info },
	{ VFU_CMD_SET_IRQS, make_set_irqs },
	{ VFU_CMD_REGION_READ, make_region_rw },
	{ VFU_CMD_REGION_WRITE, make_region_write },
	{ VFU_CMD_RESET, make_nothing },
};

/* Spoil bytes or whole fields. */
static void spoil_payload(struct fuzz *fuzz, uint8_t *buf, size_t len)
{
	uint64_t value = edgy(fuzz);
	size_t width = one_in(fuzz, 2) ? 4 : 8;

	if (one_in(fuzz, 3)) {
		for (size_t n = 1 + below(fuzz, 4); n; n--)
			buf[below(fuzz, PAYLOAD_MAX)] ^= 1u << below(fuzz, 8);
	} else if (len >= width) {
		memcpy(buf + below(fuzz, len / width) * width, &value, width);
	}
}

static void spoil_length(struct fuzz *fuzz, struct rig_cmd *cmd)
{
	switch (below(fuzz, 5)) {
	case 0: /* a shorter message */
		cmd->len = below(fuzz, cmd->len + 1);
		break;
	case 1: /* a longer one */
		cmd->len += below(fuzz, PAYLOAD_MAX - cmd->len + 1);
		break;
	case 2: /* cut off */
		cmd->size = 16 + cmd->len + 1 + below(fuzz, 64);
		break;
	case 3: /* cut off, after the promise of much more */
		cmd->size = VFU_MAX_MSG - below(fuzz, 3);
		break;
	default: /* too small or too large to be one */
		cmd->size = one_in(fuzz, 2) ? 1 + below(fuzz, 15) : VFU_MAX_MSG + 1 + edgy(fuzz);
	}
}

static void spoil(struct fuzz *fuzz, struct rig_cmd *cmd, uint8_t *buf)
{
	if (one_in(fuzz, 2))
		spoil_payload(fuzz, buf, cmd->len);
	if (one_in(fuzz, 30))
		spoil_length(fuzz, cmd);
	if (one_in(fuzz, 40))
		cmd->cmd = one_in(fuzz, 2) ? below(fuzz, 24) : edgy(fuzz);
	if (one_in(fuzz, 40))
		cmd->flags = one_in(fuzz, 2) ? VFU_HDR_NO_REPLY : 1u << below(fuzz, 32);
	if (one_in(fuzz, 20)) {
		cmd->num_fds = below(fuzz, 4);
		cmd->fds = fuzz->fds + below(fuzz, NUM_FDS - 3);
	}
	if (one_in(fuzz, 1000)) {
		cmd->num_fds = VFU_MAX_FDS + below(fuzz, NUM_FDS - VFU_MAX_FDS + 1);
		cmd->fds = fuzz->fds;
	}
}

/* Take @left bytes of payload; a long one comes in pieces. */
static void discard(struct fuzz *fuzz, size_t left)
{
	static uint8_t scratch[64 << 10];

	while (left) {
		size_t want = left < sizeof(scratch) ? left : sizeof(scratch);
		ssize_t n = recv(fuzz->rig->client, scratch, want, MSG_DONTWAIT);

		if (n > 0)
			left -= n;
		else
			assert_int_not_equal(vfu_process(fuzz->rig->vfu), -ENOTCONN);
	}
}

static void drain(struct fuzz *fuzz)
{
	struct vfu_hdr hdr;

	while (!rig_recv_header(fuzz->rig, &hdr, NULL)) {
		if (hdr.flags & VFU_HDR_ERROR)
			fuzz->errors++;
		else
			fuzz->replies++;
		discard(fuzz, hdr.size - sizeof(hdr));
	}
}

/* What a device does in between: touch guest memory and send interrupts. */
static void use(struct fuzz *fuzz)
{
	struct vfu *vfu = fuzz->rig->vfu;
	uint64_t near = one_in(fuzz, 2) ? fuzz->rig->last_range.iova : address(fuzz);
	uint64_t iova = one_in(fuzz, 8) ? edgy(fuzz) : near + below(fuzz, 0x1000);
	uint8_t buf[0x1800];
	uint8_t *ptr = vfu_dma_ptr(vfu, iova, 64, VFU_DMA_READ | VFU_DMA_WRITE);

	if (ptr) {
		ptr[63] = ptr[0];
		fuzz->dma_hits++;
	}
	vfu_dma_read(vfu, iova, buf, sizeof(buf));
	vfu_dma_write(vfu, iova, buf, below(fuzz, 128));
	fuzz->irq_hits += !vfu_irq_trigger(vfu, below(fuzz, 4), below(fuzz, 10));
	vfu_intx_set(vfu, one_in(fuzz, 2));
}

static void reconnect(struct fuzz *fuzz)
{
	vfu_disconnect(fuzz->rig->vfu);
	close(fuzz->rig->client);
	rig_connect(fuzz->rig);
	if (!one_in(fuzz, 64))
		assert_int_equal(rig_negotiate(fuzz->rig), 0);
}

static void one_message(struct fuzz *fuzz)
{
	unsigned int t = below(fuzz, sizeof(templates) / sizeof(templates[0]));
	uint8_t payload[PAYLOAD_MAX] = { 0 };
	struct rig_cmd cmd = {
		.cmd = templates[t].cmd,
		.payload = payload,
	};
	int ret;

	templates[t].make(fuzz, &cmd, payload);
	if (!one_in(fuzz, 3))
		spoil(fuzz, &cmd, payload);

	rig_send(fuzz->rig, &cmd);
	fuzz->sent++;
	do {
		ret = vfu_process(fuzz->rig->vfu);
	} while (!ret);
	drain(fuzz);
	if (ret == -EAGAIN && !cmd.size)
		return;
	fuzz->drops += ret == -EPROTO;
	reconnect(fuzz);
}

static void open_fds(struct fuzz *fuzz)
{
	for (unsigned int i = 0; i < NUM_MEMFDS; i++)
		fuzz->fds[i] = rig_memfd(0x10000);
	for (unsigned int i = NUM_MEMFDS; i < NUM_FDS; i++)
		fuzz->fds[i] = eventfd(0, one_in(fuzz, 2) ? EFD_NONBLOCK : 0);
}

static void test_garbage(void **state)
{
	struct fuzz fuzz = { .rig = *state, .seed = 20261121 };
	unsigned int before;

	open_fds(&fuzz);
	before = rig_open_fds();
	while (fuzz.sent < NUM_MESSAGES) {
		one_message(&fuzz);
		if (one_in(&fuzz, 4))
			use(&fuzz);
	}
	reconnect(&fuzz);
	assert_int_equal(rig_open_fds(), before);
	assert_int_equal(rig_mappings(), 0);
	assert_int_equal(fuzz.rig->maps, fuzz.rig->unmaps);
	print_message("# %u messages: %u replies, %u errors, %u connections dropped, "
		      "%u mappings, %u memory accesses, %u interrupts\n",
		      fuzz.sent, fuzz.replies, fuzz.errors, fuzz.drops, fuzz.rig->maps,
		      fuzz.dma_hits, fuzz.irq_hits);

	/* It was neither all good nor all bad, or this has tested little. */
	assert_in_range(fuzz.replies, NUM_MESSAGES / 5, NUM_MESSAGES);
	assert_in_range(fuzz.errors, NUM_MESSAGES / 5, NUM_MESSAGES);
	assert_in_range(fuzz.drops, NUM_MESSAGES / 200, NUM_MESSAGES / 10);
	assert_in_range(fuzz.rig->maps, NUM_MESSAGES / 100, NUM_MESSAGES);
	assert_in_range(fuzz.dma_hits, NUM_MESSAGES / 100, NUM_MESSAGES);
	assert_in_range(fuzz.irq_hits, NUM_MESSAGES / 1000, NUM_MESSAGES);
	for (unsigned int i = 0; i < NUM_FDS; i++)
		close(fuzz.fds[i]);
}

/* Bytes without any structure; most connections end with the first header. */
static void test_noise(void **state)
{
	struct fuzz fuzz = { .rig = *state, .seed = 1 };
	unsigned int dropped = 0;

	for (int i = 0; i < 2000; i++) {
		uint64_t noise[64];
		int ret;

		for (unsigned int k = 0; k < 64; k++)
			noise[k] = random64(&fuzz);
		send(fuzz.rig->client, noise, 1 + below(&fuzz, sizeof(noise)), MSG_NOSIGNAL);
		do {
			ret = vfu_process(fuzz.rig->vfu);
		} while (!ret);
		dropped += ret == -EPROTO;
		reconnect(&fuzz);
	}
	assert_in_range(dropped, 1500, 2000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_garbage, rig_setup_negotiated, rig_teardown),
		cmocka_unit_test_setup_teardown(test_noise, rig_setup_negotiated, rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
