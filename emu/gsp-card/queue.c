// SPDX-License-Identifier: MIT
/*
 * Layout and rules: nouveau nvkm/subdev/gsp/rm/r535/{gsp,rpc}.c, OGKM message_queue_priv.h.
 * Positions are kept here and never read back from the guest, except for the two that the guest
 * owns: how far it has written commands, and how far it has read status messages.
 */
#include "queue.h"

#include <stdlib.h>
#include <string.h>

#include "core.h"
#include "mem.h"

#define PAGE R570_PAGE_SIZE

/* Header fields by offset in a queue's first page. */
#define TX_WRITE_PTR offsetof(struct r570_msgq_tx_header, write_ptr)
#define RX_READ_PTR R570_MSGQ_RX_HDR_OFF

struct waiting {
	struct waiting *next;
	size_t len; /* multiple of the page size */
	uint8_t bytes[];
};

struct queue {
	struct card *card;
	bool attached;
	uint64_t pages[R570_SHM_PAGES];
	uint64_t cmd_offset, stat_offset;

	uint32_t cmd_read, cmd_sequence;
	uint32_t stat_write, stat_sequence;
	struct waiting *first, **last;
	union {
		struct r570_msgq_element header;
		uint8_t bytes[R570_ELEMENT_MAX_SIZE];
	} element;
};

struct queue *queue_create(struct card *card)
{
	struct queue *queue = calloc(1, sizeof(*queue));

	if (!queue)
		return NULL;
	queue->card = card;
	queue->last = &queue->first;
	return queue;
}

static void drop_waiting(struct queue *queue)
{
	while (queue->first) {
		struct waiting *waiting = queue->first;

		queue->first = waiting->next;
		free(waiting);
	}
	queue->last = &queue->first;
}

void queue_destroy(struct queue *queue)
{
	if (!queue)
		return;
	drop_waiting(queue);
	free(queue);
}

void queue_detach(struct queue *queue)
{
	queue->attached = false;
	drop_waiting(queue);
}

/* Memory of the queues is addressed by its offset; the pages can lie anywhere. */
static bool shm_copy(struct queue *queue, uint64_t offset, void *buf, size_t len, bool write)
{
	struct mem *mem = card_mem(queue->card);

	while (len) {
		uint64_t page = offset / PAGE, in_page = offset % PAGE;
		size_t part = PAGE - in_page < len ? PAGE - in_page : len;
		uint64_t addr = queue->pages[page] + in_page;
		bool ok = write ? mem_write(mem, APERTURE_SYS_COHERENT, addr, buf, part) :
				  mem_read(mem, APERTURE_SYS_COHERENT, addr, buf, part);

		if (!ok) {
			violation(queue->card, "message queue page %llx is not in guest memory",
				  (unsigned long long)addr);
			queue->attached = false;
			return false;
		}
		offset += part;
		len -= part;
		buf = (uint8_t *)buf + part;
	}
	return true;
}

static uint32_t shm_read32(struct queue *queue, uint64_t offset)
{
	uint32_t value = 0;

	shm_copy(queue, offset, &value, sizeof(value), false);
	return value;
}

static void shm_write32(struct queue *queue, uint64_t offset, uint32_t value)
{
	shm_copy(queue, offset, &value, sizeof(value), true);
}

static bool read_pages(struct queue *queue, const struct r570_msgq_init_args *args)
{
	struct card *card = queue->card;

	if (args->page_table_entry_count != R570_SHM_PAGES) {
		violation(card, "RMARGS: %u pages of message queues, not %u",
			  args->page_table_entry_count, R570_SHM_PAGES);
		return false;
	}
	if (!mem_read(card_mem(card), APERTURE_SYS_COHERENT, args->shared_mem_phys_addr,
		      queue->pages, sizeof(queue->pages))) {
		violation(card, "RMARGS: message queues at %llx are not in guest memory",
			  (unsigned long long)args->shared_mem_phys_addr);
		return false;
	}
	if (queue->pages[0] != args->shared_mem_phys_addr) {
		violation(card,
			  "message queues: entry 0 of the page table is %llx, not itself (%llx)",
			  (unsigned long long)queue->pages[0],
			  (unsigned long long)args->shared_mem_phys_addr);
		return false;
	}
	for (unsigned int i = 0; i < R570_SHM_PAGES; i++)
		if (queue->pages[i] % PAGE ||
		    !mem_ptr(card_mem(card), APERTURE_SYS_COHERENT, queue->pages[i], PAGE, true)) {
			violation(card, "message queues: page %u at %llx is not a guest page", i,
				  (unsigned long long)queue->pages[i]);
			return false;
		}
	return true;
}

