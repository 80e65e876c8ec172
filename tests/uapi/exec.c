// SPDX-License-Identifier: MIT
/* EXEC: pushes, sync objects and order. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "nouveau_util.h"
#include "nvif.h"
#include "tests.h"

static void one_copy(struct device *dev, uint64_t engine)
{
	struct client *c = client_open(dev);
	const uint32_t chan = channel_new(c, engine);
	struct bo src = bo_bound(c, 64 * KIB, GART | MAPPABLE);
	struct bo mid = bo_bound(c, 64 * KIB, VRAM);
	struct bo dst = bo_bound(c, 64 * KIB, GART | MAPPABLE);

	bo_map(c, &src);
	bo_map(c, &dst);
	pattern(src.map, src.size, 1);
	copy(c, chan, src.va, mid.va, src.size);
	copy(c, chan, mid.va, dst.va, src.size);
	expect_pattern(dst.map, dst.size, 1, "copy by way of VRAM");
	must(channel_free(c, chan), "CHANNEL_FREE");
}

/* Several pushes in one EXEC run in their order. */
static void pushes(struct device *dev, uint64_t count)
{
	struct client *c = client_open(dev);
	const uint32_t ce = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	struct bo bo = bo_bound(c, 64 * KIB, GART | MAPPABLE);
	struct drm_nouveau_exec_push p[64];
	const uint32_t done = syncobj_new(c);
	struct sync sync = { .signals = 1, .signal = { sync_point(done, 0) } };

	bo_map(c, &bo);
	for (unsigned int i = 0; i < count; i++) {
		const uint32_t begin = push_begin(c);

		push_fill(c, bo.va + 256 * i, bo.size - 256 * count, 1000 + i);
		p[i] = push_end(c, begin);
	}
	must(exec(c, ce, count, p, &sync), "EXEC");
	must(sync_wait(c, done, 0, WAIT_MS), "wait");
	for (unsigned int i = 0; i + 1 < count; i++)
		expect_words((char *)bo.map + 256 * i, 256, 1000 + i, "step of the stairs");
}

/* No push but syncs: how Vulkan submits nothing. */
static void empty(struct device *dev, uint64_t arg)
{
	struct client *c = client_open(dev);
	const uint32_t ce = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	const uint32_t line = syncobj_new(c), bin = syncobj_new(c);
	struct sync sync = { .signals = 2 };

	(void)arg;
	sync.signal[0] = sync_point(line, 1);
	sync.signal[1] = sync_point(bin, 0);
	must(exec(c, ce, 0, NULL, &sync), "EXEC without pushes");
	must(sync_wait(c, line, 1, WAIT_MS), "wait for the timeline");
	must(sync_wait(c, bin, 0, WAIT_MS), "wait for the binary syncobj");
	sync.waits = 1;
	sync.wait[0] = sync.signal[0];
	sync.signal[0] = sync_point(line, 2);
	must(exec(c, ce, 0, NULL, &sync), "EXEC that waits");
	must(sync_wait(c, line, 2, WAIT_MS), "wait for the second point");
}

/* Two channels in turn, each step needs the one before. */
static void chain(struct device *dev, uint64_t timeline)
{
	enum { STEPS = 64 };
	struct client *c = client_open(dev);
	const uint32_t chan[2] = { channel_new(c, NOUVEAU_FIFO_ENGINE_CE),
				   channel_new(c, NOUVEAU_FIFO_ENGINE_CE) };
	struct bo bo = bo_bound(c, (STEPS + 1) * 256, GART | MAPPABLE);
	uint32_t handle[STEPS + 1], line = syncobj_new(c);

	bo_map(c, &bo);
	pattern(bo.map, 256, 9);
	for (unsigned int i = 0; i <= STEPS; i++)
		handle[i] = timeline ? line : syncobj_new(c);
	for (unsigned int i = 1; i <= STEPS; i++) {
		const uint32_t begin = push_begin(c);
		struct sync sync = { .waits = i > 1, .signals = 1 };
		struct drm_nouveau_exec_push p;

		sync.wait[0] = sync_point(handle[i - 1], timeline ? i - 1 : 0);
		sync.signal[0] = sync_point(handle[i], timeline ? i : 0);
		push_copy(c, bo.va + (i - 1) * 256, bo.va + i * 256, 256);
		p = push_end(c, begin);
		must(exec(c, chan[i % 2], 1, &p, &sync), "EXEC");
	}
	must(sync_wait(c, handle[STEPS], timeline ? STEPS : 0, WAIT_MS), "wait for the chain");
	expect_pattern((char *)bo.map + STEPS * 256, 256, 9, "end of the chain");
}

