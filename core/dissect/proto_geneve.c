/* Generic network virtualization encapsulation (RFC 8926).
 *
 *	0   2        8        16               32
 *	+---+--------+--------+----------------+
 *	|ver| options| flags  | protocol       |
 *	| network identifier (VNI)   |         |
 *	| options: class:2  type:1  length:1  data
 *	+--------------------------------------+
 *
 * The length of options counts words of four bytes. */
#include "core/dissect/ethertype.h"

enum { TYPE_BRIDGED = 0x6558, LINKTYPE_ETHERNET = 1 };

static const struct name flags[] = {
	{ 0x80, "control" },
	{ 0x40, "critical options" },
	{ 0, NULL },
};

static const struct name classes[] = {
	{ 0x0100, "Linux" },  { 0x0101, "Open vSwitch" },
	{ 0x0102, "OVN" },    { 0x0103, "in-band telemetry" },
	{ 0x0104, "VMware" }, { 0x0107, "Cilium" },
	{ 0x0108, "Amazon" }, { 0, NULL },
};

static void read_option(struct dissect *d)
{
	(void)field_named(d, "option", 2, classes);
	struct nest nest = field_enter(d);
	(void)field_hex(d, "type", 1);
	size_t words = reader_u8(&d->r) & 0x1f;
	if (d->tree)
		field_show_uint(d, "words", 1, words);
	if (words)
		(void)field_bytes(d, "data", words * 4);
	field_leave(d, nest);
}

static void put_type(struct text *t, uint32_t type)
{
	if (type == TYPE_BRIDGED)
		text_str(t, "Transparent Ethernet bridging");
	else
		ethertype_or_unknown(t, type);
}

static void put_info(struct text *t, uint32_t type, uint32_t vni)
{
	text_str(t, "Encapsulated ");
	put_type(t, type);
	text_str(t, ", VNI: 0x");
	text_hex(t, vni, 6);
}

static void read_geneve(struct dissect *d)
{
	uint32_t first = reader_u8(&d->r);
	struct text *info = info_start(d);
	if (d->tree) {
		field_show_uint(d, "version", 1, first >> 6);
		field_show_uint(d, "option words", 1, first & 0x3f);
	}
	(void)field_flags(d, "flags", 1, flags);
	uint32_t type = reader_u16(&d->r);
	struct text *t = field_over(d, "protocol", 2);
	if (t)
		put_type(t, type);
	uint32_t vni = field_uint(d, "vni", 3);
	reader_skip(&d->r, 1);
	if (d->r.cut)
		return;
	put_info(info, type, vni);
	t = layer_summary(d);
	if (t) {
		text_str(t, "vni ");
		text_uint(t, vni);
	}
	struct part outer = part_open(d, (first & 0x3f) * (size_t)4);
	while (part_more(d))
		read_option(d);
	part_close(d, outer);
	if (!part_more(d))
		return;
	if (type == TYPE_BRIDGED)
		next(d, SPACE_LINK, LINKTYPE_ETHERNET);
	else
		or_next(d, SPACE_ETHERTYPE, type); /* unknown ones stay Geneve */
}

const struct proto proto_geneve = {
	.name = "Geneve",
	.column = "Geneve",
	.family = FAMILY_UDP,
	.read = read_geneve,
};
