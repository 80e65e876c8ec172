// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: NVIF
 *
 * The part of nouveau's object interface that its users still need: a device
 * object to ask what the card is, the list of classes that a channel offers,
 * and engine objects on channels. Userspace names its objects by its own
 * pointers; they are nothing but keys here.
 *
 * Source: nouveau, nouveau_abi16.c; Mesa, src/nouveau/winsys.
 */
#include "nova_nvif.h"
#include "nova_chip.h"
#include "nova_device.h"
#include "nova_nvif_args.h"
#include "nova_vram.h"
#include "gsp/gsp.h"
#include "gsp/rm.h"

#include "drm/own/mem.h"

#include "firmware/nv/regs.h"
#include "uapi/nvif.h"

#include <linux/cleanup.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/string_helpers.h>
#include <linux/uaccess.h>

/* Largest request: a class list as long as its u8 count can say. */
#define NVIF_MAX_SIZE	(sizeof(struct nvif_ioctl_v0) + sizeof(struct nvif_ioctl_sclass_v0) + \
			 U8_MAX * sizeof(struct nvif_ioctl_sclass_oclass_v0))

/**
 * struct nova_nvif_object - an object that userspace has a name for
 */
struct nova_nvif_object {
	/** @node: in the file's list. */
	struct list_head node;
	/** @name: userspace's name for it. */
	u64 name;
	/** @channel: number of its channel; unused for a device. */
	u32 channel;
	/** @object: the engine object; empty for a device. */
	struct nova_rm_object_slot object;
};

static void nvif_object_free(struct nova_nvif_object *obj)
{
	nova_rm_object_clear(&obj->object);
	kfree(obj);
}

/* An object that is not in the file's list. */
OWNED(nvif_object, struct nova_nvif_object, nvif_object_free)

static struct nova_nvif_object *nvif_find(struct nova_file *nf, u64 name)
	__must_hold(&nf->lock)
{
	struct nova_nvif_object *obj;

	list_for_each_entry(obj, &nf->objects, node) {
		if (obj->name == name)
			return obj;
	}
	return NULL;
}

static bool nvif_is_device(const struct nova_nvif_object *obj)
{
	return !nova_rm_object_peek(&obj->object);
}

static void nvif_drop(struct nova_file *nf, struct nova_nvif_object *obj)
	__must_hold(&nf->lock)
{
	list_del(&obj->node);
	nf->num_objects--;
	nvif_object_free(obj);
}

/**
 * nova_nvif_drop_channel() - drop the objects of a channel
 * @nf: file, locked
 * @channel: number of the channel, which is about to go
 */
void nova_nvif_drop_channel(struct nova_file *nf, u32 channel)
{
	struct nova_nvif_object *obj, *next;

	list_for_each_entry_safe(obj, next, &nf->objects, node) {
		if (!nvif_is_device(obj) && obj->channel == channel)
			nvif_drop(nf, obj);
	}
}

/**
 * nova_nvif_drop_all() - drop all objects of a file
 * @nf: file, locked; its channels still exist
 */
void nova_nvif_drop_all(struct nova_file *nf)
{
	struct nova_nvif_object *obj, *next;

	list_for_each_entry_safe(obj, next, &nf->objects, node)
		nvif_drop(nf, obj);
}

/* The file owns what is in its list. */
static void nvif_add(struct nova_file *nf, struct nvif_object_own *h)
	__must_hold(&nf->lock) __releases(h) __context_unsafe(/* the list is intrusive */)
{
	list_add_tail(&h->__p->node, &nf->objects);
	h->__p = NULL;
	nf->num_objects++;
}

static int nvif_object_create(u64 name, struct nvif_object_own *h)
	__cond_acquires(0, h)
{
	struct nvif_object_own obj;
	int ret;

	ret = nvif_object_adopt(&obj, kzalloc_obj(struct nova_nvif_object));
	if (ret)
		return ret;

	nvif_object_borrow(&obj)->name = name;
	nvif_object_move(h, &obj);
	return 0;
}

