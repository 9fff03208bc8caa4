/* The locator/id separation protocol: the header of its data (RFC 9300), UDP port 4341,
 * and its control messages (RFC 9301), port 4342.
 *
 *	data:	flags:1  nonce or map version:3  instance and locator status:4  IP
 *	control: type:4 bits  flags  record count  nonce:8  ...
 *	record:	ttl:4  locators:1  mask:1  flags:2  version:2  EID
 *	locator: priority:1  weight:1  the same of multicast  flags:2  RLOC
 *	EID, RLOC: address family:2  address */
#include "core/dissect/field.h"

enum { AFI_NONE = 0, AFI_IP4 = 1, AFI_IP6 = 2, AFI_LCAF = 16387, AFI_MAC = 16389 };
enum { LCAF_INSTANCE = 2 };
enum type { REQUEST = 1, REPLY, REGISTER, NOTIFY, NOTIFY_ACK, REFERRAL, ECM = 8 };
enum { INSTANCE = 0x08, ETHERTYPE_IP4 = 0x0800, ETHERTYPE_IP6 = 0x86dd };

static const struct name types[] = {
	{ REQUEST, "Map-Request" },
	{ REPLY, "Map-Reply" },
	{ REGISTER, "Map-Register" },
	{ NOTIFY, "Map-Notify" },
	{ NOTIFY_ACK, "Map-Notify-Ack" },
	{ REFERRAL, "Map-Referral" },
	{ 7, "Info" },
	{ ECM, "Encapsulated Control Message" },
	{ 0, NULL },
};

static const struct name families[] = {
	{ AFI_NONE, "none" }, { AFI_IP4, "IPv4" },
	{ AFI_IP6, "IPv6" },  { AFI_LCAF, "LISP canonical address" },
	{ AFI_MAC, "MAC" },   { 0, NULL },
};

static const struct name actions[] = {
	{ 0, "no action" },
	{ 1, "natively forward" },
	{ 2, "send map request" },
	{ 3, "drop" },
	{ 4, "drop, policy denied" },
	{ 5, "drop, authentication failed" },
	{ 0, NULL },
};

static const struct name data_flags[] = {
	{ 0x80, "nonce" },	 { 0x40, "locator status" }, { 0x20, "echo nonce" },
	{ 0x10, "map version" }, { INSTANCE, "instance" },   { 0, NULL },
};

/* The address of a family that has no further one inside; its text goes to t as well
 * (which may be NULL). */
static void read_plain(struct dissect *d, const char *name, uint32_t family,
		       struct text *t)
{
	const uint8_t *p = NULL;
	if (family == AFI_IP4)
		p = field_ip4(d, name);
	else if (family == AFI_IP6)
		p = field_ip6(d, name);
	else if (family == AFI_MAC)
		p = field_mac(d, name);
	if (!p || !t)
		return;
	if (family == AFI_IP4)
		addr_ip4(t, p);
	else if (family == AFI_IP6)
		addr_ip6(t, p);
	else
		addr_mac(t, p);
}

/* RFC 8060: the one that is everywhere puts an instance in front of an address. */
static void read_canonical(struct dissect *d, const char *name, struct text *t)
{
	reader_skip(&d->r, 2);
	uint32_t type = field_uint(d, "canonical type", 1);
	reader_skip(&d->r, 1);
	struct part outer = part_open(d, field_uint(d, "length", 2));
	if (type == LCAF_INSTANCE) {
		uint32_t instance = field_uint(d, "instance", 4);
		if (t) {
			text_char(t, '[');
			text_uint(t, instance);
			text_str(t, "] ");
		}
		uint32_t family = field_named(d, "address family", 2, families);
		read_plain(d, name, family, t);
	}
	field_rest(d, "content");
	part_close(d, outer);
}

/* An address behind its family. */
static void read_address(struct dissect *d, const char *name, struct text *t)
{
	uint32_t family = field_named(d, "address family", 2, families);
	if (family == AFI_LCAF)
		read_canonical(d, name, t);
	else
		read_plain(d, name, family, t);
}

static void put_mask(struct text *info, uint32_t mask)
{
	text_char(info, '/');
	text_uint(info, mask);
}

static void read_locator(struct dissect *d)
{
	(void)field_uint(d, "locator priority", 1);
	struct nest nest = field_enter(d);
	(void)field_uint(d, "weight", 1);
	(void)field_uint(d, "multicast priority", 1);
	(void)field_uint(d, "multicast weight", 1);
	(void)field_hex(d, "flags", 2);
	read_address(d, "RLOC", NULL);
	field_leave(d, nest);
}

