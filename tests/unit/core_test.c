// SPDX-License-Identifier: MIT
/* The gsp card's registers, interrupts, windows and message queues, against a driver that errs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "emu/gsp-card/bar.h"
#include "emu/gsp-card/fault.h"
#include "emu/gsp-card/gsp.h"
#include "emu/gsp-card/intr.h"
#include "emu/gsp-card/regs.h"
#include "firmware/gsp/r570/static_info.h"
#include "tests/unit/core_rig.h"

#define LEAF(n) (0xb81000 + 4 * (n))
#define LEAF_EN_SET(n) (0xb81200 + 4 * (n))
#define LEAF_EN_CLEAR(n) (0xb81400 + 4 * (n))
#define TOP 0xb81600
#define TOP_EN_SET 0xb81608
#define TOP_EN_CLEAR 0xb81610

/* All tables: ascending, no overlap within or between them, every register found where it is. */
static void test_tables(void **state)
{
	const struct reg_table *tables[] = { &chip_regs,   &fsp_regs, &gsp_regs, &intr_regs,
					     &ptimer_regs, &bar_regs, &vfn_regs };

	(void)state;
	for (size_t t = 0; t < ARRAY_SIZE(tables); t++) {
		uint32_t end = 0;

		for (size_t i = 0; i < tables[t]->count; i++) {
			const struct reg *reg = &tables[t]->regs[i];
			uint32_t count = reg->count ? reg->count : 1;

			assert_true(reg->first >= end);
			end = reg->first + 4 * count;
			assert_ptr_equal(regs_find(reg->first), reg);
			assert_ptr_equal(regs_find(end - 4), reg);
			assert_non_null(reg->name);
			assert_non_null(reg->group);
			assert_true(reg->access & REG_RW);
		}
		assert_true(end <= 16u << 20);
	}
}

static void test_register_access(void **state)
{
	struct rig *rig = *state;
	uint8_t bytes[8];

	assert_int_equal(rig_read(rig, 0), 0x1b2000a1);
	rig_read(rig, 0x123450);
	rig_expect_violation(rig, "read of unknown register 123450");
	rig_write(rig, 0x123450, 0xabcd);
	rig_expect_violation(rig, "write of 0000abcd to unknown register 123450");
	rig_write(rig, 0, 1);
	rig_expect_violation(rig, "read-only register 000000 PMC_BOOT_0");
	rig_read(rig, 0xbb0090);
	rig_expect_violation(rig, "write-only register bb0090 USERMODE_DOORBELL");
	regs_read(rig->card, 2, bytes, 4);
	rig_expect_violation(rig, "read of 4 bytes at BAR0 offset 000002");
	regs_read(rig->card, 0, bytes, 8);
	rig_expect_violation(rig, "read of 8 bytes");
	regs_write(rig->card, 0x110c00, bytes, 1);
	rig_expect_violation(rig, "write of 1 bytes");
}

static void test_interrupt_tree(void **state)
{
	struct rig *rig = *state;

	intr_raise(rig->card, 66);
	assert_int_equal(rig_read(rig, LEAF(2)), 1u << 2);
	assert_int_equal(rig_read(rig, TOP), 0);
	assert_int_equal(rig_msis, 0);

	/* Enabled in its leaf it shows in TOP, enabled there it is sent, once. */
	rig_write(rig, LEAF_EN_SET(2), 1u << 2);
	assert_int_equal(rig_read(rig, TOP), 1u << 1);
	assert_int_equal(rig_msis, 0);
	rig_write(rig, TOP_EN_SET, 0xf);
	assert_int_equal(rig_msis, 1);
	intr_raise(rig->card, 66);
	assert_int_equal(rig_msis, 1);

	/* The handler: disarm, acknowledge, arm. Still pending means another edge. */
	rig_write(rig, TOP_EN_CLEAR, 0xf);
	rig_write(rig, TOP_EN_SET, 0xf);
	assert_int_equal(rig_msis, 2);
	rig_write(rig, TOP_EN_CLEAR, 0xf);
	rig_write(rig, LEAF(2), 1u << 2);
	rig_write(rig, TOP_EN_SET, 0xf);
	assert_int_equal(rig_msis, 2);
	assert_int_equal(rig_read(rig, LEAF(2)), 0);

	rig_write(rig, LEAF_EN_CLEAR(2), ~0u);
	intr_raise(rig->card, 66);
	assert_int_equal(rig_msis, 2);
}

