// SPDX-License-Identifier: MIT
/*
 * The object tree. A handle is unique within its client; each class says below what it may be
 * allocated and how large its parameters are. Classes and parameters: nouveau
 * nvkm/subdev/gsp/rm/r535/{client,device,vmm,fifo,ce,gr,disp,fbsr}.c.
 */
#include "rm.h"

#include <stdlib.h>
#include <string.h>

#include "bar.h"
#include "boot.h"
#include "chip.h"
#include "gsp.h"
#include "rm_object.h"
#include "static_info.h"

#define CLASS_ROOT 0x0000
#define CLASS_EVENT 0x007e
#define CLASS_DEVICE 0x0080
#define CLASS_SUBDEVICE 0x2080
#define CLASS_VASPACE 0x90f1
#define CLASS_DISP_COMMON 0x0073
#define CLASS_MEMORY_LIST_SYSTEM 0x0081
#define CLASS_MEMORY_LIST_FBMEM 0x0082

/* RS_UNIQUE_HANDLE_BASE */
#define GENERATED_HANDLES 0xcaf00000

struct rm_class {
	const char *name;
	enum rm_kind parent;
	size_t params;
	uint32_t (*init)(struct rm *rm, struct rm_object *object, const void *params);
	void (*fini)(struct rm *rm, struct rm_object *object);
};

static uint32_t device_init(struct rm *rm, struct rm_object *object, const void *bytes)
{
	const struct r570_device_params *params = bytes;

	if (params->device_id || params->h_client_share != object->client) {
		violation(rm->card, "RM device %08x: id %u, shared with client %08x",
			  object->handle, params->device_id, params->h_client_share);
		return R570_STATUS_INVALID_ARGUMENT;
	}
	return R570_STATUS_OK;
}

static uint32_t subdevice_init(struct rm *rm, struct rm_object *object, const void *bytes)
{
	const struct r570_subdevice_params *params = bytes;

	if (params->subdevice_id) {
		violation(rm->card, "RM subdevice %08x: id %u, there is only 0", object->handle,
			  params->subdevice_id);
		return R570_STATUS_INVALID_ARGUMENT;
	}
	return R570_STATUS_OK;
}

static uint32_t event_init(struct rm *rm, struct rm_object *object, const void *bytes)
{
	const struct r570_event_params *params = bytes;

	if (params->h_parent_client != object->client || params->h_class != object->class ||
	    !(params->notify_index & R570_EVENT_CLIENT_RM)) {
		violation(rm->card, "RM event %08x: client %08x class %x index %08x",
			  object->handle, params->h_parent_client, params->h_class,
			  params->notify_index);
		return R570_STATUS_INVALID_ARGUMENT;
	}
	object->event.notifier = params->notify_index & ~R570_EVENT_CLIENT_RM;
	return R570_STATUS_OK;
}

static const struct rm_class classes[] = {
	[RM_CLIENT] = { "client", RM_NONE, sizeof(struct r570_client_params), rm_client_init,
			NULL },
	[RM_DEVICE] = { "device", RM_CLIENT, sizeof(struct r570_device_params), device_init,
			NULL },
	[RM_SUBDEVICE] = { "subdevice", RM_DEVICE, sizeof(struct r570_subdevice_params),
			   subdevice_init, NULL },
	[RM_VASPACE] = { "vaspace", RM_DEVICE, sizeof(struct r570_vaspace_params),
			 rm_vaspace_init, rm_vaspace_fini },
	[RM_CHANNEL] = { "channel", RM_DEVICE, sizeof(struct r570_channel_params),
			 rm_channel_init, rm_channel_fini },
	[RM_COPY] = { "copy", RM_CHANNEL, sizeof(struct r570_copy_params), rm_copy_init, NULL },
	[RM_3D] = { "3D", RM_CHANNEL, 0, rm_gr_init, NULL },
	[RM_COMPUTE] = { "compute", RM_CHANNEL, 0, rm_gr_init, NULL },
	[RM_2D] = { "2D", RM_CHANNEL, 0, rm_gr_init, NULL },
	[RM_I2M] = { "inline-to-memory", RM_CHANNEL, 0, rm_gr_init, NULL },
	[RM_EVENT] = { "event", RM_SUBDEVICE, sizeof(struct r570_event_params), event_init,
		       NULL },
	[RM_DISP_COMMON] = { "display-common", RM_DEVICE, 0, NULL, NULL },
	[RM_DISP] = { "display", RM_DEVICE, 0, NULL, NULL },
	[RM_MEMORY] = { "memory", RM_DEVICE, 0, NULL, NULL },
};

