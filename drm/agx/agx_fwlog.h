/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_FWLOG_H
#define AGX_FWLOG_H

#include "firmware/agx/channels.h"

int agx_fwlog_copy(struct agx_fwlog_payload *line, const struct agx_fwlog_payload *lines,
		   const struct agx_fwlog_msg *msg) __must_check;

#endif
