// SPDX-License-Identifier: MIT
/* Layouts: "CDM" and "USC" in Mesa's src/asahi/genxml/cmdbuf.xml. */
#include <stdio.h>
#include <string.h>

#include "cdm.h"

enum { CDM_LAUNCH, CDM_STREAM_LINK, CDM_TERMINATE, CDM_BARRIER };

enum { CDM_DIRECT, CDM_INDIRECT_GLOBAL, CDM_INDIRECT_LOCAL };

enum {
	USC_SHADER = 0x0d,
	USC_UNIFORM = 0x1d,
	USC_PRESHADER = 0x38,
	USC_UNIFORM_HIGH = 0x3d,
	USC_SHARED = 0x4d,
	USC_NO_PRESHADER = 0x88,
	USC_REGISTERS = 0x8d,
	USC_SAMPLER = 0x9d,
	USC_TEXTURE = 0xdd,
};

/* Longer pipelines than this are never written. */
#define USC_MAX_WORDS	256

static uint64_t field(uint64_t value, unsigned int lo, unsigned int width)
{
	return value >> lo & ((1ull << width) - 1);
}

/* A count of groups, of which 0 is the most. */
static uint32_t groups(uint64_t value, unsigned int lo, unsigned int width, uint32_t size)
{
	uint32_t count = field(value, lo, width);

	return (count ?: 1u << width) * size;
}

static bool read_words(struct cdm *cdm, uint64_t va, void *words, size_t size)
{
	return cdm->ops->read(cdm->ctx, va, words, size);
}

static enum agx_isa_result bad(struct cdm *cdm, const char *what, uint64_t va, uint32_t word)
{
	char text[128];

	snprintf(text, sizeof(text), "%s at %#llx: unknown word %#x", what, (unsigned long long)va, word);
	cdm->ops->violation(cdm->ctx, text);
	return AGX_ISA_VIOLATION;
}

/* Initial contents of uniform registers, from memory. */
static enum agx_isa_result usc_uniform(struct cdm *cdm, uint64_t word, unsigned int base,
				       struct agx_isa_dispatch *dispatch)
{
	unsigned int first = base + field(word, 8, 8);
	unsigned int count = groups(word, 20, 6, 1);

	if (first + count > AGX_ISA_UNIFORMS)
		return bad(cdm, "uniform word", 0, word);
	if (!read_words(cdm, field(word, 26, 38) << 2, &dispatch->uniforms[first], 2 * count))
		return AGX_ISA_FAULT;
	return AGX_ISA_OK;
}

/* Initial contents of texture state registers, from memory. */
static enum agx_isa_result usc_texture(struct cdm *cdm, uint64_t word, struct agx_isa_dispatch *dispatch)
{
	unsigned int first = field(word, 8, 8), count = field(word, 20, 7);
	uint64_t va = field(word, 27, 36) << 3;

	if (first + count > AGX_ISA_TEXTURES || field(word, 16, 4) || word >> 63)
		return bad(cdm, "texture word", 0, word);
	for (unsigned int i = first; i < first + count; i++) {
		struct agx_isa_texture *texture = &dispatch->textures[i];

		texture->loaded = read_words(cdm, va, texture->words, sizeof(texture->words));
		if (!texture->loaded)
			return AGX_ISA_FAULT;
		va += sizeof(texture->words);
	}
	return AGX_ISA_OK;
}

/* Threadgroup memory, which can be an image block. */
static enum agx_isa_result usc_shared(struct cdm *cdm, uint64_t va, uint32_t word, struct agx_isa_dispatch *dispatch)
{
	static const struct {
		uint8_t layout, w, h;
	} layouts[] = { { 0x24, 0, 0 }, { 0x2f, 32, 32 }, { 0x3f, 32, 16 }, { 0x36, 16, 16 } };

	dispatch->local_size = field(word, 8, 1) ? groups(word, 24, 8, 256) : 0;
	for (unsigned int i = 0; i < 4; i++) {
		if (field(word, 10, 6) != layouts[i].layout)
			continue;
		dispatch->tile[0] = layouts[i].w;
		dispatch->tile[1] = layouts[i].h;
		dispatch->sample_bytes = 8 * field(word, 20, 4);
		if (!layouts[i].w || !field(word, 16, 2))
			return AGX_ISA_OK;
	}
	return bad(cdm, "threadgroup memory", va, word);
}

