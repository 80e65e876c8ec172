/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The compiled overlays, a pair of symbols for each chip; tree.c finds them. */

	.section .rodata, "a"

.macro overlay chip
	.balign 8
	.globl overlay_\chip
overlay_\chip:
	.incbin "overlay-\chip\().dtbo"
	.globl overlay_\chip\()_end
overlay_\chip\()_end:
.endm

	overlay 8103
	overlay 8112
	overlay 6000
	overlay 6001
	overlay 6002
	overlay 6020
	overlay 6021
	overlay 6022

	.section .note.GNU-stack, "", %progbits
