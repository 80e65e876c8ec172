// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Booting the firmware
 *
 * From Hopper on the card has a security processor, FSP, that is up before we
 * are. One message asks it to authenticate the "FMC" image and start it on the
 * GSP; that carves a write protected region (WPR) out of VRAM, loads GSP-RM
 * into it and starts it. All we do is lay out the memory that they read:
 *
 *	fmc_args -> wpr_meta -> level0 -> level1 -> level2 -> image
 *	         |           -> bootloader, signature
 *	         -> libos -> three log buffers
 *	                  -> rm_args -> message queues
 *
 * Sources: nouveau, nvkm/subdev/gsp/gh100.c, nvkm/subdev/fsp/gh100.c,
 * nvkm/subdev/gsp/rm/r535/gsp.c and rm/r570/gsp.c.
 */

#include "boot.h"

#include "drm/nova/nova_chip.h"
#include "drm/nova/nova_device.h"

#include "firmware/gsp/r570/boot.h"
#include "firmware/gsp/r570/rpc.h"
#include "firmware/nv/regs.h"

#include <drm/drm_print.h>

#include <linux/iopoll.h>
#include <linux/math.h>
#include <linux/sizes.h>

/* How long each step may take; nouveau waits as long. */
#define NOVA_FSP_BOOT_US	(4 * USEC_PER_SEC)
#define NOVA_FSP_MESSAGE_US	(1 * USEC_PER_SEC)
#define NOVA_GSP_BOOT_US	(8 * USEC_PER_SEC)
#define NOVA_GSP_HALT_US	(4 * USEC_PER_SEC)
#define NOVA_POLL_US		100

/* A message to FSP that fits one packet, and its type. */
#define NOVA_MCTP_SINGLE_PACKET	(FSP_MCTP_SOM | FSP_MCTP_EOM)
#define NOVA_NVDM(type)									\
	(FIELD_PREP_CONST(FSP_NVDM_MSG_TYPE, FSP_NVDM_MSG_TYPE_VENDOR_PCI) |		\
	 FIELD_PREP_CONST(FSP_NVDM_VENDOR_ID, FSP_NVDM_VENDOR_ID_NV) |			\
	 FIELD_PREP_CONST(FSP_NVDM_TYPE, type))

/*
 * The heap that GSP-RM wants inside WPR2: a fixed part for its kernel and itself, a part that
 * grows with VRAM, and room for clients. Source: nouveau, tu102_gsp_wpr_heap_size().
 */
static u64 nova_gsp_heap_size(u64 vram_size)
{
	u64 growing = R570_HEAP_SIZE_PER_GIB_FB * DIV_ROUND_UP_ULL(vram_size, SZ_1G);

	return R570_HEAP_OS_SIZE_LIBOS3 + R570_HEAP_BASE_SIZE_GH100 +
	       ALIGN(growing, SZ_1M) + R570_HEAP_CLIENT_SIZE;
}

static u64 nova_gsp_vram_size(struct nova_device *nova)
{
	return (u64)nova_rd32(nova, NV_PFB_SIZE_MIB) * SZ_1M;
}

static u64 nova_slot_addr(const struct nova_dma_slot *slot)
{
	return nova_dma_addr(nova_dma_peek(slot));
}

