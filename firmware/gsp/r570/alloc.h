/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Parameters of GSP_RM_ALLOC, ABI r570.144: one structure for each class that
 * has any. Classes without parameters (3D, compute, 2D, inline to memory,
 * display root) are allocated with 0 bytes.
 *
 * Layouts: nouveau nvkm/subdev/gsp/rm/r570/nvrm/{client,fifo,disp}.h and
 * r535/nvrm/{device,event,vmm,ce,disp}.h.
 */
#ifndef FIRMWARE_GSP_R570_ALLOC_H
#define FIRMWARE_GSP_R570_ALLOC_H

#include "firmware/types.h"

/* Handles that nouveau picks (nvkm/subdev/gsp/rm/handles.h); any value is legal. */
#define R570_HANDLE_CLIENT(id) (0xc1d00000 | (id))
#define R570_HANDLE_DEVICE 0xde1d0000
#define R570_HANDLE_SUBDEVICE 0x5d1d0000
#define R570_HANDLE_DISP 0x00730000
#define R570_HANDLE_VASPACE 0x90f10000
#define R570_HANDLE_CHANNEL(chid) (0xf1f00000 | (chid))
#define R570_HANDLE_3D 0x97000000

/* r570_vaspace_params: index, flags; the range that RM keeps for itself. */
#define R570_VASPACE_INDEX_GPU_NEW 0
#define R570_VASPACE_FLAGS_EXTERNALLY_OWNED BIT(3)
#define R570_VASPACE_SERVER_START 0x100000000ull
#define R570_VASPACE_SERVER_SIZE 0x20000000ull

/* r570_mem_desc.address_space (ADDR_*) */
#define R570_ADDR_SYSMEM 1
#define R570_ADDR_FBMEM 2
/* r570_mem_desc.cache_attrib (NV_MEMORY_*) */
#define R570_MEMORY_CACHED 0
#define R570_MEMORY_UNCACHED 1
#define R570_MEMORY_WRITECOMBINED 2

/*
 * r570_channel_params.flags (NVOS04_FLAGS_*). The client chooses the channel
 * id: USERD page times 8 plus USERD index.
 */
#define R570_CHANNEL_TYPE GENMASK(1, 0)
#define R570_CHANNEL_VPR BIT(2)
#define R570_CHANNEL_RUNQUEUE BIT(4)
#define R570_CHANNEL_PRIVILEGED BIT(5)
#define R570_CHANNEL_DENY_PHYS_MODE_CE BIT(7)
#define R570_CHANNEL_USERD_INDEX GENMASK(10, 8)
#define R570_CHANNEL_USERD_INDEX_FIXED BIT(11)
#define R570_CHANNEL_USERD_PAGE GENMASK(20, 12)
#define R570_CHANNEL_USERD_PAGE_FIXED BIT(21)
#define R570_CHANNEL_DENY_AUTH_LEVEL_PRIV BIT(22)
#define R570_CHANNEL_THREAD GENMASK(29, 28)
#define R570_CHANNEL_SKIP_CTXBUFFER_ALLOC BIT(31)
#define R570_CHANNELS_PER_USERD_PAGE 8
#define R570_CHANNEL_COUNT 2048

/* r570_channel_params.internal_flags (NV_KERNELCHANNEL_ALLOC_INTERNALFLAGS_*) */
#define R570_CHANNEL_PRIVILEGE GENMASK(1, 0)
#define R570_CHANNEL_PRIVILEGE_USER 0
#define R570_CHANNEL_PRIVILEGE_ADMIN 1
#define R570_CHANNEL_PRIVILEGE_KERNEL 2
#define R570_CHANNEL_ERROR_NOTIFIER GENMASK(3, 2)
#define R570_CHANNEL_ECC_ERROR_NOTIFIER GENMASK(5, 4)
#define R570_CHANNEL_NOTIFIER_NONE 1
#define R570_CHANNEL_GSP_OWNED BIT(6)
#define R570_CHANNEL_UVM_OWNED BIT(7)

/* r570_copy_params.version: engine_type is an NV2080_ENGINE_TYPE. */
#define R570_COPY_PARAMS_VERSION 1

/* r570_event_params.notify_index: events for the client's kernel side. */
#define R570_EVENT_CLIENT_RM 0x04000000
#define R570_NOTIFIER_HOTPLUG 1
#define R570_NOTIFIER_DP_IRQ 7

/* r570_disp_dma_params.channel_pb_size: 4 KiB << n */
#define R570_DISP_PB_SIZE_4K 0
#define R570_DISP_CONNECT_PB_AT_GRAB_NO BIT(1)

/* NV0000_ALLOC_PARAMETERS: NV01_ROOT. */
struct r570_client_params {
	u32 h_client;
	u32 process_id;
	char process_name[100];
	u8 rsvd_06c[4];
	u64 os_pid_info;
};

