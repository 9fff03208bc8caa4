/* Remote authentication and accounting (RFC 2865, 2866, 2869, 3162, 4675, 5176).
 *
 *	0        8        16               32
 *	+--------+--------+----------------+----------------+
 *	| code   | id     | length         | authenticator (16) ... attributes
 *	+--------+--------+----------------+----------------+
 *	attribute:	type:1  length:1  value */
#include "core/base/hash.h"
#include "core/dissect/moment.h"
#include "core/dissect/recall.h"

enum { HEADER = 20, VENDOR = 26 };

static const struct name codes[] = {
	{ 1, "Access-Request" },
	{ 2, "Access-Accept" },
	{ 3, "Access-Reject" },
	{ 4, "Accounting-Request" },
	{ 5, "Accounting-Response" },
	{ 6, "Accounting-Status" },
	{ 7, "Password-Request" },
	{ 8, "Password-Ack" },
	{ 9, "Password-Reject" },
	{ 10, "Accounting-Message" },
	{ 11, "Access-Challenge" },
	{ 12, "Status-Server" },
	{ 13, "Status-Client" },
	{ 21, "Resource-Free-Request" },
	{ 22, "Resource-Free-Response" },
	{ 23, "Resource-Query-Request" },
	{ 24, "Query_Response" },
	{ 25, "Alternate-Resource-Reclaim-Request" },
	{ 26, "NAS-Reboot-Request" },
	{ 27, "NAS-Reboot-Response" },
	{ 29, "Next-Passcode" },
	{ 30, "New-Pin" },
	{ 31, "Terminate-Session" },
	{ 32, "Password-Expired" },
	{ 33, "Event-Request" },
	{ 34, "Event-Response" },
	{ 40, "Disconnect-Request" },
	{ 41, "Disconnect-ACK" },
	{ 42, "Disconnect-NAK" },
	{ 43, "CoA-Request" },
	{ 44, "CoA-ACK" },
	{ 45, "CoA-NAK" },
	{ 50, "IP-Address-Allocate" },
	{ 51, "IP-Address-Release" },
	{ 129, "ALU-State-Request" },
	{ 130, "ALU-State-Accept" },
	{ 131, "ALU-State-Reject" },
	{ 132, "ALU-State-Error" },
	{ 0, NULL },
};

enum kind { BYTES, TEXT, NUMBER, IP4, PREFIX6, DATE };

struct attribute {
	uint32_t type;
	enum kind kind;
	const char *name;
};

static const struct attribute attributes[] = {
	{ 1, TEXT, "user-name" },
	{ 2, BYTES, "user-password" },
	{ 3, BYTES, "chap-password" },
	{ 4, IP4, "nas-ip-address" },
	{ 5, NUMBER, "nas-port" },
	{ 6, NUMBER, "service-type" },
	{ 7, NUMBER, "framed-protocol" },
	{ 8, IP4, "framed-ip-address" },
	{ 9, IP4, "framed-ip-netmask" },
	{ 10, NUMBER, "framed-routing" },
	{ 11, TEXT, "filter-id" },
	{ 12, NUMBER, "framed-mtu" },
	{ 13, NUMBER, "framed-compression" },
	{ 14, IP4, "login-ip-host" },
	{ 15, NUMBER, "login-service" },
	{ 18, TEXT, "reply-message" },
	{ 22, TEXT, "framed-route" },
	{ 24, BYTES, "state" },
	{ 25, BYTES, "class" },
	{ VENDOR, BYTES, "vendor-specific" },
	{ 27, NUMBER, "session-timeout" },
	{ 28, NUMBER, "idle-timeout" },
	{ 29, NUMBER, "termination-action" },
	{ 30, TEXT, "called-station-id" },
	{ 31, TEXT, "calling-station-id" },
	{ 32, TEXT, "nas-identifier" },
	{ 40, NUMBER, "acct-status-type" },
	{ 41, NUMBER, "acct-delay-time" },
	{ 42, NUMBER, "acct-input-octets" },
	{ 43, NUMBER, "acct-output-octets" },
	{ 44, TEXT, "acct-session-id" },
	{ 45, NUMBER, "acct-authentic" },
	{ 46, NUMBER, "acct-session-time" },
	{ 47, NUMBER, "acct-input-packets" },
	{ 48, NUMBER, "acct-output-packets" },
	{ 49, NUMBER, "acct-terminate-cause" },
	{ 50, TEXT, "acct-multi-session-id" },
	{ 55, DATE, "event-timestamp" },
	{ 56, BYTES, "egress-vlanid" },
	{ 57, NUMBER, "ingress-filters" },
	{ 58, BYTES, "egress-vlan-name" },
	{ 60, BYTES, "chap-challenge" },
	{ 61, NUMBER, "nas-port-type" },
	{ 64, BYTES, "tunnel-type" },
	{ 65, BYTES, "tunnel-medium-type" },
	{ 79, BYTES, "eap-message" },
	{ 80, BYTES, "message-authenticator" },
	{ 81, BYTES, "tunnel-private-group-id" },
	{ 85, NUMBER, "acct-interim-interval" },
	{ 87, TEXT, "nas-port-id" },
	{ 88, TEXT, "framed-pool" },
	{ 95, BYTES, "nas-ipv6-address" },
	{ 96, BYTES, "framed-interface-id" },
	{ 97, PREFIX6, "framed-ipv6-prefix" },
	{ 100, TEXT, "framed-ipv6-pool" },
	{ 101, NUMBER, "error-cause" },
	{ 123, PREFIX6, "delegated-ipv6-prefix" },
};

