// SPDX-License-Identifier: MIT
/* Two clients cannot reach each other's memory, nor what a third one left behind. */
#include <string.h>

#include "asahi_util.h"
#include "tests.h"

#define SECRET 0x5ec2e7a5u

static struct bo bo_at(struct client *c, uint64_t va, uint32_t value)
{
	struct bo bo = bo_new(c, PAGE, 0);

	bo.va = va;
	bo_map(c, &bo);
	for (uint64_t i = 0; i < PAGE / 4; i++)
		((volatile uint32_t *)bo.map)[i] = value;
	must_bind(c, op_map(&bo, va, 0, PAGE, READ | WRITE));
	return bo;
}

/* Reads @va on a queue of its own: an error, or zeroes; never the secret. */
static void expect_no_secret(struct client *c, uint64_t va, const char *what)
{
	const struct bo out = bo_at(c, va_alloc(c, PAGE), 0);
	const struct drm_asahi_cmd_compute cmd = kernel_copy(c, va, out.va, 1024);
	struct commands cmds = { 0 };
	uint32_t queue;

	compute(&cmds, &cmd);
	must(queue_create(c, c->vm, 0, &queue), "QUEUE_CREATE");
	run_commands(c, queue, &cmds);
	must(queue_destroy(c, queue), "QUEUE_DESTROY");
	expect_words(out.map, 1024, 0, what);
}

/* The same address is other memory for each, in whatever order they work. */
static void same_address(struct device *dev, uint64_t arg)
{
	const uint64_t va = 0x4000000000;
	struct client *a = client_open(dev), *b = client_open(dev);
	struct bo mine = bo_at(a, va, 1), theirs = bo_at(b, va, 2);

	(void)arg;
	for (uint32_t i = 0; i < 8; i++) {
		fill(a, va, 64, 100 + i);
		fill(b, va, 64, 200 + i);
		expect_words(mine.map, 64, 100 + i, "first client's page");
		expect_words(theirs.map, 64, 200 + i, "second client's page");
	}
}

static void foreign_address(struct device *dev, uint64_t arg)
{
	const uint64_t va = 0x4000000000;
	struct client *a = client_open(dev), *b = client_open(dev);
	struct bo secret = bo_at(a, va, SECRET), out = bo_at(a, va + 2 * PAGE, 0);

	(void)arg;
	copy(a, va, out.va, 64);
	expect_no_secret(b, va, "another client's address");
	copy(a, va, out.va, 1024);
	expect_words(out.map, 1024, SECRET, "the owner's own view");
	expect_words(secret.map, PAGE, SECRET, "the secret");
}

/* Memory that a client had when it ended comes back zeroed. */
static void after_exit(struct device *dev, uint64_t arg)
{
	enum { BOS = 64 };
	struct client *a = client_open(dev), *b;

	(void)arg;
	for (unsigned int i = 0; i < BOS; i++)
		fill(a, bo_at(a, va_alloc(a, PAGE), SECRET).va, PAGE, SECRET);
	client_close(a);
	b = client_open(dev);
	for (unsigned int i = 0; i < 2 * BOS; i++) {
		struct bo bo = bo_bound(b, PAGE);

		bo_map(b, &bo);
		expect_words(bo.map, PAGE, 0, "memory after another client's end");
	}
}

/*
 * An address space that is gone, with a slot of the MMU's that the next one gets
 * at once, and one whose buffer went before it.
 */
static void freed_vm(struct device *dev, uint64_t arg)
{
	struct client *a = client_open(dev), *b;
	const uint64_t va = va_alloc(a, PAGE);
	struct bo secret = bo_at(a, va, SECRET);

	(void)arg;
	fill(a, va + 1024, 64, SECRET);
	bo_free(a, &secret);
	expect_no_secret(a, va, "address of a freed BO, in its own address space");
	bo_at(a, va, SECRET);
	fill(a, va, 64, SECRET);
	must(queue_destroy(a, a->queue), "QUEUE_DESTROY");
	must(vm_destroy(a, a->vm), "VM_DESTROY");
	b = client_open(dev);
	va_alloc(b, 16 * MIB);
	expect_no_secret(b, va, "address of a freed address space");
	client_close(a);
	expect_no_secret(b, va, "the same after its client's end");
}

/* An address space whose number is gone works on for the queue that it has. */
static void destroyed_vm_in_use(struct device *dev, uint64_t arg)
{
	struct client *c = client_open(dev);
	struct bo bo = bo_at(c, va_alloc(c, PAGE), 0);

	(void)arg;
	must(vm_destroy(c, c->vm), "VM_DESTROY");
	fill(c, bo.va, 64, 3);
	expect_words(bo.map, 64, 3, "fill on a queue whose address space has no number");
}

const struct subtest isolate_tests[] = {
	{ "isolate-same-address", same_address, 0 },
	{ "isolate-foreign-address", foreign_address, 0 },
	{ "isolate-after-exit", after_exit, 0 },
	{ "isolate-freed-vm", freed_vm, 0 },
	{ "isolate-destroyed-vm-in-use", destroyed_vm_in_use, 0 },
	{ 0 },
};
