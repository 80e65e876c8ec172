// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Graphics contexts
 *
 * A channel that runs 3D, compute, 2D or inline-to-memory work needs buffers in
 * its address space where the graphics engine keeps its state: some are its
 * own, the rest all channels share. The firmware says how large they are and is
 * told where they are ("promotion"). The very first context is the golden one:
 * from it the firmware makes the image that later contexts start with.
 *
 * Sources: nouveau, nvkm/subdev/gsp/rm/r535/gr.c and r570/gr.c.
 */
#include "gr.h"
#include "chan.h"
#include "fifo.h"

#include "drm/nova/nova_bo.h"
#include "drm/nova/nova_chip.h"
#include "drm/nova/nova_device.h"
#include "drm/nova/gsp/rm.h"
#include "drm/nova/mmu/vm.h"
#include "drm/own/mem.h"

#include "firmware/gsp/r570/ctrl.h"
#include "firmware/gsp/r570/engine.h"

#include <drm/drm_managed.h>
#include <drm/drm_print.h>
#include <uapi/drm/nouveau_drm.h>

#include <linux/sizes.h>
#include <linux/slab.h>

#define GR_MAX_BUFFERS		9
/* Larger than any buffer of any chip; a larger answer is an error. */
#define GR_MAX_BUFFER_SIZE	SZ_512M
/* Behind the main buffer: a header for each of 64 subcontexts. */
#define GR_SUBCONTEXT_HEADERS	(64 * SZ_4K)

/* Address space of the golden context, which holds nothing else. */
#define GR_VM_START		SZ_4G
#define GR_VM_SIZE		SZ_4G

/**
 * struct gr_kind - a kind of context buffer
 */
struct gr_kind {
	/** @info: its place in the firmware's list of sizes. */
	u8 info;
	/** @promote: its number in a promotion. */
	u8 promote;
	/** @global: all channels share one. */
	bool global;
	/** @init: the firmware fills it when it is new. */
	bool init;
	/** @ro: channels only read it. */
	bool ro;
};

static const struct gr_kind gr_kinds[GR_MAX_BUFFERS] = {
	{ R570_CTXBUF_GRAPHICS, R570_PROMOTE_MAIN, .init = true },
	{ R570_CTXBUF_PATCH, R570_PROMOTE_PATCH, .init = true },
	{ R570_CTXBUF_BUNDLE_CB, R570_PROMOTE_BUNDLE_CB, .global = true },
	{ R570_CTXBUF_PAGEPOOL, R570_PROMOTE_PAGEPOOL, .global = true },
	{ R570_CTXBUF_ATTRIBUTE_CB, R570_PROMOTE_ATTRIBUTE_CB, .global = true },
	{ R570_CTXBUF_RTV_CB_GLOBAL, R570_PROMOTE_RTV_CB_GLOBAL, .global = true },
	{ R570_CTXBUF_FECS_EVENT, R570_PROMOTE_FECS_EVENT, .global = true, .init = true },
	{ R570_CTXBUF_PRIV_ACCESS_MAP, R570_PROMOTE_PRIV_ACCESS_MAP,
	  .global = true, .init = true, .ro = true },
	{ R570_CTXBUF_PRIV_ACCESS_MAP, R570_PROMOTE_UNRESTRICTED_PRIV_ACCESS_MAP,
	  .global = true, .init = true, .ro = true },
};

/**
 * struct nova_gr - the graphics engine
 */
struct nova_gr {
	/** @size: sizes of the buffers in bytes, by &gr_kinds. */
	u32 size[GR_MAX_BUFFERS];
	/** @global: the shared buffers, by &gr_kinds. */
	struct nova_bo_slot global[GR_MAX_BUFFERS];
	/** @golden: the firmware has its image; the shared buffers are filled. */
	bool golden;
	/** @has_zcull: @zcull is known. */
	bool has_zcull;
	/** @zcull: what userspace is told of zcull. */
	struct drm_nouveau_get_zcull_info zcull;
};

