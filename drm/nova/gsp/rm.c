// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Resource manager objects
 *
 * Everything that the firmware owns on our behalf (address spaces, channels,
 * engine objects) is an object in a tree below a client, named by handles that
 * we choose. Objects take orders in the form of controls.
 *
 * Sources: nouveau, nvkm/subdev/gsp/rm/r535/{alloc,ctrl,client,device}.c;
 * open-gpu-kernel-modules, src/common/sdk/nvidia/inc/nvstatuscodes.h.
 */

#include "rm.h"
#include "gsp.h"
#include "queue.h"

#include "drm/nova/nova_device.h"
#include "drm/own/mem.h"

#include "firmware/gsp/r570/alloc.h"
#include "firmware/gsp/r570/ctrl.h"
#include "firmware/gsp/r570/rpc.h"
#include "firmware/gsp/rpc.h"
#include "firmware/nv/classes.h"

#include <drm/drm_print.h>

#include <linux/idr.h>
#include <linux/slab.h>

/* Requests up to this many bytes are put together on the stack. */
#define NOVA_RM_SMALL_REQUEST	128

/* Client ids: the low half of a client's handle. */
#define NOVA_RM_MAX_CLIENT	0xffff

static const struct fwgpu_ledger_kind rm_client_kind = { .name = "rm-client" };
static const struct fwgpu_ledger_kind rm_object_kind = { .name = "rm-object" };

struct nova_rm_client {
	struct nova_device *nova;
	struct fwgpu_ledger_entry entry;
	/** @handle: 0 if it has none yet. */
	u32 handle;
	/** @rooted: the firmware knows it. */
	bool rooted;
	struct nova_rm_object_slot device;
	struct nova_rm_object_slot subdevice;
};

struct nova_rm_object {
	struct nova_device *nova;
	struct fwgpu_ledger_entry entry;
	u32 client;
	u32 handle;
};

/*
 * Sends @msg, a request of @size bytes, and receives the answer over it. Requests and answers
 * of one function have the same shape, which is why one buffer serves both.
 */
static int nova_rm_call(struct nova_device *nova, u32 function, void *msg, u32 size)
{
	return nova_gsp_call(nova, function, msg, size, msg, size);
}

/**
 * struct nova_rm_request - a request that has parameters
 * @function: R570_FN_*
 * @head: how it begins; the answer's goes there, too
 * @head_size: bytes of @head
 * @status: the word of @head that says how it went
 * @params: what is behind that; left alone if the firmware refuses
 * @size: bytes of @params
 */
struct nova_rm_request {
	u32 function;
	void *head;
	u32 head_size;
	const u32 *status;
	void *params;
	u32 size;
};

/* @msg has room for both. */
static int nova_rm_exchange(struct nova_device *nova, const struct nova_rm_request *req, u8 *msg)
{
	int ret;

	memcpy(msg, req->head, req->head_size);
	if (req->size)
		memcpy(msg + req->head_size, req->params, req->size);

	ret = nova_rm_call(nova, req->function, msg, req->head_size + req->size);
	if (ret)
		return ret;

	memcpy(req->head, msg, req->head_size);
	ret = rpc_status_to_errno(*req->status);
	if (!ret && req->size)
		memcpy(req->params, msg + req->head_size, req->size);
	return ret;
}

/* What stops or ends something is small: that must not fail for want of memory. */
static int nova_rm_send(struct nova_device *nova, const struct nova_rm_request *req)
{
	size_t size = size_add(req->head_size, req->size);
	u8 small[NOVA_RM_SMALL_REQUEST] __aligned(8);
	struct own_mem_own msg;
	int ret;

	if (size <= sizeof(small))
		return nova_rm_exchange(nova, req, small);

	ret = own_mem_alloc(size, &msg);
	if (ret)
		return ret;

	ret = nova_rm_exchange(nova, req, own_mem_borrow(&msg));
	own_mem_drop(&msg);
	return ret;
}

static int nova_rm_alloc_raw(struct nova_device *nova, u32 client, u32 parent, u32 handle,
			     u32 class, void *params, u32 size)
{
	struct r570_rpc_rm_alloc head = {
		.h_client = client,
		.h_parent = parent,
		.h_object = handle,
		.h_class = class,
		.params_size = size,
	};
	const struct nova_rm_request req = {
		.function = R570_FN_GSP_RM_ALLOC,
		.head = &head, .head_size = sizeof(head), .status = &head.status,
		.params = params, .size = size,
	};
	int ret;

	ret = nova_rm_send(nova, &req);
	if (head.status)
		drm_err_ratelimited(&nova->drm, "RM: class %04x under %08x:%08x refused: %#x\n",
				    class, client, parent, head.status);
	return ret;
}

