/* The network service header (RFC 8300).
 *
 *	0     4    10    16       20     24       32
 *	+-----+----+-----+--------+------+--------+
 *	|ver OU| ttl     | length | type | next   |
 *	| service path                   | index  |
 *	| context: four words, or as long as the length says
 *	+-----------------------------------------+ */
#include "core/dissect/field.h"

enum { NEXT_IP4 = 1, NEXT_IP6 = 2, NEXT_ETHERNET = 3, NEXT_NSH = 4, NEXT_MPLS = 5 };
enum { BASE = 8, LINKTYPE_ETHERNET = 1 };

static const struct name protocols[] = {
	{ NEXT_IP4, "IPv4" }, { NEXT_IP6, "IPv6" },  { NEXT_ETHERNET, "Ethernet" },
	{ NEXT_NSH, "NSH" },  { NEXT_MPLS, "MPLS" }, { 0, NULL },
};

static void next_protocol(struct dissect *d, uint32_t protocol)
{
	if (protocol == NEXT_IP4)
		next(d, SPACE_ETHERTYPE, 0x0800);
	else if (protocol == NEXT_IP6)
		next(d, SPACE_ETHERTYPE, 0x86dd);
	else if (protocol == NEXT_ETHERNET)
		next(d, SPACE_LINK, LINKTYPE_ETHERNET);
	else if (protocol == NEXT_NSH)
		next(d, SPACE_ETHERTYPE, 0x894f);
	else if (protocol == NEXT_MPLS)
		next(d, SPACE_ETHERTYPE, 0x8847);
}

static void read_nsh(struct dissect *d)
{
	struct text *info = info_start(d);
	uint32_t first = reader_u16(&d->r);
	size_t length = (first & 0x3f) * 4;
	if (d->tree) {
		field_show_uint(d, "version", 2, first >> 14);
		field_show_str(d, "oam", 2, first & 0x2000 ? "yes" : "no");
		field_show_uint(d, "ttl", 2, first >> 6 & 0x3f);
		field_show_uint(d, "length", 2, length);
	}
	(void)field_uint(d, "metadata type", 1);
	uint32_t protocol = field_named(d, "next protocol", 1, protocols);
	uint32_t path = field_uint(d, "service path", 3);
	uint32_t index = field_uint(d, "service index", 1);
	if (d->r.cut)
		return;
	text_str(info, "Network Service Header, path ");
	text_uint(info, path);
	text_str(info, ", index ");
	text_uint(info, index);
	if (length > BASE)
		(void)field_bytes(d, "context", length - BASE);
	layer_repeats_info(d);
	next_protocol(d, protocol);
}

const struct proto proto_nsh = {
	.name = "NSH",
	.column = "NSH",
	.family = FAMILY_OTHER,
	.read = read_nsh,
};
