/* The Internet protocol, version 4 (RFC 791, 2474, 3168).
 *
 *	0   4   8        16               32
 *	+---+---+--------+----------------+
 *	|ver|ihl| tos    | total length   |
 *	| identification |fl.| offset     |
 *	| ttl   | proto  | checksum       |
 *	| source                          |
 *	| destination                     |
 *	| options ...                     |
 *	+---------------------------------+ */
#include "core/dissect/checksum.h"

#define HEADER 20

#define FLAG_MORE   0x2000
#define OFFSET_MASK 0x1fff

static const struct name flag_names[] = {
	{ 0x8000, "reserved" },
	{ 0x4000, "don't fragment" },
	{ 0x2000, "more fragments" },
	{ 0, NULL },
};

static const struct name option_names[] = {
	{ 0, "end of options" },
	{ 1, "no operation" },
	{ 7, "record route" },
	{ 68, "timestamp" },
	{ 82, "traceroute" },
	{ 130, "security" },
	{ 131, "loose source route" },
	{ 134, "commercial security" },
	{ 136, "stream identifier" },
	{ 137, "strict source route" },
	{ 148, "router alert" },
	{ 149, "selective broadcast" },
	{ 0, NULL },
};

static const struct name router_alert[] = {
	{ 0, "every router examines the packet" },
	{ 0, NULL },
};

struct ip4 {
	const uint8_t *start, *source, *destination;
	uint32_t header, total, id, fragment, ttl, protocol;
};

/* A source route that is not at its end yet: the last hop is the destination. */
static void read_route(struct dissect *d, bool source_route)
{
	size_t size = reader_left(&d->r) + 2;
	uint32_t pointer = field_uint(d, "pointer", 1);
	const uint8_t *last = NULL;
	while (part_more(d)) {
		const uint8_t *hop = field_ip4(d, "hop");
		last = hop ? hop : last;
	}
	if (source_route && last && pointer < size) {
		d->ip.destination = last;
		columns_address(d, ADDRESS_IP4, d->ip.source, last);
	}
}

static void read_timestamps(struct dissect *d)
{
	(void)field_uint(d, "pointer", 1);
	uint32_t flags = field_hex(d, "overflow and flag", 1);
	while (part_more(d)) {
		if (flags & 3)
			(void)field_ip4(d, "hop");
		(void)field_uint(d, "time", 4);
	}
}

static void read_option_content(struct dissect *d, uint32_t kind)
{
	if (kind == 7 || kind == 131 || kind == 137)
		read_route(d, kind != 7);
	else if (kind == 68)
		read_timestamps(d);
	else if (kind == 148)
		(void)field_named(d, "value", 2, router_alert);
	else
		field_rest(d, "content");
}

/* Kinds 0 and 1 have no size byte. */
static bool read_option(struct dissect *d)
{
	uint32_t kind = field_named(d, "option", 1, option_names);
	if (kind <= 1)
		return kind == 1;
	struct nest nest = field_enter(d);
	uint32_t size = field_uint(d, "size", 1);
	if (size < 2) {
		d->r.cut = true;
	} else {
		struct part outer = part_open(d, size - 2);
		read_option_content(d, kind);
		part_close(d, outer);
	}
	field_leave(d, nest);
	return !d->r.cut;
}

static void read_options(struct dissect *d, size_t size)
{
	struct part outer = part_open(d, size);
	while (part_more(d) && read_option(d))
		;
	part_close(d, outer);
}

static void show_tos(struct dissect *d, uint32_t tos)
{
	field_show_named(d, "dscp", 1, tos >> 2, names_dscp);
	field_show_named(d, "ecn", 1, tos & 3, names_ecn);
}

static void show_fragment(struct dissect *d, uint32_t fragment)
{
	struct text *t = field_over(d, "flags", 2);
	if (t && !names_flags(t, flag_names, fragment, ", "))
		text_str(t, "none");
	field_show_uint(d, "fragment offset", 2,
			(uint64_t)(fragment & OFFSET_MASK) * 8);
}

/* The fixed part. False when it cannot be version 4. */
static bool read_header(struct dissect *d, struct ip4 *h)
{
	h->start = d->r.at;
	if (!reader_left(&d->r)) {
		d->r.cut = true;
		return true;
	}
	uint32_t first = reader_u8(&d->r);
	h->header = (first & 15) * 4;
	if (d->tree) {
		field_show_uint(d, "version", 1, first >> 4);
		field_show_uint(d, "header length", 1, h->header);
	}
	uint32_t tos = reader_u8(&d->r);
	if (d->tree)
		show_tos(d, tos);
	h->total = field_uint(d, "total length", 2);
	h->id = field_hex(d, "id", 2);
	h->fragment = reader_u16(&d->r);
	if (d->tree)
		show_fragment(d, h->fragment);
	h->ttl = field_uint(d, "ttl", 1);
	h->protocol = field_named(d, "protocol", 1, names_ip_protocols);
	reader_skip(&d->r, 2);
	if (d->tree)
		checksum_field(d, CHECKSUM_OFFLOAD, 0, h->start, h->header);
	h->source = field_ip4(d, "source");
	h->destination = field_ip4(d, "destination");
	bool bogus = first >> 4 != 4 || h->header < HEADER;
	return !bogus || (d->r.cut && (d->beyond || first >> 4 == 4));
}

