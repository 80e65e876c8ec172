// SPDX-License-Identifier: MIT
/*
 * agx-card: an Apple GPU with its coprocessor, as a vfio-user device for QEMU. Options, and the
 * loop that serves the guest, lets the firmware run and listens to tests.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chip.h"
#include "core.h"
#include "fault.h"
#include "emu/common/control.h"
#include "emu/common/serve.h"

enum {
	EXIT_USAGE = 2,
	EXIT_VIOLATIONS = 3,
};

#define MAX_FAULTS 16

struct options {
	struct card_options card;
	const char *abi;
	const char *socket;
	const char *control;
	const char *faults[MAX_FAULTS];
	unsigned int fault_count;
};

static const char usage[] =
	"Usage: agx-card --socket PATH [OPTION]...\n"
	"Be an Apple GPU for one QEMU (-device vfio-user-pci) that connects to PATH.\n"
	"\n"
	"  --chip NAME        GPU to be, by its SoC or its own name: t8103 or g13g (the default),\n"
	"                     t6000 t6001 t6002 (g13s g13c g13d), t8112 (g14g),\n"
	"                     t6020 t6021 t6022 (g14s g14c g14d)\n"
	"  --gpu NAME         the same\n"
	"  --abi VERSION      the firmware's: 12.3, 12.4 or 13.5; the oldest that the GPU has\n"
	"  --socket PATH      vfio-user socket to listen at\n"
	"  --firmware DIR     ignored: this card's firmware is part of it\n"
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

static void print_help(void)
{
	const char *line = fault_help;

	fputs(usage, stdout);
	while (*line) {
		int len = strcspn(line, "\n");

		printf("                     %.*s\n", len - 2, line + 2);
		line += len + 1;
	}
	fputs(usage_end, stdout);
}

static void usage_error(const char *message, const char *what)
{
	fprintf(stderr, "agx-card: %s %s\nTry agx-card --help.\n", message, what);
	exit(EXIT_USAGE);
}

static void parse_options(int argc, char **argv, struct options *options)
{
	static const struct option names[] = {
		{ "chip", required_argument, NULL, 'c' },
		{ "gpu", required_argument, NULL, 'c' },
		{ "abi", required_argument, NULL, 'a' },
		{ "socket", required_argument, NULL, 's' },
		{ "firmware", required_argument, NULL, 'd' },
		{ "trace", required_argument, NULL, 't' },
		{ "stats", required_argument, NULL, 'n' },
		{ "violations", required_argument, NULL, 'v' },
		{ "control", required_argument, NULL, 'l' },
		{ "fault", required_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
		switch (option) {
		case 'c':
			options->card.chip = chip_find(optarg);
			if (!options->card.chip)
				usage_error("no such GPU:", optarg);
			break;
		case 'a':
			options->abi = optarg;
			break;
		case 's':
			options->socket = optarg;
			break;
		case 'd':
			break;
		case 't':
			options->card.trace = optarg;
			break;
		case 'n':
			options->card.stats = optarg;
			break;
		case 'v':
			options->card.violations = optarg;
			break;
		case 'l':
			options->control = optarg;
			break;
		case 'f':
			if (options->fault_count == MAX_FAULTS)
				usage_error("too many faults at", optarg);
			options->faults[options->fault_count++] = optarg;
			break;
		case 'h':
			print_help();
			exit(EXIT_SUCCESS);
		default:
			exit(EXIT_USAGE);
		}
	}
	if (optind < argc)
		usage_error("unexpected argument", argv[optind]);
	if (!options->socket)
		usage_error("missing option", "--socket");
	options->card.abi = chip_abi(options->card.chip, options->abi);
	if (!options->card.abi)
		usage_error("this GPU has no firmware", options->abi);
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

static int run(void *priv)
{
	return card_run(priv);
}

int main(int argc, char **argv)
{
	struct options options = { .card.chip = chip_find("t8103") };
	struct control *control = NULL;
	unsigned long violations;
	struct card *card;
	int ret;

	parse_options(argc, argv, &options);
	card = card_create(&options.card);
	if (!card)
		return EXIT_FAILURE;
	for (unsigned int i = 0; i < options.fault_count; i++)
		if (!fault_order(card_fault(card), options.faults[i]))
			usage_error("no such fault:", options.faults[i]);
	if (options.control &&
	    !(control = control_listen(options.control, &control_ops, card))) {
		card_destroy(card);
		return EXIT_FAILURE;
	}

	ret = serve(card_vfu(card), options.socket, control, run, card);
	if (ret)
		fprintf(stderr, "agx-card: %s: %s\n", options.socket, strerror(-ret));

	violations = card_violations(card);
	control_close(control);
	card_destroy(card);
	if (ret)
		return EXIT_FAILURE;
	return violations ? EXIT_VIOLATIONS : EXIT_SUCCESS;
}
