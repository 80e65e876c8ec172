/* SPDX-License-Identifier: MIT */
#include <drm/nouveau_drm.h>
