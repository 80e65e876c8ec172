// SPDX-License-Identifier: MIT
#include "work.h"

#include "card.h"

void work_reset(struct card *card)
{
	(void)card;
}

void work_submit(struct card *card, unsigned int type, unsigned int priority,
		 const struct agx_pipe_msg *msg)
{
	(void)msg;
	violation(card, "work in pipe %u of priority %u: this card does not run work yet", type,
		  priority);
}

int work_run(struct card *card)
{
	(void)card;
	return -1;
}

void work_grow_ack(struct card *card, const struct agx_devctrl_grow_ack *ack)
{
	(void)ack;
	violation(card, "GrowTVBAck for what was not asked");
}

void work_recover(struct card *card, const struct agx_devctrl_recover *recover)
{
	(void)recover;
	violation(card, "RecoverChannel for what had no error");
}

void work_destroy_context(struct card *card, uint64_t context)
{
	(void)card;
	(void)context;
}

unsigned int work_utilization(struct card *card)
{
	(void)card;
	return 0;
}
