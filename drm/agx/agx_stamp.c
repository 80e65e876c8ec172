// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: Stamps
 *
 * A ring's stamp grows with each command that is done, and wraps. Those that are
 * compared lie less than half of its range apart.
 */
#include "agx_stamp.h"

/**
 * agx_stamp_is_ahead() - whether a stamp comes after another
 * @stamp: the stamp; may be the firmware's word
 * @of: the other
 *
 * Return: whether it does; no stamp is ahead of itself.
 */
bool agx_stamp_is_ahead(u32 stamp, u32 of)
{
	return (s32)(stamp - of) > 0;
}

/**
 * agx_stamp_is_past() - whether the firmware has done a command
 * @stamp: how far it is; the firmware's word
 * @newest: stamp of the newest command that it has
 * @end: stamp of the command
 *
 * Return: whether it has; one that is ahead of what was submitted is nonsense
 * and past nothing.
 */
bool agx_stamp_is_past(u32 stamp, u32 newest, u32 end)
{
	return !agx_stamp_is_ahead(stamp, newest) && !agx_stamp_is_ahead(end, stamp);
}
