// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: GSP
 *
 * The firmware's life: it is booted (boot.c), says that it is up, tells what
 * it found, answers calls (queue.c, rm.c) and reports events until it is asked
 * to unload.
 *
 * Sources: nouveau, nvkm/subdev/gsp/rm/r535/gsp.c and rm/r570/gsp.c.
 */

#include "gsp.h"
#include "boot.h"
#include "fw.h"
#include "queue.h"
#include "rm.h"

#include "drm/nova/fifo/fifo.h"
#include "drm/nova/nova_chip.h"
#include "drm/nova/nova_device.h"
#include "drm/nova/nova_intr.h"
#include "drm/own/mem.h"

#include "firmware/gsp/r570/boot.h"
#include "firmware/gsp/r570/ctrl.h"
#include "firmware/gsp/r570/engine.h"
#include "firmware/gsp/r570/rpc.h"
#include "firmware/gsp/r570/static_info.h"
#include "firmware/nv/regs.h"

#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include <linux/cleanup.h>
#include <linux/idr.h>
#include <linux/sizes.h>

#define NOVA_GSP_INIT_DONE_MS	8000

struct nova_gsp {
	struct nova_gsp_queue_slot queue;
	struct nova_gsp_boot boot;
	struct nova_gsp_info info;
	/** @vectors: interrupt vectors of each engine, as the firmware listed them. */
	struct r570_ctrl_intr_table vectors;
	/** @client_ids: handles in use by our clients. */
	struct ida client_ids;
};

/**
 * nova_gsp_queue_of() - the queues of a device
 * @nova: device whose firmware is being started or runs
 *
 * Return: the queues, until nova_gsp_fini().
 */
struct nova_gsp_queue *nova_gsp_queue_of(struct nova_device *nova)
{
	return nova_gsp_queue_peek(&nova->gsp->queue);
}

/**
 * nova_gsp_info() - what the firmware says of the card
 * @nova: device
 *
 * Return: the answers, which do not change once nova_gsp_init() is over.
 */
const struct nova_gsp_info *nova_gsp_info(struct nova_device *nova)
{
	return &nova->gsp->info;
}

/**
 * nova_gsp_client_ids() - numbers of RM clients
 * @nova: device
 *
 * Return: the numbers in use; an IDA has its own lock.
 */
struct ida *nova_gsp_client_ids(struct nova_device *nova)
{
	return &nova->gsp->client_ids;
}

/**
 * nova_gsp_show() - print the firmware's version and the last messages
 * @nova: device
 * @p: printer that does not sleep
 *
 * Context: any.
 */
void nova_gsp_show(struct nova_device *nova, struct drm_printer *p)
{
	drm_printf(p, "firmware: %s\n", NOVA_FW_VERSION);
	nova_gsp_queue_show(nova_gsp_queue_of(nova), p);
}

static const struct r570_intr_entry *nova_gsp_find_vectors(struct nova_device *nova, u32 mc_engine)
{
	const struct r570_ctrl_intr_table *vectors = &nova->gsp->vectors;

	for (u32 i = 0; i < vectors->table_len; i++) {
		if (vectors->table[i].engine_idx == mc_engine)
			return &vectors->table[i];
	}

	return NULL;
}

/**
 * nova_gsp_vector_stall() - vector on which an engine asks for attention
 * @nova: device
 * @mc_engine: engine, R570_MC_*
 *
 * Return: vector for nova_intr_enable(), or NOVA_GSP_NO_VECTOR.
 */
u32 nova_gsp_vector_stall(struct nova_device *nova, u32 mc_engine)
{
	const struct r570_intr_entry *entry = nova_gsp_find_vectors(nova, mc_engine);

	return entry ? entry->vector_stall : NOVA_GSP_NO_VECTOR;
}

/**
 * nova_gsp_vector_nonstall() - vector on which an engine's channels report
 * @nova: device
 * @mc_engine: engine, R570_MC_*
 *
 * Return: vector for nova_intr_enable(), or NOVA_GSP_NO_VECTOR.
 */
u32 nova_gsp_vector_nonstall(struct nova_device *nova, u32 mc_engine)
{
	const struct r570_intr_entry *entry = nova_gsp_find_vectors(nova, mc_engine);

	return entry ? entry->vector_non_stall : NOVA_GSP_NO_VECTOR;
}

/**
 * nova_gsp_set_bar2_pde() - tell the firmware where BAR2's page tables are
 * @nova: device
 * @pde: first entry of the top directory; 0 takes BAR2 down
 *
 * The firmware owns the top directory and writes the entry there.
 *
 * Return: 0 or a negative error of nova_gsp_call().
 */
