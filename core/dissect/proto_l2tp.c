/* Layer 2 tunnels, versions 2 (RFC 2661) and 3 (RFC 3931), over UDP, and version 3 over
 * IP. The data of version 2 is PPP; that of version 3 is in l2tp_session.c.
 *
 *	2:	flags:2  [length:2]  tunnel:2  session:2  [ns:2  nr:2]  [offset:2 ...]
 *	3:	flags:2  length:2  control connection:4  ns:2  nr:2
 *	data:	flags:2  0:2  session:4 */
#include "core/dissect/l2tp.h"

enum flag {
	CONTROL = 0x8000,
	HAS_LENGTH = 0x4000,
	HAS_SEQUENCE = 0x0800,
	HAS_OFFSET = 0x0200,
};
enum { TYPE_PPP = 0x880b };

static const struct name flag_names[] = {
	{ CONTROL, "control" },	      { HAS_LENGTH, "length" },
	{ HAS_SEQUENCE, "sequence" }, { HAS_OFFSET, "offset" },
	{ 0x0100, "priority" },	      { 0, NULL },
};

struct l2tp {
	uint32_t flags, tunnel, session;
	uint32_t message;
	bool empty; /* an acknowledgment */
};

static void put_number(struct text *t, const char *label, uint32_t value)
{
	text_str(t, label);
	text_uint(t, value);
}

static void put_message(struct text *info, const struct l2tp *h)
{
	text_str(info, "Control Message - ");
	if (h->empty)
		text_str(info, "ZLB     ");
	else
		names_put(info, l2tp_messages, h->message, "Unknown", 0);
}

static void put_info(struct text *info, const struct l2tp *h)
{
	if (h->flags & CONTROL) {
		put_message(info, h);
	} else {
		text_str(info, "Data    Message           ");
	}
	put_number(info, " (tunnel id=", h->tunnel);
	put_number(info, ", session id=", h->session);
	text_char(info, ')');
}

static void read_attributes(struct dissect *d, struct l2tp *h)
{
	h->empty = !part_more(d);
	h->message = l2tp_read_attributes(d);
}

static void read_version_2(struct dissect *d, struct l2tp *h)
{
	const uint8_t *start = d->r.at - 2;
	size_t length = h->flags & HAS_LENGTH ? field_uint(d, "length", 2) : 0;
	h->tunnel = field_uint(d, "tunnel", 2);
	h->session = field_uint(d, "session", 2);
	if (h->flags & HAS_SEQUENCE) {
		(void)field_uint(d, "ns", 2);
		(void)field_uint(d, "nr", 2);
	}
	if (h->flags & HAS_OFFSET) {
		size_t n = field_uint(d, "offset size", 2);
		(void)field_bytes(d, "offset", n);
	}
	if (d->r.cut)
		return;
	size_t done = (size_t)(d->r.at - start);
	if (length >= done && length - done <= reader_left(&d->r) + d->beyond)
		layer_limit(d, length - done);
	if (h->flags & CONTROL)
		read_attributes(d, h);
	else if (part_more(d))
		next(d, SPACE_ETHERTYPE, TYPE_PPP);
}

static void put_session(struct text *info, uint32_t session)
{
	text_str(info, "D[S:0x");
	text_hex_upper(info, session, 8);
	text_char(info, ']');
}

static void read_version_3(struct dissect *d, struct l2tp *h, struct text *info)
{
	(void)field_uint(d, "length", 2);
	uint32_t id = field_hex(d, h->flags & CONTROL ? "connection" : "session", 4);
	if (!(h->flags & CONTROL)) {
		put_session(info, id);
		l2tp_read_session(d);
		return;
	}
	(void)field_uint(d, "ns", 2);
	(void)field_uint(d, "nr", 2);
	read_attributes(d, h);
	put_message(info, h);
	text_str(info, " (ccid=0x");
	text_hex(info, id, 8);
	text_char(info, ')');
}

static void read_l2tp(struct dissect *d)
{
	const uint8_t *p = d->r.at;
	uint32_t version = reader_left(&d->r) < 2 ? 0 : p[1] & 15;
	if (version != 2 && version != 3) {
		layer_decline(d);
		return;
	}
	struct l2tp h = { 0 };
	struct text *info = info_start(d);
	h.flags = field_flags(d, "flags", 2, flag_names);
	if (version == 2) {
		read_version_2(d, &h);
		if (!d->r.cut)
			put_info(info, &h);
	} else {
		columns_protocol(d, "L2TPv3");
		read_version_3(d, &h, info);
	}
	layer_repeats_info(d);
}

/* Straight over IP a session of 0 comes before control messages. */
static void read_l2tp_ip(struct dissect *d)
{
	struct l2tp h = { 0 };
	struct text *info = info_start(d);
	uint32_t session = field_hex(d, "session", 4);
	if (d->r.cut)
		return;
	if (session) {
		put_session(info, session);
		l2tp_read_session(d);
	} else {
		h.flags = field_flags(d, "flags", 2, flag_names);
		read_version_3(d, &h, info);
	}
	layer_repeats_info(d);
}

const struct proto proto_l2tp_ip = {
	.name = "L2TP",
	.column = "L2TPv3",
	.family = FAMILY_OTHER,
	.read = read_l2tp_ip,
};

const struct proto proto_l2tp = {
	.name = "L2TP",
	.column = "L2TP",
	.family = FAMILY_OTHER,
	.read = read_l2tp,
};
