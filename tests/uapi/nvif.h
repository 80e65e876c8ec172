/* SPDX-License-Identifier: MIT */
#ifndef TESTS_NVIF_H
#define TESTS_NVIF_H

/*
 * The wire format of DRM_NOUVEAU_NVIF, with whole messages as structures. Not
 * taken from uapi/nvif.h, so that a mistake in there shows: layout from
 * nouveau's include/nvif/ioctl.h and cl0080.h (MIT).
 */
#include <stdint.h>

enum { NVIF_SCLASS = 1, NVIF_NEW = 2, NVIF_DEL = 3, NVIF_MTHD = 4 };

struct nvif_head {
	uint8_t version, type, pad[4], owner, route;
	uint64_t token, object;
};

struct nvif_sclass {
	struct nvif_head head;
	uint8_t version, count, pad[6];
	struct {
		int32_t oclass;
		int16_t minver, maxver;
	} oclass[16];
};

struct nvif_new {
	struct nvif_head head;
	uint8_t version, pad[6], route;
	uint64_t token, object;
	uint32_t handle;
	int32_t oclass;
};

struct nvif_device_info {
	uint8_t version, platform;
	uint16_t chipset;
	uint8_t revision, family, pad[2];
	uint64_t ram_size, ram_user;
	char chip[16], name[64];
};

struct nvif_mthd_info {
	struct nvif_head head;
	uint8_t version, method, pad[6];
	struct nvif_device_info info;
};

_Static_assert(sizeof(struct nvif_head) == 24, "NVIF DEL is 24 bytes");
_Static_assert(sizeof(struct nvif_sclass) == 160, "NVIF SCLASS is 160 bytes");
_Static_assert(sizeof(struct nvif_new) == 56, "NVIF NEW is 56 bytes");
_Static_assert(sizeof(struct nvif_mthd_info) == 136, "NVIF MTHD is 136 bytes");

/* The request number carries the size of the message. */
unsigned long nvif_request(uint32_t size);

/* All return 0 or a positive errno. */
int nvif_ioctl(int fd, void *arg, uint32_t size);
int nvif_new_object(int fd, uint32_t channel, uint32_t oclass, uint64_t object);
int nvif_new_device(int fd, uint64_t object);
int nvif_del(int fd, uint64_t object);
int nvif_info(int fd, uint64_t object, struct nvif_device_info *info);

/* The highest class of @channel whose low byte is @low, or 0. */
uint32_t nvif_find_class(int fd, uint32_t channel, uint8_t low);

#endif