static void put_bogus(struct dissect *d, const struct ip4 *h)
{
	struct text *info = info_start(d);
	uint32_t version = h->start[0] >> 4;
	if (version != 4 && d->ip.size) { /* in a tunnel, where it may be anything */
		columns_protocol(d, "IP");
		text_str(info, "Bogus IP version (");
		text_uint(info, version);
		text_char(info, ')');
	} else if (version != 4) {
		text_str(info, "Bogus IPv4 version (");
		text_uint(info, version);
		text_str(info, ", must be 4)");
	} else {
		text_str(info, "Bogus IP header length (");
		text_uint(info, h->header);
		text_str(info, ", must be at least 20)");
	}
	layer_malformed(d);
}

/* A length that does not even hold the header. Nothing behind it can be trusted, so the
 * addresses of the layer below stay, as in Wireshark. */
static void put_short(struct dissect *d, const struct ip4 *h)
{
	struct text *info = info_start(d);
	text_str(info, "Bogus IP length (");
	text_uint(info, h->total);
	text_str(info, ", less than header length ");
	text_uint(info, h->header);
	text_char(info, ')');
	layer_malformed(d);
}

static void put_fragment(struct text *info, const struct ip4 *h)
{
	const char *name = name_of(names_ip_protocols, h->protocol, "Unassigned");
	text_str(info, "Fragmented IP protocol (proto=");
	text_str(info, name);
	text_char(info, ' ');
	text_uint(info, h->protocol);
	text_str(info, ", off=");
	text_uint(info, (uint64_t)(h->fragment & OFFSET_MASK) * 8);
	text_str(info, ", ID=");
	text_hex(info, h->id, 4);
	text_char(info, ')');
}

static void put_summary(struct dissect *d, const struct ip4 *h)
{
	struct text *t = layer_summary(d);
	if (!t)
		return;
	addr_ip4(t, h->source);
	text_str(t, ARROW);
	addr_ip4(t, h->destination);
	text_str(t, "  ttl ");
	text_uint(t, h->ttl);
	if (h->fragment & (FLAG_MORE | OFFSET_MASK))
		text_str(t, "  fragment");
}

/* The first fragment is opened for the tree; the row is the fragment's, as Wireshark
 * has it, because ports of a piece would look like a whole datagram. */
static void next_layer(struct dissect *d, const struct ip4 *h)
{
	if (h->fragment & (FLAG_MORE | OFFSET_MASK)) {
		put_fragment(info_start(d), h);
		if (h->fragment & OFFSET_MASK)
			return;
		d->ip.partial = true;
		/* What was cut can never be put together: then it counts. */
		if (!d->beyond)
			layer_quote(d);
	}
	next(d, SPACE_IP, h->protocol);
}

static void read_ip4(struct dissect *d)
{
	struct ip4 h = { .start = NULL };
	if (!read_header(d, &h)) {
		put_bogus(d, &h);
		return;
	}
	if (h.total && h.total < h.header) {
		put_short(d, &h);
		return;
	}
	columns_address(d, ADDRESS_IP4, h.source, h.destination);
	(void)info_start(d);
	if (d->r.cut)
		return;
	d->ip = (struct ip_header){ .source = h.source,
				    .destination = h.destination,
				    .size = 4,
				    .hops = (uint8_t)h.ttl };
	put_summary(d, &h);
	if (h.header > HEADER)
		read_options(d, h.header - HEADER);
	/* Length 0: the card was to segment it; all there is belongs to it. */
	if (h.total)
		layer_limit(d, h.total - h.header);
	next_layer(d, &h);
}

const struct proto proto_ip4 = {
	.name = "IPv4",
	.column = "IPv4",
	.family = FAMILY_OTHER,
	.read = read_ip4,
};

/* Above IPv4 and IPv6 alike: a protocol number that nobody decodes. */
static void read_unknown(struct dissect *d)
{
	const char *name = name_of(names_ip_protocols, d->key, "Unassigned");
	struct text *info = info_start(d);
	if (d->ip.size == 16)
		text_str(info, "Unknown IP Protocol: ");
	text_str(info, name);
	text_str(info, " (");
	text_uint(info, d->key);
	text_char(info, ')');
	struct text *t = layer_summary(d);
	if (t) {
		text_str(t, name);
		text_str(t, " (");
		text_uint(t, d->key);
		text_str(t, ")  not decoded");
	}
}

const struct proto proto_ip_unknown = {
	.name = "Payload",
	.column = NULL,
	.family = FAMILY_OTHER,
	.read = read_unknown,
};