static bool offsets_ok(struct queue *queue, const struct r570_msgq_init_args *args)
{
	if (args->cmd_queue_offset == R570_SHM_CMDQ_OFFSET &&
	    args->stat_queue_offset == R570_SHM_STATQ_OFFSET)
		return true;
	violation(queue->card, "RMARGS: queues at offsets %llx and %llx, not %x and %x",
		  (unsigned long long)args->cmd_queue_offset,
		  (unsigned long long)args->stat_queue_offset, R570_SHM_CMDQ_OFFSET,
		  R570_SHM_STATQ_OFFSET);
	return false;
}

static bool command_header_ok(struct queue *queue)
{
	struct r570_msgq_tx_header tx;

	if (!shm_copy(queue, queue->cmd_offset, &tx, sizeof(tx), false))
		return false;
	if (tx.version == 0 && tx.size == R570_MSGQ_SIZE && tx.msg_size == R570_MSGQ_MSG_SIZE &&
	    tx.msg_count == R570_MSGQ_MSG_COUNT && tx.flags == R570_MSGQ_FLAGS_SWAP_RX &&
	    tx.rx_hdr_off == R570_MSGQ_RX_HDR_OFF && tx.entry_off == R570_MSGQ_ENTRY_OFF)
		return true;
	violation(queue->card, "command queue header: version %u size %x slots %u of %x from %x",
		  tx.version, tx.size, tx.msg_count, tx.msg_size, tx.entry_off);
	violation(queue->card, "command queue header: flags %x, read pointer at %x", tx.flags,
		  tx.rx_hdr_off);
	return false;
}

static void init_status_header(struct queue *queue)
{
	struct r570_msgq_tx_header tx = {
		.size = R570_MSGQ_SIZE,
		.msg_size = R570_MSGQ_MSG_SIZE,
		.msg_count = R570_MSGQ_MSG_COUNT,
		.write_ptr = queue->stat_write,
		.flags = R570_MSGQ_FLAGS_SWAP_RX,
		.rx_hdr_off = R570_MSGQ_RX_HDR_OFF,
		.entry_off = R570_MSGQ_ENTRY_OFF,
	};

	shm_copy(queue, queue->stat_offset, &tx, sizeof(tx), true);
	shm_write32(queue, queue->stat_offset + RX_READ_PTR, queue->cmd_read);
}

bool queue_attach(struct queue *queue, const struct r570_msgq_init_args *args, bool resume)
{
	if (!resume)
		queue->cmd_read = queue->cmd_sequence = queue->stat_write = queue->stat_sequence = 0;
	if (!read_pages(queue, args) || !offsets_ok(queue, args))
		return false;
	queue->cmd_offset = args->cmd_queue_offset;
	queue->stat_offset = args->stat_queue_offset;
	queue->attached = true;
	if (!command_header_ok(queue)) {
		queue->attached = false;
		return false;
	}
	init_status_header(queue);
	return queue->attached;
}

/* XOR of all 64-bit words, folded; the sum of an element with its checksum in place is 0. */
static uint32_t checksum(const void *bytes, size_t len)
{
	uint64_t sum = 0, word;

	for (size_t i = 0; i < len; i += sizeof(word)) {
		memcpy(&word, (const uint8_t *)bytes + i, sizeof(word));
		sum ^= word;
	}
	return (uint32_t)(sum >> 32) ^ (uint32_t)sum;
}