/* More jobs than a ring holds, without a wait between them. */
static void flood(struct device *dev, uint64_t n)
{
	struct client *c = client_open(dev);
	const uint32_t ce = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	struct bo bo = bo_bound(c, PAGE, GART | MAPPABLE);
	const uint32_t line = syncobj_new(c);
	struct drm_nouveau_exec_push p[16];

	bo_map(c, &bo);
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++) {
		const uint32_t begin = push_begin(c);

		push_fill(c, bo.va, PAGE, i);
		p[i] = push_end(c, begin);
	}
	for (uint64_t i = 0; i < n; i++) {
		struct sync sync = { .signals = 1, .signal = { sync_point(line, i + 1) } };

		must(exec(c, ce, 1, &p[i % ARRAY_SIZE(p)], &sync), "EXEC");
	}
	must(sync_wait(c, line, n, WAIT_MS), "wait for the last EXEC");
	expect_words(bo.map, PAGE, (n - 1) % ARRAY_SIZE(p), "last fill");
}

/* Channels come and go; a freed one is unknown. */
static void channels(struct device *dev, uint64_t n)
{
	struct client *c = client_open(dev);
	uint32_t chan[32];
	int err;

	for (unsigned int i = 0; i < n; i++)
		chan[i] = channel_new(c, i % 2 ? NOUVEAU_FIFO_ENGINE_CE :
						 NOUVEAU_FIFO_ENGINE_GR);
	for (unsigned int i = 0; i < n; i++)
		for (unsigned int k = 0; k < i; k++)
			if (chan[i] == chan[k])
				fail("two channels with the id %u", chan[i]);
	for (unsigned int i = 0; i < n; i++)
		must(channel_free(c, chan[i]), "CHANNEL_FREE");
	err = exec(c, chan[0], 0, NULL, NULL);
	if (err != ENOENT)
		fail("EXEC on a freed channel: %s", strerror(err));
}

static uint64_t param(struct client *c, uint64_t which)
{
	struct drm_nouveau_getparam req = { .param = which };

	must(ioctl_errno(c->fd, DRM_IOCTL_NOUVEAU_GETPARAM, &req), "GETPARAM");
	return req.value;
}

/* GETPARAM and NVIF tell the same story. */
static void identity(struct device *dev, uint64_t arg)
{
	struct client *c = client_open(dev);
	struct nvif_device_info info;
	uint64_t t;

	(void)arg;
	must(nvif_new_device(c->fd, 0x1234), "NVIF NEW of the device");
	must(nvif_info(c->fd, 0x1234, &info), "NVIF device info");
	must(nvif_del(c->fd, 0x1234), "NVIF DEL");
	if (param(c, NOUVEAU_GETPARAM_CHIPSET_ID) != info.chipset)
		fail("chipset %#x by NVIF", info.chipset);
	if (param(c, NOUVEAU_GETPARAM_PCI_VENDOR) != 0x10de)
		fail("vendor");
	if (!info.ram_user || param(c, NOUVEAU_GETPARAM_FB_SIZE) > info.ram_size)
		fail("VRAM of %#llx bytes", (unsigned long long)info.ram_size);
	if (param(c, NOUVEAU_GETPARAM_EXEC_PUSH_MAX) < 16)
		fail("EXEC_PUSH_MAX");
	t = param(c, NOUVEAU_GETPARAM_PTIMER_TIME);
	sleep_ms(5);
	if (param(c, NOUVEAU_GETPARAM_PTIMER_TIME) < t + 4000000)
		fail("PTIMER_TIME does not advance");
}