/**
 * struct nova_gr_ctx - a channel's graphics context
 */
struct nova_gr_ctx {
	/** @own: buffers of its own, by &gr_kinds. */
	struct nova_bo_slot own[GR_MAX_BUFFERS];
	/** @vma: all buffers in the channel's address space. */
	struct nova_vma_slot vma[GR_MAX_BUFFERS];
};

/**
 * nova_gr_ctx_free() - release a context
 * @ctx: the context; the firmware has freed its channel
 */
void nova_gr_ctx_free(struct nova_gr_ctx *ctx)
{
	for (u32 i = 0; i < GR_MAX_BUFFERS; i++) {
		nova_vma_clear(&ctx->vma[i]);
		nova_bo_clear(&ctx->own[i]);
	}
	kfree(ctx);
}

static int gr_create_buffer(struct nova_device *nova, u32 i, struct nova_bo_slot *slot)
{
	struct nova_bo_own bo;
	int ret;

	ret = nova_bo_create_kernel(nova, NULL, nova->gr->size[i], NOUVEAU_GEM_DOMAIN_VRAM, &bo);
	if (ret)
		return ret;

	nova_bo_store(slot, &bo);
	return 0;
}

static struct nova_bo *gr_ctx_buffer(struct nova_gr *gr, struct nova_gr_ctx *ctx, u32 i)
{
	return nova_bo_peek(gr_kinds[i].global ? &gr->global[i] : &ctx->own[i]);
}

static int gr_ctx_map(struct nova_gr *gr, struct nova_gr_ctx *ctx, struct nova_chan *chan, u32 i)
{
	u32 flags = NOVA_VMA_PRIVILEGED | (gr_kinds[i].ro ? NOVA_VMA_READ_ONLY : 0);
	struct nova_vma_own vma;
	int ret;

	ret = nova_vma_create(nova_chan_vm(chan), gr_ctx_buffer(gr, ctx, i), flags, &vma);
	if (ret)
		return ret;

	nova_vma_store(&ctx->vma[i], &vma);
	return 0;
}

/* Buffers that only the golden context names to the firmware. */
static bool gr_kind_is_golden(const struct gr_kind *kind)
{
	return kind->promote == R570_PROMOTE_UNRESTRICTED_PRIV_ACCESS_MAP;
}

static int gr_ctx_add(struct nova_gr *gr, struct nova_gr_ctx *ctx, struct nova_chan *chan,
		      u32 i, struct r570_ctrl_promote_ctx *params)
{
	struct r570_promote_entry *entry = &params->promote_entry[params->entry_count];
	const struct gr_kind *kind = &gr_kinds[i];
	bool fresh = !kind->global || !gr->golden;
	int ret;

	entry->buffer_id = kind->promote;
	entry->initialize = kind->init && fresh;
	entry->nonmapped = fresh && kind->promote == R570_PROMOTE_PRIV_ACCESS_MAP;

	if (!entry->nonmapped) {
		ret = gr_ctx_map(gr, ctx, chan, i);
		if (ret)
			return ret;
		entry->gpu_virt_addr = nova_vma_addr(nova_vma_peek(&ctx->vma[i]));
	}

	if (entry->initialize) {
		entry->gpu_phys_addr = nova_bo_addr(gr_ctx_buffer(gr, ctx, i));
		entry->size = gr->size[i];
		entry->phys_attr = R570_PROMOTE_GPU_UNCACHED |
				   FIELD_PREP(R570_PROMOTE_APERTURE, R570_PROMOTE_APERTURE_VIDMEM);
	}

	params->entry_count++;
	return 0;
}

static int gr_ctx_fill(struct nova_device *nova, struct nova_gr_ctx *ctx, struct nova_chan *chan,
		       struct r570_ctrl_promote_ctx *params)
{
	struct nova_gr *gr = nova->gr;
	int ret = 0;

