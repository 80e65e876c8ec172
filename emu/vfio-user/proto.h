/* SPDX-License-Identifier: MIT */
/**
 * DOC: The vfio-user messages that this server speaks
 *
 * vfio-user carries the kernel's VFIO ioctls over a Unix stream socket: the client (QEMU) sends
 * commands, the server replies to each. The specification is docs/interop/vfio-user.rst in QEMU;
 * the payloads are those of linux/vfio.h. All integers have the byte order of the host.
 *
 * A message is a 16-byte header and a payload; file descriptors travel beside it as SCM_RIGHTS. A
 * reply repeats the id and command of its command. A failed command gets a bare header with the
 * error bit and a positive errno. A command with the no-reply bit gets none.
 *
 * ======================  ====================================================================
 * VERSION                 must be first; major 0. The client's capabilities are not read: the
 *                         server sends no commands and at most one descriptor in a reply
 * DMA_MAP, DMA_UNMAP      a range of guest memory, with a descriptor to map it by, or without:
 *                         then it is remembered and cannot be accessed
 * DEVICE_GET_INFO         a resettable PCI device, 8 regions, 3 kinds of interrupt
 * GET_REGION_INFO         size and flags; the descriptor and the sparse areas of a mappable one
 * GET_IRQ_INFO, SET_IRQS  vectors and their eventfds; mask and unmask for INTx
 * REGION_READ, _WRITE     up to 1 MiB inside one region
 * DEVICE_RESET
 * ======================  ====================================================================
 *
 * Everything else is answered with ENOTSUP: the optional commands (GET_REGION_IO_FDS,
 * REGION_WRITE_MULTI, DEVICE_FEATURE, migration) are not announced, and QEMU 11 sends none of them.
 * DMA_READ and DMA_WRITE, which the server would send, are not used: guest memory is shared.
 *
 * A message whose payload is wrong gets an error. The connection is closed where the stream itself
 * can no longer be trusted: a size below the header or above the largest message, a reply that
 * nobody asked for, more descriptors than announced, an unknown major version.
 */
#ifndef EMU_VFIO_USER_PROTO_H
#define EMU_VFIO_USER_PROTO_H

#include <assert.h>
#include <stdint.h>

#define VFU_MAX_FDS 16
#define VFU_MAX_XFER (1u << 20)
#define VFU_MAX_DMA_MAPS 1024
#define VFU_PAGE_SIZE 4096u

/* docs/interop/vfio-user.rst, "Commands" */
enum {
	VFU_CMD_VERSION = 1,
	VFU_CMD_DMA_MAP = 2,
	VFU_CMD_DMA_UNMAP = 3,
	VFU_CMD_GET_INFO = 4,
	VFU_CMD_GET_REGION_INFO = 5,
	VFU_CMD_GET_IRQ_INFO = 7,
	VFU_CMD_SET_IRQS = 8,
	VFU_CMD_REGION_READ = 9,
	VFU_CMD_REGION_WRITE = 10,
	VFU_CMD_RESET = 13,
};

/* docs/interop/vfio-user.rst, "Header" */
struct vfu_hdr {
	uint16_t id;
	uint16_t cmd;
	uint32_t size; /* with this header */
	uint32_t flags;
	uint32_t error; /* positive errno */
};

#define VFU_HDR_TYPE_MASK 0xfu
#define VFU_HDR_COMMAND 0x0u
#define VFU_HDR_REPLY 0x1u
#define VFU_HDR_NO_REPLY 0x10u
#define VFU_HDR_ERROR 0x20u

struct vfu_version {
	uint16_t major;
	uint16_t minor;
	/* a JSON text with its NUL follows, if there is more */
};

/* As struct vfio_iommu_type1_dma_map, with a file offset in the place of the address. */
struct vfu_dma_map_msg {
	uint32_t argsz;
	uint32_t flags; /* enum vfu_dma_prot */
	uint64_t offset;
	uint64_t iova;
	uint64_t size;
};

