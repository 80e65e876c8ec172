/* SPDX-License-Identifier: MIT */
/*
 * The program around a card: its command line, the faults that are ordered there, the control
 * socket, and the exit status. A card brings options of its own, itself, and its work.
 */
#ifndef EMU_COMMON_PROGRAM_H
#define EMU_COMMON_PROGRAM_H

#include "log.h"

#define PROGRAM_MAX_FAULTS 16

struct fault;
struct vfu;

/**
 * struct program_option - an option that one card has
 * @name: without the dashes; NULL ends a list
 * @set: takes its argument; ends the program with program_usage() if that is wrong
 */
struct program_option {
	const char *name;
	void (*set)(void *priv, const char *arg);
};

/**
 * struct program - a command line
 * @usage: what --help says of the card and its own options
 * @options: these
 * @priv: for them
 * @log: where to tell what happened; filled in by program_parse()
 * @socket: where to listen; likewise
 * @control: control socket or NULL; likewise
 * @faults: the faults that are ordered; likewise
 * @fault_count: how many
 */
struct program {
	const char *usage;
	const struct program_option *options;
	void *priv;
	struct log_files log;
	const char *socket;
	const char *control;
	const char *faults[PROGRAM_MAX_FAULTS];
	unsigned int fault_count;
};

/* Says on stderr what is wrong with the command line, and exits. */
_Noreturn void program_usage(const char *message, const char *what);

/* Reads the command line; --help and mistakes end the program. */
void program_parse(struct program *program, int argc, char **argv);

/**
 * program_run() - be the card until the guest hangs up
 * @program: the command line
 * @card: the card, or NULL if it could not be made; consumed
 * @run: lets the card work; returns how many ms it may be left alone, -1 for ever
 *
 * Return: the program's exit status.
 */
int program_run(const struct program *program, struct card *card, int (*run)(struct card *card));

/* What a card has for this: its connection, its faults, its end. */
struct vfu *card_vfu(struct card *card);
struct fault *card_fault(struct card *card);
void card_destroy(struct card *card);

#endif
