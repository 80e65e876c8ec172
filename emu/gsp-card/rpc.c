// SPDX-License-Identifier: MIT
/*
 * Functions of the RPC interface that GSP-RM r570.144 has and a driver uses. Numbers and
 * payloads: nouveau nvkm/subdev/gsp/rm/r570/nvrm/, through firmware/gsp/r570.
 */
#include "rpc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bar.h"
#include "chip.h"
#include "core.h"
#include "rm.h"
#include "rm_ctrl.h"
#include "static_info.h"
#include "system_info.h"

/* No RPC of a driver is larger: the page list of 4 GiB. */
#define MAX_PAYLOAD (16u << 20)

struct rpc {
	struct card *card;
	struct r570_rpc_header pending; /* of a large RPC that is still coming in */
	uint8_t *payload;
	size_t len, want, size;
};

/* One call while it is being handled. The payload is both request and reply. */
struct call {
	struct card *card;
	uint8_t *payload;
	size_t len;
	size_t reply_len;
	struct reply *reply;
};

struct function {
	uint32_t number;
	const char *counter; /* "rpc." and the name */
	size_t min_len; /* of the payload */
	bool silent; /* gets no reply */
	uint32_t (*handle)(struct call *call);
};

static uint32_t handle_free(struct call *call)
{
	struct r570_rpc_free *params = (void *)call->payload;

	params->status = rm_free(card_rm(call->card), params->h_root, params->h_object_parent,
				 params->h_object_old);
	return R570_STATUS_OK;
}

static uint32_t handle_alloc(struct call *call)
{
	struct r570_rpc_rm_alloc *params = (void *)call->payload;

	if (params->params_size != call->len - sizeof(*params)) {
		violation(call->card, "GSP_RM_ALLOC of class %x: paramsSize %u, %zu arrived",
			  params->h_class, params->params_size, call->len - sizeof(*params));
		params->status = R570_STATUS_INVALID_PARAM_STRUCT;
		return R570_STATUS_OK;
	}
	params->status = rm_alloc(card_rm(call->card), params);
	return R570_STATUS_OK;
}

static uint32_t handle_control(struct call *call)
{
	struct r570_rpc_rm_control *params = (void *)call->payload;

	if (params->params_size != call->len - sizeof(*params)) {
		violation(call->card, "GSP_RM_CONTROL %08x: paramsSize %u, %zu arrived",
			  params->cmd, params->params_size, call->len - sizeof(*params));
		params->status = R570_STATUS_INVALID_PARAM_STRUCT;
		return R570_STATUS_OK;
	}
	params->status = rm_control(card_rm(call->card), params);
	return R570_STATUS_OK;
}

static uint32_t handle_alloc_memory(struct call *call)
{
	const struct r570_rpc_alloc_memory *params = (const void *)call->payload;

	/* The page list does not come back (OGKM rpc.c, _issuePteDescRpc). */
	call->reply_len = sizeof(*params);
	return rm_alloc_memory(card_rm(call->card), params, call->len);
}

static uint32_t handle_static_info(struct call *call)
{
	static_info_fill(call->card, (struct r570_static_info *)call->payload);
	return R570_STATUS_OK;
}

static uint32_t handle_system_info(struct call *call)
{
	system_info_check(call->card, (const struct r570_system_info *)call->payload);
	return R570_STATUS_OK;
}

static uint32_t handle_registry(struct call *call)
{
	registry_check(call->card, call->payload, call->len);
	return R570_STATUS_OK;
}

/* Root directory of BAR2: two entries, each 2^56 bytes; the driver sends the first. */
#define BAR2_LEVEL_SHIFT 56

static uint32_t handle_update_bar_pde(struct call *call)
{
	const struct r570_rpc_update_bar_pde *params = (const void *)call->payload;

	if (params->bar_type != R570_BAR_PDE_BAR2 ||
	    params->entry_level_shift != BAR2_LEVEL_SHIFT) {
		violation(call->card, "UPDATE_BAR_PDE: type %u, level shift %" PRIu64,
			  params->bar_type, params->entry_level_shift);
		return R570_STATUS_INVALID_ARGUMENT;
	}
	bar_update_pde(call->card, params->entry_value);
	return R570_STATUS_OK;
}

