// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "emu/agx-card/chip.h"
#include "emu/agx-card/regs.h"
#include "emu/agx-card/window.h"
#include "emu/vfio-user/vfu.h"
#include "firmware/agx/asc.h"
#include "firmware/agx/glue.h"
#include "firmware/agx/initdata.h"
#include "firmware/agx/rtkit.h"
#include "firmware/agx/uat.h"
#include "tests/unit/agx_rig.h"

#define PAGE 0x4000u
#define FIRMWARE AGX_EP_FIRMWARE
#define DOORBELL AGX_EP_DOORBELL

unsigned int rig_msis;

static uint8_t *guest;
static uint8_t config_space[4096];

struct vfu *vfu_create(const struct vfu_config *config, const struct vfu_ops *ops, void *priv)
{
	(void)ops;
	(void)priv;
	memcpy(config_space, config->config, sizeof(config_space));
	return (struct vfu *)config_space;
}

void vfu_destroy(struct vfu *vfu)
{
	(void)vfu;
}

void *vfu_dma_ptr(struct vfu *vfu, uint64_t iova, size_t len, unsigned int prot)
{
	(void)vfu;
	(void)prot;
	if (iova < RIG_GUEST_BASE || iova - RIG_GUEST_BASE >= RIG_GUEST_SIZE ||
	    len > RIG_GUEST_SIZE - (iova - RIG_GUEST_BASE))
		return NULL;
	return guest + (iova - RIG_GUEST_BASE);
}

int vfu_irq_trigger(struct vfu *vfu, enum vfu_irq_type type, unsigned int vector)
{
	(void)vfu;
	assert_int_equal(type, VFU_IRQ_MSI);
	assert_int_equal(vector, 0);
	rig_msis++;
	return 0;
}

int rig_setup(void **state)
{
	struct rig *rig = calloc(1, sizeof(*rig));
	const char *variant = *state ? *state : "t8103 12.3";
	char chip[16] = "", abi[16] = "";
	int fd;

	assert_non_null(rig);
	rig->guest = guest = calloc(1, RIG_GUEST_SIZE);
	assert_non_null(guest);
	rig_msis = 0;
	strcpy(rig->path, "/tmp/agx-rig-XXXXXX");
	fd = mkstemp(rig->path);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(sscanf(variant, "%15s %15s", chip, abi), 2);
	rig->abi = chip_abi(chip_find(chip), abi);
	assert_non_null(rig->abi);
	rig->card = card_create(&(struct card_options){
		.chip = chip_find(chip),
		.abi = rig->abi,
		.log.violations = rig->path,
	});
	assert_non_null(rig->card);
	rig->next_va = AGX_KVA_FW_PRIV;
	*state = rig;
	return 0;
}

int rig_teardown(void **state)
{
	struct rig *rig = *state;
	unsigned long unseen = card_violations(rig->card) - rig->seen;

	card_destroy(rig->card);
	unlink(rig->path);
	free(rig->guest);
	free(rig);
	return unseen ? -1 : 0;
}

void rig_expect_violation(struct rig *rig, const char *what)
{
	unsigned long at = 0;
	bool found = false;
	char line[600];
	FILE *file = fopen(rig->path, "r");

	assert_non_null(file);
	while (fgets(line, sizeof(line), file))
		if (at++ >= rig->seen && strstr(line, what))
			found = true;
	fclose(file);
	rig->seen = at;
	if (!found)
		fail_msg("no violation says '%s'", what);
}

void rig_expect_words(const uint8_t *mem, uint32_t offset, const uint32_t *words, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		uint32_t word;

		memcpy(&word, mem + offset + 4 * i, sizeof(word));
		if (word != words[i])
			fail_msg("%x: %08x, not %08x", offset + 4 * i, word, words[i]);
	}
}

uint32_t rig_read(struct rig *rig, uint32_t offset)
{
	uint32_t value;

	regs_read(rig->card, offset, &value, sizeof(value));
	return value;
}

