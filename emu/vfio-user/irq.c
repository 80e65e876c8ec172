// SPDX-License-Identifier: MIT
/*
 * Interrupts: an eventfd for every vector that the client has enabled. MSI and MSI-X are edges.
 * INTx is a level that masks itself when it fires: after the guest has seen the interrupt, QEMU
 * unmasks it, and it fires again if the device still asserts it.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <unistd.h>

#include "emu/vfio-user/priv.h"

static const unsigned int max_vectors[VFU_NUM_IRQ_TYPES] = {
	[VFU_IRQ_INTX] = 1,
	[VFU_IRQ_MSI] = 32,
	[VFU_IRQ_MSIX] = 2048,
};

int vfu_irqs_init(struct vfu_irqs *irqs, const unsigned int *num)
{
	for (unsigned int t = 0; t < VFU_NUM_IRQ_TYPES; t++) {
		struct vfu_vectors *vec = &irqs->type[t];

		if (num[t] > max_vectors[t])
			return -EINVAL;
		if (!num[t])
			continue;
		vec->fd = malloc(num[t] * sizeof(*vec->fd));
		if (!vec->fd)
			return -ENOMEM;
		vec->num = num[t];
		for (unsigned int i = 0; i < vec->num; i++)
			vec->fd[i] = -1;
	}
	return 0;
}

static void assign(struct vfu_vectors *vec, unsigned int i, int fd)
{
	if (vec->fd[i] >= 0)
		close(vec->fd[i]);
	vec->fd[i] = fd;
}

static void disable_type(struct vfu_irqs *irqs, unsigned int type)
{
	struct vfu_vectors *vec = &irqs->type[type];

	for (unsigned int i = 0; i < vec->num; i++)
		assign(vec, i, -1);
	if (type == VFU_IRQ_INTX)
		irqs->intx_masked = false;
}

void vfu_irqs_disable(struct vfu_irqs *irqs)
{
	for (unsigned int t = 0; t < VFU_NUM_IRQ_TYPES; t++)
		disable_type(irqs, t);
}

void vfu_irqs_fini(struct vfu_irqs *irqs)
{
	vfu_irqs_disable(irqs);
	for (unsigned int t = 0; t < VFU_NUM_IRQ_TYPES; t++)
		free(irqs->type[t].fd);
}

/* @info->index is checked. */
void vfu_irqs_info(const struct vfu_irqs *irqs, struct vfu_irq_info *info)
{
	info->argsz = sizeof(*info);
	info->flags = VFU_IRQ_EVENTFD;
	if (info->index == VFU_IRQ_INTX)
		info->flags |= VFU_IRQ_MASKABLE | VFU_IRQ_AUTOMASKED;
	info->count = irqs->type[info->index].num;
}

/* A full counter (EAGAIN) is an interrupt that is pending already. */
static int signal_fd(int fd)
{
	const uint64_t one = 1;

	if (write(fd, &one, sizeof(one)) == sizeof(one) || errno == EAGAIN)
		return 0;
	return -errno;
}

/* Fire INTx if it is asserted and may fire. */
static int update_intx(struct vfu_irqs *irqs)
{
	int fd = irqs->type[VFU_IRQ_INTX].num ? irqs->type[VFU_IRQ_INTX].fd[0] : -1;

	if (!irqs->intx_asserted || irqs->intx_masked || fd < 0)
		return 0;
	irqs->intx_masked = true;
	return signal_fd(fd);
}

/*
 * Writing to a pipe or a socket could wait for its reader, or raise SIGPIPE. An eventfd has no file
 * type; other files without one (timerfd, epoll) refuse the write. O_NONBLOCK is for a counter that
 * the client has filled.
 */
static int check_eventfd(int fd)
{
	struct stat st;
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fstat(fd, &st) || st.st_mode & S_IFMT)
		return -EINVAL;
	return fcntl(fd, F_SETFL, flags | O_NONBLOCK) ? -errno : 0;
}

/* With eventfds: enable the vectors. Without: disable them. Nothing changes if one is bad. */
static int set_eventfds(struct vfu *vfu, const struct vfu_irq_set *set)
{
	struct vfu_vectors *vec = &vfu->irqs.type[set->index];
	struct vfu_conn *conn = &vfu->conn;

	if (!(set->flags & VFU_IRQ_ACTION_TRIGGER))
		return -ENOTSUP;
	if (conn->num_fds && conn->num_fds != set->count)
		return -EINVAL;
	for (unsigned int i = 0; i < conn->num_fds; i++) {
		int ret = check_eventfd(conn->fds[i]);

		if (ret)
			return ret;
	}
	for (unsigned int i = 0; i < set->count; i++)
		assign(vec, set->start + i, conn->num_fds ? vfu_conn_take_fd(conn, i) : -1);
	if (set->index != VFU_IRQ_INTX)
		return 0;
	vfu->irqs.intx_masked = false;
	return update_intx(&vfu->irqs);
}

