/* SPDX-License-Identifier: MIT */
/* What the parts of the server know of each other. Nobody outside includes this. */
#ifndef EMU_VFIO_USER_PRIV_H
#define EMU_VFIO_USER_PRIV_H

#include "emu/vfio-user/proto.h"
#include "emu/vfio-user/vfu.h"

#define VFU_CONFIG_MAX 4096

/* The socket and the two messages in progress: one coming in, one going out. */
struct vfu_conn {
	int fd; /* -1: no client */
	uint8_t *in;
	size_t in_len;
	int fds[VFU_MAX_FDS];
	unsigned int num_fds;
	uint8_t *out;
	size_t out_len;
	size_t out_sent;
	int out_fd; /* goes with the first byte; borrowed; -1: none */
};

/* Config space: as it is, as it is after reset, and which bits the guest can change. */
struct vfu_pci {
	size_t size;
	uint8_t now[VFU_CONFIG_MAX];
	uint8_t image[VFU_CONFIG_MAX];
	uint8_t mask[VFU_CONFIG_MAX];
};

/* Guest memory, in ascending order, without overlaps. */
struct vfu_dma {
	unsigned int num;
	struct vfu_dma_range range[VFU_MAX_DMA_MAPS];
};

/* The vectors of one kind of interrupt: an eventfd each, or -1. */
struct vfu_vectors {
	unsigned int num;
	int *fd;
};

struct vfu_irqs {
	struct vfu_vectors type[VFU_NUM_IRQ_TYPES];
	bool intx_asserted;
	bool intx_masked;
};

struct vfu {
	struct vfu_ops ops;
	void *priv;
	struct vfu_region region[VFU_NUM_REGIONS];
	struct vfu_mmap map[VFU_NUM_REGIONS]; /* what region[].map points to */
	struct vfu_pci pci;
	struct vfu_dma dma;
	struct vfu_irqs irqs;
	struct vfu_conn conn;
	bool negotiated;
	int listen_fd;
	char *path;
};

int vfu_conn_init(struct vfu_conn *conn);
void vfu_conn_fini(struct vfu_conn *conn);
void vfu_conn_open(struct vfu_conn *conn, int fd);
void vfu_conn_close(struct vfu_conn *conn);
int vfu_conn_recv(struct vfu_conn *conn);
int vfu_conn_take_fd(struct vfu_conn *conn, unsigned int i);
void vfu_conn_next(struct vfu_conn *conn);
int vfu_conn_flush(struct vfu_conn *conn);
bool vfu_conn_sending(const struct vfu_conn *conn);

int vfu_pci_init(struct vfu_pci *pci, const struct vfu_config *config);
void vfu_pci_reset(struct vfu_pci *pci);
void vfu_pci_read(const struct vfu_pci *pci, size_t offset, void *buf, size_t len);
void vfu_pci_write(struct vfu_pci *pci, size_t offset, const void *buf, size_t len);

int vfu_dma_map(struct vfu *vfu, const struct vfu_dma_map_msg *msg, int fd);
int vfu_dma_unmap(struct vfu *vfu, uint64_t iova, uint64_t size);
void vfu_dma_unmap_all(struct vfu *vfu);

int vfu_irqs_init(struct vfu_irqs *irqs, const unsigned int *num);
void vfu_irqs_fini(struct vfu_irqs *irqs);
void vfu_irqs_disable(struct vfu_irqs *irqs);
void vfu_irqs_info(const struct vfu_irqs *irqs, struct vfu_irq_info *info);
int vfu_irqs_set(struct vfu *vfu, const struct vfu_irq_set *set, const uint8_t *bools);

int vfu_handle(struct vfu *vfu);

#endif