uint64_t rig_read64(struct rig *rig, uint32_t offset)
{
	uint64_t value;

	regs_read(rig->card, offset, &value, sizeof(value));
	return value;
}

void rig_write(struct rig *rig, uint32_t offset, uint32_t value)
{
	regs_write(rig->card, offset, &value, sizeof(value));
}

void rig_write64(struct rig *rig, uint32_t offset, uint64_t value)
{
	regs_write(rig->card, offset, &value, sizeof(value));
}

void rig_send(struct rig *rig, uint8_t ep, uint64_t msg)
{
	rig_write64(rig, AGX_GLUE_ASC + AGX_ASC_A2I_SEND0, msg);
	rig_write64(rig, AGX_GLUE_ASC + AGX_ASC_A2I_SEND1, ep);
	card_run(rig->card);
}

bool rig_receive(struct rig *rig, uint8_t *ep, uint64_t *msg)
{
	if (rig_read(rig, AGX_GLUE_ASC + AGX_ASC_I2A_CTRL) & AGX_ASC_CTRL_EMPTY)
		return false;
	*msg = rig_read64(rig, AGX_GLUE_ASC + AGX_ASC_I2A_RECV0);
	*ep = rig_read64(rig, AGX_GLUE_ASC + AGX_ASC_I2A_RECV1);
	return true;
}

void rig_expect(struct rig *rig, uint8_t ep, uint64_t msg)
{
	uint64_t got = 0;
	uint8_t from = 0;

	assert_true(rig_receive(rig, &from, &got));
	assert_int_equal(from, ep);
	assert_int_equal(got, msg);
}

void rig_drain(struct rig *rig)
{
	uint64_t msg;
	uint8_t ep;

	while (rig_receive(rig, &ep, &msg))
		;
}

void *rig_pa(struct rig *rig, uint64_t pa)
{
	assert_true(pa >= RIG_GUEST_BASE && pa - RIG_GUEST_BASE < RIG_GUEST_SIZE);
	return rig->guest + (pa - RIG_GUEST_BASE);
}

void *rig_alloc(struct rig *rig, uint32_t size, uint64_t *pa)
{
	uint32_t at = rig->used;

	rig->used += (size + PAGE - 1) / PAGE * PAGE;
	assert_true(rig->used <= RIG_GUEST_SIZE);
	*pa = RIG_GUEST_BASE + at;
	return rig->guest + at;
}

static uint64_t *table(struct rig *rig, uint64_t *entry)
{
	uint64_t pa;

	if (!(*entry & 1)) {
		rig_alloc(rig, PAGE, &pa);
		*entry = pa | 3;
	}
	return rig_pa(rig, *entry & 0xffffffffc000ull);
}

static uint64_t *leaf(struct rig *rig, unsigned int slot, uint64_t va)
{
	bool high = va >> 63;
	uint64_t root = high ? rig->region[AGX_GLUE_REGION_PAGETABLES] : rig->root[slot != 0];
	uint64_t *l1 = table(rig, &((uint64_t *)rig_pa(rig, root))[va >> 36 & 7]);
	uint64_t *l2 = table(rig, &l1[va >> 25 & 2047]);

	return &l2[va >> 14 & 2047];
}

void rig_map(struct rig *rig, unsigned int slot, uint64_t va, uint64_t pa, uint32_t size,
	     uint64_t prot)
{
	for (uint32_t at = 0; at < size; at += PAGE)
		*leaf(rig, slot, va + at) = (pa + at) | prot | 3 | 1ull << 10 | 1ull << 55 |
					    (slot ? 1ull << 11 : 0);
}

void rig_unmap(struct rig *rig, unsigned int slot, uint64_t va)
{
	*leaf(rig, slot, va) = 0;
}

