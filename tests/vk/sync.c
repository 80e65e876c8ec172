// SPDX-License-Identifier: MIT
/* Order between submits and queues, and the device's clock. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "vk.h"

#define SLOT 16ull

/*
 * Step @i of a chain: slot i takes three words of slot i - 1 and adds its own
 * number, and the last word of the buffer is overwritten. A step that runs
 * early, late or twice leaves a trace in a slot or in the last word.
 */
static void record_step(VkCommandBuffer cmd, struct vk_buf *buf, uint32_t i)
{
	vk_barrier(cmd);
	vk_copy(cmd, buf, buf, 1,
		&(VkBufferCopy){ (i - 1) * SLOT + 4, i * SLOT, SLOT - 4 });
	vk_fill(cmd, buf, i * SLOT + SLOT - 4, 4, i);
	vk_fill(cmd, buf, buf->size - 4, 4, i);
	vk_barrier(cmd);
}

static VkCommandBuffer step(struct device *vk, unsigned int q, struct vk_buf *buf, uint32_t i)
{
	VkCommandBuffer cmd = vk_begin(vk, q);

	record_step(cmd, buf, i);
	VK(vkEndCommandBuffer(cmd));
	return cmd;
}

static struct vk_buf *chain_buffer(struct device *vk, uint32_t steps)
{
	struct vk_buf *buf = vk_buffer(vk, (steps + 1) * SLOT + 4, vk->gpu->local);

	vk_upload(vk, buf, 300);
	return buf;
}

/* Submits @cmd, to run when @sem reaches @wait and to move it to @signal. */
static void submit_timeline(struct device *vk, unsigned int q, VkCommandBuffer cmd,
			    VkSemaphore sem, uint64_t wait, uint64_t signal)
{
	const VkPipelineStageFlags stage = VK_PIPELINE_STAGE_ALL_COMMANDS_BIT;
	const VkTimelineSemaphoreSubmitInfo values = {
		.sType = VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO,
		.waitSemaphoreValueCount = 1,
		.pWaitSemaphoreValues = &wait,
		.signalSemaphoreValueCount = 1,
		.pSignalSemaphoreValues = &signal,
	};

	VK(vkQueueSubmit(vk->q[q].queue, 1, &(VkSubmitInfo){
		.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
		.pNext = &values,
		.waitSemaphoreCount = 1,
		.pWaitSemaphores = &sem,
		.pWaitDstStageMask = &stage,
		.commandBufferCount = 1,
		.pCommandBuffers = &cmd,
		.signalSemaphoreCount = 1,
		.pSignalSemaphores = &sem,
	}, VK_NULL_HANDLE));
}

static void host_signal(struct device *vk, VkSemaphore sem, uint64_t value)
{
	VK(vkSignalSemaphore(vk->device, &(VkSemaphoreSignalInfo){
		.sType = VK_STRUCTURE_TYPE_SEMAPHORE_SIGNAL_INFO,
		.semaphore = sem,
		.value = value,
	}));
}

static void expect_value(struct device *vk, VkSemaphore sem, uint64_t want)
{
	uint64_t got;

	VK(vkGetSemaphoreCounterValue(vk->device, sem, &got));
	if (got != want)
		fail("timeline is at %llu, expected %llu", (unsigned long long)got,
		     (unsigned long long)want);
}

enum { IN_ORDER, QUEUE_BY_QUEUE };

/*
 * 64 steps that alternate between two queues. QUEUE_BY_QUEUE submits all steps
 * of one queue before the first of the other: waits come before their signals.
 */
static void run_pingpong(struct device *vk, uint64_t order)
{
	enum { STEPS = 64 };
	struct vk_buf *buf = chain_buffer(vk, STEPS);
	VkSemaphore sem = vk_timeline(vk, 0);
	VkCommandBuffer cmd[STEPS + 1];

	for (uint32_t i = 1; i <= STEPS; i++)
		cmd[i] = step(vk, i % 2, buf, i);
	for (unsigned int pass = 0; pass < 2; pass++)
		for (uint32_t i = 1; i <= STEPS; i++)
			if (order == IN_ORDER ? !pass : i % 2 == pass)
				submit_timeline(vk, i % 2, cmd[i], sem, i - 1, i);
	VK(vk_timeline_wait(vk, sem, STEPS));
	expect_value(vk, sem, STEPS);
	vk_verify(vk, buf, "chain over two queues");
	VK(vkDeviceWaitIdle(vk->device));
	vkDestroySemaphore(vk->device, sem, NULL);
}