static int nova_gsp_prepare_wpr_meta(struct nova_device *nova, struct nova_gsp_boot *boot)
{
	const struct nova_fw *fw = &boot->fw;
	struct r570_wpr_meta *meta;
	int ret;

	ret = nova_dma_create_in(nova, sizeof(*meta), &boot->wpr_meta);
	if (ret)
		return ret;

	meta = nova_dma_cpu(nova_dma_peek(&boot->wpr_meta));
	*meta = (struct r570_wpr_meta) {
		.magic = R570_WPR_META_MAGIC,
		.revision = R570_WPR_META_REVISION,
		.sysmem_addr_of_radix3_elf = nova_slot_addr(&fw->level0),
		.size_of_radix3_elf = fw->image_size,
		.sysmem_addr_of_bootloader = nova_slot_addr(&fw->bootloader),
		.size_of_bootloader = nova_dma_size(nova_dma_peek(&fw->bootloader)),
		.bootloader_code_offset = fw->bootloader_code,
		.bootloader_data_offset = fw->bootloader_data,
		.bootloader_manifest_offset = fw->bootloader_manifest,
		.sysmem_addr_of_signature = nova_slot_addr(&fw->signature),
		.size_of_signature = nova_dma_size(nova_dma_peek(&fw->signature)),
		.non_wpr_heap_size = nova->chip->non_wpr_heap_size,
		.gsp_fw_heap_size = nova_gsp_heap_size(nova_gsp_vram_size(nova)),
		.frts_size = R570_FRTS_SIZE,
		.vga_workspace_size = R570_VGA_WORKSPACE_SIZE,
		.pmu_reserved_size = R570_PMU_RESERVED_SIZE,
	};

	return 0;
}

static int nova_gsp_prepare_rm_args(struct nova_device *nova, struct nova_gsp_boot *boot,
				    const struct nova_gsp_queue *queue)
{
	struct r570_gsp_args *args;
	int ret;

	ret = nova_dma_create_in(nova, SZ_4K, &boot->rm_args);
	if (ret)
		return ret;

	args = nova_dma_cpu(nova_dma_peek(&boot->rm_args));
	args->msgq.shared_mem_phys_addr = nova_gsp_queue_addr(queue);
	args->msgq.page_table_entry_count = R570_SHM_PAGES;
	args->msgq.cmd_queue_offset = R570_SHM_CMDQ_OFFSET;
	args->msgq.stat_queue_offset = R570_SHM_STATQ_OFFSET;
	args->dmem_stack = 1;
	return 0;
}

/* A log buffer starts with its put pointer; the list of its own pages comes behind. */
static int nova_gsp_prepare_log(struct nova_device *nova, struct nova_dma_slot *slot)
{
	u64 addr, *page;
	int ret;

	ret = nova_dma_create_in(nova, R570_LIBOS_LOG_SIZE, slot);
	if (ret)
		return ret;

	addr = nova_slot_addr(slot);
	page = nova_dma_cpu(nova_dma_peek(slot));
	for (u32 i = 0; i < R570_LIBOS_LOG_SIZE / SZ_4K; i++)
		page[1 + i] = addr + i * SZ_4K;

	return 0;
}

static void nova_gsp_describe(struct r570_libos_arg *region, u64 id,
			      const struct nova_dma_slot *slot)
{
	*region = (struct r570_libos_arg) {
		.id8 = id,
		.pa = nova_slot_addr(slot),
		.size = nova_dma_size(nova_dma_peek(slot)),
		.kind = R570_LIBOS_KIND_CONTIGUOUS,
		.loc = R570_LIBOS_LOC_SYSMEM,
	};
}

static int nova_gsp_prepare_libos(struct nova_device *nova, struct nova_gsp_boot *boot)
{
	static const u64 log_ids[] = {
		R570_LIBOS_ID_LOGINIT, R570_LIBOS_ID_LOGINTR, R570_LIBOS_ID_LOGRM
	};
	struct r570_libos_arg *regions;
	int ret;

	static_assert(ARRAY_SIZE(log_ids) == ARRAY_SIZE(boot->logs));

	for (u32 i = 0; i < ARRAY_SIZE(boot->logs); i++) {
		ret = nova_gsp_prepare_log(nova, &boot->logs[i]);
		if (ret)
			return ret;
	}

	ret = nova_dma_create_in(nova, SZ_4K, &boot->libos);
	if (ret)
		return ret;

	regions = nova_dma_cpu(nova_dma_peek(&boot->libos));
	for (u32 i = 0; i < ARRAY_SIZE(boot->logs); i++)
		nova_gsp_describe(regions++, log_ids[i], &boot->logs[i]);
	nova_gsp_describe(regions, R570_LIBOS_ID_RMARGS, &boot->rm_args);

	return 0;
}

