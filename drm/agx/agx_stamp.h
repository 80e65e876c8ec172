/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_STAMP_H
#define AGX_STAMP_H

#include <linux/types.h>

bool agx_stamp_is_ahead(u32 stamp, u32 of);
bool agx_stamp_is_past(u32 stamp, u32 newest, u32 end);

#endif