static void test_dropped_interrupt(void **state)
{
	struct rig *rig = *state;

	assert_true(fault_order(card_fault(rig->card), "drop-interrupt:2"));
	rig_write(rig, TOP_EN_SET, 0xf);
	rig_write(rig, LEAF_EN_SET(0), ~0u);
	for (int i = 0; i < 3; i++) {
		intr_raise(rig->card, 1);
		rig_write(rig, LEAF(0), ~0u);
	}
	assert_int_equal(rig_msis, 1);
}

/* Each message that finds the driver's status clear interrupts once. */
static void test_message_interrupt(void **state)
{
	struct rig *rig = *state;
	struct r570_static_info info;

	rig_write(rig, LEAF(4), ~0u);
	rig_write(rig, 0x110004, 0x40);
	rig_write(rig, LEAF_EN_SET(4), ~0u);
	rig_write(rig, TOP_EN_SET, 0xf);
	assert_int_equal(rig_call(rig, R570_FN_GET_GSP_STATIC_INFO, &info, sizeof(info)), 0);
	assert_int_equal(rig_msis, 1);
	assert_int_equal(rig_read(rig, 0x110008), 0x40);
	rig_write(rig, LEAF(4), ~0u);
	rig_write(rig, 0x110004, 0x40);
	assert_int_equal(rig_read(rig, 0x110008), 0);
	rig_write(rig, 0x1103e8, 1);
	assert_int_equal(rig_msis, 1);
}

static void test_fault_specs(void **state)
{
	struct fault *fault = fault_create();

	(void)state;
	assert_false(fault_order(fault, ""));
	assert_false(fault_order(fault, "crash:x"));
	assert_false(fault_order(fault, "crash:1x"));
	assert_false(fault_order(fault, "drop-interrupt:"));
	assert_false(fault_order(fault, "drop-interrupts"));
	assert_false(fault_order(fault, "drop-interrup"));
	assert_false(fault_take(fault, FAULT_CRASH));
	assert_true(fault_order(fault, "hang-channel"));
	assert_true(fault_take(fault, FAULT_HANG_CHANNEL));
	assert_false(fault_take(fault, FAULT_HANG_CHANNEL));
	assert_true(fault_order(fault, "crash:2"));
	assert_false(fault_take(fault, FAULT_CRASH));
	assert_false(fault_take(fault, FAULT_CRASH));
	assert_true(fault_take(fault, FAULT_CRASH));
	assert_true(fault_take(fault, FAULT_CRASH));
	assert_true(fault_order(fault, "remove:1"));
	assert_false(fault_struck(fault, FAULT_REMOVE));
	assert_false(fault_take(fault, FAULT_REMOVE));
	assert_true(fault_struck(fault, FAULT_REMOVE));
	assert_true(fault_take(fault, FAULT_REMOVE));
	assert_false(fault_struck(fault, FAULT_HANG_CHANNEL));
	fault_destroy(fault);
}

static void test_static_info(void **state)
{
	struct rig *rig = *state;
	struct r570_static_info info;
	const struct r570_fb_region *region = info.fb_region_info.fb_region;

	assert_int_equal(rig_call(rig, R570_FN_GET_GSP_STATIC_INFO, &info, sizeof(info)), 0);
	assert_int_equal(info.fb_length, RIG_VRAM_SIZE);
	assert_int_equal(info.fb_region_info.num_fb_regions, 2);
	assert_int_equal(region[0].base, 0);
	assert_int_equal(region[0].limit + 1, region[1].base);
	assert_int_equal(region[1].limit + 1, RIG_VRAM_SIZE);
	assert_true(region[1].reserved);
	assert_in_range(info.bar1_pde_base, region[1].base, region[1].limit);
	assert_in_range(info.bar2_pde_base, region[1].base, region[1].limit);

	/* The roots are the driver's to write, what the firmware runs from is not. */
	assert_false(gsp_protects(card_gsp(rig->card), info.bar1_pde_base, 0x1000));
	assert_true(gsp_protects(card_gsp(rig->card), info.fw_wpr_layout_offset.frts_offset, 1));
}

