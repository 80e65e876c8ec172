// SPDX-License-Identifier: MIT
/*
 * Binds agx to its GPU with one allocation failing after the other: the driver
 * fails, lets go of everything, and drives the GPU in the end.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../drm_util.h"
#include "../failnth.h"
#include "../run.h"

#define LIMIT_S 60
#define DRIVER "/sys/bus/platform/drivers/agx/"

/** struct device - the GPU's name on its bus */
struct device {
	char *name;
};

static void device_find(struct device *dev)
{
	char link[64], *path;

	snprintf(link, sizeof(link), "/sys/class/drm/%s/device",
		 strrchr(drm_node("asahi"), '/') + 1);
	path = realpath(link, NULL);
	if (!path)
		fail("%s: %m", link);
	dev->name = basename(path);
}

static int tell(const char *file, const struct device *dev)
{
	const int fd = open(file, O_WRONLY | O_CLOEXEC);
	const ssize_t size = strlen(dev->name);
	int err;

	if (fd < 0)
		return errno;
	err = write(fd, dev->name, size) == size ? 0 : errno;
	close(fd);
	return err;
}

static int bind(void *dev)
{
	return tell(DRIVER "bind", dev);
}

static void unbind(void *dev)
{
	must(tell(DRIVER "unbind", dev), "unbind");
}

/*
 * All of the module but agx_probe() itself, in two parts: of what that calls in
 * the DRM core, drm_minor_alloc_release() crashes, which puts an ERR_PTR() if the
 * minor's device was not made.
 */
static void require(bool above)
{
	struct failnth_range probe, part = { 0, ~0ull };

	if (!failnth_function("agx_probe", &probe))
		fail("no function agx_probe");
	if (above)
		part.start = probe.end;
	else if (failnth_function("agx_args_copy", &part))
		part.end = probe.start;
	failnth_require(&part);
}

static void probe(struct device *dev, uint64_t above)
{
	/* the kernel's mailbox says ENODEV when it has no memory for a link to us */
	static const struct failnth f = {
		.name = "probe", .call = bind, .undo = unbind, .late = true, .also = ENODEV,
	};

	failnth_setup();
	require(above);
	unbind(dev);
	failnth_run(&f, dev);
	must(bind(dev), "bind");
}

int main(int argc, char **argv)
{
	static const struct subtest subtests[] = {
		{ "fail-probe-below", probe, false },
		{ "fail-probe-above", probe, true },
		{ 0 },
	};
	struct device dev = { 0 };

	(void)argc;
	return run_table(subtests, LIMIT_S, device_find, NULL, &dev, argv + 1);
}
