// SPDX-License-Identifier: MIT
/* As tests/guest/owners.c, on an Apple GPU. */
#include "asahi_util.h"
#include "../owners.h"

#define MAX_LINES 64

static const struct owner_want tree[] = {
	{ 0, "client", "agx_file_open" },
	{ 1, "vm", "agx_vm_create" },
	{ 2, "space", "agx_vm_create" },
	{ 2, "queue", "agx_queue_create" },
	{ 1, "bo", "agx_bo_create" },			/* two of client_open() */
	{ 1, "bo", "agx_bo_create" },
	{ 1, "bo", "agx_bo_create" },
};
#define LINES ((int)ARRAY_SIZE(tree))

static struct owner_line lines[MAX_LINES];

static void show_tree(struct device *dev, uint64_t arg)
{
	struct client *c = client_open(dev);
	struct bo bo = bo_new(c, 128 * KIB, 0);

	(void)arg;
	owners_expect_tree(lines, owners_read_mine(lines, MAX_LINES), tree, LINES);
	if (lines[LINES - 1].size != bo.size)
		fail("the buffer has %#llx bytes", (unsigned long long)bo.size);

	bo_free(c, &bo);
	if (owners_read_mine(lines, MAX_LINES) != LINES - 1)
		fail("a buffer was closed, and is still there");
	must(queue_destroy(c, c->queue), "QUEUE_DESTROY");
	for (int i = 0; i < owners_read_mine(lines, MAX_LINES); i++) {
		if (lines[i].kind[0] == 'q')
			fail("a queue was destroyed, and is still there");
	}
	client_close(c);
	owners_expect_none();
}

static void leak(struct device *dev, uint64_t device)
{
	struct client *c = client_open_bare(dev);
	const struct bo bo = bo_new(c, 64 * KIB, 0);

	owners_leak(c->fd, device ? 0 : bo.handle);
}

int main(int argc, char **argv)
{
	struct device dev = { 0 };

	(void)argc;
	return owners_run(show_tree, leak, device_find, clients_close, &dev, argv + 1);
}
