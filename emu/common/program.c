// SPDX-License-Identifier: MIT
#define _GNU_SOURCE /* program_invocation_short_name */
#include "program.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "control.h"
#include "fault.h"
#include "emu/vfio-user/vfu.h"

enum {
	EXIT_USAGE = 2,
	EXIT_VIOLATIONS = 3,
};

#define MAX_OPTIONS 16

/* The value of a card's own option is its place in the list behind this. */
#define OWN 0x100

static const struct option common_options[] = {
	{ "socket", required_argument, NULL, 's' },
	{ "trace", required_argument, NULL, 't' },
	{ "stats", required_argument, NULL, 'n' },
	{ "violations", required_argument, NULL, 'v' },
	{ "control", required_argument, NULL, 'l' },
	{ "fault", required_argument, NULL, 'f' },
	{ "help", no_argument, NULL, 'h' },
};

#define NUM_COMMON (sizeof(common_options) / sizeof(common_options[0]))

static const char usage[] =
	"  --socket PATH      vfio-user socket to listen at\n"
	"  --trace FILE       write one line for each access and each message\n"
	"  --stats FILE       write counters at exit, lines of \"name value\"\n"
	"  --violations FILE  write one line for each thing the guest did wrong\n"
	"  --control PATH     control socket; commands: fault SPEC, stats\n"
	"  --fault SPEC       arm a fault at the start; may be repeated. SPEC is\n";

static const char usage_end[] =
	"  --help             print this\n"
	"\n"
	"Exit status: 0 if all went well, 1 if the card could not run, 2 for a usage error,\n"
	"3 if there were violations.\n";

static void print_help(const struct program *program)
{
	const char *line = fault_help;

	printf("Usage: %s --socket PATH [OPTION]...\n%s%s", program_invocation_short_name,
	       program->usage, usage);
	while (*line) {
		int len = strcspn(line, "\n");

		printf("                     %.*s\n", len - 2, line + 2);
		line += len + 1;
	}
	fputs(usage_end, stdout);
}

_Noreturn void program_usage(const char *message, const char *what)
{
	fprintf(stderr, "%s: %s %s\nTry %s --help.\n", program_invocation_short_name, message, what,
		program_invocation_short_name);
	exit(EXIT_USAGE);
}

static void list_options(const struct program_option *own, struct option *names)
{
	unsigned int count = NUM_COMMON;

	memcpy(names, common_options, sizeof(common_options));
	for (int i = 0; own[i].name && count < MAX_OPTIONS; i++)
		names[count++] = (struct option){ own[i].name, required_argument, NULL, OWN + i };
	names[count] = (struct option){ 0 };
}

static void set_option(struct program *program, int option, const char *arg)
{
	switch (option) {
	case 's':
		program->socket = arg;
		break;
	case 't':
		program->log.trace = arg;
		break;
	case 'n':
		program->log.stats = arg;
		break;
	case 'v':
		program->log.violations = arg;
		break;
	case 'l':
		program->control = arg;
		break;
	case 'f':
		if (program->fault_count == PROGRAM_MAX_FAULTS)
			program_usage("too many faults at", arg);
		program->faults[program->fault_count++] = arg;
		break;
	case 'h':
		print_help(program);
		exit(EXIT_SUCCESS);
	case '?':
		exit(EXIT_USAGE);
	default:
		program->options[option - OWN].set(program->priv, arg);
	}
}

void program_parse(struct program *program, int argc, char **argv)
{
	struct option names[MAX_OPTIONS + 1];
	int option;

	list_options(program->options, names);
	while ((option = getopt_long(argc, argv, "", names, NULL)) != -1)
		set_option(program, option, optarg);
	if (optind < argc)
		program_usage("unexpected argument", argv[optind]);
	if (!program->socket)
		program_usage("missing option", "--socket");
}

static void order_trace(void *priv, const char *line)
{
	trace(priv, "control %s", line);
}

static bool order_fault(void *priv, const char *spec)
{
	return fault_order(card_fault(priv), spec);
}

static void order_stats(void *priv, FILE *out)
{
	card_write_stats(priv, out);
}

static const struct control_ops control_ops = {
	.trace = order_trace,
	.fault = order_fault,
	.stats = order_stats,
};

/* Serves the guest and lets the card work, by turns. */
static int serve(struct card *card, const char *socket, struct control *control,
		 int (*run)(struct card *card))
{
	struct vfu *vfu = card_vfu(card);
	bool met = false;
	int ret;

	ret = vfu_listen(vfu, socket);
	if (ret)
		return ret;

	while (!met || vfu_connected(vfu)) {
		struct pollfd fds[2] = {
			{ .fd = vfu_fd(vfu), .events = vfu_events(vfu) },
			{ .fd = -1 },
		};

		if (control)
			control_poll(control, &fds[1]);
		if (poll(fds, 2, run(card)) < 0 && errno != EINTR)
			return -errno;
		if (fds[0].revents)
			ret = vfu_process(vfu);
		if (fds[1].revents)
			control_process(control);
		if (vfu_connected(vfu))
			met = true;
		else if (ret)
			return met ? 0 : ret;
	}
	return 0;
}

int program_run(const struct program *program, struct card *card, int (*run)(struct card *card))
{
	struct control *control = NULL;
	unsigned long violations;
	int ret;

	if (!card)
		return EXIT_FAILURE;
	for (unsigned int i = 0; i < program->fault_count; i++)
		if (!fault_order(card_fault(card), program->faults[i]))
			program_usage("no such fault:", program->faults[i]);
	if (program->control && !(control = control_listen(program->control, &control_ops, card))) {
		card_destroy(card);
		return EXIT_FAILURE;
	}

	ret = serve(card, program->socket, control, run);
	if (ret)
		fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, program->socket,
			strerror(-ret));

	violations = card_violations(card);
	control_close(control);
	card_destroy(card);
	if (ret)
		return EXIT_FAILURE;
	return violations ? EXIT_VIOLATIONS : EXIT_SUCCESS;
}
