// SPDX-License-Identifier: MIT
/* The agx card from its registers to a firmware that has taken InitData. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "emu/agx-card/fault.h"
#include "emu/agx-card/handoff.h"
#include "emu/agx-card/uat.h"
#include "firmware/agx/asc.h"
#include "firmware/agx/glue.h"
#include "firmware/agx/initdata.h"
#include "firmware/agx/rtkit.h"
#include "firmware/agx/sgx.h"
#include "firmware/agx/uat.h"
#include "tests/unit/agx_rig.h"

#define GLUE(reg) (AGX_GLUE_REGS + AGX_GLUE_##reg)

static void identity(void **state)
{
	struct rig *rig = *state;

	assert_int_equal(rig_read(rig, GLUE(MAGIC)), AGX_GLUE_MAGIC_VALUE);
	assert_int_equal(rig_read(rig, GLUE(CHIP)), 0x8103);
	assert_int_equal(rig_read(rig, GLUE(FW_ABI(0))), 12);
	assert_int_equal(rig_read(rig, GLUE(FW_ABI(1))), 3);
	/* What a real M1 with seven cores has. */
	assert_int_equal(rig_read(rig, AGX_SGX_VERSION), 0x4021100);
	assert_int_equal(rig_read(rig, AGX_SGX_COUNTS1), 0x30808);
	assert_int_equal(rig_read(rig, AGX_SGX_COUNTS2), 0x40404);
	assert_int_equal(rig_read(rig, AGX_SGX_COUNTS3), 0x101311);
	assert_int_equal(rig_read(rig, AGX_SGX_CORE_MASK_0), 0xfe);
	assert_int_equal(rig_read64(rig, AGX_SGX_FAULT_INFO), 0);
}

static void strict_registers(void **state)
{
	struct rig *rig = *state;

	rig_read(rig, 0x1234);
	rig_expect_violation(rig, "read of unknown register 0001234");
	rig_write(rig, AGX_SGX_VERSION, 1);
	rig_expect_violation(rig, "write of register SGX_VERSION");
	rig_read64(rig, AGX_SGX_VERSION);
	rig_expect_violation(rig, "8 bytes of register SGX_VERSION");
	rig_write(rig, AGX_GLUE_ASC + AGX_ASC_CPU_CONTROL, AGX_ASC_CPU_CONTROL_RUN);
	rig_expect_violation(rig, "started without memory");
	rig_write(rig, GLUE(BOOT), AGX_GLUE_BOOT_PUBLISH);
	rig_expect_violation(rig, "not guest memory");
	assert_int_equal(rig_read(rig, GLUE(STATE)), AGX_GLUE_STATE_BAD);
}

static void interrupts(void **state)
{
	struct rig *rig = *state;
	const uint32_t line = 1u << AGX_GLUE_IRQ_RECV_NOT_EMPTY;
	unsigned int before;

	rig_drain(rig);
	rig_write(rig, GLUE(IRQ_ENABLE_SET), line);
	assert_int_equal(rig_msis, 0);
	rig_send(rig, AGX_EP_MGMT, (uint64_t)AGX_RTKIT_PING << 52);
	assert_int_equal(rig_msis, 1);
	assert_int_equal(rig_read(rig, GLUE(IRQ_PENDING)), line);
	/* A level that stays is told again whenever the enables are written. */
	rig_write(rig, GLUE(IRQ_ENABLE_CLR), line);
	before = rig_msis;
	rig_send(rig, AGX_EP_MGMT, (uint64_t)AGX_RTKIT_PING << 52);
	assert_int_equal(rig_msis, before);
	rig_write(rig, GLUE(IRQ_ENABLE_SET), line);
	assert_int_equal(rig_msis, before + 1);
	rig_expect(rig, AGX_EP_MGMT, (uint64_t)AGX_RTKIT_PONG << 52);
	rig_expect(rig, AGX_EP_MGMT, (uint64_t)AGX_RTKIT_PONG << 52);
	assert_int_equal(rig_read(rig, GLUE(IRQ_PENDING)), 0);
	assert_true(rig_read(rig, GLUE(IRQ_STATUS)) & 1u << AGX_GLUE_IRQ_SEND_EMPTY);
}

