/* Label stacks (RFC 3032, 5462), the control word of pseudowires (RFC 4385, 4448) and
 *the associated channel (RFC 5586), in which their ends talk about them.
 *
 *	0                    20    23 24       32
 *	+--------------------+-----+-+---------+
 *	| label              | class|S| ttl     |
 *	+--------------------+-----+-+---------+
 *
 * One entry is one layer. Nothing says what is below the last one: the first four bits
 * are 4 or 6 for IP, 0 for a control word with Ethernet behind it, 1 for the channel.
 */
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

enum channel {
	CHANNEL_BFD = 0x0007,
	CHANNEL_IP4 = 0x0021,
	CHANNEL_CONTINUITY = 0x0022,
	CHANNEL_CONNECTIVITY = 0x0023,
	CHANNEL_LSP_PING = 0x0025,
	CHANNEL_IP6 = 0x0057,
	CHANNEL_ETHERNET_OAM = 0x8902,
};

static const struct name channels[] = {
	{ 0x0001, "management" },
	{ 0x0002, "signalling" },
	{ CHANNEL_BFD, "BFD" },
	{ 0x000a, "direct loss measurement" },
	{ 0x000b, "inferred loss measurement" },
	{ 0x000c, "delay measurement" },
	{ 0x000d, "direct loss and delay measurement" },
	{ 0x000e, "inferred loss and delay measurement" },
	{ CHANNEL_IP4, "IPv4" },
	{ CHANNEL_CONTINUITY, "continuity check" },
	{ CHANNEL_CONNECTIVITY, "connectivity verification" },
	{ 0x0024, "protection state" },
	{ CHANNEL_LSP_PING, "LSP ping" },
	{ 0x0026, "lock instruct" },
	{ 0x0027, "pseudowire OAM" },
	{ 0x0028, "MAC withdrawal" },
	{ CHANNEL_IP6, "IPv6" },
	{ 0x0058, "fault" },
	{ CHANNEL_ETHERNET_OAM, "Ethernet OAM" },
	{ 0, NULL },
};

static void read_channel(struct dissect *d)
{
	enum { PORT_BFD = 3784, PORT_LSP_PING = 3503 };
	(void)field_hex(d, "channel header", 2);
	uint32_t channel = field_code(d, "channel", 2, channels);
	if (d->r.cut)
		return;
	if (channel == CHANNEL_IP4)
		next(d, SPACE_ETHERTYPE, ETHERTYPE_IP4);
	else if (channel == CHANNEL_IP6)
		next(d, SPACE_ETHERTYPE, ETHERTYPE_IP6);
	else if (channel == CHANNEL_ETHERNET_OAM)
		next(d, SPACE_ETHERTYPE, channel);
	else if (channel == CHANNEL_LSP_PING)
		next(d, SPACE_UDP, PORT_LSP_PING);
	else if (channel == CHANNEL_BFD || channel == CHANNEL_CONTINUITY ||
		 channel == CHANNEL_CONNECTIVITY)
		next(d, SPACE_UDP, PORT_BFD);
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
	else if (nibble == 1)
		read_channel(d);
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
