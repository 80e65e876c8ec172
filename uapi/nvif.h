/* SPDX-License-Identifier: MIT */
/*
 * NVIF: what userspace still uses of nouveau's object interface, behind
 * DRM_NOUVEAU_NVIF. The kernel has these layouts in headers of its own
 * (drivers/gpu/drm/nouveau/include/nvif/{ioctl,cl0080}.h) and Mesa carries a
 * copy, so they are interface although no uapi header says so.
 *
 * A request is struct nvif_ioctl_v0, a body that depends on its type, and data
 * that depends on the body. The answer is written over it, all of it, whatever
 * direction and size the ioctl number claims.
 */
#ifndef UAPI_NVIF_H
#define UAPI_NVIF_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <drm/drm.h>
#endif

#define NVIF_IOCTL_V0_SCLASS		0x01
#define NVIF_IOCTL_V0_NEW		0x02
#define NVIF_IOCTL_V0_DEL		0x03
#define NVIF_IOCTL_V0_MTHD		0x04

#define NVIF_IOCTL_V0_OWNER_NVIF	0x00
#define NVIF_IOCTL_V0_OWNER_ANY		0xff

/* Route 0 means an object, 0xff the channel that the token names. */
#define NVIF_IOCTL_V0_ROUTE_NVIF	0x00
#define NVIF_IOCTL_V0_ROUTE_HIDDEN	0xff

struct nvif_ioctl_v0 {
	__u8 version;
	__u8 type;
	__u8 pad02[4];
	__u8 owner;
	__u8 route;
	__u64 token;
	__u64 object;
};

/* An array of struct nvif_ioctl_sclass_oclass_v0 follows. */
struct nvif_ioctl_sclass_v0 {
	__u8 version;
	__u8 count;
	__u8 pad02[6];
};

struct nvif_ioctl_sclass_oclass_v0 {
	__s32 oclass;
	__s16 minver;
	__s16 maxver;
};

struct nvif_ioctl_new_v0 {
	__u8 version;
	__u8 pad01[6];
	__u8 route;
	__u64 token;
	/* Name of the new object; userspace passes one of its pointers. */
	__u64 object;
	__u32 handle;
	__s32 oclass;
};

struct nvif_ioctl_mthd_v0 {
	__u8 version;
	__u8 method;
	__u8 pad02[6];
};

/* The class of the device object, and what follows nvif_ioctl_new_v0 for it. */
#define NV_DEVICE			0x00000080

struct nv_device_v0 {
	__u8 version;
	__u8 priv;
	__u8 pad02[6];
	__u64 device;
};

/* Its only method. */
#define NV_DEVICE_V0_INFO		0x00

#define NV_DEVICE_INFO_V0_PCIE		0x03

#define NV_DEVICE_INFO_V0_TURING	0x0c
#define NV_DEVICE_INFO_V0_AMPERE	0x0d
#define NV_DEVICE_INFO_V0_ADA		0x0e
#define NV_DEVICE_INFO_V0_HOPPER	0x0f
#define NV_DEVICE_INFO_V0_BLACKWELL	0x10

struct nv_device_info_v0 {
	__u8 version;
	__u8 platform;
	__u16 chipset;
	__u8 revision;
	__u8 family;
	__u8 pad06[2];
	__u64 ram_size;
	__u64 ram_user;
	char chip[16];
	char name[64];
};

#endif
