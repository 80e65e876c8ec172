/* SPDX-License-Identifier: MIT */
#include <drm/asahi_drm.h>
