// SPDX-License-Identifier: MIT
/*
 * What the drivers take from userspace and from the firmware, at the exact
 * limits of what it may be.
 */
#include "kernel_shim.h"

#include "drm/agx/agx_ring.h"
#include "drm/nova/fifo/engine.h"
#include "drm/nova/fifo/push.h"
#include "firmware/gsp/r570/ctrl.h"
#include "firmware/gsp/r570/engine.h"
#include "firmware/nv/host.h"

#include <uapi/drm/nouveau_drm.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

int shim_fail_after = -1;
long shim_allocations;

#define ADDR_END	(1ull << 40)
#define SIZE_END	(1u << 23)

static int push(u64 va, u32 len, u32 flags)
{
	const struct drm_nouveau_exec_push user = { .va = va, .va_len = len, .flags = flags };
	struct nova_push push = { .size = 1 };
	int ret = nova_push_init(&push, &user);

	if (!ret) {
		assert_int_equal(push.va, va);
		assert_int_equal(push.size, len);
		assert_int_equal(push.no_prefetch, flags == DRM_NOUVEAU_EXEC_PUSH_NO_PREFETCH);
	} else {
		assert_int_equal(push.size, 1);
	}
	return ret;
}

static void push_size(void **state)
{
	(void)state;
	assert_int_equal(push(0x1000, 0, 0), -EINVAL);
	assert_int_equal(push(0x1000, 4, 0), 0);
	assert_int_equal(push(0x1000, SIZE_END - 4, 0), 0);
	assert_int_equal(push(0x1000, SIZE_END, 0), -EINVAL);
	assert_int_equal(push(0x1000, SIZE_END + 4, 0), -EINVAL);
	assert_int_equal(push(0x1000, 6, 0), -EINVAL);
}

static void push_address(void **state)
{
	(void)state;
	assert_int_equal(push(0, 4, 0), 0);
	assert_int_equal(push(2, 4, 0), -EINVAL);
	assert_int_equal(push(ADDR_END - 8, 8, 0), 0);
	assert_int_equal(push(ADDR_END - 4, 8, 0), -EINVAL);
	assert_int_equal(push(ADDR_END, 4, 0), -EINVAL);
	assert_int_equal(push(ADDR_END + 4, 4, 0), -EINVAL);
	assert_int_equal(push(~3ull, 4, 0), -EINVAL);
}

static void push_flags(void **state)
{
	(void)state;
	assert_int_equal(push(0, 4, DRM_NOUVEAU_EXEC_PUSH_NO_PREFETCH), 0);
	assert_int_equal(push(0, 4, DRM_NOUVEAU_EXEC_PUSH_NO_PREFETCH << 1), -EINVAL);
}

static struct r570_ctrl_fifo_device_table table;
static struct nova_engines engines;

/* One engine on a list that has nothing else. */
static int add(u32 rm_type, u32 runlist)
{
	memset(&table, 0, sizeof(table));
	table.num_entries = 1;
	table.entries[0].engine_data[R570_FIFO_DATA_RM_ENGINE_TYPE] = rm_type;
	table.entries[0].engine_data[R570_FIFO_DATA_RUNLIST] = runlist;
	return nova_engines_add(&engines, NULL, &table);
}

static int empty(void **state)
{
	(void)state;
	memset(&engines, 0, sizeof(engines));
	return 0;
}

static void engine_kinds(void **state)
{
	(void)state;
	assert_int_equal(add(R570_RM_ENGINE_GR(0), 1), 0);
	assert_int_equal(add(R570_RM_ENGINE_COPY(0) - 1, 1), 0);
	assert_int_equal(engines.count, 1);
	assert_int_equal(engines.list[0].type, R570_ENGINE_GR(0));
	assert_false(engines.list[0].copy);

	assert_int_equal(add(R570_RM_ENGINE_COPY(0), 2), 0);
	assert_int_equal(add(R570_RM_ENGINE_COPY(19), 3), 0);
	assert_int_equal(add(R570_RM_ENGINE_COPY(20), 3), 0);
	assert_int_equal(engines.count, 3);
	assert_int_equal(engines.list[2].type, R570_ENGINE_COPY(19));
	assert_int_equal(engines.list[2].mc, R570_MC_CE(19));
	assert_int_equal(engines.list[2].inst, 19);
	assert_int_equal(engines.list[2].runlist, 3);
}

static void engine_runlists(void **state)
{
	u32 last = FIELD_MAX(NV_DOORBELL_RUNLIST);

	(void)state;
	assert_int_equal(add(R570_RM_ENGINE_COPY(0), last), 0);
	assert_int_equal(add(R570_RM_ENGINE_COPY(0), last + 1), -EIO);
	assert_int_equal(engines.count, 1);
}

