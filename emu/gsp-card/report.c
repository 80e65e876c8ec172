// SPDX-License-Identifier: MIT
#include "report.h"

#include "card.h"
#include "chip.h"
#include "intr.h"
#include "sem.h"

/* The graphics classes number reductions differently from host and copy engine. */
static const enum sem_op reductions[] = {
	SEM_ADD, SEM_MIN, SEM_MAX, SEM_INC, SEM_DEC, SEM_AND, SEM_OR, SEM_XOR,
};

static uint64_t report_value(const struct report *report, struct exec *exec)
{
	if (report->counter == REPORT_TIMESTAMP)
		return card_now(exec->card);
	/* Draws complete without vertices and pixels, so there is nothing to count. */
	return report->counter == REPORT_NONE ? report->payload : 0;
}

static enum engine_result report_write(const struct report *report, struct exec *exec,
				       uint64_t value, bool wide)
{
	const struct sem sem = { report->va, value, wide || report->size == REPORT_TWO_WORDS };

	if (report->reduce)
		return sem_reduce(exec, &sem, reductions[report->reduction & 7], report->is_signed);
	if (report->size == REPORT_FOUR_WORDS)
		return sem_release_timestamp(exec, &sem);
	return sem_release(exec, &sem);
}

static enum engine_result report_acquire(const struct report *report, struct exec *exec)
{
	const struct sem sem = { .va = report->va, .wide = report->wide };
	uint64_t value;
	enum engine_result ret = sem_read(exec, &sem, &value);
	bool done = report->greater ? value >= report->payload : value == report->payload;

	if (ret == ENGINE_DONE && !done) {
		exec->waiting = true;
		ret = ENGINE_AGAIN;
	}
	return ret;
}

enum engine_result report_run(const struct report *report, struct exec *exec)
{
	enum engine_result ret = ENGINE_DONE;

	switch (report->op) {
	case REPORT_RELEASE:
		ret = report_write(report, exec, report->payload, report->wide);
		break;
	case REPORT_ONLY:
		ret = report_write(report, exec, report_value(report, exec),
				   report->size != REPORT_ONE_WORD);
		break;
	case REPORT_ACQUIRE:
		ret = report_acquire(report, exec);
		break;
	case REPORT_TRAP:
		return engine_error(exec, "report semaphore: software trap");
	}
	if (ret == ENGINE_DONE && report->awaken)
		intr_raise(exec->card, exec->engine->nonstall);
	return ret;
}