void rig_protect(struct rig *rig, unsigned int slot, uint64_t va, uint64_t prot)
{
	va -= va % PAGE;
	rig_map(rig, slot, va, *leaf(rig, slot, va) & 0xffffffffc000ull, PAGE, prot);
}

void *rig_fw(struct rig *rig, uint32_t size, uint64_t *va)
{
	uint64_t pa;
	void *memory = rig_alloc(rig, size, &pa);

	*va = rig->next_va;
	rig_map(rig, 0, *va, pa, size, AGX_PROT_FW_PRIV_RW);
	/* A page between that nothing maps. */
	rig->next_va += (size + 2 * PAGE - 1) / PAGE * PAGE;
	return memory;
}

static void publish(struct rig *rig)
{
	for (unsigned int i = 0; i < AGX_GLUE_NUM_REGIONS; i++) {
		uint32_t size = rig_read(rig, AGX_GLUE_REGS + AGX_GLUE_REGION_SIZE(i));

		rig_alloc(rig, size, &rig->region[i]);
		rig_write(rig, AGX_GLUE_REGS + AGX_GLUE_REGION_ADDR_LO(i), rig->region[i]);
		rig_write(rig, AGX_GLUE_REGS + AGX_GLUE_REGION_ADDR_HI(i), rig->region[i] >> 32);
	}
	rig_write(rig, AGX_GLUE_REGS + AGX_GLUE_BOOT, AGX_GLUE_BOOT_PUBLISH);
	assert_int_equal(rig_read(rig, AGX_GLUE_REGS + AGX_GLUE_STATE), AGX_GLUE_STATE_UP);
}

static void set_bases(struct rig *rig)
{
	uint64_t *ttbs = rig_pa(rig, rig->region[AGX_GLUE_REGION_TTBS]);

	rig_alloc(rig, PAGE, &rig->root[0]);
	rig_alloc(rig, PAGE, &rig->root[1]);
	ttbs[0] = rig->root[0] | 1;
	ttbs[1] = rig->region[AGX_GLUE_REGION_PAGETABLES] | 1;
	ttbs[2 * RIG_USER_SLOT] = rig->root[1] | 1 | (uint64_t)RIG_USER_SLOT << 48;
}

static uint64_t mgmt(unsigned int type, uint64_t msg)
{
	return (uint64_t)type << 52 | msg;
}

static void start_endpoint(struct rig *rig, uint64_t ep)
{
	rig_send(rig, AGX_EP_MGMT, mgmt(5, ep << 32 | 2));
}

static void give_buffer(struct rig *rig, uint8_t ep)
{
	uint64_t va;

	rig_fw(rig, 0x4000, &va);
	if (ep == AGX_EP_OSLOG) {
		rig_expect(rig, ep, 1ull << 56 | 0x4000ull << 36);
		rig_send(rig, ep, 1ull << 56 | 0x4000ull << 36 | (va >> 12 & 0xfffffffff));
	} else {
		rig_expect(rig, ep, 1ull << 52 | 4ull << 44);
		rig_send(rig, ep, 1ull << 52 | 4ull << 44 | (va & 0xfffffffffff));
	}
}

static void handshake(struct rig *rig)
{
	rig_write(rig, AGX_GLUE_ASC + AGX_ASC_CPU_CONTROL, AGX_ASC_CPU_CONTROL_RUN);
	rig_expect(rig, AGX_EP_MGMT, 0x00100000000c000b);
	rig_send(rig, AGX_EP_MGMT, mgmt(2, 12 << 16 | 12));
	rig_expect(rig, AGX_EP_MGMT, mgmt(8, 0x11f));
	rig_send(rig, AGX_EP_MGMT, mgmt(8, 1));
	rig_expect(rig, AGX_EP_MGMT, mgmt(8, 1ull << 51 | 1ull << 32 | 3));
	rig_send(rig, AGX_EP_MGMT, mgmt(8, 1ull << 51 | 1ull << 32));
	rig_expect(rig, AGX_EP_MGMT, mgmt(7, 0x20));
}

