/* SPDX-License-Identifier: MIT */
/* The RM object tree; for the files rm*.c and disp.c only. */
#ifndef GSP_CARD_RM_OBJECT_H
#define GSP_CARD_RM_OBJECT_H

#include "core.h"
#include "mmu.h"
#include "rm.h"

/* Kinds of classes: each is one class number for a chip, or for all. */
enum rm_kind {
	RM_NONE,
	RM_CLIENT,
	RM_DEVICE,
	RM_SUBDEVICE,
	RM_VASPACE,
	RM_CHANNEL,
	RM_COPY,
	RM_3D,
	RM_COMPUTE,
	RM_2D,
	RM_I2M,
	RM_EVENT,
	RM_DISP_COMMON,
	RM_DISP,
	RM_MEMORY,
};

/**
 * struct rm_vaspace - an address space
 * @external: the driver owns the page tables; RM does otherwise
 * @space: its root, once SET_PAGE_DIRECTORY (or, if RM's, COPY_SERVER_RESERVED_PDES) said so
 * @rooted: whether that is so
 */
struct rm_vaspace {
	bool external;
	bool rooted;
	struct mmu_space space;
};

/** struct rm_channel - a GPFIFO channel, as far as RM cares. */
struct rm_channel {
	uint32_t chid, runlist, engine;
	enum aperture inst_aperture;
	uint64_t inst;
	struct rm_object *vaspace;
	bool bound, promoted;
};

/** struct rm_event - what a client wants to hear of. */
struct rm_event {
	uint32_t notifier;
	bool enabled;
};

struct rm_object {
	uint32_t client, handle, class;
	enum rm_kind kind;
	bool internal; /* RM's own */
	struct rm_object *parent, *child, *next;
	union {
		struct rm_vaspace vaspace;
		struct rm_channel channel;
		struct rm_event event;
	};
};

/* All objects: the clients are the roots. */
struct rm {
	struct card *card;
	struct rm_object *clients;
	uint64_t *objects; /* counter: allocated in all */
};

/* NULL if there is no such object. */
struct rm_object *rm_find(const struct rm *rm, uint32_t client, uint32_t handle);

/* Adds an object below @parent (NULL: a client). Never NULL. */
struct rm_object *rm_add(struct rm *rm, struct rm_object *parent, uint32_t client, uint32_t handle,
			 uint32_t class, enum rm_kind kind);

const char *rm_kind_name(enum rm_kind kind);

/* Visits every object below @object, itself included, parents first. */
void rm_walk(struct rm_object *object, void (*visit)(struct rm_object *object, void *priv),
	     void *priv);

/*
 * What the classes do. Constructors fill in @object and return an NV_STATUS; if it is not OK the
 * object goes away again. Destructors have no say.
 */
uint32_t rm_client_init(struct rm *rm, struct rm_object *object, const void *params);
uint32_t rm_channel_init(struct rm *rm, struct rm_object *object, const void *params);
void rm_channel_fini(struct rm *rm, struct rm_object *object);
uint32_t rm_vaspace_init(struct rm *rm, struct rm_object *object, const void *params);
void rm_vaspace_fini(struct rm *rm, struct rm_object *object);
uint32_t rm_copy_init(struct rm *rm, struct rm_object *object, const void *params);
uint32_t rm_gr_init(struct rm *rm, struct rm_object *object, const void *params);

#endif