static void nova_rm_free_raw(struct nova_device *nova, u32 client, u32 handle)
{
	struct r570_rpc_free msg = {
		.h_root = client,
		.h_object_old = handle,
	};
	int ret;

	ret = nova_rm_call(nova, R570_FN_FREE, &msg, sizeof(msg));
	if (!ret)
		ret = rpc_status_to_errno(msg.status);
	if (ret && ret != -ENODEV)
		drm_err(&nova->drm, "RM: cannot free %08x:%08x: %pe\n",
			client, handle, ERR_PTR(ret));
}

static int nova_rm_control_raw(struct nova_device *nova, u32 client, u32 object, u32 cmd,
			       void *params, u32 size)
{
	struct r570_rpc_rm_control head = {
		.h_client = client,
		.h_object = object,
		.cmd = cmd,
		.params_size = size,
	};
	const struct nova_rm_request req = {
		.function = R570_FN_GSP_RM_CONTROL,
		.head = &head, .head_size = sizeof(head), .status = &head.status,
		.params = params, .size = size,
	};
	int ret;

	ret = nova_rm_send(nova, &req);
	if (head.status)
		drm_err_ratelimited(&nova->drm, "RM: control %08x of %08x:%08x refused: %#x\n",
				    cmd, client, object, head.status);
	return ret;
}

/* The firmware has it now. */
static void nova_rm_object_enter(struct nova_rm_object *object, struct nova_rm_client *client,
				 struct fwgpu_ledger_entry *owner, u32 handle)
{
	object->nova = client->nova;
	object->client = client->handle;
	object->handle = handle;
	fwgpu_ledger_add(&client->nova->ledger, &object->entry, owner ?: &client->entry,
			 &rm_object_kind, handle, 0);
}

/**
 * nova_rm_object_free() - have the firmware free an object; use nova_rm_object_drop()
 * @object: object without children, whose client is still there
 */
void nova_rm_object_free(struct nova_rm_object *object)
{
	if (object->nova)
		nova_rm_free_raw(object->nova, object->client, object->handle);
	fwgpu_ledger_remove(&object->entry);
	kfree(object);
}

/**
 * nova_rm_object_handle() - what an object is called
 * @object: object
 *
 * Return: its handle, which is unique within its client.
 */
u32 nova_rm_object_handle(const struct nova_rm_object *object)
{
	return object->handle;
}

/**
 * nova_rm_alloc() - allocate an object
 * @client: client that it belongs to
 * @owner: what it is a part of; NULL for the client
 * @parent: handle of its parent, which must outlive it
 * @handle: its own handle, unique in the client
 * @class: class number, see firmware/nv/classes.h
 * @params: class specific parameters; what the firmware answers replaces them
 * @size: bytes of @params
 * @h: owns the object on success
 *
 * Return: 0, -ENODEV when the firmware is gone, or what it refused with.
 */
int nova_rm_alloc(struct nova_rm_client *client, struct fwgpu_ledger_entry *owner, u32 parent,
		  u32 handle, u32 class, void *params, u32 size, struct nova_rm_object_own *h)
{
	struct nova_rm_object_own object;
	int ret;

	ret = nova_rm_object_adopt(&object, kzalloc_obj(struct nova_rm_object));
	if (ret)
		return ret;

	ret = nova_rm_alloc_raw(client->nova, client->handle, parent, handle, class, params, size);
	if (ret) {
		nova_rm_object_drop(&object);
		return ret;
	}

	nova_rm_object_enter(nova_rm_object_borrow(&object), client, owner, handle);
	nova_rm_object_move(h, &object);
	return 0;
}

/**
 * nova_rm_control() - give an order to an object of a client
 * @client: client
 * @object: handle of the object
 * @cmd: control number, see firmware/gsp/r570/ctrl.h
 * @params: parameters of @cmd; what the firmware answers replaces them on success
 * @size: bytes of @params
 *
 * Return: 0, -ENODEV when the firmware is gone, or what it refused with.
 */
int nova_rm_control(struct nova_rm_client *client, u32 object, u32 cmd, void *params, u32 size)
{
	return nova_rm_control_raw(client->nova, client->handle, object, cmd, params, size);
}

/**
 * nova_rm_object_control() - nova_rm_control() for an object at hand
 * @object: object
 * @cmd: control number
 * @params: parameters, in and out
 * @size: bytes of @params
 *
 * Return: as nova_rm_control().
 */
int nova_rm_object_control(struct nova_rm_object *object, u32 cmd, void *params, u32 size)
{
	return nova_rm_control_raw(object->nova, object->client, object->handle, cmd,
				   params, size);
}

/**
 * nova_rm_internal_control() - give an order to the firmware's own subdevice
 * @nova: device, with the firmware's static information read
 * @cmd: control number
 * @params: parameters, in and out
 * @size: bytes of @params
 *
 * Return: as nova_rm_control().
 */
