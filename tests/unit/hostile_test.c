// SPDX-License-Identifier: MIT
/* A guest that means harm: random registers, windows, messages. The card must live through it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#endif

#include <cmocka.h>

#include "emu/gsp-card/bar.h"
#include "emu/gsp-card/gsp.h"
#include "emu/gsp-card/host.h"
#include "emu/gsp-card/mem.h"
#include "emu/gsp-card/regs.h"
#include "emu/gsp-card/static_info.h"
#include "firmware/gsp/r570/alloc.h"
#include "firmware/gsp/r570/ctrl.h"
#include "tests/unit/core_rig.h"

#define CLIENT 0xc1d00001
#define DEVICE 0xde1d0000
#define SUBDEVICE 0x5d1d0000
#define VASPACE 0x90f10000
#define CHANNEL 0xf1f00005

static uint64_t seed;

/* splitmix64, by Sebastiano Vigna (public domain) */
static uint64_t dice(void)
{
	uint64_t z = seed += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static uint64_t below(uint64_t limit)
{
	return dice() % limit;
}

/* Mostly numbers that mean something somewhere. */
static uint64_t number(void)
{
	static const uint64_t special[] = {
		0, 1, 2, 4, 0x1000, 0xffffffff, 0x80000000, ~0ull, 1ull << 63, RIG_GUEST_BASE,
		RIG_VRAM_SIZE, RIG_VRAM_SIZE - 4096, CLIENT, DEVICE, SUBDEVICE, VASPACE,
		CHANNEL, RM_INTERNAL_CLIENT, RM_INTERNAL_SUBDEVICE,
	};

	return below(4) ? special[below(ARRAY_SIZE(special))] : dice();
}

static uint32_t some_register(void)
{
	static const uint32_t bases[] = { 0,	    0x9400,   0x70000,	0x10fd40, 0x110000,
					  0x110c00, 0x111380, 0x700000, 0x8f2ac0, 0x8f2c00,
					  0xb81000, 0xb81200, 0xb81600, 0xb830a0, 0xbb0080 };

	return bases[below(ARRAY_SIZE(bases))] + below(64) * 4;
}

static void poke_register(struct rig *rig)
{
	uint32_t value = number();

	if (below(2))
		regs_write(rig->card, some_register(), &value, below(8) ? 4 : below(9));
	else
		rig_read(rig, some_register());
}

static void poke_window(struct rig *rig)
{
	uint8_t bytes[64];
	size_t len = 1 + below(sizeof(bytes));
	enum bar_window window = below(2) ? BAR_1 : BAR_2;
	uint64_t offset = below(BAR2_SIZE - sizeof(bytes));

	memset(bytes, dice(), sizeof(bytes));
	if (below(2))
		bar_write(rig->card, window, offset, bytes, len);
	else
		bar_read(rig->card, window, offset, bytes, len);
}

static uint32_t some_function(void)
{
	static const uint32_t functions[] = { 4,  10, 65,  70,	71,  72, 73, 76,
					      76, 76, 103, 103, 103, 1,	 54 };

	return functions[below(ARRAY_SIZE(functions))];
}

static void fill(uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i + 8 <= len; i += 8) {
		uint64_t value = below(3) ? 0 : number();

		memcpy(bytes + i, &value, sizeof(value));
	}
}

static const struct {
	uint32_t class, parent, size;
} classes[] = {
	{ 0, CLIENT, 120 },	{ 0x80, CLIENT, 56 },	 { 0x2080, DEVICE, 4 },
	{ 0x90f1, DEVICE, 48 }, { 0xca6f, DEVICE, 368 }, { 0xca6f, DEVICE, 368 },
	{ 0xcab5, CHANNEL, 8 }, { 0xce97, CHANNEL, 0 },	 { 0x7e, SUBDEVICE, 24 },
	{ 0x73, DEVICE, 0 },
};

