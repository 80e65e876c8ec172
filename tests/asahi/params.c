// SPDX-License-Identifier: MIT
/* Prints what DRM_IOCTL_ASAHI_GET_PARAMS says of the chip, in a line that a script can compare. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>

#include <drm/asahi_drm.h>

static void print(const struct drm_asahi_params_global *p)
{
	printf("G%u%c %02X, chip %x, %u dies, %u clusters of %u:", p->gpu_generation,
	       (int)p->gpu_variant, p->gpu_revision + 0xa0, p->chip_id, p->num_dies,
	       p->num_clusters_total, p->num_cores_per_cluster);
	for (uint32_t i = 0; i < p->num_clusters_total && i < DRM_ASAHI_MAX_CLUSTERS; i++)
		printf(" %llx", (unsigned long long)p->core_masks[i]);
	printf("; addresses %llx-%llx, %llu Hz\n", (unsigned long long)p->vm_start,
	       (unsigned long long)p->vm_end,
	       (unsigned long long)p->command_timestamp_frequency_hz);
}

int main(int argc, char **argv)
{
	const char *node = argc > 1 ? argv[1] : "/dev/dri/renderD128";
	const int fd = open(node, O_RDWR | O_CLOEXEC);
	struct drm_asahi_params_global params = { 0 };
	struct drm_asahi_get_params get = {
		.pointer = (uintptr_t)&params,
		.size = sizeof(params),
	};

	if (fd < 0 || ioctl(fd, DRM_IOCTL_ASAHI_GET_PARAMS, &get)) {
		perror(node);
		return 1;
	}
	print(&params);
	return 0;
}
