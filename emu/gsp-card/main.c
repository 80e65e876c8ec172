// SPDX-License-Identifier: MIT
/* gsp-card: an Nvidia card with GSP firmware, as a vfio-user device for QEMU. */
#include <errno.h>
#include <stdlib.h>

#include "chip.h"
#include "core.h"
#include "fault.h"
#include "gsp.h"
#include "host.h"
#include "emu/common/program.h"

#define DEFAULT_VRAM (4ull << 30)
#define DEFAULT_FIRMWARE "/lib/firmware"

/* How long to wait for what no descriptor tells: a semaphore, room in the status queue. */
#define WAIT_MS 1

static const char usage[] =
	"Be an Nvidia card for one QEMU (-device vfio-user-pci) that connects to PATH.\n"
	"\n"
	"  --chip NAME        chip to be: gb202 (the default)\n"
	"  --vram SIZE        video memory, with K, M or G (4G); used host memory grows on demand\n"
	"  --firmware DIR     where nvidia/CHIP/gsp/*-570.144.bin are (" DEFAULT_FIRMWARE ");\n"
	"                     what the driver loads must be identical to these files\n";

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
		program_usage("not a size of whole MiB from 256M to 1024G:", text);
	return size;
}

static void set_chip(void *priv, const char *arg)
{
	struct card_options *options = priv;

	options->chip = chip_find(arg);
	if (!options->chip)
		program_usage("no such chip:", arg);
}

static void set_vram(void *priv, const char *arg)
{
	struct card_options *options = priv;

	options->vram = parse_size(arg);
}

static void set_firmware(void *priv, const char *arg)
{
	struct card_options *options = priv;

	options->firmware = arg;
}

/* How long poll() may sleep: not at all while channels have work. */
static int run_channels(struct card *card)
{
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
	static const struct program_option own[] = {
		{ "chip", set_chip },
		{ "vram", set_vram },
		{ "firmware", set_firmware },
		{ 0 },
	};
	struct card_options options = {
		.chip = chip_find("gb202"),
		.vram = DEFAULT_VRAM,
		.firmware = DEFAULT_FIRMWARE,
	};
	struct program program = { .usage = usage, .options = own, .priv = &options };

	program_parse(&program, argc, argv);
	options.log = program.log;
	return program_run(&program, card_create(&options), run_channels);
}
