// SPDX-License-Identifier: MIT
/* The vfio-user server, seen by a client: what it answers, and what it refuses with which errno. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/vfio.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/unit/vfio_user_rig.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* The payloads against the kernel's own header. */
#define SAME(ours, theirs, field)                                                                  \
	static_assert(offsetof(struct ours, field) == offsetof(struct theirs, field), #theirs);    \
	static_assert(sizeof(((struct ours *)0)->field) == sizeof(((struct theirs *)0)->field),    \
		      #theirs)

SAME(vfu_region_info, vfio_region_info, argsz);
SAME(vfu_region_info, vfio_region_info, flags);
SAME(vfu_region_info, vfio_region_info, index);
SAME(vfu_region_info, vfio_region_info, cap_offset);
SAME(vfu_region_info, vfio_region_info, size);
SAME(vfu_region_info, vfio_region_info, offset);
SAME(vfu_irq_info, vfio_irq_info, flags);
SAME(vfu_irq_info, vfio_irq_info, index);
SAME(vfu_irq_info, vfio_irq_info, count);
SAME(vfu_irq_set, vfio_irq_set, flags);
SAME(vfu_irq_set, vfio_irq_set, index);
SAME(vfu_irq_set, vfio_irq_set, start);
SAME(vfu_irq_set, vfio_irq_set, count);
SAME(vfu_device_info, vfio_device_info, num_regions);
SAME(vfu_device_info, vfio_device_info, num_irqs);
SAME(vfu_dma_unmap_msg, vfio_iommu_type1_dma_unmap, iova);
SAME(vfu_dma_unmap_msg, vfio_iommu_type1_dma_unmap, size);
SAME(vfu_dma_map_msg, vfio_iommu_type1_dma_map, iova);
SAME(vfu_dma_map_msg, vfio_iommu_type1_dma_map, size);
SAME(vfu_sparse_cap, vfio_region_info_cap_sparse_mmap, nr_areas);
static_assert(sizeof(struct vfu_sparse_cap) ==
		      offsetof(struct vfio_region_info_cap_sparse_mmap, areas),
	      "sparse areas");
static_assert(sizeof(struct vfu_area) == sizeof(struct vfio_region_sparse_mmap_area), "area");
static_assert(VFU_CONFIG_REGION == VFIO_PCI_CONFIG_REGION_INDEX, "config region");
static_assert((int)VFU_ROM == (int)VFIO_PCI_ROM_REGION_INDEX, "ROM region");
static_assert((int)VFU_IRQ_MSIX == (int)VFIO_PCI_MSIX_IRQ_INDEX, "MSI-X");
static_assert(VFU_IRQ_ACTION_TRIGGER == VFIO_IRQ_SET_ACTION_TRIGGER, "trigger");
static_assert(VFU_IRQ_DATA_EVENTFD == VFIO_IRQ_SET_DATA_EVENTFD, "eventfd");
static_assert(VFU_DMA_UNMAP_ALL == VFIO_DMA_UNMAP_FLAG_ALL, "unmap all");

static int call(struct rig *rig, uint16_t cmd, const void *payload, size_t len)
{
	struct rig_cmd c = { .cmd = cmd, .payload = payload, .len = len };
	uint8_t reply[512];

	return rig_call(rig, &c, reply, sizeof(reply), NULL);
}

/* --- creation --- */

static void config_size_100(struct vfu_config *c)
{
	c->config_size = 100;
}

static void config_null(struct vfu_config *c)
{
	c->config = NULL;
}

static void header_type_1(struct vfu_config *c)
{
	((uint8_t *)c->config)[0x0e] = 1;
}

static void bar_not_power_of_two(struct vfu_config *c)
{
	c->region[VFU_BAR0].size = 0x3000;
}

static void bar_too_small(struct vfu_config *c)
{
	c->region[VFU_BAR0].size = 8;
}

static void bar32_too_big(struct vfu_config *c)
{
	c->region[VFU_BAR0].size = 1ull << 32;
}

static void io_bar_too_small(struct vfu_config *c)
{
	c->region[VFU_BAR5].size = 2;
}

static void bar64_upper_half_used(struct vfu_config *c)
{
	c->region[VFU_BAR2].size = 0x1000;
}

static void bar64_at_index_5(struct vfu_config *c)
{
	((uint8_t *)c->config)[0x24] = 0x0c;
	c->region[VFU_ROM].size = 0;
}

static void rom_too_big(struct vfu_config *c)
{
	c->region[VFU_ROM].size = 32 << 20;
}

static struct vfu_mmap bad_map;

static void map_of_rom(struct vfu_config *c)
{
	c->region[VFU_ROM].map = c->region[VFU_BAR3].map;
}

static void map_of_nothing(struct vfu_config *c)
{
	c->region[VFU_BAR4].map = c->region[VFU_BAR3].map;
}

static void map_of_a_part_of_a_page(struct vfu_config *c)
{
	c->region[VFU_BAR5].map = c->region[VFU_BAR3].map;
}

static void map_without_fd(struct vfu_config *c)
{
	bad_map = (struct vfu_mmap){ .fd = -1 };
	c->region[VFU_BAR3].map = &bad_map;
}

static void map_unaligned(struct vfu_config *c)
{
	bad_map = *c->region[VFU_BAR3].map;
	bad_map.offset = 0x800;
	c->region[VFU_BAR3].map = &bad_map;
}

static void use_areas(struct vfu_config *c, const struct vfu_area *areas, unsigned int num)
{
	bad_map = *c->region[VFU_BAR1].map;
	bad_map.areas = areas;
	bad_map.num_areas = num;
	c->region[VFU_BAR1].map = &bad_map;
}

static void area_outside(struct vfu_config *c)
{
	static const struct vfu_area a[] = { { RIG_BAR1_SIZE - 0x1000, 0x2000 } };

	use_areas(c, a, 1);
}

static void area_wraps(struct vfu_config *c)
{
	static const struct vfu_area a[] = { { 0x1000, -0x1000ull } };

	use_areas(c, a, 1);
}

static void area_empty(struct vfu_config *c)
{
	static const struct vfu_area a[] = { { 0x1000, 0 } };

	use_areas(c, a, 1);
}

static void areas_overlap(struct vfu_config *c)
{
	static const struct vfu_area a[] = { { 0x1000, 0x2000 }, { 0x2000, 0x1000 } };

	use_areas(c, a, 2);
}

static void too_many_intx(struct vfu_config *c)
{
	c->num_irqs[VFU_IRQ_INTX] = 2;
}

static void too_many_msi(struct vfu_config *c)
{
	c->num_irqs[VFU_IRQ_MSI] = 33;
}

static void too_many_msix(struct vfu_config *c)
{
	c->num_irqs[VFU_IRQ_MSIX] = 2049;
}

static void test_create_refuses(void **state)
{
	static void (*const spoil[])(struct vfu_config *) = {
		config_size_100, config_null, header_type_1, bar_not_power_of_two, bar_too_small,
		bar32_too_big, io_bar_too_small, bar64_upper_half_used, bar64_at_index_5,
		rom_too_big, map_of_rom, map_of_nothing, map_of_a_part_of_a_page, map_without_fd,
		map_unaligned, area_outside, area_wraps, area_empty, areas_overlap, too_many_intx,
		too_many_msi, too_many_msix,
	};
	const struct vfu_ops none = { 0 };
	uint8_t image[4096], mask[4096];
	struct vfu_config config;

	for (size_t i = 0; i < ARRAY_SIZE(spoil); i++) {
		rig_config(*state, &config, image, mask);
		spoil[i](&config);
		errno = 0;
		if (vfu_create(&config, &none, NULL))
			fail_msg("bad description %zu was taken", i);
		assert_int_equal(errno, EINVAL);
	}
}

static void test_create_smallest(void **state)
{
	const uint8_t image[256] = { 0 };
	const struct vfu_config config = { .config = image, .config_size = sizeof(image) };
	const struct vfu_ops none = { 0 };
	struct vfu *vfu = vfu_create(&config, &none, NULL);

	(void)state;
	assert_non_null(vfu);
	assert_int_equal(vfu_fd(vfu), -1);
	assert_int_equal(vfu_process(vfu), -ENOTCONN);
	assert_int_equal(vfu_run(vfu), -ENOTCONN);
	assert_int_equal(vfu_intx_set(vfu, true), -EINVAL);
	assert_int_equal(vfu_irq_trigger(vfu, VFU_IRQ_MSI, 0), -EINVAL);
	vfu_destroy(vfu);
}

/* --- version --- */

static void test_version(void **state)
{
	struct rig *rig = *state;
	const struct vfu_version hello = { 0, 7 };
	struct rig_cmd cmd = { .cmd = VFU_CMD_VERSION, .payload = &hello, .len = sizeof(hello) };
	char reply[256];
	int len = rig_call(rig, &cmd, reply, sizeof(reply), NULL);

	assert_true(len > 4);
	assert_memory_equal(reply, "\0\0\0\0", 4);
	assert_int_equal(reply[len - 1], 0);
	assert_int_equal(strlen(reply + 4), len - 5);
	assert_non_null(strstr(reply + 4, "\"max_msg_fds\":16"));
	assert_non_null(strstr(reply + 4, "\"max_data_xfer_size\":1048576"));
	assert_non_null(strstr(reply + 4, "\"pgsizes\":4096"));

	/* Once only. */
	assert_int_equal(rig_call(rig, &cmd, reply, sizeof(reply), NULL), -EINVAL);
}

static void test_version_comes_first(void **state)
{
	struct rig *rig = *state;
	const struct vfu_device_info info = { .argsz = sizeof(info) };

	assert_int_equal(call(rig, VFU_CMD_GET_INFO, &info, sizeof(info)), -EINVAL);
	assert_int_equal(rig_negotiate(rig), 0);
	assert_int_equal(call(rig, VFU_CMD_GET_INFO, &info, sizeof(info)), sizeof(info));
}

static void test_version_refused(void **state)
{
	struct rig *rig = *state;
	const struct vfu_version next = { 1, 0 };
	struct rig_cmd cmd = { .cmd = VFU_CMD_VERSION, .payload = &next, .len = sizeof(next) };

	assert_int_equal(call(rig, VFU_CMD_VERSION, "\0\0\0", 3), -EINVAL);
	assert_int_equal(call(rig, VFU_CMD_VERSION, "\0\0\1\0{}", 6), -EINVAL);
	rig_send(rig, &cmd);
	assert_int_equal(vfu_process(rig->vfu), -EPROTO);
	assert_false(vfu_connected(rig->vfu));
	assert_int_equal(rig->disconnects, 1);
	assert_int_equal(rig_recv(rig, NULL, 0, NULL), -EPIPE);
}

/* --- information --- */

static void test_device_info(void **state)
{
	const struct vfu_device_info ask = { .argsz = sizeof(ask) };
	struct rig_cmd cmd = { .cmd = VFU_CMD_GET_INFO, .payload = &ask, .len = sizeof(ask) };
	struct vfu_device_info info;

	assert_int_equal(rig_call(*state, &cmd, &info, sizeof(info), NULL), sizeof(info));
	assert_int_equal(info.argsz, 16);
	assert_int_equal(info.flags, VFIO_DEVICE_FLAGS_RESET | VFIO_DEVICE_FLAGS_PCI);
	assert_int_equal(info.num_regions, 8);
	assert_int_equal(info.num_irqs, 3);
}

static int region_info(struct rig *rig, uint32_t index, uint32_t room, void *reply, int *fd)
{
	const struct vfu_region_info ask = { .argsz = room, .index = index };
	struct rig_cmd cmd = {
		.cmd = VFU_CMD_GET_REGION_INFO,
		.payload = &ask,
		.len = sizeof(ask),
	};

	return rig_call(rig, &cmd, reply, 512, fd);
}

static void test_region_info(void **state)
{
	static const struct {
		uint64_t size;
		uint32_t flags;
	} want[] = {
		{ RIG_BAR0_SIZE, 3 }, { RIG_BAR1_SIZE, 15 }, { 0, 0 }, { RIG_BAR3_SIZE, 7 },
		{ 0, 0 }, { RIG_BAR5_SIZE, 3 }, { RIG_ROM_SIZE, 1 }, { 4096, 3 },
	};
	union {
		struct vfu_region_info info;
		uint8_t bytes[512];
	} reply;

	for (unsigned int i = 0; i < ARRAY_SIZE(want); i++) {
		int len = region_info(*state, i, 512, &reply, NULL);

		assert_int_equal(len, reply.info.argsz);
		assert_int_equal(reply.info.index, i);
		assert_int_equal(reply.info.size, want[i].size);
		assert_int_equal(reply.info.flags, want[i].flags);
	}
	assert_int_equal(region_info(*state, 8, 512, &reply, NULL), -EINVAL);
	assert_int_equal(region_info(*state, UINT32_MAX, 512, &reply, NULL), -EINVAL);
	assert_int_equal(region_info(*state, 0, 31, &reply, NULL), -EINVAL);
}

static bool same_file(int a, int b)
{
	struct stat sa, sb;

	assert_int_equal(fstat(a, &sa), 0);
	assert_int_equal(fstat(b, &sb), 0);
	return sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino;
}

static void test_region_map(void **state)
{
	struct rig *rig = *state;
	struct {
		struct vfu_region_info info;
		uint8_t rest[480];
	} reply;
	int fd;

	assert_int_equal(region_info(rig, VFU_BAR0, 512, &reply, &fd), 32);
	assert_int_equal(fd, -1);
	assert_int_equal(region_info(rig, VFU_BAR3, 32, &reply, &fd), 32);
	assert_int_equal(reply.info.offset, 0x1000);
	assert_true(fd >= 0 && same_file(fd, rig->bar3_fd));
	close(fd);
}

static void test_region_sparse(void **state)
{
	static const struct vfu_area want[] = { { 0x1000, 0x2000 }, { 0x100000, 0x1000 } };
	struct rig *rig = *state;
	struct {
		struct vfu_region_info info;
		struct vfu_sparse_cap cap;
		struct vfu_area area[2];
		uint8_t rest[432];
	} reply;
	int fd;

	/* Too little room: no descriptor, but all that is needed to ask again. */
	assert_int_equal(region_info(rig, VFU_BAR1, 79, &reply, &fd), 32);
	assert_int_equal(fd, -1);
	assert_int_equal(reply.info.argsz, 80);
	assert_int_equal(reply.info.cap_offset, 32);

	assert_int_equal(region_info(rig, VFU_BAR1, 80, &reply, &fd), 80);
	assert_int_equal(reply.info.cap_offset, 32);
	assert_int_equal(reply.cap.id, VFIO_REGION_INFO_CAP_SPARSE_MMAP);
	assert_int_equal(reply.cap.version, 1);
	assert_int_equal(reply.cap.next, 0);
	assert_int_equal(reply.cap.nr_areas, 2);
	assert_memory_equal(reply.area, want, sizeof(want));
	assert_true(fd >= 0 && same_file(fd, rig->bar1_fd));
	close(fd);
}

static void test_irq_info(void **state)
{
	static const struct vfu_irq_info want[] = {
		{ 16, VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_MASKABLE | VFIO_IRQ_INFO_AUTOMASKED, 0,
		  1 },
		{ 16, VFIO_IRQ_INFO_EVENTFD, 1, RIG_MSI },
		{ 16, VFIO_IRQ_INFO_EVENTFD, 2, RIG_MSIX },
	};
	struct vfu_irq_info ask = { .argsz = 16 }, info;
	struct rig_cmd cmd = { .cmd = VFU_CMD_GET_IRQ_INFO, .payload = &ask, .len = sizeof(ask) };

	for (ask.index = 0; ask.index < ARRAY_SIZE(want); ask.index++) {
		assert_int_equal(rig_call(*state, &cmd, &info, sizeof(info), NULL), sizeof(info));
		assert_memory_equal(&info, &want[ask.index], sizeof(info));
	}
	assert_int_equal(rig_call(*state, &cmd, &info, sizeof(info), NULL), -EINVAL);
	ask = (struct vfu_irq_info){ .argsz = 15 };
	assert_int_equal(rig_call(*state, &cmd, &info, sizeof(info), NULL), -EINVAL);
}

/* --- regions --- */

static int region_read(struct rig *rig, uint32_t region, uint64_t offset, uint32_t count,
		       void *data)
{
	const struct vfu_region_rw rw = { offset, region, count };
	struct rig_cmd cmd = { .cmd = VFU_CMD_REGION_READ, .payload = &rw, .len = sizeof(rw) };
	uint8_t reply[512];
	int ret = rig_call(rig, &cmd, reply, sizeof(reply), NULL);

	if (ret < 0)
		return ret;
	assert_int_equal(ret, sizeof(rw) + count);
	assert_memory_equal(reply, &rw, sizeof(rw));
	memcpy(data, reply + sizeof(rw), count);
	return 0;
}

static int region_write(struct rig *rig, uint32_t region, uint64_t offset, uint32_t count,
			const void *data)
{
	const struct vfu_region_rw rw = { offset, region, count };
	uint8_t buf[512], reply[16];
	struct rig_cmd cmd = {
		.cmd = VFU_CMD_REGION_WRITE,
		.payload = buf,
		.len = sizeof(rw) + count,
	};
	int ret;

	memcpy(buf, &rw, sizeof(rw));
	memcpy(buf + sizeof(rw), data, count);
	ret = rig_call(rig, &cmd, reply, sizeof(reply), NULL);
	if (ret >= 0)
		assert_memory_equal(reply, &rw, sizeof(rw));
	return ret < 0 ? ret : 0;
}

static void test_region_rw(void **state)
{
	struct rig *rig = *state;
	uint64_t value = 0x1122334455667788;

	assert_int_equal(region_write(rig, VFU_BAR0, 0x110040, 8, &value), 0);
	assert_memory_equal(rig->bar0 + 0x110040, &value, 8);
	rig->bar0[0x110041] = 0;
	assert_int_equal(region_read(rig, VFU_BAR0, 0x110040, 8, &value), 0);
	assert_int_equal(value, 0x1122334455660088);
	assert_int_equal(rig->reads, 1);
	assert_int_equal(rig->writes, 1);

	/* What the callback does not fill in is zero, not an older reply. */
	assert_int_equal(region_read(rig, VFU_BAR3, 0, 8, &value), 0);
	assert_int_equal(value, 0);
}

static void test_region_bounds(void **state)
{
	static const struct {
		uint32_t region;
		uint64_t offset;
		uint32_t count;
		int read, write;
	} cases[] = {
		{ VFU_BAR0, RIG_BAR0_SIZE - 1, 1, 0, 0 },
		{ VFU_BAR0, RIG_BAR0_SIZE - 4, 4, 0, 0 },
		{ VFU_BAR0, RIG_BAR0_SIZE - 3, 4, -EINVAL, -EINVAL },
		{ VFU_BAR0, RIG_BAR0_SIZE, 1, -EINVAL, -EINVAL },
		{ VFU_BAR0, UINT64_MAX, 1, -EINVAL, -EINVAL },
		{ VFU_BAR0, UINT64_MAX - 3, 4, -EINVAL, -EINVAL },
		{ VFU_BAR0, UINT64_MAX - 2, 4, -EINVAL, -EINVAL },
		{ VFU_BAR0, 0, 0, -EINVAL, -EINVAL },
		{ VFU_BAR1, RIG_BAR1_SIZE - 8, 8, 0, 0 },
		{ VFU_BAR2, 0, 4, -EINVAL, -EINVAL },
		{ VFU_BAR4, 0, 1, -EINVAL, -EINVAL },
		{ VFU_BAR5, 124, 4, 0, 0 },
		{ VFU_BAR5, 126, 4, -EINVAL, -EINVAL },
		{ VFU_ROM, 0, 4, 0, -EPERM },
		{ VFU_ROM, RIG_ROM_SIZE, 1, -EINVAL, -EINVAL },
		{ VFU_CONFIG_REGION, 4095, 1, 0, 0 },
		{ VFU_CONFIG_REGION, 4094, 4, -EINVAL, -EINVAL },
		{ VFU_CONFIG_REGION, 4096, 1, -EINVAL, -EINVAL },
		{ VFU_CONFIG_REGION + 1, 0, 1, -EINVAL, -EINVAL },
		{ UINT32_MAX, 0, 1, -EINVAL, -EINVAL },
	};
	const uint8_t zero[8] = { 0 };
	uint8_t data[8];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int r = region_read(*state, cases[i].region, cases[i].offset, cases[i].count, data);
		int w = region_write(*state, cases[i].region, cases[i].offset, cases[i].count,
				     zero);

		if (r != cases[i].read || w != cases[i].write)
			fail_msg("case %zu: read %d, write %d", i, r, w);
	}
}

static void test_region_count(void **state)
{
	struct rig *rig = *state;
	struct vfu_region_rw rw = { 0, VFU_BAR0, VFU_MAX_XFER + 1 };
	uint8_t data[64] = { 0 };

	/* More than the negotiated limit, and counts that the message does not bear out. */
	assert_int_equal(call(rig, VFU_CMD_REGION_READ, &rw, sizeof(rw)), -EINVAL);
	rw.count = UINT32_MAX;
	assert_int_equal(call(rig, VFU_CMD_REGION_READ, &rw, sizeof(rw)), -EINVAL);
	rw.count = sizeof(data) - sizeof(rw) + 1;
	memcpy(data, &rw, sizeof(rw));
	assert_int_equal(call(rig, VFU_CMD_REGION_WRITE, data, sizeof(data)), -EINVAL);
	rw.count = 1;
	memcpy(data, &rw, sizeof(rw));
	assert_int_equal(call(rig, VFU_CMD_REGION_WRITE, data, sizeof(data)), -EINVAL);
	assert_int_equal(call(rig, VFU_CMD_REGION_READ, data, sizeof(data)), -EINVAL);
	assert_int_equal(rig->reads + rig->writes, 0);
}

static void test_callback_errors(void **state)
{
	static const struct {
		int result, reply;
	} cases[] = { { -ENXIO, -ENXIO }, { -EPROTO, -EIO }, { 5, -EIO }, { 0, 0 } };
	struct rig *rig = *state;
	uint32_t value = 0;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		rig->callback_result = cases[i].result;
		assert_int_equal(region_read(rig, VFU_BAR0, 0, 4, &value), cases[i].reply);
		assert_int_equal(region_write(rig, VFU_BAR0, 0, 4, &value), cases[i].reply);
	}
	assert_true(vfu_connected(rig->vfu));
}