static void test_pramin(void **state)
{
	struct rig *rig = *state;

	rig_write(rig, 0x10fd40, 0x12);
	rig_write(rig, 0x70000c, 0x12345678);
	assert_int_equal(rig_read(rig, 0x70000c), 0x12345678);
	rig_write(rig, 0x10fd40, 0x11);
	assert_int_equal(rig_read(rig, 0x71000c), 0x12345678);

	rig_write(rig, 0x10fd40, RIG_VRAM_SIZE >> 16);
	rig_read(rig, 0x700000);
	rig_expect_violation(rig, "VRAM 40000000 through PRAMIN: there is none");
	rig_write(rig, 0x10fd40, (RIG_VRAM_SIZE - 0x1c00000) >> 16);
	rig_write(rig, 0x700000, 1);
	rig_expect_violation(rig, "protected firmware memory");
}

static void test_windows(void **state)
{
	struct rig *rig = *state;
	struct r570_rpc_update_bar_pde update = {
		.bar_type = R570_BAR_PDE_BAR2,
		.entry_level_shift = 56,
	};
	uint32_t value = 1;

	/* Unbound, BAR2 reads VRAM for flushing; nothing else is right. */
	bar_read(rig->card, BAR_2, 0, &value, sizeof(value));
	assert_int_equal(value, 0);
	bar_write(rig->card, BAR_2, 0, &value, sizeof(value));
	rig_expect_violation(rig, "write of bar2 offset 00000000 before it is bound");

	bar_read(rig->card, BAR_1, 0x1000, &value, sizeof(value));
	rig_expect_violation(rig, "read of bar1 offset 00001000: MMU fault");

	update.entry_level_shift = 47;
	assert_int_not_equal(rig_call(rig, R570_FN_UPDATE_BAR_PDE, &update, sizeof(update)), 0);
	rig_expect_violation(rig, "level shift 47");
}

static struct r570_msgq_element *good_command(struct rig *rig)
{
	static struct r570_static_info info;

	return rig_element(rig, R570_FN_GET_GSP_STATIC_INFO, &info, sizeof(info));
}

static void expect_refused(struct rig *rig, unsigned int slots, const char *says)
{
	rig_ring(rig, slots);
	rig_expect_violation(rig, says);
	assert_null(rig_receive(rig));
}

static void test_bad_elements(void **state)
{
	struct rig *rig = *state;
	struct r570_msgq_element *element;
	struct r570_static_info info;

	good_command(rig)->checksum ^= 1;
	expect_refused(rig, 1, "wrong checksum");

	element = good_command(rig);
	element->rpc.signature = 0;
	rig_sign(element);
	expect_refused(rig, 1, "signature 00000000");

	element = good_command(rig);
	element->rpc.length = 0xffffffff;
	rig_sign(element);
	expect_refused(rig, 1, "RPC of 4294967295 bytes");

	element = good_command(rig);
	element->rpc.length = 31;
	rig_sign(element);
	expect_refused(rig, 1, "RPC of 31 bytes");

	element = good_command(rig);
	element->rpc.rpc_result = 0;
	rig_sign(element);
	expect_refused(rig, 1, "RPC result fields");

	/* A count that the pointers belie takes everything there is. */
	good_command(rig)->elem_count = 0;
	rig->sequence--;
	expect_refused(rig, 1, "element of 0 pages");
	good_command(rig)->elem_count = 17;
	rig->sequence--;
	expect_refused(rig, 1, "element of 17 pages");
	good_command(rig)->elem_count = 2;
	rig->sequence--;
	expect_refused(rig, 1, "element of 2 pages, 1 are filled");

	/* After all this a good one is answered. */
	assert_int_equal(rig_call(rig, R570_FN_GET_GSP_STATIC_INFO, &info, sizeof(info)), 0);
}

static void test_sequence_numbers(void **state)
{
	struct rig *rig = *state;
	struct r570_static_info info;

	rig->sequence += 5;
	assert_int_equal(rig_call(rig, R570_FN_GET_GSP_STATIC_INFO, &info, sizeof(info)), 0);
	rig_expect_violation(rig, "sequence number 5, expected 0");
	assert_int_equal(rig_call(rig, R570_FN_GET_GSP_STATIC_INFO, &info, sizeof(info)), 0);
}

static void test_wild_pointers(void **state)
{
	struct rig *rig = *state;
	struct r570_msgq_tx_header *tx = rig_at(rig, RIG_SHM + R570_SHM_CMDQ_OFFSET);

	tx->write_ptr = 63;
	rig_write(rig, 0x110c00, 0);
	rig_expect_violation(rig, "write pointer 63 of 63");
	rig_ring(rig, 1);
	assert_null(rig_receive(rig));
}

