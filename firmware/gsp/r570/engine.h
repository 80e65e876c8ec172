/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The three ways in which ABI r570.144 numbers engines: interrupt table (MC),
 * RM's internal type, and the type of the public interface (NV2080).
 *
 * nouveau nvkm/subdev/gsp/rm/r570/nvrm/engine.h.
 */
#ifndef FIRMWARE_GSP_R570_ENGINE_H
#define FIRMWARE_GSP_R570_ENGINE_H

/* MC_ENGINE_IDX_*: r570_intr_entry.engine_idx */
#define R570_MC_TMR 1
#define R570_MC_DISP 2
#define R570_MC_FIFO 4
#define R570_MC_CE(i) (15 + (i)) /* i below 20 */
#define R570_MC_NVENC(i) (38 + (i))
#define R570_MC_GMMU 46
#define R570_MC_FSP 48
#define R570_MC_GSP 50
#define R570_MC_NVJPEG(i) (51 + (i))
#define R570_MC_REPLAYABLE_FAULT 59
#define R570_MC_NON_REPLAYABLE_FAULT 61
#define R570_MC_NVDEC(i) (65 + (i))
#define R570_MC_CPU_DOORBELL 73
#define R570_MC_OFA(i) (81 + (i))
#define R570_MC_GR(i) (84 + (i))
#define R570_MC_DISP_LOW 176
#define R570_MC_MAX 177
#define R570_MC_VECTOR_INVALID 0xffffffff

/* RM_ENGINE_TYPE_*: r570_fifo_device.engine_data[RM_ENGINE_TYPE] */
#define R570_RM_ENGINE_GR(i) (0x01 + (i))
#define R570_RM_ENGINE_COPY(i) (0x09 + (i)) /* i below 20 */
#define R570_RM_ENGINE_NVDEC(i) (0x1d + (i))
#define R570_RM_ENGINE_SW 0x2d
#define R570_RM_ENGINE_NVJPEG(i) (0x36 + (i))
#define R570_RM_ENGINE_OFA(i) (0x3e + (i))

/* NV2080_ENGINE_TYPE_*: channel, copy object, RC_TRIGGERED. */
#define R570_ENGINE_GR(i) (0x01 + (i))
#define R570_ENGINE_COPY(i) ((i) < 10 ? 0x09 + (i) : 0x34 + (i) - 10)
#define R570_ENGINE_NVDEC(i) (0x13 + (i))
#define R570_ENGINE_NVENC(i) (0x1b + (i)) /* i below 3 */
#define R570_ENGINE_SW 0x22
#define R570_ENGINE_NVJPEG(i) (0x2b + (i))

#endif /* FIRMWARE_GSP_R570_ENGINE_H */