	for (u32 i = 0; !ret && i < GR_MAX_BUFFERS; i++) {
		if (!gr->size[i] || (gr->golden && gr_kind_is_golden(&gr_kinds[i])))
			continue;
		if (!gr_kinds[i].global)
			ret = gr_create_buffer(nova, i, &ctx->own[i]);
		if (!ret)
			ret = gr_ctx_add(gr, ctx, chan, i, params);
	}
	return ret;
}

static int gr_ctx_promote(struct nova_gr_ctx *ctx, struct nova_chan *chan)
{
	struct nova_rm_client *client = nova_vm_client(nova_chan_vm(chan));
	struct r570_ctrl_promote_ctx params = {
		.engine_type = R570_ENGINE_GR(0),
		.h_chan_client = nova_rm_client_handle(client),
		.h_object = nova_chan_handle(chan),
	};
	int ret;

	ret = gr_ctx_fill(nova_vm_device(nova_chan_vm(chan)), ctx, chan, &params);
	if (ret)
		return ret;

	return nova_rm_control(client, nova_rm_client_subdevice(client),
			       R570_CTRL_PROMOTE_CTX, &params, sizeof(params));
}

/**
 * nova_gr_ctx_create() - create a channel's graphics context
 * @chan: the channel; the firmware knows it
 * @h: the context; outlives the firmware's channel
 *
 * Return: 0 or an errno.
 */
int nova_gr_ctx_create(struct nova_chan *chan, struct nova_gr_ctx_own *h)
{
	struct nova_gr_ctx_own ctx;
	int ret;

	ret = nova_gr_ctx_adopt(&ctx, kzalloc_obj(struct nova_gr_ctx));
	if (ret)
		return ret;

	ret = gr_ctx_promote(nova_gr_ctx_borrow(&ctx), chan);
	if (ret) {
		nova_gr_ctx_drop(&ctx);
		return ret;
	}

	nova_gr_ctx_move(h, &ctx);
	return 0;
}

/**
 * nova_gr_zcull_info() - what userspace is told of zcull
 * @nova: the card
 * @info: filled
 *
 * Return: 0, or -EOPNOTSUPP if there is no graphics engine or it does not say.
 */
int nova_gr_zcull_info(struct nova_device *nova, struct drm_nouveau_get_zcull_info *info)
{
	if (!nova->gr || !nova->gr->has_zcull)
		return -EOPNOTSUPP;

	*info = nova->gr->zcull;
	return 0;
}

static int gr_set_sizes(struct nova_gr *gr, const struct r570_ctxbuf_engine *info)
{
	for (u32 i = 0; i < GR_MAX_BUFFERS; i++) {
		u32 size = info->engine[gr_kinds[i].info].size;

		if (size > GR_MAX_BUFFER_SIZE)
			return -EIO;
		if (size && gr_kinds[i].promote == R570_PROMOTE_MAIN)
			size = ALIGN(size, SZ_4K) + GR_SUBCONTEXT_HEADERS;
		gr->size[i] = size;
	}

	gr->zcull.ctxsw_size = info->engine[R570_CTXBUF_ZCULL].size;
	gr->zcull.ctxsw_align = info->engine[R570_CTXBUF_ZCULL].alignment;
	return 0;
}

static int gr_ask_sizes(struct nova_device *nova, struct r570_ctrl_ctxbuf_info *info)
{
	int ret;

	ret = nova_rm_internal_control(nova, R570_CTRL_CTXBUF_INFO, info, sizeof(*info));
	if (ret)
		return ret;

	return gr_set_sizes(nova->gr, &info->engine_context_buffers_info[0]);
}

static int gr_read_sizes(struct nova_device *nova)
{
	struct own_mem_own info;
	int ret;

	ret = own_mem_alloc(sizeof(struct r570_ctrl_ctxbuf_info), &info);
	if (ret)
		return ret;

	ret = gr_ask_sizes(nova, own_mem_borrow(&info));
	own_mem_drop(&info);
	return ret;
}