int rig_setup_booted(void **state)
{
	static const uint8_t with_buffer[] = { AGX_EP_CRASHLOG, AGX_EP_IOREPORT, AGX_EP_OSLOG };
	struct rig *rig;

	rig_setup(state);
	rig = *state;
	publish(rig);
	set_bases(rig);
	handshake(rig);
	for (unsigned int i = 0; i < sizeof(with_buffer); i++) {
		start_endpoint(rig, with_buffer[i]);
		give_buffer(rig, with_buffer[i]);
	}
	start_endpoint(rig, AGX_EP_SYSLOG);
	rig_expect(rig, AGX_EP_SYSLOG, mgmt(8, 0x60ull << 24 | 32));
	give_buffer(rig, AGX_EP_SYSLOG);
	rig_send(rig, AGX_EP_MGMT, mgmt(0xb, 0x20));
	rig_expect(rig, AGX_EP_MGMT, mgmt(0xb, 0x20));
	start_endpoint(rig, FIRMWARE);
	start_endpoint(rig, DOORBELL);
	return 0;
}

static void put32(uint8_t *at, uint32_t offset, uint32_t value)
{
	memcpy(at + offset, &value, sizeof(value));
}

static void put64(uint8_t *at, uint32_t offset, uint64_t value)
{
	memcpy(at + offset, &value, sizeof(value));
}

static void make_ring(struct rig *rig, struct rig_ring *ring, uint8_t *ptrs, uint32_t offset,
		      uint32_t size, uint32_t count, unsigned int rings)
{
	uint64_t state, entries;

	ring->state = rig_fw(rig, 0x30 * rings, &state);
	ring->entries = rig_fw(rig, size * count * rings, &entries);
	ring->write_at = 0x20;
	ring->size = size;
	ring->count = count;
	put64(ptrs, offset, state);
	put64(ptrs, offset + 8, entries);
}

static void make_rings(struct rig *rig)
{
	const struct agx_abi *abi = rig->abi;
	uint64_t va;

	for (unsigned int p = 0; p < AGX_PIPE_PRIORITIES; p++)
		for (unsigned int t = 0; t < AGX_PIPE_TYPES; t++)
			make_ring(rig, &rig->pipe[p][t], rig->rtptrs, 0x30 * p + 0x10 * t,
				  abi->pipe_size, 0x100, 1);
	make_ring(rig, &rig->devctrl, rig->rtptrs, 0xc0, abi->devctrl_size, 0x100, 1);
	make_ring(rig, &rig->event, rig->rtptrs, 0xd0, 0x38, 0x100, 1);
	make_ring(rig, &rig->fwlog, rig->rtptrs, 0xe0, 0x38, 0x100, 6);
	make_ring(rig, &rig->ktrace, rig->rtptrs, 0xf0, 0x38, 0x200, 1);
	make_ring(rig, &rig->stats, rig->rtptrs, 0x100, abi->stats_size, 0x100, 1);
	make_ring(rig, &rig->fwctl, rig->fw_status, 0, 0x14, 0x100, 1);
	rig->fwctl.write_at = 0x10;
	/* The second ring of FwLog is the one that is written. */
	rig->fwlog.state += 0x30;
	rig->fwlog.entries += 0x38 * 0x100;
	rig_fw(rig, 0xd8 * 0x100 * 6, &va);
	put64(rig->rtptrs, 0x1b0, va);
}

static void make_pointer(struct rig *rig, uint32_t offset, uint32_t size)
{
	uint64_t va;

	rig_fw(rig, size, &va);
	put64(rig->rtptrs, offset, va);
}

