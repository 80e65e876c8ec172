// SPDX-License-Identifier: MIT
/* Encoders and decoders of firmware/nv against values that were seen on the bus or in nouveau. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "firmware/nv/classes.h"
#include "firmware/nv/copy.h"
#include "firmware/nv/host.h"
#include "firmware/nv/mmu_v3.h"
#include "firmware/nv/regs.h"

static void test_levels_cover_the_address(void **state)
{
	(void)state;
	/* Each level indexes exactly the bits above the level below it. */
	for (int l = NV_MMU_V3_PD4; l < NV_MMU_V3_PD0; l++)
		assert_int_equal(nv_mmu_v3_fmt(l).shift,
				 nv_mmu_v3_fmt(l + 1).shift + nv_mmu_v3_fmt(l + 1).bits);
	assert_int_equal(nv_mmu_v3_fmt(NV_MMU_V3_PD4).shift + 1, NV_MMU_V3_VA_BITS);
	assert_int_equal(nv_mmu_v3_fmt(NV_MMU_V3_PT_BIG).shift + 5, 21);
	assert_int_equal(nv_mmu_v3_fmt(NV_MMU_V3_PT_SMALL).shift + 9, 21);
	assert_int_equal(nv_mmu_v3_fmt(NV_MMU_V3_LEVELS).bits, 0);
}

static void test_index(void **state)
{
	const u64 va = 1ull << 56 | 0x123ull << 47 | 0x0a5ull << 38 | 0x1ffull << 29 |
		       0x81ull << 21 | 0x1cbull << 12 | 0xfff;

	(void)state;
	assert_int_equal(nv_mmu_v3_index(NV_MMU_V3_PD4, va), 1);
	assert_int_equal(nv_mmu_v3_index(NV_MMU_V3_PD3, va), 0x123);
	assert_int_equal(nv_mmu_v3_index(NV_MMU_V3_PD2, va), 0x0a5);
	assert_int_equal(nv_mmu_v3_index(NV_MMU_V3_PD1, va), 0x1ff);
	assert_int_equal(nv_mmu_v3_index(NV_MMU_V3_PD0, va), 0x81);
	assert_int_equal(nv_mmu_v3_index(NV_MMU_V3_PT_BIG, va), 0x1cb >> 4);
	assert_int_equal(nv_mmu_v3_index(NV_MMU_V3_PT_SMALL, va), 0x1cb);
}

static void test_entries(void **state)
{
	(void)state;
	/* UPDATE_BAR_PDE of nouveau: VRAM address | 0x12. */
	assert_int_equal(nv_mmu_v3_pde(NV_MMU_V3_PDE_APERTURE_VIDMEM, 0x12345000), 0x12345012);
	assert_int_equal(nv_mmu_v3_pde(NV_MMU_V3_PDE_APERTURE_SYSMEM_COH, 0x1000), 0x100c);
	assert_int_equal(nv_mmu_v3_pde(NV_MMU_V3_PDE_APERTURE_SYSMEM_NONCOH, 0x1000), 0x1006);
	assert_int_equal(nv_mmu_v3_dual_pde_big(NV_MMU_V3_PDE_APERTURE_VIDMEM, 0x12345100),
			 0x12345112);
	/* PTE of VRAM, read-write, generic kind; and of coherent memory, uncached, pitch. */
	assert_int_equal(nv_mmu_v3_pte(NV_MMU_V3_PTE_APERTURE_VIDMEM, 0x7000,
				       NV_MMU_V3_PTE_PCF_ACD, NV_MMU_KIND_GENERIC),
			 0x7681);
	assert_int_equal(nv_mmu_v3_pte(NV_MMU_V3_PTE_APERTURE_SYSMEM_COH, 0xffffffffff000,
				       NV_MMU_V3_PTE_PCF_ACD | NV_MMU_V3_PTE_PCF_UNCACHED,
				       NV_MMU_KIND_PITCH),
			 0xffffffffff08d);
	assert_int_equal(nv_mmu_v3_pte_sparse(), 8);
	assert_true(nv_mmu_v3_pte_is_sparse(8));
	assert_false(nv_mmu_v3_pte_is_sparse(0));
	assert_false(nv_mmu_v3_pte_is_sparse(9));
	assert_false(nv_mmu_v3_pte_is_sparse(0x18));
	assert_true(nv_mmu_v3_pde_is_sparse(8));
	assert_true(nv_mmu_v3_pde_is_sparse(0x18));
	assert_false(nv_mmu_v3_pde_is_sparse(0));
	assert_false(nv_mmu_v3_pde_is_sparse(0x100c));
}

