// SPDX-License-Identifier: MIT
/* The objects of a channel. An object's state is the channel's, however often it is bound. */
#include "channel.h"

#include "card.h"
#include "chip.h"

static struct engine *find_object(struct channel *channel, uint32_t class)
{
	struct engine **slot = NULL;

	for (int i = 0; i < CHANNEL_OBJECTS; i++) {
		struct engine *object = channel->object[i];

		if (object && object->class == class)
			return object;
		if (!object && !slot)
			slot = &channel->object[i];
	}

	if (slot)
		*slot = engine_create(card_chip(channel->exec.card), channel->engine, class);
	return slot ? *slot : NULL;
}

enum engine_result channel_bind(struct channel *channel, unsigned int subchannel, uint32_t class)
{
	struct engine *object = find_object(channel, class);

	if (!object)
		return engine_error(&channel->exec, "no class %04x on %s", class,
				    channel->engine->name);
	channel->bound[subchannel] = object;
	return ENGINE_DONE;
}

struct engine *channel_object(struct channel *channel, unsigned int subchannel)
{
	if (!channel->bound[subchannel] && subchannel == CHANNEL_SUBCHANNEL_CE)
		channel_bind(channel, subchannel, card_chip(channel->exec.card)->class_ce);
	return channel->bound[subchannel];
}

void channel_release(struct channel *channel)
{
	for (int i = 0; i < CHANNEL_OBJECTS; i++)
		engine_destroy(channel->object[i]);
}
