// SPDX-License-Identifier: MIT
/*
 * Address spaces, channels and the engine objects on them. RM checks what a driver claims
 * against what lies in memory: the instance block must name the page directory of the address
 * space, context buffers must be mapped where they are said to be.
 *
 * Sources: nouveau nvkm/subdev/gsp/rm/r570/fifo.c, rm/r535/{vmm,gr,ce}.c; OGKM
 * kernel_channel.c.
 */
#include <errno.h>
#include <inttypes.h>

#include "chip.h"
#include "gsp.h"
#include "host.h"
#include "rm_ctrl.h"
#include "rm_object.h"

#include "firmware/gsp/r570/boot.h"
#include "firmware/gsp/r570/ctrl.h"

#define INSTANCE_SIZE 0x1000
#define RAMFC_SIZE 0x200
#define USERD_SIZE 0x200

/* GSP-RM keeps channel 0 of each runlist (nouveau r570/fifo.c, rsvd_chids). */
#define RESERVED_CHIDS 1

uint32_t rm_vaspace_init(struct rm *rm, struct rm_object *object, const void *bytes)
{
	const struct r570_vaspace_params *params = bytes;

	if (params->index != R570_VASPACE_INDEX_GPU_NEW ||
	    params->flags & ~R570_VASPACE_FLAGS_EXTERNALLY_OWNED) {
		violation(rm->card, "RM vaspace %08x: index %u flags %x", object->handle,
			  params->index, params->flags);
		return R570_STATUS_INVALID_ARGUMENT;
	}
	object->vaspace.external = params->flags & R570_VASPACE_FLAGS_EXTERNALLY_OWNED;
	return R570_STATUS_OK;
}

struct in_use {
	const struct rm_object *vaspace;
	const struct rm_object *channel;
};

static void look_for_user(struct rm_object *object, void *priv)
{
	struct in_use *in_use = priv;

	if (object->kind == RM_CHANNEL && object->channel.vaspace == in_use->vaspace)
		in_use->channel = object;
}

static const struct rm_object *channel_in(const struct rm *rm, const struct rm_object *vaspace)
{
	struct in_use in_use = { .vaspace = vaspace };

	for (struct rm_object *client = rm->clients; client; client = client->next)
		rm_walk(client, look_for_user, &in_use);
	return in_use.channel;
}

static void forget_vaspace(struct rm_object *object, void *priv)
{
	if (object->kind == RM_CHANNEL && object->channel.vaspace == priv)
		object->channel.vaspace = NULL;
}

void rm_vaspace_fini(struct rm *rm, struct rm_object *object)
{
	const struct rm_object *channel = channel_in(rm, object);

	if (!channel)
		return;
	violation(rm->card, "vaspace %08x of client %08x is freed while channel %u uses it",
		  object->handle, object->client, channel->channel.chid);
	for (struct rm_object *client = rm->clients; client; client = client->next)
		rm_walk(client, forget_vaspace, object);
}

uint32_t rm_set_page_directory(struct rm *rm, struct rm_object *device, void *bytes)
{
	const struct r570_ctrl_set_page_directory *params = bytes;
	struct rm_object *object = rm_find(rm, device->client, params->h_vaspace);
	uint32_t aperture = params->flags & R570_PAGE_DIRECTORY_APERTURE;
	enum aperture where = aperture == R570_PAGE_DIRECTORY_APERTURE_VIDMEM ?
				      APERTURE_VIDEO :
				      APERTURE_SYS_COHERENT;

	if (!object || object->kind != RM_VASPACE || !object->vaspace.external) {
		violation(rm->card, "SET_PAGE_DIRECTORY: %08x is not an external vaspace of %08x",
			  params->h_vaspace, device->client);
		return R570_STATUS_INVALID_OBJECT_HANDLE;
	}
	/* The root of VER3 has two entries of 2^56 bytes, in a page of its own. */
	if (params->num_entries != 2 || params->phys_address % R570_PAGE_SIZE ||
	    !mem_ptr(card_mem(rm->card), where, params->phys_address, R570_PAGE_SIZE, true)) {
		violation(rm->card, "SET_PAGE_DIRECTORY: %u entries at %s %" PRIx64,
			  params->num_entries, aperture_name(where), params->phys_address);
		return R570_STATUS_INVALID_ARGUMENT;
	}
	object->vaspace.space = (struct mmu_space){ where, params->phys_address };
	object->vaspace.rooted = true;
	return R570_STATUS_OK;
}