static void test_wild_read_pointer(void **state)
{
	struct rig *rig = *state;
	uint32_t *read_ptr = rig_at(rig, RIG_SHM + R570_SHM_CMDQ_OFFSET + R570_MSGQ_RX_HDR_OFF);

	*read_ptr = 0x80000000;
	good_command(rig);
	rig_ring(rig, 1);
	rig_expect_violation(rig, "read pointer 2147483648");
}

/* Replies that find the queue full wait, and come in order once there is room. */
static void test_full_status_queue(void **state)
{
	struct rig *rig = *state;
	unsigned int count = 0;

	for (int i = 0; i < 40; i++) {
		good_command(rig);
		rig_ring(rig, 1);
		good_command(rig);
		rig_ring(rig, 1);
	}
	assert_false(gsp_flush(rig->card));
	while (true) {
		const struct r570_msgq_element *message = rig_receive(rig);

		if (!message && gsp_flush(rig->card) && !(message = rig_receive(rig)))
			break;
		if (message) {
			assert_int_equal(message->sequence, 1 + count);
			count++;
		}
	}
	assert_int_equal(count, 80);
}

static void test_unknown_function(void **state)
{
	struct rig *rig = *state;
	uint32_t payload = 0;

	assert_int_equal(rig_call(rig, 999, &payload, sizeof(payload)), R570_STATUS_NOT_SUPPORTED);
	rig_expect_violation(rig, "RPC function 999");
	assert_int_not_equal(rig_call(rig, R570_FN_GET_GSP_STATIC_INFO, &payload, sizeof(payload)),
			     0);
	rig_expect_violation(rig, "payload of 4 bytes, at least 1656");
	payload = 0;
	rig_element(rig, R570_FN_CONTINUATION_RECORD, &payload, sizeof(payload));
	rig_ring(rig, 1);
	rig_expect_violation(rig, "RPC 71");
}

static void test_crash(void **state)
{
	struct rig *rig = *state;
	struct r570_static_info info;

	assert_true(fault_order(card_fault(rig->card), "crash:1"));
	assert_int_equal(rig_call(rig, R570_FN_GET_GSP_STATIC_INFO, &info, sizeof(info)), 0);
	good_command(rig);
	rig_ring(rig, 1);
	assert_null(rig_receive(rig));
	good_command(rig);
	rig_ring(rig, 1);
	assert_null(rig_receive(rig));
}

static void test_unload_and_reload(void **state)
{
	struct rig *rig = *state;
	struct r570_rpc_unloading unloading = { 0 };
	struct r570_msgq_tx_header *tx = rig_at(rig, RIG_SHM + R570_SHM_CMDQ_OFFSET);

	assert_int_equal(
		rig_call(rig, R570_FN_UNLOADING_GUEST_DRIVER, &unloading, sizeof(unloading)), 0);
	assert_int_equal(rig_read(rig, 0x110040), 0x80000000);
	assert_int_equal(rig_read(rig, 0x111388), 1u << 4);

	tx->write_ptr = rig->write_ptr = rig->read_ptr = rig->sequence = 0;
	*(uint32_t *)rig_at(rig, RIG_SHM + R570_SHM_CMDQ_OFFSET + R570_MSGQ_RX_HDR_OFF) = 0;
	assert_int_equal(rig_send_cot(rig), 0);
	assert_int_equal(rig_read(rig, 0x110040), 0);
	assert_int_equal(rig_receive(rig)->rpc.function, R570_EVENT_GSP_INIT_DONE);
}

#define booted(test) cmocka_unit_test_setup_teardown(test, rig_setup_booted, rig_teardown)
#define off(test) cmocka_unit_test_setup_teardown(test, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),	cmocka_unit_test(test_fault_specs),
		off(test_register_access),	off(test_interrupt_tree),
		off(test_dropped_interrupt),	booted(test_message_interrupt),
		booted(test_static_info),	booted(test_pramin),
		booted(test_windows),		booted(test_bad_elements),
		booted(test_sequence_numbers),	booted(test_wild_pointers),
		booted(test_wild_read_pointer), booted(test_full_status_queue),
		booted(test_unknown_function),	booted(test_crash),
		booted(test_unload_and_reload),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