static void mailbox_overflow(void **state)
{
	struct rig *rig = *state;

	rig_drain(rig);
	for (unsigned int i = 0; i < 8; i++) {
		rig_write64(rig, AGX_GLUE_ASC + AGX_ASC_A2I_SEND0, (uint64_t)AGX_RTKIT_PING << 52);
		rig_write64(rig, AGX_GLUE_ASC + AGX_ASC_A2I_SEND1, AGX_EP_MGMT);
	}
	assert_true(rig_read(rig, AGX_GLUE_ASC + AGX_ASC_A2I_CTRL) & AGX_ASC_CTRL_FULL);
	rig_write64(rig, AGX_GLUE_ASC + AGX_ASC_A2I_SEND1, AGX_EP_MGMT);
	rig_expect_violation(rig, "message into a full mailbox");
	card_run(rig->card);
	assert_true(rig_read(rig, AGX_GLUE_ASC + AGX_ASC_A2I_CTRL) & AGX_ASC_CTRL_EMPTY);
	for (unsigned int i = 0; i < 8; i++)
		rig_expect(rig, AGX_EP_MGMT, (uint64_t)AGX_RTKIT_PONG << 52);
}

static void sleep_and_wake(void **state)
{
	struct rig *rig = *state;

	rig_drain(rig);
	rig_send(rig, AGX_EP_MGMT, (uint64_t)AGX_RTKIT_SET_AP_POWER << 52 | 0x10);
	rig_expect(rig, AGX_EP_MGMT, (uint64_t)AGX_RTKIT_SET_AP_POWER << 52 | 0x10);
	rig_send(rig, AGX_EP_MGMT, (uint64_t)AGX_RTKIT_SET_IOP_POWER << 52 | 0x01);
	rig_expect(rig, AGX_EP_MGMT, (uint64_t)AGX_RTKIT_IOP_POWER_ACK << 52 | 0x01);
	rig_send(rig, AGX_EP_MGMT, (uint64_t)AGX_RTKIT_SET_IOP_POWER << 52 | 0x220);
	rig_expect(rig, AGX_EP_MGMT, 0x00100000000c000b);
	rig_send(rig, AGX_EP_DOORBELL, 0x83ull << 48);
	rig_expect_violation(rig, "not started");
}

static void withdraw(void **state)
{
	struct rig *rig = *state;

	rig_write(rig, GLUE(BOOT), AGX_GLUE_BOOT_WITHDRAW);
	assert_int_equal(rig_read(rig, GLUE(STATE)), AGX_GLUE_STATE_DOWN);
	assert_int_equal(rig_read(rig, AGX_GLUE_ASC + AGX_ASC_CPU_CONTROL), 0);
	assert_true(rig_read(rig, AGX_GLUE_ASC + AGX_ASC_I2A_CTRL) & AGX_ASC_CTRL_EMPTY);
}

static struct agx_handoff *handoff(struct rig *rig)
{
	return rig_pa(rig, rig->region[AGX_GLUE_REGION_HANDOFF]);
}

static void handoff_greeting(void **state)
{
	struct rig *rig = *state;

	card_run(rig->card);
	assert_int_equal(handoff(rig)->magic_fw, 0);
	handoff(rig)->magic_ap = AGX_HANDOFF_MAGIC_AP;
	card_run(rig->card);
	assert_int_equal(handoff(rig)->magic_fw, AGX_HANDOFF_MAGIC_FW);
}

static void handoff_dekker(void **state)
{
	struct rig *rig = *state;
	struct agx_handoff *page = handoff(rig);

	assert_true(handoff_lock(rig->card));
	assert_int_equal(page->lock_fw, 1);
	handoff_unlock(rig->card);
	assert_int_equal(page->lock_fw, 0);
	assert_int_equal(page->turn, 0);

	/* Both want it, and it is the kernel's turn: the firmware steps back. */
	page->lock_ap = 1;
	assert_false(handoff_lock(rig->card));
	assert_int_equal(page->lock_fw, 0);
	page->turn = 1;
	page->lock_ap = 0;
	assert_true(handoff_lock(rig->card));
	handoff_unlock(rig->card);

	/* It is the firmware's turn: it keeps asking, and the kernel has to step back. */
	page->turn = 1;
	page->lock_ap = 1;
	assert_false(handoff_lock(rig->card));
	assert_int_equal(page->lock_fw, 1);
	page->lock_ap = 0;
	assert_true(handoff_lock(rig->card));
	handoff_unlock(rig->card);
}

