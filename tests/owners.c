// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "drm_util.h"
#include "owners.h"
#include "run.h"

#define LIMIT_S 60

#define OWNERS "/sys/kernel/debug/dri/*/owners"

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

static void parse(struct owner_line *line, const char *text)
{
	line->depth = strspn(text, " ") / 2;
	line->size = 0;
	if (sscanf(text, "%31s %llx:%1023[^\n]", line->kind, &line->id, line->rest) != 3)
		fail("not a line of the tree: %s", text);
	sscanf(line->rest, "%llu bytes", &line->size);
}

int owners_read_mine(struct owner_line *lines, int max)
{
	char text[1280], me[32];
	FILE *f = open_owners();
	bool mine = false;
	int count = 0;

	snprintf(me, sizeof(me), "by owners[%d]", getpid());
	while (count < max && fgets(text, sizeof(text), f)) {
		if (text[0] != ' ')
			mine = !strncmp(text, "client ", 7) && strstr(text, me);
		if (mine)
			parse(&lines[count++], text);
	}
	fclose(f);
	return count;
}

static void expect_line(const struct owner_line *line, const struct owner_want *want)
{
	if (line->depth != want->depth || strcmp(line->kind, want->kind))
		fail("there is %s at depth %d, expected %s at %d", line->kind, line->depth,
		     want->kind, want->depth);
	if (!strstr(line->rest, want->place))
		fail("%s was acquired in%s, expected %s", line->kind, line->rest, want->place);
}

void owners_expect_tree(const struct owner_line *lines, int count, const struct owner_want *want,
			int wanted)
{
	for (int i = 0; i < count; i++)
		printf("# %*s%s %#llx:%s\n", 2 * lines[i].depth, "", lines[i].kind, lines[i].id,
		       lines[i].rest);
	if (count != wanted)
		fail("%d lines, expected %d", count, wanted);
	for (int i = 0; i < count; i++)
		expect_line(&lines[i], &want[i]);
}

void owners_expect_none(void)
{
	struct owner_line line;

	for (int i = 0; i < 100 && owners_read_mine(&line, 1); i++)
		sleep_ms(20);
	if (owners_read_mine(&line, 1))
		fail("the file was closed, and there is still a %s", line.kind);
}

/* Of a line: all but how long ago it was. */
static void append(char *text, size_t size, char *line)
{
	char *by = strstr(line, " s, by "), *age = by;

	while (age && age > line && age[-1] != ' ')
		age--;
	if (age)
		memmove(age, by + strlen(" s, "), strlen(by + strlen(" s, ")) + 1);
	strncat(text, line, size - strlen(text) - 1);
}

/* The whole tree as text, until the next call. */
static char *read_all(void)
{
	static char text[0x10000];
	char line[1280];
	FILE *f = open_owners();

	text[0] = '\0';
	while (fgets(line, sizeof(line), f))
		append(text, sizeof(text), line);
	fclose(f);
	return text;
}

int owners_count(void)
{
	int count = 0;

	for (const char *line = read_all(); (line = strchr(line, '\n')); line++)
		count++;
	return count;
}

void owners_expect_count(int count, int ms)
{
	for (; owners_count() != count && ms > 0; ms -= 20)
		sleep_ms(20);
	if (owners_count() != count)
		fail("there are %d owned things, and were %d", owners_count(), count);
}

static char *before;

void owners_remember(void)
{
	free(before);
	before = strdup(read_all());
	if (!before)
		fail("no memory");
}

static void show_new_lines(char *text)
{
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		if (!strstr(before, line))
			printf("# %s\n", line);
}

void owners_expect_remembered(int ms)
{
	while (strcmp(read_all(), before) && ms > 0) {
		sleep_ms(20);
		ms -= 20;
	}
	if (strcmp(read_all(), before)) {
		show_new_lines(read_all());
		fail("not all is owned as it was before");
	}
}

void owners_leak(int fd, unsigned int handle)
{
	const char *path = getenv("LEAK");
	const int module = open(path ? path : "", O_RDONLY | O_CLOEXEC);
	char params[64];

	snprintf(params, sizeof(params), "fd=%d handle=%u", fd, handle);
	if (module < 0 || syscall(SYS_finit_module, module, params, 0))
		fail("cannot load $LEAK: %m");
	close(module);
}

int owners_run(void (*tree)(struct device *dev, uint64_t arg),
	       void (*leak)(struct device *dev, uint64_t arg), void (*setup)(struct device *dev),
	       void (*tidy)(struct device *dev), struct device *dev, char *const *globs)
{
	const struct subtest subtests[] = {
		{ "tree", tree, 0 },
		{ "leak-buffer", leak, 0 },
		{ "leak-device", leak, 1 },
		{ 0 },
	};

	return run_table(subtests, LIMIT_S, setup, tidy, dev, globs);
}