int nova_gsp_set_bar2_pde(struct nova_device *nova, u64 pde)
{
	struct r570_rpc_update_bar_pde msg = {
		.bar_type = R570_BAR_PDE_BAR2,
		.entry_value = pde,
		.entry_level_shift = 56,
	};

	return nova_gsp_call(nova, R570_FN_UPDATE_BAR_PDE, &msg, sizeof(msg), NULL, 0);
}

static void nova_gsp_fill_system_info(struct nova_device *nova, struct r570_system_info *info)
{
	struct pci_dev *pdev = nova_pdev(nova);

	info->gpu_phys_addr = pci_resource_start(pdev, NOVA_PCI_BAR0);
	info->gpu_phys_fb_addr = pci_resource_start(pdev, NOVA_PCI_BAR1);
	info->gpu_phys_inst_addr = pci_resource_start(pdev, NOVA_PCI_BAR2);
	info->nv_domain_bus_device_func = pci_dev_id(pdev);
	info->max_user_va = TASK_SIZE;
	info->pci_config_mirror_base = nova->chip->config_mirror;
	info->pci_config_mirror_size = NV_PCFG_SIZE;
	info->pci_device_id = pdev->device << 16 | pdev->vendor;
	info->pci_subdevice_id = pdev->subsystem_device << 16 | pdev->subsystem_vendor;
	info->pci_revision_id = pdev->revision;
	info->host_page_size = PAGE_SIZE;
}

static int nova_gsp_post_system_info(struct nova_device *nova)
{
	const u32 size = sizeof(struct r570_system_info);
	struct own_mem_own info;
	int ret;

	ret = own_mem_alloc(size, &info);
	if (ret)
		return ret;

	nova_gsp_fill_system_info(nova, own_mem_borrow(&info));
	ret = nova_gsp_post(nova, R570_FN_GSP_SET_SYSTEM_INFO, own_mem_borrow(&info), size);
	own_mem_drop(&info);
	return ret;
}

/*
 * Keys that GSP-RM needs: leave the PCI configuration alone over a reset, and do not ask for the
 * device id in a list of products. Source: nouveau, r535_registry_entries.
 */
static const char * const nova_gsp_registry[] = {
	"RMSecBusResetEnable",
	"RMForcePcieConfigSave",
	"RMDevidCheckIgnore",
};

#define NOVA_GSP_REGISTRY_NAMES	struct_size_t(struct r570_registry_table, entries, \
					      ARRAY_SIZE(nova_gsp_registry))

static u32 nova_gsp_registry_size(void)
{
	u32 size = NOVA_GSP_REGISTRY_NAMES;

	for (u32 i = 0; i < ARRAY_SIZE(nova_gsp_registry); i++)
		size += strlen(nova_gsp_registry[i]) + 1;

	return size;
}

static void nova_gsp_fill_registry(struct r570_registry_table *table, u32 size)
{
	const u32 count = ARRAY_SIZE(nova_gsp_registry);
	u32 name = NOVA_GSP_REGISTRY_NAMES;

	table->size = size;
	table->num_entries = count;
	for (u32 i = 0; i < count; i++) {
		u32 length = strlen(nova_gsp_registry[i]) + 1;

		table->entries[i].name_offset = name;
		table->entries[i].type = R570_REGISTRY_DWORD;
		table->entries[i].data = 1;
		table->entries[i].length = sizeof(u32);
		memcpy((char *)table + name, nova_gsp_registry[i], length);
		name += length;
	}
}

static int nova_gsp_post_registry(struct nova_device *nova)
{
	u32 size = nova_gsp_registry_size();
	struct own_mem_own table;
	int ret;

	ret = own_mem_alloc(size, &table);
	if (ret)
		return ret;

	nova_gsp_fill_registry(own_mem_borrow(&table), size);
	ret = nova_gsp_post(nova, R570_FN_SET_REGISTRY, own_mem_borrow(&table), size);
	own_mem_drop(&table);
	return ret;
}

/* Usable VRAM is what the firmware neither keeps nor protects, and can compress and scan out. */
static bool nova_gsp_region_usable(const struct r570_fb_region *region, u64 fb_length)
{
	return !region->reserved && !region->is_protected &&
	       region->support_compressed && region->support_iso &&
	       region->base < region->limit && region->limit < fb_length;
}

static int nova_gsp_read_regions(struct nova_device *nova, const struct r570_static_info *from)
{
	const struct r570_fb_region_info *regions = &from->fb_region_info;
	struct nova_gsp_info *info = &nova->gsp->info;

	if (regions->num_fb_regions > ARRAY_SIZE(regions->fb_region))
		return -EPROTO;

	for (u32 i = 0; i < regions->num_fb_regions; i++) {
		const struct r570_fb_region *region = &regions->fb_region[i];
		u64 base = ALIGN(region->base, SZ_4K);
		u64 end = ALIGN_DOWN(region->limit + 1, SZ_4K);

		if (!nova_gsp_region_usable(region, from->fb_length) || base >= end)
			continue;

		info->regions[info->num_regions].base = base;
		info->regions[info->num_regions].size = end - base;
		info->num_regions++;
	}

	return info->num_regions ? 0 : -EPROTO;
}

