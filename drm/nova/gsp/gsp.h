/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_GSP_H
#define NOVA_GSP_H

#include <linux/types.h>

struct drm_printer;
struct ida;
struct nova_device;

#define NOVA_GSP_MAX_REGIONS	16

/**
 * struct nova_gsp_info - what the firmware says of the card after boot
 */
struct nova_gsp_info {
	/** @fb_length: size of VRAM in bytes, reserved parts included. */
	u64 fb_length;
	/** @regions: usable VRAM, sorted, page aligned, not overlapping. */
	struct {
		u64 base;
		u64 size;
	} regions[NOVA_GSP_MAX_REGIONS];
	/** @num_regions: entries of @regions in use. */
	u32 num_regions;
	/** @bar1_pde_base: VRAM address of BAR1's top page directory. */
	u64 bar1_pde_base;
	/** @gpc_mask: graphics processing clusters present. */
	u32 gpc_mask;
	/** @tpc_count: texture processing clusters, all GPCs together. */
	u32 tpc_count;
	/** @name: product name, NUL terminated. */
	char name[64];
	/** @internal_client: handle of the client that the firmware made for itself. */
	u32 internal_client;
	/** @internal_subdevice: handle of its subdevice. */
	u32 internal_subdevice;
};

/* Vector numbers of an engine that has none. */
#define NOVA_GSP_NO_VECTOR	(~0u)

int nova_gsp_init(struct nova_device *nova);
void nova_gsp_fini(struct nova_device *nova);
void nova_gsp_shutdown(struct nova_device *nova);

const struct nova_gsp_info *nova_gsp_info(struct nova_device *nova);
u32 nova_gsp_vector_stall(struct nova_device *nova, u32 mc_engine);
u32 nova_gsp_vector_nonstall(struct nova_device *nova, u32 mc_engine);
int nova_gsp_set_bar2_pde(struct nova_device *nova, u64 pde);
void nova_gsp_flush_events(struct nova_device *nova);
struct ida *nova_gsp_client_ids(struct nova_device *nova);
void nova_gsp_show(struct nova_device *nova, struct drm_printer *p);

#endif
