// SPDX-License-Identifier: MIT
/* Parameters, queues, order, and more address spaces than the MMU has slots. */
#include <errno.h>
#include <string.h>

#include "asahi_util.h"
#include "tests.h"

/* Parameters that Mesa divides by or sizes memory with. */
static void params(struct device *dev, uint64_t arg)
{
	struct client *c = client_open_bare(dev);
	const struct drm_asahi_params_global *p = &c->params;
	unsigned int cores = 0;

	(void)arg;
	if (p->gpu_generation != 13 && p->gpu_generation != 14)
		fail("generation %u", p->gpu_generation);
	if (!strchr("GSCD", (int)p->gpu_variant))
		fail("variant %#x", p->gpu_variant);
	for (unsigned int i = 0; i < DRM_ASAHI_MAX_CLUSTERS; i++) {
		if (i >= p->num_clusters_total && p->core_masks[i])
			fail("cores in cluster %u of %u", i, p->num_clusters_total);
		if (p->core_masks[i] >> p->num_cores_per_cluster)
			fail("cores %#llx of %u", p->core_masks[i], p->num_cores_per_cluster);
		cores += __builtin_popcountll(p->core_masks[i]);
	}
	if (!cores || !p->num_dies || !p->max_frequency_khz || !p->command_timestamp_frequency_hz)
		fail("no cores, dies, frequency or timestamps");
	if (p->vm_start % PAGE || p->vm_end % PAGE || p->vm_kernel_min_size % PAGE ||
	    p->vm_start + p->vm_kernel_min_size >= p->vm_end)
		fail("addresses from %#llx to %#llx, %#llx for the kernel", p->vm_start, p->vm_end,
		     p->vm_kernel_min_size);
	if (p->max_commands_per_submission != 64 || p->max_attachments != 16)
		fail("%u commands, %u attachments", p->max_commands_per_submission,
		     p->max_attachments);
}

/* No byte is written past the size that is given, none of what is known left out. */
static void params_size(struct device *dev, uint64_t arg)
{
	struct client *c = client_open_bare(dev);
	uint8_t got[sizeof(c->params) + 64];

	(void)arg;
	for (uint64_t size = 0; size <= sizeof(got); size += 8) {
		const size_t known = size < sizeof(c->params) ? size : sizeof(c->params);
		struct drm_asahi_get_params req = { .pointer = (uintptr_t)got, .size = size };

		memset(got, 0x5a, sizeof(got));
		must(ioctl_errno(c->fd, DRM_IOCTL_ASAHI_GET_PARAMS, &req), "GET_PARAMS");
		if (memcmp(got, &c->params, known))
			fail("%zu bytes differ from all of them", known);
		for (size_t i = known; i < sizeof(got); i++)
			if (got[i] != 0x5a)
				fail("byte %zu of %llu was written", i, (unsigned long long)size);
	}
}

/* What is longer than the kernel knows must be zero for programs of 32 bits, too. */
static void compat_longer(struct device *dev, uint64_t arg)
{
	const unsigned long request = _IOC(_IOC_READ | _IOC_WRITE, DRM_IOCTL_BASE,
					   DRM_COMMAND_BASE + DRM_ASAHI_VM_CREATE,
					   sizeof(struct drm_asahi_vm_create) + 8);
	struct {
		struct drm_asahi_vm_create req;
		uint64_t more;
	} longer = { 0 };
	struct client *c = client_open_bare(dev);
	int err;

	(void)arg;
	longer.req.kernel_start = c->params.vm_end - c->params.vm_kernel_min_size;
	longer.req.kernel_end = c->params.vm_end;
	must(ioctl32_errno(c->fd, request, &longer), "a longer VM_CREATE");
	longer.more = 1;
	err = ioctl32_errno(c->fd, request, &longer);
	if (err != EINVAL)
		fail("a longer VM_CREATE that says more: %s", strerror(err));
}

static void priorities(struct device *dev, uint64_t arg)
{
	struct client *c = client_open(dev);
	struct bo bo = bo_bound(c, PAGE);

	(void)arg;
	bo_map(c, &bo);
	for (uint32_t p = DRM_ASAHI_PRIORITY_LOW; p <= DRM_ASAHI_PRIORITY_MEDIUM; p++) {
		const struct drm_asahi_cmd_compute cmd = kernel_fill(c, bo.va, 64, 10 + p);
		struct commands cmds = { 0 };
		uint32_t queue;

		compute(&cmds, &cmd);
		must(queue_create(c, c->vm, p, &queue), "QUEUE_CREATE");
		must(run_commands(c, queue, &cmds), "fence of SUBMIT");
		must(queue_destroy(c, queue), "QUEUE_DESTROY");
		expect_words(bo.map, 64, 10 + p, "fill");
	}
}