static int nvif_add_engine(struct nova_file *nf, u64 name, u32 channel,
			   struct nova_rm_object_own *h)
	__must_hold(&nf->lock) __releases(h)
{
	struct nvif_object_own obj;
	int ret;

	ret = nvif_object_create(name, &obj);
	if (ret) {
		nova_rm_object_drop(h);
		return ret;
	}

	nvif_object_borrow(&obj)->channel = channel;
	nova_rm_object_store(&nvif_object_borrow(&obj)->object, h);
	nvif_add(nf, &obj);
	return 0;
}

static int nvif_add_device(struct nova_file *nf, u64 name)
	__must_hold(&nf->lock)
{
	struct nvif_object_own obj;
	int ret;

	ret = nvif_object_create(name, &obj);
	if (ret)
		return ret;

	nvif_add(nf, &obj);
	return 0;
}

static int nvif_new_device(struct nova_file *nf, const struct nvif_ioctl_v0 *ioctl,
			   const struct nvif_ioctl_new_v0 *args, u32 left)
	__must_hold(&nf->lock)
{
	if (ioctl->object || args->oclass != NV_DEVICE)
		return -EINVAL;
	if (left && left != sizeof(struct nv_device_v0))
		return -EINVAL;

	return nvif_add_device(nf, args->object);
}

static int nvif_new_on_channel(struct nova_file *nf, u64 name, u32 channel, u32 oclass,
			       struct nova_chan *chan)
	__must_hold(&nf->lock)
{
	struct nova_rm_object_own object;
	int ret;

	if (nova_chan_error(chan))
		return -ENODEV;

	ret = nova_chan_object_create(chan, oclass, &object);
	if (ret)
		return ret;

	return nvif_add_engine(nf, name, channel, &object);
}

static int nvif_new_engine(struct nova_file *nf, const struct nvif_ioctl_v0 *ioctl,
			   const struct nvif_ioctl_new_v0 *args, u32 left)
	__must_hold(&nf->lock)
{
	struct fwgpu_queue_own queue;
	int ret;

	if (left || ioctl->token > U32_MAX)
		return -EINVAL;
	if (fwgpu_file_find_queue(&nf->base, ioctl->token, &queue))
		return -EINVAL;

	ret = nvif_new_on_channel(nf, args->object, ioctl->token, args->oclass,
				  nova_queue_chan(fwgpu_queue_borrow(&queue)));
	fwgpu_queue_drop(&queue);
	return ret;
}

static int nvif_new(struct nova_file *nf, const struct nvif_ioctl_v0 *ioctl, void *body, u32 size)
	__must_hold(&nf->lock)
{
	const struct nvif_ioctl_new_v0 *args = body;
	int ret;

	ret = nova_nvif_check_new(args, size, nf->num_objects);
	if (ret)
		return ret;
	if (nvif_find(nf, args->object))
		return -EEXIST;

	size -= sizeof(*args);
	return ioctl->route ? nvif_new_engine(nf, ioctl, args, size) :
			      nvif_new_device(nf, ioctl, args, size);
}

static int nvif_del(struct nova_file *nf, const struct nvif_ioctl_v0 *ioctl, u32 size)
	__must_hold(&nf->lock)
{
	struct nova_nvif_object *obj;

	if (ioctl->route || size)
		return -EINVAL;

	/* A name that is not there is as good as deleted, which Mesa counts on. */
	obj = nvif_find(nf, ioctl->object);
	if (obj)
		nvif_drop(nf, obj);
	return 0;
}

static void nvif_fill_info(struct nova_device *nova, struct nv_device_info_v0 *info)
{
	const struct nova_gsp_info *gsp = nova_gsp_info(nova);

	*info = (struct nv_device_info_v0) {
		.platform = NV_DEVICE_INFO_V0_PCIE,
		.chipset = nova->chip->id,
		.revision = nova_rd32(nova, NV_PMC_BOOT_0) & 0xff,
		.family = NV_DEVICE_INFO_V0_BLACKWELL,
		.ram_size = gsp->fb_length,
		.ram_user = nova_vram_size(nova),
	};
	/* Mesa shows it: chips are written in capitals, firmware paths are not. */
	strscpy(info->chip, nova->chip->name);
	string_upper(info->chip, info->chip);
	strscpy(info->name, gsp->name);
}