/* The client asks to act on one vector: a loopback trigger, or mask and unmask of INTx. */
static int act(struct vfu_irqs *irqs, const struct vfu_irq_set *set, unsigned int vector)
{
	int fd = irqs->type[set->index].fd[vector];

	if (set->flags & VFU_IRQ_ACTION_TRIGGER)
		return fd < 0 ? 0 : signal_fd(fd);
	irqs->intx_masked = set->flags & VFU_IRQ_ACTION_MASK;
	return update_intx(irqs);
}

static int act_all(struct vfu_irqs *irqs, const struct vfu_irq_set *set, const uint8_t *bools)
{
	if (set->index != VFU_IRQ_INTX && !(set->flags & VFU_IRQ_ACTION_TRIGGER))
		return -ENOTSUP;
	for (unsigned int i = 0; i < set->count; i++) {
		int ret = !bools || bools[i] ? act(irqs, set, set->start + i) : 0;

		if (ret)
			return ret;
	}
	return 0;
}

static bool one_bit(uint32_t value)
{
	return value && !(value & (value - 1));
}

static int check_set(const struct vfu_irqs *irqs, const struct vfu_irq_set *set)
{
	unsigned int num;

	if (set->index >= VFU_NUM_IRQ_TYPES)
		return -EINVAL;
	if (set->flags & ~(VFU_IRQ_DATA_MASK | VFU_IRQ_ACTION_BITS))
		return -EINVAL;
	if (!one_bit(set->flags & VFU_IRQ_DATA_MASK) || !one_bit(set->flags & VFU_IRQ_ACTION_BITS))
		return -EINVAL;
	num = irqs->type[set->index].num;
	return set->start <= num && set->count <= num - set->start ? 0 : -EINVAL;
}

/* @bools: set->count bytes if the data are booleans, else NULL. */
int vfu_irqs_set(struct vfu *vfu, const struct vfu_irq_set *set, const uint8_t *bools)
{
	struct vfu_irqs *irqs = &vfu->irqs;
	int ret = check_set(irqs, set);

	if (ret)
		return ret;
	if (set->flags & VFU_IRQ_DATA_EVENTFD)
		return set->count ? set_eventfds(vfu, set) : -EINVAL;
	if (vfu->conn.num_fds)
		return -EINVAL;
	if (set->count)
		return act_all(irqs, set, bools);
	if (set->flags != (VFU_IRQ_DATA_NONE | VFU_IRQ_ACTION_TRIGGER) || set->start)
		return -EINVAL;
	disable_type(irqs, set->index);
	return 0;
}

/**
 * vfu_irq_enabled() - did the guest enable this vector
 * @vfu:	the server
 * @type:	kind of interrupt
 * @vector:	its number; 0 for INTx
 *
 * Return: true if vfu_irq_trigger() or vfu_intx_set() would reach the guest.
 */
bool vfu_irq_enabled(const struct vfu *vfu, enum vfu_irq_type type, unsigned int vector)
{
	const struct vfu_vectors *vec;

	if ((unsigned int)type >= VFU_NUM_IRQ_TYPES)
		return false;
	vec = &vfu->irqs.type[type];
	return vector < vec->num && vec->fd[vector] >= 0;
}

/**
 * vfu_irq_trigger() - send a message-signalled interrupt
 * @vfu:	the server
 * @type:	VFU_IRQ_MSI or VFU_IRQ_MSIX; INTx is a level, see vfu_intx_set()
 * @vector:	which
 *
 * Return: 0; -EINVAL if the device has no such vector; -ENOENT if the guest has not enabled it (a
 * real device would drop the interrupt); another errno if the eventfd fails.
 */
int vfu_irq_trigger(struct vfu *vfu, enum vfu_irq_type type, unsigned int vector)
{
	if (type != VFU_IRQ_MSI && type != VFU_IRQ_MSIX)
		return -EINVAL;
	if (vector >= vfu->irqs.type[type].num)
		return -EINVAL;
	if (!vfu_irq_enabled(vfu, type, vector))
		return -ENOENT;
	return signal_fd(vfu->irqs.type[type].fd[vector]);
}

/**
 * vfu_intx_set() - set the level of the interrupt pin
 * @vfu:	the server
 * @asserted:	the new level
 *
 * The level is kept while the pin is masked or not enabled, and takes effect later.
 *
 * Return: 0; -EINVAL if the device has no INTx; another errno if the eventfd fails.
 */
int vfu_intx_set(struct vfu *vfu, bool asserted)
{
	if (!vfu->irqs.type[VFU_IRQ_INTX].num)
		return -EINVAL;
	vfu->irqs.intx_asserted = asserted;
	return update_intx(&vfu->irqs);
}
