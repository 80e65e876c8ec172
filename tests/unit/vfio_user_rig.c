// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/vfio_user_rig.h"

static int read_region(void *priv, unsigned int region, uint64_t offset, void *buf, size_t len)
{
	struct rig *rig = priv;

	rig->reads++;
	if (region == VFU_BAR0)
		memcpy(buf, rig->bar0 + offset, len);
	return rig->callback_result;
}

static int write_region(void *priv, unsigned int region, uint64_t offset, const void *buf,
			size_t len)
{
	struct rig *rig = priv;

	rig->writes++;
	if (region == VFU_BAR0)
		memcpy(rig->bar0 + offset, buf, len);
	return rig->callback_result;
}

static void config_written(void *priv, size_t offset, size_t len)
{
	struct rig *rig = priv;

	(void)offset;
	(void)len;
	rig->config_writes++;
}

static void reset(void *priv)
{
	((struct rig *)priv)->resets++;
}

static void dma_map(void *priv, const struct vfu_dma_range *range)
{
	struct rig *rig = priv;

	rig->maps++;
	rig->last_range = *range;
}

static void dma_unmap(void *priv, const struct vfu_dma_range *range)
{
	struct rig *rig = priv;

	rig->unmaps++;
	rig->last_range = *range;
	/* Still mapped: the device may finish what it does with the range. */
	if (range->host && range->prot & VFU_DMA_READ)
		rig->bar0[0] = *(volatile uint8_t *)range->host;
}

static void disconnected(void *priv)
{
	((struct rig *)priv)->disconnects++;
}

static const struct vfu_ops ops = {
	.region_read = read_region,
	.region_write = write_region,
	.config_written = config_written,
	.reset = reset,
	.dma_map = dma_map,
	.dma_unmap = dma_unmap,
	.disconnected = disconnected,
};

int rig_memfd(size_t size)
{
	int fd = memfd_create("vfio_user_test", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, size), 0);
	return fd;
}

unsigned int rig_open_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int num = 0;

	assert_non_null(dir);
	while (readdir(dir))
		num++;
	closedir(dir);
	return num;
}

/* How often memory of rig_memfd() is mapped in this process. */
unsigned int rig_mappings(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned int num = 0;
	char line[512];

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps))
		num += strstr(line, "memfd:vfio_user_test") != NULL;
	fclose(maps);
	return num;
}

void rig_config(struct rig *rig, struct vfu_config *config, uint8_t image[4096],
		uint8_t mask[4096])
{
	static const struct vfu_area areas[] = { { 0x1000, 0x2000 }, { 0x100000, 0x1000 } };
	static struct vfu_mmap bar1, bar3;

	bar1 = (struct vfu_mmap){ .fd = rig->bar1_fd, .areas = areas, .num_areas = 2 };
	bar3 = (struct vfu_mmap){ .fd = rig->bar3_fd, .offset = 0x1000 };
	memset(image, 0, 4096);
	memset(mask, 0, 4096);
	memcpy(image, (uint16_t[]){ 0x10de, 0x2b85 }, 4);
	image[0x14] = 0x0c;
	image[0x1c] = 0x0c;
	image[0x24] = 0x01;
	mask[0x04] = 0x07;
	memset(mask + 0x488, 0xff, 4);
	*config = (struct vfu_config){
		.config = image,
		.config_mask = mask,
		.config_size = 4096,
		.region = {
			[VFU_BAR0] = { .size = RIG_BAR0_SIZE },
			[VFU_BAR1] = { .size = RIG_BAR1_SIZE, .map = &bar1 },
			[VFU_BAR3] = { .size = RIG_BAR3_SIZE, .map = &bar3 },
			[VFU_BAR5] = { .size = RIG_BAR5_SIZE },
			[VFU_ROM] = { .size = RIG_ROM_SIZE },
		},
		.num_irqs = { 1, RIG_MSI, RIG_MSIX },
	};
}

void rig_connect(struct rig *rig)
{
	int fd[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd), 0);
	rig->client = fd[0];
	assert_int_equal(vfu_attach(rig->vfu, fd[1]), 0);
}

int rig_setup(void **state)
{
	struct rig *rig = calloc(1, sizeof(*rig));
	struct vfu_config config;
	uint8_t image[4096], mask[4096];

	assert_non_null(rig);
	rig->bar1_fd = rig_memfd(RIG_BAR1_SIZE);
	rig->bar3_fd = rig_memfd(RIG_BAR3_SIZE + 0x1000);
	rig_config(rig, &config, image, mask);
	rig->vfu = vfu_create(&config, &ops, rig);
	assert_non_null(rig->vfu);
	rig_connect(rig);
	*state = rig;
	return 0;
}