static void flush(void **state)
{
	struct rig *rig = *state;
	struct agx_handoff_flush *slot = &handoff(rig)->flush[AGX_HANDOFF_FLUSH_KERNEL];
	struct agx_fwctl_msg msg = { AGX_KVA_FW_PRIV, 0, AGX_HANDOFF_FLUSH_KERNEL, 2, 2 };

	*slot = (struct agx_handoff_flush){ AGX_FLUSH_REQUESTED, msg.addr, 0x8000 };
	rig_put(&rig->fwctl, &msg, sizeof(msg));
	rig_send(rig, AGX_EP_DOORBELL, 0x84ull << 48);
	assert_int_equal(slot->state, AGX_FLUSH_DONE);
	rig_put(&rig->fwctl, &msg, sizeof(msg));
	rig_send(rig, AGX_EP_DOORBELL, 0x84ull << 48);
	rig_expect_violation(rig, "its state is 2");
}

static bool may(struct rig *rig, unsigned int slot, enum uat_agent agent, uint64_t va, bool write,
		unsigned int reason)
{
	struct uat_fault fault;
	bool ok = uat_check(rig->card, slot, agent, va, 4, write, &fault);

	if (!ok)
		assert_int_equal(fault.reason, reason);
	return ok;
}

static void permissions(void **state)
{
	struct rig *rig = *state;
	const uint64_t va = AGX_KVA_FW_SHARED, user = RIG_USER_VA;
	uint64_t pa;

	rig_alloc(rig, 0x4000, &pa);
	rig_map(rig, 0, va, pa, 0x4000, AGX_PROT_FW_SHARED_RO);
	assert_true(may(rig, 0, UAT_FW, va, false, 0));
	assert_false(may(rig, 0, UAT_FW, va, true, AGX_SGX_FAULT_READ_ONLY));
	assert_false(may(rig, 0, UAT_GPU, va, false, AGX_SGX_FAULT_NO_ACCESS));
	rig_map(rig, 0, va, pa, 0x4000, AGX_PROT_GPU_RO_FW_PRIV_RW);
	assert_true(may(rig, 0, UAT_FW, va, true, 0));
	assert_true(may(rig, 0, UAT_GPU, va, false, 0));
	assert_false(may(rig, 0, UAT_GPU, va, true, AGX_SGX_FAULT_READ_ONLY));
	rig_map(rig, RIG_USER_SLOT, user, pa, 0x4000, AGX_PROT_GPU_SHARED_WO);
	assert_true(may(rig, RIG_USER_SLOT, UAT_GPU, user, true, 0));
	assert_false(may(rig, RIG_USER_SLOT, UAT_GPU, user, false, AGX_SGX_FAULT_WRITE_ONLY));
	assert_false(may(rig, RIG_USER_SLOT, UAT_FW, user, false, AGX_SGX_FAULT_NO_ACCESS));
	assert_false(may(rig, RIG_USER_SLOT, UAT_GPU, user + 0x4000, false,
			 AGX_SGX_FAULT_UNMAPPED));
	assert_false(may(rig, RIG_USER_SLOT + 1, UAT_GPU, user, true, AGX_SGX_FAULT_UNMAPPED));
	assert_false(may(rig, 0, UAT_FW, 1ull << 45, false, AGX_SGX_FAULT_UNMAPPED));
}

static void strict_entries(void **state)
{
	struct rig *rig = *state;
	const uint64_t va = AGX_KVA_FW_SHARED;
	uint64_t pa;

	rig_alloc(rig, 0x4000, &pa);
	rig_map(rig, 0, va, pa, 0x4000, AGX_PROT_FW_SHARED_RW | 1ull << 9);
	may(rig, 0, UAT_FW, va, true, 0);
	rig_expect_violation(rig, "has bits that are not known");
	rig_map(rig, 0, va, 1ull << 45, 0x4000, AGX_PROT_FW_SHARED_RW);
	assert_false(may(rig, 0, UAT_FW, va, true, AGX_SGX_FAULT_UNMAPPED));
	rig_expect_violation(rig, "an address that the chip does not have");
}