static int nvif_mthd(struct nova_file *nf, const struct nvif_ioctl_v0 *ioctl, void *body, u32 size)
	__must_hold(&nf->lock)
{
	struct nv_device_info_v0 *info = body + sizeof(struct nvif_ioctl_mthd_v0);
	const struct nvif_ioctl_mthd_v0 *args = body;
	struct nova_nvif_object *obj;

	if (ioctl->route || size != sizeof(*args) + sizeof(*info))
		return -EINVAL;
	if (args->version || memchr_inv(args->pad02, 0, sizeof(args->pad02)))
		return -EINVAL;
	if (args->method != NV_DEVICE_V0_INFO || info->version)
		return -EINVAL;

	obj = nvif_find(nf, ioctl->object);
	if (!obj || !nvif_is_device(obj))
		return -EINVAL;

	nvif_fill_info(nf->nova, info);
	return 0;
}

static int nvif_sclass(struct nova_file *nf, const struct nvif_ioctl_v0 *ioctl, void *body,
		       u32 size)
	__must_hold(&nf->lock)
{
	struct nvif_ioctl_sclass_oclass_v0 *oclass = body + sizeof(struct nvif_ioctl_sclass_v0);
	struct nvif_ioctl_sclass_v0 *args = body;
	u32 classes[NOVA_CHAN_MAX_CLASSES];
	struct fwgpu_queue_own queue;
	u32 count;
	int ret;

	ret = nova_nvif_check_sclass(ioctl, args, size);
	if (ret)
		return ret;

	if (fwgpu_file_find_queue(&nf->base, ioctl->token, &queue))
		return -EINVAL;

	count = nova_chan_classes(nova_queue_chan(fwgpu_queue_borrow(&queue)), classes);
	fwgpu_queue_drop(&queue);
	for (u32 i = 0; i < min_t(u32, count, args->count); i++) {
		oclass[i] = (struct nvif_ioctl_sclass_oclass_v0) {
			.oclass = classes[i],
			.minver = -1,
		};
	}
	args->count = count;
	return 0;
}

static int nvif_dispatch(struct nova_file *nf, struct nvif_ioctl_v0 *ioctl, u32 size)
{
	void *body = ioctl + 1;

	if (ioctl->version || memchr_inv(ioctl->pad02, 0, sizeof(ioctl->pad02)))
		return -EINVAL;
	if (ioctl->route != NVIF_IOCTL_V0_ROUTE_NVIF && ioctl->route != NVIF_IOCTL_V0_ROUTE_HIDDEN)
		return -EINVAL;

	guard(mutex)(&nf->lock);

	size -= sizeof(*ioctl);
	switch (ioctl->type) {
	case NVIF_IOCTL_V0_SCLASS:
		return nvif_sclass(nf, ioctl, body, size);
	case NVIF_IOCTL_V0_NEW:
		return nvif_new(nf, ioctl, body, size);
	case NVIF_IOCTL_V0_DEL:
		return nvif_del(nf, ioctl, size);
	case NVIF_IOCTL_V0_MTHD:
		return nvif_mthd(nf, ioctl, body, size);
	default:
		return -EINVAL;
	}
}

/**
 * nova_nvif_ioctl() - DRM_NOUVEAU_NVIF
 * @file: file
 * @user: the request
 * @size: its length in bytes, from the ioctl number
 *
 * Return: 0; -EINVAL for what makes no sense and for channels and objects that
 * are not there; -EEXIST for a name that is taken; -EFAULT; -ENOMEM; or what
 * the firmware says of a new object.
 */
int nova_nvif_ioctl(struct drm_file *file, void __user *user, u32 size)
{
	struct own_mem_own ioctl;
	int ret;

	if (size < sizeof(struct nvif_ioctl_v0) || size > NVIF_MAX_SIZE)
		return -EINVAL;

	ret = own_mem_adopt(&ioctl, memdup_user(user, size));
	if (ret)
		return ret;

	ret = nvif_dispatch(to_nova_file(file), own_mem_borrow(&ioctl), size);
	if (!ret && copy_to_user(user, own_mem_borrow(&ioctl), size))
		ret = -EFAULT;

	own_mem_drop(&ioctl);
	return ret;
}
