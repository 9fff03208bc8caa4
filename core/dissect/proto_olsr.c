/* Optimized link state routing for mesh networks (RFC 3626), UDP port 698.
 *
 *	length:2  sequence:2  messages
 *	message:  type:1  validity:1  size:2  originator  ttl:1  hops:1  sequence:2
 *	HELLO:	0:2  interval:1  willingness:1  { link code:1  0:1  size:2  neighbours }
 *	TC:	sequence:2  0:2  neighbours	HNA: { network  mask }	MID: addresses
 */
#include "core/dissect/field.h"

enum { PACKET_HEADER = 4, LINK_HEADER = 4 };
enum type { HELLO = 1, TC = 2, MID = 3, HNA = 4 };

static const struct name types[] = {
	{ HELLO, "HELLO" }, { TC, "TC" },	    { MID, "MID" },  { HNA, "HNA" },
	{ 128, "POWER" },   { 129, "NAMESERVICE" }, { 130, "HNA6" }, { 0, NULL },
};

static const struct name links[] = {
	{ 0, "unspecified" }, { 1, "asymmetric" }, { 2, "symmetric" },
	{ 3, "lost" },	      { 0, NULL },
};

/* An address as long as those of the packet. */
static const uint8_t *read_address(struct dissect *d, const char *name)
{
	return d->ip.size == 16 ? field_ip6(d, name) : field_ip4(d, name);
}

/* RFC 3626 18.3: mantissa and exponent of sixteenths of a second. */
static void read_validity(struct dissect *d, const char *name)
{
	uint32_t value = reader_u8(&d->r);
	struct text *t = field_over(d, name, 1);
	if (!t)
		return;
	uint64_t ms = (uint64_t)(16 + (value >> 4)) * 1000 / 256 << (value & 15);
	text_uint(t, ms);
	text_str(t, " ms");
}

static void read_hello(struct dissect *d)
{
	reader_skip(&d->r, 2);
	read_validity(d, "interval");
	(void)field_uint(d, "willingness", 1);
	while (part_more(d)) {
		uint32_t code = reader_u8(&d->r);
		if (d->tree)
			field_show_named(d, "link", 1, code & 3, links);
		struct nest nest = field_enter(d);
		reader_skip(&d->r, 1);
		uint32_t size = field_uint(d, "size", 2);
		if (size < LINK_HEADER) {
			d->r.cut = true;
			field_leave(d, nest);
			return;
		}
		struct part outer = part_open(d, size - LINK_HEADER);
		while (part_more(d))
			(void)read_address(d, "neighbour");
		part_close(d, outer);
		field_leave(d, nest);
	}
}

static void read_body(struct dissect *d, uint32_t type)
{
	if (type == HELLO) {
		read_hello(d);
	} else if (type == TC) {
		(void)field_uint(d, "advertised sequence", 2);
		reader_skip(&d->r, 2);
		while (part_more(d))
			(void)read_address(d, "neighbour");
	} else if (type == MID || type == HNA) {
		while (part_more(d)) {
			(void)read_address(d, type == MID ? "interface" : "network");
			if (type == HNA)
				(void)read_address(d, "mask");
		}
	}
	field_rest(d, "content");
}

static bool read_message(struct dissect *d, struct text *info)
{
	const uint8_t *start = d->r.at;
	uint32_t type = field_named(d, "message", 1, types);
	struct nest nest = field_enter(d);
	read_validity(d, "validity");
	size_t size = field_uint(d, "size", 2);
	(void)read_address(d, "originator");
	(void)field_uint(d, "ttl", 1);
	(void)field_uint(d, "hops", 1);
	(void)field_uint(d, "sequence", 2);
	size_t done = (size_t)(d->r.at - start);
	text_str(info, ", ");
	text_str(info, name_of(types, type, "Unknown"));
	bool sane = !d->r.cut && size >= done;
	if (sane) {
		struct part outer = part_open(d, size - done);
		read_body(d, type);
		part_close(d, outer);
	} else {
		d->r.cut = true;
	}
	field_leave(d, nest);
	return sane;
}

static void read_olsr(struct dissect *d)
{
	struct text *info = info_start(d);
	uint32_t length = field_uint(d, "length", 2);
	(void)field_uint(d, "sequence", 2);
	if (d->r.cut)
		return;
	text_str(info, d->ip.size == 16 ? "OLSR (IPv6)" : "OLSR (IPv4)");
	text_str(info, " Packet,  Length: ");
	text_uint(info, length);
	text_str(info, " Bytes");
	layer_limit(d, length > PACKET_HEADER ? length - PACKET_HEADER : 0);
	while (part_more(d) && !d->columns.truncated && read_message(d, info))
		;
	layer_repeats_info(d);
}

const struct proto proto_olsr = {
	.name = "OLSR",
	.column = "OLSR v1",
	.family = FAMILY_ROUTING,
	.read = read_olsr,
};