static uint32_t handle_unloading(struct call *call)
{
	const struct r570_rpc_unloading *params = (const void *)call->payload;
	bool suspend = params->new_level == R570_POWER_LEVEL_3;

	if ((params->new_level != R570_POWER_LEVEL_0 && !suspend) ||
	    params->in_pm_transition != suspend || params->gc6_entering) {
		violation(call->card, "UNLOADING_GUEST_DRIVER: level %u, transition %u, GC6 %u",
			  params->new_level, params->in_pm_transition, params->gc6_entering);
		return R570_STATUS_INVALID_ARGUMENT;
	}
	if (!suspend)
		rm_stop(card_rm(call->card));
	call->reply->halt = true;
	call->reply->suspend = suspend;
	return R570_STATUS_OK;
}

static const struct function functions[] = {
	{ R570_FN_ALLOC_MEMORY, "rpc.ALLOC_MEMORY", sizeof(struct r570_rpc_alloc_memory), false,
	  handle_alloc_memory },
	{ R570_FN_FREE, "rpc.FREE", sizeof(struct r570_rpc_free), false, handle_free },
	{ R570_FN_UNLOADING_GUEST_DRIVER, "rpc.UNLOADING_GUEST_DRIVER",
	  sizeof(struct r570_rpc_unloading), false, handle_unloading },
	{ R570_FN_GET_GSP_STATIC_INFO, "rpc.GET_GSP_STATIC_INFO", sizeof(struct r570_static_info),
	  false, handle_static_info },
	{ R570_FN_UPDATE_BAR_PDE, "rpc.UPDATE_BAR_PDE", sizeof(struct r570_rpc_update_bar_pde),
	  false, handle_update_bar_pde },
	{ R570_FN_GSP_SET_SYSTEM_INFO, "rpc.GSP_SET_SYSTEM_INFO", sizeof(struct r570_system_info),
	  true, handle_system_info },
	{ R570_FN_SET_REGISTRY, "rpc.SET_REGISTRY", sizeof(struct r570_registry_table), true,
	  handle_registry },
	{ R570_FN_GSP_RM_CONTROL, "rpc.GSP_RM_CONTROL", sizeof(struct r570_rpc_rm_control), false,
	  handle_control },
	{ R570_FN_GSP_RM_ALLOC, "rpc.GSP_RM_ALLOC", sizeof(struct r570_rpc_rm_alloc), false,
	  handle_alloc },
};

static const struct function *find_function(uint32_t number)
{
	for (size_t i = 0; i < ARRAY_SIZE(functions); i++)
		if (functions[i].number == number)
			return &functions[i];
	return NULL;
}

struct rpc *rpc_create(struct card *card)
{
	struct rpc *rpc = calloc(1, sizeof(*rpc));

	if (rpc)
		rpc->card = card;
	return rpc;
}

void rpc_destroy(struct rpc *rpc)
{
	if (!rpc)
		return;
	free(rpc->payload);
	free(rpc);
}

/* How long an RPC says it is, from what its first element holds. */
static size_t wanted(uint32_t function, const uint8_t *payload, size_t len)
{
	const struct r570_rpc_alloc_memory *memory = (const void *)payload;
	const struct r570_rpc_rm_control *control = (const void *)payload;
	const struct r570_rpc_rm_alloc *alloc = (const void *)payload;

	if (len < R570_ELEMENT_MAX_PAYLOAD)
		return len;
	switch (function) {
	case R570_FN_ALLOC_MEMORY:
		return sizeof(*memory) + (size_t)memory->page_count * sizeof(uint64_t);
	case R570_FN_GSP_RM_CONTROL:
		return sizeof(*control) + (size_t)control->params_size;
	case R570_FN_GSP_RM_ALLOC:
		return sizeof(*alloc) + (size_t)alloc->params_size;
	default:
		return len;
	}
}

static bool append(struct rpc *rpc, const uint8_t *bytes, size_t len)
{
	if (rpc->len + len > rpc->size) {
		size_t size = rpc->len + len > rpc->want ? rpc->len + len : rpc->want;
		uint8_t *payload = realloc(rpc->payload, size);

		if (!payload)
			abort();
		rpc->payload = payload;
		rpc->size = size;
	}
	memcpy(rpc->payload + rpc->len, bytes, len);
	rpc->len += len;
	return rpc->len >= rpc->want;
}

/* Puts elements together; true once an RPC is complete in rpc->payload. */
static bool assemble(struct rpc *rpc, const struct command *command)
{
	bool continuation = command->rpc.function == R570_FN_CONTINUATION_RECORD;
	bool expected = rpc->len < rpc->want;

	if (continuation != expected) {
		violation(rpc->card, "RPC %u of %zu bytes: %zu of %zu bytes of RPC %u are here",
			  command->rpc.function, command->len, rpc->len, rpc->want,
			  rpc->pending.function);
		if (continuation)
			return false;
	}
	if (!continuation) {
		rpc->pending = command->rpc;
		rpc->len = 0;
		rpc->want = wanted(command->rpc.function, command->payload, command->len);
		if (rpc->want > MAX_PAYLOAD) {
			violation(rpc->card, "RPC %u says that it is %zu bytes long",
				  command->rpc.function, rpc->want);
			rpc->want = command->len;
		}
	}
	return append(rpc, command->payload, command->len);
}