static int nova_gsp_prepare_fmc_args(struct nova_device *nova, struct nova_gsp_boot *boot)
{
	struct r570_fmc_boot_params *params;
	int ret;

	ret = nova_dma_create_in(nova, sizeof(*params), &boot->fmc_args);
	if (ret)
		return ret;

	params = nova_dma_cpu(nova_dma_peek(&boot->fmc_args));
	params->boot_gsp_rm_params.target = R570_DMA_TARGET_COHERENT_SYSMEM;
	params->boot_gsp_rm_params.gsp_rm_desc_size = sizeof(struct r570_wpr_meta);
	params->boot_gsp_rm_params.gsp_rm_desc_offset = nova_slot_addr(&boot->wpr_meta);
	params->boot_gsp_rm_params.is_gsp_rm_boot = 1;
	params->gsp_rm_params.target = R570_DMA_TARGET_NONCOHERENT_SYSMEM;
	params->gsp_rm_params.boot_args_offset = nova_slot_addr(&boot->libos);
	return 0;
}

static int nova_gsp_prepare_flush(struct nova_device *nova, struct nova_gsp_boot *boot)
{
	u64 addr;
	int ret;

	ret = nova_dma_create_in(nova, SZ_4K, &boot->sysmem_flush);
	if (ret)
		return ret;

	addr = nova_slot_addr(&boot->sysmem_flush);
	nova_wr32(nova, nova->chip->sysmem_flush_hi, upper_32_bits(addr));
	nova_wr32(nova, nova->chip->sysmem_flush_lo, lower_32_bits(addr));
	return 0;
}

/**
 * nova_gsp_boot_prepare() - lay out in memory all that the firmware reads
 * @nova: device
 * @boot: empty; filled as far as this came, for nova_gsp_boot_release()
 * @queue: message queues that the firmware is told of
 *
 * Return: 0, -ENOENT without firmware files, -EINVAL with unusable ones,
 * -ENOMEM.
 */
int nova_gsp_boot_prepare(struct nova_device *nova, struct nova_gsp_boot *boot,
			  const struct nova_gsp_queue *queue)
{
	int ret;

	ret = nova_fw_load(nova, &boot->fw);
	if (ret)
		return ret;

	ret = nova_gsp_prepare_flush(nova, boot);
	if (ret)
		return ret;

	ret = nova_gsp_prepare_rm_args(nova, boot, queue);
	if (ret)
		return ret;

	ret = nova_gsp_prepare_libos(nova, boot);
	if (ret)
		return ret;

	ret = nova_gsp_prepare_wpr_meta(nova, boot);
	if (ret)
		return ret;

	return nova_gsp_prepare_fmc_args(nova, boot);
}

/**
 * nova_gsp_boot_release_images() - free what only the boot itself needed
 * @boot: boot, with the firmware running
 */
void nova_gsp_boot_release_images(struct nova_gsp_boot *boot)
{
	nova_fw_unload(&boot->fw);
	nova_dma_clear(&boot->fmc_args);
	nova_dma_clear(&boot->libos);
	nova_dma_clear(&boot->wpr_meta);
}

/**
 * nova_gsp_boot_release() - free everything
 * @boot: boot, with the firmware stopped or never started
 */
void nova_gsp_boot_release(struct nova_gsp_boot *boot)
{
	nova_gsp_boot_release_images(boot);
	for (u32 i = 0; i < ARRAY_SIZE(boot->logs); i++)
		nova_dma_clear(&boot->logs[i]);
	nova_dma_clear(&boot->rm_args);
	nova_dma_clear(&boot->sysmem_flush);
}

static int nova_fsp_wait_ready(struct nova_device *nova)
{
	u32 status;

	return readl_poll_timeout(nova->mmio + nova->chip->fsp_boot_complete, status,
				  status == NV_THERM_FSP_BOOT_STATUS_SUCCESS,
				  NOVA_POLL_US, NOVA_FSP_BOOT_US);
}

static void nova_fsp_write(struct nova_device *nova, const void *packet, u32 size)
{
	const u32 *word = packet;

	nova_wr32(nova, NV_PFSP_EMEMC(0), NV_PFALCON_EMEMC_AINCW);
	for (u32 i = 0; i < size / sizeof(*word); i++)
		nova_wr32(nova, NV_PFSP_EMEMD(0), word[i]);
}