static const struct attribute *attribute_find(uint32_t type)
{
	static const struct attribute other = { 0, BYTES, "attribute" };
	for (size_t i = 0; i < COUNT(attributes); i++)
		if (attributes[i].type == type)
			return &attributes[i];
	return &other;
}

/* Reserved byte, length, and as much of an address as it needs. */
static void read_prefix(struct dissect *d, const char *name)
{
	uint8_t ip[16] = { 0 };
	reader_skip(&d->r, 1);
	uint32_t length = reader_u8(&d->r);
	size_t n = reader_left(&d->r);
	for (size_t i = 0; i < n && i < sizeof(ip); i++)
		ip[i] = d->r.at[i];
	reader_skip(&d->r, n);
	struct text *t = field_over(d, name, n + 2);
	if (t) {
		addr_ip6(t, ip);
		text_char(t, '/');
		text_uint(t, length);
	}
}

static void read_date(struct dissect *d, const char *name)
{
	uint32_t seconds = reader_u32(&d->r);
	struct text *t = field_over(d, name, 4);
	if (t)
		moment_text(t, seconds, 0, 0);
}

static void read_vendor(struct dissect *d)
{
	(void)field_uint(d, "vendor", 4);
	while (part_more(d) && reader_left(&d->r) > 2) {
		(void)field_uint(d, "vendor type", 1);
		size_t n = field_uint(d, "vendor length", 1);
		(void)field_text(d, "vendor value", n > 2 ? n - 2 : 0);
	}
	field_rest(d, "vendor rest");
}

/* All that is left of an attribute, as its kind says. */
static void read_value(struct dissect *d, const struct attribute *a)
{
	size_t n = reader_left(&d->r);
	if (a->type == VENDOR)
		read_vendor(d);
	else if (a->kind == TEXT)
		(void)field_text(d, a->name, n);
	else if (a->kind == NUMBER && n == 4)
		(void)field_uint(d, a->name, 4);
	else if (a->kind == IP4 && n == 4)
		(void)field_ip4(d, a->name);
	else if (a->kind == DATE && n == 4)
		read_date(d, a->name);
	else if (a->kind == PREFIX6 && n >= 2)
		read_prefix(d, a->name);
	else
		(void)field_bytes(d, a->name, n);
}

static void read_attribute(struct dissect *d)
{
	uint32_t type = field_uint(d, "type", 1);
	struct nest nest = field_enter(d);
	size_t size = field_uint(d, "length", 1);
	if (size < 2)
		d->r.cut = true;
	struct part outer = part_open(d, size < 2 ? 0 : size - 2);
	read_value(d, attribute_find(type));
	part_close(d, outer);
	field_leave(d, nest);
}

static bool is_reply(uint32_t code)
{
	return code != 1 && code != 4 && code != 12 && code != 13 && code != 40 &&
	       code != 43;
}

/* An id is soon used again, a code and an authenticator are not. */
static uint32_t digest_of(const uint8_t *start)
{
	return hash32_bytes(HASH32_START, start, HEADER) | 1;
}

static void read_radius(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	if (reader_left(&d->r) >= 4 &&
	    (!name_of(codes, start[0], NULL) || (!start[2] && start[3] < HEADER))) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	uint32_t code = field_named(d, "code", 1, codes);
	uint32_t id = field_uint(d, "id", 1);
	size_t length = field_uint(d, "length", 2);
	(void)field_bytes(d, "authenticator", 16);
	if (d->r.cut)
		return;
	text_str(info, name_of(codes, code, ""));
	text_str(info, " id=");
	text_uint(info, id);
	layer_limit(d, length - HEADER);
	while (part_more(d))
		read_attribute(d);
	if (recall_transaction(d, id, is_reply(code), digest_of(start)))
		text_str(info, is_reply(code) ? ", Duplicate Response"
					      : ", Duplicate Request");
	layer_repeats_info(d);
}

const struct proto proto_radius = {
	.name = "RADIUS",
	.column = "RADIUS",
	.family = FAMILY_NAMES,
	.read = read_radius,
};
