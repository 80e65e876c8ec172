// SPDX-License-Identifier: MIT
/*
 * A guest that means harm: registers, messages and shared memory get random values while the card
 * works. It has to survive; what it says of the guest does not matter here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "emu/agx-card/fault.h"
#include "firmware/agx/asc.h"
#include "firmware/agx/glue.h"
#include "firmware/agx/rtkit.h"
#include "firmware/agx/uat.h"
#include "tests/unit/agx_rig.h"

#define ROUNDS 300
#define STEPS 60

static uint64_t seed;

static uint32_t any(uint32_t limit)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(seed >> 33) % limit;
}

/* Mostly what sizes, indices and addresses break at. */
static uint64_t value(struct rig *rig)
{
	static const uint64_t edges[] = { 0, 1, 0x100, 0x7f, 0x80, 0xffff, 0x7fffffff, 0xffffffff,
					  ~0ull, 1ull << 39, AGX_KVA_FW_PRIV };

	switch (any(4)) {
	case 0:
		return edges[any(sizeof(edges) / sizeof(edges[0]))];
	case 1:
		return rig->next_va - any(64) * 0x4000 + any(0x4000);
	case 2:
		return RIG_GUEST_BASE + any(rig->used);
	default:
		return (uint64_t)any(1u << 31) << any(33);
	}
}

static void spoil_memory(struct rig *rig)
{
	uint64_t bits = value(rig);
	uint32_t at = any(rig->used - 8) & ~3u;

	memcpy(rig->guest + at, &bits, any(2) ? 4 : 8);
}

/* Where the firmware looks most. */
static void spoil_structures(struct rig *rig)
{
	uint8_t *const targets[] = { rig->initdata, rig->rtptrs, rig->devctrl.state,
				     rig->fw_status, rig->fwctl.state, rig->event.state };
	uint64_t bits = value(rig);

	memcpy(targets[any(6)] + any(0x40) * 4, &bits, any(2) ? 4 : 8);
}

static void write_register(struct rig *rig)
{
	static const uint32_t offsets[] = {
		AGX_GLUE_ASC + AGX_ASC_CPU_CONTROL, AGX_GLUE_ASC + AGX_ASC_A2I_SEND0,
		AGX_GLUE_ASC + AGX_ASC_A2I_SEND1, AGX_GLUE_REGS + AGX_GLUE_BOOT,
		AGX_GLUE_REGS + AGX_GLUE_IRQ_ENABLE_SET, AGX_GLUE_REGS + AGX_GLUE_REGION_ADDR_LO(1),
		AGX_GLUE_ASC + AGX_ASC_I2A_RECV1, AGX_GLUE_SGX + 0x17030,
	};

	if (any(2))
		rig_write(rig, offsets[any(8)], value(rig));
	else
		rig_write64(rig, offsets[any(8)], value(rig));
	rig_read64(rig, offsets[any(8)]);
	rig_read(rig, any(AGX_GLUE_BAR_SIZE));
}

static void send_message(struct rig *rig)
{
	static const uint8_t endpoints[] = { 0, 1, 2, 4, 8, 0x20, 0x21, 0x21, 0x21, 0x55 };
	static const uint16_t types[] = { 0x81, 0x83, 0x84, 0x85, 0x10, 0x50, 0x60, 0x80, 0xb0 };

	rig_send(rig, endpoints[any(10)], (uint64_t)types[any(9)] << 48 | (value(rig) >> any(40)));
}

static void send_work(struct rig *rig)
{
	struct agx_pipe_msg msg = {
		.type = any(4),
		.queue = value(rig),
		.wptr = any(0x600),
		.event_slot = any(140),
		.is_new = any(2),
	};
	unsigned int priority = any(4), type = any(3);

	rig_put(&rig->pipe[priority][type], &msg, sizeof(msg));
	rig_doorbell(rig, type | priority << 2);
}

static void order_fault(struct rig *rig)
{
	static const char *const names[] = { "drop-interrupt", "slow-mailbox", "bogus-message",
					     "bogus-event", "contention", "flush", "hang",
					     "gpu-fault" };

	assert_true(fault_order(card_fault(rig->card), names[any(8)]));
}

static void step(struct rig *rig)
{
	switch (any(8)) {
	case 0:
		spoil_memory(rig);
		break;
	case 1:
		spoil_structures(rig);
		break;
	case 2:
		if (!any(4))
			write_register(rig);
		break;
	case 3:
		order_fault(rig);
		break;
	case 4:
		send_work(rig);
		break;
	default:
		send_message(rig);
	}
	card_run(rig->card);
	if (any(2))
		rig_drain(rig);
}

/* A fresh card each round, so that one that has crashed its firmware is not the end. */
static void survive(void **state)
{
	(void)state;
	for (unsigned int round = 0; round < ROUNDS; round++) {
		void *fresh = NULL;
		struct rig *rig;

		seed = round;
		if (any(2)) {
			rig_setup_ready(&fresh);
			rig = fresh;
		} else {
			rig_setup_booted(&fresh);
			rig = fresh;
			rig_make_initdata(rig);
			for (unsigned int i = 0; i < 4; i++)
				spoil_structures(rig);
			rig_init(rig);
		}
		for (unsigned int i = 0; i < STEPS; i++)
			step(rig);
		rig_teardown(&fresh);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(survive) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