uint32_t rm_unset_page_directory(struct rm *rm, struct rm_object *device, void *bytes)
{
	const struct r570_ctrl_unset_page_directory *params = bytes;
	struct rm_object *object = rm_find(rm, device->client, params->h_vaspace);

	if (!object || object->kind != RM_VASPACE || !object->vaspace.external ||
	    !object->vaspace.rooted) {
		violation(rm->card, "UNSET_PAGE_DIRECTORY: vaspace %08x of %08x has none",
			  params->h_vaspace, device->client);
		return R570_STATUS_INVALID_OBJECT_HANDLE;
	}
	if (channel_in(rm, object))
		violation(rm->card, "UNSET_PAGE_DIRECTORY: vaspace %08x of %08x is in use",
			  params->h_vaspace, device->client);
	object->vaspace.rooted = false;
	return R570_STATUS_OK;
}

/* RM's part of an address space that it owns: the driver shows its page directories. */
uint32_t rm_copy_server_pdes(struct rm *rm, struct rm_object *object, void *bytes)
{
	const struct r570_ctrl_copy_server_pdes *params = bytes;

	if (object->vaspace.external || params->virt_addr_lo != R570_VASPACE_SERVER_START ||
	    params->virt_addr_hi != R570_VASPACE_SERVER_START + R570_VASPACE_SERVER_SIZE - 1 ||
	    !params->num_levels_to_copy ||
	    params->num_levels_to_copy > ARRAY_SIZE(params->levels)) {
		violation(rm->card,
			  "COPY_SERVER_RESERVED_PDES: %" PRIx64 " to %" PRIx64 ", %u levels",
			  params->virt_addr_lo, params->virt_addr_hi, params->num_levels_to_copy);
		return R570_STATUS_INVALID_ARGUMENT;
	}
	for (uint32_t i = 0; i < params->num_levels_to_copy; i++)
		if (params->levels[i].aperture != 1 ||
		    !mem_ptr(card_mem(rm->card), APERTURE_VIDEO, params->levels[i].phys_address,
			     R570_PAGE_SIZE, true)) {
			violation(rm->card, "COPY_SERVER_RESERVED_PDES: level %u at %" PRIx64, i,
				  params->levels[i].phys_address);
			return R570_STATUS_INVALID_ARGUMENT;
		}
	object->vaspace.space =
		(struct mmu_space){ APERTURE_VIDEO, params->levels[0].phys_address };
	object->vaspace.rooted = true;
	return R570_STATUS_OK;
}

static bool memory_ok(struct rm *rm, const char *what, const struct r570_mem_desc *desc,
		      uint64_t size, enum aperture *aperture)
{
	*aperture = desc->address_space == R570_ADDR_FBMEM ? APERTURE_VIDEO : APERTURE_SYS_COHERENT;
	if ((desc->address_space == R570_ADDR_FBMEM || desc->address_space == R570_ADDR_SYSMEM) &&
	    desc->size >= size && desc->base % size == 0 &&
	    mem_ptr(card_mem(rm->card), *aperture, desc->base, size, true))
		return true;
	violation(rm->card, "channel: %s at %" PRIx64 ", %" PRIx64 " bytes, address space %u", what,
		  desc->base, desc->size, desc->address_space);
	return false;
}

