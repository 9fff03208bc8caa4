/* The point-to-point protocol: what its frames carry (RFC 1661, 1662), and Cisco's
 * framing that looks alike and has ether types and a keepalive of its own (SLARP).
 *
 *	PPP	[address 0xff:1  control 3:1]  protocol:1 or 2
 *	HDLC	address:1  control:1  ether type:2
 *	SLARP	code:4  then mine:4  yours:4  reliability:2, or address:4  mask:4 */
#include "core/dissect/ethertype.h"

enum { ADDRESS_ALL = 0xff, CONTROL_UI = 3, HDLC_UNICAST = 0x0f, HDLC_ALL = 0x8f };
enum { TYPE_OSI = 0xfefe, TYPE_PPP = 0x880b };
enum { LINKTYPE_ETHERNET = 1, LINKTYPE_HDLC = 104 };
enum { PIECE_FIRST = 0x80, PIECE_LAST = 0x40, PIECE_WHOLE = 0xc0 };

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
	{ 0x8031, "BCP NCP" },
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

/* Those that nobody decodes: their Protocol is the number. IANA, PPP numbers. */
static const struct name undecoded[] = {
	{ 0x0001, "Padding Protocol" },
	{ 0x0003, "ROHC small-CID" },
	{ 0x0005, "ROHC large-CID" },
	{ 0x0025, "Xerox NS IDP" },
	{ 0x0033, "Stream Protocol (ST-II)" },
	{ 0x0039, "AppleTalk EDDP" },
	{ 0x003b, "AppleTalk SmartBuffered" },
	{ 0x003f, "NETBIOS Framing" },
	{ 0x0041, "Cisco Systems" },
	{ 0x0043, "Ascom Timeplex" },
	{ 0x0045, "Fujitsu Link Backup and Load Balancing (LBLB)" },
	{ 0x0047, "DCA Remote Lan" },
	{ 0x0049, "Serial Data Transport Protocol (PPP-SDTP)" },
	{ 0x004f, "IPv6 Header Compression" },
	{ 0x0051, "KNX Bridging Data" },
	{ 0x0053, "Encryption" },
	{ 0x0055, "Individual Link Encryption" },
	{ 0x005d, "TRILL Network Protocol (TNP)" },
	{ 0x0063, "RTP IPHC Compressed TCP" },
	{ 0x0069, "RTP IPHC Compressed RTP 8" },
	{ 0x006f, "Stampede Bridging" },
	{ 0x0073, "MP+ Protocol" },
	{ 0x00c1, "NTCITS IPI" },
	{ 0x00fb, "Single link compression in multilink" },
	{ 0x0201, "802.1d Hello Packets" },
	{ 0x0203, "IBM Source Routing BPDU" },
	{ 0x0209, "Netcs Twin Routing" },
	{ 0x020b, "STP - Scheduled Transfer Protocol" },
	{ 0x020d, "EDP - Extreme Discovery Protocol" },
	{ 0x0211, "Optical Supervisory Channel Protocol (OSCP)" },
	{ 0x0213, "Optical Supervisory Channel Protocol (OSCP)" },
	{ 0x0231, "Luxcom" },
	{ 0x0233, "Sigma Network Systems" },
	{ 0x0235, "Apple Client Server Protocol" },
	{ 0x0285, "IEEE p1284.4 standard - data packets" },
	{ 0x0287, "ETSI TETRA Network Protocol Type 1" },
	{ 0x0289, "Multichannel Flow Treatment Protocol" },
	{ 0x2063, "RTP IPHC Compressed TCP No Delta" },
	{ 0x2069, "RTP IPHC Compressed RTP 16" },
	{ 0x4001, "Cray Communications Control Protocol" },
	{ 0x4003, "CDPD Mobile Network Registration Protocol" },
	{ 0x4005, "Expand accelerator protocol" },
	{ 0x4007, "ODSICP NCP" },
	{ 0x4009, "DOCSIS DLL" },
	{ 0x400b, "Cetacean Network Detection Protocol" },
	{ 0x4021, "Stacker LZS" },
	{ 0x4023, "RefTek Protocol" },
	{ 0x4025, "Fibre Channel" },
	{ 0x4027, "EMIT Protocols" },
	{ 0x405b, "Vendor-Specific Protocol (VSP)" },
	{ 0x405d, "TRILL Link State Protocol (TLSP)" },
	{ 0x8025, "Xerox NS IDP Control Protocol" },
	{ 0x8027, "DECnet Phase IV Control Protocol" },
	{ 0x8029, "AppleTalk Control Protocol" },
	{ 0x802b, "Novell IPX Control Protocol" },
	{ 0x8033, "Stream Protocol Control Protocol" },
	{ 0x8035, "Banyan Vines Control Protocol" },
	{ 0x803d, "Multi-Link Control Protocol" },
	{ 0x803f, "NETBIOS Framing Control Protocol" },
	{ 0x8041, "Cisco Systems Control Protocol" },
	{ 0x8043, "Ascom Timeplex" },
	{ 0x8045, "Fujitsu LBLB Control Protocol" },
	{ 0x8047, "DCA Remote Lan Network Control Protocol (RLNCP)" },
	{ 0x8049, "Serial Data Control Protocol (PPP-SDCP)" },
	{ 0x804b, "SNA over 802.2 Control Protocol" },
	{ 0x804d, "SNA Control Protocol" },
	{ 0x804f, "IP6 Header Compression Control Protocol" },
	{ 0x8051, "KNX Bridging Control Protocol" },
	{ 0x8053, "Encryption Control Protocol" },
	{ 0x8055, "Individual Link Encryption Control Protocol" },
	{ 0x805d, "TRILL Network Control Protocol" },
	{ 0x806f, "Stampede Bridging Control Protocol" },
	{ 0x8073, "MP+ Control Protocol" },
	{ 0x80c1, "NTCITS IPI Control Protocol" },
	{ 0x80fb, "Single link compression in multilink control" },
	{ 0x8209, "Netcs Twin Routing" },
	{ 0x820b, "STP - Control Protocol" },
	{ 0x820d, "EDPCP - Extreme Discovery Protocol Control Protocol" },
	{ 0x8235, "Apple Client Server Protocol Control" },
	{ 0x8285, "IEEE p1284.4 standard - Protocol Control" },
	{ 0x8287, "ETSI TETRA TNP1 Control Protocol" },
	{ 0x8289, "Multichannel Flow Treatment Protocol" },
	{ 0xc027, "Shiva Password Authentication Protocol" },
	{ 0xc05b, "Vendor-Specific Authentication Protocol (VSAP)" },
	{ 0xc081, "Container Control Protocol" },
	{ 0xc225, "RSA Authentication Protocol" },
	{ 0xc229, "Mitsubishi Security Information Exchange Protocol (SIEP)" },
	{ 0xc26f, "Stampede Bridging Authorization Protocol" },
	{ 0xc281, "Proprietary Authentication Protocol" },
	{ 0xc283, "Proprietary Authentication Protocol" },
	{ 0xc481, "Proprietary Node ID Authentication Protocol" },
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
	text_str(t, "PPP ");
	text_str(t, word ? word : name_of(undecoded, protocol, "Unknown"));
	if (word)
		return;
	text_str(t, " (0x");
	text_hex(t, protocol, 4);
	text_char(t, ')');
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

/* RFC 1990: a packet in pieces, each with the first ones' flags and a number. What is
 * whole is read on; pieces are not put together. */
static void read_multilink(struct dissect *d)
{
	static const struct name flag_names[] = {
		{ PIECE_FIRST, "first" },
		{ PIECE_LAST, "last" },
		{ 0, NULL },
	};
	uint32_t flags = field_flags(d, "flags", 1, flag_names);
	uint32_t sequence = field_uint(d, "sequence", 3);
	struct text *info = info_start(d);
	if (d->r.cut)
		return;
	text_str(info, "PPP Multilink (PPP MP Unreassembled fragment ");
	text_uint(info, sequence);
	text_char(info, ')');
	layer_repeats_info(d);
	if ((flags & PIECE_WHOLE) == PIECE_WHOLE && part_more(d))
		next(d, SPACE_ETHERTYPE, TYPE_PPP);
	else
		field_rest(d, "piece");
}

const struct proto proto_ppp_multilink = {
	.name = "PPP Multilink",
	.column = "PPP MP",
	.family = FAMILY_LINK,
	.read = read_multilink,
};

/* RFC 3518 4.2: frames of a LAN behind what says how they were changed. */
static void read_bridged(struct dissect *d)
{
	enum { PADDING = 0x0f, ETHERNET = 1 };
	static const struct name flag_names[] = {
		{ 0x80, "check sequence kept" },
		{ 0x40, "control frame" },
		{ 0x20, "zero compressed" },
		{ 0, NULL },
	};
	static const struct name media[] = {
		{ ETHERNET, "Ethernet" },
		{ 2, "802.4" },
		{ 3, "802.5" },
		{ 4, "FDDI" },
		{ 0, NULL },
	};
	uint32_t first = reader_u8(&d->r);
	field_show_flags(d, "flags", 1, first, flag_names);
	field_show_uint(d, "padding", 1, first & PADDING);
	uint32_t medium = field_named(d, "medium", 1, media);
	if (d->r.cut)
		return;
	text_str(info_start(d), name_of(media, medium, "unknown medium"));
	layer_repeats_info(d);
	if (medium == ETHERNET)
		next(d, SPACE_LINK, LINKTYPE_ETHERNET);
}

const struct proto proto_ppp_bridged = {
	.name = "PPP bridged",
	.column = "PPP BCP",
	.family = FAMILY_LINK,
	.read = read_bridged,
};

/* Cisco's own come with the numbers that they have behind SNAP. */
static void next_hdlc(struct dissect *d, uint32_t type)
{
	enum { BPDU = 0x4242, LINKS = 0x0111, BRIDGED = 0x6558, SNAP_CISCO = 0x000c };
	if (type == BPDU)
		next(d, SPACE_LLC, 0x42);
	else if (type == LINKS)
		next(d, SPACE_SNAP, SNAP_CISCO << 16 | LINKS);
	else if (type == BRIDGED)
		next(d, SPACE_LINK, LINKTYPE_ETHERNET);
	else
		next(d, SPACE_ETHERTYPE, type);
}

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
		next_hdlc(d, type);
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