/* --- config space --- */

static uint32_t config_read(struct rig *rig, uint64_t offset)
{
	uint32_t value;

	assert_int_equal(region_read(rig, VFU_CONFIG_REGION, offset, 4, &value), 0);
	return value;
}

static void config_write(struct rig *rig, uint64_t offset, uint32_t value)
{
	assert_int_equal(region_write(rig, VFU_CONFIG_REGION, offset, 4, &value), 0);
}

static void test_config_mask(void **state)
{
	struct rig *rig = *state;

	assert_int_equal(config_read(rig, 0), 0x2b8510de);
	config_write(rig, 0, 0xffffffff);
	assert_int_equal(config_read(rig, 0), 0x2b8510de);
	config_write(rig, 4, 0xffffffff);
	assert_int_equal(config_read(rig, 4), 0x00000007);

	/* Linux's quirk_nvidia_hda() sets bit 25 here at boot. */
	config_write(rig, 0x488, 0x02000000);
	assert_int_equal(config_read(rig, 0x488), 0x02000000);
	config_write(rig, 0x484, 0xffffffff);
	assert_int_equal(config_read(rig, 0x484), 0);
	assert_int_equal(rig->config_writes, 4);
	assert_int_equal(vfu_config_space(rig->vfu)[0x48b], 0x02);
}

