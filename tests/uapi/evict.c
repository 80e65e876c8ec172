// SPDX-License-Identifier: MIT
/* More memory than there is: buffers leave VRAM and come back, windows in BAR1 are shared. */
#include <errno.h>
#include <string.h>

#include "nouveau_util.h"
#include "tests.h"

#define PIECE (16 * MIB)
#define PIECES 6
#define MAX_TENANTS 8
#define SAMPLE (64 * KIB)

/** struct tenant - a client whose buffers fit into VRAM, but not beside everybody's */
struct tenant {
	struct client *c;
	uint32_t ce;
	struct bo out;
	struct bo bo[PIECES];
	uint32_t value;
};

static uint64_t getparam(struct client *c, uint64_t param)
{
	struct drm_nouveau_getparam req = { .param = param };

	must(ioctl_errno(c->fd, DRM_IOCTL_NOUVEAU_GETPARAM, &req), "GETPARAM");
	return req.value;
}

static uint32_t value_of(const struct tenant *t, unsigned int piece, unsigned int round)
{
	return t->value + piece * 16 + round;
}

static void tenant_open(struct tenant *t, struct device *dev, uint32_t id, uint32_t domain)
{
	t->c = client_open(dev);
	t->ce = channel_new(t->c, NOUVEAU_FIFO_ENGINE_CE);
	t->out = bo_bound(t->c, SAMPLE, GART | MAPPABLE);
	bo_map(t->c, &t->out);
	t->value = (id + 1) << 16;
	for (unsigned int i = 0; i < PIECES; i++)
		t->bo[i] = bo_bound(t->c, PIECE, domain);
}

static void tenant_fill(struct tenant *t, unsigned int round)
{
	for (unsigned int i = 0; i < PIECES; i++)
		fill(t->c, t->ce, t->bo[i].va, PIECE, value_of(t, i, round));
}

static void tenant_check(struct tenant *t, unsigned int round)
{
	static const uint64_t at[] = { 0, PIECE / 2 - PAGE, PIECE - SAMPLE };

	for (unsigned int i = 0; i < PIECES; i++) {
		for (unsigned int j = 0; j < ARRAY_SIZE(at); j++) {
			memset(t->out.map, 0x11, SAMPLE);
			copy(t->c, t->ce, t->bo[i].va + at[j], t->out.va, SAMPLE);
			expect_words(t->out.map, SAMPLE, value_of(t, i, round),
				     "buffer that was away");
		}
	}
}

/* As many tenants as do not fit together. */
static unsigned int crowd(struct device *dev)
{
	struct client *c = client_open(dev);
	const uint64_t vram = getparam(c, NOUVEAU_GETPARAM_FB_SIZE);
	const unsigned int n = vram / (PIECE * PIECES) + 1;

	client_close(c);
	if (n > MAX_TENANTS)
		skip("%llu MiB of VRAM: too much to fill", (unsigned long long)(vram / MIB));
	return n;
}

static void overcommit(struct device *dev, uint64_t domain)
{
	const unsigned int n = crowd(dev);
	struct tenant t[MAX_TENANTS];

	for (unsigned int i = 0; i < n; i++) {
		tenant_open(&t[i], dev, i, domain);
		tenant_fill(&t[i], 0);
	}
	for (unsigned int round = 0; round < 2; round++) {
		for (unsigned int i = 0; i < n; i++) {
			tenant_check(&t[i], round);
			tenant_fill(&t[i], round + 1);
		}
	}
}

/* What one address space needs at once cannot be had: an error, and all goes on without it. */
static void too_much(struct device *dev, uint64_t arg)
{
	const unsigned int n = crowd(dev);
	struct drm_nouveau_gem_new new = { .info = { .size = PIECE, .domain = VRAM } };
	struct drm_nouveau_exec_push p;
	struct tenant t;
	int err = 0;

	(void)arg;
	tenant_open(&t, dev, 0, VRAM);
	tenant_fill(&t, 0);
	for (unsigned int i = 0; i < n * PIECES && !err; i++) {
		struct drm_nouveau_vm_bind_op op;
		struct bo bo;

		err = ioctl_errno(t.c->fd, DRM_IOCTL_NOUVEAU_GEM_NEW, &new);
		if (err)
			break;
		bo = (struct bo){ .handle = new.info.handle, .size = PIECE };
		op = op_map(&bo, va_alloc(t.c, PIECE), 0, PIECE);
		err = vm_bind(t.c, 1, &op, NULL);
	}
	if (!err) {
		const uint32_t begin = push_begin(t.c);

		push_nop(t.c);
		p = push_end(t.c, begin);
		err = exec(t.c, t.ce, 1, &p, NULL);
	}
	if (err != ENOMEM)
		fail("more VRAM than there is: %s", strerror(err));
	clients_close(dev);

	tenant_open(&t, dev, 1, VRAM);
	tenant_fill(&t, 0);
	tenant_check(&t, 0);
}

/* A mapping that was moved from under the CPU still shows the buffer. */
static void mapped_away(struct device *dev, uint64_t arg)
{
	const unsigned int n = crowd(dev);
	struct tenant t[MAX_TENANTS];

	(void)arg;
	for (unsigned int i = 0; i < n; i++) {
		tenant_open(&t[i], dev, i, VRAM);
		bo_map(t[i].c, &t[i].bo[0]);
		pattern(t[i].bo[0].map, SAMPLE, i);
	}
	for (unsigned int i = 0; i < n; i++) {
		expect_pattern(t[i].bo[0].map, SAMPLE, i, "mapping of a buffer that was moved");
		copy(t[i].c, t[i].ce, t[i].bo[0].va, t[i].out.va, SAMPLE);
		expect_pattern(t[i].out.map, SAMPLE, i, "buffer that the CPU wrote");
	}
}

/* More is mapped than the window in VRAM can show. */
static void window(struct device *dev, uint64_t arg)
{
	enum { MAX = 32 };
	struct client *c = client_open(dev);
	const uint64_t bar = getparam(c, NOUVEAU_GETPARAM_VRAM_BAR_SIZE);
	const unsigned int n = bar / PIECE + 1;
	struct bo bo[MAX];

	(void)arg;
	if (n > MAX || n * PIECE > getparam(c, NOUVEAU_GETPARAM_FB_SIZE))
		skip("a window of %llu MiB", (unsigned long long)(bar / MIB));

	for (unsigned int i = 0; i < n; i++) {
		bo[i] = bo_new(c, PIECE, VRAM | MAPPABLE);
		bo_map(c, &bo[i]);
		pattern(bo[i].map, PAGE, i);
		pattern((char *)bo[i].map + PIECE - PAGE, PAGE, i + MAX);
	}
	for (unsigned int round = 0; round < 2; round++) {
		for (unsigned int i = 0; i < n; i++) {
			expect_pattern(bo[i].map, PAGE, i, "first page");
			expect_pattern((char *)bo[i].map + PIECE - PAGE, PAGE, i + MAX,
				       "last page");
		}
	}
}

const struct subtest evict_tests[] = {
	{ "evict-vram", overcommit, VRAM },
	{ "evict-vram-no-share", overcommit, VRAM | NO_SHARE },
	{ "evict-vram-or-gart", overcommit, VRAM | GART },
	{ "evict-too-much", too_much, 0 },
	{ "evict-mapped", mapped_away, 0 },
	{ "evict-window", window, 0 },
	{ 0 },
};