/* Commands of a submission with barriers: each copies what the one before wrote. */
static void barriers(struct device *dev, uint64_t count)
{
	struct client *c = client_open(dev);
	struct bo bo = bo_bound(c, 2 * PAGE);
	struct commands cmds = { 0 };

	bo_map(c, &bo);
	pattern(bo.map, 64, 5);
	for (unsigned int i = 0; i < count; i++) {
		const struct drm_asahi_cmd_compute cmd =
			kernel_copy(c, bo.va + 64 * i, bo.va + 64 * (i + 1), 64);

		command(&cmds, DRM_ASAHI_CMD_COMPUTE, i, &cmd, sizeof(cmd));
	}
	must(run_commands(c, c->queue, &cmds), "fence of SUBMIT");
	expect_pattern((char *)bo.map + 64 * count, 64, 5, "end of the chain");
}

/* A userspace that knows less of a command, or more, and one with attachments. */
static void sizes(struct device *dev, uint64_t arg)
{
	struct client *c = client_open(dev);
	struct bo bo = bo_bound(c, PAGE);
	struct drm_asahi_attachment attachment[16] = { { .pointer = bo.va, .size = PAGE } };
	struct { struct drm_asahi_cmd_compute cmd; uint64_t more[4]; } newer = { 0 };
	struct commands cmds = { 0 };

	(void)arg;
	bo_map(c, &bo);
	newer.cmd = kernel_fill(c, bo.va, 64, 1);
	command(&cmds, DRM_ASAHI_CMD_COMPUTE, 0, &newer, sizeof(newer));
	newer.cmd = kernel_fill(c, bo.va + 64, 64, 2);
	command(&cmds, DRM_ASAHI_CMD_COMPUTE, DRM_ASAHI_BARRIER_NONE, &newer,
		offsetof(struct drm_asahi_cmd_compute, helper));
	command(&cmds, DRM_ASAHI_SET_COMPUTE_ATTACHMENTS, DRM_ASAHI_BARRIER_NONE, attachment,
		sizeof(attachment));
	command(&cmds, DRM_ASAHI_SET_VERTEX_ATTACHMENTS, DRM_ASAHI_BARRIER_NONE, attachment, 0);
	command(&cmds, DRM_ASAHI_SET_FRAGMENT_ATTACHMENTS, DRM_ASAHI_BARRIER_NONE, attachment,
		sizeof(attachment[0]));
	newer.cmd = kernel_fill(c, bo.va + 128, 64, 3);
	compute(&cmds, &newer.cmd);
	must(run_commands(c, c->queue, &cmds), "fence of SUBMIT");
	expect_words(bo.map, 64, 1, "longer command");
	expect_words((char *)bo.map + 64, 64, 2, "shorter command");
	expect_words((char *)bo.map + 128, 64, 3, "command with attachments");
}

/* As many renders as there may be, with all attachments that each may have. */
static void largest(struct device *dev, uint64_t arg)
{
	static const struct drm_asahi_attachment attachment[16];
	static struct commands cmds;
	struct client *c = client_open(dev);

	(void)arg;
	cmds.size = 0;
	for (unsigned int i = 0; i < 64; i++) {
		const struct drm_asahi_cmd_render cmd = render_empty(c);

		command(&cmds, DRM_ASAHI_SET_VERTEX_ATTACHMENTS, DRM_ASAHI_BARRIER_NONE,
			attachment, sizeof(attachment));
		command(&cmds, DRM_ASAHI_SET_FRAGMENT_ATTACHMENTS, DRM_ASAHI_BARRIER_NONE,
			attachment, sizeof(attachment));
		render(&cmds, &cmd);
	}
	must(run_commands(c, c->queue, &cmds), "fence of SUBMIT");
}

