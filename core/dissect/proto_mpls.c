/* Label stacks (RFC 3032, 5462) and the control word of pseudowires (RFC 4385, 4448).
 *
 *	0                    20    23 24       32
 *	+--------------------+-----+-+---------+
 *	| label              | class|S| ttl     |
 *	+--------------------+-----+-+---------+
 *
 * One entry is one layer. Nothing says what is below the last one: the first four bits
 * are 4 or 6 for IP, 0 for a control word with Ethernet behind it. */
#include "core/dissect/field.h"

enum { ETHERTYPE_IP4 = 0x0800, ETHERTYPE_IP6 = 0x86dd, ETHERTYPE_MPLS = 0x8847 };
enum { LINKTYPE_ETHERNET = 1, ETHERNET_HEADER = 14, CONTROL_WORD = 4 };

static const struct name special_labels[] = {
	{ 0, "IPv4 explicit null" },
	{ 1, "router alert" },
	{ 2, "IPv6 explicit null" },
	{ 3, "implicit null" },
	{ 7, "entropy follows" },
	{ 13, "generic associated channel" },
	{ 14, "OAM alert" },
	{ 15, "extension" },
	{ 0, NULL },
};

static void read_control_word(struct dissect *d)
{
	if (reader_left(&d->r) < CONTROL_WORD + ETHERNET_HEADER)
		return;
	(void)field_hex(d, "control word", 4);
	next(d, SPACE_LINK, LINKTYPE_ETHERNET);
}

static void next_below(struct dissect *d)
{
	if (!reader_left(&d->r))
		return;
	unsigned nibble = d->r.at[0] >> 4;
	if (nibble == 4)
		next(d, SPACE_ETHERTYPE, ETHERTYPE_IP4);
	else if (nibble == 6)
		next(d, SPACE_ETHERTYPE, ETHERTYPE_IP6);
	else if (nibble == 0)
		read_control_word(d);
}

static void read_mpls(struct dissect *d)
{
	uint32_t entry = reader_u32(&d->r), label = entry >> 12;
	bool bottom = entry & 0x100;
	if (d->tree) {
		field_show_named(d, "label", 4, label, special_labels);
		field_show_uint(d, "traffic class", 4, entry >> 9 & 7);
		field_show_str(d, "bottom", 4, bottom ? "yes" : "no");
		field_show_uint(d, "ttl", 4, entry & 0xff);
	}
	text_str(info_start(d), "MPLS Label Switched Packet");
	if (d->r.cut)
		return;
	if (bottom)
		next_below(d);
	else
		next(d, SPACE_ETHERTYPE, ETHERTYPE_MPLS);
	struct text *t = layer_summary(d);
	if (t) {
		text_str(t, "label ");
		text_uint(t, label);
		text_str(t, "  ttl ");
		text_uint(t, entry & 0xff);
	}
}

const struct proto proto_mpls = {
	.name = "MPLS",
	.column = "MPLS",
	.family = FAMILY_LINK,
	.read = read_mpls,
};