static void test_config_bar_sizes(void **state)
{
	static const struct {
		unsigned int offset;
		uint32_t value;
	} want[] = {
		{ 0x10, -RIG_BAR0_SIZE }, { 0x14, -RIG_BAR1_SIZE | 0xc }, { 0x18, 0xffffffff },
		{ 0x1c, -RIG_BAR3_SIZE | 0xc }, { 0x20, 0xffffffff }, { 0x24, -RIG_BAR5_SIZE | 1 },
		{ 0x30, -RIG_ROM_SIZE | 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
		config_write(*state, want[i].offset, 0xffffffff);
		assert_int_equal(config_read(*state, want[i].offset), want[i].value);
	}
}

static void test_reset(void **state)
{
	struct rig *rig = *state;

	config_write(rig, 4, 7);
	config_write(rig, 0x10, 0xe0000000);
	assert_int_equal(call(rig, VFU_CMD_RESET, NULL, 0), 0);
	assert_int_equal(rig->resets, 1);
	assert_int_equal(config_read(rig, 4), 0);
	assert_int_equal(config_read(rig, 0x10), 0);
	assert_int_equal(call(rig, VFU_CMD_RESET, "1234", 4), -EINVAL);
	assert_int_equal(rig->resets, 1);
}

/* --- guest memory --- */

static int dma_map(struct rig *rig, uint64_t iova, uint64_t size, uint32_t prot, int fd,
		   uint64_t offset)
{
	const struct vfu_dma_map_msg msg = { sizeof(msg), prot, offset, iova, size };
	struct rig_cmd cmd = {
		.cmd = VFU_CMD_DMA_MAP,
		.payload = &msg,
		.len = sizeof(msg),
		.fds = &fd,
		.num_fds = fd >= 0,
	};

	return rig_call(rig, &cmd, NULL, 0, NULL);
}

static int dma_unmap(struct rig *rig, uint64_t iova, uint64_t size, uint32_t flags)
{
	const struct vfu_dma_unmap_msg msg = { sizeof(msg), flags, iova, size };
	struct rig_cmd cmd = { .cmd = VFU_CMD_DMA_UNMAP, .payload = &msg, .len = sizeof(msg) };
	struct vfu_dma_unmap_msg reply;
	int ret = rig_call(rig, &cmd, &reply, sizeof(reply), NULL);

	if (ret < 0)
		return ret;
	assert_int_equal(ret, sizeof(msg));
	assert_memory_equal(&reply, &msg, sizeof(msg));
	return 0;
}

#define RW (VFU_DMA_READ | VFU_DMA_WRITE)

static void test_dma_ptr(void **state)
{
	struct rig *rig = *state;
	int fd = rig_memfd(0x10000);
	uint8_t *mem = mmap(NULL, 0x10000, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	uint8_t *ptr;

	assert_true(mem != MAP_FAILED);
	assert_int_equal(dma_map(rig, 0x100000, 0x4000, RW, fd, 0x2000), 0);
	assert_int_equal(rig->maps, 1);
	assert_int_equal(rig->last_range.iova, 0x100000);
	assert_int_equal(rig->last_range.size, 0x4000);

	ptr = vfu_dma_ptr(rig->vfu, 0x100010, 4, RW);
	assert_non_null(ptr);
	ptr[0] = 0xa5;
	assert_int_equal(mem[0x2010], 0xa5);

	assert_non_null(vfu_dma_ptr(rig->vfu, 0x100000, 0x4000, RW));
	assert_non_null(vfu_dma_ptr(rig->vfu, 0x103fff, 1, RW));
	assert_null(vfu_dma_ptr(rig->vfu, 0x100000, 0x4001, RW));
	assert_null(vfu_dma_ptr(rig->vfu, 0x103fff, 2, RW));
	assert_null(vfu_dma_ptr(rig->vfu, 0x104000, 1, RW));
	assert_null(vfu_dma_ptr(rig->vfu, 0x0fffff, 2, RW));
	assert_null(vfu_dma_ptr(rig->vfu, 0x100000, 0, RW));
	assert_null(vfu_dma_ptr(rig->vfu, 0x100001, SIZE_MAX, RW));
	assert_null(vfu_dma_ptr(rig->vfu, UINT64_MAX, 1, RW));

	assert_int_equal(dma_unmap(rig, 0x100000, 0x4000, 0), 0);
	assert_int_equal(rig->unmaps, 1);
	assert_null(vfu_dma_ptr(rig->vfu, 0x100000, 1, RW));
	munmap(mem, 0x10000);
	close(fd);
}

static void test_dma_across(void **state)
{
	struct rig *rig = *state;
	int fd = rig_memfd(0x4000);
	const char text[] = "over the edge";
	char back[sizeof(text)] = "";

	/* Neighbours in guest memory that are apart in the file. */
	assert_int_equal(dma_map(rig, 0x2000, 0x1000, RW, fd, 0), 0);
	assert_int_equal(dma_map(rig, 0x1000, 0x1000, RW, fd, 0x3000), 0);
	assert_null(vfu_dma_ptr(rig->vfu, 0x1ffa, sizeof(text), RW));
	assert_int_equal(vfu_dma_write(rig->vfu, 0x1ffa, text, sizeof(text)), 0);
	assert_int_equal(vfu_dma_read(rig->vfu, 0x1ffa, back, sizeof(back)), 0);
	assert_string_equal(back, text);
	assert_int_equal(pread(fd, back, 6, 0x3ffa), 6);
	assert_int_equal(pread(fd, back + 6, 8, 0), 8);
	assert_string_equal(back, text);

	assert_int_equal(vfu_dma_read(rig->vfu, 0x2ffa, back, sizeof(back)), -EFAULT);
	assert_int_equal(vfu_dma_write(rig->vfu, 0x0ffa, text, sizeof(text)), -EFAULT);
	assert_int_equal(vfu_dma_read(rig->vfu, UINT64_MAX, back, sizeof(back)), -EFAULT);
	assert_int_equal(vfu_dma_read(rig->vfu, 0x9000, back, 0), 0);
	close(fd);
}

static void test_dma_prot(void **state)
{
	struct rig *rig = *state;
	int fd = rig_memfd(0x1000);
	uint32_t value = 0;

	assert_int_equal(dma_map(rig, 0x1000, 0x1000, VFU_DMA_READ, fd, 0), 0);
	assert_int_equal(vfu_dma_read(rig->vfu, 0x1000, &value, 4), 0);
	assert_int_equal(vfu_dma_write(rig->vfu, 0x1000, &value, 4), -EFAULT);
	assert_null(vfu_dma_ptr(rig->vfu, 0x1000, 4, VFU_DMA_WRITE));
	assert_non_null(vfu_dma_ptr(rig->vfu, 0x1000, 4, VFU_DMA_READ));

	/* Without a descriptor: known, not accessible. */
	assert_int_equal(dma_map(rig, 0x2000, 0x1000, RW, -1, 0), 0);
	assert_null(rig->last_range.host);
	assert_int_equal(vfu_dma_read(rig->vfu, 0x2000, &value, 4), -EFAULT);
	assert_null(vfu_dma_ptr(rig->vfu, 0x2000, 4, VFU_DMA_READ));
	assert_int_equal(dma_map(rig, 0x2800, 0x1000, RW, fd, 0), -EEXIST);
	assert_int_equal(dma_unmap(rig, 0x2000, 0x1000, 0), 0);
	close(fd);
}

static void test_dma_bounds(void **state)
{
	static const struct {
		uint64_t iova, size, offset;
		uint32_t prot;
		int ret;
	} cases[] = {
		/* 0x10000..0x14000 is mapped, and the file has 0x8000 bytes. */
		{ 0x10000, 0x4000, 0, RW, -EEXIST },
		{ 0x0f000, 0x2000, 0, RW, -EEXIST },
		{ 0x13000, 0x2000, 0, RW, -EEXIST },
		{ 0x11000, 0x1000, 0, RW, -EEXIST },
		{ 0x0f000, 0x7000, 0, RW, -EEXIST },
		{ 0x13fff, 1, 0, RW, -EEXIST },
		{ 0x20000, 0, 0, RW, -EINVAL },
		{ 0x20000, 0x1000, 0, 0, -EINVAL },
		{ 0x20000, 0x1000, 0, 4, -EINVAL },
		{ 0x20000, 0x1000, 0, 7, -EINVAL },
		{ 0x20000, 0x8001, 0, RW, -EINVAL },
		{ 0x20000, 0x8000, 0x1000, RW, -EINVAL },
		{ 0x20000, 0x1000, 0x8000, RW, -EINVAL },
		{ 0x20000, 0x1000, UINT64_MAX - 0xfff, RW, -EINVAL },
		{ 0x20000, 0x1000, 0x10, RW, -EINVAL },
		{ UINT64_MAX, 1, 0, RW, -EINVAL },
		{ UINT64_MAX - 0xfff, 0x1000, 0, RW, -EINVAL },
		{ 1, UINT64_MAX, 0, RW, -EINVAL },
		{ 0x20000, UINT64_MAX - 0x1ffff, 0, RW, -EINVAL },
		{ 0x0f000, 0x1000, 0, RW, 0 },
		{ 0x14000, 0x1000, 0x7000, RW, 0 },
		{ UINT64_MAX - 0x1fff, 0x1000, 0, RW, 0 },
	};
	struct rig *rig = *state;
	unsigned int maps;
	int fd = rig_memfd(0x8000);

	assert_int_equal(dma_map(rig, 0x10000, 0x4000, RW, fd, 0), 0);
	maps = rig->maps;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int ret = dma_map(rig, cases[i].iova, cases[i].size, cases[i].prot, fd,
				  cases[i].offset);

		if (ret != cases[i].ret)
			fail_msg("case %zu: %d", i, ret);
		maps += !ret;
		assert_int_equal(rig->maps, maps);
	}
	close(fd);
}

static void test_dma_unmap(void **state)
{
	static const struct {
		uint64_t iova, size;
		uint32_t flags;
		int ret;
	} cases[] = {
		{ 0x10000, 0x3000, 0, -ENOENT },
		{ 0x10000, 0x5000, 0, -ENOENT },
		{ 0x11000, 0x3000, 0, -ENOENT },
		{ 0x0f000, 0x5000, 0, -ENOENT },
		{ 0x14000, 0x1000, 0, -ENOENT },
		{ 0, 0, 0, -ENOENT },
		{ 0, UINT64_MAX, 0, -ENOENT },
		{ 0x10000, 0x4000, 1, -EINVAL },
		{ 0x10000, 0x4000, VFU_DMA_UNMAP_ALL, -EINVAL },
		{ 0x10000, 0x4000, 0, 0 },
		{ 0x10000, 0x4000, 0, -ENOENT },
		{ 0, 0, VFU_DMA_UNMAP_ALL, 0 },
		{ 0, 0, VFU_DMA_UNMAP_ALL, 0 },
	};
	struct rig *rig = *state;
	int fd = rig_memfd(0x4000);

	assert_int_equal(dma_map(rig, 0x10000, 0x4000, RW, fd, 0), 0);
	assert_int_equal(dma_map(rig, 0x30000, 0x4000, RW, fd, 0), 0);
	assert_int_equal(dma_map(rig, 0x50000, 0x4000, RW, -1, 0), 0);
	assert_int_equal(rig_mappings(), 2);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int ret = dma_unmap(rig, cases[i].iova, cases[i].size, cases[i].flags);

		if (ret != cases[i].ret)
			fail_msg("case %zu: %d", i, ret);
	}
	assert_int_equal(rig->unmaps, 3);
	assert_int_equal(rig_mappings(), 0);
	close(fd);
}

