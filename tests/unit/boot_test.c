// SPDX-License-Identifier: MIT
/* The gsp card's boot: what a driver must hand over, and each thing that it can get wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/core_rig.h"

#define MAILBOX0 0x110040
#define HWCFG2 0x1100f4
#define CPUCTL 0x111388
#define LOCKDOWN (1u << 13)

static void test_boot(void **state)
{
	struct rig *rig = *state;
	const struct r570_msgq_element *message;

	assert_true(rig_read(rig, HWCFG2) & LOCKDOWN);
	assert_int_equal(rig_send_cot(rig), 0);
	assert_int_equal(rig_read(rig, MAILBOX0), 0);
	assert_false(rig_read(rig, HWCFG2) & LOCKDOWN);
	assert_int_equal(rig_read(rig, CPUCTL), 1u << 7);

	message = rig_receive(rig);
	assert_non_null(message);
	assert_int_equal(message->rpc.function, R570_EVENT_GSP_INIT_DONE);
	assert_int_equal(message->rpc.rpc_result, 0);
	assert_null(rig_receive(rig));
}

/* Commands that were queued before the boot are handled before INIT_DONE. */
static void test_early_commands(void **state)
{
	struct rig *rig = *state;
	struct r570_registry_table table = { sizeof(table), 0 };

	rig_element(rig, R570_FN_SET_REGISTRY, &table, sizeof(table));
	rig_ring(rig, 1);
	assert_null(rig_receive(rig));
	assert_int_equal(rig_send_cot(rig), 0);
	assert_int_equal(rig_receive(rig)->rpc.function, R570_EVENT_GSP_INIT_DONE);
	assert_int_equal(
		*(uint32_t *)rig_at(rig, RIG_SHM + R570_SHM_STATQ_OFFSET + R570_MSGQ_RX_HDR_OFF),
		1);
}

static void test_second_boot(void **state)
{
	struct rig *rig = *state;

	assert_int_equal(rig_send_cot(rig), 0);
	assert_int_not_equal(rig_send_cot(rig), 0);
	rig_expect_violation(rig, "while its firmware runs");
}

/* A change of the COT or of what it points to, and the violation that must follow. */
struct mutation {
	const char *says;
	uint32_t offset; /* in guest memory; in the COT if @cot */
	bool cot;
	size_t len;
	uint64_t value;
};

#define COT(field, number, text)                                                                   \
	{                                                                                          \
		text, offsetof(struct fsp_cot, field), true, sizeof(((struct fsp_cot *)0)->field), \
			number                                                                     \
	}
#define IN(base, type, field, number, text)                       \
	{                                                         \
		text, base + offsetof(struct type, field), false, \
			sizeof(((struct type *)0)->field), number \
	}
#define META(field, number, text) IN(RIG_WPR_META, r570_wpr_meta, field, number, text)
#define ARGS(field, number, text) IN(RIG_RMARGS, r570_gsp_args, field, number, text)
#define QUEUE(field, number)                                                   \
	IN(RIG_SHM + R570_SHM_CMDQ_OFFSET, r570_msgq_tx_header, field, number, \
	   "command queue header")
#define BYTES(at, size, number, text)         \
	{                                     \
		text, at, false, size, number \
	}
#define LIBOS(index, field)                                    \
	(RIG_LIBOS + (index) * sizeof(struct r570_libos_arg) + \
	 offsetof(struct r570_libos_arg, field))

