/* SPDX-License-Identifier: MIT */
/* A device with every kind of region, and a client at the other end of a socketpair. */
#ifndef TESTS_UNIT_VFIO_USER_RIG_H
#define TESTS_UNIT_VFIO_USER_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "emu/vfio-user/proto.h"
#include "emu/vfio-user/vfu.h"

#define RIG_BAR0_SIZE (2u << 20) /* traps */
#define RIG_BAR1_SIZE (2u << 20) /* 64 bit, sparse */
#define RIG_BAR3_SIZE (1u << 20) /* 64 bit, mappable */
#define RIG_BAR5_SIZE 128u /* IO */
#define RIG_ROM_SIZE 4096u
#define RIG_MSI 4u
#define RIG_MSIX 8u

struct rig {
	struct vfu *vfu;
	int client;
	int bar1_fd, bar3_fd;
	uint8_t bar0[RIG_BAR0_SIZE];
	int callback_result; /* what the region callbacks return */
	unsigned int reads, writes, config_writes, resets, maps, unmaps, disconnects;
	struct vfu_dma_range last_range;
};

/* A command to send; what is not named is zero. */
struct rig_cmd {
	uint16_t cmd;
	uint32_t flags;
	const void *payload;
	size_t len;
	uint32_t size; /* in the header; 0: the true one */
	const int *fds;
	unsigned int num_fds;
};

/* The description that rig_setup() uses, for tests that change something in it. */
void rig_config(struct rig *rig, struct vfu_config *config, uint8_t image[4096],
		uint8_t mask[4096]);

int rig_setup(void **state);
int rig_setup_negotiated(void **state);
int rig_teardown(void **state);

void rig_connect(struct rig *rig);
int rig_negotiate(struct rig *rig);

void rig_send(struct rig *rig, const struct rig_cmd *cmd);
int rig_recv_header(struct rig *rig, struct vfu_hdr *hdr, int *fd);
int rig_recv(struct rig *rig, void *payload, size_t room, int *fd);
int rig_call(struct rig *rig, const struct rig_cmd *cmd, void *payload, size_t room, int *fd);

int rig_memfd(size_t size);
unsigned int rig_open_fds(void);
unsigned int rig_mappings(void);

#endif