static void test_dma_what_is_not_a_file(void **state)
{
	struct rig *rig = *state;
	int pipes[2], readonly;
	int fd = rig_memfd(0x1000);
	char path[32];

	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(dma_map(rig, 0x1000, 0x1000, RW, pipes[0], 0), 0);
	assert_null(vfu_dma_ptr(rig->vfu, 0x1000, 1, VFU_DMA_READ));

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	readonly = open(path, O_RDONLY);
	assert_true(readonly >= 0);
	assert_int_equal(dma_map(rig, 0x2000, 0x1000, RW, readonly, 0), -EACCES);
	assert_int_equal(dma_map(rig, 0x2000, 0x1000, VFU_DMA_READ, readonly, 0), 0);
	close(readonly);
	close(fd);
	close(pipes[0]);
	close(pipes[1]);
}

static void test_dma_full(void **state)
{
	struct rig *rig = *state;

	/* Downwards, so that every one is inserted at the front. */
	for (uint64_t i = VFU_MAX_DMA_MAPS; i > 0; i--)
		assert_int_equal(dma_map(rig, i << 12, 0x1000, RW, -1, 0), 0);
	assert_int_equal(dma_map(rig, 0, 0x1000, RW, -1, 0), -ENOSPC);
	assert_int_equal(dma_map(rig, 1ull << 40, 0x1000, RW, -1, 0), -ENOSPC);
	assert_int_equal(dma_unmap(rig, 0x200 << 12, 0x1000, 0), 0);
	assert_int_equal(dma_map(rig, 1ull << 40, 0x1000, RW, -1, 0), 0);
	assert_int_equal(rig->maps, VFU_MAX_DMA_MAPS + 1);
}

