// SPDX-License-Identifier: MIT
/*
 * "tree": what debugfs' "owners" says of this process while it has things, and afterwards. "leak-buffer" and "leak-device"
 * have the module $LEAK do just that; tests/guest/owners then looks for the report.
 */
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../uapi/nouveau_util.h"

#define OWNERS "/sys/kernel/debug/dri/*/owners"
#define MAX_LINES 64
#define LIMIT_S 60

/** struct line - a line of the tree */
struct line {
	int depth;
	char kind[32];
	unsigned long long id, size;
	char rest[1024];
};

static struct line lines[MAX_LINES];

static FILE *open_owners(void)
{
	glob_t found;
	FILE *f = NULL;

	if (!glob(OWNERS, 0, NULL, &found)) {
		f = fopen(found.gl_pathv[0], "r");
		globfree(&found);
	}
	if (!f)
		fail("no " OWNERS);
	return f;
}

static void parse(struct line *line, const char *text)
{
	line->depth = strspn(text, " ") / 2;
	line->size = 0;
	if (sscanf(text, "%31s %llx:%1023[^\n]", line->kind, &line->id, line->rest) != 3)
		fail("not a line of the tree: %s", text);
	sscanf(line->rest, "%llu bytes", &line->size);
}

/* The lines of this process's client, its own first; their number. */
static int read_mine(void)
{
	char text[1280], me[32];
	FILE *f = open_owners();
	bool mine = false;
	int count = 0;

	snprintf(me, sizeof(me), "by owners[%d]", getpid());
	while (count < MAX_LINES && fgets(text, sizeof(text), f)) {
		if (text[0] != ' ')
			mine = !strncmp(text, "client ", 7) && strstr(text, me);
		if (mine)
			parse(&lines[count++], text);
	}
	fclose(f);
	return count;
}

static void expect_line(int i, int depth, const char *kind, const char *place)
{
	const struct line *line = &lines[i];

	if (line->depth != depth || strcmp(line->kind, kind))
		fail("line %d is %s at depth %d, expected %s at %d", i, line->kind, line->depth,
		     kind, depth);
	if (!strstr(line->rest, place))
		fail("%s was acquired in%s, expected %s", kind, line->rest, place);
}

static const struct {
	int depth;
	const char *kind, *place;
} tree[] = {
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

static void expect_tree(int count)
{
	for (int i = 0; i < count; i++)
		printf("# %*s%s %#llx:%s\n", 2 * lines[i].depth, "", lines[i].kind, lines[i].id,
		       lines[i].rest);
	if (count != LINES)
		fail("%d lines, expected %d", count, LINES);
	for (int i = 0; i < count; i++)
		expect_line(i, tree[i].depth, tree[i].kind, tree[i].place);
}

static void show_tree(struct device *dev, uint64_t arg)
{
	struct client *c = client_open(dev);
	const uint32_t chan = channel_new(c, NOUVEAU_FIFO_ENGINE_CE);
	struct bo bo = bo_new(c, 128 * KIB, GART | MAPPABLE);

	(void)arg;
	expect_tree(read_mine());
	if (lines[CHANNEL_LINE].id != chan)
		fail("the channel is %u", chan);
	if (lines[LINES - 1].id != bo.offset || lines[LINES - 1].size != bo.size)
		fail("the buffer has %#llx bytes and the offset %#llx", (unsigned long long)bo.size,
		     (unsigned long long)bo.offset);

	bo_free(c, &bo);
	if (read_mine() != LINES - 1)
		fail("a buffer was closed, and is still there");
	client_close(c);
	for (int i = 0; i < 100 && read_mine(); i++)
		sleep_ms(20);	/* jobs are freed by a worker */
	if (read_mine())
		fail("the file was closed, and there is still a %s", lines[0].kind);
}

static void leak(struct device *dev, uint64_t device)
{
	struct client *c = client_open_bare(dev);
	const struct bo bo = bo_new(c, 64 * KIB, GART);
	const char *path = getenv("LEAK");
	const int module = open(path ? path : "", O_RDONLY | O_CLOEXEC);
	char params[64];

	snprintf(params, sizeof(params), "fd=%d handle=%u", c->fd, device ? 0 : bo.handle);
	if (module < 0 || syscall(SYS_finit_module, module, params, 0))
		fail("cannot load $LEAK: %m");
	close(module);
}

static const struct subtest subtests[] = {
	{ "tree", show_tree, 0 },
	{ "leak-buffer", leak, 0 },
	{ "leak-device", leak, 1 },
	{ 0 },
};

static const struct subtest *const groups[] = { subtests };

static const struct suite suite = {
	.groups = groups,
	.group_count = ARRAY_SIZE(groups),
	.tidy = clients_close,
	.renew = clients_close,
	.limit_s = LIMIT_S,
};

int main(int argc, char **argv)
{
	struct device dev = { .path = "/dev/dri/renderD128" };

	(void)argc;
	return run_suite(&suite, &dev, argv + 1);
}