static void read_record(struct dissect *d, struct text *info)
{
	(void)field_uint(d, "record ttl min", 4);
	struct nest nest = field_enter(d);
	uint32_t locators = field_uint(d, "locators", 1);
	uint32_t mask = field_uint(d, "mask length", 1);
	uint32_t flags = reader_u16(&d->r);
	if (d->tree)
		field_show_named(d, "action", 2, flags >> 13, actions);
	(void)field_uint(d, "map version", 2);
	text_str(info, ", ");
	read_address(d, "EID", info);
	put_mask(info, mask);
	for (; locators && part_more(d) && !d->columns.truncated; locators--)
		read_locator(d);
	field_leave(d, nest);
}

/* From whom, the locators to answer to, and what is asked for. */
enum { FLAG_PROBE = 0x02000000, FLAG_SOLICITS = 0x01000000 };

static void read_request(struct dissect *d, struct text *info, uint32_t first)
{
	bool any = false;
	unsigned locators = (first >> 8 & 0x1f) + 1;
	unsigned records = first & 0xff;
	text_str(info, first & FLAG_SOLICITS ? " (SMR)" : "");
	text_str(info, first & FLAG_PROBE ? " (RLOC-probe)" : "");
	(void)field_bytes(d, "nonce", 8);
	read_address(d, "source EID", NULL);
	for (; locators && part_more(d); locators--)
		read_address(d, "ITR RLOC", NULL);
	for (; records && part_more(d) && !d->columns.truncated; records--) {
		reader_skip(&d->r, 1);
		uint32_t mask = field_uint(d, "mask length", 1);
		text_str(info, any ? ", " : " for ");
		any = true;
		read_address(d, "EID", info);
		put_mask(info, mask);
	}
}

static void read_records(struct dissect *d, struct text *info, uint32_t type,
			 uint32_t count)
{
	(void)field_bytes(d, "nonce", 8);
	if (type >= REGISTER && type <= NOTIFY_ACK) {
		(void)field_uint(d, "key", 2);
		size_t n = field_uint(d, "authentication size", 2);
		(void)field_bytes(d, "authentication", n);
	}
	for (; count && part_more(d) && !d->columns.truncated; count--)
		read_record(d, info);
}

static void next_ip(struct dissect *d)
{
	if (part_more(d))
		next(d, SPACE_ETHERTYPE,
		     *d->r.at >> 4 == 6 ? ETHERTYPE_IP6 : ETHERTYPE_IP4);
}

static void read_control(struct dissect *d)
{
	struct text *info = info_start(d);
	uint32_t first = reader_u32(&d->r), type = first >> 28;
	if (d->r.cut)
		return;
	if (d->tree) {
		field_show_named(d, "type", 4, type, types);
		field_show_hex(d, "flags", 4, first & 0x0fffff00);
		field_show_uint(d, "records", 4, first & 0xff);
	}
	names_put(info, types, type, "Unknown LISP Control Packet", 0);
	if (type == REQUEST)
		read_request(d, info, first);
	else if (type >= REPLY && type <= REFERRAL)
		read_records(d, info, type, first & 0xff);
	layer_repeats_info(d);
	if (type == ECM)
		next_ip(d);
	else
		field_rest(d, "content");
}

const struct proto proto_lisp = {
	.name = "LISP control",
	.column = "LISP",
	.family = FAMILY_ROUTING,
	.read = read_control,
};

static void read_data(struct dissect *d)
{
	uint32_t flags = field_flags(d, "flags", 1, data_flags);
	(void)field_hex(d, "nonce", 3);
	uint32_t last = reader_u32(&d->r);
	struct text *info = info_start(d);
	if (d->r.cut)
		return;
	text_str(info, "LISP Data");
	if (flags & INSTANCE) {
		if (d->tree)
			field_show_uint(d, "instance", 4, last >> 8);
		text_str(info, ", instance ");
		text_uint(info, last >> 8);
	}
	if (d->tree)
		field_show_hex(d, "locator status", 4,
			       flags & INSTANCE ? last & 0xff : last);
	layer_repeats_info(d);
	next_ip(d);
}

const struct proto proto_lisp_data = {
	.name = "LISP data",
	.column = "LISP-Data",
	.family = FAMILY_UDP,
	.read = read_data,
};
