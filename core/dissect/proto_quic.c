/* QUIC (RFC 8999, 9000, 9369): long headers, whose versions make them known on any
 *port, and short ones on the port of HTTP/3 or of a connection that is known. Initial
 *packets are opened, all else is encrypted for good.
 *
 *	0        8                               40
 *	+--------+-------------------------------+
 *	|1|1|type| version                       |  id size:1  id  id size:1  id
 *	+--------+-------------------------------+
 *	initial:	token size (varint)  token  length (varint)  ...
 *	0-RTT, handshake:			    length (varint)  ...
 *	version 0:	versions:4 ... */
#include "core/dissect/quic.h"

#include <string.h>

#include "core/dissect/dns.h"
#include "core/dissect/recall.h"

#define IPPROTO_NUMBER 17

enum { LONG = 0x80, FIXED = 0x40, HTTP3_PORT = 443, ID_MAX = 20, SHORT_MIN = 21 };
enum { FRAME_MAX = 2048 /* up to where a packet may end to be opened */ };
enum type { INITIAL = 0, ZERO_RTT = 1, HANDSHAKE = 2, RETRY = 3 };

struct header {
	const uint8_t *first;
	uint32_t version, type;
	struct quic_id destination, source;
};

static const struct name types[] = {
	{ INITIAL, "Initial" }, { ZERO_RTT, "0-RTT" }, { HANDSHAKE, "Handshake" },
	{ RETRY, "Retry" },	{ 0, NULL },
};

static const struct name versions[] = {
	{ 0, "negotiation" },
	{ QUIC_VERSION_1, "1" },
	{ QUIC_VERSION_2, "2" },
	{ 0, NULL },
};

/* Numbers of RFCs, of drafts, of mvfst, and reserved ones (0x?a?a?a?a). */
static bool is_version(uint32_t version)
{
	return name_of(versions, version, NULL) || version >> 8 == 0xff0000 ||
	       version >> 8 == 0xfaceb0 || (version & 0x0f0f0f0f) == 0x0a0a0a0a ||
	       (version & 0xffff0000) == 0x51300000 || version >> 8 == 0x543035;
}

/* A list of versions fills the rest, and offers some; what was cut off says nothing. */
static bool is_negotiation(const uint8_t *list, size_t left, size_t beyond)
{
	static const uint8_t none[4];
	if (left < sizeof(none))
		return beyond > 0;
	return (left + beyond) % 4 == 0 && memcmp(list, none, sizeof(none)) != 0;
}

/* The fixed bit may be missing (RFC 9287); then more must speak for it. */
static bool is_long(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	if (left < 7 || !(p[0] & LONG))
		return false;
	uint32_t version = (uint32_t)p[1] << 24 | (uint32_t)p[2] << 16 |
			   (uint32_t)p[3] << 8 | p[4];
	if (!is_version(version) || p[5] > ID_MAX || left < 7u + p[5])
		return false;
	size_t source = p[6 + p[5]], ids = 7u + p[5] + source;
	if (source > ID_MAX)
		return false;
	if (!version)
		return left < ids || is_negotiation(p + ids, left - ids, d->beyond);
	return p[0] & FIXED || (p[5] >= 4 && source >= 4);
}

/* Asks about the connection; type QUIC_SHORT: a packet without a long header. */
static void recall_packet(struct dissect *d, enum quic_type type,
			  const struct header *h)
{
	struct segment s = { .protocol = IPPROTO_NUMBER, .shift = -1, .quic = type };
	s.source_port = (uint16_t)d->source_port;
	s.destination_port = (uint16_t)d->destination_port;
	s.id = h->destination.at;
	s.id_size = (uint8_t)h->destination.size;
	s.own_id = h->source.at;
	s.own_id_size = (uint8_t)h->source.size;
	recall(d, &s);
}

static bool is_short(struct dissect *d)
{
	static const struct header none = { .first = NULL };
	if (reader_left(&d->r) < SHORT_MIN || (*d->r.at & (LONG | FIXED)) != FIXED)
		return false;
	recall_packet(d, QUIC_SHORT, &none);
	return d->past.quic.known || (d->key == HTTP3_PORT && !dns_is_message(d));
}

static struct quic_id read_id(struct dissect *d, const char *name)
{
	struct quic_id id = { .size = reader_u8(&d->r) };
	id.at = field_bytes(d, name, id.size);
	return id;
}

static void put_id(struct text *info, const char *label, const struct quic_id *id)
{
	if (!id->at || !id->size)
		return;
	text_str(info, label);
	for (size_t i = 0; i < id->size; i++)
		text_hex(info, id->at[i], 2);
}

/* Version 2 numbers the types anew. */
static uint32_t packet_type(uint32_t first, uint32_t version)
{
	uint32_t type = first >> 4 & 3;
	return version == QUIC_VERSION_2 ? (type + 3) & 3 : type;
}

