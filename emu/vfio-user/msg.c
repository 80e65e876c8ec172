// SPDX-License-Identifier: MIT
/* The commands: check a message, do what it says, fill in the reply. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "emu/vfio-user/priv.h"

/* One command in progress: its payload, and where the payload of the reply goes. */
struct call {
	struct vfu *vfu;
	const uint8_t *in;
	size_t in_len;
	uint8_t *out;
	size_t out_len;
	int out_fd;
};

static void put(struct call *call, const void *data, size_t len)
{
	memcpy(call->out + call->out_len, data, len);
	call->out_len += len;
}

static int do_version(struct call *call)
{
	struct vfu_version version;
	char text[160];
	int len;

	memcpy(&version, call->in, sizeof(version));
	if (version.major)
		return -EPROTO;
	if (call->vfu->negotiated)
		return -EINVAL;
	/* The capabilities, if there are any, are a text with its NUL. */
	if (call->in_len > sizeof(version) && call->in[call->in_len - 1])
		return -EINVAL;

	version.minor = 0;
	len = snprintf(text, sizeof(text),
		       "{\"capabilities\":{\"max_msg_fds\":%d,\"max_data_xfer_size\":%u,"
		       "\"max_dma_maps\":%d,\"pgsizes\":%u}}",
		       VFU_MAX_FDS, VFU_MAX_XFER, VFU_MAX_DMA_MAPS, VFU_PAGE_SIZE);
	put(call, &version, sizeof(version));
	put(call, text, len + 1);
	call->vfu->negotiated = true;
	return 0;
}

static int do_dma_map(struct call *call)
{
	struct vfu_conn *conn = &call->vfu->conn;
	struct vfu_dma_map_msg msg;

	memcpy(&msg, call->in, sizeof(msg));
	if (msg.argsz < sizeof(msg))
		return -EINVAL;
	return vfu_dma_map(call->vfu, &msg, conn->num_fds ? conn->fds[0] : -1);
}

static int do_dma_unmap(struct call *call)
{
	struct vfu_dma_unmap_msg msg;
	int ret = 0;

	memcpy(&msg, call->in, sizeof(msg));
	if (msg.argsz < sizeof(msg) || msg.flags & ~VFU_DMA_UNMAP_ALL)
		return -EINVAL;
	if (!msg.flags)
		ret = vfu_dma_unmap(call->vfu, msg.iova, msg.size);
	else if (msg.iova || msg.size)
		ret = -EINVAL;
	else
		vfu_dma_unmap_all(call->vfu);
	if (!ret)
		put(call, &msg, sizeof(msg));
	return ret;
}

static int do_get_info(struct call *call)
{
	struct vfu_device_info info;

	memcpy(&info, call->in, sizeof(info));
	if (info.argsz < sizeof(info))
		return -EINVAL;
	info = (struct vfu_device_info){
		.argsz = sizeof(info),
		.flags = VFU_DEVICE_RESET | VFU_DEVICE_PCI,
		.num_regions = VFU_CONFIG_REGION + 1,
		.num_irqs = VFU_NUM_IRQ_TYPES,
	};
	put(call, &info, sizeof(info));
	return 0;
}

/* 0 if there is no such region; @index is not checked. */
static uint64_t region_size(const struct vfu *vfu, uint32_t index)
{
	if (index == VFU_CONFIG_REGION)
		return vfu->pci.size;
	return index < VFU_NUM_REGIONS ? vfu->region[index].size : 0;
}

static const struct vfu_mmap *region_map(const struct vfu *vfu, uint32_t index)
{
	return index < VFU_NUM_REGIONS ? vfu->region[index].map : NULL;
}

static void put_sparse_cap(struct call *call, const struct vfu_mmap *map)
{
	struct vfu_sparse_cap cap = {
		.id = VFU_CAP_SPARSE_MMAP,
		.version = 1,
		.nr_areas = map->num_areas,
	};

	put(call, &cap, sizeof(cap));
	put(call, map->areas, map->num_areas * sizeof(*map->areas));
}

static void describe_region(const struct vfu *vfu, struct vfu_region_info *info)
{
	const struct vfu_mmap *map = region_map(vfu, info->index);

	info->argsz = sizeof(*info);
	info->flags = 0;
	info->cap_offset = 0;
	info->size = region_size(vfu, info->index);
	info->offset = 0;
	if (info->size)
		info->flags |= VFU_REGION_READ;
	if (info->size && info->index != VFU_ROM)
		info->flags |= VFU_REGION_WRITE;
	if (!map)
		return;
	info->flags |= VFU_REGION_MMAP;
	info->offset = map->offset;
	if (!map->num_areas)
		return;
	info->flags |= VFU_REGION_CAPS;
	info->cap_offset = sizeof(*info);
	info->argsz += sizeof(struct vfu_sparse_cap) + map->num_areas * sizeof(*map->areas);
}

