/* Link layer discovery (IEEE 802.1AB): who is at the other end of the cable, with the
 * sets of 802.1 (annex D), 802.3 (annex F) and LLDP-MED (TIA-1057).
 *
 *	0       7         16
 *	+-------+---------+----------- ... --+
 *	| type  | length  | content          |
 *	+-------+---------+----------- ... --+ */
#include "core/dissect/lldp.h"

enum tlv {
	TLV_END = 0,
	TLV_CHASSIS = 1,
	TLV_PORT = 2,
	TLV_TTL = 3,
	TLV_PORT_TEXT = 4,
	TLV_SYSTEM_NAME = 5,
	TLV_SYSTEM_TEXT = 6,
	TLV_CAPABILITIES = 7,
	TLV_MANAGEMENT = 8,
	TLV_ORGANISATION = 127,
};

static const struct name tlv_names[] = {
	{ TLV_END, "end" },
	{ TLV_CHASSIS, "chassis" },
	{ TLV_PORT, "port" },
	{ TLV_TTL, "time to live" },
	{ TLV_PORT_TEXT, "port description" },
	{ TLV_SYSTEM_NAME, "system name" },
	{ TLV_SYSTEM_TEXT, "system description" },
	{ TLV_CAPABILITIES, "capabilities" },
	{ TLV_MANAGEMENT, "management address" },
	{ TLV_ORGANISATION, "organisation" },
	{ 0, NULL },
};

/* Chassis and port number their kinds of identifiers differently. */
enum kind { COMPONENT, ALIAS, PORT, MAC, NETWORK, NAME, CIRCUIT, LOCAL, KINDS };

static const char *const kind_names[KINDS] = {
	[COMPONENT] = "chassis component", [ALIAS] = "interface alias",
	[PORT] = "port component",	   [MAC] = "mac",
	[NETWORK] = "network address",	   [NAME] = "interface name",
	[CIRCUIT] = "agent circuit id",	   [LOCAL] = "locally assigned",
};

static const char *const kind_short[KINDS] = {
	[COMPONENT] = "CC", [ALIAS] = "IA", [PORT] = "PC",    [MAC] = "MA",
	[NETWORK] = "NA",   [NAME] = "IN",  [CIRCUIT] = "AC", [LOCAL] = "LA",
};

static const enum kind chassis_kinds[8] = {
	KINDS, COMPONENT, ALIAS, PORT, MAC, NETWORK, NAME, LOCAL,
};

static const enum kind port_kinds[8] = {
	KINDS, ALIAS, PORT, MAC, NETWORK, NAME, CIRCUIT, LOCAL,
};

static const struct name capabilities[] = {
	{ 0x001, "other" },	   { 0x002, "repeater" }, { 0x004, "bridge" },
	{ 0x008, "access point" }, { 0x010, "router" },	  { 0x020, "telephone" },
	{ 0x040, "DOCSIS" },	   { 0x080, "station" },  { 0x100, "C-VLAN" },
	{ 0x200, "S-VLAN" },	   { 0x400, "relay" },	  { 0, NULL },
};

static void put_digits(struct text *t, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		text_hex(t, bytes[i], 2);
}

/* The first byte is the IANA address family. */
static void put_network(struct text *t, const uint8_t *bytes, size_t n)
{
	if (n == 5 && bytes[0] == 1)
		addr_ip4(t, bytes + 1);
	else if (n == 17 && bytes[0] == 2)
		addr_ip6(t, bytes + 1);
	else
		put_digits(t, bytes + (n > 0), n - (n > 0));
}

static void put_id(struct text *t, enum kind kind, const uint8_t *bytes, size_t n)
{
	if (kind == MAC && n == 6)
		addr_mac(t, bytes);
	else if (kind == NETWORK)
		put_network(t, bytes, n);
	else if (kind == PORT)
		put_digits(t, bytes, n);
	else
		text_escape(t, bytes, n);
}