/* --- interrupts --- */

static int set_irqs(struct rig *rig, uint32_t index, uint32_t flags, uint32_t start, uint32_t count,
		    const int *fds, unsigned int num_fds)
{
	const struct vfu_irq_set set = { sizeof(set), flags, index, start, count };
	struct rig_cmd cmd = {
		.cmd = VFU_CMD_SET_IRQS,
		.payload = &set,
		.len = sizeof(set),
		.fds = fds,
		.num_fds = num_fds,
	};

	return rig_call(rig, &cmd, NULL, 0, NULL);
}

#define TRIGGER_FD (VFU_IRQ_DATA_EVENTFD | VFU_IRQ_ACTION_TRIGGER)
#define TRIGGER_NONE (VFU_IRQ_DATA_NONE | VFU_IRQ_ACTION_TRIGGER)
#define MASK_NONE (VFU_IRQ_DATA_NONE | VFU_IRQ_ACTION_MASK)
#define UNMASK_NONE (VFU_IRQ_DATA_NONE | VFU_IRQ_ACTION_UNMASK)

static uint64_t fired(int fd)
{
	uint64_t count;

	return read(fd, &count, sizeof(count)) == sizeof(count) ? count : 0;
}

static void test_irq_msi(void **state)
{
	struct rig *rig = *state;
	int fd[RIG_MSI];

	for (unsigned int i = 0; i < RIG_MSI; i++)
		fd[i] = eventfd(0, EFD_NONBLOCK);
	assert_int_equal(vfu_irq_trigger(rig->vfu, VFU_IRQ_MSI, 0), -ENOENT);
	assert_int_equal(set_irqs(rig, VFU_IRQ_MSI, TRIGGER_FD, 1, 3, fd + 1, 3), 0);
	assert_false(vfu_irq_enabled(rig->vfu, VFU_IRQ_MSI, 0));
	assert_true(vfu_irq_enabled(rig->vfu, VFU_IRQ_MSI, 3));
	assert_false(vfu_irq_enabled(rig->vfu, VFU_IRQ_MSI, 4));
	assert_false(vfu_irq_enabled(rig->vfu, VFU_NUM_IRQ_TYPES, 0));

	assert_int_equal(vfu_irq_trigger(rig->vfu, VFU_IRQ_MSI, 2), 0);
	assert_int_equal(vfu_irq_trigger(rig->vfu, VFU_IRQ_MSI, 2), 0);
	assert_int_equal(fired(fd[1]), 0);
	assert_int_equal(fired(fd[2]), 2);
	assert_int_equal(vfu_irq_trigger(rig->vfu, VFU_IRQ_MSI, RIG_MSI), -EINVAL);
	assert_int_equal(vfu_irq_trigger(rig->vfu, VFU_IRQ_INTX, 0), -EINVAL);
	assert_int_equal(vfu_irq_trigger(rig->vfu, VFU_NUM_IRQ_TYPES, 0), -EINVAL);

	/* A counter that is full is an interrupt that is pending. */
	assert_int_equal(write(fd[2], &(uint64_t){ UINT64_MAX - 1 }, 8), 8);
	assert_int_equal(vfu_irq_trigger(rig->vfu, VFU_IRQ_MSI, 2), 0);

	/* The client's own test of a vector, for one and by booleans. */
	assert_int_equal(set_irqs(rig, VFU_IRQ_MSI, TRIGGER_NONE, 0, 2, NULL, 0), 0);
	assert_int_equal(fired(fd[1]), 1);

	/* One off, then all off. */
	assert_int_equal(set_irqs(rig, VFU_IRQ_MSI, TRIGGER_FD, 2, 1, NULL, 0), 0);
	assert_int_equal(vfu_irq_trigger(rig->vfu, VFU_IRQ_MSI, 2), -ENOENT);
	assert_int_equal(vfu_irq_trigger(rig->vfu, VFU_IRQ_MSI, 3), 0);
	assert_int_equal(set_irqs(rig, VFU_IRQ_MSI, TRIGGER_NONE, 0, 0, NULL, 0), 0);
	assert_int_equal(vfu_irq_trigger(rig->vfu, VFU_IRQ_MSI, 3), -ENOENT);
	for (unsigned int i = 0; i < RIG_MSI; i++)
		close(fd[i]);
}