/*
 * If the client has no room for the sparse areas it learns how much it needs, and asks again. QEMU
 * checks cap_offset even then (hw/vfio-user/device.c). The descriptor goes with the whole answer
 * only, so that it is not sent twice.
 */
static int do_get_region_info(struct call *call)
{
	const struct vfu_mmap *map;
	struct vfu_region_info info;
	uint32_t room;

	memcpy(&info, call->in, sizeof(info));
	room = info.argsz;
	if (room < sizeof(info) || info.index > VFU_CONFIG_REGION)
		return -EINVAL;
	map = region_map(call->vfu, info.index);
	describe_region(call->vfu, &info);

	put(call, &info, sizeof(info));
	if (info.argsz > room)
		return 0;
	if (info.flags & VFU_REGION_CAPS)
		put_sparse_cap(call, map);
	if (map)
		call->out_fd = map->fd;
	return 0;
}

static int do_get_irq_info(struct call *call)
{
	struct vfu_irq_info info;

	memcpy(&info, call->in, sizeof(info));
	if (info.argsz < sizeof(info) || info.index >= VFU_NUM_IRQ_TYPES)
		return -EINVAL;
	vfu_irqs_info(&call->vfu->irqs, &info);
	put(call, &info, sizeof(info));
	return 0;
}

static int do_set_irqs(struct call *call)
{
	struct vfu_irq_set set;
	size_t data;
	bool bools;

	memcpy(&set, call->in, sizeof(set));
	bools = (set.flags & VFU_IRQ_DATA_MASK) == VFU_IRQ_DATA_BOOL;
	data = bools ? set.count : 0;
	if (set.argsz < sizeof(set) || call->in_len - sizeof(set) != data)
		return -EINVAL;
	return vfu_irqs_set(call->vfu, &set, bools ? call->in + sizeof(set) : NULL);
}

/* -EPROTO closes the connection, which is not for a callback to say; nor is a positive number. */
static int callback_result(int ret)
{
	return ret > 0 || ret == -EPROTO ? -EIO : ret;
}

static int check_rw(const struct vfu *vfu, const struct vfu_region_rw *rw)
{
	uint64_t size = region_size(vfu, rw->region);

	if (!rw->count || rw->count > VFU_MAX_XFER)
		return -EINVAL;
	return rw->offset < size && rw->count <= size - rw->offset ? 0 : -EINVAL;
}

static int do_region_read(struct call *call)
{
	struct vfu *vfu = call->vfu;
	struct vfu_region_rw rw;
	uint8_t *data;
	int ret;

	memcpy(&rw, call->in, sizeof(rw));
	if (check_rw(vfu, &rw))
		return -EINVAL;
	put(call, &rw, sizeof(rw));
	data = call->out + call->out_len;
	call->out_len += rw.count;

	if (rw.region == VFU_CONFIG_REGION) {
		vfu_pci_read(&vfu->pci, rw.offset, data, rw.count);
		return 0;
	}
	/* The buffer holds an older reply; a callback that fills in less must not send it. */
	memset(data, 0, rw.count);
	if (!vfu->ops.region_read)
		return -EIO;
	ret = vfu->ops.region_read(vfu->priv, rw.region, rw.offset, data, rw.count);
	return callback_result(ret);
}

static int write_config(struct vfu *vfu, const struct vfu_region_rw *rw, const void *data)
{
	vfu_pci_write(&vfu->pci, rw->offset, data, rw->count);
	if (vfu->ops.config_written)
		vfu->ops.config_written(vfu->priv, rw->offset, rw->count);
	return 0;
}

static int do_region_write(struct call *call)
{
	struct vfu *vfu = call->vfu;
	const uint8_t *data = call->in + sizeof(struct vfu_region_rw);
	struct vfu_region_rw rw;
	int ret;

	memcpy(&rw, call->in, sizeof(rw));
	if (check_rw(vfu, &rw) || call->in_len - sizeof(rw) != rw.count)
		return -EINVAL;
	if (rw.region == VFU_ROM)
		return -EPERM;
	if (rw.region == VFU_CONFIG_REGION)
		ret = write_config(vfu, &rw, data);
	else if (vfu->ops.region_write)
		ret = vfu->ops.region_write(vfu->priv, rw.region, rw.offset, data, rw.count);
	else
		ret = -EIO;
	if (!ret)
		put(call, &rw, sizeof(rw));
	return callback_result(ret);
}