static void pingpong(struct device *vk, uint64_t order)
{
	if (vk->queue_count < 2)
		skip("the family has one queue");
	run_pingpong(vk, order);
}

/* The same between a graphics queue and a transfer-only queue. */
static void pingpong_families(struct device *vk, uint64_t order)
{
	const VkQueueFlags heavy = VK_QUEUE_GRAPHICS_BIT | VK_QUEUE_COMPUTE_BIT;
	const uint32_t families[2] = {
		gpu_family(vk->gpu, VK_QUEUE_GRAPHICS_BIT, 0),
		gpu_family(vk->gpu, VK_QUEUE_TRANSFER_BIT, heavy),
	};
	struct device both;

	if (families[0] == UINT32_MAX || families[1] == UINT32_MAX)
		skip("no graphics family beside a transfer-only one");
	vk_open(&both, vk->gpu, families);
	run_pingpong(&both, order);
	vk_close(&both);
}

enum { SUBMITS = 1000 };

/* 1,000 submits without a wait between them, one fence at the end. */
static void submits_fence(struct device *vk, uint64_t arg)
{
	struct vk_buf *buf = chain_buffer(vk, SUBMITS);
	VkCommandBuffer *cmd = malloc(SUBMITS * sizeof(*cmd));
	VkFence fence;

	(void)arg;
	for (uint32_t i = 0; i < SUBMITS; i++)
		cmd[i] = step(vk, 0, buf, i + 1);
	VK(vkCreateFence(vk->device, &(VkFenceCreateInfo){
		.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO,
	}, NULL, &fence));
	for (uint32_t i = 0; i < SUBMITS; i++)
		VK(vkQueueSubmit(vk->q[0].queue, 1, &(VkSubmitInfo){
			.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
			.commandBufferCount = 1,
			.pCommandBuffers = &cmd[i],
		}, i == SUBMITS - 1 ? fence : VK_NULL_HANDLE));
	VK(vkWaitForFences(vk->device, 1, &fence, VK_TRUE, WAIT_NS));
	vk_verify(vk, buf, "chain of 1,000 submits");
	vkDestroyFence(vk->device, fence, NULL);
	free(cmd);
}

/* 1,000 submits that a timeline holds back until all of them are in. */
static void submits_timeline(struct device *vk, uint64_t arg)
{
	struct vk_buf *buf = chain_buffer(vk, SUBMITS);
	VkSemaphore sem = vk_timeline(vk, 0);

	(void)arg;
	for (uint32_t i = 1; i <= SUBMITS; i++)
		submit_timeline(vk, 0, step(vk, 0, buf, i), sem, i, i + 1);
	expect_value(vk, sem, 0);
	host_signal(vk, sem, 1);
	VK(vk_timeline_wait(vk, sem, SUBMITS + 1));
	vk_verify(vk, buf, "chain of 1,000 timeline submits");
	VK(vkQueueWaitIdle(vk->q[0].queue));
	vkDestroySemaphore(vk->device, sem, NULL);
}

/* Empty submits signal too, and a wait that cannot end times out. */
static void empty(struct device *vk, uint64_t arg)
{
	VkSemaphore sem = vk_timeline(vk, 5);
	const uint64_t never = 100;
	VkResult ret;

	(void)arg;
	for (uint64_t i = 0; i < 16; i++) {
		VkCommandBuffer cmd = vk_begin(vk, 0);

		VK(vkEndCommandBuffer(cmd));
		submit_timeline(vk, 0, cmd, sem, 5 + i, 6 + i);
	}
	VK(vk_timeline_wait(vk, sem, 21));
	expect_value(vk, sem, 21);
	ret = vkWaitSemaphores(vk->device, &(VkSemaphoreWaitInfo){
		.sType = VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO,
		.semaphoreCount = 1,
		.pSemaphores = &sem,
		.pValues = &never,
	}, 1000 * 1000);
	if (ret != VK_TIMEOUT)
		fail("wait for a value that nobody signals: VkResult %d", ret);
	VK(vkQueueWaitIdle(vk->q[0].queue));
	vkDestroySemaphore(vk->device, sem, NULL);
}

