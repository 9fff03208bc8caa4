/* Options of DHCP for IPv4 (RFC 2132, 3004, 3046, 3397, 3442, 3925, 4361, 4578, 4702,
 * 5859, 8572, 8925).
 *
 *	kind:1  size:1  value */
#include <string.h>

#include "core/dissect/dhcp.h"

enum { IAID_AND_DUID = 255 };

const struct name dhcp_messages[] = {
	{ 1, "Discover" },
	{ 2, "Offer" },
	{ 3, "Request" },
	{ 4, "Decline" },
	{ 5, "ACK" },
	{ 6, "NAK" },
	{ 7, "Release" },
	{ 8, "Inform" },
	{ 9, "Force Renew" },
	{ 10, "Lease query" },
	{ 11, "Lease Unassigned" },
	{ 12, "Lease Unknown" },
	{ 13, "Lease Active" },
	{ 14, "Bulk Lease Query" },
	{ 15, "Lease Query Done" },
	{ 16, "Active LeaseQuery" },
	{ 17, "Lease Query Status" },
	{ 18, "TLS" },
	{ 0, NULL },
};

/* How the value of an option is read. */
enum shape {
	HEX,
	ADDRESSES,
	SECONDS,
	NUMBER,
	TEXT,
	MESSAGE,
	CLIENT,
	LIST,
	ROUTES,
	PARTS,	 /* of a relay agent */
	VENDOR,	 /* enterprises, each with parts */
	PIECES,	 /* size, then text */
	DOMAINS, /* names as in DNS */
	FQDN,
	ARCHITECTURES,
	IDENTIFIER, /* a kind, then a number of 16 bytes */
};

struct option {
	uint8_t kind;
	uint8_t shape;
	const char *name;
};

static const struct option options[] = {
	{ 1, ADDRESSES, "subnet mask" },
	{ 2, SECONDS, "time offset" },
	{ 3, ADDRESSES, "routers" },
	{ 4, ADDRESSES, "time servers" },
	{ 5, ADDRESSES, "name servers (IEN 116)" },
	{ 6, ADDRESSES, "name servers" },
	{ 7, ADDRESSES, "log servers" },
	{ 12, TEXT, "host name" },
	{ 13, NUMBER, "boot file blocks" },
	{ 14, TEXT, "dump file" },
	{ 15, TEXT, "domain name" },
	{ 16, ADDRESSES, "swap server" },
	{ 17, TEXT, "root path" },
	{ 19, NUMBER, "IP forwarding" },
	{ 23, NUMBER, "default ttl" },
	{ 26, NUMBER, "interface mtu" },
	{ 28, ADDRESSES, "broadcast address" },
	{ 31, NUMBER, "router discovery" },
	{ 33, ADDRESSES, "static routes" },
	{ 40, TEXT, "NIS domain" },
	{ 41, ADDRESSES, "NIS servers" },
	{ 42, ADDRESSES, "NTP servers" },
	{ 43, HEX, "vendor specific" },
	{ 44, ADDRESSES, "NetBIOS name servers" },
	{ 46, NUMBER, "NetBIOS node type" },
	{ 47, TEXT, "NetBIOS scope" },
	{ 50, ADDRESSES, "requested address" },
	{ 51, SECONDS, "lease time" },
	{ 52, NUMBER, "overload" },
	{ 53, MESSAGE, "message type" },
	{ 54, ADDRESSES, "server" },
	{ 55, LIST, "parameter list" },
	{ 56, TEXT, "message" },
	{ 57, NUMBER, "maximum message size" },
	{ 58, SECONDS, "renewal time" },
	{ 59, SECONDS, "rebinding time" },
	{ 60, TEXT, "vendor class" },
	{ 61, CLIENT, "client id" },
	{ 66, TEXT, "TFTP server" },
	{ 67, TEXT, "boot file" },
	{ 77, PIECES, "user class" },
	{ 80, HEX, "rapid commit" },
	{ 81, FQDN, "client FQDN" },
	{ 82, PARTS, "relay agent" },
	{ 93, ARCHITECTURES, "client architecture" },
	{ 94, HEX, "client network interface" },
	{ 97, IDENTIFIER, "client machine id" },
	{ 100, TEXT, "POSIX time zone" },
	{ 101, TEXT, "time zone" },
	{ 108, SECONDS, "IPv6 only preferred" },
	{ 114, TEXT, "captive portal" },
	{ 116, NUMBER, "auto-configure" },
	{ 118, ADDRESSES, "subnet selection" },
	{ 119, DOMAINS, "domain search" },
	{ 120, HEX, "SIP servers" },
	{ 121, ROUTES, "classless routes" },
	{ 124, HEX, "vendor class of enterprises" },
	{ 125, VENDOR, "vendor options of enterprises" },
	{ 143, PIECES, "SZTP redirect" },
	{ 145, HEX, "force renew nonce" },
	{ 150, ADDRESSES, "TFTP server addresses" },
	{ 175, HEX, "iPXE" },
	{ 208, HEX, "PXE magic" },
	{ 209, TEXT, "PXE configuration file" },
	{ 210, TEXT, "PXE path prefix" },
	{ 212, HEX, "6rd" },
	{ 249, ROUTES, "classless routes (Microsoft)" },
	{ 252, TEXT, "proxy discovery" },
};