static int do_reset(struct call *call)
{
	struct vfu *vfu = call->vfu;

	vfu_pci_reset(&vfu->pci);
	vfu->irqs.intx_asserted = false;
	if (vfu->ops.reset)
		vfu->ops.reset(vfu->priv);
	return 0;
}

/* What the payload of a command may be, and how many descriptors may come with it. */
static const struct command {
	int (*handle)(struct call *call);
	size_t min_len;
	size_t max_len;
	unsigned int max_fds;
} commands[] = {
	[VFU_CMD_VERSION] = { do_version, sizeof(struct vfu_version), VFU_MAX_MSG, 0 },
	[VFU_CMD_DMA_MAP] = { do_dma_map, sizeof(struct vfu_dma_map_msg),
			      sizeof(struct vfu_dma_map_msg), 1 },
	[VFU_CMD_DMA_UNMAP] = { do_dma_unmap, sizeof(struct vfu_dma_unmap_msg),
				sizeof(struct vfu_dma_unmap_msg), 0 },
	[VFU_CMD_GET_INFO] = { do_get_info, sizeof(struct vfu_device_info),
			       sizeof(struct vfu_device_info), 0 },
	[VFU_CMD_GET_REGION_INFO] = { do_get_region_info, sizeof(struct vfu_region_info),
				      sizeof(struct vfu_region_info), 0 },
	[VFU_CMD_GET_IRQ_INFO] = { do_get_irq_info, sizeof(struct vfu_irq_info),
				   sizeof(struct vfu_irq_info), 0 },
	[VFU_CMD_SET_IRQS] = { do_set_irqs, sizeof(struct vfu_irq_set), VFU_MAX_MSG, VFU_MAX_FDS },
	[VFU_CMD_REGION_READ] = { do_region_read, sizeof(struct vfu_region_rw),
				  sizeof(struct vfu_region_rw), 0 },
	[VFU_CMD_REGION_WRITE] = { do_region_write, sizeof(struct vfu_region_rw), VFU_MAX_MSG, 0 },
	[VFU_CMD_RESET] = { do_reset, 0, 0, 0 },
};

static int run_command(struct call *call, const struct vfu_hdr *hdr)
{
	const struct command *cmd;

	if (hdr->flags & ~(VFU_HDR_TYPE_MASK | VFU_HDR_NO_REPLY))
		return -EINVAL;
	if (!call->vfu->negotiated && hdr->cmd != VFU_CMD_VERSION)
		return -EINVAL;
	if (hdr->cmd >= sizeof(commands) / sizeof(commands[0]) || !commands[hdr->cmd].handle)
		return -ENOTSUP;
	cmd = &commands[hdr->cmd];
	if (call->in_len < cmd->min_len || call->in_len > cmd->max_len)
		return -EINVAL;
	if (call->vfu->conn.num_fds > cmd->max_fds)
		return -EINVAL;
	return cmd->handle(call);
}

static void reply(struct call *call, const struct vfu_hdr *cmd, int ret)
{
	struct vfu_conn *conn = &call->vfu->conn;
	struct vfu_hdr hdr = { .id = cmd->id, .cmd = cmd->cmd, .flags = VFU_HDR_REPLY };

	if (ret) {
		hdr.flags |= VFU_HDR_ERROR;
		hdr.error = -ret;
		call->out_len = 0;
		call->out_fd = -1;
	}
	hdr.size = sizeof(hdr) + call->out_len;
	memcpy(conn->out, &hdr, sizeof(hdr));
	conn->out_len = hdr.size;
	conn->out_sent = 0;
	conn->out_fd = call->out_fd;
}

/*
 * Handle the message that the connection holds, and put the reply there to be sent. Returns -EPROTO
 * if the connection has to be closed.
 */
int vfu_handle(struct vfu *vfu)
{
	struct vfu_conn *conn = &vfu->conn;
	struct call call = {
		.vfu = vfu,
		.in = conn->in + sizeof(struct vfu_hdr),
		.out = conn->out + sizeof(struct vfu_hdr),
		.out_fd = -1,
	};
	struct vfu_hdr hdr;
	int ret;

	memcpy(&hdr, conn->in, sizeof(hdr));
	call.in_len = hdr.size - sizeof(hdr);
	ret = run_command(&call, &hdr);
	if (ret == -EPROTO)
		return ret;
	if (!(hdr.flags & VFU_HDR_NO_REPLY))
		reply(&call, &hdr, ret);
	return 0;
}
