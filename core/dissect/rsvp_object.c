/* Objects of RSVP that say more than the Info has room for: routes (RFC 3209 4.3, 4.4),
 * traffic (RFC 2210 3), local protection (RFC 4090 4), hellos, ids, states. */
#include "core/dissect/rate.h"
#include "core/dissect/rsvp.h"

enum { TYPE_IP4 = 1, TYPE_DETOUR4 = 7, TOKEN_BUCKET = 127, HOP_LOOSE = 0x80 };

enum hop { HOP_IP4 = 1, HOP_IP6 = 2, HOP_LABEL = 3, HOP_UNNUMBERED = 4, HOP_AS = 32 };

static const struct name hops[] = {
	{ HOP_IP4, "IPv4" },
	{ HOP_IP6, "IPv6" },
	{ HOP_LABEL, "label" },
	{ HOP_UNNUMBERED, "unnumbered" },
	{ HOP_AS, "autonomous system" },
	{ 0, NULL },
};

static const struct name hop_flags[] = {
	{ 0x01, "protection available" },
	{ 0x02, "protection in use" },
	{ 0x04, "bandwidth protected" },
	{ 0x08, "node protected" },
	{ 0x20, "node id" },
	{ 0, NULL },
};

static void read_hop(struct dissect *d, uint32_t type)
{
	if (type == HOP_IP4 || type == HOP_IP6) {
		if (type == HOP_IP4)
			(void)field_ip4(d, "address");
		else
			(void)field_ip6(d, "address");
		(void)field_uint(d, "bits", 1);
		(void)field_flags(d, "flags", 1, hop_flags);
	} else if (type == HOP_LABEL) {
		(void)field_hex(d, "flags", 1);
		(void)field_uint(d, "label type", 1);
		(void)field_uint(d, "label", 4);
	} else if (type == HOP_UNNUMBERED) {
		reader_skip(&d->r, 2);
		(void)field_ip4(d, "router");
		(void)field_uint(d, "interface", 4);
	} else if (type == HOP_AS) {
		(void)field_uint(d, "autonomous system", 2);
	}
}

/* The highest bit of an explicit hop says that it is loose. */
static void read_route(struct dissect *d, bool explicit)
{
	while (part_more(d)) {
		uint32_t type = reader_u8(&d->r), loose = type & HOP_LOOSE;
		struct text *t = field_over(d, "hop", 1);
		if (explicit)
			type &= ~(uint32_t)HOP_LOOSE;
		if (t && explicit)
			text_str(t, loose ? "loose  " : "strict  ");
		if (t)
			text_str(t, name_of(hops, type, "unknown"));
		struct nest nest = field_enter(d);
		size_t length = field_uint(d, "length", 1);
		struct part outer = part_open(d, length < 2 ? 0 : length - 2);
		read_hop(d, type);
		field_rest(d, "content");
		part_close(d, outer);
		field_leave(d, nest);
	}
}

static void read_parameter(struct dissect *d)
{
	enum { HOPS = 4, BANDWIDTH = 6, LATENCY = 8, PATH_MTU = 10 };
	static const struct name parameters[] = {
		{ HOPS, "hops" },
		{ BANDWIDTH, "bandwidth" },
		{ LATENCY, "latency" },
		{ PATH_MTU, "mtu" },
		{ TOKEN_BUCKET, "token bucket" },
		{ 0, NULL },
	};
	uint32_t parameter = field_named(d, "parameter", 1, parameters);
	(void)field_hex(d, "flags", 1);
	struct part outer = part_open(d, reader_u16(&d->r) * (size_t)4);
	if (parameter == TOKEN_BUCKET) {
		rate_field(d, "rate, bytes/s");
		rate_field(d, "bucket, bytes");
		rate_field(d, "peak, bytes/s");
		(void)field_uint(d, "minimum policed", 4);
		(void)field_uint(d, "maximum packet", 4);
	} else if (parameter == BANDWIDTH) {
		rate_field(d, "bandwidth, bytes/s");
	} else if (parameter == HOPS || parameter == LATENCY || parameter == PATH_MTU) {
		(void)field_uint(d, "count", 4);
	}
	field_rest(d, "value");
	part_close(d, outer);
}

/* Messages of services, each with parameters; the one of a token bucket says how much
 * is sent. Lengths are in words. */
