/* Session traversal: STUN (RFC 8489, 5780) and TURN (RFC 8656, 6062).
 *
 *	0               16               32
 *	+---------------+----------------+
 *	| type          | length         |  the two upper bits are 0
 *	| magic cookie 0x2112a442        |
 *	| transaction id (12)            |  { type:2  length:2  value  padding } ...
 *	+--------------------------------+
 *
 * The cookie makes it known on every port. */
#include <string.h>

#include "core/dissect/field.h"

enum { HEADER = 20, PORT = 3478, COOKIE = 0x2112a442 };
enum attribute {
	MAPPED = 0x0001,
	USERNAME = 0x0006,
	ERROR_CODE = 0x0009,
	CHANNEL = 0x000c,
	LIFETIME = 0x000d,
	XOR_PEER = 0x0012,
	DATA = 0x0013,
	REALM = 0x0014,
	NONCE = 0x0015,
	XOR_RELAYED = 0x0016,
	TRANSPORT = 0x0019,
	XOR_MAPPED = 0x0020,
	SOFTWARE = 0x8022,
	FINGERPRINT = 0x8028,
};

static const struct name methods[] = {
	{ 1, "Binding" },
	{ 2, "SharedSecret" },
	{ 3, "Allocate" },
	{ 4, "Refresh" },
	{ 6, "Send" },
	{ 7, "Data" },
	{ 8, "CreatePermission" },
	{ 9, "Channel-Bind" },
	{ 10, "Connect" },
	{ 11, "ConnectionBind" },
	{ 12, "ConnectionAttempt" },
	{ 0, NULL },
};

static const struct name classes[] = {
	{ 0, "Request" },	 { 1, "Indication" }, { 2, "Success Response" },
	{ 3, "Error Response" }, { 0, NULL },
};

static const struct name attributes[] = {
	{ MAPPED, "MAPPED-ADDRESS" },
	{ 0x0003, "CHANGE-REQUEST" },
	{ 0x0004, "SOURCE-ADDRESS" },
	{ 0x0005, "CHANGED-ADDRESS" },
	{ USERNAME, "USERNAME" },
	{ 0x0008, "MESSAGE-INTEGRITY" },
	{ ERROR_CODE, "ERROR-CODE" },
	{ 0x000a, "UNKNOWN-ATTRIBUTES" },
	{ CHANNEL, "CHANNEL-NUMBER" },
	{ LIFETIME, "LIFETIME" },
	{ XOR_PEER, "XOR-PEER-ADDRESS" },
	{ DATA, "DATA" },
	{ REALM, "REALM" },
	{ NONCE, "NONCE" },
	{ XOR_RELAYED, "XOR-RELAYED-ADDRESS" },
	{ 0x0017, "REQUESTED-ADDRESS-FAMILY" },
	{ 0x0018, "EVEN-PORT" },
	{ TRANSPORT, "REQUESTED-TRANSPORT" },
	{ 0x001a, "DONT-FRAGMENT" },
	{ 0x001c, "MESSAGE-INTEGRITY-SHA256" },
	{ XOR_MAPPED, "XOR-MAPPED-ADDRESS" },
	{ 0x0022, "RESERVATION-TOKEN" },
	{ 0x0024, "PRIORITY" },
	{ 0x0025, "USE-CANDIDATE" },
	{ 0x8020, "XOR-MAPPED-ADDRESS" },
	{ SOFTWARE, "SOFTWARE" },
	{ 0x8023, "ALTERNATE-SERVER" },
	{ FINGERPRINT, "FINGERPRINT" },
	{ 0x8029, "ICE-CONTROLLED" },
	{ 0x802a, "ICE-CONTROLLING" },
	{ 0x802b, "RESPONSE-ORIGIN" },
	{ 0x802c, "OTHER-ADDRESS" },
	{ 0, NULL },
};

static const struct name errors[] = {
	{ 300, "Try Alternate" },
	{ 400, "Bad Request" },
	{ 401, "Unauthenticated" },
	{ 403, "Forbidden" },
	{ 420, "Unknown Attribute" },
	{ 437, "Allocation Mismatch" },
	{ 438, "Stale Nonce" },
	{ 441, "Wrong Credentials" },
	{ 442, "Unsupported Transport Protocol" },
	{ 446, "Connection Already Exists" },
	{ 447, "Connection Timeout or Failure" },
	{ 486, "Allocation Quota Reached" },
	{ 487, "Role Conflict" },
	{ 500, "Server Error" },
	{ 508, "Insufficient Capacity" },
	{ 0, NULL },
};