int nova_rm_internal_control(struct nova_device *nova, u32 cmd, void *params, u32 size)
{
	const struct nova_gsp_info *info = nova_gsp_info(nova);

	return nova_rm_control_raw(nova, info->internal_client, info->internal_subdevice,
				   cmd, params, size);
}

static int nova_rm_client_init_device(struct nova_rm_client *client)
{
	struct r570_device_params params = { .h_client_share = client->handle };
	struct nova_rm_object_own object;
	int ret;

	ret = nova_rm_alloc(client, NULL, client->handle, R570_HANDLE_DEVICE,
			    NV01_DEVICE_0, &params, sizeof(params), &object);
	if (ret)
		return ret;

	nova_rm_object_store(&client->device, &object);
	return 0;
}

static int nova_rm_client_init_subdevice(struct nova_rm_client *client)
{
	struct r570_subdevice_params params = {};
	struct nova_rm_object_own object;
	int ret;

	ret = nova_rm_alloc(client, NULL, R570_HANDLE_DEVICE, R570_HANDLE_SUBDEVICE,
			    NV20_SUBDEVICE_0, &params, sizeof(params), &object);
	if (ret)
		return ret;

	nova_rm_object_store(&client->subdevice, &object);
	return 0;
}

static int nova_rm_client_init_root(struct nova_rm_client *client)
{
	struct r570_client_params params = {
		.h_client = client->handle,
		.process_id = ~0u,
	};

	return nova_rm_alloc_raw(client->nova, client->handle, client->handle, client->handle,
				 NV01_ROOT, &params, sizeof(params));
}

/* As far as this comes, nova_rm_client_free() undoes it. */
static int nova_rm_client_init(struct nova_rm_client *client, struct nova_device *nova,
			       struct fwgpu_ledger_entry *owner)
{
	int id, ret;

	client->nova = nova;
	id = ida_alloc_max(nova_gsp_client_ids(nova), NOVA_RM_MAX_CLIENT, GFP_KERNEL);
	if (id < 0)
		return id;
	client->handle = R570_HANDLE_CLIENT(id);

	ret = nova_rm_client_init_root(client);
	if (ret)
		return ret;
	client->rooted = true;
	fwgpu_ledger_add(&nova->ledger, &client->entry, owner, &rm_client_kind, client->handle, 0);

	ret = nova_rm_client_init_device(client);
	if (ret)
		return ret;

	return nova_rm_client_init_subdevice(client);
}

/**
 * nova_rm_client_create() - start a new tree of objects
 * @nova: device
 * @owner: whose it is
 * @h: owns the client with its device and subdevice on success
 *
 * Return: 0, -ENOSPC with too many clients, or as nova_rm_alloc().
 */
int nova_rm_client_create(struct nova_device *nova, struct fwgpu_ledger_entry *owner,
			  struct nova_rm_client_own *h)
{
	struct nova_rm_client_own client;
	int ret;

	ret = nova_rm_client_adopt(&client, kzalloc_obj(struct nova_rm_client));
	if (ret)
		return ret;

	ret = nova_rm_client_init(nova_rm_client_borrow(&client), nova, owner);
	if (ret) {
		nova_rm_client_drop(&client);
		return ret;
	}

	nova_rm_client_move(h, &client);
	return 0;
}

/**
 * nova_rm_client_free() - free a client with its device and subdevice; use nova_rm_client_drop()
 * @client: client that has no other objects
 */
void nova_rm_client_free(struct nova_rm_client *client)
{
	struct nova_device *nova = client->nova;

	nova_rm_object_clear(&client->subdevice);
	nova_rm_object_clear(&client->device);
	if (client->rooted)
		nova_rm_free_raw(nova, client->handle, client->handle);
	fwgpu_ledger_remove(&client->entry);
	if (client->handle)
		ida_free(nova_gsp_client_ids(nova), client->handle & NOVA_RM_MAX_CLIENT);
	kfree(client);
}

/**
 * nova_rm_client_handle() - what a client is called
 * @client: client
 *
 * Return: its handle, which is unique on the card.
 */
u32 nova_rm_client_handle(const struct nova_rm_client *client)
{
	return client->handle;
}

/**
 * nova_rm_client_device() - what a client's device is called
 * @client: client
 *
 * Return: handle of its device object, the parent of channels and address spaces.
 */
u32 nova_rm_client_device(const struct nova_rm_client *client)
{
	return R570_HANDLE_DEVICE;
}

/**
 * nova_rm_client_subdevice() - what a client's subdevice is called
 * @client: client
 *
 * Return: handle of its subdevice object, which takes most controls.
 */
u32 nova_rm_client_subdevice(const struct nova_rm_client *client)
{
	return R570_HANDLE_SUBDEVICE;
}