static bool memories_ok(struct rm *rm, const struct r570_channel_params *params,
			struct host_channel *channel)
{
	if (!memory_ok(rm, "instance block", &params->instance_mem, INSTANCE_SIZE,
		       &channel->inst_aperture) ||
	    !memory_ok(rm, "USERD", &params->userd_mem, USERD_SIZE, &channel->userd_aperture))
		return false;
	channel->inst = params->instance_mem.base;
	channel->userd = params->userd_mem.base;
	if (params->ramfc_mem.base != channel->inst || params->ramfc_mem.size != RAMFC_SIZE) {
		violation(rm->card, "channel: RAMFC at %" PRIx64 ", not at the instance block",
			  params->ramfc_mem.base);
		return false;
	}
	/* Where the method buffer is, is not checked: nouveau's golden channel misstates it. */
	if (params->mthdbuf_mem.size < METHOD_BUFFER_SIZE) {
		violation(rm->card, "channel: method buffer of %" PRIx64 " bytes, not %x",
			  params->mthdbuf_mem.size, METHOD_BUFFER_SIZE);
		return false;
	}
	return true;
}

static bool flags_ok(struct rm *rm, const struct r570_channel_params *params)
{
	uint32_t notifiers =
		FIELD_PREP(R570_CHANNEL_ERROR_NOTIFIER, R570_CHANNEL_NOTIFIER_NONE) |
		FIELD_PREP(R570_CHANNEL_ECC_ERROR_NOTIFIER, R570_CHANNEL_NOTIFIER_NONE);
	uint32_t known = R570_CHANNEL_RUNQUEUE | R570_CHANNEL_PRIVILEGED |
			 R570_CHANNEL_USERD_INDEX | R570_CHANNEL_USERD_PAGE |
			 R570_CHANNEL_USERD_PAGE_FIXED;

	if (params->flags & ~known || !(params->flags & R570_CHANNEL_USERD_PAGE_FIXED) ||
	    (params->internal_flags & ~R570_CHANNEL_PRIVILEGE) != notifiers) {
		violation(rm->card, "channel: flags %08x, internal flags %08x", params->flags,
			  params->internal_flags);
		return false;
	}
	return true;
}

/* An external address space: its root must be the one in the instance block. */
static bool instance_ok(struct rm *rm, const struct rm_object *vaspace,
			const struct host_channel *channel)
{
	struct mmu_space space;

	if (!vaspace->vaspace.rooted) {
		violation(rm->card, "channel %u: vaspace %08x has no page directory", channel->chid,
			  vaspace->handle);
		return false;
	}
	if (!vaspace->vaspace.external)
		return true;
	if (!mmu_space_of_instance(card_mmu(rm->card), channel->inst_aperture, channel->inst,
				   &space) ||
	    space.pdb != vaspace->vaspace.space.pdb ||
	    space.aperture != vaspace->vaspace.space.aperture) {
		violation(rm->card, "channel %u: instance block without the page directory %s %" PRIx64,
			  channel->chid, aperture_name(vaspace->vaspace.space.aperture),
			  vaspace->vaspace.space.pdb);
		return false;
	}
	return true;
}

static bool engine_ok(struct rm *rm, const struct r570_channel_params *params,
		      struct host_channel *channel, struct rm_channel *state)
{
	const struct chip_engine *engine = chip_engine(card_chip(rm->card), params->engine_type);

	if (!engine || channel->chid < RESERVED_CHIDS || !params->gp_fifo_entries) {
		violation(rm->card, "channel %u: engine %x, %u GPFIFO entries", channel->chid,
			  params->engine_type, params->gp_fifo_entries);
		return false;
	}
	state->runlist = engine->runlist;
	state->engine = engine->type;
	return true;
}

