// SPDX-License-Identifier: MIT
/* agx-card: an Apple GPU with its coprocessor, as a vfio-user device for QEMU. */
#include "chip.h"
#include "core.h"
#include "emu/common/program.h"

struct options {
	struct card_options card;
	const char *abi;
};

static const char usage[] =
	"Be an Apple GPU for one QEMU (-device vfio-user-pci) that connects to PATH.\n"
	"\n"
	"  --chip NAME        GPU to be, by its SoC or its own name: t8103 or g13g (the default),\n"
	"                     t6000 t6001 t6002 (g13s g13c g13d), t8112 (g14g),\n"
	"                     t6020 t6021 t6022 (g14s g14c g14d)\n"
	"  --gpu NAME         the same\n"
	"  --abi VERSION      the firmware's: 12.3, 12.4 or 13.5; the oldest that the GPU has\n"
	"  --firmware DIR     ignored: this card's firmware is part of it\n";

static void set_chip(void *priv, const char *arg)
{
	struct options *options = priv;

	options->card.chip = chip_find(arg);
	if (!options->card.chip)
		program_usage("no such GPU:", arg);
}

static void set_abi(void *priv, const char *arg)
{
	struct options *options = priv;

	options->abi = arg;
}

static void set_firmware(void *priv, const char *arg)
{
	(void)priv;
	(void)arg;
}

int main(int argc, char **argv)
{
	static const struct program_option own[] = {
		{ "chip", set_chip },
		{ "gpu", set_chip },
		{ "abi", set_abi },
		{ "firmware", set_firmware },
		{ 0 },
	};
	struct options options = { .card.chip = chip_find("t8103") };
	struct program program = { .usage = usage, .options = own, .priv = &options };

	program_parse(&program, argc, argv);
	options.card.abi = chip_abi(options.card.chip, options.abi);
	if (!options.card.abi)
		program_usage("this GPU has no firmware", options.abi);
	options.card.log = program.log;
	return program_run(&program, card_create(&options.card), card_run);
}