static void test_irq_bools(void **state)
{
	struct {
		struct vfu_irq_set set;
		uint8_t bools[3];
	} __attribute__((packed)) msg = {
		{ 23, VFU_IRQ_DATA_BOOL | VFU_IRQ_ACTION_TRIGGER, VFU_IRQ_MSIX, 5, 3 },
		{ 1, 0, 1 },
	};
	int fd[3];

	for (int i = 0; i < 3; i++)
		fd[i] = eventfd(0, EFD_NONBLOCK);
	assert_int_equal(set_irqs(*state, VFU_IRQ_MSIX, TRIGGER_FD, 5, 3, fd, 3), 0);
	assert_int_equal(call(*state, VFU_CMD_SET_IRQS, &msg, sizeof(msg)), 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(fired(fd[i]), msg.bools[i]);
		close(fd[i]);
	}
	assert_int_equal(call(*state, VFU_CMD_SET_IRQS, &msg, sizeof(msg) - 1), -EINVAL);
	msg.set.count = 2;
	assert_int_equal(call(*state, VFU_CMD_SET_IRQS, &msg, sizeof(msg)), -EINVAL);
	msg.set.count = UINT32_MAX;
	assert_int_equal(call(*state, VFU_CMD_SET_IRQS, &msg, sizeof(msg)), -EINVAL);
}

static void test_irq_intx(void **state)
{
	struct rig *rig = *state;
	int fd = eventfd(0, EFD_NONBLOCK);

	/* Asserted before the guest enables it: fires when it does. */
	assert_int_equal(vfu_intx_set(rig->vfu, true), 0);
	assert_int_equal(set_irqs(rig, VFU_IRQ_INTX, TRIGGER_FD, 0, 1, &fd, 1), 0);
	assert_int_equal(fired(fd), 1);

	/* It has masked itself. */
	assert_int_equal(vfu_intx_set(rig->vfu, true), 0);
	assert_int_equal(fired(fd), 0);
	/* Still asserted at the unmask: fires again. */
	assert_int_equal(set_irqs(rig, VFU_IRQ_INTX, UNMASK_NONE, 0, 1, NULL, 0), 0);
	assert_int_equal(fired(fd), 1);
	/* Not asserted any more: quiet. */
	assert_int_equal(vfu_intx_set(rig->vfu, false), 0);
	assert_int_equal(set_irqs(rig, VFU_IRQ_INTX, UNMASK_NONE, 0, 1, NULL, 0), 0);
	assert_int_equal(fired(fd), 0);
	/* Masked by the client. */
	assert_int_equal(set_irqs(rig, VFU_IRQ_INTX, MASK_NONE, 0, 1, NULL, 0), 0);
	assert_int_equal(vfu_intx_set(rig->vfu, true), 0);
	assert_int_equal(fired(fd), 0);
	/* A reset lowers the pin. */
	assert_int_equal(call(rig, VFU_CMD_RESET, NULL, 0), 0);
	assert_int_equal(set_irqs(rig, VFU_IRQ_INTX, UNMASK_NONE, 0, 1, NULL, 0), 0);
	assert_int_equal(fired(fd), 0);
	close(fd);
}

static void test_irq_bounds(void **state)
{
	static const struct {
		uint32_t index, flags, start, count;
		unsigned int num_fds;
		int ret;
	} cases[] = {
		{ VFU_IRQ_MSI, TRIGGER_FD, 0, 4, 4, 0 },
		{ VFU_IRQ_MSI, TRIGGER_FD, 0, 5, 5, -EINVAL },
		{ VFU_IRQ_MSI, TRIGGER_FD, 1, 4, 4, -EINVAL },
		{ VFU_IRQ_MSI, TRIGGER_FD, 4, 1, 1, -EINVAL },
		{ VFU_IRQ_MSI, TRIGGER_FD, UINT32_MAX, 2, 2, -EINVAL },
		{ VFU_IRQ_MSI, TRIGGER_FD, 2, UINT32_MAX, 1, -EINVAL },
		{ VFU_IRQ_MSI, TRIGGER_FD, 0, 2, 1, -EINVAL },
		{ VFU_IRQ_MSI, TRIGGER_FD, 0, 1, 2, -EINVAL },
		{ VFU_IRQ_MSI, TRIGGER_FD, 0, 0, 0, -EINVAL },
		{ VFU_IRQ_MSI, TRIGGER_NONE, 0, 1, 1, -EINVAL },
		{ VFU_IRQ_MSI, TRIGGER_NONE, 1, 0, 0, -EINVAL },
		{ VFU_IRQ_MSI, TRIGGER_NONE, 4, 0, 0, -EINVAL },
		{ VFU_IRQ_MSI, MASK_NONE, 0, 1, 0, -ENOTSUP },
		{ VFU_IRQ_MSI, MASK_NONE, 0, 0, 0, -EINVAL },
		{ VFU_IRQ_INTX, UNMASK_NONE, 0, 1, 0, 0 },
		{ VFU_IRQ_INTX, UNMASK_NONE, 0, 2, 0, -EINVAL },
		{ VFU_IRQ_INTX, VFU_IRQ_DATA_EVENTFD | VFU_IRQ_ACTION_UNMASK, 0, 1, 1, -ENOTSUP },
		{ VFU_IRQ_MSI, VFU_IRQ_ACTION_TRIGGER, 0, 1, 0, -EINVAL },
		{ VFU_IRQ_MSI, VFU_IRQ_DATA_NONE, 0, 1, 0, -EINVAL },
		{ VFU_IRQ_MSI, TRIGGER_NONE | VFU_IRQ_DATA_EVENTFD, 0, 1, 1, -EINVAL },
		{ VFU_IRQ_INTX, MASK_NONE | VFU_IRQ_ACTION_UNMASK, 0, 1, 0, -EINVAL },
		{ VFU_IRQ_MSI, TRIGGER_NONE | 1u << 6, 0, 1, 0, -EINVAL },
		{ VFU_NUM_IRQ_TYPES, TRIGGER_NONE, 0, 0, 0, -EINVAL },
		{ UINT32_MAX, TRIGGER_FD, 0, 1, 1, -EINVAL },
	};
	int fd[5];

	for (int i = 0; i < 5; i++)
		fd[i] = eventfd(0, EFD_NONBLOCK);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int ret = set_irqs(*state, cases[i].index, cases[i].flags, cases[i].start,
				   cases[i].count, fd, cases[i].num_fds);

		if (ret != cases[i].ret)
			fail_msg("case %zu: %d", i, ret);
	}
	for (int i = 0; i < 5; i++)
		close(fd[i]);
}

