// SPDX-License-Identifier: MIT
/*
 * Two processes, each with its own device and address space. The first fills
 * buffers with a secret and keeps them; the second allocates as much and looks
 * for the secret; then the first ends and the second looks once more, with a new
 * device: drivers may keep for a device what it has freed. All must be zero.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vk.h"

#define BUFFERS 16
#define SIZE (256 * KIB)
#define LIMIT_S 60

static const char *who = "setup";
static uint32_t secret;		/* another one in each run */

_Noreturn void fail(const char *fmt, ...)
{
	va_list ap;

	printf("not ok %s: ", who);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	fflush(stdout);
	_exit(1);
}

_Noreturn void skip(const char *fmt, ...)
{
	va_list ap;

	printf("skip %s: ", who);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	fflush(stdout);
	_exit(77);
}

static void open_device(const struct gpu *gpu, struct device *vk)
{
	const VkQueueFlags heavy = VK_QUEUE_GRAPHICS_BIT | VK_QUEUE_COMPUTE_BIT;
	uint32_t family = gpu_family(gpu, VK_QUEUE_TRANSFER_BIT, heavy);
	if (family == UINT32_MAX)
		family = 0;
	vk_open(vk, gpu, (uint32_t[]){ family, family });
}

static void open_first(struct gpu *gpu, struct device *vk, const char *name)
{
	gpu_open(gpu, name);
	if (gpu->props.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU)
		skip("memory of a CPU device is the process's own heap");
	open_device(gpu, vk);
}

static struct vk_buf *nth_buffer(struct device *vk, unsigned int i)
{
	return vk_buffer(vk, SIZE, i % 2 ? vk->gpu->staging : vk->gpu->local);
}

static void tell(int fd)
{
	if (write(fd, "x", 1) != 1)
		fail("pipe");
}

static void hear(int fd)
{
	char c;

	if (read(fd, &c, 1) != 1)
		fail("the other process is gone");
}

/* The process with a secret: fills, says so, keeps it until told to end. */
static void keep(const char *name, int to, int from)
{
	struct vk_buf *buf[BUFFERS];
	VkCommandBuffer cmd;
	struct gpu gpu;
	struct device vk;

	who = "owner";
	open_first(&gpu, &vk, name);
	cmd = vk_begin(&vk, 0);
	for (unsigned int i = 0; i < BUFFERS; i++) {
		buf[i] = nth_buffer(&vk, i);
		vk_fill(cmd, buf[i], 0, VK_WHOLE_SIZE, secret);
	}
	vk_run(&vk, 0, cmd);
	tell(to);
	hear(from);
	for (unsigned int i = 0; i < BUFFERS; i++)
		vk_verify(&vk, buf[i], "buffer that the other process may not write");
	vk_close(&vk);
	gpu_close(&gpu);
}

/* Copies new memory out and looks at all of it; then overwrites it. */
static void search(struct device *vk, const char *when)
{
	struct vk_buf *buf[BUFFERS], *tmp;

	for (unsigned int i = 0; i < BUFFERS; i++)
		buf[i] = nth_buffer(vk, i);
	tmp = vk_buffer(vk, SIZE, vk->gpu->staging);
	for (unsigned int i = 0; i < BUFFERS; i++) {
		VkCommandBuffer cmd = vk_begin(vk, 0);
		const uint32_t *word = tmp->map;

		vk_copy(cmd, buf[i], tmp, 1, &(VkBufferCopy){ .size = SIZE });
		vk_barrier(cmd);
		vk_fill(cmd, buf[i], 0, VK_WHOLE_SIZE, ~secret);
		vk_run(vk, 0, cmd);
		for (size_t w = 0; w < SIZE / 4; w++)
			if (word[w] == secret || (word[w] && gpu_clears_memory(vk->gpu)))
				fail("%s: word %zu of new memory %u is %#x", when, w, i,
				     word[w]);
	}
	printf("ok %s\n", when);
	fflush(stdout);
	vk_release(vk);
}

static void look(const char *name, int to, int from, pid_t owner)
{
	struct gpu gpu;
	struct device vk;
	int status;

	who = "reader";
	open_first(&gpu, &vk, name);
	hear(from);
	search(&vk, "isolate-while-in-use");
	tell(to);
	if (waitpid(owner, &status, 0) != owner || status)
		fail("the owner ended with status %#x", status);
	vk_close(&vk);
	open_device(&gpu, &vk); /* which has nothing of its own to find */
	if (gpu_clears_memory(&gpu))
		search(&vk, "isolate-after-exit");
	else
		printf("skip isolate-after-exit: stock nouveau does not clear VRAM\n");
	vk_close(&vk);
	gpu_close(&gpu);
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : NULL;
	int up[2], down[2];
	pid_t owner;

	if (pipe(up) || pipe(down))
		fail("pipe");
	alarm(LIMIT_S);
	secret = getpid() * 2654435761u | 1;
	owner = fork();
	if (owner < 0)
		fail("fork");
	if (!owner) {
		alarm(LIMIT_S);
		close(up[0]);
		close(down[1]);
		keep(name, up[1], down[0]);
		return 0;
	}
	close(up[1]);
	look(name, down[1], up[0], owner);
	return 0;
}