static void sleep_ms(long ms)
{
	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000 * 1000 }, NULL);
}

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

/* Two timestamps around a copy. */
static void write_stamps(struct device *vk, VkQueryPool pool, uint64_t stamp[2])
{
	struct vk_buf *a = vk_buffer(vk, 1 * MIB, vk->gpu->local);
	struct vk_buf *b = vk_buffer(vk, 1 * MIB, vk->gpu->local);
	VkCommandBuffer cmd = vk_begin(vk, 0);

	vkResetQueryPool(vk->device, pool, 0, 2);
	vkCmdWriteTimestamp(cmd, VK_PIPELINE_STAGE_TOP_OF_PIPE_BIT, pool, 0);
	vk_copy(cmd, a, b, 1, &(VkBufferCopy){ .size = a->size });
	vk_barrier(cmd);
	vkCmdWriteTimestamp(cmd, VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT, pool, 1);
	vk_run(vk, 0, cmd);
	VK(vkGetQueryPoolResults(vk->device, pool, 0, 2, 2 * sizeof(*stamp), stamp,
				 sizeof(*stamp),
				 VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT));
}

static uint64_t ticks_ns(const struct gpu *gpu, uint64_t ticks)
{
	return ticks * (double)gpu->props.limits.timestampPeriod;
}

static VkQueryPool stamp_pool(struct device *vk)
{
	VkQueryPool pool;

	VK(vkCreateQueryPool(vk->device, &(VkQueryPoolCreateInfo){
		.sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
		.queryType = VK_QUERY_TYPE_TIMESTAMP,
		.queryCount = 2,
	}, NULL, &pool));
	return pool;
}

static void check_stamps(struct device *vk)
{
	uint64_t s[4], before, after, slept, host;
	VkQueryPool pool = stamp_pool(vk);

	before = now_ns();
	write_stamps(vk, pool, s);
	sleep_ms(20);
	write_stamps(vk, pool, s + 2);
	after = now_ns();
	for (int i = 0; i < 3; i++)
		if (s[i] >= s[i + 1])
			fail("timestamp %d is %#llx and the next %#llx", i,
			     (unsigned long long)s[i], (unsigned long long)s[i + 1]);
	slept = ticks_ns(vk->gpu, s[2] - s[1]);
	host = after - before;
	if (slept < 15 * 1000 * 1000 || slept > host + host / 4)
		fail("the device saw %llu ns where the host saw 20 ms to %llu ns",
		     (unsigned long long)slept, (unsigned long long)host);
	vkDestroyQueryPool(vk->device, pool, NULL);
}

static uint32_t family_with_stamps(const struct gpu *gpu)
{
	for (uint32_t i = 0; i < gpu->family_count; i++)
		if (gpu->families[i].timestampValidBits)
			return i;
	return UINT32_MAX;
}

/* On the first family that has timestamps: transfer-only ones often have none. */
static void on_stamps(struct device *vk, void (*check)(struct device *vk))
{
	const uint32_t family = family_with_stamps(vk->gpu);
	struct device own;

	if (family == UINT32_MAX)
		skip("no queue family has valid timestamp bits");
	if (!vk->gpu->host_query_reset)
		skip("no hostQueryReset");
	vk_open(&own, vk->gpu, (uint32_t[]){ family, family });
	check(&own);
	vk_close(&own);
}

static void timestamps(struct device *vk, uint64_t arg)
{
	(void)arg;
	on_stamps(vk, check_stamps);
}

static bool has_domain(struct device *vk, VkTimeDomainEXT want)
{
	PFN_vkGetPhysicalDeviceCalibrateableTimeDomainsEXT get;
	VkTimeDomainEXT domain[16];
	uint32_t n = ARRAY_SIZE(domain);
	bool found = false;

	get = (void *)vkGetInstanceProcAddr(vk->gpu->instance,
		strstr(vk->gpu->calibrated, "KHR") ?
			"vkGetPhysicalDeviceCalibrateableTimeDomainsKHR" :
			"vkGetPhysicalDeviceCalibrateableTimeDomainsEXT");
	VK(get(vk->gpu->phys, &n, domain));
	for (uint32_t i = 0; i < n; i++)
		found |= domain[i] == want;
	return found;
}