int rig_negotiate(struct rig *rig)
{
	static const char hello[] = "\0\0\1\0{\"capabilities\":{\"max_msg_fds\":16}}";
	struct rig_cmd cmd = { .cmd = VFU_CMD_VERSION, .payload = hello, .len = sizeof(hello) };
	char reply[256];
	int ret = rig_call(rig, &cmd, reply, sizeof(reply), NULL);

	return ret < 0 ? ret : 0;
}

int rig_setup_negotiated(void **state)
{
	rig_setup(state);
	return rig_negotiate(*state);
}

int rig_teardown(void **state)
{
	struct rig *rig = *state;

	vfu_destroy(rig->vfu);
	if (rig->client >= 0)
		close(rig->client);
	close(rig->bar1_fd);
	close(rig->bar3_fd);
	free(rig);
	return 0;
}

static void attach_fds(struct msghdr *msg, void *buf, const struct rig_cmd *cmd)
{
	struct cmsghdr *c = buf;

	msg->msg_control = buf;
	msg->msg_controllen = CMSG_SPACE(cmd->num_fds * sizeof(int));
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(cmd->num_fds * sizeof(int));
	memcpy(CMSG_DATA(c), cmd->fds, cmd->num_fds * sizeof(int));
}

void rig_send(struct rig *rig, const struct rig_cmd *cmd)
{
	union {
		struct cmsghdr align;
		char buf[CMSG_SPACE(64 * sizeof(int))];
	} ctl = { 0 };
	struct vfu_hdr hdr = {
		.id = 0x4711,
		.cmd = cmd->cmd,
		.size = cmd->size ? cmd->size : sizeof(hdr) + cmd->len,
		.flags = cmd->flags,
	};
	struct iovec iov[] = { { &hdr, sizeof(hdr) }, { (void *)cmd->payload, cmd->len } };
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 2 };

	if (cmd->num_fds)
		attach_fds(&msg, &ctl, cmd);
	assert_int_equal(sendmsg(rig->client, &msg, MSG_NOSIGNAL), sizeof(hdr) + cmd->len);
}

static void take_fd(struct msghdr *msg, int *fd)
{
	struct cmsghdr *c = CMSG_FIRSTHDR(msg);
	int got = -1;

	if (c)
		memcpy(&got, CMSG_DATA(c), sizeof(got));
	if (fd)
		*fd = got;
	else if (got >= 0)
		close(got);
}

/* The header of the next reply, checked. -EAGAIN: there is none; -EPIPE: the server has hung up. */
int rig_recv_header(struct rig *rig, struct vfu_hdr *hdr, int *fd)
{
	union {
		struct cmsghdr align;
		char buf[CMSG_SPACE(sizeof(int))];
	} ctl;
	struct iovec iov = { hdr, sizeof(*hdr) };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &ctl,
		.msg_controllen = sizeof(ctl),
	};
	ssize_t n = recvmsg(rig->client, &msg, MSG_DONTWAIT);

	if (n < 0)
		return errno == ECONNRESET ? -EPIPE : -errno;
	if (n == 0)
		return -EPIPE;
	take_fd(&msg, fd);
	assert_int_equal(n, sizeof(*hdr));
	assert_int_equal(hdr->id, 0x4711);
	assert_int_equal(hdr->flags & ~VFU_HDR_ERROR, VFU_HDR_REPLY);
	assert_in_range(hdr->size, sizeof(*hdr), VFU_MAX_MSG);
	if (hdr->flags & VFU_HDR_ERROR) {
		assert_int_equal(hdr->size, sizeof(*hdr));
		assert_in_range(hdr->error, 1, 4095);
	}
	return 0;
}

/* The next reply: the length of its payload, or the negative errno that it carries, or as above. */
int rig_recv(struct rig *rig, void *payload, size_t room, int *fd)
{
	struct vfu_hdr hdr;
	int ret = rig_recv_header(rig, &hdr, fd);

	if (ret)
		return ret;
	if (hdr.flags & VFU_HDR_ERROR)
		return -(int)hdr.error;
	hdr.size -= sizeof(hdr);
	assert_true(hdr.size <= room);
	if (hdr.size)
		assert_int_equal(recv(rig->client, payload, hdr.size, MSG_DONTWAIT), hdr.size);
	return hdr.size;
}

int rig_call(struct rig *rig, const struct rig_cmd *cmd, void *payload, size_t room, int *fd)
{
	rig_send(rig, cmd);
	vfu_process(rig->vfu);
	return rig_recv(rig, payload, room, fd);
}