/* NV0080_ALLOC_PARAMETERS: NV01_DEVICE_0. */
struct r570_device_params {
	u32 device_id;
	u32 h_client_share;
	u32 h_target_client;
	u32 h_target_device;
	u32 flags;
	u8 rsvd_014[4];
	u64 vaspace_size;
	u64 va_start_internal;
	u64 va_limit_internal;
	u32 va_mode;
	u8 rsvd_034[4];
};

/* NV2080_ALLOC_PARAMETERS: NV20_SUBDEVICE_0. */
struct r570_subdevice_params {
	u32 subdevice_id;
};

/* NV0005_ALLOC_PARAMETERS: NV01_EVENT_KERNEL_CALLBACK_EX. */
struct r570_event_params {
	u32 h_parent_client;
	u32 h_src_resource;
	u32 h_class;
	u32 notify_index;
	u64 data;
};

/* NV_VASPACE_ALLOCATION_PARAMETERS: FERMI_VASPACE_A. */
struct r570_vaspace_params {
	u32 index;
	u32 flags;
	u64 va_size;
	u64 va_start_internal;
	u64 va_limit_internal;
	u32 big_page_size;
	u8 rsvd_024[4];
	u64 va_base;
};

/* NV_MEMORY_DESC_PARAMS: A piece of memory of a channel. */
struct r570_mem_desc {
	u64 base;
	u64 size;
	u32 address_space;
	u32 cache_attrib;
};

/* NV_CHANNEL_ALLOC_PARAMS: a GPFIFO channel. */
struct r570_channel_params {
	u32 h_object_error;
	u32 h_object_buffer;
	u64 gp_fifo_offset;
	u32 gp_fifo_entries;
	u32 flags;
	u32 h_context_share;
	u32 h_vaspace;
	u32 h_userd_memory[8];
	u64 userd_offset[8];
	u32 engine_type;
	u32 cid;
	u32 subdevice_id;
	u32 h_object_ecc_error;
	struct r570_mem_desc instance_mem;
	struct r570_mem_desc userd_mem;
	struct r570_mem_desc ramfc_mem;
	struct r570_mem_desc mthdbuf_mem;
	u32 h_phys_channel_group;
	u32 internal_flags;
	struct r570_mem_desc error_notifier_mem;
	struct r570_mem_desc ecc_error_notifier_mem;
	u32 process_id;
	u32 sub_process_id;
	u32 encrypt_iv[3];
	u32 decrypt_iv[3];
	u32 hmac_nonce[8];
	u32 tpc_config_id;
	u8 rsvd_16c[4];
};

/* NVC0B5_ALLOCATION_PARAMETERS: a copy engine object. */
struct r570_copy_params {
	u32 version;
	u32 engine_type;
};

/* NV50VAIO_CHANNELDMA_ALLOCATION_PARAMETERS: core, window and window immediate display channels. */
struct r570_disp_dma_params {
	u32 channel_instance;
	u32 h_object_buffer;
	u32 h_object_notify;
	u32 offset;
	u64 control;
	u32 flags;
	u32 channel_pb_size;
	u32 subdevice_id;
	u8 rsvd_024[4];
};

/* NV50VAIO_CHANNELPIO_ALLOCATION_PARAMETERS: the cursor display channel. */
struct r570_disp_pio_params {
	u32 channel_instance;
	u32 h_object_notify;
	u64 control;
};

/* Checked against nouveau by tests/unit/nvrm_layout_test.c. */

fw_assert_size(struct r570_client_params, 120);
fw_assert_offset(struct r570_client_params, h_client, 0x0);
fw_assert_offset(struct r570_client_params, process_id, 0x4);
fw_assert_offset(struct r570_client_params, process_name, 0x8);
fw_assert_offset(struct r570_client_params, os_pid_info, 0x70);

fw_assert_size(struct r570_device_params, 56);
fw_assert_offset(struct r570_device_params, device_id, 0x0);
fw_assert_offset(struct r570_device_params, h_client_share, 0x4);
fw_assert_offset(struct r570_device_params, h_target_client, 0x8);
fw_assert_offset(struct r570_device_params, h_target_device, 0xc);
fw_assert_offset(struct r570_device_params, flags, 0x10);
fw_assert_offset(struct r570_device_params, vaspace_size, 0x18);
fw_assert_offset(struct r570_device_params, va_start_internal, 0x20);
fw_assert_offset(struct r570_device_params, va_limit_internal, 0x28);
fw_assert_offset(struct r570_device_params, va_mode, 0x30);

fw_assert_size(struct r570_subdevice_params, 4);
fw_assert_offset(struct r570_subdevice_params, subdevice_id, 0x0);

