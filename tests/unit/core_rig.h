/* SPDX-License-Identifier: MIT */
/*
 * The whole gsp card without QEMU: real parts from the registers down, guest memory and firmware
 * files made up here. The test plays the driver, with its own code.
 */
#ifndef TESTS_UNIT_CORE_RIG_H
#define TESTS_UNIT_CORE_RIG_H

#include <stddef.h>
#include <stdint.h>

#include "emu/gsp-card/core.h"
#include "firmware/gsp/r570/boot.h"
#include "firmware/gsp/r570/rpc.h"

#define RIG_VRAM_SIZE (1ull << 30)
#define RIG_GUEST_BASE 0x40000000ull
#define RIG_GUEST_SIZE (16u << 20)

/* Where the driver puts what it hands over, by offset in guest memory. */
enum {
	RIG_FMC = 0x100000,
	RIG_BOOT_PARAMS = 0x140000,
	RIG_WPR_META = 0x141000,
	RIG_LIBOS = 0x142000,
	RIG_RMARGS = 0x143000,
	RIG_SIGNATURE = 0x144000,
	RIG_BOOTLOADER = 0x150000,
	RIG_RADIX3 = 0x160000, /* three levels, a page each */
	RIG_LOGS = 0x170000, /* three buffers */
	RIG_IMAGE = 0x200000,
	RIG_SHM = 0x300000,
};

struct rig {
	struct card *card;
	uint8_t *guest;
	char dir[64];
	struct fsp_cot cot;
	uint32_t sequence; /* of the next command element */
	uint32_t write_ptr, read_ptr;
	unsigned long seen; /* violations that were expected */
};

int rig_setup(void **state); /* a card, and everything for a good boot in guest memory */
int rig_setup_booted(void **state);
int rig_teardown(void **state); /* fails the test on an unseen violation */

/* Expects at least one violation since the last time, one of which contains @what. */
void rig_expect_violation(struct rig *rig, const char *what);

void *rig_at(struct rig *rig, uint32_t offset);
uint32_t rig_read(struct rig *rig, uint32_t reg);
void rig_write(struct rig *rig, uint32_t reg, uint32_t value);

/* Sends the COT by way of EMEM. Returns the FSP's error code. */
uint32_t rig_send_cot(struct rig *rig);

/* Fills in an element at the write pointer; rig_ring() makes it visible. Returns it. */
struct r570_msgq_element *rig_element(struct rig *rig, uint32_t function, const void *payload,
				      size_t len);
void rig_sign(struct r570_msgq_element *element);
void rig_ring(struct rig *rig, unsigned int slots);

/* The next message of the status queue; NULL if there is none. */
const struct r570_msgq_element *rig_receive(struct rig *rig);

/* An RPC with its reply, which must come and have the same function; payload is copied back. */
uint32_t rig_call(struct rig *rig, uint32_t function, void *payload, size_t len);

uint32_t rig_alloc(struct rig *rig, uint32_t client, uint32_t parent, uint32_t handle,
		   uint32_t class, const void *params, size_t len);
uint32_t rig_free(struct rig *rig, uint32_t client, uint32_t handle);
uint32_t rig_control(struct rig *rig, uint32_t client, uint32_t object, uint32_t cmd, void *params,
		     size_t len);

/* What the stubs of the bus saw. */
extern unsigned int rig_msis;

#endif
