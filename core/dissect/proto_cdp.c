/* Cisco discovery (CDP): who is at the other end of the cable, in the words of those
 *who did so before LLDP.
 *
 *	0        8        16               32
 *	+--------+--------+----------------+
 *	| version| ttl    | checksum       |	then type:2  length:2  value
 *	+--------+--------+----------------+
 *
 * The length counts type and length, too. */
#include "core/dissect/field.h"

enum { TLV_HEADER = 4, NLPID_IP = 0xcc };

enum tlv {
	TLV_DEVICE = 1,
	TLV_ADDRESSES = 2,
	TLV_PORT = 3,
	TLV_CAPABILITIES = 4,
	TLV_VERSION = 5,
	TLV_PLATFORM = 6,
	TLV_PREFIXES = 7,
	TLV_DOMAIN = 9,
	TLV_VLAN = 10,
	TLV_DUPLEX = 11,
	TLV_MTU = 17,
	TLV_SYSTEM = 20,
	TLV_MANAGEMENT = 22,
};

static const struct name tlvs[] = {
	{ TLV_DEVICE, "device" },
	{ TLV_ADDRESSES, "addresses" },
	{ TLV_PORT, "port" },
	{ TLV_CAPABILITIES, "capabilities" },
	{ TLV_VERSION, "version" },
	{ TLV_PLATFORM, "platform" },
	{ TLV_PREFIXES, "prefixes" },
	{ 8, "hello" },
	{ TLV_DOMAIN, "VTP domain" },
	{ TLV_VLAN, "native vlan" },
	{ TLV_DUPLEX, "duplex" },
	{ 14, "VoIP vlan reply" },
	{ 15, "VoIP vlan query" },
	{ 16, "power" },
	{ TLV_MTU, "mtu" },
	{ 18, "trust" },
	{ 19, "untrusted class of service" },
	{ TLV_SYSTEM, "system name" },
	{ 21, "system object id" },
	{ TLV_MANAGEMENT, "management addresses" },
	{ 23, "location" },
	{ 25, "power requested" },
	{ 26, "power available" },
	{ 31, "spare pair" },
	{ 0, NULL },
};

static const struct name capabilities[] = {
	{ 0x01, "router" },	  { 0x02, "transparent bridge" },
	{ 0x04, "route bridge" }, { 0x08, "switch" },
	{ 0x10, "host" },	  { 0x20, "IGMP" },
	{ 0x40, "repeater" },	  { 0x80, "phone" },
	{ 0x100, "remote" },	  { 0, NULL },
};

static bool is_words(uint32_t type)
{
	return type == TLV_DEVICE || type == TLV_PORT || type == TLV_VERSION ||
	       type == TLV_PLATFORM || type == TLV_DOMAIN || type == TLV_SYSTEM;
}

static void read_words(struct dissect *d, struct text *info, uint32_t type)
{
	size_t n = reader_left(&d->r);
	const uint8_t *p = field_text(d, "text", n);
	if (!p || (type != TLV_DEVICE && type != TLV_PORT))
		return;
	text_str(info, type == TLV_DEVICE ? "Device ID: " : "  Port ID: ");
	text_escape(info, p, n);
}

/* A protocol is an NLPID (one byte) or 802.2 (eight). */
static void read_address(struct dissect *d)
{
	(void)field_uint(d, "protocol kind", 1);
	size_t n = reader_u8(&d->r);
	const uint8_t *protocol = field_bytes(d, "protocol", n);
	size_t size = field_uint(d, "size", 2);
	if (protocol && n == 1 && *protocol == NLPID_IP && size == 4)
		(void)field_ip4(d, "address");
	else if (size == 16)
		(void)field_ip6(d, "address");
	else
		(void)field_bytes(d, "address", size);
}

static void read_addresses(struct dissect *d)
{
	uint32_t count = field_uint(d, "count", 4);
	for (uint32_t i = 0; i < count && part_more(d); i++)
		read_address(d);
}

static void read_prefixes(struct dissect *d)
{
	while (reader_left(&d->r) >= 5) {
		(void)field_ip4(d, "network");
		(void)field_uint(d, "bits", 1);
	}
}

static void read_value(struct dissect *d, struct text *info, uint32_t type)
{
	if (is_words(type))
		read_words(d, info, type);
	else if (type == TLV_ADDRESSES || type == TLV_MANAGEMENT)
		read_addresses(d);
	else if (type == TLV_CAPABILITIES)
		(void)field_flags(d, "has", 4, capabilities);
	else if (type == TLV_PREFIXES)
		read_prefixes(d);
	else if (type == TLV_VLAN)
		(void)field_uint(d, "vlan id", 2);
	else if (type == TLV_DUPLEX && part_more(d))
		field_show_str(d, "duplex", 1, reader_u8(&d->r) ? "full" : "half");
	else if (type == TLV_MTU)
		(void)field_uint(d, "bytes", 4);
	field_rest(d, "content");
}

static bool read_tlv(struct dissect *d, struct text *info)
{
	uint32_t type = field_named(d, "tlv", 2, tlvs);
	struct nest nest = field_enter(d);
	size_t length = field_uint(d, "length", 2);
	bool sane = length >= TLV_HEADER && !d->r.cut;
	if (sane) {
		struct part outer = part_open(d, length - TLV_HEADER);
		read_value(d, info, type);
		part_close(d, outer);
	}
	field_leave(d, nest);
	return sane;
}

static void read_cdp(struct dissect *d)
{
	struct text *info = info_start(d);
	(void)field_uint(d, "version", 1);
	(void)field_uint(d, "ttl", 1);
	(void)field_hex(d, "checksum", 2);
	while (part_more(d) && read_tlv(d, info))
		;
	field_rest(d, "content");
	layer_repeats_info(d);
}

const struct proto proto_cdp = {
	.name = "CDP",
	.column = "CDP",
	.family = FAMILY_LINK,
	.read = read_cdp,
};