/* Copies slots of a queue, which is a ring. */
static bool ring_copy(struct queue *queue, uint64_t offset, uint32_t slot, void *buf, size_t len,
		      bool write)
{
	size_t to_end = (size_t)(R570_MSGQ_MSG_COUNT - slot) * R570_MSGQ_MSG_SIZE;
	size_t part = len < to_end ? len : to_end;
	uint64_t ring = offset + R570_MSGQ_ENTRY_OFF;

	return shm_copy(queue, ring + (uint64_t)slot * R570_MSGQ_MSG_SIZE, buf, part, write) &&
	       shm_copy(queue, ring, (uint8_t *)buf + part, len - part, write);
}

static bool rpc_header_ok(struct queue *queue, const struct r570_msgq_element *header)
{
	const struct r570_rpc_header *rpc = &header->rpc;
	size_t room = (size_t)header->elem_count * PAGE - R570_ELEMENT_HDR_SIZE;
	struct card *card = queue->card;

	if (rpc->header_version != R570_RPC_HEADER_VERSION || rpc->signature != R570_RPC_SIGNATURE)
		violation(card, "command: RPC header version %08x signature %08x",
			  rpc->header_version, rpc->signature);
	else if (rpc->length < sizeof(*rpc) || rpc->length > room)
		violation(card, "command: RPC of %u bytes in an element of %u pages", rpc->length,
			  header->elem_count);
	else if (DIV_ROUND_UP(R570_ELEMENT_HDR_SIZE + rpc->length, PAGE) != header->elem_count)
		violation(card, "command: element of %u pages for an RPC of %u bytes",
			  header->elem_count, rpc->length);
	else if (rpc->rpc_result != R570_RPC_RESULT_PENDING ||
		 rpc->rpc_result_private != R570_RPC_RESULT_PENDING)
		violation(card, "command: RPC result fields are %08x and %08x, not ffffffff",
			  rpc->rpc_result, rpc->rpc_result_private);
	else
		return true;
	return false;
}

static bool element_ok(struct queue *queue, const struct r570_msgq_element *header)
{
	static const uint8_t zero[16];
	uint32_t sequence = queue->cmd_sequence++;

	if (checksum(queue->element.bytes, (size_t)header->elem_count * PAGE)) {
		violation(queue->card, "command: wrong checksum %08x", header->checksum);
		return false;
	}
	if (header->sequence != sequence) {
		violation(queue->card, "command: sequence number %u, expected %u", header->sequence,
			  sequence);
		queue->cmd_sequence = header->sequence + 1;
	}
	if (memcmp(header->auth_tag_buffer, zero, 16) || memcmp(header->aad_buffer, zero, 16) ||
	    memcmp(header->rsvd_02c, zero, 4))
		violation(queue->card, "command: the unused part of the element header is not 0");
	return rpc_header_ok(queue, header);
}

/* How many slots the driver has filled; 0 also if what it says cannot be. */
static uint32_t command_slots(struct queue *queue)
{
	uint32_t written = shm_read32(queue, queue->cmd_offset + TX_WRITE_PTR);

	if (written < R570_MSGQ_MSG_COUNT)
		return (written + R570_MSGQ_MSG_COUNT - queue->cmd_read) % R570_MSGQ_MSG_COUNT;
	violation(queue->card, "command queue: write pointer %u of %u slots", written,
		  R570_MSGQ_MSG_COUNT);
	queue->attached = false;
	return 0;
}

static void consume(struct queue *queue, uint32_t slots)
{
	queue->cmd_read = (queue->cmd_read + slots) % R570_MSGQ_MSG_COUNT;
	shm_write32(queue, queue->stat_offset + RX_READ_PTR, queue->cmd_read);
}

