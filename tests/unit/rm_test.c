// SPDX-License-Identifier: MIT
/* The gsp card's RM: the object tree, channels and controls, and each rule a driver can break. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "emu/gsp-card/gsp.h"
#include "emu/gsp-card/mem.h"
#include "emu/gsp-card/static_info.h"
#include "firmware/gsp/r570/alloc.h"
#include "firmware/gsp/r570/ctrl.h"
#include "tests/unit/core_rig.h"

#define CLIENT 0xc1d00001
#define DEVICE 0xde1d0000
#define SUBDEVICE 0x5d1d0000
#define VASPACE 0x90f10000
#define CHANNEL 0xf1f00005

#define GPFIFO_CLASS 0xca6f
#define COPY_CLASS 0xcab5
#define CLASS_3D 0xce97

/* VRAM that the test uses. */
#define INST 0x100000
#define USERD 0x102000
#define PDB 0x110000

static uint32_t make_client(struct rig *rig, uint32_t client)
{
	struct r570_client_params params = { .h_client = client, .process_id = ~0u };

	return rig_alloc(rig, client, client, client, 0, &params, sizeof(params));
}

static uint32_t make_device(struct rig *rig, uint32_t client)
{
	struct r570_device_params params = { .h_client_share = client };

	return rig_alloc(rig, client, client, DEVICE, 0x80, &params, sizeof(params));
}

static uint32_t make_subdevice(struct rig *rig, uint32_t client)
{
	struct r570_subdevice_params params = { 0 };

	return rig_alloc(rig, client, DEVICE, SUBDEVICE, 0x2080, &params, sizeof(params));
}

static uint32_t make_vaspace(struct rig *rig, uint32_t flags)
{
	struct r570_vaspace_params params = { .flags = flags };

	return rig_alloc(rig, CLIENT, DEVICE, VASPACE, 0x90f1, &params, sizeof(params));
}

static uint32_t set_page_directory(struct rig *rig, uint64_t pdb, uint32_t entries)
{
	struct r570_ctrl_set_page_directory params = {
		.phys_address = pdb,
		.num_entries = entries,
		.h_vaspace = VASPACE,
	};

	return rig_control(rig, CLIENT, DEVICE, R570_CTRL_SET_PAGE_DIRECTORY, &params,
			   sizeof(params));
}

static uint32_t unset_page_directory(struct rig *rig)
{
	struct r570_ctrl_unset_page_directory params = { .h_vaspace = VASPACE };

	return rig_control(rig, CLIENT, DEVICE, R570_CTRL_UNSET_PAGE_DIRECTORY, &params,
			   sizeof(params));
}

/* An instance block that names PDB: VER3, 64K big pages, as drivers write it. */
static void write_instance(struct rig *rig, uint64_t pdb)
{
	uint64_t entry = pdb | 1u << 10 | 1u << 11, limit = ~0ull;

	mem_write(card_mem(rig->card), APERTURE_VIDEO, INST + 0x200, &entry, sizeof(entry));
	mem_write(card_mem(rig->card), APERTURE_VIDEO, INST + 0x208, &limit, sizeof(limit));
}

static struct r570_channel_params channel_params(void)
{
	return (struct r570_channel_params){
		.gp_fifo_offset = 0x10000,
		.gp_fifo_entries = 512,
		.flags = R570_CHANNEL_USERD_PAGE_FIXED | FIELD_PREP(R570_CHANNEL_USERD_INDEX, 5),
		.h_vaspace = VASPACE,
		.engine_type = 11, /* COPY2, alone on runlist 1 */
		.instance_mem = { INST, 0x1000, R570_ADDR_FBMEM, 1 },
		.userd_mem = { USERD, 0x200, R570_ADDR_FBMEM, 1 },
		.ramfc_mem = { INST, 0x200, R570_ADDR_FBMEM, 1 },
		.mthdbuf_mem = { RIG_GUEST_BASE, 0x1000, R570_ADDR_SYSMEM, 0 },
		.internal_flags = FIELD_PREP(R570_CHANNEL_ERROR_NOTIFIER, 1) |
				  FIELD_PREP(R570_CHANNEL_ECC_ERROR_NOTIFIER, 1),
	};
}

static uint32_t make_channel(struct rig *rig, const struct r570_channel_params *params)
{
	return rig_alloc(rig, CLIENT, DEVICE, CHANNEL, GPFIFO_CLASS, params, sizeof(*params));
}

