/* SPDX-License-Identifier: MIT */
/*
 * vfu: the server side of vfio-user, so that a program can be a PCI device of a stock QEMU.
 *
 * A program describes its device in a struct vfu_config, answers the callbacks of struct vfu_ops,
 * and runs either vfu_run() or a loop of its own, with timers and other descriptors:
 *
 *	do {
 *		struct pollfd pfd = { vfu_fd(vfu), vfu_events(vfu), 0 };
 *
 *		poll(&pfd, 1, ms_to_next_timer());
 *		run_timers();
 *		ret = vfu_process(vfu);
 *	} while (!ret || ret == -EAGAIN);
 *
 * One thread uses a struct vfu at a time; the library starts no threads, sets no signal handlers
 * and never blocks in vfu_process(). Callbacks run inside vfu_process().
 *
 * The client is not trusted: whatever it sends, the server stays in its bounds. proto.h says which
 * part of the protocol is spoken. The functions are described where they are defined.
 */
#ifndef EMU_VFIO_USER_VFU_H
#define EMU_VFIO_USER_VFU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vfu;

/* Region numbers, as linux/vfio.h has them. Config space belongs to the library. */
enum vfu_region_index {
	VFU_BAR0,
	VFU_BAR1,
	VFU_BAR2,
	VFU_BAR3,
	VFU_BAR4,
	VFU_BAR5,
	VFU_ROM,
	VFU_NUM_REGIONS, /* that a device can describe */
};

/* Interrupt kinds, as linux/vfio.h numbers them. */
enum vfu_irq_type {
	VFU_IRQ_INTX,
	VFU_IRQ_MSI,
	VFU_IRQ_MSIX,
	VFU_NUM_IRQ_TYPES,
};

/* What a device may do with a range of guest memory. */
enum vfu_dma_prot {
	VFU_DMA_READ = 1 << 0,
	VFU_DMA_WRITE = 1 << 1,
};

/**
 * struct vfu_area - a part of a region, in bytes from the region's start
 * @offset:	first byte, a multiple of the page size
 * @size:	length in bytes, a multiple of the page size, not zero
 */
struct vfu_area {
	uint64_t offset;
	uint64_t size;
};

/**
 * struct vfu_mmap - the backing of a region that the guest may access without a trap
 * @fd:		memfd or file, at least @offset + region size long; borrowed until vfu_destroy()
 * @offset:	where the region starts in @fd, in bytes, a multiple of the page size
 * @areas:	the mappable parts, ascending and apart from each other; the rest traps
 * @num_areas:	length of @areas; 0 makes the whole region mappable
 *
 * The guest's accesses to a mapped area do not reach the callbacks as a rule. But QEMU may send any
 * access as a message, and does so while an INTx interrupt is pending: the callbacks have to serve
 * the whole region.
 */
struct vfu_mmap {
	int fd;
	uint64_t offset;
	const struct vfu_area *areas;
	unsigned int num_areas;
};

/**
 * struct vfu_region - one BAR or the expansion ROM
 * @size:	bytes, a power of two; 0 if the device has no such BAR (and for the upper half of a
 *		64-bit BAR)
 * @map:	how to map it into the guest, or NULL if every access traps
 *
 * IO or memory, 32 or 64 bit, and prefetchable are the low bits of the BAR in the config image.
 * A 64-bit BAR may start at any index from 0 to 4, also at an odd one.
 */
struct vfu_region {
	uint64_t size;
	const struct vfu_mmap *map;
};

/**
 * struct vfu_config - the description of a device; copied by vfu_create()
 * @config:	config space as it is after reset
 * @config_mask: bit set: the guest can write this bit. The library overrides it for the BARs and
 *		the ROM address, where the size of the region decides. NULL: nothing but those is
 *		writable
 * @config_size: length of both, 256 or 4096 bytes
 * @region:	BARs and ROM by enum vfu_region_index; ROM is read-only
 * @num_irqs:	vectors by enum vfu_irq_type: INTx 0 or 1, MSI up to 32, MSI-X up to 2048
 *
 * A capability in the image must match @num_irqs; QEMU emulates MSI and MSI-X from the capability
 * and asks for as many vectors as it says.
 */
struct vfu_config {
	const void *config;
	const void *config_mask;
	size_t config_size;
	struct vfu_region region[VFU_NUM_REGIONS];
	unsigned int num_irqs[VFU_NUM_IRQ_TYPES];
};

/**
 * struct vfu_dma_range - a piece of guest memory that appeared or is about to go
 * @iova:	guest physical address as the device sees it
 * @size:	bytes, not zero; @iova + @size does not wrap
 * @prot:	enum vfu_dma_prot bits
 * @host:	where it is mapped here; NULL if it came without a file and cannot be accessed
 */
struct vfu_dma_range {
	uint64_t iova;
	uint64_t size;
	unsigned int prot;
	void *host;
};

/**
 * struct vfu_ops - what the device does; every callback may be NULL
 * @region_read:	fill @len bytes at @offset of @region. The range is inside the region. An
 *			error (negative errno) becomes the reply and @buf is not sent. Without the
 *			callback a read returns -EIO
 * @region_write:	likewise for a write. Errors go back to QEMU, which only logs them
 * @config_written:	config space changed at @offset for @len bytes; the new bytes are in
 *			vfu_config_space()
 * @reset:		the guest (or a system reset) resets the function. Config space is back to
 *			the image already; interrupts and DMA mappings stay
 * @dma_map:		guest memory appeared
 * @dma_unmap:		guest memory is about to go; pointers into it are dead on return
 * @disconnected:	the client went. DMA mappings and interrupts are gone already
 *
 * @priv is the pointer given to vfu_create(). @offset and @len are bytes. Callbacks may use
 * vfu_dma_*(), vfu_irq_*() and vfu_config_space(), and must not call vfu_process(), vfu_run(),
 * vfu_disconnect() or vfu_destroy().
 */
struct vfu_ops {
	int (*region_read)(void *priv, unsigned int region, uint64_t offset, void *buf, size_t len);
	int (*region_write)(void *priv, unsigned int region, uint64_t offset, const void *buf,
			    size_t len);
	void (*config_written)(void *priv, size_t offset, size_t len);
	void (*reset)(void *priv);
	void (*dma_map)(void *priv, const struct vfu_dma_range *range);
	void (*dma_unmap)(void *priv, const struct vfu_dma_range *range);
	void (*disconnected)(void *priv);
};

struct vfu *vfu_create(const struct vfu_config *config, const struct vfu_ops *ops, void *priv);
void vfu_destroy(struct vfu *vfu);

int vfu_listen(struct vfu *vfu, const char *path);
int vfu_attach(struct vfu *vfu, int fd);
int vfu_fd(const struct vfu *vfu);
short vfu_events(const struct vfu *vfu);
int vfu_process(struct vfu *vfu);
int vfu_run(struct vfu *vfu);
bool vfu_connected(const struct vfu *vfu);
void vfu_disconnect(struct vfu *vfu);

uint8_t *vfu_config_space(struct vfu *vfu);

void *vfu_dma_ptr(struct vfu *vfu, uint64_t iova, size_t len, unsigned int prot);
int vfu_dma_read(struct vfu *vfu, uint64_t iova, void *buf, size_t len);
int vfu_dma_write(struct vfu *vfu, uint64_t iova, const void *buf, size_t len);

bool vfu_irq_enabled(const struct vfu *vfu, enum vfu_irq_type type, unsigned int vector);
int vfu_irq_trigger(struct vfu *vfu, enum vfu_irq_type type, unsigned int vector);
int vfu_intx_set(struct vfu *vfu, bool asserted);

#endif
