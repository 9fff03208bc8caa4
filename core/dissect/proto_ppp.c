/* The point-to-point protocol: what its frames carry (RFC 1661, 1662), and Cisco's
 * framing that looks alike and has ether types and a keepalive of its own (SLARP).
 *
 *	PPP	[address 0xff:1  control 3:1]  protocol:1 or 2
 *	HDLC	address:1  control:1  ether type:2
 *	SLARP	code:4  then mine:4  yours:4  reliability:2, or address:4  mask:4 */
#include "core/dissect/ethertype.h"

enum { ADDRESS_ALL = 0xff, CONTROL_UI = 3, HDLC_UNICAST = 0x0f, HDLC_ALL = 0x8f };
enum { TYPE_OSI = 0xfefe, LINKTYPE_HDLC = 104 };

static const struct name protocols[] = {
	{ 0x0021, "IPv4" },
	{ 0x0023, "OSI" },
	{ 0x002d, "Van Jacobson compressed TCP" },
	{ 0x002f, "Van Jacobson uncompressed TCP" },
	{ 0x0031, "bridged" },
	{ 0x003d, "Multilink" },
	{ 0x0057, "IPv6" },
	{ 0x00fd, "compressed datagram" },
	{ 0x0207, "CDP" },
	{ 0x0281, "MPLS" },
	{ 0x0283, "MPLS multicast" },
	{ 0x8021, "IPCP" },
	{ 0x8023, "OSINLCP" },
	{ 0x8057, "IPV6CP" },
	{ 0x80fd, "CCP" },
	{ 0x8207, "CDPCP" },
	{ 0x8281, "MPLSCP" },
	{ 0xc021, "LCP" },
	{ 0xc023, "PAP" },
	{ 0xc025, "LQR" },
	{ 0xc223, "CHAP" },
	{ 0xc227, "EAP" },
	{ 0, NULL },
};

/* RFC 1661 6.5: a protocol whose first byte is odd has one byte. */
static uint32_t read_protocol(struct dissect *d)
{
	uint32_t protocol = reader_u8(&d->r);
	size_t size = 1;
	if (!(protocol & 1)) {
		protocol = protocol << 8 | reader_u8(&d->r);
		size = 2;
	}
	if (d->tree)
		field_show_code(d, "protocol", size, protocol, protocols);
	return protocol;
}

static void put_info(struct text *t, uint32_t protocol)
{
	const char *word = name_of(protocols, protocol, NULL);
	text_str(t, word ? "PPP " : "PPP Unknown (0x");
	if (word)
		text_str(t, word);
	else
		text_hex(t, protocol, 4);
	text_str(t, word ? "" : ")");
}

/* As Wireshark: the number of what nobody decodes is the Protocol. */
static void put_column(struct dissect *d, uint32_t protocol)
{
	if (name_of(protocols, protocol, NULL))
		return;
	struct text t = text_over(d->protocol, sizeof(d->protocol));
	text_str(&t, "0x");
	text_hex(&t, protocol, 4);
	columns_protocol(d, d->protocol);
}

static void read_ppp(struct dissect *d)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	if (left >= 1 && (p[0] == HDLC_UNICAST || p[0] == HDLC_ALL) &&
	    (left < 2 || !p[1])) {
		next(d, SPACE_LINK, LINKTYPE_HDLC);
		return;
	}
	if (left >= 1 && p[0] == ADDRESS_ALL) {
		(void)field_hex(d, "address", 1);
		(void)field_hex(d, "control", 1);
	}
	uint32_t protocol = read_protocol(d);
	struct text *info = info_start(d);
	if (d->r.cut)
		return;
	put_info(info, protocol);
	put_column(d, protocol);
	struct text *t = layer_summary(d);
	if (t)
		text_str(t, name_of(protocols, protocol, "unknown"));
	if (protocol == 0x0023 && part_more(d))
		next(d, SPACE_NLPID, *d->r.at);
	else
		next(d, SPACE_PPP, protocol);
}

const struct proto proto_ppp = {
	.name = "PPP",
	.column = "PPP",
	.family = FAMILY_LINK,
	.read = read_ppp,
};

static void read_hdlc(struct dissect *d)
{
	(void)field_hex(d, "address", 1);
	(void)field_hex(d, "control", 1);
	uint32_t type = reader_u16(&d->r);
	struct text *t = field_over(d, "type", 2);
	if (t) {
		text_str(t, "0x");
		text_hex(t, type, 4);
		text_str(t, "  ");
		text_str(t, type == 0x8035 ? "SLARP"
					   : name_of(names_ethertypes, type, ""));
	}
	(void)info_start(d);
	if (d->r.cut)
		return;
	if (type == 0x8035) {
		next(d, SPACE_PPP, 0x18035);
	} else if (type == TYPE_OSI) {
		reader_skip(&d->r, 1); /* padding */
		if (part_more(d))
			next(d, SPACE_NLPID, *d->r.at);
	} else {
		next(d, SPACE_ETHERTYPE, type);
	}
}

const struct proto proto_hdlc = {
	.name = "Cisco HDLC",
	.column = "HDLC",
	.family = FAMILY_LINK,
	.read = read_hdlc,
};

static const struct name slarps[] = {
	{ 0, "address request" },
	{ 1, "address reply" },
	{ 2, "keepalive" },
	{ 0, NULL },
};

static void read_keepalive(struct dissect *d, struct text *info)
{
	uint32_t mine = field_uint(d, "my sequence", 4);
	uint32_t yours = field_uint(d, "your sequence", 4);
	(void)field_hex(d, "reliability", 2);
	if (d->r.cut)
		return;
	text_str(info, "Line keepalive, outgoing sequence ");
	text_uint(info, mine);
	text_str(info, ", returned sequence ");
	text_uint(info, yours);
}

static void read_slarp(struct dissect *d)
{
	struct text *info = info_start(d);
	uint32_t code = field_named(d, "code", 4, slarps);
	if (d->r.cut)
		return;
	if (code == 2) {
		read_keepalive(d, info);
	} else if (code < 2) {
		const uint8_t *ip = field_ip4(d, "address");
		const uint8_t *mask = field_ip4(d, "mask");
		text_str(info, code ? "Reply, from " : "Request, from ");
		if (ip && mask) {
			addr_ip4(info, ip);
			text_str(info, ", mask ");
			addr_ip4(info, mask);
		}
	} else {
		text_str(info, "Unknown packet type 0x");
		text_hex(info, code, 8);
	}
	field_rest(d, "content");
	layer_repeats_info(d);
}

const struct proto proto_slarp = {
	.name = "SLARP",
	.column = "SLARP",
	.family = FAMILY_LINK,
	.read = read_slarp,
};