struct stun {
	struct text *info;
	const uint8_t
		*cookie;  /* and the transaction id behind it: what hides addresses */
	const char *name; /* of the attribute in hand */
};

/* --- One reader per kind of attribute. --- */

static void put_endpoint(struct text *t, const uint8_t *ip, bool six, uint32_t port)
{
	if (six)
		addr_ip6(t, ip);
	else
		addr_ip4(t, ip);
	text_char(t, ':');
	text_uint(t, port);
}

static void read_any_address(struct dissect *d, struct stun *s, bool hidden)
{
	reader_skip(&d->r, 1);
	bool six = reader_u8(&d->r) == 2;
	uint32_t port = reader_u16(&d->r);
	size_t n = six ? 16 : 4;
	const uint8_t *p = reader_bytes(&d->r, n);
	uint8_t ip[16];
	if (!p)
		return;
	for (size_t i = 0; i < n; i++)
		ip[i] = hidden ? p[i] ^ s->cookie[i] : p[i];
	if (hidden)
		port ^= COOKIE >> 16;
	text_char(s->info, ' ');
	text_str(s->info, s->name);
	text_str(s->info, ": ");
	put_endpoint(s->info, ip, six, port);
	struct text *t = field_over(d, "address", n + 4);
	if (t)
		put_endpoint(t, ip, six, port);
}

static void read_address(struct dissect *d, struct stun *s)
{
	read_any_address(d, s, false);
}

static void read_hidden_address(struct dissect *d, struct stun *s)
{
	read_any_address(d, s, true);
}

static void read_text(struct dissect *d, struct stun *s, const char *label)
{
	size_t n = reader_left(&d->r);
	const uint8_t *p = field_text(d, "text", n);
	if (!p || !label)
		return;
	text_str(s->info, label);
	text_escape(s->info, p, n);
}

static void read_user(struct dissect *d, struct stun *s)
{
	read_text(d, s, " user: ");
}

static void read_realm(struct dissect *d, struct stun *s)
{
	read_text(d, s, " realm: ");
}

static void read_nonce(struct dissect *d, struct stun *s)
{
	read_text(d, s, NULL);
	text_str(s->info, " with nonce");
}

static void read_software(struct dissect *d, struct stun *s)
{
	read_text(d, s, NULL);
}

static void read_lifetime(struct dissect *d, struct stun *s)
{
	uint32_t seconds = field_uint(d, "seconds", 4);
	if (d->r.cut)
		return;
	text_str(s->info, " lifetime: ");
	text_uint(s->info, seconds);
}

static void read_channel(struct dissect *d, struct stun *s)
{
	uint32_t number = field_hex(d, "channel", 2);
	if (!d->r.cut) {
		text_str(s->info, " ChannelNumber=0x");
		text_hex(s->info, number, 4);
	}
	field_rest(d, "reserved");
}

static void read_transport(struct dissect *d, struct stun *s)
{
	uint32_t protocol = field_named(d, "protocol", 1, names_ip_protocols);
	if (!d->r.cut && (protocol == 17 || protocol == 6))
		text_str(s->info, protocol == 17 ? " UDP" : " TCP");
	field_rest(d, "reserved");
}

static void read_error(struct dissect *d, struct stun *s)
{
	reader_skip(&d->r, 2);
	uint32_t code = (reader_u8(&d->r) & 7u) * 100;
	code += reader_u8(&d->r);
	if (d->r.cut)
		return;
	if (d->tree)
		field_show_named(d, "code", 2, code, errors);
	text_str(s->info, " error-code: ");
	text_uint(s->info, code);
	text_str(s->info, " (");
	text_str(s->info, name_of(errors, code, "Unknown"));
	text_char(s->info, ')');
	read_text(d, s, " ");
}

static void read_other(struct dissect *d, struct stun *s)
{
	(void)s;
	field_rest(d, "value");
}

struct reader_of {
	uint32_t type;
	void (*read)(struct dissect *d, struct stun *s);
};

static const struct reader_of readers[] = {
	{ MAPPED, read_address },
	{ 0x0004, read_address },
	{ 0x0005, read_address },
	{ USERNAME, read_user },
	{ ERROR_CODE, read_error },
	{ CHANNEL, read_channel },
	{ LIFETIME, read_lifetime },
	{ XOR_PEER, read_hidden_address },
	{ REALM, read_realm },
	{ NONCE, read_nonce },
	{ XOR_RELAYED, read_hidden_address },
	{ TRANSPORT, read_transport },
	{ XOR_MAPPED, read_hidden_address },
	{ 0x8020, read_hidden_address },
	{ SOFTWARE, read_software },
	{ 0x8023, read_address },
	{ 0x802b, read_address },
	{ 0x802c, read_address },
};

