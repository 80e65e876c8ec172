// SPDX-License-Identifier: MIT
/* A server's life: create, listen, one client after another, destroy. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "emu/vfio-user/priv.h"

static bool page_aligned(uint64_t value)
{
	return !(value & (VFU_PAGE_SIZE - 1));
}

static int check_areas(const struct vfu_mmap *map, uint64_t size)
{
	uint64_t end = 0;

	for (unsigned int i = 0; i < map->num_areas; i++) {
		const struct vfu_area *area = &map->areas[i];

		if (!area->size || !page_aligned(area->offset) || !page_aligned(area->size))
			return -EINVAL;
		if (area->offset < end || area->offset >= size || area->size > size - area->offset)
			return -EINVAL;
		end = area->offset + area->size;
	}
	return 0;
}

/* The reply to GET_REGION_INFO holds the areas, so their number is limited. */
#define MAX_AREAS 1024

static int copy_map(struct vfu *vfu, unsigned int i, const struct vfu_mmap *src)
{
	uint64_t size = vfu->region[i].size;
	struct vfu_mmap *map = &vfu->map[i];
	struct vfu_area *areas;

	if (i == VFU_ROM || src->fd < 0 || src->num_areas > MAX_AREAS)
		return -EINVAL;
	if (!size || !page_aligned(size) || !page_aligned(src->offset) || check_areas(src, size))
		return -EINVAL;
	*map = *src;
	map->areas = NULL;
	vfu->region[i].map = map;
	if (!src->num_areas)
		return 0;
	areas = malloc(src->num_areas * sizeof(*areas));
	if (!areas)
		return -ENOMEM;
	memcpy(areas, src->areas, src->num_areas * sizeof(*areas));
	map->areas = areas;
	return 0;
}

static int copy_regions(struct vfu *vfu, const struct vfu_config *config)
{
	for (unsigned int i = 0; i < VFU_NUM_REGIONS; i++) {
		int ret;

		vfu->region[i].size = config->region[i].size;
		if (!config->region[i].map)
			continue;
		ret = copy_map(vfu, i, config->region[i].map);
		if (ret)
			return ret;
	}
	return 0;
}

static int init(struct vfu *vfu, const struct vfu_config *config)
{
	int ret = vfu_conn_init(&vfu->conn);

	if (!ret)
		ret = vfu_pci_init(&vfu->pci, config);
	if (!ret)
		ret = copy_regions(vfu, config);
	if (!ret)
		ret = vfu_irqs_init(&vfu->irqs, config->num_irqs);
	return ret;
}

/**
 * vfu_create() - make a device out of its description
 * @config:	copied, except that the descriptors of mappable regions stay the caller's and have
 *		to stay open
 * @ops:	copied
 * @priv:	for the callbacks
 *
 * Return: the server, without a client; or NULL with errno EINVAL (the description contradicts
 * itself: see struct vfu_config) or ENOMEM.
 */
struct vfu *vfu_create(const struct vfu_config *config, const struct vfu_ops *ops, void *priv)
{
	struct vfu *vfu = calloc(1, sizeof(*vfu));
	int ret;

	if (!vfu)
		return NULL;
	vfu->ops = *ops;
	vfu->priv = priv;
	vfu->listen_fd = -1;
	ret = init(vfu, config);
	if (ret) {
		vfu_destroy(vfu);
		errno = -ret;
		return NULL;
	}
	return vfu;
}

static void drop_client(struct vfu *vfu)
{
	vfu_dma_unmap_all(vfu);
	vfu_irqs_disable(&vfu->irqs);
	vfu_conn_close(&vfu->conn);
	vfu->negotiated = false;
	if (vfu->ops.disconnected)
		vfu->ops.disconnected(vfu->priv);
}

/**
 * vfu_disconnect() - send the client away
 * @vfu:	the server
 *
 * As if the client had gone: guest memory is unmapped, interrupts are disabled, then
 * &vfu_ops.disconnected is called. QEMU does not survive the loss of its device. Does nothing
 * without a client.
 */
void vfu_disconnect(struct vfu *vfu)
{
	if (vfu_connected(vfu))
		drop_client(vfu);
}

/**
 * vfu_destroy() - release everything
 * @vfu:	the server, or NULL
 *
 * No callback is called. The socket that vfu_listen() made is removed.
 */
void vfu_destroy(struct vfu *vfu)
{
	if (!vfu)
		return;
	memset(&vfu->ops, 0, sizeof(vfu->ops));
	vfu_disconnect(vfu);
	if (vfu->listen_fd >= 0)
		close(vfu->listen_fd);
	if (vfu->path)
		unlink(vfu->path);
	free(vfu->path);
	vfu_irqs_fini(&vfu->irqs);
	vfu_conn_fini(&vfu->conn);
	for (unsigned int i = 0; i < VFU_NUM_REGIONS; i++)
		free((void *)vfu->map[i].areas);
	free(vfu);
}

/* A socket that an earlier run left behind is in the way; any other file stays. */
static void remove_stale(const char *path)
{
	struct stat st;

	if (!lstat(path, &st) && S_ISSOCK(st.st_mode))
		unlink(path);
}

