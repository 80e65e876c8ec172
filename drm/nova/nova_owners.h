/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef NOVA_OWNERS_H
#define NOVA_OWNERS_H

/**
 * enum nova_owned - things that the driver counts, for debugfs and for unload
 * @NOVA_OWNED_CLIENT: open files
 * @NOVA_OWNED_VM: address spaces
 * @NOVA_OWNED_BO: buffers
 * @NOVA_OWNED_VMA: kernel mappings in address spaces
 * @NOVA_OWNED_CHANNEL: channels
 * @NOVA_OWNED_RM_OBJECT: objects of the firmware's, clients included
 * @NOVA_OWNED_INST: pieces of instance memory
 * @NOVA_NUM_OWNED: how many there are
 */
enum nova_owned {
	NOVA_OWNED_CLIENT,
	NOVA_OWNED_VM,
	NOVA_OWNED_BO,
	NOVA_OWNED_VMA,
	NOVA_OWNED_CHANNEL,
	NOVA_OWNED_RM_OBJECT,
	NOVA_OWNED_INST,
	NOVA_NUM_OWNED,
};

#endif
