// SPDX-License-Identifier: MIT
/* What tests of any DRM driver need, by plain ioctls: errors, nodes, sync objects, patterns. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sync_file.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#include <drm/drm.h>

#include "drm_util.h"
#include "run.h"

/* 0 or the errno, positive. */
int ioctl_errno(int fd, unsigned long request, void *arg)
{
	int ret;

	do
		ret = ioctl(fd, request, arg);
	while (ret && (errno == EINTR || errno == EAGAIN));
	return ret ? errno : 0;
}

void must(int err, const char *what)
{
	if (err)
		fail("%s: %s", what, strerror(err));
}

static bool is_driver(const char *path, const char *driver)
{
	char name[64] = { 0 };
	struct drm_version v = { .name = name, .name_len = sizeof(name) - 1 };
	const int fd = open(path, O_RDWR | O_CLOEXEC);
	const bool yes = fd >= 0 && !ioctl_errno(fd, DRM_IOCTL_VERSION, &v) && !strcmp(name, driver);

	if (fd >= 0)
		close(fd);
	return yes;
}

/* The first render node of the DRM driver of that name. */
const char *drm_node(const char *driver)
{
	static char path[64];

	for (int i = 128; i < 144; i++) {
		snprintf(path, sizeof(path), "/dev/dri/renderD%d", i);
		if (is_driver(path, driver))
			return path;
	}
	fail("no render node of a driver named %s", driver);
}

int drm_open(const char *path)
{
	const int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		fail("open %s: %s", path, strerror(errno));
	return fd;
}

uint32_t drm_syncobj_new(int fd)
{
	struct drm_syncobj_create req = { 0 };

	must(ioctl_errno(fd, DRM_IOCTL_SYNCOBJ_CREATE, &req), "SYNCOBJ_CREATE");
	return req.handle;
}

static int64_t deadline(int ms)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ll + ts.tv_nsec + ms * 1000000ll;
}

/* 0, or ETIME when the fence has not signalled after @ms. */
int drm_sync_wait(int fd, uint32_t handle, uint64_t point, int ms)
{
	struct drm_syncobj_wait binary = {
		.handles = (uintptr_t)&handle,
		.count_handles = 1,
		.timeout_nsec = deadline(ms),
	};
	struct drm_syncobj_timeline_wait timeline = {
		.handles = (uintptr_t)&handle,
		.points = (uintptr_t)&point,
		.count_handles = 1,
		.timeout_nsec = deadline(ms),
	};

	if (!point)
		return ioctl_errno(fd, DRM_IOCTL_SYNCOBJ_WAIT, &binary);
	return ioctl_errno(fd, DRM_IOCTL_SYNCOBJ_TIMELINE_WAIT, &timeline);
}

/* The error, negative, with which a binary syncobj's fence signalled, or 0. */
int drm_sync_error(int fd, uint32_t handle)
{
	struct drm_syncobj_handle h = {
		.handle = handle,
		.flags = DRM_SYNCOBJ_HANDLE_TO_FD_FLAGS_EXPORT_SYNC_FILE,
		.fd = -1,
	};
	struct sync_file_info info = { 0 };
	int err;

	must(ioctl_errno(fd, DRM_IOCTL_SYNCOBJ_HANDLE_TO_FD, &h), "export of a sync file");
	err = ioctl(h.fd, SYNC_IOC_FILE_INFO, &info) ? errno : 0;
	close(h.fd);
	must(err, "SYNC_IOC_FILE_INFO");
	return info.status < 0 ? info.status : 0;
}

static uint32_t pattern_word(size_t i, uint32_t seed)
{
	return (i + 1) * 0x9e3779b1u ^ seed * 0x85ebca6bu;
}

/* Words that depend on their place and on @seed; @n is a multiple of 4. */
void pattern(void *p, size_t n, uint32_t seed)
{
	for (size_t i = 0; i < n / 4; i++)
		((volatile uint32_t *)p)[i] = pattern_word(i, seed);
}

void expect_pattern(const void *p, size_t n, uint32_t seed, const char *what)
{
	for (size_t i = 0; i < n / 4; i++) {
		const uint32_t got = ((const volatile uint32_t *)p)[i];

		if (got != pattern_word(i, seed))
			fail("%s: word %zu is %#x, expected %#x", what, i, got,
			     pattern_word(i, seed));
	}
}

void expect_words(const void *p, size_t bytes, uint32_t value, const char *what)
{
	for (size_t i = 0; i < bytes / 4; i++) {
		const uint32_t got = ((const volatile uint32_t *)p)[i];

		if (got != value)
			fail("%s: word %zu is %#x, expected %#x", what, i, got, value);
	}
}

void sleep_ms(long ms)
{
	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000 }, NULL);
}