static void trace_call(struct card *card, const struct function *function, const struct call *call)
{
	const char *name = function->counter + 4;
	const struct r570_rpc_rm_control *control = (const void *)call->payload;
	const struct r570_rpc_rm_alloc *alloc = (const void *)call->payload;
	const struct r570_rpc_free *object = (const void *)call->payload;

	if (!trace_on(card))
		return;
	switch (function->number) {
	case R570_FN_GSP_RM_CONTROL:
		trace(card, "rpc> %u %s client=%08x obj=%08x cmd=%08x %s size=%u", function->number,
		      name, control->h_client, control->h_object, control->cmd,
		      rm_ctrl_name(control->cmd), control->params_size);
		break;
	case R570_FN_GSP_RM_ALLOC:
		trace(card, "rpc> %u %s client=%08x parent=%08x obj=%08x class=%08x size=%u",
		      function->number, name, alloc->h_client, alloc->h_parent, alloc->h_object,
		      alloc->h_class, alloc->params_size);
		break;
	case R570_FN_FREE:
		trace(card, "rpc> %u %s client=%08x obj=%08x", function->number, name,
		      object->h_root, object->h_object_old);
		break;
	default:
		trace(card, "rpc> %u %s size=%zu", function->number, name, call->len);
	}
}

static void trace_reply(struct card *card, const struct function *function, const struct call *call,
			uint32_t result)
{
	const struct r570_rpc_rm_control *control = (const void *)call->payload;
	const struct r570_rpc_rm_alloc *alloc = (const void *)call->payload;
	const struct r570_rpc_free *object = (const void *)call->payload;
	uint32_t status = result;

	if (!trace_on(card))
		return;
	if (function->number == R570_FN_GSP_RM_CONTROL)
		status = control->status;
	else if (function->number == R570_FN_GSP_RM_ALLOC)
		status = alloc->status;
	else if (function->number == R570_FN_FREE)
		status = object->status;
	trace(card, "rpc< %u %s status=%x", function->number, function->counter + 4, status);
}

static uint32_t run(struct card *card, const struct function *function, struct call *call)
{
	uint32_t result;

	++*stats_counter(card, function->counter);
	++*stats_counter(card, "rpc");
	trace_call(card, function, call);
	if (call->len < function->min_len) {
		violation(card, "RPC %u %s: payload of %zu bytes, at least %zu expected",
			  function->number, function->counter + 4, call->len, function->min_len);
		return R570_STATUS_INVALID_PARAM_STRUCT;
	}
	result = function->handle(call);
	trace_reply(card, function, call, result);
	return result;
}

bool rpc_handle(struct rpc *rpc, const struct command *command, struct reply *reply)
{
	const struct function *function;
	struct call call;

	if (!assemble(rpc, command))
		return false;
	memset(reply, 0, sizeof(*reply));
	call = (struct call){ rpc->card, rpc->payload, rpc->len, rpc->len, reply };
	function = find_function(rpc->pending.function);
	reply->rpc = rpc->pending;
	if (function) {
		reply->rpc.rpc_result = run(rpc->card, function, &call);
	} else {
		violation(rpc->card, "RPC function %u (%zu bytes) is unknown",
			  rpc->pending.function, rpc->len);
		reply->rpc.rpc_result = R570_STATUS_NOT_SUPPORTED;
	}
	reply->rpc.rpc_result_private = reply->rpc.rpc_result;
	reply->payload = rpc->payload;
	reply->len = call.reply_len;
	return !function || !function->silent;
}

void rpc_trace_event(struct card *card, uint32_t event, size_t len)
{
	static const struct {
		uint32_t number;
		const char *counter;
	} events[] = {
		{ R570_EVENT_GSP_INIT_DONE, "event.GSP_INIT_DONE" },
		{ R570_EVENT_POST_EVENT, "event.POST_EVENT" },
		{ R570_EVENT_RC_TRIGGERED, "event.RC_TRIGGERED" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(events); i++) {
		if (events[i].number != event)
			continue;
		++*stats_counter(card, events[i].counter);
		trace(card, "rpc< %x %s size=%zu", event, events[i].counter + 6, len);
	}
}
