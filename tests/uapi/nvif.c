// SPDX-License-Identifier: MIT
#include <errno.h>
#include <string.h>
#include <drm/drm.h>
#include <drm/nouveau_drm.h>

#include "../drm_util.h"
#include "nvif.h"

#define ROUTE_CHANNEL 0xff
#define OWNER_ANY 0xff
#define NV_DEVICE 0x80

unsigned long nvif_request(uint32_t size)
{
	return _IOC(_IOC_READ | _IOC_WRITE, DRM_IOCTL_BASE, DRM_COMMAND_BASE + DRM_NOUVEAU_NVIF,
		    size);
}

int nvif_ioctl(int fd, void *arg, uint32_t size)
{
	return ioctl_errno(fd, nvif_request(size), arg);
}

int nvif_new_object(int fd, uint32_t channel, uint32_t oclass, uint64_t object)
{
	struct nvif_new req = {
		.head = { .type = NVIF_NEW, .route = ROUTE_CHANNEL, .token = channel },
		.object = object,
		.handle = 0xbeef0000 | (object & 0xffff),
		.oclass = oclass,
	};

	return nvif_ioctl(fd, &req, sizeof(req));
}

int nvif_new_device(int fd, uint64_t object)
{
	struct {
		struct nvif_new new;
		uint8_t version, pad[7];
		uint64_t device;
	} req = {
		.new = { .head = { .type = NVIF_NEW, .owner = OWNER_ANY },
			 .object = object, .oclass = NV_DEVICE },
		.device = ~0ull,
	};

	return nvif_ioctl(fd, &req, sizeof(req));
}

int nvif_del(int fd, uint64_t object)
{
	struct nvif_head req = { .type = NVIF_DEL, .owner = OWNER_ANY, .object = object };

	return nvif_ioctl(fd, &req, sizeof(req));
}

int nvif_info(int fd, uint64_t object, struct nvif_device_info *info)
{
	struct nvif_mthd_info req = {
		.head = { .type = NVIF_MTHD, .owner = OWNER_ANY, .object = object },
	};
	const int err = nvif_ioctl(fd, &req, sizeof(req));

	*info = req.info;
	return err;
}

uint32_t nvif_find_class(int fd, uint32_t channel, uint8_t low)
{
	struct nvif_sclass req = {
		.head = { .type = NVIF_SCLASS, .route = ROUTE_CHANNEL, .token = channel },
		.count = 16,
	};
	uint32_t best = 0;

	if (nvif_ioctl(fd, &req, sizeof(req)))
		return 0;
	for (int i = 0; i < req.count && i < 16; i++) {
		const uint32_t oclass = req.oclass[i].oclass;

		if ((oclass & 0xff) == low && oclass > best)
			best = oclass;
	}
	return best;
}