static int nova_gsp_ask_static_info(struct nova_device *nova, struct r570_static_info *from)
{
	struct nova_gsp_info *info = &nova->gsp->info;
	int ret;

	static_assert(ARRAY_SIZE(info->regions) >= ARRAY_SIZE(from->fb_region_info.fb_region));

	ret = nova_gsp_call(nova, R570_FN_GET_GSP_STATIC_INFO, from, sizeof(*from),
			    from, sizeof(*from));
	if (ret)
		return ret;

	/* An entry of eight bytes is written there. */
	if (!IS_ALIGNED(from->bar1_pde_base, sizeof(u64)))
		return -EPROTO;

	info->fb_length = from->fb_length;
	info->bar1_pde_base = from->bar1_pde_base;
	info->internal_client = from->h_internal_client;
	info->internal_subdevice = from->h_internal_subdevice;
	strscpy(info->name, (const char *)from->gpu_name_string);
	return nova_gsp_read_regions(nova, from);
}

static int nova_gsp_read_static_info(struct nova_device *nova)
{
	struct own_mem_own from;
	int ret;

	ret = own_mem_alloc(sizeof(struct r570_static_info), &from);
	if (ret)
		return ret;

	ret = nova_gsp_ask_static_info(nova, own_mem_borrow(&from));
	own_mem_drop(&from);
	return ret;
}

static int nova_gsp_read_gpcs(struct nova_device *nova)
{
	struct nova_gsp_info *info = &nova->gsp->info;
	struct r570_ctrl_gpc_mask gpcs = {};
	unsigned long mask;
	unsigned int gpc;
	int ret;

	ret = nova_rm_internal_control(nova, R570_CTRL_GPC_MASK, &gpcs, sizeof(gpcs));
	if (ret)
		return ret;

	info->gpc_mask = gpcs.gpc_mask;
	mask = gpcs.gpc_mask;
	for_each_set_bit(gpc, &mask, 32) {
		struct r570_ctrl_tpc_mask tpcs = { .gpc_id = gpc };

		ret = nova_rm_internal_control(nova, R570_CTRL_TPC_MASK, &tpcs, sizeof(tpcs));
		if (ret)
			return ret;

		info->tpc_count += hweight32(tpcs.tpc_mask);
	}

	return 0;
}

static int nova_gsp_read_vectors(struct nova_device *nova)
{
	struct r570_ctrl_intr_table *vectors = &nova->gsp->vectors;
	int ret;

	ret = nova_rm_internal_control(nova, R570_CTRL_INTR_TABLE, vectors, sizeof(*vectors));
	if (ret)
		return ret;

	return vectors->table_len > ARRAY_SIZE(vectors->table) ? -EPROTO : 0;
}

static void nova_gsp_event(struct nova_device *nova, u32 event, const void *payload, u32 size)
{
	switch (event) {
	case R570_EVENT_RC_TRIGGERED:
		nova_fifo_rc_triggered(nova, payload, size);
		break;
	case R570_EVENT_OS_ERROR_LOG: {
		const struct r570_rpc_os_error_log *log = payload;

		if (size >= sizeof(*log))
			drm_err_ratelimited(&nova->drm, "GSP: Xid %u: %.*s\n", log->except_type,
				(int)sizeof(log->err_string), log->err_string);
		break;
	}
	case R570_EVENT_MMU_FAULT_QUEUED:
		/* RC_TRIGGERED comes for the channel at fault. */
	case R570_EVENT_UCODE_LIBOS_PRINT:
	case R570_EVENT_PERF_BRIDGELESS_INFO_UPDATE:
	case R570_EVENT_GSP_LOCKDOWN_NOTICE:
	case R570_EVENT_GSP_POST_NOCAT_RECORD:
		break;
	default:
		drm_err_ratelimited(&nova->drm, "GSP: unknown event %#x of %u bytes\n",
				     event, size);
	}
}

static void nova_gsp_intr(void *data)
{
	struct nova_device *nova = data;
	u32 pending = nova_rd32(nova, NV_PGSP_IRQSTAT) & nova_rd32(nova, NV_PGSP_RISCV_IRQMASK);

	nova_wr32(nova, NV_PGSP_IRQSCLR, pending);
	if (pending & NV_PFALCON_IRQ_SWGEN0)
		nova_gsp_queue_kick(nova_gsp_queue_of(nova));

	/* Levels do not reach the tree a second time unless asked to. */
	nova_wr32(nova, NV_PGSP_INTR_RETRIGGER, NV_PFALCON_INTR_RETRIGGER_TRIGGER);
}