static int setup_channel(void **state)
{
	struct rig *rig;

	rig_setup_booted(state);
	rig = *state;
	assert_int_equal(make_client(rig, CLIENT), 0);
	assert_int_equal(make_device(rig, CLIENT), 0);
	assert_int_equal(make_subdevice(rig, CLIENT), 0);
	assert_int_equal(make_vaspace(rig, R570_VASPACE_FLAGS_EXTERNALLY_OWNED), 0);
	assert_int_equal(set_page_directory(rig, PDB, 2), 0);
	write_instance(rig, PDB);
	return 0;
}

static void test_tree(void **state)
{
	struct rig *rig = *state;

	assert_int_equal(make_device(rig, CLIENT), R570_STATUS_INVALID_OBJECT_PARENT);
	rig_expect_violation(rig, "has no parent");
	assert_int_equal(make_client(rig, CLIENT), 0);
	assert_int_equal(make_client(rig, CLIENT), R570_STATUS_INVALID_OBJECT_HANDLE);
	rig_expect_violation(rig, "already");
	assert_int_equal(make_device(rig, CLIENT), 0);
	assert_int_equal(make_subdevice(rig, CLIENT), 0);

	/* Handles are a client's own. */
	assert_int_equal(make_client(rig, CLIENT + 1), 0);
	assert_int_equal(make_device(rig, CLIENT + 1), 0);
	assert_int_equal(rig_free(rig, CLIENT + 1, SUBDEVICE), R570_STATUS_OBJECT_NOT_FOUND);
	rig_expect_violation(rig, "does not have");

	/* A parent takes its children along. */
	assert_int_equal(rig_free(rig, CLIENT, DEVICE), 0);
	assert_int_equal(rig_free(rig, CLIENT, SUBDEVICE), R570_STATUS_OBJECT_NOT_FOUND);
	rig_expect_violation(rig, "does not have");
	assert_int_equal(rig_free(rig, CLIENT, CLIENT), 0);
	assert_int_equal(rig_free(rig, CLIENT + 1, CLIENT + 1), 0);
	assert_int_equal(rig_free(rig, RM_INTERNAL_CLIENT, RM_INTERNAL_DEVICE),
			 R570_STATUS_INVALID_OBJECT_HANDLE);
	rig_expect_violation(rig, "RM's own object");
}

static void test_classes(void **state)
{
	struct rig *rig = *state;
	struct r570_copy_params copy = { 1, 11 };

	assert_int_equal(rig_alloc(rig, CLIENT, DEVICE, 1, 0xc7b5, &copy, sizeof(copy)),
			 R570_STATUS_INVALID_CLASS);
	rig_expect_violation(rig, "unknown class c7b5");
	assert_int_equal(rig_alloc(rig, CLIENT, DEVICE, 1, COPY_CLASS, &copy, 4),
			 R570_STATUS_INVALID_PARAM_STRUCT);
	rig_expect_violation(rig, "4 bytes of parameters, not 8");
	assert_int_equal(rig_alloc(rig, CLIENT, DEVICE, 1, COPY_CLASS, &copy, sizeof(copy)),
			 R570_STATUS_INVALID_OBJECT_PARENT);
	rig_expect_violation(rig, "below a device; it belongs below a channel");
}

static void test_generated_handles(void **state)
{
	struct rig *rig = *state;
	struct r570_channel_params params = channel_params();
	struct r570_copy_params copy = { 1, 11 };
	struct {
		struct r570_rpc_rm_alloc rpc;
		struct r570_copy_params params;
	} call = { { CLIENT, CHANNEL, 0, COPY_CLASS, 0, sizeof(copy), 0, { 0 } }, { 1, 11 } };

	assert_int_equal(make_channel(rig, &params), 0);
	assert_int_equal(rig_alloc(rig, CLIENT, CHANNEL, 0, COPY_CLASS, &copy, sizeof(copy)), 0);
	assert_int_equal(rig_call(rig, R570_FN_GSP_RM_ALLOC, &call, sizeof(call)), 0);
	assert_int_equal(call.rpc.status, 0);
	assert_int_not_equal(call.rpc.h_object, 0);
	assert_int_equal(rig_free(rig, CLIENT, 0), R570_STATUS_OBJECT_NOT_FOUND);
	assert_int_equal(rig_free(rig, CLIENT, call.rpc.h_object), 0);
	assert_int_equal(rig_free(rig, CLIENT, CHANNEL), 0);
}

