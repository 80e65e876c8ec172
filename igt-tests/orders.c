// SPDX-License-Identifier: MIT
/* Calls that are good but come too early, too late or twice. */
#include <errno.h>
#include <string.h>

#include "call.h"

static void expect(int err, int want, const char *what)
{
	if (err != want)
		fail("%s: %s, expected %s", what, err ? strerror(err) : "success",
		     want ? strerror(want) : "success");
}

static int vm_init(struct client *c)
{
	struct drm_nouveau_vm_init init = { KERNEL_VA, KERNEL_VA_SIZE };

	return ioctl_errno(c->fd, DRM_IOCTL_NOUVEAU_VM_INIT, &init);
}

static int gem_new(struct client *c, uint32_t domain)
{
	struct drm_nouveau_gem_new new = {
		.info = { .size = PAGE, .domain = domain },
		.align = PAGE,
	};

	return ioctl_errno(c->fd, DRM_IOCTL_NOUVEAU_GEM_NEW, &new);
}

static void init_twice(struct device *dev)
{
	struct client *c = client_open_bare(dev);

	must(vm_init(c), "VM_INIT");
	expect(vm_init(c), EINVAL, "second VM_INIT");
}

static void init_after_bo(struct device *dev)
{
	struct client *c = client_open_bare(dev);

	must(gem_new(c, GART), "GEM_NEW without a VM");
	expect(vm_init(c), ENOSYS, "VM_INIT after GEM_NEW");
}

static void init_after_channel(struct device *dev)
{
	struct client *c = client_open_bare(dev);

	channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	expect(vm_init(c), ENOSYS, "VM_INIT after CHANNEL_ALLOC");
}

static void bind_before_init(struct device *dev)
{
	struct client *c = client_open_bare(dev);
	struct drm_nouveau_vm_bind_op op = op_unmap(0x100000000, PAGE);

	expect(vm_bind(c, 1, &op, NULL), ENOSYS, "VM_BIND without a VM");
	expect(exec(c, 0, 0, NULL, NULL), ENOSYS, "EXEC without a VM");
	expect(gem_new(c, VRAM | NO_SHARE), EINVAL, "GEM_NEW of NO_SHARE without a VM");
}

static void free_twice(struct device *dev)
{
	struct client *c = client_open(dev);
	const uint32_t chan = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);

	must(channel_free(c, chan), "CHANNEL_FREE");
	expect(channel_free(c, chan), ENOENT, "second CHANNEL_FREE");
	expect(exec(c, chan, 0, NULL, NULL), ENOENT, "EXEC on a freed channel");
	expect(nvif_new_object(c->fd, chan, 0xcab5, 1), EINVAL, "NVIF NEW on a freed channel");
}

/* A channel of another file is as unknown as one that does not exist. */
static void foreign_channel(struct device *dev)
{
	struct client *a = client_open(dev), *b = client_open(dev);
	const uint32_t chan = channel_new(a, NOUVEAU_FIFO_ENGINE_CE);

	expect(exec(b, chan, 0, NULL, NULL), ENOENT, "EXEC on another file's channel");
	expect(channel_free(b, chan), ENOENT, "CHANNEL_FREE of another file's channel");
	must(exec(a, chan, 0, NULL, NULL), "EXEC on the file's own channel");
}

static void foreign_object(struct device *dev)
{
	struct client *a = client_open(dev), *b = client_open(dev);
	struct nvif_device_info info;

	must(nvif_new_device(a->fd, 5), "NVIF NEW");
	expect(nvif_info(b->fd, 5, &info), EINVAL, "method on another file's object");
	must(nvif_del(b->fd, 5), "NVIF DEL of an unknown object");
	must(nvif_info(a->fd, 5, &info), "method on the file's own object");
}

/* Mesa ignores what DEL returns and may delete after the channel went. */
static void del_twice(struct device *dev)
{
	struct client *c = client_open(dev);

	must(nvif_new_device(c->fd, 5), "NVIF NEW");
	must(nvif_del(c->fd, 5), "NVIF DEL");
	expect(nvif_del(c->fd, 5), 0, "second NVIF DEL");
}

static void unmap_nothing(struct device *dev)
{
	struct client *c = client_open(dev);

	must_bind(c, op_unmap(0x100000000, 16 * MIB));
	must_bind(c, op_unmap(0x100000000, 16 * MIB));
}

static struct drm_nouveau_vm_bind_op sparse(uint32_t op, uint64_t va, uint64_t range)
{
	return (struct drm_nouveau_vm_bind_op){ .op = op, .addr = va, .range = range,
						.flags = DRM_NOUVEAU_VM_BIND_SPARSE };
}

static int bind_one(struct client *c, struct drm_nouveau_vm_bind_op op)
{
	return vm_bind(c, 1, &op, NULL);
}

static void sparse_overlap(struct device *dev)
{
	struct client *c = client_open(dev);
	const uint64_t va = 0x100000000, size = 2 * MIB;
	struct bo bo = bo_new(c, size, GART);
	enum { MAP = DRM_NOUVEAU_VM_BIND_OP_MAP, UNMAP = DRM_NOUVEAU_VM_BIND_OP_UNMAP };

	must(bind_one(c, sparse(MAP, va, size)), "sparse MAP");
	expect(bind_one(c, sparse(MAP, va + PAGE, size)), ENOSPC, "overlapping sparse MAP");
	expect(bind_one(c, sparse(UNMAP, va, size / 2)), ENOENT, "half of a sparse UNMAP");
	expect(bind_one(c, op_map(&bo, va + size - PAGE, 0, 2 * PAGE)), ENOSPC,
	       "MAP over the end of a sparse region");
	must(bind_one(c, op_map(&bo, va + size - PAGE, 0, PAGE)), "MAP in a sparse region");
	must(bind_one(c, sparse(UNMAP, va, size)), "sparse UNMAP");
	expect(bind_one(c, sparse(UNMAP, va, size)), ENOENT, "second sparse UNMAP");
}

const struct order orders[] = {
	{ "vm-init-twice", true, init_twice },
	{ "vm-init-after-bo", false, init_after_bo },
	{ "vm-init-after-channel", false, init_after_channel },
	{ "vm-init-missing", false, bind_before_init },
	{ "channel-free-twice", false, free_twice },
	{ "channel-foreign", false, foreign_channel },
	{ "nvif-foreign", false, foreign_object },
	{ "nvif-del-twice", false, del_twice },
	{ "unmap-nothing", false, unmap_nothing },
	{ "sparse-overlap", false, sparse_overlap },
	{ 0 },
};
