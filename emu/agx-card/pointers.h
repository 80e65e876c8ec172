/* SPDX-License-Identifier: MIT */
/* What commands point at besides their own parts: memory of the GPU, the firmware, the user. */
#ifndef AGX_CARD_POINTERS_H
#define AGX_CARD_POINTERS_H

#include <stdbool.h>
#include <stdint.h>

struct card;
struct command;
struct layout_registers;

/* Who follows a pointer, and who chose where it leads. */
enum pointer_user {
	POINTER_FW, /* the firmware */
	POINTER_GPU, /* the GPU in the user's slot; the kernel chose it, as it did the next */
	POINTER_GPU_FW, /* both, in the user's slot */
	POINTER_DATA, /* the GPU; the user chose it */
	POINTER_ARRAY, /* likewise; may be empty, at the end of a buffer */
	POINTER_SHADER, /* likewise; 32 bits from the base of shaders, the low six are no address */
};

/* What multiplies a pointer's size. */
enum pointer_unit {
	POINTER_BYTE,
	POINTER_CLUSTER, /* the chip's clusters */
	POINTER_TILEMAP, /* bytes of a tilemap, as far as the command says how large it is */
	POINTER_FIELD, /* the size is another field's, 64 bits, whose offset is here */
};

#define POINTER_R 1
#define POINTER_W 2
#define POINTER_RW 3

/**
 * struct pointer - a field that is an address
 * @at: its offset in the command, or the number of the register
 * @user: enum pointer_user
 * @access: POINTER_R, POINTER_W or both
 * @unit: enum pointer_unit
 * @is_register: what @at is
 * @clustered: only tiling on several clusters needs it; else it may be 0
 * @tag: bits that are no address
 * @size: at least, in @unit
 * @name: says in a violation which it is
 */
struct pointer {
	uint32_t at;
	uint8_t user;
	uint8_t access;
	uint8_t unit;
	bool is_register;
	bool clustered;
	uint64_t tag;
	uint32_t size;
	const char *name;
};

/**
 * struct pointer_table - the pointers of a type of command
 * @pointers: up to one without a name
 * @control: where the tiler's control word is, of which bit 0 means one cluster; 0 for nowhere
 * @region: where the words of a macrotile's region are, or (@is_stride) its bytes << 24
 * @layers: where the number of layers - 1 is, in ten bits; 0 for nowhere
 * @scene: where the Scene's address is, 0 for nowhere
 * @buffer_slot: and the number of the buffer that it uses, whose Info's address is 8 behind; or 0
 * @scene_user: where the Scene has the address of what the GPU writes there
 * @scene_stats: and the address of the buffer's statistics
 * @scene_controls: addresses of control words at its begin
 * @in_registers: what @control, @region and @layers are
 * @is_stride: see @region
 */
struct pointer_table {
	const struct pointer *pointers;
	uint32_t control;
	uint32_t region;
	uint32_t layers;
	uint16_t scene;
	uint16_t buffer_slot;
	uint16_t scene_user;
	uint16_t scene_stats;
	uint8_t scene_controls;
	bool in_registers;
	bool is_stride;
};

extern const struct pointer_table pointers_g13_12[3], pointers_g13_135[3], pointers_g14_12[3],
	pointers_g14_135[3], pointers_g14x[3]; /* by enum agx_pipe_type */

/**
 * pointers_check() - look up all that a command points at
 * @card: the card
 * @command: @va, @type, @vm_slot and @usc_base are set; @buffer_slot, @info and @user are filled in
 * @bytes: the command
 * @registers: its registers, none if it has fields
 *
 * What the kernel chose has to be mapped for who uses it, or it is a violation. Wrong pointers of
 * the user's are no violation: gpu_run() finds them.
 *
 * Return: false after a crash.
 */
bool pointers_check(struct card *card, struct command *command, const uint8_t *bytes,
		    const struct layout_registers *registers);

#endif
