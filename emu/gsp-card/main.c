// SPDX-License-Identifier: MIT
/*
 * gsp-card: an Nvidia card with GSP firmware, as a vfio-user device for QEMU. Options, and the
 * loop that serves the guest, lets channels run and listens to tests.
 */
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chip.h"
#include "core.h"
#include "fault.h"
#include "gsp.h"
#include "host.h"
#include "emu/common/control.h"
#include "emu/common/serve.h"

enum {
	EXIT_USAGE = 2,
	EXIT_VIOLATIONS = 3,
};

#define DEFAULT_VRAM (4ull << 30)
#define DEFAULT_FIRMWARE "/lib/firmware"
#define MAX_FAULTS 16

/* How long to wait for what no descriptor tells: a semaphore, room in the status queue. */
#define WAIT_MS 1

struct options {
	struct card_options card;
	const char *socket;
	const char *control;
	const char *faults[MAX_FAULTS];
	unsigned int fault_count;
};

static const char usage[] =
	"Usage: gsp-card --socket PATH [OPTION]...\n"
	"Be an Nvidia card for one QEMU (-device vfio-user-pci) that connects to PATH.\n"
	"\n"
	"  --chip NAME        chip to be: gb202 (the default)\n"
	"  --socket PATH      vfio-user socket to listen at\n"
	"  --vram SIZE        video memory, with K, M or G (4G); used host memory grows on demand\n"
	"  --firmware DIR     where nvidia/CHIP/gsp/*-570.144.bin are (" DEFAULT_FIRMWARE ");\n"
	"                     what the driver loads must be identical to these files\n"
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
	fprintf(stderr, "gsp-card: %s %s\nTry gsp-card --help.\n", message, what);
	exit(EXIT_USAGE);
}

/* A whole number of MiB, because that is what the card's size register can say. */
static uint64_t parse_size(const char *text)
{
	unsigned long long size;
	char *end;

	errno = 0;
	size = strtoull(text, &end, 10);
	switch (*end) {
	case 'G':
		size <<= 10;
		/* fall through */
	case 'M':
		size <<= 10;
		/* fall through */
	case 'K':
		size <<= 10;
		end++;
	}
	if (errno || *end || *text < '0' || *text > '9' || size < 256u << 20 || size > 1ull << 40 ||
	    size % (1u << 20))
		usage_error("not a size of whole MiB from 256M to 1024G:", text);
	return size;
}

static void parse_options(int argc, char **argv, struct options *options)
{
	static const struct option names[] = {
		{ "chip", required_argument, NULL, 'c' },
		{ "socket", required_argument, NULL, 's' },
		{ "vram", required_argument, NULL, 'm' },
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
				usage_error("no such chip:", optarg);
			break;
		case 's':
			options->socket = optarg;
			break;
		case 'm':
			options->card.vram = parse_size(optarg);
			break;
		case 'd':
			options->card.firmware = optarg;
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

/* How long poll() may sleep: not at all while channels have work. */
static int run_channels(void *priv)
{
	struct card *card = priv;

	if (fault_struck(card_fault(card), FAULT_REMOVE))
		return -1;
	switch (host_run(card_host(card))) {
	case HOST_BUSY:
		return 0;
	case HOST_WAITING:
		return WAIT_MS;
	default:
		return gsp_flush(card) ? -1 : WAIT_MS;
	}
}

int main(int argc, char **argv)
{
	struct options options = {
		.card = {
			.chip = chip_find("gb202"),
			.vram = DEFAULT_VRAM,
			.firmware = DEFAULT_FIRMWARE,
		},
	};
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
	if (options.control && !(control = control_listen(options.control, &control_ops, card))) {
		card_destroy(card);
		return EXIT_FAILURE;
	}

	ret = serve(card_vfu(card), options.socket, control, run_channels, card);
	if (ret)
		fprintf(stderr, "gsp-card: %s: %s\n", options.socket, strerror(-ret));

	violations = card_violations(card);
	control_close(control);
	card_destroy(card);
	if (ret)
		return EXIT_FAILURE;
	return violations ? EXIT_VIOLATIONS : EXIT_SUCCESS;
}