static void engine_list_is_full(void **state)
{
	(void)state;
	for (u32 i = 0; i < NOVA_MAX_ENGINES; i++)
		assert_int_equal(add(R570_RM_ENGINE_COPY(1), 1), 0);
	assert_int_equal(add(R570_RM_ENGINE_COPY(1), 1), -EIO);
	assert_int_equal(engines.count, NOVA_MAX_ENGINES);
}

static void engine_table_length(void **state)
{
	(void)state;
	memset(&table, 0, sizeof(table));
	for (u32 i = 0; i < ARRAY_SIZE(table.entries); i++)
		table.entries[i].engine_data[R570_FIFO_DATA_RM_ENGINE_TYPE] =
			R570_RM_ENGINE_COPY(0);

	table.num_entries = ARRAY_SIZE(table.entries);
	assert_int_equal(nova_engines_add(&engines, NULL, &table), 0);
	assert_int_equal(engines.count, ARRAY_SIZE(table.entries));

	table.num_entries++;
	assert_int_equal(nova_engines_add(&engines, NULL, &table), -EIO);
	assert_int_equal(engines.count, ARRAY_SIZE(table.entries));
}

#define RING_COUNT	4

static struct agx_ring ring;
static u32 ring_read, ring_write;
static u32 ring_entries[RING_COUNT + 1];

static int new_ring(void **state)
{
	(void)state;
	ring_read = 0;
	ring_write = 0;
	memset(ring_entries, 0, sizeof(ring_entries));
	agx_ring_init(&ring, &ring_read, &ring_write, ring_entries, RING_COUNT, sizeof(u32));
	return 0;
}

static void ring_is_full(void **state)
{
	u32 entry = 7;

	(void)state;
	for (u32 i = 1; i < RING_COUNT; i++) {
		assert_int_equal(agx_ring_push(&ring, &entry, sizeof(entry)), 0);
		assert_int_equal(ring_write, i);
	}
	assert_int_equal(agx_ring_push(&ring, &entry, sizeof(entry)), -EAGAIN);

	ring_read = 1;
	assert_int_equal(agx_ring_push(&ring, &entry, sizeof(entry)), 0);
	assert_int_equal(ring_write, 0);
	assert_int_equal(ring_entries[RING_COUNT], 0);
}

static void ring_entry_size(void **state)
{
	const u32 entry[2] = { 0x01020304, 7 };

	(void)state;
	assert_int_equal(agx_ring_push(&ring, entry, sizeof(u32) + 1), -EINVAL);
	assert_int_equal(ring_entries[1], 0);
	assert_int_equal(agx_ring_push(&ring, entry, sizeof(u32)), 0);
	assert_int_equal(ring_entries[0], entry[0]);

	ring_entries[1] = ~0u;
	assert_int_equal(agx_ring_push(&ring, entry, 1), 0);
	assert_int_equal(ring_entries[1], entry[0] & 0xff);
}

static void ring_reader_is_hostile(void **state)
{
	u32 entry = 7;

	(void)state;
	ring_read = RING_COUNT - 1;
	assert_int_equal(agx_ring_pending(&ring), 1);
	assert_int_equal(agx_ring_push(&ring, &entry, sizeof(entry)), 0);

	ring_read = RING_COUNT;
	assert_int_equal(agx_ring_pending(&ring), -EIO);
	assert_int_equal(agx_ring_push(&ring, &entry, sizeof(entry)), -EIO);

	ring_read = ring_write;
	assert_int_equal(agx_ring_pending(&ring), 0);
}

static void ring_writer_is_hostile(void **state)
{
	u32 entry = 7;

	(void)state;
	assert_int_equal(agx_ring_pop(&ring, &entry, sizeof(entry)), 0);

	ring_write = RING_COUNT;
	assert_int_equal(agx_ring_pop(&ring, &entry, sizeof(entry)), -EIO);
	assert_int_equal(entry, 7);

	ring_write = RING_COUNT - 1;
	ring_entries[0] = 9;
	assert_int_equal(agx_ring_pop(&ring, &entry, sizeof(entry)), 1);
	assert_int_equal(entry, 9);
	assert_int_equal(ring_read, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(push_size),
		cmocka_unit_test(push_address),
		cmocka_unit_test(push_flags),
		cmocka_unit_test_setup(engine_kinds, empty),
		cmocka_unit_test_setup(engine_runlists, empty),
		cmocka_unit_test_setup(engine_list_is_full, empty),
		cmocka_unit_test_setup(engine_table_length, empty),
		cmocka_unit_test_setup(ring_is_full, new_ring),
		cmocka_unit_test_setup(ring_entry_size, new_ring),
		cmocka_unit_test_setup(ring_reader_is_hostile, new_ring),
		cmocka_unit_test_setup(ring_writer_is_hostile, new_ring),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