static void test_irq_needs_eventfd(void **state)
{
	struct rig *rig = *state;
	int fds[2], pipes[2];

	assert_int_equal(pipe(pipes), 0);
	fds[0] = eventfd(0, EFD_NONBLOCK);
	fds[1] = pipes[1];
	assert_int_equal(set_irqs(rig, VFU_IRQ_MSI, TRIGGER_FD, 0, 2, fds, 2), -EINVAL);
	assert_false(vfu_irq_enabled(rig->vfu, VFU_IRQ_MSI, 0));

	/* One that would block is made not to. */
	close(fds[0]);
	fds[0] = eventfd(0, 0);
	assert_int_equal(set_irqs(rig, VFU_IRQ_MSI, TRIGGER_FD, 0, 1, fds, 1), 0);
	assert_int_equal(write(fds[0], &(uint64_t){ UINT64_MAX - 1 }, 8), 8);
	assert_int_equal(vfu_irq_trigger(rig->vfu, VFU_IRQ_MSI, 0), 0);
	close(fds[0]);
	close(pipes[0]);
	close(pipes[1]);
}

/* --- the stream --- */

static void test_command_sizes(void **state)
{
	static const struct {
		uint16_t cmd;
		uint8_t len;
	} cases[] = {
		{ VFU_CMD_DMA_MAP, 32 }, { VFU_CMD_DMA_UNMAP, 24 }, { VFU_CMD_GET_INFO, 16 },
		{ VFU_CMD_GET_REGION_INFO, 32 }, { VFU_CMD_GET_IRQ_INFO, 16 },
		{ VFU_CMD_SET_IRQS, 20 }, { VFU_CMD_REGION_READ, 16 },
	};
	uint8_t zero[64] = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(call(*state, cases[i].cmd, zero, 0), -EINVAL);
		assert_int_equal(call(*state, cases[i].cmd, zero, cases[i].len - 1), -EINVAL);
		/* Right length, but argsz or count is zero. */
		assert_int_equal(call(*state, cases[i].cmd, zero, cases[i].len), -EINVAL);
		assert_int_equal(call(*state, cases[i].cmd, zero, cases[i].len + 1), -EINVAL);
	}
	assert_int_equal(call(*state, VFU_CMD_REGION_WRITE, zero, 15), -EINVAL);
	assert_int_equal(call(*state, VFU_CMD_REGION_WRITE, zero, 16), -EINVAL);
}

static void test_unknown_commands(void **state)
{
	static const uint16_t cmds[] = { 0, 6, 11, 12, 14, 15, 16, 17, 18, 19, 255, 0xffff };

	for (size_t i = 0; i < ARRAY_SIZE(cmds); i++)
		assert_int_equal(call(*state, cmds[i], NULL, 0), -ENOTSUP);
}

static void test_header_flags(void **state)
{
	struct rig *rig = *state;
	struct rig_cmd cmd = { .cmd = VFU_CMD_RESET, .flags = VFU_HDR_ERROR };

	assert_int_equal(rig_call(rig, &cmd, NULL, 0, NULL), -EINVAL);
	cmd.flags = 1u << 31;
	assert_int_equal(rig_call(rig, &cmd, NULL, 0, NULL), -EINVAL);
	assert_int_equal(rig->resets, 0);

	/* No reply, neither to a good command nor to a bad one. */
	cmd.flags = VFU_HDR_NO_REPLY;
	assert_int_equal(rig_call(rig, &cmd, NULL, 0, NULL), -EAGAIN);
	assert_int_equal(rig->resets, 1);
	cmd.cmd = 99;
	assert_int_equal(rig_call(rig, &cmd, NULL, 0, NULL), -EAGAIN);
	assert_true(vfu_connected(rig->vfu));
}

static void test_stream_broken(void **state)
{
	static const struct {
		uint32_t size, flags;
	} cases[] = {
		{ 1, 0 }, { 15, 0 }, { VFU_MAX_MSG + 1, 0 }, { UINT32_MAX, 0 },
		{ 0, VFU_HDR_REPLY }, { 0, 2 }, { 0, 0xf },
	};
	struct rig *rig = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct rig_cmd cmd = {
			.cmd = VFU_CMD_RESET,
			.size = cases[i].size,
			.flags = cases[i].flags,
		};

		rig_send(rig, &cmd);
		assert_int_equal(vfu_process(rig->vfu), -EPROTO);
		assert_int_equal(rig->disconnects, i + 1);
		close(rig->client);
		rig_connect(rig);
		assert_int_equal(rig_negotiate(rig), 0);
	}
	assert_int_equal(rig->resets, 0);
}

static void test_fds_too_many(void **state)
{
	struct rig *rig = *state;
	int fds[VFU_MAX_FDS + 1];
	struct rig_cmd cmd = { .cmd = VFU_CMD_RESET, .fds = fds, .num_fds = 1 };
	unsigned int before;

	for (unsigned int i = 0; i < ARRAY_SIZE(fds); i++)
		fds[i] = eventfd(0, 0);
	before = rig_open_fds();

	/* One where none belongs, two where one does: closed, and an error. */
	assert_int_equal(rig_call(rig, &cmd, NULL, 0, NULL), -EINVAL);
	cmd = (struct rig_cmd){
		.cmd = VFU_CMD_DMA_MAP,
		.payload = (uint8_t[32]){ 32 },
		.len = 32,
		.fds = fds,
		.num_fds = 2,
	};
	assert_int_equal(rig_call(rig, &cmd, NULL, 0, NULL), -EINVAL);
	assert_int_equal(rig_open_fds(), before);

	/* More than were announced: closed, and the client is dropped. */
	cmd.num_fds = ARRAY_SIZE(fds);
	rig_send(rig, &cmd);
	assert_int_equal(vfu_process(rig->vfu), -EPROTO);
	assert_int_equal(rig_open_fds(), before - 1);
	for (unsigned int i = 0; i < ARRAY_SIZE(fds); i++)
		close(fds[i]);
}

/* Descriptors that come in small numbers with every byte of one message. */
static void test_fds_trickle(void **state)
{
	struct rig *rig = *state;
	int fd = eventfd(0, 0);
	unsigned int before = rig_open_fds();
	struct rig_cmd cmd = { .cmd = VFU_CMD_RESET, .size = 64, .fds = &fd, .num_fds = 1 };
	int ret = 0;

	rig_send(rig, &cmd);
	for (int i = 0; i < VFU_MAX_FDS && ret != -EPROTO; i++) {
		union {
			struct cmsghdr align;
			char buf[CMSG_SPACE(sizeof(int))];
		} ctl = { .align = { CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS } };
		struct iovec iov = { "x", 1 };
		struct msghdr msg = {
			.msg_iov = &iov,
			.msg_iovlen = 1,
			.msg_control = &ctl,
			.msg_controllen = sizeof(ctl),
		};

		memcpy(CMSG_DATA(&ctl.align), &fd, sizeof(fd));
		assert_int_equal(sendmsg(rig->client, &msg, 0), 1);
		ret = vfu_process(rig->vfu);
	}
	assert_int_equal(ret, -EPROTO);
	assert_int_equal(rig_open_fds(), before - 1);
	close(fd);
}

static void test_fds_closed_on_disconnect(void **state)
{
	struct rig *rig = *state;
	int fd = eventfd(0, EFD_NONBLOCK), mem = rig_memfd(0x1000);
	unsigned int before = rig_open_fds();
	struct rig_cmd half = { .cmd = VFU_CMD_RESET, .size = 64, .fds = &fd, .num_fds = 1 };

	assert_int_equal(set_irqs(rig, VFU_IRQ_MSI, TRIGGER_FD, 0, 1, &fd, 1), 0);
	assert_int_equal(dma_map(rig, 0, 0x1000, RW, mem, 0), 0);
	rig_send(rig, &half);
	assert_int_equal(vfu_process(rig->vfu), -EAGAIN);
	assert_int_equal(rig_open_fds(), before + 2);

	close(rig->client);
	rig->client = -1;
	assert_int_equal(vfu_process(rig->vfu), -ENOTCONN);
	assert_int_equal(rig->disconnects, 1);
	assert_int_equal(rig->unmaps, 1);
	assert_int_equal(rig_open_fds(), before - 2);
	assert_null(vfu_dma_ptr(rig->vfu, 0, 1, VFU_DMA_READ));
	assert_int_equal(vfu_irq_trigger(rig->vfu, VFU_IRQ_MSI, 0), -ENOENT);
	close(fd);
	close(mem);
}

