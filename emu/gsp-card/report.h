/* SPDX-License-Identifier: MIT */
/* Report semaphores: how graphics classes release, time and count. */
#ifndef GSP_CARD_REPORT_H
#define GSP_CARD_REPORT_H

#include "engine.h"

/* SET_REPORT_SEMAPHORE_D_OPERATION */
enum report_op {
	REPORT_RELEASE = 0,
	REPORT_ACQUIRE = 1,
	REPORT_ONLY = 2,
	REPORT_TRAP = 3,
};

/* ..._STRUCTURE_SIZE */
enum report_size {
	REPORT_FOUR_WORDS = 0,
	REPORT_ONE_WORD = 1,
	REPORT_TWO_WORDS = 2,
};

/* ..._REPORT: what is counted. Only time passes in an engine that draws nothing. */
enum {
	REPORT_NONE = 0x00,
	REPORT_TIMESTAMP = 0x14,
};

/**
 * struct report - a report, from whichever method asked for it
 * @op: what to do
 * @size: what to write
 * @va: where
 * @payload: value of a release
 * @wide: 64-bit payload
 * @counter: which counter to report, REPORT_NONE for none
 * @reduce: combine instead of write
 * @reduction: how, ..._REDUCTION_OP
 * @is_signed: how minimum and maximum compare
 * @greater: an acquire succeeds from the payload on
 * @awaken: interrupt when done
 */
struct report {
	enum report_op op;
	enum report_size size;
	uint64_t va;
	uint64_t payload;
	bool wide;
	unsigned int counter;
	bool reduce;
	unsigned int reduction;
	bool is_signed;
	bool greater;
	bool awaken;
};

/** report_run() - do it. Return: ENGINE_AGAIN if an acquire has to wait. */
enum engine_result report_run(const struct report *report, struct exec *exec);

#endif