static const struct mutation mutations[] = {
	COT(version, 1, "COT: version 1"),
	COT(size, 859, "COT: size 859"),
	COT(gsp_fmc_sysmem_offset, 0x1000, "FMC image at 1000"),
	COT(frts_sysmem_offset, 0x1000, "FRTS in system memory"),
	COT(frts_vidmem_offset, 0x100000, "FRTS 100000 bytes below"),
	COT(frts_vidmem_offset, 0x1c01000, "FRTS 1c01000 bytes below"),
	COT(frts_vidmem_offset, RIG_VRAM_SIZE, "below the end of VRAM"),
	COT(frts_vidmem_size, 0x1000, "FRTS of 1000 bytes"),
	COT(gsp_boot_args_sysmem_offset, 0x1000, "FMC boot parameters at 1000"),
	{ "hash is not", offsetof(struct fsp_cot, hash384), true, 1, 0xee },
	{ "signature is not the", offsetof(struct fsp_cot, signature) + 95, true, 1, 0xee },
	{ "public key is not the", offsetof(struct fsp_cot, public_key) + 96, true, 1, 0xee },
	{ "public key is not padded", offsetof(struct fsp_cot, public_key) + 97, true, 1, 1 },
	BYTES(RIG_FMC + 4095, 1, 0xee, "FMC image differs from the file"),
	BYTES(RIG_BOOTLOADER, 1, 0xee, "bootloader differs from the file"),
	BYTES(RIG_SIGNATURE + 17, 1, 0xee, "GSP signature differs from the file"),
	BYTES(RIG_IMAGE + 3 * 4096 + 511, 1, 0xee, "GSP image differs from the file"),
	BYTES(RIG_RADIX3, 8, 0, "radix3 entry"),
	BYTES(RIG_RADIX3, 8, 0x1000, "radix3 table at 1000"),
	BYTES(RIG_RADIX3 + 0x1000, 8, RIG_GUEST_BASE + 1, "radix3 entry"),
	BYTES(RIG_RADIX3 + 0x2008, 8, RIG_GUEST_BASE + RIG_IMAGE, "GSP image differs"),
	BYTES(RIG_RADIX3 + 0x2010, 8, 0xffffffffffff000, "GSP image at"),
	IN(RIG_BOOT_PARAMS, r570_fmc_boot_params, boot_gsp_rm_params.target, 0, "target 0"),
	IN(RIG_BOOT_PARAMS, r570_fmc_boot_params, boot_gsp_rm_params.gsp_rm_desc_size, 8,
	   "descriptor of 8 bytes"),
	IN(RIG_BOOT_PARAMS, r570_fmc_boot_params, boot_gsp_rm_params.is_gsp_rm_boot, 0,
	   "GSP-RM boot 0"),
	IN(RIG_BOOT_PARAMS, r570_fmc_boot_params, boot_gsp_rm_params.gsp_rm_desc_offset, 1,
	   "WPR meta at 1"),
	IN(RIG_BOOT_PARAMS, r570_fmc_boot_params, gsp_rm_params.target, 0, "in target 0"),
	IN(RIG_BOOT_PARAMS, r570_fmc_boot_params, gsp_rm_params.boot_args_offset, 0,
	   "libos arguments at 0"),
	META(magic, 1, "WPR meta: magic"),
	META(revision, 2, "revision 2"),
	META(verified, R570_WPR_META_VERIFIED, "verified"),
	META(size_of_radix3_elf, 4096, "firmware image of 4096 bytes"),
	META(size_of_bootloader, 4096, "bootloader of 4096 bytes"),
	META(bootloader_code_offset, 0, "bootloader code, data, manifest"),
	META(size_of_signature, 256, "signature of 256 bytes"),
	META(non_wpr_heap_size, 0x200000, "non-WPR heap"),
	META(gsp_fw_heap_size, 8 << 20, "firmware heap"),
	META(gsp_fw_heap_size, (133 << 20) + 1, "firmware heap"),
	META(gsp_fw_heap_size, RIG_VRAM_SIZE - (16 << 20), "does not fit into VRAM"),
	META(gsp_fw_heap_size, ~0xfffffull, "firmware heap"),
	META(frts_size, 0, "FRTS of 0 bytes"),
	META(vga_workspace_size, 0, "VGA workspace"),
	META(pmu_reserved_size, 0, "reserved for the PMU"),
	BYTES(LIBOS(0, id8), 8, 0x58, "no argument LOGINIT"),
	BYTES(LIBOS(3, id8), 8, 0, "no argument RMARGS"),
	BYTES(LIBOS(1, kind), 1, R570_LIBOS_KIND_RADIX3, "LOGINTR at"),
	BYTES(LIBOS(2, loc), 1, R570_LIBOS_LOC_FB, "LOGRM at"),
	BYTES(LIBOS(0, size), 8, 100, "LOGINIT of 64 bytes"),
	BYTES(RIG_LOGS + 16, 8, 0, "LOGINIT: page 1 is said to be"),
	ARGS(msgq.page_table_entry_count, 128, "128 pages of message queues"),
	ARGS(msgq.shared_mem_phys_addr, 0x1000, "message queues at 1000"),
	ARGS(msgq.cmd_queue_offset, 0x2000, "queues at offsets 2000"),
	ARGS(sr.old_level, 3, "power level 3"),
	ARGS(dmem_stack, 0, "bDmemStack"),
	BYTES(RIG_SHM, 8, RIG_GUEST_BASE, "entry 0 of the page table"),
	BYTES(RIG_SHM + 0x81 * 8 - 8, 8, 1, "page 128 at 1"),
	QUEUE(version, 1),
	QUEUE(size, 0x1000),
	QUEUE(msg_size, 0x800),
	QUEUE(msg_count, 64),
	QUEUE(flags, 0),
	QUEUE(rx_hdr_off, 0),
	QUEUE(entry_off, 0),
};

static void boot_mutated(const struct mutation *mutation)
{
	struct rig *rig;
	void *state;
	uint8_t *at;

	rig_setup(&state);
	rig = state;
	at = mutation->cot ? (uint8_t *)&rig->cot + mutation->offset :
			     rig_at(rig, mutation->offset);
	memcpy(at, &mutation->value, mutation->len);
	rig_send_cot(rig);
	rig_expect_violation(rig, mutation->says);

	/* The driver learns of it, and no firmware answers. */
	assert_int_not_equal(rig_read(rig, MAILBOX0), 0);
	assert_null(rig_receive(rig));
	assert_int_not_equal(rig_read(rig, CPUCTL), 1u << 7);
	assert_int_equal(rig_teardown(&state), 0);
}

static void test_mutations(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(mutations); i++)
		boot_mutated(&mutations[i]);
}

static void test_fsp_packets(void **state)
{
	struct rig *rig = *state;

	/* A packet of the wrong size, then one that starts behind the end of EMEM. */
	rig_write(rig, 0x8f2ac0, 1u << 24);
	rig_write(rig, 0x8f2ac4, 0xc0000000);
	rig_write(rig, 0x8f2ac4, 0x1410de7e);
	rig_write(rig, 0x8f2c04, 4);
	rig_write(rig, 0x8f2c00, 0);
	rig_expect_violation(rig, "packet of type 14 with 8 bytes");
	rig_write(rig, 0x8f2c04, 0xfffffffc);
	rig_write(rig, 0x8f2c00, 0);
	rig_expect_violation(rig, "packet from 0 to fffffffc");
	rig_write(rig, 0x8f2ac0, 0xfffc | 1u << 25);
	rig_read(rig, 0x8f2ac4);
	rig_expect_violation(rig, "EMEM offset");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_boot, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_early_commands, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(test_second_boot, rig_setup, rig_teardown),
		cmocka_unit_test(test_mutations),
		cmocka_unit_test_setup_teardown(test_fsp_packets, rig_setup, rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