static void nova_fsp_read(struct nova_device *nova, void *packet, u32 size)
{
	u32 *word = packet;

	nova_wr32(nova, NV_PFSP_EMEMC(0), NV_PFALCON_EMEMC_AINCR);
	for (u32 i = 0; i < size / sizeof(*word); i++)
		word[i] = nova_rd32(nova, NV_PFSP_EMEMD(0));
}

static int nova_fsp_send(struct nova_device *nova, const void *packet, u32 size)
{
	u32 head;
	int ret;

	ret = readl_poll_timeout(nova->mmio + NV_PFSP_QUEUE_HEAD(0), head,
				 head == nova_rd32(nova, NV_PFSP_QUEUE_TAIL(0)),
				 NOVA_POLL_US, NOVA_FSP_MESSAGE_US);
	if (ret)
		return ret;

	nova_fsp_write(nova, packet, size);

	/* The tail names the last word, and writing the head sends. */
	nova_wr32(nova, NV_PFSP_QUEUE_TAIL(0), size - sizeof(u32));
	nova_wr32(nova, NV_PFSP_QUEUE_HEAD(0), 0);
	return 0;
}

static int nova_fsp_receive(struct nova_device *nova, struct fsp_response_packet *reply)
{
	u32 head, tail;
	int ret;

	ret = readl_poll_timeout(nova->mmio + NV_PFSP_MSGQ_TAIL(0), tail,
				 tail != nova_rd32(nova, NV_PFSP_MSGQ_HEAD(0)),
				 NOVA_POLL_US, NOVA_FSP_MESSAGE_US);
	if (ret)
		return ret;

	head = nova_rd32(nova, NV_PFSP_MSGQ_HEAD(0));
	if (tail - head + sizeof(u32) != sizeof(*reply)) {
		drm_err(&nova->drm, "FSP: reply from %#x to %#x\n", head, tail);
		return -EPROTO;
	}

	nova_fsp_read(nova, reply, sizeof(*reply));
	nova_wr32(nova, NV_PFSP_MSGQ_TAIL(0), 0);
	nova_wr32(nova, NV_PFSP_MSGQ_HEAD(0), 0);
	return 0;
}

static int nova_fsp_check(struct nova_device *nova, const struct fsp_response_packet *reply)
{
	if (reply->mctp != NOVA_MCTP_SINGLE_PACKET ||
	    reply->nvdm != NOVA_NVDM(FSP_NVDM_TYPE_RESPONSE) ||
	    reply->command_nvdm_type != FSP_NVDM_TYPE_COT) {
		drm_err(&nova->drm, "FSP: not a reply: %08x %08x to %#x\n",
			reply->mctp, reply->nvdm, reply->command_nvdm_type);
		return -EPROTO;
	}

	if (reply->error_code) {
		drm_err(&nova->drm, "FSP: refuses to boot the GSP: %#x\n", reply->error_code);
		return -EIO;
	}

	return 0;
}

static int nova_fsp_boot_gsp(struct nova_device *nova, struct nova_gsp_boot *boot)
{
	const struct nova_fw *fw = &boot->fw;
	u32 reserved = ALIGN(nova->chip->non_wpr_heap_size + R570_PMU_RESERVED_SIZE,
			     R570_FRTS_VIDMEM_ALIGN);
	struct fsp_response_packet reply;
	struct fsp_cot_packet msg = {
		.mctp = NOVA_MCTP_SINGLE_PACKET,
		.nvdm = NOVA_NVDM(FSP_NVDM_TYPE_COT),
		.cot = {
			.version = nova->chip->cot.version,
			.size = sizeof(msg.cot),
			.gsp_fmc_sysmem_offset = nova_slot_addr(&fw->fmc),
			.frts_vidmem_offset = reserved,
			.frts_vidmem_size = R570_FRTS_SIZE,
			.gsp_boot_args_sysmem_offset = nova_slot_addr(&boot->fmc_args),
		},
	};
	int ret;

	static_assert(sizeof(msg.cot.hash384) == sizeof(fw->fmc_hash));
	static_assert(sizeof(msg.cot.public_key) == sizeof(fw->fmc_public_key));
	static_assert(sizeof(msg.cot.signature) == sizeof(fw->fmc_signature));

	memcpy(msg.cot.hash384, fw->fmc_hash, sizeof(fw->fmc_hash));
	memcpy(msg.cot.public_key, fw->fmc_public_key, sizeof(fw->fmc_public_key));
	memcpy(msg.cot.signature, fw->fmc_signature, sizeof(fw->fmc_signature));

	ret = nova_fsp_send(nova, &msg, sizeof(msg));
	if (ret)
		return ret;

	ret = nova_fsp_receive(nova, &reply);
	if (ret)
		return ret;

	return nova_fsp_check(nova, &reply);
}