/* Programs of 32 bits get the same answers, from the core, from the driver's table and from NVIF. */
static void compat(struct device *dev, uint64_t arg)
{
	struct drm_nouveau_getparam chipset = { .param = NOUVEAU_GETPARAM_CHIPSET_ID };
	struct drm_syncobj_create syncobj = { 0 };
	struct nvif_device_info info;
	struct nvif_mthd_info req = {
		.head = { .type = NVIF_MTHD, .owner = 0xff, .object = 0x1234 },
	};
	struct client *c = client_open(dev);

	(void)arg;
	must(ioctl32_errno(c->fd, DRM_IOCTL_SYNCOBJ_CREATE, &syncobj), "SYNCOBJ_CREATE");
	must(ioctl32_errno(c->fd, DRM_IOCTL_NOUVEAU_GETPARAM, &chipset), "GETPARAM");
	must(nvif_new_device(c->fd, 0x1234), "NVIF NEW of the device");
	must(nvif_info(c->fd, 0x1234, &info), "NVIF device info");
	must(ioctl32_errno(c->fd, nvif_request(sizeof(req)), &req), "NVIF device info");
	if (!syncobj.handle || chipset.value != info.chipset ||
	    memcmp(&req.info, &info, sizeof(info)))
		fail("chipset %#llx by GETPARAM, %#x by NVIF", (unsigned long long)chipset.value,
		     req.info.chipset);
}

/*
 * Waits after every 200, which no ring of this size notices: what is counted is
 * the cost of EXEC itself.
 */
void exec_many(struct device *dev, unsigned long n)
{
	struct client *c = client_open(dev);
	const uint32_t ce = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	const uint32_t line = syncobj_new(c), begin = push_begin(c);
	struct drm_nouveau_exec_push p;

	push_nop(c);
	p = push_end(c, begin);
	for (unsigned long i = 1; i <= n; i++) {
		struct sync sync = { .signals = 1, .signal = { sync_point(line, i) } };

		must(exec(c, ce, 1, &p, &sync), "EXEC");
		if (i % 200 == 0 || i == n)
			must(sync_wait(c, line, i, WAIT_MS), "wait");
	}
	printf("%lu EXECs\n", n);
}

/* A client gets the time of its own work, on the engine that did it, and no more than has passed. */
static void fdinfo(struct device *dev, uint64_t rounds)
{
	const double begin = seconds();
	struct client *c = client_open(dev), *idle = client_open(dev);
	const uint32_t ce = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	struct bo bo = bo_bound(c, 64 * KIB, GART | MAPPABLE);
	uint64_t ns;

	if (drm_engine_ns(c->fd, "copy") == ~0ull)
		skip("the driver's fdinfo has no engines");
	for (uint64_t i = 0; i < rounds; i++)
		fill(c, ce, bo.va, bo.size, i);
	must(channel_free(c, ce), "CHANNEL_FREE");
	ns = drm_engine_ns(c->fd, "copy");
	if (!ns || ns > (seconds() - begin) * 1e9)
		fail("%llu ns of copies", (unsigned long long)ns);
	if (drm_engine_ns(c->fd, "graphics") || drm_engine_ns(idle->fd, "copy"))
		fail("time of somebody else's work");
	if (drm_engine_ns(c->fd, "copy") != ns)
		fail("time of no work");
}

const struct subtest exec_tests[] = {
	{ "exec-identity", identity, 0 },
	{ "exec-compat", compat, 0 },
	{ "exec-copy-ce", one_copy, NOUVEAU_FIFO_ENGINE_CE },
	{ "exec-copy-gr", one_copy, NOUVEAU_FIFO_ENGINE_GR },
	{ "exec-pushes", pushes, 64 },
	{ "exec-empty", empty, 0 },
	{ "exec-chain-binary", chain, 0 },
	{ "exec-chain-timeline", chain, 1 },
	{ "exec-flood", flood, 3000 },
	{ "exec-channels", channels, 16 },
	{ "exec-fdinfo", fdinfo, 20 },
	{ 0 },
};
