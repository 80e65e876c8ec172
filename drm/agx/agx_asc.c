// SPDX-License-Identifier: GPL-2.0-only OR MIT
/**
 * DOC: The coprocessor
 *
 * The GPU's firmware runs on a coprocessor (ASC) under Apple's RTKit, whose
 * protocol the kernel's apple-rtkit speaks over a mailbox. On top of it the GPU
 * has two endpoints: over one the firmware gets its InitData and tells us of
 * messages in its rings, the other is our doorbell.
 *
 * The bootloader has loaded the firmware; all we do is to let the processor
 * run. It comes up before the MMU does, because the two are handed over in one.
 *
 * Sources: Asahi's drivers/gpu/drm/asahi/gpu.rs; m1n1, proxyclient/m1n1/agx/.
 */
#include "agx_asc.h"
#include "agx_boot.h"
#include "agx_channel.h"
#include "agx_device.h"
#include "agx_recover.h"

#include "drm/own/own.h"

#include "firmware/agx/asc.h"
#include "firmware/agx/rtkit.h"

#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include <linux/bitfield.h>
#include <linux/cleanup.h>
#include <linux/io.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/soc/apple/rtkit.h>

OWNED(agx_rtkit, struct apple_rtkit, apple_rtkit_free)

/**
 * struct agx_asc - the coprocessor
 */
struct agx_asc {
	/** @rtkit: its operating system. */
	struct agx_rtkit_slot rtkit;
	/** @send_lock: lets one wait at a time for the mailbox to have room. */
	struct mutex send_lock;
};

static struct apple_rtkit *asc_rtkit(struct agx_device *agx)
{
	return agx_rtkit_peek(&agx->asc->rtkit);
}

static void asc_crashed(void *cookie, const void *log, size_t size)
{
	/* RTKit has printed its log. */
	agx_recover_give_up(cookie, "it has crashed");
}

static void asc_receive(void *cookie, u8 endpoint, u64 message)
{
	struct agx_device *agx = cookie;

	if (endpoint == AGX_EP_FIRMWARE && FIELD_GET(AGX_MSG_TYPE, message) == AGX_MSG_RX)
		agx_channel_receive(agx);
	else
		drm_err_ratelimited(&agx->drm, "unknown message %016llx on endpoint %02x\n",
				    message, endpoint);
}

/* RTKit's buffer keeps the handle until asc_shmem_destroy(). */
static void asc_shmem_give(struct apple_rtkit_shmem *bfr, struct agx_obj_own *h)
	__releases(h) __context_unsafe(/* owned by RTKit, in a void pointer */)
{
	bfr->private = h->__p;
	h->__p = NULL;
}

static void asc_shmem_destroy(void *cookie, struct apple_rtkit_shmem *bfr)
{
	struct agx_obj_own obj;
	int ret;

	ret = agx_obj_adopt(&obj, bfr->private);
	if (ret)
		return;

	bfr->private = NULL;
	agx_obj_drop(&obj);
}

static int asc_shmem_setup(void *cookie, struct apple_rtkit_shmem *bfr)
{
	struct agx_device *agx = cookie;
	struct agx_obj_own obj;
	int ret;

	/* A request for another is the end of the one that there was, whether it is met or not. */
	asc_shmem_destroy(cookie, bfr);

	/* Buffers of its own the firmware would name by address: this one has none. */
	if (bfr->iova)
		return -EINVAL;

	ret = agx_obj_create(&agx->heap[AGX_HEAP_RTKIT], bfr->size, &obj);
	if (ret)
		return ret;

	bfr->buffer = agx_obj_cpu(agx_obj_borrow(&obj));
	bfr->iova = agx_obj_va(agx_obj_borrow(&obj));
	asc_shmem_give(bfr, &obj);
	return 0;
}

static const struct apple_rtkit_ops asc_rtkit_ops = {
	.crashed = asc_crashed,
	.recv_message = asc_receive,
	.shmem_setup = asc_shmem_setup,
	.shmem_destroy = asc_shmem_destroy,
};

/*
 * The mailbox lets one at a time wait for room, and only without a signal: who
 * has one polls. RTKit's own messages come past the lock, but few do.
 */
static int asc_send_locked(struct agx_device *agx, u8 endpoint, u64 message)
	__must_hold(&agx->asc->send_lock)
{
	struct apple_rtkit *rtkit = asc_rtkit(agx);
	int ret;

	ret = apple_rtkit_send_message(rtkit, endpoint, message, NULL, signal_pending(current));
	if (ret == -ERESTARTSYS)
		ret = apple_rtkit_send_message(rtkit, endpoint, message, NULL, true);
	return ret;
}

static int asc_send(struct agx_device *agx, u8 endpoint, u64 message)
{
	if (READ_ONCE(agx->crashed))
		return -ENODEV;

	guard(mutex)(&agx->asc->send_lock);

	return asc_send_locked(agx, endpoint, message);
}