static const struct {
	uint32_t cmd, object, size;
} controls[] = {
	{ 0x00801813, DEVICE, 32 },	 { 0x00801814, DEVICE, 8 },
	{ 0x90f10106, VASPACE, 184 },	 { 0xa06f0103, CHANNEL, 2 },
	{ 0xa06f0104, CHANNEL, 4 },	 { 0x2080012b, SUBDEVICE, 560 },
	{ 0x20800137, SUBDEVICE, 4 },	 { 0x20800138, SUBDEVICE, 8 },
	{ 0x20801112, SUBDEVICE, 3212 }, { 0x20800301, SUBDEVICE, 20 },
	{ 0x20800a5c, SUBDEVICE, 2068 }, { 0x00801306, DEVICE, 80 },
};

static uint32_t usually(uint32_t value)
{
	return below(16) ? value : (uint32_t)number();
}

/* A channel that would be good, but for a word or so. */
static void fill_channel(uint8_t *bytes)
{
	struct r570_channel_params params = {
		.gp_fifo_offset = 0x10000,
		.gp_fifo_entries = 512,
		.flags = R570_CHANNEL_USERD_PAGE_FIXED |
			 FIELD_PREP(R570_CHANNEL_USERD_INDEX, 1 + below(7)),
		.h_vaspace = VASPACE,
		.engine_type = 9 + below(4),
		.instance_mem = { 0x100000, 0x1000, R570_ADDR_FBMEM, 1 },
		.userd_mem = { 0x102000, 0x200, R570_ADDR_FBMEM, 1 },
		.ramfc_mem = { 0x100000, 0x200, R570_ADDR_FBMEM, 1 },
		.mthdbuf_mem = { RIG_GUEST_BASE, 0x1000, R570_ADDR_SYSMEM, 0 },
		.internal_flags = 5 << 2,
	};
	uint32_t value = number();

	memcpy(bytes, &params, sizeof(params));
	if (below(2))
		memcpy(bytes + below(sizeof(params) / 4) * 4, &value, sizeof(value));
}

static size_t fill_alloc(uint8_t *payload)
{
	struct r570_rpc_rm_alloc *alloc = (void *)payload;
	uint32_t which = below(ARRAY_SIZE(classes));

	alloc->h_client = usually(CLIENT);
	alloc->h_parent = usually(classes[which].parent);
	alloc->h_object = classes[which].class == 0xca6f ? usually(CHANNEL) : number();
	alloc->h_class = classes[which].class;
	alloc->params_size = usually(classes[which].size);
	if (alloc->h_class == 0xca6f)
		fill_channel(alloc->params);
	return sizeof(*alloc) + classes[which].size;
}

static size_t fill_control(uint8_t *payload)
{
	struct r570_rpc_rm_control *control = (void *)payload;
	uint32_t which = below(ARRAY_SIZE(controls));

	control->h_client = usually(CLIENT);
	control->h_object = usually(controls[which].object);
	control->cmd = controls[which].cmd;
	control->params_size = usually(controls[which].size);
	return sizeof(*control) + controls[which].size;
}

static void send(struct rig *rig, uint32_t function, const uint8_t *payload, size_t len)
{
	size_t slots = DIV_ROUND_UP(len + sizeof(struct r570_msgq_element), 4096);
	struct r570_msgq_element *element;
	uint8_t filler[1656] = { 0 };

	/* Elements are built in one piece: fill up to the end of the ring. */
	while (rig->write_ptr + slots > R570_MSGQ_MSG_COUNT) {
		rig_element(rig, R570_FN_GET_GSP_STATIC_INFO, filler, sizeof(filler));
		rig_ring(rig, 1);
		while (rig_receive(rig))
			;
	}
	element = rig_element(rig, function, payload, len);
	if (!below(32)) {
		((uint8_t *)element)[below(80)] = dice();
		if (below(2) && element->elem_count && element->elem_count <= slots)
			rig_sign(element);
	}
	rig_ring(rig, slots);
}