static void read_traffic(struct dissect *d)
{
	static const struct name services[] = {
		{ 1, "general" },
		{ 2, "guaranteed" },
		{ 5, "controlled load" },
		{ 0, NULL },
	};
	reader_skip(&d->r, 4); /* version and length of all of it */
	while (part_more(d)) {
		(void)field_named(d, "service", 1, services);
		reader_skip(&d->r, 1);
		struct part outer = part_open(d, reader_u16(&d->r) * (size_t)4);
		while (part_more(d))
			read_parameter(d);
		part_close(d, outer);
	}
}

static void read_fast_reroute(struct dissect *d)
{
	static const struct name flags[] = {
		{ 0x01, "one-to-one backup" },
		{ 0x02, "facility backup" },
		{ 0, NULL },
	};
	(void)field_uint(d, "setup priority", 1);
	(void)field_uint(d, "holding priority", 1);
	(void)field_uint(d, "hop limit", 1);
	(void)field_flags(d, "flags", 1, flags);
	rate_field(d, "bandwidth, bytes/s");
	(void)field_hex(d, "include any", 4);
	(void)field_hex(d, "exclude any", 4);
	(void)field_hex(d, "include all", 4);
}

static void read_association(struct dissect *d)
{
	static const struct name kinds[] = {
		{ 1, "recovery" },
		{ 2, "resource sharing" },
		{ 0, NULL },
	};
	(void)field_named(d, "association", 2, kinds);
	(void)field_uint(d, "id", 2);
	(void)field_ip4(d, "source");
}

static void read_state(struct dissect *d, uint32_t class)
{
	static const struct name capabilities[] = {
		{ 0x4, "recovery path sent" },
		{ 0x2, "recovery path wanted" },
		{ 0x1, "summary refresh of recovery paths" },
		{ 0, NULL },
	};
	static const struct name states[] = {
		{ 0x80000000, "reflect" },
		{ 0x10, "handover" },
		{ 0x04, "testing" },
		{ 0x02, "administratively down" },
		{ 0x01, "deletion in progress" },
		{ 0, NULL },
	};
	(void)field_flags(d, "flags", 4,
			  class == RSVP_CAPABILITY ? capabilities : states);
}

static void read_message_ids(struct dissect *d)
{
	static const struct name flags[] = { { 1, "acknowledge" }, { 0, NULL } };
	(void)field_flags(d, "flags", 1, flags);
	(void)field_hex(d, "epoch", 3);
	while (part_more(d))
		(void)field_uint(d, "message id", 4);
}

/* What consists of numbers only. */
static void read_numbers(struct dissect *d, uint32_t class, uint32_t type)
{
	if (class == RSVP_CONFIRM && type == TYPE_IP4) {
		(void)field_ip4(d, "receiver");
	} else if (class == RSVP_LABEL_REQUEST) {
		reader_skip(&d->r, 2);
		uint32_t payload = reader_u16(&d->r);
		if (d->tree && !d->r.cut)
			field_show_named(d, "payload", 2, payload, names_ethertypes);
	} else if (class == RSVP_HELLO) {
		(void)field_hex(d, "source instance", 4);
		(void)field_hex(d, "destination instance", 4);
	} else if (class == RSVP_RESTART) {
		(void)field_uint(d, "restart ms", 4);
		(void)field_uint(d, "recovery ms", 4);
	} else if (class == RSVP_DETOUR && type == TYPE_DETOUR4) {
		while (part_more(d)) {
			(void)field_ip4(d, "point of local repair");
			(void)field_ip4(d, "avoids");
		}
	}
}

void rsvp_read_object(struct dissect *d, uint32_t class, uint32_t type)
{
	switch (class) {
	case RSVP_EXPLICIT_ROUTE:
	case RSVP_RECORD_ROUTE:
		read_route(d, class == RSVP_EXPLICIT_ROUTE);
		break;
	case RSVP_TSPEC:
	case RSVP_FLOWSPEC:
	case RSVP_ADSPEC:
		read_traffic(d);
		break;
	case RSVP_FAST_REROUTE:
		read_fast_reroute(d);
		break;
	case RSVP_ASSOCIATION:
		read_association(d);
		break;
	case RSVP_CAPABILITY:
	case RSVP_ADMIN_STATUS:
		read_state(d, class);
		break;
	case RSVP_MESSAGE_ID:
	case RSVP_MESSAGE_ACK:
	case RSVP_MESSAGE_LIST:
		read_message_ids(d);
		break;
	default:
		read_numbers(d, class, type);
	}
}