const char *rm_kind_name(enum rm_kind kind)
{
	return kind == RM_NONE ? "nothing" : classes[kind].name;
}

/* Memory lists have an RPC of their own. */
static enum rm_kind kind_of(const struct chip *chip, uint32_t class)
{
	const struct {
		uint32_t class;
		enum rm_kind kind;
	} known[] = {
		{ CLASS_ROOT, RM_CLIENT },
		{ CLASS_DEVICE, RM_DEVICE },
		{ CLASS_SUBDEVICE, RM_SUBDEVICE },
		{ CLASS_VASPACE, RM_VASPACE },
		{ CLASS_EVENT, RM_EVENT },
		{ CLASS_DISP_COMMON, RM_DISP_COMMON },
		{ chip->class_gpfifo, RM_CHANNEL },
		{ chip->class_ce, RM_COPY },
		{ chip->class_3d, RM_3D },
		{ chip->class_compute, RM_COMPUTE },
		{ chip->class_2d, RM_2D },
		{ chip->class_i2m, RM_I2M },
		{ chip->class_disp, RM_DISP },
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (known[i].class == class)
			return known[i].kind;
	return RM_NONE;
}

static struct rm_object *find_below(struct rm_object *object, uint32_t handle)
{
	if (object->handle == handle)
		return object;
	for (struct rm_object *child = object->child; child; child = child->next) {
		struct rm_object *found = find_below(child, handle);

		if (found)
			return found;
	}
	return NULL;
}

struct rm_object *rm_find(const struct rm *rm, uint32_t client, uint32_t handle)
{
	for (struct rm_object *root = rm->clients; root; root = root->next)
		if (root->handle == client)
			return find_below(root, handle);
	return NULL;
}

void rm_walk(struct rm_object *object, void (*visit)(struct rm_object *object, void *priv),
	     void *priv)
{
	visit(object, priv);
	for (struct rm_object *child = object->child; child; child = child->next)
		rm_walk(child, visit, priv);
}

struct rm_object *rm_add(struct rm *rm, struct rm_object *parent, uint32_t client, uint32_t handle,
			 uint32_t class, enum rm_kind kind)
{
	struct rm_object **first = parent ? &parent->child : &rm->clients;
	struct rm_object *object = calloc(1, sizeof(*object));

	if (!object)
		abort();
	object->client = client;
	object->handle = handle;
	object->class = class;
	object->kind = kind;
	object->parent = parent;
	object->next = *first;
	*first = object;
	return object;
}

static void unlink_object(struct rm *rm, struct rm_object *object)
{
	struct rm_object **at = object->parent ? &object->parent->child : &rm->clients;

	while (*at != object)
		at = &(*at)->next;
	*at = object->next;
}

/* Children first, the youngest before the others. */
static void remove_object(struct rm *rm, struct rm_object *object)
{
	while (object->child)
		remove_object(rm, object->child);
	if (classes[object->kind].fini)
		classes[object->kind].fini(rm, object);
	unlink_object(rm, object);
	free(object);
}

struct rm *rm_create(struct card *card)
{
	struct rm *rm = calloc(1, sizeof(*rm));

