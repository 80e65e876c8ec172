// SPDX-License-Identifier: MIT
#include "pointers.h"

#include "bytes.h"
#include "card.h"
#include "chip.h"
#include "command.h"
#include "fwmem.h"
#include "layout.h"
#include "uat.h"

/* The largest that a framebuffer of 16384 by 16384 pixels and 2048 layers leads to. */
#define REGION_MAX (128 * 128 * 4 * 5 / 4)
#define LAYERS_MASK 0x7ff
#define TAILS_MAX (1ull << 38)

#define MTILES 16
#define ONE_CLUSTER 1
#define SHADER_TAG 0x3f
#define SCENE_USER_SIZE 0x80
#define SCENE_STATS_SIZE 0x40

/** struct look - at one command */
struct look {
	struct card *card;
	struct command *command;
	const struct pointer_table *table;
	const uint8_t *bytes;
	const struct layout_registers *registers;
	uint64_t tilemap; /* bytes */
	bool one_cluster;
};

static uint64_t value_of(const struct look *look, const struct pointer *pointer)
{
	if (pointer->is_register)
		return layout_register(look->registers, pointer->at);
	if (pointer->user == POINTER_SHADER)
		return get32(look->bytes, pointer->at);
	return get64(look->bytes, pointer->at);
}

/* A word that stands where the table says, as a field or a register. */
static uint64_t word_of(const struct look *look, uint32_t at)
{
	if (!at)
		return 0;
	return look->table->in_registers ? layout_register(look->registers, at) :
					   get32(look->bytes, at);
}

/* Bytes << 24 need more than a word. */
static uint64_t stride_of(const struct look *look)
{
	uint32_t at = look->table->region;

	return (look->table->in_registers ? layout_register(look->registers, at) :
					    get64(look->bytes, at)) >> 24;
}

static void complain(const struct look *look, const char *name, const struct uat_fault *fault)
{
	violation(look->card, "%s command %016llx: %s at %llx is %s for the %s",
		  command_type_name(look->command), (unsigned long long)look->command->va, name,
		  (unsigned long long)fault->va, uat_reason_name(fault->reason),
		  fault->agent == UAT_GPU ? "GPU" : "firmware");
}

static void check(const struct look *look, unsigned int slot, enum uat_agent agent, uint64_t va,
		  uint64_t size, unsigned int access, const char *name)
{
	struct uat_fault fault;

	if (((access & POINTER_R) &&
	     !uat_check(look->card, slot, agent, va, size, false, &fault)) ||
	    ((access & POINTER_W) && !uat_check(look->card, slot, agent, va, size, true, &fault)))
		complain(look, name, &fault);
}

static uint64_t size_of(const struct look *look, const struct pointer *pointer)
{
	uint64_t size;

	switch (pointer->unit) {
	case POINTER_CLUSTER:
		return (uint64_t)pointer->size * card_chip(look->card)->clusters;
	case POINTER_TILEMAP:
		return pointer->size * look->tilemap;
	case POINTER_FIELD:
		size = get64(look->bytes, pointer->size);
		if (size && size <= TAILS_MAX)
			return size;
		violation(look->card, "%s command %016llx: %llx bytes of %s",
			  command_type_name(look->command), (unsigned long long)look->command->va,
			  (unsigned long long)size, pointer->name);
		return 1;
	default:
		return pointer->size;
	}
}

static void check_gpu(const struct look *look, const struct pointer *pointer)
{
	uint64_t va = value_of(look, pointer) & ~pointer->tag;
	uint64_t size = size_of(look, pointer);

	if (pointer->clustered && !va && look->one_cluster)
		return;
	check(look, look->command->vm_slot, UAT_GPU, va, size, pointer->access, pointer->name);
	if (pointer->user == POINTER_GPU_FW)
		check(look, look->command->vm_slot, UAT_FW, va, size, pointer->access,
		      pointer->name);
}

/* The user's are for gpu_run(). */
static void add_user(const struct look *look, const struct pointer *pointer)
{
	struct command *command = look->command;
	uint64_t va = value_of(look, pointer);

	if (pointer->user == POINTER_SHADER)
		va = (uint32_t)va & ~SHADER_TAG;
	if (!va || command->user_count == COMMAND_USER)
		return;
	if (pointer->user == POINTER_SHADER)
		va += command->usc_base;
	command->user[command->user_count++] = (struct command_user){
		.va = va,
		.size = pointer->size,
		.write = pointer->access == POINTER_W,
		.may_be_empty = pointer->user == POINTER_ARRAY,
		.name = pointer->name,
	};
}

static bool check_one(const struct look *look, const struct pointer *pointer)
{
	switch (pointer->user) {
	case POINTER_FW:
		return fwmem_check(look->card, value_of(look, pointer), pointer->size, true,
				   pointer->name);
	case POINTER_GPU:
	case POINTER_GPU_FW:
		check_gpu(look, pointer);
		return true;
	default:
		add_user(look, pointer);
		return true;
	}
}

/* Scene says what else a render uses. The GPU sees control words at the kernel's addresses. */
static bool check_scene(const struct look *look)
{
	const struct pointer_table *table = look->table;
	uint64_t scene = get64(look->bytes, table->scene), user, stats, control;

	if (!fwmem_read(look->card, scene + table->scene_user, &user, sizeof(user), "Scene") ||
	    !fwmem_read(look->card, scene + table->scene_stats, &stats, sizeof(stats), "Scene") ||
	    !fwmem_check(look->card, stats, SCENE_STATS_SIZE, true, "statistics of Scene"))
		return false;
	check(look, look->command->vm_slot, UAT_GPU, user, SCENE_USER_SIZE, POINTER_RW,
	      "user buffer of Scene");
	for (unsigned int i = 0; i < table->scene_controls; i++) {
		if (!fwmem_read(look->card, scene + i * sizeof(control), &control,
				sizeof(control), "Scene"))
			return false;
		check(look, 0, UAT_GPU, control, sizeof(uint32_t), POINTER_RW,
		      "control word of Scene");
	}
	return true;
}

/* How large tilemaps are: words of a macrotile's region, sixteen of those, and layers. */
static void measure(struct look *look)
{
	const struct pointer_table *table = look->table;
	uint64_t region = table->is_stride ? stride_of(look) / 4 : word_of(look, table->region);
	uint64_t layers = (word_of(look, table->layers) & LAYERS_MASK) + 1;

	look->one_cluster = card_chip(look->card)->clusters == 1 ||
			    (word_of(look, table->control) & ONE_CLUSTER);
	if (table->region && (!region || region > REGION_MAX)) {
		violation(look->card, "%s command %016llx: regions of %llx words",
			  command_type_name(look->command), (unsigned long long)look->command->va,
			  (unsigned long long)region);
		region = 1;
	}
	look->tilemap = region * sizeof(uint32_t) * MTILES * layers;
}

bool pointers_check(struct card *card, struct command *command, const uint8_t *bytes,
		    const struct layout_registers *registers)
{
	const struct pointer_table *table = &layout_of(card_abi(card))->pointers[command->type];
	struct look look = { card, command, table, bytes, registers, 0, true };

	command->user_count = 0;
	measure(&look);
	for (const struct pointer *pointer = table->pointers; pointer->name; pointer++)
		if (!check_one(&look, pointer))
			return false;
	if (table->buffer_slot) {
		command->buffer_slot = get32(bytes, table->buffer_slot);
		command->info = get64(bytes, table->buffer_slot + 8);
	}
	return !table->scene || check_scene(&look);
}