/* A message whose envelope is good, mostly, and whose contents are not. */
static void poke_rpc(struct rig *rig)
{
	static uint8_t payload[R570_ELEMENT_MAX_PAYLOAD];
	uint32_t function = some_function();
	size_t len = below(8) ? below(4000) : below(20000);

	memset(payload, 0, sizeof(payload));
	fill(payload, len);
	if (function == R570_FN_GSP_RM_ALLOC)
		len = fill_alloc(payload);
	else if (function == R570_FN_GSP_RM_CONTROL)
		len = fill_control(payload);
	send(rig, function, payload, len);
}

static void poke_shared_memory(struct rig *rig)
{
	uint32_t value = number();

	memcpy(rig_at(rig, RIG_SHM + R570_SHM_CMDQ_OFFSET + below(64) * 4), &value, sizeof(value));
	rig_write(rig, 0x110c00, 0);
	gsp_flush(rig->card);
}

static void poke(struct rig *rig)
{
	switch (below(8)) {
	case 0:
		poke_register(rig);
		break;
	case 1:
		poke_window(rig);
		break;
	case 2:
		host_run(card_host(rig->card));
		break;
	case 3:
		if (!below(100))
			poke_shared_memory(rig);
		break;
	default:
		poke_rpc(rig);
	}
	while (rig_receive(rig))
		;
}

/* Something to attack: a client with an address space. */
static void make_victims(struct rig *rig)
{
	struct r570_client_params client = { .h_client = CLIENT };
	struct r570_device_params device = { .h_client_share = CLIENT };
	struct r570_subdevice_params subdevice = { 0 };
	struct r570_vaspace_params vaspace = { .flags = R570_VASPACE_FLAGS_EXTERNALLY_OWNED };
	struct r570_ctrl_set_page_directory directory = { 0x110000, 2, 0, VASPACE, 0, 0, 0 };
	uint64_t pdb = 0x110000 | 1u << 10 | 1u << 11;

	rig_alloc(rig, CLIENT, CLIENT, CLIENT, 0, &client, sizeof(client));
	rig_alloc(rig, CLIENT, CLIENT, DEVICE, 0x80, &device, sizeof(device));
	rig_alloc(rig, CLIENT, DEVICE, SUBDEVICE, 0x2080, &subdevice, sizeof(subdevice));
	rig_alloc(rig, CLIENT, DEVICE, VASPACE, 0x90f1, &vaspace, sizeof(vaspace));
	rig_control(rig, CLIENT, DEVICE, R570_CTRL_SET_PAGE_DIRECTORY, &directory,
		    sizeof(directory));
	mem_write(card_mem(rig->card), APERTURE_VIDEO, 0x100200, &pdb, sizeof(pdb));
}

/* What the card complains of is not of interest, and a lot; a sanitizer's report is. */
static int silence(void)
{
	int saved = dup(STDERR_FILENO);

#ifdef __SANITIZE_ADDRESS__
	__sanitizer_set_report_fd((void *)(intptr_t)saved);
#endif
	assert_non_null(freopen("/dev/null", "w", stderr));
	return saved;
}

static void test_hostile(void **state)
{
	uint64_t objects = 0, calls = 0;
	int saved = silence();

	(void)state;
	for (uint64_t round = 0; round < 300; round++) {
		struct rig *rig;
		void *each;

		seed = round;
		rig_setup_booted(&each);
		rig = each;
		make_victims(rig);
		for (int i = 0; i < 300; i++)
			poke(rig);
		rig->seen = card_violations(rig->card);
		objects += *stats_counter(rig->card, "rm.objects");
		calls += *stats_counter(rig->card, "rpc");
		assert_int_equal(rig_teardown(&each), 0);
	}
	fflush(stderr);
	dup2(saved, STDERR_FILENO);
	close(saved);
	/* It got somewhere. */
	assert_true(calls > 10000 && objects > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