static void init_data(void **state)
{
	struct rig *rig = *state;
	const struct agx_fwlog_msg *log;
	uint32_t op = rig->abi->op_init;

	rig_make_initdata(rig);
	rig_init(rig);
	log = rig_take(&rig->fwlog);
	assert_non_null(log);
	assert_int_equal(log->type, AGX_FWLOG_MSG_TYPE);
	rig_expect(rig, AGX_EP_SYSLOG, 5ull << 52);
	rig_expect(rig, AGX_EP_FIRMWARE, 0x42ull << 48);
	rig_put(&rig->devctrl, &op, sizeof(op));
	rig_doorbell(rig, AGX_DOORBELL_DEVCTRL);
	assert_int_equal(*(uint32_t *)rig->devctrl.state, 1);
	rig_init(rig);
	rig_expect_violation(rig, "sent again");
}

static void bad_init_data(void **state)
{
	struct rig *rig = *state;

	rig_make_initdata(rig);
	rig->initdata[rig->abi->initdata_ptrs + 0xa0] = 2;
	rig_init(rig);
	rig_expect_violation(rig, "host_mapped_fw_allocations is 2");
}

static void bad_window(void **state)
{
	struct rig *rig = *state;
	uint64_t va = AGX_KVA_MMIO + 11 * 0x2000000 + 0xd8000;

	rig_make_initdata(rig);
	/* the second memory cache where it would be if it followed the first */
	rig_map(rig, 0, va, 0x2000d8000, 0x4000, AGX_PROT_FW_MMIO_RW);
	rig_init(rig);
	rig_expect_violation(rig, "window 11: entry 00c00002000d8447 is not of 201000000");
}

static void bad_pointer(void **state)
{
	struct rig *rig = *state;

	rig_make_initdata(rig);
	rig->rtptrs[0x1b8 + 4]++; /* 4 GiB away */
	rig_init(rig);
	rig_expect_violation(rig, "read of unkptr_1b8");
}

/* One byte that the bootloader left and the kernel did not copy. */
static void partial_copy(void **state)
{
	static const char *const names[] = { "HwDataA", "HwDataB", "Globals" };

	for (unsigned int i = 0; i < 3; i++) {
		struct rig *rig = *state;
		uint8_t *blob;

		rig_make_initdata(rig);
		blob = i == 0 ? rig->hwdata_a : i == 1 ? rig->hwdata_b : rig->globals;
		blob[0xb00 + i] ^= 0xff;
		rig_init(rig);
		rig_expect_violation(rig, names[i]);
		rig->seen = 0;
		rig_expect_violation(rig, "is not the bootloader's at b0");
		rig_teardown(state);
		*state = NULL;
		rig_setup_booted(state);
	}
}

static void crash(void **state)
{
	struct rig *rig = *state;
	uint64_t msg = 0;
	uint8_t ep = 0;

	rig_send(rig, AGX_EP_FIRMWARE, 0x81ull << 48 | 0x12345678);
	rig_expect_violation(rig, "read of InitData");
	assert_true(rig_receive(rig, &ep, &msg));
	assert_int_equal(ep, AGX_EP_CRASHLOG);
	assert_int_equal(msg >> 52, AGX_RTKIT_BUFFER);
	/* Nobody is there any more. */
	rig_send(rig, AGX_EP_MGMT, (uint64_t)AGX_RTKIT_PING << 52);
	assert_false(rig_receive(rig, &ep, &msg));
}

/* Memory that the firmware has cached goes: with a flush, and without. */
static void cached_memory(void **state)
{
	struct rig *rig = *state;
	struct agx_handoff_flush *slot = &handoff(rig)->flush[AGX_HANDOFF_FLUSH_KERNEL];
	struct agx_fwctl_msg msg = { 0, 0, AGX_HANDOFF_FLUSH_KERNEL, 1, 2 };
	uint64_t first, second;

	rig_fw(rig, 0x4000, &first);
	rig_fw(rig, 0x4000, &second);
	assert_true(may(rig, 0, UAT_FW, first, true, 0));
	assert_true(may(rig, 0, UAT_FW, second, true, 0));
	*slot = (struct agx_handoff_flush){ AGX_FLUSH_REQUESTED, first, 0x4000 };
	msg.addr = first;
	rig_put(&rig->fwctl, &msg, sizeof(msg));
	rig_send(rig, AGX_EP_DOORBELL, 0x84ull << 48);
	rig_unmap(rig, 0, first);
	for (unsigned int i = 0; i < 100; i++)
		rig_doorbell(rig, AGX_DOORBELL_KICKFW);
	rig_unmap(rig, 0, second);
	for (unsigned int i = 0; i < 100; i++)
		rig_doorbell(rig, AGX_DOORBELL_KICKFW);
	rig_expect_violation(rig, "is mapped no more, and its cache was not flushed");
}