static void gr_read_zcull(struct nova_device *nova)
{
	struct drm_nouveau_get_zcull_info *zcull = &nova->gr->zcull;
	struct r570_ctrl_zcull_info info = {};

	if (nova_rm_internal_control(nova, R570_CTRL_ZCULL_INFO, &info, sizeof(info)))
		return;

	zcull->width_align_pixels = info.width_align_pixels;
	zcull->height_align_pixels = info.height_align_pixels;
	zcull->pixel_squares_by_aliquots = info.pixel_squares_by_aliquots;
	zcull->aliquot_total = info.aliquot_total;
	zcull->zcull_region_byte_multiplier = info.zcull_region_byte_multiplier;
	zcull->zcull_region_header_size = info.zcull_region_header_size;
	zcull->zcull_subregion_header_size = info.zcull_subregion_header_size;
	zcull->subregion_count = info.subregion_count;
	zcull->subregion_width_align_pixels = info.subregion_width_align_pixels;
	zcull->subregion_height_align_pixels = info.subregion_height_align_pixels;
	nova->gr->has_zcull = true;
}

static int gr_create_globals(struct nova_device *nova)
{
	int ret = 0;

	for (u32 i = 0; !ret && i < GR_MAX_BUFFERS; i++) {
		if (gr_kinds[i].global && nova->gr->size[i])
			ret = gr_create_buffer(nova, i, &nova->gr->global[i]);
	}
	return ret;
}

/* An object of the 3D class is what makes the firmware fill the golden context. */
static int gr_run_golden(struct nova_device *nova, struct nova_chan *chan)
{
	struct nova_rm_object_own object;
	int ret;

	ret = nova_chan_object_create(chan, nova->chip->classes.threed, &object);
	if (ret)
		return ret;

	nova_rm_object_drop(&object);
	return 0;
}

static int gr_create_golden(struct nova_device *nova, const struct nova_engine *engine)
{
	struct nova_chan_own chan;
	struct nova_vm_own vm;
	int ret;

	ret = nova_vm_create(nova, NULL, GR_VM_START, GR_VM_SIZE, &vm);
	if (ret)
		return ret;

	ret = nova_chan_create(nova_vm_borrow(&vm), engine, true, &chan);
	if (!ret) {
		ret = gr_run_golden(nova, nova_chan_borrow(&chan));
		nova_chan_drop(&chan);
	}

	nova_vm_close(nova_vm_borrow(&vm));
	nova_vm_drop(&vm);
	return ret;
}

static int gr_setup(struct nova_device *nova, const struct nova_engine *engine)
{
	int ret;

	ret = gr_read_sizes(nova);
	if (ret)
		return ret;

	gr_read_zcull(nova);

	ret = gr_create_globals(nova);
	if (ret)
		return ret;

	ret = gr_create_golden(nova, engine);
	if (!ret)
		nova->gr->golden = true;
	return ret;
}

/**
 * nova_gr_init() - bring up the graphics engine
 * @nova: the card; its channels work
 *
 * A card whose graphics engine does not come up still copies: that is a
 * message, not an error.
 *
 * Return: 0 or -ENOMEM.
 */
int nova_gr_init(struct nova_device *nova)
{
	const struct nova_engine *engine = nova_fifo_find_engine(nova, R570_ENGINE_GR(0));
	int ret;

	if (!engine)
		return 0;

	nova->gr = drmm_kzalloc(&nova->drm, sizeof(*nova->gr), GFP_KERNEL);
	if (!nova->gr)
		return -ENOMEM;

	ret = gr_setup(nova, engine);
	if (ret) {
		drm_err(&nova->drm, "no graphics, copies only: %pe\n", ERR_PTR(ret));
		nova_gr_fini(nova);
	}
	return 0;
}

/**
 * nova_gr_fini() - undo nova_gr_init()
 * @nova: the card; no channel is left
 */
void nova_gr_fini(struct nova_device *nova)
{
	struct nova_gr *gr = nova->gr;

	if (!gr)
		return;

	for (u32 i = 0; i < GR_MAX_BUFFERS; i++)
		nova_bo_clear(&gr->global[i]);
	nova->gr = NULL;
}