/* Submissions on two queues, each of which waits for the other's last. */
static void chain(struct device *dev, uint64_t timeline)
{
	enum { STEPS = 32 };
	struct client *c = client_open(dev);
	struct bo bo = bo_bound(c, PAGE);
	uint32_t queue[2] = { c->queue }, handle[STEPS + 1];
	const uint32_t line = drm_syncobj_new(c->fd);

	bo_map(c, &bo);
	pattern(bo.map, 64, 6);
	must(queue_create(c, c->vm, DRM_ASAHI_PRIORITY_LOW, &queue[1]), "QUEUE_CREATE");
	for (unsigned int i = 0; i <= STEPS; i++)
		handle[i] = timeline ? line : drm_syncobj_new(c->fd);
	for (unsigned int i = 1; i <= STEPS; i++) {
		const struct drm_asahi_cmd_compute cmd =
			kernel_copy(c, bo.va + 64 * (i - 1), bo.va + 64 * i, 64);
		struct syncs syncs = { .in = i > 1, .out = 1 };
		struct commands cmds = { 0 };

		compute(&cmds, &cmd);
		if (i > 1)
			syncs.sync[0] = sync_point(handle[i - 1], timeline ? i - 1 : 0);
		syncs.sync[syncs.in] = sync_point(handle[i], timeline ? i : 0);
		must(submit(c, queue[i % 2], &cmds, &syncs), "SUBMIT");
	}
	must(drm_sync_wait(c->fd, handle[STEPS], timeline ? STEPS : 0, WAIT_MS), "wait");
	expect_pattern((char *)bo.map + 64 * STEPS, 64, 6, "end of the chain");
}

/* A queue that goes while it has work: its fences signal. */
static void destroy_busy(struct device *dev, uint64_t arg)
{
	enum { N = 40 };
	struct client *c = client_open(dev);
	struct bo bo = bo_bound(c, PAGE);
	const uint32_t line = drm_syncobj_new(c->fd);

	(void)arg;
	for (unsigned int i = 1; i <= N; i++) {
		const struct drm_asahi_cmd_compute cmd = kernel_fill(c, bo.va, PAGE, i);
		struct syncs syncs = { .sync = { sync_point(line, i) }, .out = 1 };
		struct commands cmds = { 0 };

		compute(&cmds, &cmd);
		must(submit(c, c->queue, &cmds, &syncs), "SUBMIT");
	}
	must(queue_destroy(c, c->queue), "QUEUE_DESTROY");
	must(drm_sync_wait(c->fd, line, N, WAIT_MS), "wait for the last fence");
	if (queue_destroy(c, c->queue) != ENOENT)
		fail("the queue was destroyed twice");
}

/* More address spaces with work than the MMU has slots, each with its own page at one address. */
static void many_vms(struct device *dev, uint64_t clients)
{
	enum { EACH = 20, MAX = 100 };
	const uint64_t va = 0x5000000000;
	struct client *c[MAX / EACH];
	uint32_t queue[MAX];
	struct bo bo[MAX];
	const unsigned int n = clients * EACH;

	for (unsigned int i = 0; i < n; i++) {
		struct client *o;

		if (i % EACH == 0)
			c[i / EACH] = client_open(dev);
		o = c[i / EACH];
		if (i % EACH) {
			/* the others share the first one's memory for commands */
			const uint32_t vm = o->vm;

			must(vm_create(o, &o->vm), "VM_CREATE");
			must_bind(o, op_map(&o->code, USC_BASE, 0, o->code.size, READ));
			must_bind(o, op_map(&o->data, o->data.va, 0, o->data.size, READ));
			must(queue_create(o, o->vm, 0, &queue[i]), "QUEUE_CREATE");
			bo[i] = bo_new(o, PAGE, 0);
			must_bind(o, op_map(&bo[i], va, 0, PAGE, READ | WRITE));
			o->vm = vm;
		} else {
			queue[i] = o->queue;
			bo[i] = bo_new(o, PAGE, 0);
			must_bind(o, op_map(&bo[i], va, 0, PAGE, READ | WRITE));
		}
		bo_map(o, &bo[i]);
	}
	for (unsigned int round = 0; round < 2; round++) {
		for (unsigned int i = 0; i < n; i++) {
			struct client *o = c[i / EACH];
			const struct drm_asahi_cmd_compute cmd =
				kernel_fill(o, va + 64 * round, 64, 1000 * round + i);
			struct commands cmds = { 0 };

			compute(&cmds, &cmd);
			must(run_commands(o, queue[i], &cmds), "fence of SUBMIT");
		}
	}
	for (unsigned int i = 0; i < n; i++) {
		expect_words(bo[i].map, 64, i, "page of one of many address spaces");
		expect_words((char *)bo[i].map + 64, 64, 1000 + i, "the same, second round");
	}
}

const struct subtest queue_tests[] = {
	{ "params", params, 0 },
	{ "params-size", params_size, 0 },
	{ "compat-longer", compat_longer, 0 },
	{ "queue-priorities", priorities, 0 },
	{ "queue-barriers", barriers, 64 },
	{ "queue-sizes", sizes, 0 },
	{ "queue-largest", largest, 0 },
	{ "queue-chain-binary", chain, 0 },
	{ "queue-chain-timeline", chain, 1 },
	{ "queue-destroy-busy", destroy_busy, 0 },
	{ "queue-many-vms", many_vms, 5 },
	{ 0 },
};
