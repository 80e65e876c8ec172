// SPDX-License-Identifier: MIT
/* What tests of any DRM driver need, by plain ioctls: errors, nodes, sync objects, patterns. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sync_file.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
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

/*
 * Interrupt 0x80 is the way into the kernel of programs of 32 bits, but no other
 * program is kept from it. It knows addresses of 32 bits only.
 */
#ifdef __x86_64__
#define SYS_IOCTL_32 54

/* There is this if the kernel was built for them. */
#define SYSCTL_32 "/proc/sys/abi/vsyscall32"

static int ioctl32(int fd, unsigned int request, void *arg)
{
	int ret;

	__asm__ volatile("int $0x80"
			 : "=a" (ret)
			 : "a" (SYS_IOCTL_32), "b" (fd), "c" (request), "d" (arg)
			 : "r8", "r9", "r10", "r11", "memory");
	return -ret;
}

int ioctl32_errno(int fd, unsigned long request, void *arg)
{
	const size_t size = _IOC_SIZE(request);
	void *low;
	int err;

	if (access(SYSCTL_32, F_OK))
		skip("no programs of 32 bits");
	low = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT,
		   -1, 0);
	if (low == MAP_FAILED)
		fail("mmap: %s", strerror(errno));
	memcpy(low, arg, size);
	err = ioctl32(fd, request, low);
	memcpy(arg, low, size);
	munmap(low, size);
	return err;
}
#else
int ioctl32_errno(int fd, unsigned long request, void *arg)
{
	(void)fd;
	(void)request;
	(void)arg;
	skip("no programs of 32 bits");
}
#endif

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

static unsigned int map_find(const struct drm_maps *maps, const void *at)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(maps->map); i++)
		if (maps->map[i].at == at)
			return i;
	fail(at ? "this is not mapped" : "too many mappings");
}

void *drm_map(struct drm_maps *maps, int fd, uint64_t offset, uint64_t size)
{
	const unsigned int slot = map_find(maps, NULL);
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);

	if (at == MAP_FAILED)
		fail("mmap of a BO: %s", strerror(errno));
	maps->map[slot].at = at;
	maps->map[slot].size = size;
	return at;
}

void drm_unmap(struct drm_maps *maps, void *at)
{
	const unsigned int i = map_find(maps, at);

	munmap(at, maps->map[i].size);
	maps->map[i].at = NULL;
}

void drm_unmap_all(struct drm_maps *maps)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(maps->map); i++)
		if (maps->map[i].at)
			drm_unmap(maps, maps->map[i].at);
}

/* Words that depend on their place and on @seed; @n is a multiple of 4. */
static uint32_t pattern_word(size_t i, uint32_t seed)
{
	return (i + 1) * 0x9e3779b1u ^ seed * 0x85ebca6bu;
}

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

uint64_t drm_engine_ns(int fd, const char *engine)
{
	char path[64], line[256], format[64];
	unsigned long long ns = ~0ull;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	snprintf(format, sizeof(format), "drm-engine-%s: %%llu ns", engine);
	file = fopen(path, "r");
	if (!file)
		fail("no %s", path);
	while (fgets(line, sizeof(line), file) && sscanf(line, format, &ns) != 1)
		;
	fclose(file);
	return ns;
}

void sleep_ms(long ms)
{
	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000 }, NULL);
}
