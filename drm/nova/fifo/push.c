// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "push.h"

#include <linux/align.h>
#include <linux/errno.h>
#include <uapi/drm/nouveau_drm.h>

/**
 * nova_push_init() - check and take over what userspace wants executed
 * @push: filled on success
 * @user: a copy of what userspace gave
 *
 * Return: 0, or -EINVAL for what a ring entry cannot say.
 */
int nova_push_init(struct nova_push *push, const struct drm_nouveau_exec_push *user)
{
	if (user->flags & ~DRM_NOUVEAU_EXEC_PUSH_NO_PREFETCH)
		return -EINVAL;
	if (!user->va_len || user->va_len >= NOVA_PUSH_MAX_SIZE)
		return -EINVAL;
	if (!IS_ALIGNED(user->va, 4) || !IS_ALIGNED(user->va_len, 4))
		return -EINVAL;
	if (user->va >= NOVA_CHAN_VA_END || user->va_len > NOVA_CHAN_VA_END - user->va)
		return -EINVAL;

	push->va = user->va;
	push->size = user->va_len;
	push->no_prefetch = user->flags & DRM_NOUVEAU_EXEC_PUSH_NO_PREFETCH;
	return 0;
}
