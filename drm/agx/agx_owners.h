/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef AGX_OWNERS_H
#define AGX_OWNERS_H

/**
 * enum agx_owned - things that the driver counts, for debugfs and for unload
 * @AGX_OWNED_CLIENT: open files
 * @AGX_OWNED_VM: users' address spaces
 * @AGX_OWNED_SPACE: page tables, the kernel's included
 * @AGX_OWNED_OBJ: objects of the firmware's and the GPU's
 * @AGX_OWNED_QUEUE: queues
 * @AGX_NUM_OWNED: how many there are
 */
enum agx_owned {
	AGX_OWNED_CLIENT,
	AGX_OWNED_VM,
	AGX_OWNED_SPACE,
	AGX_OWNED_OBJ,
	AGX_OWNED_QUEUE,
	AGX_NUM_OWNED,
};

#endif