/* Device memory: nobody reads it here. */
static void map_io(struct rig *rig, uint8_t *b, const struct window *window)
{
	uint8_t *io = b + rig->abi->io_mappings + 0x20 * window->slot;
	uint64_t in_page = window->phys & AGX_UAT_PAGE_MASK;
	uint64_t va = AGX_KVA_MMIO + window->slot * 0x2000000;
	uint32_t per_die = window->count / (window->count > 1 ? card_chip(rig->card)->dies : 1);

	put64(io, 0x00, window->phys);
	put64(io, 0x08, va + in_page);
	put32(io, 0x10, window->count * window->size);
	put32(io, 0x14, window->size);
	put64(io, 0x18, window->writable);
	for (uint32_t i = 0; i < window->count; i++)
		rig_map(rig, 0, va + i * window->size,
			window->phys - in_page + i / per_die * WINDOW_DIE_STRIDE +
				i % per_die * WINDOW_MCACHE_STRIDE,
			in_page + window->size,
			window->writable ? AGX_PROT_FW_MMIO_RW : AGX_PROT_FW_MMIO_RO);
}

static void make_windows(struct rig *rig, uint8_t *b)
{
	const struct window *windows = windows_of(card_chip(rig->card)->id);

	for (int i = 0; i < WINDOWS; i++)
		map_io(rig, b, &windows[i]);
	if (rig->abi->generation != AGX_G14X)
		return;
	put64(b, rig->abi->sgx_sram_ptr, AGX_KVA_MMIO + 0x80000000);
	rig_map(rig, 0, AGX_KVA_MMIO + 0x80000000, WINDOW_SRAM_BASE, WINDOW_SRAM_SIZE,
		AGX_PROT_FW_SHARED_RW);
}

static void make_blobs(struct rig *rig)
{
	const struct agx_abi *abi = rig->abi;
	uint8_t *stats;
	uint64_t va;

	rig->hwdata_a = rig_fw(rig, abi->hwdata_a_size, &va);
	memcpy(rig->hwdata_a, rig_pa(rig, rig->region[AGX_GLUE_REGION_HW_CAL_A]), abi->hwdata_a_size);
	put64(rig->rtptrs, 0x188, va);
	rig->hwdata_b = rig_fw(rig, abi->hwdata_b_size, &va);
	memcpy(rig->hwdata_b, rig_pa(rig, rig->region[AGX_GLUE_REGION_HW_CAL_B]), abi->hwdata_b_size);
	put64(rig->rtptrs, 0x1a0, va);
	put64(rig->rtptrs, 0x1a8, va);
	make_windows(rig, rig->hwdata_b);
	rig->globals = rig_fw(rig, abi->globals_size, &va);
	memcpy(rig->globals, rig_pa(rig, rig->region[AGX_GLUE_REGION_GLOBALS]),
	       abi->globals_size);
	make_pointer(rig, 0x170, 0x3004);
	stats = rig_fw(rig, 0x8 + 0x910 + 0x111c, &va);
	put64(rig->rtptrs, 0x178, va);
	stats += abi->generation == AGX_G14X ? 0x918 : 8;
	put32(stats, 0x100, ~0u);
	put32(stats, 0x118, ~0u);
	make_pointer(rig, 0x180, 0x3000);
}

static void make_bufmgr(struct rig *rig)
{
	uint64_t pa;

	rig_alloc(rig, PAGE, &pa);
	rig_map(rig, 0, AGX_LVA_BUFMGR, pa, PAGE, AGX_PROT_GPU_SHARED_RW);
	rig_map(rig, 0, AGX_KVA_BUFMGR & ~0x3fffull, pa, PAGE, AGX_PROT_FW_SHARED_RW);
	put64(rig->rtptrs, rig->abi->rt_bufmgr, AGX_LVA_BUFMGR);
	put64(rig->rtptrs, rig->abi->rt_bufmgr + 8, AGX_KVA_BUFMGR & ~0x3fffull);
	put32(rig->rtptrs, rig->abi->rt_unk_6b38, 0xff);
}

