/* SPDX-License-Identifier: MIT */
#ifndef EMU_AGX_ISA_FLOAT_H
#define EMU_AGX_ISA_FLOAT_H

#include <stdint.h>

/* All that a shader calculates with fits a double. Single precision flushes denormals to zero, half does not. */

double agx_minifloat(uint8_t value);
double agx_from_half(uint16_t value);
double agx_from_single(uint32_t value);
uint16_t agx_to_half(double value);
uint32_t agx_to_single(double value);

/* The functions of one operand, by the number in the instruction. */
double agx_unary(unsigned int function, double x);

#endif
