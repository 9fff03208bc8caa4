/* The forward scan. */
#include "core/store/scan.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/store/bytes.h"
#include "core/store/pcapng_copy.h"

/* Enough for every option that is looked at. */
enum { OPTIONS_MAX = 256 * 1024 };

struct scan scan_new(void)
{
	return (struct scan){ .window = window_new() };
}

void scan_free(struct scan *c)
{
	window_free(&c->window);
	ifaces_free(&c->ifaces);
	free(c->comment);
}

void scan_file(struct scan *c, int fd, bool classic)
{
	window_use(&c->window, fd, 0);
	/* The disk is ahead of us then, and not the other way round. */
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	ifaces_section(&c->ifaces);
	c->offset = 0;
	c->classic = classic;
	c->begun = false;
}

static enum scan_step bad(struct scan *c, const char *why)
{
	c->why = why;
	return SCAN_BAD;
}

/* The bytes should be there and are not. */
static enum scan_step unreadable(struct scan *c)
{
	return bad(c, c->window.code ? strerrordesc_np(c->window.code)
				     : "the file became shorter");
}

static enum scan_step torn(struct scan *c, bool in_packet)
{
	c->in_packet = in_packet;
	return SCAN_TORN;
}

static enum scan_step add_iface(struct scan *c, const struct iface *iface,
				struct pcapng_clock clock)
{
	if (!ifaces_add(&c->ifaces, iface, clock))
		return bad(c, "more than 65536 interfaces");
	return SCAN_OTHER;
}

/* A block about to be looked at; `left` bytes of the file from its start. */
struct visit {
	struct pcapng_block block;
	struct index_entry *found;
};

static enum scan_step take_section(struct scan *c, const struct visit *v)
{
	size_t have = v->block.size < OPTIONS_MAX ? v->block.size : OPTIONS_MAX;
	const uint8_t *at = window_at(&c->window, c->offset, have);
	size_t size;
	if (!at)
		return unreadable(c);
	const char *text =
		c->comment ? NULL : pcapng_section_comment(at, have, c->swap, &size);
	if (text) {
		c->comment = mem_new(size + 1);
		memcpy(c->comment, text, size);
	}
	ifaces_section(&c->ifaces);
	c->begun = true;
	return SCAN_OTHER;
}

static enum scan_step take_iface(struct scan *c, const struct visit *v)
{
	size_t have = v->block.size < OPTIONS_MAX ? v->block.size : OPTIONS_MAX;
	const uint8_t *at = window_at(&c->window, c->offset, have);
	struct iface iface;
	struct pcapng_clock clock;
	if (!at)
		return unreadable(c);
	const char *why = pcapng_iface(at, have, c->swap, &iface, &clock);
	if (have < v->block.size)
		iface.options_size = 0; /* more than is looked at */
	return why ? bad(c, why) : add_iface(c, &iface, clock);
}

static enum scan_step take_packet(struct scan *c, const struct visit *v)
{
	size_t have = v->block.size < PCAPNG_PACKET_FIXED ? v->block.size
							  : PCAPNG_PACKET_FIXED;
	const uint8_t *at = window_at(&c->window, c->offset, have);
	struct pcapng_packet packet;
	if (!at)
		return unreadable(c);
	const char *why = pcapng_packet(at, v->block, c->swap, &packet);
	if (why)
		return bad(c, why);
	const struct iface_local *local = ifaces_local(&c->ifaces, packet.iface);
	if (!local)
		return bad(c, "an interface that the file does not describe");
	int64_t time = packet.stamped ? pcapng_time(local->clock, packet.ticks) : 0;
	*v->found = index_entry(time, c->offset, c->swap, local->id);
	return SCAN_PACKET;
}

static const struct block_kind {
	uint32_t type;
	enum scan_step (*take)(struct scan *c, const struct visit *v);
} kinds[] = {
	{ PCAPNG_PACKET, take_packet },		 { PCAPNG_SIMPLE_PACKET, take_packet },
	{ PCAPNG_OBSOLETE_PACKET, take_packet }, { PCAPNG_INTERFACE, take_iface },
	{ PCAPNG_SECTION, take_section },
};