/* The device's clock and the CPU's, sampled together. */
static uint64_t sample(struct device *vk, uint64_t stamp[2])
{
	static const VkCalibratedTimestampInfoEXT info[2] = {
		{ .sType = VK_STRUCTURE_TYPE_CALIBRATED_TIMESTAMP_INFO_EXT,
		  .timeDomain = VK_TIME_DOMAIN_DEVICE_EXT },
		{ .sType = VK_STRUCTURE_TYPE_CALIBRATED_TIMESTAMP_INFO_EXT,
		  .timeDomain = VK_TIME_DOMAIN_CLOCK_MONOTONIC_EXT },
	};
	PFN_vkGetCalibratedTimestampsEXT get;
	uint64_t deviation;

	get = (void *)vkGetDeviceProcAddr(vk->device,
		strstr(vk->gpu->calibrated, "KHR") ? "vkGetCalibratedTimestampsKHR" :
						     "vkGetCalibratedTimestampsEXT");
	VK(get(vk->device, 2, info, stamp, &deviation));
	return deviation;
}

static void need_calibrated(struct device *vk)
{
	if (!vk->gpu->calibrated)
		skip("no calibrated timestamps");
	if (!has_domain(vk, VK_TIME_DOMAIN_DEVICE_EXT) ||
	    !has_domain(vk, VK_TIME_DOMAIN_CLOCK_MONOTONIC_EXT))
		skip("no device or no monotonic time domain");
}

/* What commands write is of the clock that can be asked. */
static void check_calibrated_stamps(struct device *vk)
{
	const uint64_t slack = 10 * 1000 * 1000;
	VkQueryPool pool = stamp_pool(vk);
	uint64_t before[2], s[2], after[2];

	sample(vk, before);
	write_stamps(vk, pool, s);
	sample(vk, after);
	if (ticks_ns(vk->gpu, s[0]) + slack < ticks_ns(vk->gpu, before[0]) ||
	    ticks_ns(vk->gpu, s[1]) > ticks_ns(vk->gpu, after[0]) + slack)
		fail("timestamps %llu and %llu are not between %llu and %llu",
		     (unsigned long long)s[0], (unsigned long long)s[1],
		     (unsigned long long)before[0], (unsigned long long)after[0]);
	vkDestroyQueryPool(vk->device, pool, NULL);
}

static void timestamps_calibrated(struct device *vk, uint64_t arg)
{
	(void)arg;
	need_calibrated(vk);
	on_stamps(vk, check_calibrated_stamps);
}

static void calibrated(struct device *vk, uint64_t arg)
{
	uint64_t a[2], b[2], slack, host, device;

	(void)arg;
	need_calibrated(vk);
	slack = sample(vk, a);
	sleep_ms(50);
	slack += sample(vk, b);
	if (b[0] <= a[0] || b[1] <= a[1])
		fail("a clock does not advance");
	device = ticks_ns(vk->gpu, b[0] - a[0]);
	host = b[1] - a[1];
	slack += host / 10;
	if (device + slack < host || host + slack < device)
		fail("device %llu ns, host %llu ns, slack %llu ns",
		     (unsigned long long)device, (unsigned long long)host,
		     (unsigned long long)slack);
}

const struct subtest sync_tests[] = {
	{ "sync-empty", empty, 0 },
	{ "sync-two-queues", pingpong, IN_ORDER },
	{ "sync-two-queues-early-wait", pingpong, QUEUE_BY_QUEUE },
	{ "sync-two-families", pingpong_families, QUEUE_BY_QUEUE },
	{ "sync-1000-submits", submits_fence, 0 },
	{ "sync-1000-timeline", submits_timeline, 0 },
	{ "sync-timestamps", timestamps, 0 },
	{ "sync-timestamps-calibrated", timestamps_calibrated, 0 },
	{ "sync-calibrated", calibrated, 0 },
	{ 0 },
};