static void test_page_directory(void **state)
{
	struct rig *rig = *state;

	assert_int_not_equal(set_page_directory(rig, PDB + 8, 2), 0);
	rig_expect_violation(rig, "SET_PAGE_DIRECTORY: 2 entries at vid 110008");
	assert_int_not_equal(set_page_directory(rig, PDB, 512), 0);
	rig_expect_violation(rig, "512 entries");
	assert_int_not_equal(set_page_directory(rig, RIG_VRAM_SIZE, 2), 0);
	rig_expect_violation(rig, "vid 40000000");
	assert_int_equal(unset_page_directory(rig), 0);
	assert_int_not_equal(unset_page_directory(rig), 0);
	rig_expect_violation(rig, "has none");
	assert_int_equal(rig_free(rig, CLIENT, VASPACE), 0);
	assert_int_not_equal(set_page_directory(rig, PDB, 2), 0);
	rig_expect_violation(rig, "not an external vaspace");
}

static void test_channel(void **state)
{
	struct rig *rig = *state;
	struct r570_channel_params params = channel_params();
	struct r570_ctrl_gpfifo_schedule schedule = { .enable = 1 };
	struct r570_ctrl_bind bind = { .engine_type = 12 };
	struct r570_copy_params copy = { 1, 12 };

	assert_int_equal(make_channel(rig, &params), 0);
	assert_int_not_equal(rig_alloc(rig, CLIENT, DEVICE, CHANNEL + 1, GPFIFO_CLASS, &params,
				       sizeof(params)),
			     0);
	rig_expect_violation(rig, "channel 5 on runlist 1: this id is taken");

	assert_int_not_equal(rig_control(rig, CLIENT, CHANNEL, R570_CTRL_GPFIFO_SCHEDULE, &schedule,
					 sizeof(schedule)),
			     0);
	rig_expect_violation(rig, "before BIND");
	assert_int_not_equal(rig_control(rig, CLIENT, CHANNEL, R570_CTRL_BIND, &bind, sizeof(bind)),
			     0);
	rig_expect_violation(rig, "to engine c");
	bind.engine_type = 11;
	assert_int_equal(rig_control(rig, CLIENT, CHANNEL, R570_CTRL_BIND, &bind, sizeof(bind)), 0);
	assert_int_equal(rig_control(rig, CLIENT, CHANNEL, R570_CTRL_GPFIFO_SCHEDULE, &schedule,
				     sizeof(schedule)),
			 0);

	assert_int_not_equal(rig_alloc(rig, CLIENT, CHANNEL, 1, COPY_CLASS, &copy, sizeof(copy)),
			     0);
	rig_expect_violation(rig, "copy object on channel 5");
	assert_int_not_equal(rig_alloc(rig, CLIENT, CHANNEL, 1, CLASS_3D, NULL, 0), 0);
	rig_expect_violation(rig, "3D object on channel 5, runlist 1");

	/* While it exists its address space must, too. */
	assert_int_equal(unset_page_directory(rig), 0);
	rig_expect_violation(rig, "is in use");
	assert_int_equal(rig_free(rig, CLIENT, VASPACE), 0);
	rig_expect_violation(rig, "is freed while channel 5 uses it");
	assert_int_equal(rig_free(rig, CLIENT, CHANNEL), 0);
}