static void test_gp_entry(void **state)
{
	u64 e = nv_gp_entry(0xab12345678ull, 51, NV_GP_ENTRY1_LEVEL_SUBROUTINE);

	(void)state;
	assert_int_equal(e, 0x0000ceab12345678ull);
	assert_int_equal(nv_gp_entry_va(e), 0xab12345678ull);
	assert_int_equal(nv_gp_entry_words(e), 51);
	assert_int_equal(nv_gp_entry_words(nv_gp_entry(0, NV_GP_ENTRY_LENGTH_MAX,
						       NV_GP_ENTRY1_SYNC_WAIT)),
			 NV_GP_ENTRY_LENGTH_MAX);
}

static void test_methods(void **state)
{
	struct nv_mthd m = nv_mthd_decode(0x20058017);

	(void)state;
	/* SEM_ADDR_LO to SEM_EXECUTE, five words, incrementing, subchannel 4. */
	assert_int_equal(nv_mthd_header(NV_MTHD_OP_INC, 4, NV_HOST_SEM_ADDR_LO, 5), 0x20058017);
	assert_int_equal(m.op, NV_MTHD_OP_INC);
	assert_int_equal(m.subch, 4);
	assert_int_equal(m.mthd, NV_HOST_SEM_ADDR_LO);
	assert_int_equal(m.count, 5);
	m = nv_mthd_decode(nv_mthd_header(NV_MTHD_OP_IMMD, 7, 0x3ffc, 0x1fff));
	assert_int_equal(m.op, NV_MTHD_OP_IMMD);
	assert_int_equal(m.subch, 7);
	assert_int_equal(m.mthd, 0x3ffc);
	assert_int_equal(m.immd, 0x1fff);
	assert_int_equal(m.count, 0);
	m = nv_mthd_decode(0);
	assert_int_equal(m.op, NV_MTHD_OP_GRP0);
	assert_int_equal(m.count, 0);
}

static void test_fields_do_not_overlap(void **state)
{
	static const u32 launch[] = {
		NV_COPY_LAUNCH_DMA_TRANSFER,	 NV_COPY_LAUNCH_DMA_FLUSH,
		NV_COPY_LAUNCH_DMA_SEMAPHORE,	 NV_COPY_LAUNCH_DMA_INTERRUPT,
		NV_COPY_LAUNCH_DMA_SRC_PITCH,	 NV_COPY_LAUNCH_DMA_DST_PITCH,
		NV_COPY_LAUNCH_DMA_MULTI_LINE,	 NV_COPY_LAUNCH_DMA_REMAP,
		NV_COPY_LAUNCH_DMA_SRC_PHYSICAL, NV_COPY_LAUNCH_DMA_DST_PHYSICAL,
		NV_COPY_LAUNCH_DMA_REDUCTION,	 NV_COPY_LAUNCH_DMA_REDUCTION_UNSIGNED,
	};
	u32 seen = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(launch); i++) {
		assert_int_equal(seen & launch[i], 0);
		seen |= launch[i];
	}
	/* The launch word of nouveau's buffer moves. */
	assert_int_equal(FIELD_PREP(NV_COPY_LAUNCH_DMA_TRANSFER,
				    NV_COPY_LAUNCH_DMA_TRANSFER_NON_PIPELINED) |
				 NV_COPY_LAUNCH_DMA_FLUSH | NV_COPY_LAUNCH_DMA_SRC_PITCH |
				 NV_COPY_LAUNCH_DMA_DST_PITCH | NV_COPY_LAUNCH_DMA_MULTI_LINE,
			 0x386);
}

static void test_doorbell_and_vectors(void **state)
{
	(void)state;
	assert_int_equal(nv_doorbell_gb202(2, 17), 0x40020011);
	assert_int_equal(NV_VFN_INTR_LEAF(NV_VFN_INTR_LEAF_OF(155)), 0xb81010);
	assert_int_equal(NV_VFN_INTR_BIT_OF(155), 1u << 27);
	assert_int_equal(NV_VFN_INTR_TOP_OF(155), 1u << 2);
	assert_int_equal(FIELD_GET(NV_PMC_BOOT_0_CHIPSET, 0x1b2000a1), 0x1b2);
	assert_int_equal(NV_PGSP_QUEUE_HEAD(0), 0x110c00);
	assert_int_equal(NV_PGSP_RISCV_CPUCTL, 0x111388);
	assert_int_equal(NV_PFSP_EMEMC(0), 0x8f2ac0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_levels_cover_the_address),
		cmocka_unit_test(test_index),
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_gp_entry),
		cmocka_unit_test(test_methods),
		cmocka_unit_test(test_fields_do_not_overlap),
		cmocka_unit_test(test_doorbell_and_vectors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
