// SPDX-License-Identifier: MIT
#include <math.h>
#include <string.h>

#include "float.h"

double agx_minifloat(uint8_t value)
{
	unsigned int exponent = value >> 4 & 7;
	unsigned int fraction = value & 15;
	double number = exponent ? ldexp(16 + fraction, (int)exponent - 7) : fraction / 64.0;

	return value & 0x80 ? -number : number;
}

double agx_from_half(uint16_t value)
{
	_Float16 half;

	memcpy(&half, &value, sizeof(half));
	return half;
}

double agx_from_single(uint32_t value)
{
	float single;

	memcpy(&single, &value, sizeof(single));
	return fpclassify(single) == FP_SUBNORMAL ? copysign(0.0, single) : single;
}

uint16_t agx_to_half(double value)
{
	_Float16 half = value;
	uint16_t bits;

	memcpy(&bits, &half, sizeof(bits));
	return bits;
}

uint32_t agx_to_single(double value)
{
	float single = value;
	uint32_t bits;

	if (fpclassify(single) == FP_SUBNORMAL)
		single = copysignf(0.0f, single);
	memcpy(&bits, &single, sizeof(bits));
	return bits;
}

/*
 * The sine comes in two halves, whose product it is. The first brings an angle of
 * [0, 4), in quarters of a turn, into [-1, 1]; the second does the rest. What
 * really passes between them is not known, and no compiler uses one alone.
 */
static double sine_first(double x)
{
	if (x <= 1.0)
		return x;
	return x <= 3.0 ? 2.0 - x : x - 4.0;
}

static double sine_second(double x)
{
	return x == 0.0 ? M_PI_2 : sin(x * M_PI_2) / x;
}

/* Times x it is the square root, so it must not be infinite where x is 0, nor 0 where x is infinite. */
static double rsqrt_for_sqrt(double x)
{
	return x == 0.0 || x == INFINITY ? 1.0 : 1.0 / sqrt(x);
}

double agx_unary(unsigned int function, double x)
{
	switch (function) {
	case 0x00:
		return floor(x);
	case 0x01:
		return rsqrt_for_sqrt(x);
	case 0x08:
		return 1.0 / x;
	case 0x09:
		return 1.0 / sqrt(x);
	case 0x0a:
		return sine_first(x);
	case 0x0c:
		return log2(x);
	case 0x0d:
		return exp2(x);
	case 0x0e:
		return sine_second(x);
	case 0x10:
		return ceil(x);
	case 0x20:
		return trunc(x);
	default:
		return rint(x);
	}
}