static const struct option *option_find(uint32_t kind)
{
	for (size_t i = 0; i < COUNT(options); i++)
		if (options[i].kind == kind)
			return &options[i];
	return NULL;
}

static void show_seconds(struct dissect *d)
{
	uint32_t seconds = reader_u32(&d->r);
	struct text *t = field_over(d, "time", 4);
	if (!t)
		return;
	if (seconds == UINT32_MAX) {
		text_str(t, "infinite");
		return;
	}
	text_uint(t, seconds);
	text_str(t, " s");
}

static void read_client(struct dissect *d)
{
	uint32_t kind = field_named(d, "hardware", 1, names_hardware);
	if (kind == 1 && reader_left(&d->r) == 6)
		(void)field_mac(d, "mac");
	if (kind != IAID_AND_DUID)
		return;
	(void)field_hex(d, "iaid", 4);
	field_rest(d, "duid");
}

static void read_list(struct dissect *d)
{
	while (part_more(d)) {
		uint32_t kind = reader_u8(&d->r);
		struct text *t = field_over(d, "wants", 1);
		const struct option *o = option_find(kind);
		if (!t)
			continue;
		text_uint(t, kind);
		text_str(t, o ? "  " : "");
		text_str(t, o ? o->name : "");
	}
}

/* RFC 3442: as many bytes of the network as its length needs, then the router. */
static void read_routes(struct dissect *d)
{
	while (part_more(d)) {
		const uint8_t *start = d->r.at;
		uint32_t bits = reader_u8(&d->r);
		size_t n = bits <= 32 ? (bits + 7) / 8 : 5;
		const uint8_t *network = reader_bytes(&d->r, n);
		const uint8_t *router = reader_bytes(&d->r, 4);
		struct text *t =
			n > 4 ? NULL
			      : field_over(d, "route", (size_t)(d->r.at - start));
		if (n > 4)
			d->r.cut = true;
		if (!t)
			continue;
		addr_prefix(t, network, bits, false);
		text_str(t, " via ");
		addr_ip4(t, router);
	}
}

/* Text where it is nothing else, else hex. */
static void read_either(struct dissect *d, const char *name, size_t n)
{
	bool text = n > 0 && n <= reader_left(&d->r);
	for (size_t i = 0; text && i < n; i++)
		text = d->r.at[i] >= ' ' && d->r.at[i] < 0x7f;
	(void)(text ? field_text(d, name, n) : field_bytes(d, name, n));
}

/* RFC 3046, 3527, 3993, 5107, 6925. */
static void read_part(struct dissect *d)
{
	static const struct name names[] = {
		{ 1, "circuit id" },
		{ 2, "remote id" },
		{ 5, "link selection" },
		{ 6, "subscriber id" },
		{ 9, "vendor specific" },
		{ 10, "relay flags" },
		{ 11, "server identifier override" },
		{ 12, "relay id" },
		{ 19, "relay source port" },
		{ 151, "virtual subnet" },
		{ 152, "virtual subnet control" },
		{ 0, NULL },
	};
	uint32_t part = field_named(d, "part", 1, names);
	size_t n = reader_u8(&d->r);
	if ((part == 5 || part == 11) && n == 4)
		(void)field_ip4(d, "address");
	else
		read_either(d, "value", n);
}

/* RFC 3925. */
static void read_vendor(struct dissect *d)
{
	(void)field_uint(d, "enterprise", 4);
	struct part outer = part_open(d, reader_u8(&d->r));
	while (part_more(d)) {
		(void)field_uint(d, "part", 1);
		size_t n = reader_u8(&d->r);
		read_either(d, "value", n);
	}
	part_close(d, outer);
}

/* RFC 3004: sizes of one byte; RFC 8572: of two. A single text, as many send it, has
 * none. */
static void read_pieces(struct dissect *d, uint32_t kind)
{
	size_t left = reader_left(&d->r), size = kind == 143 ? 2 : 1;
	if (size == 1 && left && d->r.at[0] >= left) {
		read_either(d, "text", left);
		return;
	}
	while (part_more(d)) {
		size_t n = reader_uint(&d->r, size);
		read_either(d, "text", n);
	}
}