/* Sampler states are not loaded: a shader that filters is a violation. */
static enum agx_isa_result usc_word(struct cdm *cdm, uint64_t va, uint64_t word, struct agx_isa_dispatch *dispatch,
				    unsigned int *length, bool *end)
{
	switch (word & 0xff) {
	case USC_UNIFORM:
	case USC_UNIFORM_HIGH:
		*length = 8;
		return usc_uniform(cdm, word, (word & 0xff) == USC_UNIFORM ? 0 : AGX_ISA_UNIFORMS / 2, dispatch);
	case USC_TEXTURE:
		*length = 8;
		return usc_texture(cdm, word, dispatch);
	case USC_SAMPLER:
		*length = 8;
		return AGX_ISA_OK;
	case USC_SHARED:
		*length = 4;
		return usc_shared(cdm, va, word, dispatch);
	case USC_SHADER:
		*length = 6;
		dispatch->code = cdm->usc_base + field(word, 16, 32);
		return AGX_ISA_OK;
	case USC_REGISTERS:
		*length = 4;
		return AGX_ISA_OK;
	case USC_PRESHADER:
		dispatch->preamble = cdm->usc_base + field(word, 32, 32);
		*end = true;
		return AGX_ISA_OK;
	case USC_NO_PRESHADER:
		*end = true;
		return AGX_ISA_OK;
	default:
		return bad(cdm, "pipeline", va, word);
	}
}

/* Words have 2, 4, 6 or 8 bytes; what is behind the last may not be there. */
static bool read_usc(struct cdm *cdm, uint64_t va, uint64_t *word)
{
	*word = 0;
	for (unsigned int i = 0; i < 8; i += 2)
		if (!read_words(cdm, va + i, (uint8_t *)word + i, 2))
			return i;
	return true;
}

static enum agx_isa_result usc_run(struct cdm *cdm, uint64_t va, struct agx_isa_dispatch *dispatch)
{
	bool end = false;

	for (unsigned int i = 0; i < USC_MAX_WORDS && !end; i++) {
		enum agx_isa_result result;
		unsigned int length = 0;
		uint64_t word;

		if (!read_usc(cdm, va, &word))
			return AGX_ISA_FAULT;
		result = usc_word(cdm, va, word, dispatch, &length, &end);
		if (result != AGX_ISA_OK)
			return result;
		va += length;
	}
	return end && dispatch->code ? AGX_ISA_OK : bad(cdm, "pipeline without a shader or an end", va, 0);
}

/* Sizes are in the stream, or wherever the stream points. */
static enum agx_isa_result launch_sizes(struct cdm *cdm, unsigned int mode, uint64_t *va,
					struct agx_isa_dispatch *dispatch)
{
	uint32_t pointer[2];
	uint64_t from = *va;

	if (mode != CDM_DIRECT) {
		if (!read_words(cdm, *va, pointer, sizeof(pointer)))
			return AGX_ISA_FAULT;
		from = field(pointer[0], 0, 8) << 32 | (pointer[1] & ~3u);
	}
	if (!read_words(cdm, from, dispatch->grid, sizeof(dispatch->grid)))
		return AGX_ISA_FAULT;
	*va += mode == CDM_DIRECT ? sizeof(dispatch->grid) : sizeof(pointer);
	from = mode == CDM_INDIRECT_LOCAL ? from + sizeof(dispatch->grid) : *va;
	if (!read_words(cdm, from, dispatch->local, sizeof(dispatch->local)))
		return AGX_ISA_FAULT;
	if (mode != CDM_INDIRECT_LOCAL)
		*va += sizeof(dispatch->local);
	return AGX_ISA_OK;
}

/* Both words of a launch are in @words; @va leaves the block behind. */
static enum agx_isa_result launch(struct cdm *cdm, const uint32_t words[2], uint64_t *va)
{
	struct agx_isa_dispatch dispatch = { .vm_slot = cdm->vm_slot, .budget = cdm->budget };
	unsigned int mode = field(words[0], 27, 2);
	enum agx_isa_result result;

	if (mode > CDM_INDIRECT_LOCAL)
		return bad(cdm, "launch", *va, words[0]);
	*va += cdm->g14x ? 16 : 8;
	result = launch_sizes(cdm, mode, va, &dispatch);
	if (result == AGX_ISA_OK)
		result = usc_run(cdm, cdm->usc_base + (words[1] & ~0x3full), &dispatch);
	if (result == AGX_ISA_OK)
		result = agx_isa_dispatch(cdm->ops, cdm->ctx, &dispatch);
	cdm->budget = dispatch.budget;
	cdm->launches++;
	return result;
}

enum agx_isa_result cdm_run(struct cdm *cdm, uint64_t stream)
{
	while (cdm->budget) {
		enum agx_isa_result result = AGX_ISA_OK;
		uint32_t words[2] = { 0 };

		cdm->budget--;
		if (!read_words(cdm, stream, &words[0], 4))
			return AGX_ISA_FAULT;
		switch (field(words[0], 29, 3)) {
		case CDM_BARRIER: /* one launch ends before the next begins anyway */
			stream += 4;
			continue;
		case CDM_TERMINATE:
			return AGX_ISA_OK;
		}
		if (!read_words(cdm, stream + 4, &words[1], 4))
			return AGX_ISA_FAULT;
		switch (field(words[0], 29, 3)) {
		case CDM_LAUNCH:
			result = launch(cdm, words, &stream);
			break;
		case CDM_STREAM_LINK:
			stream = field(words[0], 0, 8) << 32 | words[1];
			break;
		default:
			result = bad(cdm, "compute stream", stream, words[0]);
		}
		if (result != AGX_ISA_OK)
			return result;
	}
	return AGX_ISA_TIMEOUT;
}