static int bind_and_listen(int fd, const struct sockaddr_un *addr)
{
	int ret;

	remove_stale(addr->sun_path);
	if (bind(fd, (const struct sockaddr *)addr, sizeof(*addr)))
		return -errno;
	ret = listen(fd, 1) ? -errno : 0;
	if (ret)
		unlink(addr->sun_path);
	return ret;
}

/**
 * vfu_listen() - wait for clients at a path
 * @vfu:	the server
 * @path:	of the Unix socket to make; a stale socket there is replaced
 *
 * One client is served at a time; when it goes, the next one can come. QEMU connects when the
 * device is realized, so the socket has to exist before QEMU starts.
 *
 * Return: 0; -EBUSY if the server listens already; -ENAMETOOLONG; or the errno of socket(2) or
 * bind(2).
 */
int vfu_listen(struct vfu *vfu, const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd, ret;

	if (vfu->listen_fd >= 0)
		return -EBUSY;
	if (strlen(path) >= sizeof(addr.sun_path))
		return -ENAMETOOLONG;
	strcpy(addr.sun_path, path);

	vfu->path = strdup(path);
	if (!vfu->path)
		return -ENOMEM;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	ret = fd < 0 ? -errno : bind_and_listen(fd, &addr);
	if (ret) {
		if (fd >= 0)
			close(fd);
		free(vfu->path);
		vfu->path = NULL;
		return ret;
	}
	vfu->listen_fd = fd;
	return 0;
}

/**
 * vfu_attach() - serve a client whose socket is here already
 * @vfu:	the server
 * @fd:		a connected Unix stream socket; belongs to the server from now on if this succeeds
 *
 * Return: 0, or -EBUSY if there is a client.
 */
int vfu_attach(struct vfu *vfu, int fd)
{
	if (vfu_connected(vfu))
		return -EBUSY;
	vfu_conn_open(&vfu->conn, fd);
	return 0;
}

/**
 * vfu_connected() - is there a client
 * @vfu:	the server
 *
 * Return: true from the moment it connects until it goes.
 */
bool vfu_connected(const struct vfu *vfu)
{
	return vfu->conn.fd >= 0;
}

/**
 * vfu_fd() - what to poll
 * @vfu:	the server
 *
 * Ask again before each poll(2): it is the client's socket while there is a client, else the one
 * that listens. Poll for vfu_events().
 *
 * Return: a descriptor, or -1 if there is neither.
 */
int vfu_fd(const struct vfu *vfu)
{
	return vfu_connected(vfu) ? vfu->conn.fd : vfu->listen_fd;
}

/**
 * vfu_events() - what to poll for
 * @vfu:	the server
 *
 * Return: POLLIN, or POLLOUT while a reply waits for the client to read.
 */
short vfu_events(const struct vfu *vfu)
{
	return vfu_conn_sending(&vfu->conn) ? POLLOUT : POLLIN;
}

static int accept_client(struct vfu *vfu)
{
	int fd;

	if (vfu->listen_fd < 0)
		return -ENOTCONN;
	fd = accept4(vfu->listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0)
		return -errno;
	return vfu_attach(vfu, fd);
}

static int serve(struct vfu *vfu)
{
	int ret = vfu_conn_flush(&vfu->conn);

	if (!ret)
		ret = vfu_conn_recv(&vfu->conn);
	if (!ret)
		ret = vfu_handle(vfu);
	if (ret)
		return ret;
	vfu_conn_next(&vfu->conn);
	ret = vfu_conn_flush(&vfu->conn);
	return ret == -EAGAIN ? 0 : ret;
}

/**
 * vfu_process() - do one step, without waiting
 * @vfu:	the server
 *
 * Accepts a client, or handles one message and sends the reply. A reply that the client does not
 * take is kept, and the next message is not read before it is gone.
 *
 * Return: 0 if something was done; -EAGAIN if there is nothing to do until vfu_fd() is ready;
 * -ENOTCONN if there is no client or it went; -EPROTO if it was dropped because it broke the
 * protocol; another errno if accept(2) failed.
 */
int vfu_process(struct vfu *vfu)
{
	int ret;

	if (!vfu_connected(vfu))
		return accept_client(vfu);
	ret = serve(vfu);
	if (ret && ret != -EAGAIN)
		drop_client(vfu);
	return ret;
}

/**
 * vfu_run() - serve one client until it goes
 * @vfu:	the server
 *
 * Return: 0 when the client went; -EINTR after a signal; -EPROTO if it was dropped because it broke
 * the protocol; another errno if poll(2) or accept(2) failed.
 */
int vfu_run(struct vfu *vfu)
{
	int ret;

	do {
		struct pollfd pfd = { .fd = vfu_fd(vfu), .events = vfu_events(vfu) };

		if (pfd.fd < 0)
			return -ENOTCONN;
		if (poll(&pfd, 1, -1) < 0)
			return -errno;
		ret = vfu_process(vfu);
	} while (!ret || ret == -EAGAIN);
	return ret == -ENOTCONN ? 0 : ret;
}