/* Statistics, names, secrets and everything unknown is passed over. */
static enum scan_step take_block(struct scan *c, const struct visit *v)
{
	c->extra = 0;
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (kinds[i].type == v->block.type)
			return kinds[i].take(c, v);
	c->extra = pcapng_is_extra(v->block.type, c->swap) ? v->block.size : 0;
	return SCAN_OTHER;
}

/* Type and length of the block at the offset; SCAN_OTHER when they are fine. A section
 * header decides the byte order that its own length is in. */
static enum scan_step read_block(struct scan *c, uint64_t left, struct visit *v)
{
	const uint8_t *at = window_at(&c->window, c->offset, PCAPNG_BLOCK_MIN);
	if (!at)
		return unreadable(c);
	bool section = bytes_u32(at, false) == PCAPNG_SECTION;
	if (section && left < 16)
		return torn(c, false);
	if (section && !(at = window_at(&c->window, c->offset, 16)))
		return unreadable(c);
	const char *why = section ? pcapng_section(at, &c->swap) : NULL;
	if (!section && !c->begun)
		why = "no section header";
	if (!why)
		why = pcapng_block(at, c->swap, &v->block);
	return why ? bad(c, why) : SCAN_OTHER;
}

static enum scan_step next_block(struct scan *c, struct index_entry *found)
{
	uint64_t left = c->window.limit - c->offset;
	struct visit v = { .found = found };
	if (left < PCAPNG_BLOCK_MIN)
		return torn(c, false);
	enum scan_step step = read_block(c, left, &v);
	if (step != SCAN_OTHER)
		return step;
	if (left < v.block.size)
		return torn(c, pcapng_is_packet(v.block.type));
	step = take_block(c, &v);
	if (step == SCAN_BAD)
		return step;
	uint64_t end = c->offset + v.block.size;
	const uint8_t *trailer = window_at(&c->window, end - 4, 4);
	const char *why =
		trailer ? pcapng_trailer(trailer, c->swap, v.block.size) : NULL;
	if (!trailer)
		return unreadable(c);
	if (why)
		return bad(c, why);
	c->offset = end;
	return step;
}

static enum scan_step begin_classic(struct scan *c)
{
	if (c->window.limit < PCAP_HEADER)
		return torn(c, false);
	const uint8_t *at = window_at(&c->window, 0, PCAP_HEADER);
	if (!at)
		return unreadable(c);
	const char *why = pcap_decode_header(at, &c->pcap);
	if (why)
		return bad(c, why);
	struct iface iface = { .linktype = c->pcap.linktype,
			       .snaplen = c->pcap.snaplen };
	c->begun = true;
	c->offset = PCAP_HEADER;
	return add_iface(c, &iface, (struct pcapng_clock){ 0 });
}

static enum scan_step next_record(struct scan *c, struct index_entry *found)
{
	uint64_t left = c->window.limit - c->offset;
	if (left < c->pcap.record)
		return torn(c, true);
	const uint8_t *at = window_at(&c->window, c->offset, c->pcap.record);
	struct pcap_record record;
	if (!at)
		return unreadable(c);
	const char *why = pcap_decode_record(at, &c->pcap, &record);
	if (why)
		return bad(c, why);
	if (left - c->pcap.record < record.captured)
		return torn(c, true);
	*found = index_entry(record.time, c->offset, c->pcap.swap, 0);
	c->offset += c->pcap.record + (uint64_t)record.captured;
	return SCAN_PACKET;
}

enum scan_step scan_next(struct scan *c, struct index_entry *found)
{
	if (c->offset >= c->window.limit)
		return SCAN_END;
	if (c->offset >> INDEX_OFFSET_BITS)
		return bad(c, "more than 16 TiB");
	if (!c->classic)
		return next_block(c, found);
	return c->begun ? next_record(c, found) : begin_classic(c);
}
