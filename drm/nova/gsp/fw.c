// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "fw.h"

#include "drm/nova/nova_chip.h"
#include "drm/nova/nova_device.h"

#include "firmware/gsp/elf.h"
#include "firmware/gsp/radix3.h"
#include "firmware/gsp/r570/boot.h"
#include "firmware/gsp/ucode.h"

#include <drm/drm_print.h>

#include <linux/firmware.h>

#define NOVA_FW_VERSION		"570.144"
/* The hardware reads signatures in units of this. */
#define NOVA_FW_SIGNATURE_ALIGN	256

static int nova_fw_request(struct nova_device *nova, const char *what,
			   const struct firmware **fw)
{
	char path[64];
	int ret;

	snprintf(path, sizeof(path), "nvidia/%s/gsp/%s-" NOVA_FW_VERSION ".bin",
		 nova->chip->name, what);

	ret = request_firmware(fw, path, nova->drm.dev);
	if (ret == -ENOENT)
		drm_err(&nova->drm,
			"firmware %s is missing; Debian has it in firmware-nvidia-graphics\n",
			path);
	else if (ret)
		drm_err(&nova->drm, "cannot load firmware %s: %pe\n", path, ERR_PTR(ret));

	return ret;
}