static int nova_gsp_start(struct nova_device *nova)
{
	struct nova_gsp *gsp = nova->gsp;
	int ret;

	/* The firmware finds these two in its queue when it starts. */
	ret = nova_gsp_post_system_info(nova);
	if (ret)
		return ret;

	ret = nova_gsp_post_registry(nova);
	if (ret)
		return ret;

	ret = nova_gsp_boot_run(nova, &gsp->boot);
	if (ret)
		return ret;

	ret = nova_gsp_queue_wait_event(nova_gsp_queue_of(nova), R570_EVENT_GSP_INIT_DONE,
					NOVA_GSP_INIT_DONE_MS);
	if (ret)
		drm_err(&nova->drm, "GSP: firmware does not come up: %pe\n", ERR_PTR(ret));

	return ret;
}

static int nova_gsp_query(struct nova_device *nova)
{
	int ret;

	ret = nova_gsp_read_static_info(nova);
	if (ret)
		return ret;

	ret = nova_gsp_read_gpcs(nova);
	if (ret)
		return ret;

	return nova_gsp_read_vectors(nova);
}

static int nova_gsp_listen(struct nova_device *nova)
{
	u32 vector = nova_gsp_vector_stall(nova, R570_MC_GSP);
	int ret;

	nova_gsp_queue_listen(nova_gsp_queue_of(nova), nova_gsp_event);

	ret = nova_intr_enable(nova, vector, nova_gsp_intr, nova);
	if (ret)
		drm_err(&nova->drm, "GSP: no interrupt (vector %u)\n", vector);

	return ret;
}

static void nova_gsp_stop(struct nova_device *nova)
{
	struct r570_rpc_unloading msg = { .new_level = R570_POWER_LEVEL_0 };
	int ret;

	ret = nova_gsp_call(nova, R570_FN_UNLOADING_GUEST_DRIVER, &msg, sizeof(msg), NULL, 0);
	if (!ret)
		ret = nova_gsp_boot_wait_halted(nova);
	if (ret) {
		drm_err(&nova->drm, "GSP: does not unload: %pe\n", ERR_PTR(ret));
		pci_clear_master(nova_pdev(nova));
	}
}

/**
 * nova_gsp_shutdown() - stop the firmware for good, e.g. before a reboot
 * @nova: device
 *
 * Every later call to the firmware returns -ENODEV.
 */
void nova_gsp_shutdown(struct nova_device *nova)
{
	nova_gsp_stop(nova);
	nova_gsp_queue_close(nova_gsp_queue_of(nova));
}

/**
 * nova_gsp_init() - boot the firmware and learn what it knows of the card
 * @nova: device, with interrupts up
 *
 * Return: 0, -ENOENT without firmware files, -ETIMEDOUT, -EPROTO when the
 * firmware talks nonsense, or another negative error.
 */
int nova_gsp_init(struct nova_device *nova)
{
	struct nova_gsp_queue_own queue;
	struct nova_gsp *gsp;
	int ret;

	gsp = drmm_kzalloc(&nova->drm, sizeof(*gsp), GFP_KERNEL);
	if (!gsp)
		return -ENOMEM;

	nova->gsp = gsp;
	ida_init(&gsp->client_ids);

	ret = nova_gsp_queue_create(nova, &queue);
	if (ret)
		goto err_free;
	nova_gsp_queue_store(&gsp->queue, &queue);

	ret = nova_gsp_boot_prepare(nova, &gsp->boot, nova_gsp_queue_of(nova));
	if (ret)
		goto err_boot;

	ret = nova_gsp_start(nova);
	if (ret)
		goto err_boot;

	ret = nova_gsp_query(nova);
	if (ret)
		goto err_stop;

	ret = nova_gsp_listen(nova);
	if (ret)
		goto err_stop;

	nova_gsp_boot_release_images(&gsp->boot);
	drm_info(&nova->drm, "%s, %llu MiB VRAM\n", gsp->info.name,
		 gsp->info.fb_length / SZ_1M);
	return 0;

err_stop:
	nova_gsp_stop(nova);
err_boot:
	/* It may be running, and knows where all this is. */
	pci_clear_master(nova_pdev(nova));
	nova_gsp_boot_release(&gsp->boot);
	nova_gsp_queue_clear(&gsp->queue);
err_free:
	ida_destroy(&gsp->client_ids);
	return ret;
}

/**
 * nova_gsp_fini() - unload the firmware
 * @nova: device; every RM object was freed
 */
void nova_gsp_fini(struct nova_device *nova)
{
	struct nova_gsp *gsp = nova->gsp;

	nova_gsp_stop(nova);
	nova_intr_disable(nova, nova_gsp_vector_stall(nova, R570_MC_GSP));
	nova_gsp_queue_clear(&gsp->queue);
	nova_gsp_boot_release(&gsp->boot);
	ida_destroy(&gsp->client_ids);
}
