// SPDX-License-Identifier: MIT
/*
 * The walk through the commands of a submission: each command lies in what userspace sent, behind
 * the one before it, and the walk ends.
 *
 * Attachments: no more than what the command has is read, and no more than there is room for written.
 *
 * Bounds: submissions of up to 64 KiB, as the driver takes; any contents.
 *
 * cbmc: --unwind 18
 * compile: -Itests/unit/shim -Itests/unit -include tests/unit/kernel_shim.h
 */
#include "tests/cbmc/cbmc.h"

#include "drm/agx/agx_args.c"

#define SIZE_MAX_SUBMIT	0x10000

int shim_fail_after = -1;
long shim_allocations;

void prove_next_command(void)
{
	struct drm_asahi_cmd_header header;
	u32 size = nondet_u32();
	u8 *data;
	int ret;

	assume(size <= SIZE_MAX_SUBMIT);
	data = any_memory(size);
	ret = agx_args_next_command(data, size, &header);

	prove((ret == 0) == (size == 0), "the end");
	prove(ret >= 0 || ret == -EINVAL, "errors of agx_args_next_command()");
	prove(ret <= (int)size, "a command lies in the submission");
	if (ret > 0)
		prove(ret == (int)(sizeof(header) + header.size), "a header and its payload");
	if (ret < 0)
		prove(size < sizeof(header) || header.size > size - sizeof(header),
		      "what is refused is too short");
}

void prove_copy_attachments(void)
{
	struct drm_asahi_cmd_header header;
	struct agx_seq_attachments *out = any_memory(sizeof(*out));
	u32 size = sizeof(struct drm_asahi_attachment);
	int ret;

	ret = agx_args_copy_attachments(out, &header, any_memory(header.size));
	prove(ret == 0 || ret == -EINVAL, "errors of agx_args_copy_attachments()");
	if (!ret)
		prove(out->count * size == header.size, "all of it");
}