static void unknown_messages(void **state)
{
	struct rig *rig = *state;
	uint32_t op = 0x77;

	rig_doorbell(rig, 0x30);
	rig_expect_violation(rig, "unknown channel 30");
	rig_send(rig, AGX_EP_FIRMWARE, 0x99ull << 48);
	rig_expect_violation(rig, "unknown message");
	rig_put(&rig->devctrl, &op, sizeof(op));
	rig_doorbell(rig, AGX_DOORBELL_DEVCTRL);
	rig_expect_violation(rig, "unknown DeviceControl 77");
	rig_send(rig, 0x15, 0);
	rig_expect_violation(rig, "endpoint 15, which is not started");
}

static void ordered_crash(void **state)
{
	struct rig *rig = *state;
	uint64_t msg = 0;
	uint8_t ep = 0;

	assert_true(fault_order(card_fault(rig->card), "crash:1"));
	rig_doorbell(rig, AGX_DOORBELL_KICKFW);
	assert_false(rig_receive(rig, &ep, &msg));
	rig_doorbell(rig, AGX_DOORBELL_KICKFW);
	assert_true(rig_receive(rig, &ep, &msg));
	assert_int_equal(ep, AGX_EP_CRASHLOG);
}

#define INIT_DATA(variant)                                                                     \
	{ "init_data " variant, init_data, rig_setup_booted, rig_teardown, variant }

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(identity, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(strict_registers, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(interrupts, rig_setup_booted, rig_teardown),
		cmocka_unit_test_setup_teardown(mailbox_overflow, rig_setup_booted, rig_teardown),
		cmocka_unit_test_setup_teardown(sleep_and_wake, rig_setup_booted, rig_teardown),
		cmocka_unit_test_setup_teardown(withdraw, rig_setup_booted, rig_teardown),
		cmocka_unit_test_setup_teardown(handoff_greeting, rig_setup_booted, rig_teardown),
		cmocka_unit_test_setup_teardown(handoff_dekker, rig_setup_booted, rig_teardown),
		cmocka_unit_test_setup_teardown(permissions, rig_setup_booted, rig_teardown),
		cmocka_unit_test_setup_teardown(strict_entries, rig_setup_booted, rig_teardown),
		INIT_DATA("t8103 12.3"),
		INIT_DATA("t8103 13.5"),
		INIT_DATA("t6000 13.5"),
		INIT_DATA("t6001 13.5"),
		INIT_DATA("t6002 13.5"),
		INIT_DATA("t8112 12.4"),
		INIT_DATA("t8112 13.5"),
		INIT_DATA("t6020 13.5"),
		INIT_DATA("t6021 13.5"),
		INIT_DATA("t6022 13.5"),
		cmocka_unit_test_setup_teardown(bad_init_data, rig_setup_booted, rig_teardown),
		{ "bad_window", bad_window, rig_setup_booted, rig_teardown, "t6002 13.5" },
		cmocka_unit_test_setup_teardown(bad_pointer, rig_setup_booted, rig_teardown),
		cmocka_unit_test_setup_teardown(partial_copy, rig_setup_booted, rig_teardown),
		cmocka_unit_test_setup_teardown(crash, rig_setup_booted, rig_teardown),
		cmocka_unit_test_setup_teardown(flush, rig_setup_ready, rig_teardown),
		cmocka_unit_test_setup_teardown(cached_memory, rig_setup_ready, rig_teardown),
		cmocka_unit_test_setup_teardown(unknown_messages, rig_setup_ready, rig_teardown),
		cmocka_unit_test_setup_teardown(ordered_crash, rig_setup_ready, rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
