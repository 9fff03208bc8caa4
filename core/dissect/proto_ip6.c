/* The Internet protocol, version 6 (RFC 8200).
 *
 *	0   4        12                  32
 *	+---+--------+--------------------+
 *	|ver| class  | flow label         |
 *	| payload length | next   | hops  |
 *	| source (16 bytes)               |
 *	| destination (16 bytes)          |
 *	+---------------------------------+
 *
 * Extension headers are layers of their own: proto_ip6_ext.c. */
#include "core/dissect/field.h"

struct ip6 {
	const uint8_t *source, *destination;
	uint32_t first, length, following, hops;
};

static void show_first(struct dissect *d, uint32_t first)
{
	field_show_uint(d, "version", 4, first >> 28);
	field_show_named(d, "dscp", 4, first >> 22 & 0x3f, names_dscp);
	field_show_named(d, "ecn", 4, first >> 20 & 3, names_ecn);
	struct text *t = field_over(d, "flow label", 4);
	if (t) {
		text_str(t, "0x");
		text_hex(t, first & 0xfffff, 5);
	}
}

static void put_summary(struct dissect *d, const struct ip6 *h)
{
	struct text *t = layer_summary(d);
	if (!t)
		return;
	addr_ip6(t, h->source);
	text_str(t, ARROW);
	addr_ip6(t, h->destination);
	text_str(t, "  hop limit ");
	text_uint(t, h->hops);
}

static void put_bogus(struct dissect *d, uint32_t version)
{
	struct text *info = info_start(d);
	text_str(info, "Bogus IPv6 version (");
	text_uint(info, version);
	text_str(info, ", must be 6)");
	layer_malformed(d);
}

static void read_ip6(struct dissect *d)
{
	struct ip6 h;
	h.first = reader_u32(&d->r);
	if (d->tree)
		show_first(d, h.first);
	h.length = field_uint(d, "payload length", 2);
	h.following = field_named(d, "next header", 1, names_ip_protocols);
	h.hops = field_uint(d, "hop limit", 1);
	h.source = field_ip6(d, "source");
	h.destination = field_ip6(d, "destination");
	if (!d->r.cut && h.first >> 28 != 6) {
		put_bogus(d, h.first >> 28);
		return;
	}
	columns_address(d, ADDRESS_IP6, h.source, h.destination);
	(void)info_start(d);
	if (d->r.cut)
		return;
	put_summary(d, &h);
	d->ip = (struct ip_header){ .source = h.source,
				    .destination = h.destination,
				    .size = 16,
				    .hops = (uint8_t)h.hops };
	/* Length 0: a jumbogram (RFC 2675), or the card was to segment it. */
	if (h.length)
		layer_limit(d, h.length);
	next(d, SPACE_IP, h.following);
}

const struct proto proto_ip6 = {
	.name = "IPv6",
	.column = "IPv6",
	.family = FAMILY_OTHER,
	.read = read_ip6,
};
