// SPDX-License-Identifier: MIT
#include "firmware.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chip.h"

/* Debian installs the files as they are, uncompressed; some are symbolic links. */
#define VERSION "570.144"

static int map_file(const char *path, struct fw_span *file)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat stat;
	void *data;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &stat) < 0 || !stat.st_size) {
		close(fd);
		return -EIO;
	}
	data = mmap(NULL, stat.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (data == MAP_FAILED)
		return -errno;
	*file = (struct fw_span){ data, stat.st_size };
	return 0;
}

static int parse_gsp(struct firmware *firmware, const struct chip *chip, const struct fw_span *file)
{
	struct elf_section image, signature;
	int ret;

	ret = elf_find_section(file->data, file->len, ".fwimage", &image);
	if (!ret)
		ret = elf_find_section(file->data, file->len, chip->signature, &signature);
	if (ret)
		return ret;
	firmware->gsp_image = image.span;
	firmware->gsp_signature = signature.span;
	return 0;
}

static int load_file(struct firmware *firmware, const char *dir, const struct chip *chip,
		     unsigned int which)
{
	static const char *const names[] = { "gsp", "bootloader", "fmc" };
	struct fw_span *file = &firmware->files[which];
	char path[4096];
	int ret;

	snprintf(path, sizeof(path), "%s/nvidia/%s/gsp/%s-" VERSION ".bin", dir, chip->name,
		 names[which]);
	ret = map_file(path, file);
	if (!ret && which == 0)
		ret = parse_gsp(firmware, chip, file);
	else if (!ret && which == 1)
		ret = ucode_parse(file->data, file->len, &firmware->bootloader);
	else if (!ret)
		ret = fmc_parse(file->data, file->len, &firmware->fmc);
	if (ret)
		fprintf(stderr, "gsp-card: firmware %s: %s\n", path, strerror(-ret));
	return ret;
}

struct firmware *firmware_load(const char *dir, const struct chip *chip)
{
	struct firmware *firmware = calloc(1, sizeof(*firmware));

	for (unsigned int i = 0; firmware && i < ARRAY_SIZE(firmware->files); i++)
		if (load_file(firmware, dir, chip, i)) {
			firmware_free(firmware);
			return NULL;
		}
	return firmware;
}

void firmware_free(struct firmware *firmware)
{
	if (!firmware)
		return;
	for (unsigned int i = 0; i < ARRAY_SIZE(firmware->files); i++)
		if (firmware->files[i].data)
			munmap((void *)firmware->files[i].data, firmware->files[i].len);
	free(firmware);
}