/* Until the FMC lifts its lockdown, GSP's registers read as this pattern. */
static bool nova_gsp_is_locked(struct nova_device *nova)
{
	u32 mailbox = nova_rd32(nova, NV_PGSP_MAILBOX0);

	if ((mailbox & NV_PFALCON_PRI_LOCKED_MASK) == NV_PFALCON_PRI_LOCKED)
		return true;

	return nova_rd32(nova, NV_PGSP_HWCFG2) & NV_PFALCON_HWCFG2_RISCV_BR_PRIV_LOCKDOWN;
}

static int nova_gsp_wait_unlocked(struct nova_device *nova)
{
	bool locked;
	u32 mailbox;
	int ret;

	ret = read_poll_timeout(nova_gsp_is_locked, locked, !locked,
				NOVA_POLL_US, NOVA_GSP_BOOT_US, false, nova);
	if (ret)
		return ret;

	mailbox = nova_rd32(nova, NV_PGSP_MAILBOX0);
	if (mailbox) {
		drm_err(&nova->drm, "GSP: the FMC failed: %#x\n", mailbox);
		return -EIO;
	}

	return 0;
}

/**
 * nova_gsp_boot_run() - start the firmware
 * @nova: device
 * @boot: prepared
 *
 * The firmware runs when this returns, but has not said so yet: its first
 * event, R570_EVENT_GSP_INIT_DONE, will.
 *
 * Return: 0, -ETIMEDOUT, -EIO when FSP or the FMC refused, -EPROTO.
 */
int nova_gsp_boot_run(struct nova_device *nova, struct nova_gsp_boot *boot)
{
	int ret;

	ret = nova_fsp_wait_ready(nova);
	if (ret) {
		drm_err(&nova->drm, "FSP: not up\n");
		return ret;
	}

	ret = nova_fsp_boot_gsp(nova, boot);
	if (ret)
		return ret;

	ret = nova_gsp_wait_unlocked(nova);
	if (ret)
		return ret;

	nova_wr32(nova, NV_PGSP_OS, boot->fw.bootloader_version);
	if (!(nova_rd32(nova, NV_PGSP_RISCV_CPUCTL) & NV_PRISCV_CPUCTL_ACTIVE)) {
		drm_err(&nova->drm, "GSP: core is not running\n");
		return -EIO;
	}

	return 0;
}

/**
 * nova_gsp_boot_wait_halted() - wait until the unloaded firmware stopped
 * @nova: device; the firmware was told to unload
 *
 * Return: 0 or -ETIMEDOUT.
 */
int nova_gsp_boot_wait_halted(struct nova_device *nova)
{
	u32 val;
	int ret;

	ret = readl_poll_timeout(nova->mmio + NV_PGSP_MAILBOX0, val,
				 val == NV_PGSP_MAILBOX0_UNLOADED,
				 NOVA_POLL_US, NOVA_GSP_HALT_US);
	if (ret)
		return ret;

	return readl_poll_timeout(nova->mmio + NV_PGSP_RISCV_CPUCTL, val,
				  val & NV_PRISCV_CPUCTL_HALTED,
				  NOVA_POLL_US, NOVA_GSP_HALT_US);
}
