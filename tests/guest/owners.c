// SPDX-License-Identifier: MIT
/*
 * "tree": what debugfs' "owners" says of this process while it has things, and afterwards.
 * "leak-buffer" and "leak-device" have the module $LEAK do just that; tests/guest/owners then looks
 * for the report.
 */
#include "../owners.h"
#include "../uapi/nouveau_util.h"

#define MAX_LINES 64

static const struct owner_want tree[] = {
	{ 0, "client", "nova_file_open" },
	{ 1, "vm", "nova_vm_create" },
	{ 2, "rm-client", "nova_rm_client_create" },
	{ 3, "rm-object", "nova_rm_client_create" },	/* device */
	{ 3, "rm-object", "nova_rm_client_create" },	/* subdevice */
	{ 3, "rm-object", "nova_vm_create" },		/* address space */
	{ 2, "channel", "nova_chan_create" },
	{ 3, "kernel-bo", "nova_bo_create_kernel" },	/* ring */
	{ 3, "kernel-bo", "nova_bo_create_kernel" },	/* semaphore */
	{ 3, "rm-object", "nova_rm_alloc" },		/* channel */
	{ 3, "rm-object", "nova_chan_object_create" },	/* copy engine */
	{ 2, "vma", "nova_vma_create" },
	{ 2, "vma", "nova_vma_create" },
	{ 1, "bo", "nova_bo_create" },			/* of client_open() */
	{ 1, "bo", "nova_bo_create" },
};
#define CHANNEL_LINE 6
#define LINES ((int)ARRAY_SIZE(tree))

static struct owner_line lines[MAX_LINES];

static void show_tree(struct device *dev, uint64_t arg)
{
	struct client *c = client_open(dev);
	const uint32_t chan = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	struct bo bo = bo_new(c, 128 * KIB, GART | MAPPABLE);

	(void)arg;
	owners_expect_tree(lines, owners_read_mine(lines, MAX_LINES), tree, LINES);
	if (lines[CHANNEL_LINE].id != chan)
		fail("the channel is %u", chan);
	if (lines[LINES - 1].id != bo.offset || lines[LINES - 1].size != bo.size)
		fail("the buffer has %#llx bytes and the offset %#llx", (unsigned long long)bo.size,
		     (unsigned long long)bo.offset);

	bo_free(c, &bo);
	if (owners_read_mine(lines, MAX_LINES) != LINES - 1)
		fail("a buffer was closed, and is still there");
	client_close(c);
	owners_expect_none();
}

static void leak(struct device *dev, uint64_t device)
{
	struct client *c = client_open_bare(dev);
	const struct bo bo = bo_new(c, 64 * KIB, GART);

	owners_leak(c->fd, device ? 0 : bo.handle);
}

int main(int argc, char **argv)
{
	struct device dev = { 0 };

	(void)argc;
	return owners_run(show_tree, leak, device_find, clients_close, &dev, argv + 1);
}