static void test_byte_by_byte(void **state)
{
	struct rig *rig = *state;
	struct {
		struct vfu_hdr hdr;
		struct vfu_region_rw rw;
		uint32_t data;
	} msg = {
		{ .id = 0x4711, .cmd = VFU_CMD_REGION_WRITE, .size = 36 },
		{ 0x100, VFU_BAR0, 4 }, 0xdeadbeef,
	};
	struct vfu_region_rw reply;

	for (size_t i = 0; i < 36; i++) {
		assert_int_equal(vfu_process(rig->vfu), -EAGAIN);
		assert_int_equal(rig->writes, 0);
		assert_int_equal(send(rig->client, (uint8_t *)&msg + i, 1, 0), 1);
	}
	assert_int_equal(vfu_process(rig->vfu), 0);
	assert_int_equal(rig->writes, 1);
	assert_memory_equal(rig->bar0 + 0x100, &msg.data, 4);
	assert_int_equal(rig_recv(rig, &reply, sizeof(reply), NULL), sizeof(reply));
}

static void test_pipelined(void **state)
{
	struct rig *rig = *state;
	struct rig_cmd cmd = { .cmd = VFU_CMD_RESET };

	for (int i = 0; i < 10; i++)
		rig_send(rig, &cmd);
	for (unsigned int i = 1; i <= 10; i++) {
		assert_int_equal(vfu_process(rig->vfu), 0);
		assert_int_equal(rig->resets, i);
	}
	assert_int_equal(vfu_process(rig->vfu), -EAGAIN);
	for (int i = 0; i < 10; i++)
		assert_int_equal(rig_recv(rig, NULL, 0, NULL), 0);
}

/* The reply is larger than the socket's buffer, and the client is slow. */
static void test_slow_reader(void **state)
{
	struct rig *rig = *state;
	const struct vfu_region_rw rw = { 0x1000, VFU_BAR0, VFU_MAX_XFER };
	struct rig_cmd read_cmd = { .cmd = VFU_CMD_REGION_READ, .payload = &rw, .len = sizeof(rw) };
	struct rig_cmd reset_cmd = { .cmd = VFU_CMD_RESET };
	uint8_t *got = malloc(VFU_MAX_MSG);
	size_t have = 0;

	for (size_t i = 0; i < sizeof(rig->bar0); i++)
		rig->bar0[i] = i * 2654435761u >> 24;
	rig_send(rig, &read_cmd);
	rig_send(rig, &reset_cmd);
	assert_int_equal(vfu_process(rig->vfu), 0);
	assert_int_equal(vfu_events(rig->vfu), POLLOUT);
	assert_int_equal(vfu_process(rig->vfu), -EAGAIN);
	assert_int_equal(rig->resets, 0);

	while (have < VFU_MAX_MSG) {
		ssize_t n = recv(rig->client, got + have, VFU_MAX_MSG - have, MSG_DONTWAIT);

		if (n > 0)
			have += n;
		else
			vfu_process(rig->vfu);
	}
	assert_memory_equal(got + 32, rig->bar0 + 0x1000, VFU_MAX_XFER);
	while (vfu_process(rig->vfu) == 0)
		;
	assert_int_equal(vfu_events(rig->vfu), POLLIN);
	assert_int_equal(rig->resets, 1);
	assert_int_equal(rig_recv(rig, NULL, 0, NULL), 0);
	free(got);
}

static int connect_to(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(addr.sun_path, path);
	assert_int_equal(connect(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	return fd;
}

static void test_listen(void **state)
{
	struct rig *rig = *state;
	char dir[] = "/tmp/vfio_user_test.XXXXXX", path[64], lengthy[200];
	struct rig_cmd cmd = { .cmd = VFU_CMD_RESET };

	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/socket", dir);
	memset(lengthy, 'x', sizeof(lengthy));
	lengthy[sizeof(lengthy) - 1] = 0;
	assert_int_equal(vfu_listen(rig->vfu, lengthy), -ENAMETOOLONG);
	assert_int_equal(vfu_listen(rig->vfu, dir), -EADDRINUSE);
	assert_int_equal(vfu_listen(rig->vfu, path), 0);
	assert_int_equal(vfu_listen(rig->vfu, path), -EBUSY);

	/* The first client is served until it goes; the second one waits. */
	close(rig->client);
	assert_int_equal(vfu_run(rig->vfu), 0);
	assert_int_equal(vfu_process(rig->vfu), -EAGAIN);
	for (unsigned int i = 1; i <= 3; i++) {
		rig->client = connect_to(path);
		assert_int_equal(vfu_process(rig->vfu), 0);
		assert_true(vfu_connected(rig->vfu));
		assert_int_equal(vfu_attach(rig->vfu, 0), -EBUSY);
		assert_int_equal(rig_negotiate(rig), 0);
		rig_send(rig, &cmd);
		close(rig->client);
		assert_int_equal(vfu_run(rig->vfu), 0);
		assert_int_equal(rig->resets, i);
		assert_int_equal(rig->disconnects, 1 + i);
	}
	rig->client = -1;
	vfu_destroy(rig->vfu);
	rig->vfu = NULL;
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(rmdir(dir), 0);
}

static void test_listen_stale(void **state)
{
	struct rig *rig = *state;
	char dir[] = "/tmp/vfio_user_test.XXXXXX";
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int old = socket(AF_UNIX, SOCK_STREAM, 0);

	assert_non_null(mkdtemp(dir));
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/socket", dir);
	assert_int_equal(bind(old, (struct sockaddr *)&addr, sizeof(addr)), 0);
	close(old);
	assert_int_equal(vfu_listen(rig->vfu, addr.sun_path), 0);
	vfu_destroy(rig->vfu);
	rig->vfu = NULL;
	assert_int_equal(rmdir(dir), 0);
}

/* Only a socket is replaced. */
static void test_listen_on_a_file(void **state)
{
	struct rig *rig = *state;
	char path[] = "/tmp/vfio_user_test.XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(vfu_listen(rig->vfu, path), -EADDRINUSE);
	assert_int_equal(unlink(path), 0);
	close(fd);
}

static void test_disconnect(void **state)
{
	struct rig *rig = *state;

	vfu_disconnect(rig->vfu);
	vfu_disconnect(rig->vfu);
	assert_int_equal(rig->disconnects, 1);
	assert_int_equal(rig_recv(rig, NULL, 0, NULL), -EPIPE);
	assert_int_equal(vfu_process(rig->vfu), -ENOTCONN);
}

#define RAW(test) cmocka_unit_test_setup_teardown(test, rig_setup, rig_teardown)
#define READY(test) cmocka_unit_test_setup_teardown(test, rig_setup_negotiated, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RAW(test_create_refuses),
		RAW(test_create_smallest),
		RAW(test_version),
		RAW(test_version_comes_first),
		RAW(test_version_refused),
		READY(test_device_info),
		READY(test_region_info),
		READY(test_region_map),
		READY(test_region_sparse),
		READY(test_irq_info),
		READY(test_region_rw),
		READY(test_region_bounds),
		READY(test_region_count),
		READY(test_callback_errors),
		READY(test_config_mask),
		READY(test_config_bar_sizes),
		READY(test_reset),
		READY(test_dma_ptr),
		READY(test_dma_across),
		READY(test_dma_prot),
		READY(test_dma_bounds),
		READY(test_dma_unmap),
		READY(test_dma_what_is_not_a_file),
		READY(test_dma_full),
		READY(test_irq_msi),
		READY(test_irq_bools),
		READY(test_irq_intx),
		READY(test_irq_bounds),
		READY(test_irq_needs_eventfd),
		READY(test_command_sizes),
		READY(test_unknown_commands),
		READY(test_header_flags),
		READY(test_stream_broken),
		READY(test_fds_too_many),
		READY(test_fds_trickle),
		READY(test_fds_closed_on_disconnect),
		READY(test_byte_by_byte),
		READY(test_pipelined),
		READY(test_slow_reader),
		RAW(test_listen),
		RAW(test_listen_stale),
		RAW(test_listen_on_a_file),
		READY(test_disconnect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