/* struct vfio_iommu_type1_dma_unmap */
struct vfu_dma_unmap_msg {
	uint32_t argsz;
	uint32_t flags;
	uint64_t iova;
	uint64_t size;
};

#define VFU_DMA_UNMAP_ALL (1u << 1)

/* struct vfio_device_info, without capabilities */
struct vfu_device_info {
	uint32_t argsz;
	uint32_t flags;
	uint32_t num_regions;
	uint32_t num_irqs;
};

#define VFU_DEVICE_RESET (1u << 0)
#define VFU_DEVICE_PCI (1u << 1)

/* struct vfio_region_info */
struct vfu_region_info {
	uint32_t argsz;
	uint32_t flags;
	uint32_t index;
	uint32_t cap_offset;
	uint64_t size;
	uint64_t offset; /* of the region in its descriptor */
};

#define VFU_REGION_READ (1u << 0)
#define VFU_REGION_WRITE (1u << 1)
#define VFU_REGION_MMAP (1u << 2)
#define VFU_REGION_CAPS (1u << 3)

/* struct vfio_region_info_cap_sparse_mmap; struct vfu_area follows nr_areas times */
struct vfu_sparse_cap {
	uint16_t id;
	uint16_t version;
	uint32_t next;
	uint32_t nr_areas;
	uint32_t reserved;
};

#define VFU_CAP_SPARSE_MMAP 1

/* struct vfio_irq_info */
struct vfu_irq_info {
	uint32_t argsz;
	uint32_t flags;
	uint32_t index;
	uint32_t count;
};

#define VFU_IRQ_EVENTFD (1u << 0)
#define VFU_IRQ_MASKABLE (1u << 1)
#define VFU_IRQ_AUTOMASKED (1u << 2)

/* struct vfio_irq_set; the descriptors are beside the message, booleans follow */
struct vfu_irq_set {
	uint32_t argsz;
	uint32_t flags;
	uint32_t index;
	uint32_t start;
	uint32_t count;
};

#define VFU_IRQ_DATA_NONE (1u << 0)
#define VFU_IRQ_DATA_BOOL (1u << 1)
#define VFU_IRQ_DATA_EVENTFD (1u << 2)
#define VFU_IRQ_DATA_MASK 0x07u
#define VFU_IRQ_ACTION_MASK (1u << 3)
#define VFU_IRQ_ACTION_UNMASK (1u << 4)
#define VFU_IRQ_ACTION_TRIGGER (1u << 5)
#define VFU_IRQ_ACTION_BITS 0x38u

/* docs/interop/vfio-user.rst, "Read and Write Operations"; the data follows */
struct vfu_region_rw {
	uint64_t offset;
	uint32_t region;
	uint32_t count;
};

/* Region number of config space, as VFIO_PCI_CONFIG_REGION_INDEX. */
#define VFU_CONFIG_REGION 7u

#define VFU_MAX_MSG (sizeof(struct vfu_hdr) + sizeof(struct vfu_region_rw) + VFU_MAX_XFER)

static_assert(sizeof(struct vfu_hdr) == 16, "vfio-user header");
static_assert(sizeof(struct vfu_version) == 4, "version");
static_assert(sizeof(struct vfu_dma_map_msg) == 32, "dma map");
static_assert(sizeof(struct vfu_dma_unmap_msg) == 24, "dma unmap");
static_assert(sizeof(struct vfu_device_info) == 16, "device info");
static_assert(sizeof(struct vfu_region_info) == 32, "region info");
static_assert(sizeof(struct vfu_sparse_cap) == 16, "sparse mmap capability");
static_assert(sizeof(struct vfu_irq_info) == 16, "irq info");
static_assert(sizeof(struct vfu_irq_set) == 20, "irq set");
static_assert(sizeof(struct vfu_region_rw) == 16, "region access");

#endif