fw_assert_size(struct r570_event_params, 24);
fw_assert_offset(struct r570_event_params, h_parent_client, 0x0);
fw_assert_offset(struct r570_event_params, h_src_resource, 0x4);
fw_assert_offset(struct r570_event_params, h_class, 0x8);
fw_assert_offset(struct r570_event_params, notify_index, 0xc);
fw_assert_offset(struct r570_event_params, data, 0x10);

fw_assert_size(struct r570_vaspace_params, 48);
fw_assert_offset(struct r570_vaspace_params, index, 0x0);
fw_assert_offset(struct r570_vaspace_params, flags, 0x4);
fw_assert_offset(struct r570_vaspace_params, va_size, 0x8);
fw_assert_offset(struct r570_vaspace_params, va_start_internal, 0x10);
fw_assert_offset(struct r570_vaspace_params, va_limit_internal, 0x18);
fw_assert_offset(struct r570_vaspace_params, big_page_size, 0x20);
fw_assert_offset(struct r570_vaspace_params, va_base, 0x28);

fw_assert_size(struct r570_mem_desc, 24);
fw_assert_offset(struct r570_mem_desc, base, 0x0);
fw_assert_offset(struct r570_mem_desc, size, 0x8);
fw_assert_offset(struct r570_mem_desc, address_space, 0x10);
fw_assert_offset(struct r570_mem_desc, cache_attrib, 0x14);

fw_assert_size(struct r570_channel_params, 368);
fw_assert_offset(struct r570_channel_params, h_object_error, 0x0);
fw_assert_offset(struct r570_channel_params, h_object_buffer, 0x4);
fw_assert_offset(struct r570_channel_params, gp_fifo_offset, 0x8);
fw_assert_offset(struct r570_channel_params, gp_fifo_entries, 0x10);
fw_assert_offset(struct r570_channel_params, flags, 0x14);
fw_assert_offset(struct r570_channel_params, h_context_share, 0x18);
fw_assert_offset(struct r570_channel_params, h_vaspace, 0x1c);
fw_assert_offset(struct r570_channel_params, h_userd_memory, 0x20);
fw_assert_offset(struct r570_channel_params, userd_offset, 0x40);
fw_assert_offset(struct r570_channel_params, engine_type, 0x80);
fw_assert_offset(struct r570_channel_params, cid, 0x84);
fw_assert_offset(struct r570_channel_params, subdevice_id, 0x88);
fw_assert_offset(struct r570_channel_params, h_object_ecc_error, 0x8c);
fw_assert_offset(struct r570_channel_params, instance_mem, 0x90);
fw_assert_offset(struct r570_channel_params, userd_mem, 0xa8);
fw_assert_offset(struct r570_channel_params, ramfc_mem, 0xc0);
fw_assert_offset(struct r570_channel_params, mthdbuf_mem, 0xd8);
fw_assert_offset(struct r570_channel_params, h_phys_channel_group, 0xf0);
fw_assert_offset(struct r570_channel_params, internal_flags, 0xf4);
fw_assert_offset(struct r570_channel_params, error_notifier_mem, 0xf8);
fw_assert_offset(struct r570_channel_params, ecc_error_notifier_mem, 0x110);
fw_assert_offset(struct r570_channel_params, process_id, 0x128);
fw_assert_offset(struct r570_channel_params, sub_process_id, 0x12c);
fw_assert_offset(struct r570_channel_params, encrypt_iv, 0x130);
fw_assert_offset(struct r570_channel_params, decrypt_iv, 0x13c);
fw_assert_offset(struct r570_channel_params, hmac_nonce, 0x148);
fw_assert_offset(struct r570_channel_params, tpc_config_id, 0x168);

fw_assert_size(struct r570_copy_params, 8);
fw_assert_offset(struct r570_copy_params, version, 0x0);
fw_assert_offset(struct r570_copy_params, engine_type, 0x4);

fw_assert_size(struct r570_disp_dma_params, 40);
fw_assert_offset(struct r570_disp_dma_params, channel_instance, 0x0);
fw_assert_offset(struct r570_disp_dma_params, h_object_buffer, 0x4);
fw_assert_offset(struct r570_disp_dma_params, h_object_notify, 0x8);
fw_assert_offset(struct r570_disp_dma_params, offset, 0xc);
fw_assert_offset(struct r570_disp_dma_params, control, 0x10);
fw_assert_offset(struct r570_disp_dma_params, flags, 0x18);
fw_assert_offset(struct r570_disp_dma_params, channel_pb_size, 0x1c);
fw_assert_offset(struct r570_disp_dma_params, subdevice_id, 0x20);

fw_assert_size(struct r570_disp_pio_params, 16);
fw_assert_offset(struct r570_disp_pio_params, channel_instance, 0x0);
fw_assert_offset(struct r570_disp_pio_params, h_object_notify, 0x4);
fw_assert_offset(struct r570_disp_pio_params, control, 0x8);

#endif /* FIRMWARE_GSP_R570_ALLOC_H */