	if (!rm)
		return NULL;
	rm->card = card;
	rm->objects = stats_counter(card, "rm.objects");
	return rm;
}

void rm_reset(struct rm *rm)
{
	while (rm->clients)
		remove_object(rm, rm->clients);
}

void rm_destroy(struct rm *rm)
{
	if (!rm)
		return;
	rm_reset(rm);
	free(rm);
}

static void clear_page(struct card *card, uint64_t addr)
{
	static const uint8_t zero[R570_PAGE_SIZE];

	mem_write(card_mem(card), APERTURE_VIDEO, addr, zero, sizeof(zero));
}

void rm_start(struct card *card, const struct boot *boot)
{
	struct rm *rm = card_rm(card);
	struct rm_object *client, *device, *subdevice;

	rm_reset(rm);
	client = rm_add(rm, NULL, RM_INTERNAL_CLIENT, RM_INTERNAL_CLIENT, CLASS_ROOT, RM_CLIENT);
	device =
		rm_add(rm, client, RM_INTERNAL_CLIENT, RM_INTERNAL_DEVICE, CLASS_DEVICE, RM_DEVICE);
	subdevice = rm_add(rm, device, RM_INTERNAL_CLIENT, RM_INTERNAL_SUBDEVICE, CLASS_SUBDEVICE,
			   RM_SUBDEVICE);
	client->internal = device->internal = subdevice->internal = true;

	clear_page(card, static_info_bar1_root(boot));
	clear_page(card, static_info_bar2_root(boot));
	bar_set_roots(card_bar(card), static_info_bar1_root(boot), static_info_bar2_root(boot));
}

static void report_leftover(struct rm_object *object, void *priv)
{
	struct card *card = priv;

	if (!object->internal)
		violation(card, "unload: %s %08x of client %08x was never freed",
			  rm_kind_name(object->kind), object->handle, object->client);
}

void rm_stop(struct rm *rm)
{
	for (struct rm_object *root = rm->clients; root; root = root->next)
		rm_walk(root, report_leftover, rm->card);
	rm_reset(rm);
}

/* Finds the parent and checks that the class may stand there under that name. */
static uint32_t check_place(struct rm *rm, const struct r570_rpc_rm_alloc *params,
			    enum rm_kind kind, struct rm_object **parent)
{
	enum rm_kind want = classes[kind].parent;