static void read_attribute(struct dissect *d, struct stun *s)
{
	void (*read)(struct dissect *, struct stun *) = read_other;
	uint32_t type = reader_u16(&d->r);
	if (d->tree)
		field_show_named(d, "attribute", 2, type, attributes);
	struct nest nest = field_enter(d);
	size_t n = field_uint(d, "length", 2);
	struct part outer = part_open(d, n);
	s->name = name_of(attributes, type, "attribute");
	for (size_t i = 0; i < COUNT(readers); i++)
		if (readers[i].type == type)
			read = readers[i].read;
	read(d, s);
	part_close(d, outer);
	if (n % 4 && part_more(d))
		reader_skip(&d->r, 4 - n % 4);
	field_leave(d, nest);
}

/* The class is two bits inside the type. */
static uint32_t type_method(uint32_t type)
{
	return (type & 0x000f) | (type & 0x00e0) >> 1 | (type & 0x3e00) >> 2;
}

static bool is_message(const struct dissect *d)
{
	static const uint8_t cookie[4] = { 0x21, 0x12, 0xa4, 0x42 };
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	if (left < HEADER || p[0] & 0xc0 || memcmp(p + 4, cookie, 4) != 0)
		return false;
	if (!name_of(methods, type_method((uint32_t)p[0] << 8 | p[1]), NULL))
		return false;
	size_t length = (size_t)p[2] << 8 | p[3], whole = left + d->beyond - HEADER;
	return length == whole || (length < whole && length % 4 == 0);
}

/* RFC 3489: without a cookie, so only its port makes it known. */
static const struct name classic_messages[] = {
	{ 0x0001, "Binding Request" },
	{ 0x0101, "Binding Response" },
	{ 0x0111, "Binding Error Response" },
	{ 0x0002, "Shared Secret Request" },
	{ 0x0102, "Shared Secret Response" },
	{ 0x0112, "Shared Secret Error Response" },
	{ 0, NULL },
};

static bool is_classic(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	return d->key == PORT && left >= HEADER && !is_message(d) &&
	       name_of(classic_messages, (uint32_t)p[0] << 8 | p[1], NULL) &&
	       ((size_t)p[2] << 8 | p[3]) == left + d->beyond - HEADER;
}

static void read_classic(struct dissect *d)
{
	struct stun s = { .info = info_start(d) };
	columns_protocol(d, "CLASSIC-STUN");
	uint32_t type = field_named(d, "message", 2, classic_messages);
	text_str(s.info, "Message: ");
	text_str(s.info, name_of(classic_messages, type, ""));
	(void)field_uint(d, "length", 2);
	s.cookie = d->r.at;
	(void)field_bytes(d, "transaction id", 16);
	layer_repeats_info(d);
	char room[1]; /* attributes stay out of the row, as in Wireshark */
	struct text unseen = text_over(room, sizeof(room));
	s.info = &unseen;
	while (part_more(d) && !d->columns.truncated)
		read_attribute(d, &s);
}

static void read_stun(struct dissect *d)
{
	if (is_classic(d)) {
		read_classic(d);
		return;
	}
	if (!is_message(d)) {
		layer_decline(d);
		return;
	}
	struct stun s = { .info = info_start(d) };
	uint32_t type = reader_u16(&d->r);
	uint32_t method = type_method(type);
	uint32_t class = (type >> 7 & 2) | (type >> 4 & 1);
	if (d->tree) {
		field_show_named(d, "class", 2, class, classes);
		field_show_named(d, "method", 2, method, methods);
	}
	text_str(s.info, name_of(methods, method, "Unknown"));
	text_char(s.info, ' ');
	text_str(s.info, name_of(classes, class, ""));
	size_t length = field_uint(d, "length", 2);
	s.cookie = d->r.at;
	(void)field_hex(d, "cookie", 4);
	(void)field_bytes(d, "transaction id", 12);
	layer_limit(d, length);
	while (part_more(d) && !d->columns.truncated)
		read_attribute(d, &s);
	layer_repeats_info(d);
}

const struct proto proto_stun = {
	.name = "STUN",
	.column = "STUN",
	.family = FAMILY_NAMES,
	.read = read_stun,
};