static void make_root(struct rig *rig, uint64_t rt, uint64_t globals, uint64_t status)
{
	static const uint16_t shifts[3][2] = { { 36, 8 }, { 25, 2048 }, { 14, 2048 } };
	uint8_t *root = rig->initdata + rig->abi->initdata_ptrs;
	uint64_t buf, oas = card_chip(rig->card)->oas;

	if (rig->abi->initdata_ptrs)
		memcpy(rig->initdata, rig->abi->ver_info, 8);
	rig_fw(rig, 0x4000, &buf);
	put64(root, 0x00, buf);
	put64(root, 0x10, rt);
	put64(root, 0x18, globals);
	put64(root, 0x20, status);
	put32(root, 0x28, 0x4000 | 14 << 16 | 3 << 24);
	for (unsigned int i = 0; i < 3; i++) {
		uint8_t *level = root + 0x2c + 0x20 * i;

		put32(level, 0x00, 8 | 14 << 8 | 14 << 16 | (uint32_t)shifts[i][0] << 24);
		put32(level, 0x04, shifts[i][1] | 0x4000u << 16);
		put64(level, 0x08, 1);
		put64(level, 0x10, (1ull << oas) - 0x4000);
		put64(level, 0x18, (uint64_t)(shifts[i][1] - 1) << shifts[i][0]);
	}
	put32(root, 0xa0, 1);
}

void rig_make_initdata(struct rig *rig)
{
	uint64_t rt, status, globals;

	rig->initdata = rig_fw(rig, rig->abi->initdata_size, &rig->initdata_va);
	rig->rtptrs = rig_fw(rig, rig->abi->rtptrs_size, &rt);
	rig->fw_status = rig_fw(rig, 0x80, &status);
	make_rings(rig);
	globals = rig->next_va;
	make_blobs(rig);
	for (uint64_t va = globals; va < rig->next_va; va += PAGE)
		if ((*leaf(rig, 0, va) & 0xffffffffc000ull) ==
		    RIG_GUEST_BASE + (uint64_t)(rig->globals - rig->guest))
			globals = va;
	make_pointer(rig, 0x190, 0x80);
	make_pointer(rig, 0x198, 0xc0);
	make_pointer(rig, 0x1b8, 0x1000);
	if (rig->abi->rt_unkptr_1c0) {
		make_pointer(rig, 0x1c0, 0x300);
		make_pointer(rig, 0x1c8, 0x1000);
	}
	make_bufmgr(rig);
	make_root(rig, rt, globals, status);
}

void rig_init(struct rig *rig)
{
	rig_send(rig, FIRMWARE, 0x81ull << 48 | (rig->initdata_va & 0xfffffffffff));
}

void rig_put(struct rig_ring *ring, const void *entry, size_t len)
{
	uint32_t write;

	memcpy(&write, ring->state + ring->write_at, sizeof(write));
	assert_true(len <= ring->size);
	memset(ring->entries + write * ring->size, 0, ring->size);
	memcpy(ring->entries + write * ring->size, entry, len);
	put32(ring->state, ring->write_at, (write + 1) % ring->count);
}

void rig_doorbell(struct rig *rig, unsigned int channel)
{
	rig_send(rig, DOORBELL, 0x83ull << 48 | channel);
}

const void *rig_take(struct rig_ring *ring)
{
	uint32_t read, write;

	memcpy(&read, ring->state, sizeof(read));
	memcpy(&write, ring->state + ring->write_at, sizeof(write));
	if (read == write)
		return NULL;
	put32(ring->state, 0, (read + 1) % ring->count);
	return ring->entries + read * ring->size;
}

int rig_setup_ready(void **state)
{
	struct rig *rig;
	uint32_t op;

	rig_setup_booted(state);
	rig = *state;
	rig_make_initdata(rig);
	rig_init(rig);
	op = rig->abi->op_init;
	rig_put(&rig->devctrl, &op, sizeof(op));
	rig_doorbell(rig, AGX_DOORBELL_DEVCTRL);
	rig_drain(rig);
	return 0;
}