/* An identifier for the tree, and as "MA/52:54:00:12:34:56" for the Info. */
static void read_id(struct dissect *d, struct text *info, const enum kind *kinds)
{
	uint32_t subtype = reader_u8(&d->r);
	enum kind kind = subtype < 8 ? kinds[subtype] : KINDS;
	struct text *t = field_over(d, "kind", 1);
	if (t) {
		text_uint(t, subtype);
		text_str(t, "  ");
		text_str(t, kind < KINDS ? kind_names[kind] : "reserved");
	}
	size_t n = reader_left(&d->r);
	const uint8_t *bytes = reader_bytes(&d->r, n);
	if (!bytes || d->r.cut)
		return;
	t = field_over(d, "id", n);
	if (t)
		put_id(t, kind, bytes, n);
	if (text_length(info))
		text_char(info, ' ');
	text_str(info, kind < KINDS ? kind_short[kind] : "Rs/Reserved");
	if (kind < KINDS) {
		text_char(info, '/');
		put_id(info, kind, bytes, n);
	}
}

static void read_words(struct dissect *d, struct text *info, const char *label)
{
	size_t n = reader_left(&d->r);
	const uint8_t *bytes = field_text(d, "text", n);
	if (!label || !bytes)
		return;
	text_str(info, label);
	text_escape(info, bytes, n);
}

static void read_ttl(struct dissect *d, struct text *info)
{
	uint32_t seconds = field_uint(d, "seconds", 2);
	if (d->r.cut)
		return;
	text_char(info, ' ');
	text_uint(info, seconds);
}

static void read_capabilities(struct dissect *d)
{
	(void)field_flags(d, "has", 2, capabilities);
	(void)field_flags(d, "enabled", 2, capabilities);
}

static void read_management(struct dissect *d)
{
	size_t n = field_uint(d, "address size", 1);
	const uint8_t *address = reader_bytes(&d->r, n);
	struct text *t = field_over(d, "address", n);
	if (t)
		put_network(t, address, n);
	(void)field_uint(d, "numbering", 1);
	(void)field_uint(d, "interface", 4);
	n = field_uint(d, "oid size", 1);
	if (n)
		(void)field_bytes(d, "oid", n);
}

static void read_content(struct dissect *d, struct text *info, uint32_t type)
{
	if (type == TLV_CHASSIS)
		read_id(d, info, chassis_kinds);
	else if (type == TLV_PORT)
		read_id(d, info, port_kinds);
	else if (type == TLV_TTL)
		read_ttl(d, info);
	else if (type == TLV_PORT_TEXT)
		read_words(d, info, NULL);
	else if (type == TLV_SYSTEM_NAME)
		read_words(d, info, " SysN=");
	else if (type == TLV_SYSTEM_TEXT)
		read_words(d, info, " SysD=");
	else if (type == TLV_CAPABILITIES)
		read_capabilities(d);
	else if (type == TLV_MANAGEMENT)
		read_management(d);
	else if (type == TLV_ORGANISATION)
		lldp_read_organisation(d);
	else
		field_rest(d, "content");
}

static bool read_tlv(struct dissect *d, struct text *info)
{
	uint32_t value = reader_u16(&d->r);
	uint32_t type = value >> 9;
	if (d->tree)
		field_show_named(d, "tlv", 2, type, tlv_names);
	struct nest nest = field_enter(d);
	if (d->tree)
		field_show_uint(d, "length", 2, value & 0x1ff);
	if (d->r.cut)
		return false;
	struct part outer = part_open(d, value & 0x1ff);
	read_content(d, info, type);
	part_close(d, outer);
	field_leave(d, nest);
	return type != TLV_END;
}

/* They come first, in this order (802.1AB 8.2); Wireshark gives up where they do not.
 */
static const char *const mandatory[] = { "Chassis ID", "Port ID", "Time-to-Live" };

static void read_lldp(struct dissect *d)
{
	struct text *info = info_start(d), *out = info;
	char room[1];
	struct text unseen = text_over(room, sizeof(room));
	for (size_t i = 0; part_more(d); i++) {
		if (out == info && i < COUNT(mandatory) && *d->r.at >> 1 != i + 1u) {
			info = info_start(d);
			text_str(info, "Invalid ");
			text_str(info, mandatory[i]);
			text_str(info, " TLV");
			out = &unseen;
		}
		if (!read_tlv(d, out))
			break;
	}
	struct text *t = layer_summary(d);
	if (t)
		text_mem(t, info->start, text_length(info));
	if (!d->r.cut)
		layer_limit(d, 0);
}

const struct proto proto_lldp = {
	.name = "LLDP",
	.column = "LLDP",
	.family = FAMILY_LINK,
	.read = read_lldp,
};