/* RFC 3397: names may end in a pointer into the option. */
static const uint8_t *put_domain(struct text *t, const uint8_t *start,
				 const uint8_t *at, const uint8_t *end)
{
	const uint8_t *after = NULL;
	for (unsigned labels = 0; at < end && labels < 64; labels++) {
		size_t n = *at++;
		if (!n)
			return after ? after : at;
		if (n >= 0xc0) {
			size_t to = at < end ? (n & 0x3f) << 8 | *at : SIZE_MAX;
			after = after ? after : at + 1;
			if (to >= (size_t)(at - 1 - start))
				return NULL;
			at = start + to;
			continue;
		}
		if (n > (size_t)(end - at))
			return NULL;
		if (text_length(t))
			text_char(t, '.');
		text_escape(t, at, n);
		at += n;
	}
	return NULL;
}

static void read_domains(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	while (part_more(d)) {
		char room[256];
		struct text name = text_over(room, sizeof(room));
		const uint8_t *at = d->r.at;
		const uint8_t *next = put_domain(&name, start, at, d->r.end);
		if (!next) {
			d->r.cut = true;
			return;
		}
		reader_skip(&d->r, (size_t)(next - at));
		field_show_str(d, "domain", (size_t)(next - at), room);
	}
}

/* RFC 4702: a name in labels where a flag says so. */
static void read_fqdn(struct dissect *d)
{
	static const struct name flags[] = {
		{ 0x01, "server updates" },
		{ 0x02, "server overrides" },
		{ 0x04, "labels" },
		{ 0x08, "no update" },
		{ 0, NULL },
	};
	uint32_t set = field_flags(d, "flags", 1, flags);
	reader_skip(&d->r, 2);
	if (!(set & 4)) {
		(void)field_text(d, "name", reader_left(&d->r));
		return;
	}
	char room[256];
	struct text name = text_over(room, sizeof(room));
	size_t left = reader_left(&d->r);
	(void)put_domain(&name, d->r.at, d->r.at, d->r.end);
	reader_skip(&d->r, left);
	field_show_str(d, "name", left, room);
}

static void read_architectures(struct dissect *d)
{
	static const struct name names[] = {
		{ 0, "x86 BIOS" },	    { 6, "x86 UEFI" },
		{ 7, "x64 UEFI" },	    { 9, "x64 UEFI (bytecode)" },
		{ 10, "ARM 32 UEFI" },	    { 11, "ARM 64 UEFI" },
		{ 15, "x86 UEFI HTTP" },    { 16, "x64 UEFI HTTP" },
		{ 19, "ARM 64 UEFI HTTP" }, { 0, NULL },
	};
	while (part_more(d))
		(void)field_named(d, "architecture", 2, names);
}

static void read_lists(struct dissect *d, uint8_t shape, uint32_t kind)
{
	while (shape == PARTS && part_more(d))
		read_part(d);
	while (shape == VENDOR && part_more(d))
		read_vendor(d);
	if (shape == PIECES)
		read_pieces(d, kind);
	else if (shape == DOMAINS)
		read_domains(d);
	else if (shape == FQDN)
		read_fqdn(d);
	else if (shape == ARCHITECTURES)
		read_architectures(d);
	else if (shape == ROUTES)
		read_routes(d);
	else if (shape == LIST)
		read_list(d);
	else if (shape == IDENTIFIER)
		reader_skip(&d->r, 1);
	if (part_more(d))
		read_either(d, "content", reader_left(&d->r));
}

const char *dhcp_option_name(uint32_t kind, const char *otherwise)
{
	const struct option *o = option_find(kind);
	return o ? o->name : otherwise;
}

void dhcp_read_value(struct dissect *d, uint32_t kind)
{
	const struct option *o = option_find(kind);
	uint8_t shape = o ? o->shape : HEX;
	size_t left = reader_left(&d->r);
	if (shape == ADDRESSES) {
		while (part_more(d))
			(void)field_ip4(d, "address");
	} else if (shape == SECONDS) {
		show_seconds(d);
	} else if (shape == NUMBER && left >= 1 && left <= 4 && left != 3) {
		(void)field_uint(d, "value", left);
	} else if (shape == TEXT) {
		(void)field_text(d, "text", left);
	} else if (shape == MESSAGE) {
		(void)field_named(d, "message", 1, dhcp_messages);
	} else if (shape == CLIENT) {
		read_client(d);
	} else {
		read_lists(d, shape, kind);
	}
	field_rest(d, "content");
}