/* Each field of a channel that can be wrong. */
static void test_channel_params(void **state)
{
	struct rig *rig = *state;
	struct r570_channel_params good;
	const struct {
		size_t offset;
		uint64_t value;
		size_t len;
		const char *says;
	} wrong[] = {
#define WRONG(field, value, says) \
	{ offsetof(struct r570_channel_params, field), value, \
	  sizeof(((struct r570_channel_params *)0)->field), says }
		WRONG(h_vaspace, DEVICE, "is not a vaspace"),
		WRONG(flags, 0, "flags 00000000"),
		WRONG(flags, R570_CHANNEL_USERD_PAGE_FIXED, "channel 0: engine"),
		WRONG(flags, R570_CHANNEL_USERD_PAGE_FIXED | R570_CHANNEL_VPR, "flags 00200004"),
		WRONG(flags, R570_CHANNEL_USERD_PAGE_FIXED | 0x100000, "impossible"),
		WRONG(internal_flags, 0, "internal flags 00000000"),
		WRONG(engine_type, 60, "engine 3c"),
		WRONG(gp_fifo_entries, 0, "0 GPFIFO entries"),
		WRONG(instance_mem.base, INST + 8, "instance block"),
		WRONG(instance_mem.size, 0x800, "instance block"),
		WRONG(instance_mem.address_space, 3, "instance block"),
		WRONG(instance_mem.base, RIG_VRAM_SIZE, "instance block"),
		WRONG(userd_mem.base, USERD + 4, "USERD"),
		WRONG(userd_mem.address_space, R570_ADDR_SYSMEM, "USERD"),
		WRONG(ramfc_mem.base, USERD, "RAMFC"),
		WRONG(mthdbuf_mem.size, 0, "method buffer"),
	};

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct r570_channel_params params = channel_params();

		memcpy((uint8_t *)&params + wrong[i].offset, &wrong[i].value, wrong[i].len);
		assert_int_not_equal(make_channel(rig, &params), 0);
		rig_expect_violation(rig, wrong[i].says);
	}

	write_instance(rig, PDB + 0x1000);
	good = channel_params();
	assert_int_not_equal(make_channel(rig, &good), 0);
	rig_expect_violation(rig, "without the page directory vid 110000");
}

static void test_controls(void **state)
{
	struct rig *rig = *state;
	struct r570_ctrl_gpc_mask gpcs = { 0 };
	struct r570_ctrl_intr_table table = { 0 };
	struct r570_ctrl_fifo_device_table fifo = { 0 };

	assert_int_equal(
		rig_control(rig, CLIENT, SUBDEVICE, R570_CTRL_GPC_MASK, &gpcs, sizeof(gpcs)), 0);
	assert_int_not_equal(gpcs.gpc_mask, 0);
	assert_int_equal(rig_control(rig, CLIENT, SUBDEVICE, 0x20809999, &gpcs, sizeof(gpcs)),
			 R570_STATUS_NOT_SUPPORTED);
	rig_expect_violation(rig, "RM_CONTROL 20809999 is unknown");
	assert_int_equal(rig_control(rig, CLIENT, SUBDEVICE, R570_CTRL_GPC_MASK, &gpcs, 2),
			 R570_STATUS_INVALID_PARAM_STRUCT);
	rig_expect_violation(rig, "2 bytes of parameters, not 4");
	assert_int_equal(rig_control(rig, CLIENT, DEVICE, R570_CTRL_GPC_MASK, &gpcs, sizeof(gpcs)),
			 R570_STATUS_NOT_SUPPORTED);
	rig_expect_violation(rig, "on device");
	assert_int_equal(rig_control(rig, CLIENT, 77, R570_CTRL_GPC_MASK, &gpcs, sizeof(gpcs)),
			 R570_STATUS_OBJECT_NOT_FOUND);
	rig_expect_violation(rig, "has no object");
	assert_int_equal(rig_control(rig, CLIENT, SUBDEVICE, R570_CTRL_INTR_TABLE, &table,
				     sizeof(table)),
			 R570_STATUS_NOT_SUPPORTED);
	rig_expect_violation(rig, "it is for RM's own subdevice");

	/* GR and every copy engine has vectors and a runlist; GR comes first on its own. */
	assert_int_equal(rig_control(rig, RM_INTERNAL_CLIENT, RM_INTERNAL_SUBDEVICE,
				     R570_CTRL_INTR_TABLE, &table, sizeof(table)),
			 0);
	assert_int_equal(rig_control(rig, RM_INTERNAL_CLIENT, RM_INTERNAL_SUBDEVICE,
				     R570_CTRL_FIFO_DEVICE_TABLE, &fifo, sizeof(fifo)),
			 0);
	assert_int_equal(table.table_len, fifo.num_entries + 3);
	assert_int_equal(fifo.entries[0].engine_data[R570_FIFO_DATA_RM_ENGINE_TYPE], 1);
	for (uint32_t i = 0; i < table.table_len; i++)
		assert_true(table.table[i].vector_stall < 256);
}

