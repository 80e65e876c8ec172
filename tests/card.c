// SPDX-License-Identifier: MIT
/*
 * What goes wrong by order, and what becomes of those whom it hits. Orders go
 * the way of lab/card; to start that, a shell and its programs, takes an emulated
 * CPU longer than the card takes.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "card.h"
#include "drm_util.h"
#include "run.h"

#define ORDER "/lab/order"
#define ANSWER "/lab/answer"
#define ANSWER_S 10

static void put_order(const char *text)
{
	FILE *file = fopen(ORDER ".new", "w");

	if (!file || fprintf(file, "%s\n", text) < 0 || fclose(file) ||
	    rename(ORDER ".new", ORDER))
		fail("%s: %s", ORDER, strerror(errno));
}

static const char *ask(const char *text)
{
	static char answer[0x10000];
	const double begin = seconds();
	FILE *file;

	unlink(ANSWER);
	put_order(text);
	while (!(file = fopen(ANSWER, "r"))) {
		if (seconds() - begin > ANSWER_S)
			fail("the card does not answer '%s'", text);
		sleep_ms(5);
	}
	answer[fread(answer, 1, sizeof(answer) - 1, file)] = '\0';
	fclose(file);
	if (!strncmp(answer, "error", 5))
		fail("the card refuses '%s': %s", text, answer);
	return answer;
}

void order(const char *spec)
{
	char text[128];

	snprintf(text, sizeof(text), "fault %s", spec);
	ask(text);
}

unsigned long card_counter(const char *name)
{
	const size_t length = strlen(name);
	const char *line = ask("stats");

	while (strncmp(line, name, length) || line[length] != ' ') {
		line = strchr(line, '\n');
		if (!line)
			return 0;
		line++;
	}
	return strtoul(line + length, NULL, 10);
}

int fence_result(int fd, uint32_t handle)
{
	const double begin = seconds();
	int err;

	must(drm_sync_wait(fd, handle, 0, WAIT_MS), "wait for the fence");
	err = -drm_sync_error(fd, handle);
	printf("# fence after %.1f s: %s\n", seconds() - begin, err ? strerror(err) : "ok");
	return err;
}