uint32_t rm_channel_init(struct rm *rm, struct rm_object *object, const void *bytes)
{
	const struct r570_channel_params *params = bytes;
	struct rm_object *vaspace = rm_find(rm, object->client, params->h_vaspace);
	struct rm_channel *state = &object->channel;
	struct host_channel channel = {
		.chid = FIELD_GET(R570_CHANNEL_USERD_PAGE, params->flags) *
				R570_CHANNELS_PER_USERD_PAGE +
			FIELD_GET(R570_CHANNEL_USERD_INDEX, params->flags),
		.engine = params->engine_type,
		.privileged = FIELD_GET(R570_CHANNEL_PRIVILEGE, params->internal_flags) !=
			      R570_CHANNEL_PRIVILEGE_USER,
		.gpfifo = params->gp_fifo_offset,
		.gpfifo_entries = params->gp_fifo_entries,
	};
	int ret;

	if (!vaspace || vaspace->kind != RM_VASPACE) {
		violation(rm->card, "channel %u: %08x is not a vaspace of client %08x",
			  channel.chid, params->h_vaspace, object->client);
		return R570_STATUS_INVALID_OBJECT_HANDLE;
	}
	if (!flags_ok(rm, params) || !engine_ok(rm, params, &channel, state) ||
	    !memories_ok(rm, params, &channel) || !instance_ok(rm, vaspace, &channel))
		return R570_STATUS_INVALID_ARGUMENT;

	ret = host_channel_add(card_host(rm->card), &channel);
	if (ret) {
		violation(rm->card, "channel %u on runlist %u: %s", channel.chid, state->runlist,
			  ret == -EEXIST ? "this id is taken" : "impossible");
		return R570_STATUS_INSUFFICIENT_RESOURCES;
	}
	state->chid = channel.chid;
	state->inst_aperture = channel.inst_aperture;
	state->inst = channel.inst;
	state->vaspace = vaspace;
	return R570_STATUS_OK;
}

void rm_channel_fini(struct rm *rm, struct rm_object *object)
{
	host_channel_remove(card_host(rm->card), object->channel.runlist, object->channel.chid);
}

uint32_t rm_bind(struct rm *rm, struct rm_object *object, void *bytes)
{
	const struct r570_ctrl_bind *params = bytes;
	const struct chip_engine *engine = chip_engine(card_chip(rm->card), params->engine_type);

	if (!engine || engine->runlist != object->channel.runlist) {
		violation(rm->card, "BIND of channel %u on runlist %u to engine %x",
			  object->channel.chid, object->channel.runlist, params->engine_type);
		return R570_STATUS_INVALID_ARGUMENT;
	}
	object->channel.bound = true;
	return R570_STATUS_OK;
}

uint32_t rm_schedule(struct rm *rm, struct rm_object *object, void *bytes)
{
	const struct r570_ctrl_gpfifo_schedule *params = bytes;

	if (params->enable && !object->channel.bound) {
		violation(rm->card, "GPFIFO_SCHEDULE of channel %u before BIND",
			  object->channel.chid);
		return R570_STATUS_INVALID_STATE;
	}
	host_channel_enable(card_host(rm->card), object->channel.runlist, object->channel.chid,
			    params->enable);
	return R570_STATUS_OK;
}

uint32_t rm_copy_init(struct rm *rm, struct rm_object *object, const void *bytes)
{
	const struct r570_copy_params *params = bytes;
	const struct chip_engine *engine = chip_engine(card_chip(rm->card), params->engine_type);
	const struct rm_channel *channel = &object->parent->channel;

	if (params->version == R570_COPY_PARAMS_VERSION && engine &&
	    engine->type >= RM_ENGINE_COPY0 && engine->runlist == channel->runlist)
		return R570_STATUS_OK;
	violation(rm->card, "copy object on channel %u, runlist %u: version %u engine %x",
		  channel->chid, channel->runlist, params->version, params->engine_type);
	return R570_STATUS_INVALID_ARGUMENT;
}

uint32_t rm_gr_init(struct rm *rm, struct rm_object *object, const void *bytes)
{
	const struct chip_engine *gr = chip_engine(card_chip(rm->card), RM_ENGINE_GR0);
	const struct rm_channel *channel = &object->parent->channel;

	(void)bytes;
	if (channel->runlist != gr->runlist || !channel->promoted) {
		violation(rm->card, "%s object on channel %u, runlist %u%s",
			  rm_kind_name(object->kind), channel->chid, channel->runlist,
			  channel->promoted ? "" : ": its context buffers were not promoted");
		return R570_STATUS_INVALID_STATE;
	}
	return R570_STATUS_OK;
}

