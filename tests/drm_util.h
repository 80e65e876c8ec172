/* SPDX-License-Identifier: MIT */
#ifndef TESTS_DRM_UTIL_H
#define TESTS_DRM_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No healthy wait takes this long, emulated or not. */
#define WAIT_MS 20000

int ioctl_errno(int fd, unsigned long request, void *arg);
/* The same as a program of 32 bits does it; where there are none, the test is skipped. */
int ioctl32_errno(int fd, unsigned long request, void *arg);
void must(int err, const char *what);
const char *drm_node(const char *driver);
int drm_open(const char *path);

/* Sync objects; a point of 0 means a binary one. */
uint32_t drm_syncobj_new(int fd);
int drm_sync_wait(int fd, uint32_t handle, uint64_t point, int ms);
int drm_sync_error(int fd, uint32_t handle);

/* What fdinfo says that an engine worked for a client, in ns; ~0 if it says nothing of that. */
uint64_t drm_engine_ns(int fd, const char *engine);

/** struct drm_maps - what a client has mapped: a mapping keeps its file open */
struct drm_maps {
	struct { void *at; uint64_t size; } map[256];
};

void *drm_map(struct drm_maps *maps, int fd, uint64_t offset, uint64_t size);
void drm_unmap(struct drm_maps *maps, void *at);
void drm_unmap_all(struct drm_maps *maps);

void pattern(void *p, size_t n, uint32_t seed);
void expect_pattern(const void *p, size_t n, uint32_t seed, const char *what);
void expect_words(const void *p, size_t bytes, uint32_t value, const char *what);
void sleep_ms(long ms);

#endif