static void test_events(void **state)
{
	struct rig *rig = *state;
	struct r570_event_params params = {
		.h_parent_client = CLIENT,
		.h_class = 0x7e,
		.notify_index = R570_EVENT_CLIENT_RM | R570_NOTIFIER_HOTPLUG,
	};
	struct r570_ctrl_set_notification notify = {
		.event = R570_NOTIFIER_HOTPLUG,
		.action = R570_NOTIFICATION_REPEAT,
	};

	assert_int_not_equal(rig_control(rig, CLIENT, SUBDEVICE, R570_CTRL_SET_NOTIFICATION,
					 &notify, sizeof(notify)),
			     0);
	rig_expect_violation(rig, "nobody allocated event 1");
	assert_int_equal(rig_alloc(rig, CLIENT, SUBDEVICE, 0x7e0000, 0x7e, &params, sizeof(params)),
			 0);
	assert_int_equal(rig_control(rig, CLIENT, SUBDEVICE, R570_CTRL_SET_NOTIFICATION, &notify,
				     sizeof(notify)),
			 0);
}

static void test_channel_error(void **state)
{
	struct rig *rig = *state;
	struct r570_channel_params params = channel_params();
	struct rc_report rc = { .chid = 5,
				.runlist = 1,
				.except_type = RC_MMU_FAULT,
				.fault_type = 2,
				.fault_addr = 0x123456789000 };
	const struct r570_msgq_element *message;
	const struct r570_rpc_rc_triggered *event;

	assert_int_equal(make_channel(rig, &params), 0);
	rm_report_rc(rig->card, &rc);
	message = rig_receive(rig);
	assert_non_null(message);
	assert_int_equal(message->rpc.function, R570_EVENT_RC_TRIGGERED);
	assert_int_equal(message->rpc.rpc_result, 0);
	event = (const void *)(message + 1);
	assert_int_equal(event->chid, 5);
	assert_int_equal(event->nv2080_engine_type, 11);
	assert_int_equal(event->mmu_fault_addr_lo, 0x56789000);
	assert_int_equal(event->mmu_fault_addr_hi, 0x1234);
}

static void test_unload_leaves_nothing(void **state)
{
	struct rig *rig = *state;
	struct r570_rpc_unloading unloading = { 0 };

	assert_int_equal(
		rig_call(rig, R570_FN_UNLOADING_GUEST_DRIVER, &unloading, sizeof(unloading)), 0);
	rig_expect_violation(rig, "vaspace 90f10000 of client c1d00001 was never freed");
}

static void test_large_rpc(void **state)
{
	struct rig *rig = *state;
	enum { PAGES = 9000 };
	static struct {
		struct r570_rpc_alloc_memory rpc;
		uint64_t pte[PAGES];
	} call;
	const uint8_t *bytes = (const uint8_t *)&call;
	const struct r570_msgq_element *message;
	size_t rest = sizeof(call) - R570_ELEMENT_MAX_PAYLOAD;

	call.rpc = (struct r570_rpc_alloc_memory){
		.h_client = CLIENT,
		.h_device = DEVICE,
		.h_memory = 0xcaf00003,
		.h_class = 0x81,
		.length = 4096ull * PAGES,
		.page_count = PAGES,
	};
	for (unsigned int i = 0; i < PAGES; i++)
		call.pte[i] = (RIG_GUEST_BASE >> 12) + i % (RIG_GUEST_SIZE >> 12);
	rig_element(rig, R570_FN_ALLOC_MEMORY, bytes, R570_ELEMENT_MAX_PAYLOAD);
	rig_ring(rig, 16);
	assert_null(rig_receive(rig));
	rig_element(rig, R570_FN_CONTINUATION_RECORD, bytes + R570_ELEMENT_MAX_PAYLOAD, rest);
	rig_ring(rig, DIV_ROUND_UP(rest + sizeof(*message), 4096));
	message = rig_receive(rig);
	assert_non_null(message);
	assert_int_equal(message->rpc.function, R570_FN_ALLOC_MEMORY);
	assert_int_equal(message->rpc.rpc_result, 0);
	assert_null(rig_receive(rig));
	assert_int_equal(rig_free(rig, CLIENT, 0xcaf00003), 0);
}

#define with(setup, test) cmocka_unit_test_setup_teardown(test, setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with(rig_setup_booted, test_tree),
		with(setup_channel, test_classes),
		with(setup_channel, test_generated_handles),
		with(setup_channel, test_page_directory),
		with(setup_channel, test_channel),
		with(setup_channel, test_channel_params),
		with(setup_channel, test_controls),
		with(setup_channel, test_events),
		with(setup_channel, test_channel_error),
		with(setup_channel, test_unload_leaves_nothing),
		with(setup_channel, test_large_rpc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