/* NV2080_CTRL_GPU_PROMOTE_CTX_BUFFER_ID_* end with 12. */
#define PROMOTE_BUFFER_IDS 13

static bool promote_entry_ok(struct rm *rm, const struct rm_channel *channel,
			     const struct r570_promote_entry *entry)
{
	struct mmu_range range;
	struct mmu_fault fault;

	if (entry->buffer_id >= PROMOTE_BUFFER_IDS) {
		violation(rm->card, "PROMOTE_CTX: buffer id %u", entry->buffer_id);
		return false;
	}
	if (entry->initialize && (!entry->size || entry->gpu_phys_addr % R570_PAGE_SIZE ||
				  !mem_ptr(card_mem(rm->card), APERTURE_VIDEO, entry->gpu_phys_addr,
					   entry->size, true))) {
		violation(rm->card, "PROMOTE_CTX: buffer %u at %" PRIx64 ", %" PRIx64 " bytes",
			  entry->buffer_id, entry->gpu_phys_addr, entry->size);
		return false;
	}
	if (entry->nonmapped ||
	    mmu_range(card_mmu(rm->card), &channel->vaspace->vaspace.space, entry->gpu_virt_addr,
		      R570_PAGE_SIZE, MMU_PRIVILEGED, &range, &fault))
		return true;
	violation(rm->card, "PROMOTE_CTX: buffer %u is not mapped at %" PRIx64 " (%s)",
		  entry->buffer_id, entry->gpu_virt_addr, mmu_fault_name(fault.type));
	return false;
}

uint32_t rm_promote_ctx(struct rm *rm, struct rm_object *subdevice, void *bytes)
{
	const struct r570_ctrl_promote_ctx *params = bytes;
	struct rm_object *object = rm_find(rm, params->h_chan_client, params->h_object);

	(void)subdevice;
	if (!object || object->kind != RM_CHANNEL || !object->channel.vaspace) {
		violation(rm->card, "PROMOTE_CTX: %08x is not a channel of client %08x",
			  params->h_object, params->h_chan_client);
		return R570_STATUS_INVALID_OBJECT_HANDLE;
	}
	if (params->engine_type != RM_ENGINE_GR0 || !params->entry_count ||
	    params->entry_count > R570_PROMOTE_ENTRIES_MAX) {
		violation(rm->card, "PROMOTE_CTX: engine %x, %u entries", params->engine_type,
			  params->entry_count);
		return R570_STATUS_INVALID_ARGUMENT;
	}
	for (uint32_t i = 0; i < params->entry_count; i++)
		if (!promote_entry_ok(rm, &object->channel, &params->promote_entry[i]))
			return R570_STATUS_INVALID_ARGUMENT;
	object->channel.promoted = true;
	return R570_STATUS_OK;
}

struct by_chid {
	uint32_t runlist, chid;
	const struct rm_object *found;
};

static void match_chid(struct rm_object *object, void *priv)
{
	struct by_chid *by = priv;

	if (object->kind == RM_CHANNEL && object->channel.chid == by->chid &&
	    object->channel.runlist == by->runlist)
		by->found = object;
}

void rm_report_rc(struct card *card, const struct rc_report *rc)
{
	struct by_chid by = { rc->runlist, rc->chid, NULL };
	struct r570_rpc_rc_triggered event = {
		.nv2080_engine_type = rc->engine,
		.chid = rc->chid,
		.except_type = rc->except_type,
		.scope = 1,
		.mmu_fault_addr_lo = lower_32_bits(rc->fault_addr),
		.mmu_fault_addr_hi = upper_32_bits(rc->fault_addr),
		.mmu_fault_type = rc->fault_type,
	};

	for (struct rm_object *client = card_rm(card)->clients; client; client = client->next)
		rm_walk(client, match_chid, &by);
	if (!event.nv2080_engine_type && by.found)
		event.nv2080_engine_type = by.found->channel.engine;
	++*stats_counter(card, "channel.killed");
	gsp_event(card, R570_EVENT_RC_TRIGGERED, &event, sizeof(event));
}