/**
 * agx_asc_doorbell() - tell the firmware that there is something in a ring
 * @agx: the GPU
 * @channel: AGX_DOORBELL_PIPE(), AGX_DOORBELL_DEVCTRL or AGX_DOORBELL_KICKFW
 *
 * May sleep while the mailbox is full, which no signal ends.
 *
 * Return: 0; -ENODEV if it has crashed; -ETIMEDOUT or another errno if the
 * firmware takes no messages.
 */
int agx_asc_doorbell(struct agx_device *agx, u32 channel)
{
	return asc_send(agx, AGX_EP_DOORBELL, FIELD_PREP(AGX_MSG_TYPE, AGX_MSG_TX) |
			FIELD_PREP(AGX_MSG_TX_CHANNEL, channel));
}

/**
 * agx_asc_doorbell_fwctl() - tell the firmware that there is something in FwCtl
 * @agx: the GPU
 *
 * May sleep while the mailbox is full, which no signal ends.
 *
 * Return: as agx_asc_doorbell().
 */
int agx_asc_doorbell_fwctl(struct agx_device *agx)
{
	return asc_send(agx, AGX_EP_DOORBELL, FIELD_PREP(AGX_MSG_TYPE, AGX_MSG_FWCTL));
}

/**
 * agx_asc_poll() - take what the firmware says without an interrupt
 * @agx: the GPU
 *
 * For when one was lost: the mailbox gives no other before it is empty.
 */
void agx_asc_poll(struct agx_device *agx)
{
	apple_rtkit_poll(asc_rtkit(agx));
	agx_channel_receive(agx);
}

/**
 * agx_asc_run() - let the coprocessor run
 * @agx: the GPU
 */
void agx_asc_run(struct agx_device *agx)
{
	u32 val = readl(agx->asc_regs + AGX_ASC_CPU_CONTROL);

	writel(val | AGX_ASC_CPU_CONTROL_RUN, agx->asc_regs + AGX_ASC_CPU_CONTROL);
}

/**
 * agx_asc_halt() - stop the coprocessor at once
 * @agx: the GPU
 */
void agx_asc_halt(struct agx_device *agx)
{
	u32 val = readl(agx->asc_regs + AGX_ASC_CPU_CONTROL);

	writel(val & ~AGX_ASC_CPU_CONTROL_RUN, agx->asc_regs + AGX_ASC_CPU_CONTROL);
}

static int asc_boot(struct agx_device *agx)
{
	struct apple_rtkit *rtkit = asc_rtkit(agx);
	int ret;

	ret = apple_rtkit_boot(rtkit);
	if (ret)
		return ret;

	ret = apple_rtkit_start_ep(rtkit, AGX_EP_FIRMWARE);
	if (!ret)
		ret = apple_rtkit_start_ep(rtkit, AGX_EP_DOORBELL);
	if (!ret)
		ret = asc_send(agx, AGX_EP_FIRMWARE, FIELD_PREP(AGX_MSG_TYPE, AGX_MSG_INIT) |
			       FIELD_PREP(AGX_MSG_INIT_VA, agx_boot_initdata(agx)));
	if (!ret)
		ret = agx_channel_start(agx);
	return ret;
}

/**
 * agx_asc_init() - bring the firmware up
 * @agx: the GPU: its coprocessor runs, InitData is complete
 *
 * Return: 0 or an errno; -ETIME or -ETIMEDOUT if the firmware does not answer.
 */
int agx_asc_init(struct agx_device *agx)
{
	struct agx_rtkit_own rtkit;
	int ret;

	agx->asc = drmm_kzalloc(&agx->drm, sizeof(*agx->asc), GFP_KERNEL);
	if (!agx->asc)
		return -ENOMEM;

	mutex_init(&agx->asc->send_lock);
	ret = agx_rtkit_adopt(&rtkit, apple_rtkit_init(agx->drm.dev, agx, NULL, 0,
						       &asc_rtkit_ops));
	if (ret) {
		mutex_destroy(&agx->asc->send_lock);
		return ret;
	}

	agx_rtkit_store(&agx->asc->rtkit, &rtkit);
	ret = asc_boot(agx);
	if (ret) {
		drm_err(&agx->drm, "the firmware does not start: %pe\n", ERR_PTR(ret));
		agx_asc_fini(agx);
	}
	return ret;
}

/**
 * agx_asc_fini() - stop the firmware
 * @agx: the GPU; nobody submits any more
 *
 * When it returns, the firmware touches no memory.
 */
void agx_asc_fini(struct agx_device *agx)
{
	agx_channel_stop(agx);
	if (!READ_ONCE(agx->crashed) && apple_rtkit_is_running(asc_rtkit(agx)))
		apple_rtkit_shutdown(asc_rtkit(agx));
	agx_asc_halt(agx);
	agx_rtkit_clear(&agx->asc->rtkit);
	mutex_destroy(&agx->asc->send_lock);
}