bool queue_receive(struct queue *queue, struct command *command)
{
	struct r570_msgq_element *header = &queue->element.header;
	uint32_t filled;

	while (queue->attached && (filled = command_slots(queue))) {
		uint32_t count;

		if (!ring_copy(queue, queue->cmd_offset, queue->cmd_read, header, PAGE, false))
			return false;
		count = header->elem_count;
		if (!count || count > R570_ELEMENT_MAX_SIZE / PAGE || count > filled) {
			violation(queue->card, "command: element of %u pages, %u are filled", count,
				  filled);
			consume(queue, filled);
			continue;
		}
		if (!ring_copy(queue, queue->cmd_offset, queue->cmd_read, header,
			       (size_t)count * PAGE, false))
			return false;
		/* The guest may have changed it between the two copies. */
		header->elem_count = count;
		consume(queue, count);
		if (!element_ok(queue, header))
			continue;
		command->rpc = header->rpc;
		command->payload = queue->element.bytes + sizeof(*header);
		command->len = header->rpc.length - sizeof(header->rpc);
		return true;
	}
	return false;
}

static void enqueue(struct queue *queue, const void *bytes, size_t len)
{
	size_t padded = ALIGN(len, (size_t)PAGE);
	struct waiting *waiting;

	if (!queue->attached)
		return;
	waiting = calloc(1, sizeof(*waiting) + padded);
	if (!waiting)
		abort();
	waiting->len = padded;
	memcpy(waiting->bytes, bytes, len);
	*queue->last = waiting;
	queue->last = &waiting->next;
}

static void send_element(struct queue *queue, const struct r570_rpc_header *rpc,
			 const void *payload, size_t len)
{
	struct r570_msgq_element *header = calloc(1, R570_ELEMENT_MAX_SIZE);

	if (!header)
		abort();
	header->rpc = *rpc;
	header->rpc.header_version = R570_RPC_HEADER_VERSION;
	header->rpc.signature = R570_RPC_SIGNATURE;
	header->rpc.length = sizeof(*rpc) + len;
	header->elem_count = DIV_ROUND_UP(sizeof(*header) + len, PAGE);
	header->sequence = queue->stat_sequence++;
	if (len)
		memcpy(header + 1, payload, len);
	header->checksum = checksum(header, ALIGN(sizeof(*header) + len, sizeof(uint64_t)));
	enqueue(queue, header, sizeof(*header) + len);
	free(header);
}

void queue_send(struct queue *queue, const struct r570_rpc_header *rpc, const void *payload,
		size_t len)
{
	struct r570_rpc_header next = *rpc;
	size_t part = len < R570_ELEMENT_MAX_PAYLOAD ? len : R570_ELEMENT_MAX_PAYLOAD;

	send_element(queue, rpc, payload, part);
	next.function = R570_FN_CONTINUATION_RECORD;
	while (len > part) {
		payload = (const uint8_t *)payload + part;
		len -= part;
		part = len < R570_ELEMENT_MAX_PAYLOAD ? len : R570_ELEMENT_MAX_PAYLOAD;
		send_element(queue, &next, payload, part);
	}
	queue_flush(queue);
}

void queue_send_raw(struct queue *queue, const void *element, size_t len)
{
	queue->stat_sequence++;
	enqueue(queue, element, len);
	queue_flush(queue);
}

static uint32_t status_room(struct queue *queue)
{
	uint32_t read = shm_read32(queue, queue->cmd_offset + RX_READ_PTR);

	if (read < R570_MSGQ_MSG_COUNT)
		return (read + R570_MSGQ_MSG_COUNT - queue->stat_write - 1) % R570_MSGQ_MSG_COUNT;
	violation(queue->card, "status queue: read pointer %u of %u slots", read,
		  R570_MSGQ_MSG_COUNT);
	queue->attached = false;
	return 0;
}

bool queue_flush(struct queue *queue)
{
	while (queue->attached && queue->first) {
		struct waiting *waiting = queue->first;
		uint32_t slots = waiting->len / R570_MSGQ_MSG_SIZE;

		if (status_room(queue) < slots)
			break;
		ring_copy(queue, queue->stat_offset, queue->stat_write, waiting->bytes,
			  waiting->len, true);
		queue->stat_write = (queue->stat_write + slots) % R570_MSGQ_MSG_COUNT;
		shm_write32(queue, queue->stat_offset + TX_WRITE_PTR, queue->stat_write);
		queue->first = waiting->next;
		if (!queue->first)
			queue->last = &queue->first;
		free(waiting);
	}
	return !queue->attached || !queue->first;
}
