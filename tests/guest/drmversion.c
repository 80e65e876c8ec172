// SPDX-License-Identifier: MIT
/* Prints what DRM_IOCTL_VERSION says: name and version. */
#include <fcntl.h>
#include <stdio.h>
#include <xf86drm.h>

int main(int argc, char **argv)
{
	const char *node = argc > 1 ? argv[1] : "/dev/dri/renderD128";
	const int fd = open(node, O_RDWR | O_CLOEXEC);
	drmVersionPtr v = fd < 0 ? NULL : drmGetVersion(fd);

	if (!v) {
		perror(node);
		return 1;
	}
	printf("%s %d.%d.%d\n", v->name, v->version_major, v->version_minor,
	       v->version_patchlevel);
	drmFreeVersion(v);
	return 0;
}
