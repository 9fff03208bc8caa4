#include "tui/remote_stream.h"

#include <stdlib.h>
#include <string.h>

enum {
	BLOCK_MAX = 1 << 20, /* a packet of 262144 bytes with its options is less */
	IFACES_MAX = 4096,
	SECTION_HEAD = 16,
	CAPTURED_MAX = 262144,
};

void remote_stream_done(struct remote_stream *s)
{
	free(s->buffer);
	free(s->ifaces.items);
	s->buffer = NULL;
	s->ifaces.items = NULL;
	s->ifaces.count = s->ifaces.room = 0;
}

static bool damaged(struct error *e, const char *why)
{
	return error_set(e, 0, "what it sends is no capture: %s", why);
}

static bool take_iface(struct remote_stream *s, const uint8_t *bytes, size_t size,
		       struct error *e)
{
	struct iface iface = { .name = "" };
	struct remote_iface mine = { .point = NULL };
	const char *why = pcapng_iface(bytes, size, s->swap, &iface, &mine.clock);
	if (why || s->ifaces.count >= IFACES_MAX)
		return damaged(e, why ? why : "too many interfaces");
	iface.options = NULL;
	mine.point = s->on_iface(s->owner, &iface);
	vec_push(&s->ifaces, mine);
	return true;
}

static bool take_packet(struct remote_stream *s, const uint8_t *bytes,
			struct pcapng_block block, struct error *e)
{
	struct pcapng_packet fixed;
	const char *why = pcapng_packet(bytes, block, s->swap, &fixed);
	if (why || fixed.iface >= s->ifaces.count || fixed.captured > CAPTURED_MAX ||
	    fixed.captured > fixed.length)
		return damaged(e, why ? why : "a packet without its interface");
	const struct remote_iface *iface = &s->ifaces.items[fixed.iface];
	struct packet p = {
		.time = pcapng_time(iface->clock, fixed.ticks),
		.captured = fixed.captured,
		.length = fixed.length,
		.dropped = fixed.drops,
		.bytes = bytes + fixed.start,
	};
	pcapng_packet_options(bytes, block, s->swap, &fixed, &p);
	return !iface->point || s->on_packet(s->owner, iface->point, &p) ||
	       error_set(e, 0, "its packets cannot be kept any more");
}

/* The block at the front is complete. */
static bool take_block(struct remote_stream *s, const uint8_t *bytes,
		       struct pcapng_block block, struct error *e)
{
	const char *why = pcapng_trailer(bytes + block.size - 4, s->swap, block.size);
	if (why)
		return damaged(e, why);
	if (block.type == PCAPNG_SECTION)
		s->ifaces.count = 0;
	if (block.type == PCAPNG_INTERFACE)
		return take_iface(s, bytes, block.size, e);
	return !pcapng_is_packet(block.type) || take_packet(s, bytes, block, e);
}

/* The head of the block at the front; *more: not all of it is there. */
static bool head_read(struct remote_stream *s, const uint8_t *bytes, size_t have,
		      struct pcapng_block *block, bool *more, struct error *e)
{
	static const uint8_t section[] = { 0x0a, 0x0d, 0x0d, 0x0a };
	bool begins = have >= 4 && !memcmp(bytes, section, sizeof(section));
	*more = have < (begins ? SECTION_HEAD : 8);
	if (*more)
		return true;
	const char *why = begins ? pcapng_section(bytes, &s->swap) : NULL;
	if (!begins && !s->begun)
		why = "it does not begin as one";
	if (!why)
		why = pcapng_block(bytes, s->swap, block);
	if (!why && block->size > BLOCK_MAX)
		why = "a block is too large";
	s->begun = true;
	*more = !why && have < block->size;
	return !why || damaged(e, why);
}

static bool take_blocks(struct remote_stream *s, size_t *at, struct error *e)
{
	for (;;) {
		struct pcapng_block block = { .size = 0 };
		bool more;
		const uint8_t *bytes = s->buffer + *at;
		if (!head_read(s, bytes, s->used - *at, &block, &more, e))
			return false;
		if (more)
			return true;
		if (!take_block(s, bytes, block, e))
			return false;
		*at += block.size;
	}
}

bool remote_stream_take(struct remote_stream *s, const uint8_t *bytes, size_t size,
			struct error *e)
{
	size_t at = 0;
	if (s->room < s->used + size) {
		s->room = s->used + size;
		s->buffer = mem_grow(s->buffer, s->room, 1);
	}
	memcpy(s->buffer + s->used, bytes, size);
	s->used += size;
	bool ok = take_blocks(s, &at, e);
	memmove(s->buffer, s->buffer + at, s->used - at);
	s->used -= at;
	return ok;
}