	*parent = NULL;
	if (rm_find(rm, params->h_client, params->h_object)) {
		violation(rm->card, "RM_ALLOC of class %x: client %08x has a %08x already",
			  params->h_class, params->h_client, params->h_object);
		return R570_STATUS_INVALID_OBJECT_HANDLE;
	}
	if (want == RM_NONE)
		return R570_STATUS_OK;
	*parent = rm_find(rm, params->h_client, params->h_parent);
	if (!*parent) {
		violation(rm->card, "RM_ALLOC of class %x: client %08x has no parent %08x",
			  params->h_class, params->h_client, params->h_parent);
		return R570_STATUS_INVALID_OBJECT_PARENT;
	}
	if ((*parent)->kind != want) {
		violation(rm->card, "RM_ALLOC of class %x below a %s; it belongs below a %s",
			  params->h_class, rm_kind_name((*parent)->kind), rm_kind_name(want));
		return R570_STATUS_INVALID_OBJECT_PARENT;
	}
	return R570_STATUS_OK;
}

/* An object that comes without a handle gets one (OGKM rs_client.c, clientGenResourceHandle). */
static uint32_t make_handle(const struct rm *rm, uint32_t client)
{
	uint32_t handle = GENERATED_HANDLES;

	while (rm_find(rm, client, handle))
		handle++;
	return handle;
}

uint32_t rm_alloc(struct rm *rm, struct r570_rpc_rm_alloc *params)
{
	enum rm_kind kind = kind_of(card_chip(rm->card), params->h_class);
	struct rm_object *parent, *object;
	uint32_t status;

	if (kind == RM_NONE) {
		violation(rm->card, "RM_ALLOC of unknown class %x", params->h_class);
		return R570_STATUS_INVALID_CLASS;
	}
	if (params->params_size != classes[kind].params) {
		violation(rm->card, "RM_ALLOC of class %x with %u bytes of parameters, not %zu",
			  params->h_class, params->params_size, classes[kind].params);
		return R570_STATUS_INVALID_PARAM_STRUCT;
	}
	if (!params->h_object)
		params->h_object = make_handle(rm, params->h_client);
	status = check_place(rm, params, kind, &parent);
	if (status)
		return status;

	object = rm_add(rm, parent, params->h_client, params->h_object, params->h_class, kind);
	if (classes[kind].init)
		status = classes[kind].init(rm, object, params->params);
	if (status) {
		unlink_object(rm, object);
		free(object);
		return status;
	}
	++*rm->objects;
	return R570_STATUS_OK;
}

uint32_t rm_client_init(struct rm *rm, struct rm_object *object, const void *bytes)
{
	const struct r570_client_params *params = bytes;

	if (object->client == object->handle && params->h_client == object->handle)
		return R570_STATUS_OK;
	violation(rm->card, "RM client %08x allocated as object %08x, parameters say %08x",
		  object->client, object->handle, params->h_client);
	return R570_STATUS_INVALID_CLIENT;
}

uint32_t rm_free(struct rm *rm, uint32_t client, uint32_t parent, uint32_t handle)
{
	struct rm_object *object = rm_find(rm, client, handle);

	/*
	 * nouveau frees objects whose handle RM chose by the 0 that it allocated them with. RM
	 * has nothing of that name; they go with their channel.
	 */
	if (!handle)
		return R570_STATUS_OBJECT_NOT_FOUND;
	if (!object) {
		violation(rm->card, "RM_FREE of object %08x, which client %08x does not have",
			  handle, client);
		return R570_STATUS_OBJECT_NOT_FOUND;
	}
	if (object->internal) {
		violation(rm->card, "RM_FREE of RM's own object %08x", handle);
		return R570_STATUS_INVALID_OBJECT_HANDLE;
	}
	if (parent && (!object->parent || object->parent->handle != parent)) {
		violation(rm->card, "RM_FREE of object %08x: its parent is not %08x", handle,
			  parent);
		return R570_STATUS_INVALID_OBJECT_PARENT;
	}
	remove_object(rm, object);
	return R570_STATUS_OK;
}

static bool pages_ok(struct rm *rm, const struct r570_rpc_alloc_memory *params)
{
	bool system = params->h_class == CLASS_MEMORY_LIST_SYSTEM;

	for (uint32_t i = 0; i < params->page_count; i++) {
		uint64_t addr = params->pte_desc.pte[i] << 12;

		if (mem_ptr(card_mem(rm->card), system ? APERTURE_SYS_COHERENT : APERTURE_VIDEO,
			    addr, R570_PAGE_SIZE, true))
			continue;
		violation(rm->card, "ALLOC_MEMORY: page %u at %llx is not in %s memory", i,
			  (unsigned long long)addr, system ? "guest" : "video");
		return false;
	}
	return true;
}

uint32_t rm_alloc_memory(struct rm *rm, const struct r570_rpc_alloc_memory *params, size_t len)
{
	struct rm_object *device = rm_find(rm, params->h_client, params->h_device);
	size_t room = (len - sizeof(*params)) / sizeof(uint64_t);

	if (!device || device->kind != RM_DEVICE ||
	    rm_find(rm, params->h_client, params->h_memory)) {
		violation(rm->card, "ALLOC_MEMORY: client %08x, device %08x, memory %08x",
			  params->h_client, params->h_device, params->h_memory);
		return R570_STATUS_INVALID_OBJECT_HANDLE;
	}
	if ((params->h_class != CLASS_MEMORY_LIST_SYSTEM &&
	     params->h_class != CLASS_MEMORY_LIST_FBMEM) ||
	    params->page_count > room ||
	    params->length > (uint64_t)params->page_count * R570_PAGE_SIZE) {
		violation(rm->card, "ALLOC_MEMORY: class %x, %llu bytes, %u pages, %zu in the list",
			  params->h_class, (unsigned long long)params->length, params->page_count,
			  room);
		return R570_STATUS_INVALID_ARGUMENT;
	}
	if (!pages_ok(rm, params))
		return R570_STATUS_INVALID_ARGUMENT;
	rm_add(rm, device, params->h_client, params->h_memory, params->h_class, RM_MEMORY);
	++*rm->objects;
	return R570_STATUS_OK;
}