/* With the keys of the connection as far as it is known, else as its client's first. */
static size_t open_packet(const struct dissect *d, const struct header *h,
			  size_t number, size_t size, uint8_t *packet)
{
	const struct past_quic *past = &d->past.quic;
	struct quic_sealed s = { .version = h->version,
				 .number = number,
				 .size = size };
	size_t n = 0;
	if (past->key_size) {
		s.id = (struct quic_id){ past->key, past->key_size };
		s.server = past->server;
		n = quic_open(&s, packet);
	}
	s.id = h->destination;
	s.server = false;
	return n ? n : quic_open(&s, packet);
}

/* The cursor is on the packet number, the part ends with the packet. Its bytes are read
 * from a copy of the frame in which they are in the clear. */
static bool read_opened(struct dissect *d, const struct header *h)
{
	uint8_t frame[FRAME_MAX];
	const struct reader sealed = d->r;
	size_t start = (size_t)(h->first - sealed.start);
	size_t at = reader_offset(&sealed), end = at + reader_left(&sealed);
	if (sealed.cut || d->beyond || end > sizeof(frame) || end < at + QUIC_TAG)
		return false;
	memcpy(frame, sealed.start, end);
	size_t n = open_packet(d, h, at - start, end - start, frame + start);
	if (!n)
		return false;
	d->r.start = frame;
	d->r.at = frame + at;
	d->r.end = frame + end;
	struct part outer = part_open(d, reader_left(&d->r) - QUIC_TAG);
	text_str(&d->columns.info, ", PKN: ");
	text_uint(&d->columns.info, field_uint(d, "packet number", n));
	quic_frames(d);
	part_close(d, outer);
	field_rest(d, "tag");
	d->r = sealed;
	d->r.at = d->r.end;
	return true;
}

static void read_body(struct dissect *d, const struct header *h)
{
	if (h->type == RETRY) {
		field_rest(d, "token");
		return;
	}
	if (h->type == INITIAL)
		(void)field_bytes(d, "token", quic_size(quic_varint(d, "token size")));
	struct part outer = part_open(d, quic_size(quic_varint(d, "length")));
	if (h->type != INITIAL || !read_opened(d, h))
		field_rest(d, "encrypted packet");
	part_close(d, outer);
}

static void recall_long(struct dissect *d, const struct header *h)
{
	enum quic_type type = !h->version	   ? QUIC_NEGOTIATION
			      : h->type == INITIAL ? QUIC_INITIAL
			      : h->type == RETRY   ? QUIC_RETRY
						   : QUIC_LONG;
	if (h->destination.at && h->source.at)
		recall_packet(d, type, h);
}

static struct quic_id read_long(struct dissect *d)
{
	struct header h = { .first = d->r.at };
	uint32_t first = reader_u8(&d->r);
	h.version = reader_u32(&d->r);
	h.type = packet_type(first, h.version);
	const char *word =
		h.version ? name_of(types, h.type, "") : "Version Negotiation";
	struct text *info = info_start(d);
	text_str(info, word);
	field_show_str(d, "packet", 5, word);
	struct nest nest = field_enter(d);
	field_show_hex(d, "version", 4, h.version);
	h.destination = read_id(d, "destination id");
	h.source = read_id(d, "source id");
	put_id(info, ", DCID=", &h.destination);
	put_id(info, ", SCID=", &h.source);
	recall_long(d, &h);
	if (h.version)
		read_body(d, &h);
	else
		while (part_more(d))
			(void)field_hex(d, "supported", 4);
	field_leave(d, nest);
	return h.destination;
}

static bool same_id(const struct dissect *d, const struct quic_id *id)
{
	return id->at && reader_left(&d->r) > id->size && *d->r.at & FIXED &&
	       !memcmp(d->r.at + 1, id->at, id->size);
}

static void read_short(struct dissect *d, const struct quic_id *id)
{
	struct text *info = info_start(d);
	text_str(info, "Protected Payload (KP0)");
	put_id(info, ", DCID=", id);
	field_show_str(d, "packet", 0, "Protected Payload");
	struct nest nest = field_enter(d);
	reader_skip(&d->r, 1);
	if (id->size)
		(void)field_bytes(d, "destination id", id->size);
	field_rest(d, "encrypted packet");
	field_leave(d, nest);
}

/* A datagram may hold several packets; Info is about the last, and one with a short
 * header has the same destination. */
static void read_quic(struct dissect *d)
{
	struct quic_id id = { 0 };
	bool brief = !is_long(d);
	if (brief && !is_short(d)) {
		layer_decline(d);
		return;
	}
	if (brief)
		id = (struct quic_id){ d->r.at + 1, d->past.quic.id_size };
	while (is_long(d) && !d->columns.truncated && !d->r.cut)
		id = read_long(d);
	if (brief || same_id(d, &id))
		read_short(d, &id);
	field_rest(d, "encrypted packet");
	layer_repeats_info(d);
}

const struct proto proto_quic = {
	.name = "QUIC",
	.column = "QUIC",
	.family = FAMILY_NAMES,
	.read = read_quic,
};
