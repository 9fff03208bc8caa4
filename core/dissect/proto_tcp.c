/* The transmission control protocol (RFC 9293) and its common options.
 *
 *	0               16               32
 *	+---------------+----------------+
 *	| source port   | destination    |
 *	| sequence number                |
 *	| acknowledgment number          |
 *	|off|res| flags | window         |
 *	| checksum      | urgent pointer |
 *	| options ...                    |
 *	+--------------------------------+
 *
 * Numbers are relative to the start of the connection where earlier packets tell what
 * that was, else as on the wire. */
#include <string.h>

#include "core/dissect/checksum.h"
#include "core/dissect/recall.h"

#define IPPROTO_NUMBER 6
#define HEADER	       20
#define FTP_DATA       20

static const struct name flag_names[] = {
	{ 0x001, "FIN" }, { 0x002, "SYN" },	 { 0x004, "RST" }, { 0x008, "PSH" },
	{ 0x010, "ACK" }, { 0x020, "URG" },	 { 0x040, "ECE" }, { 0x080, "CWR" },
	{ 0x100, "AE" },  { 0xe00, "Reserved" }, { 0, NULL },
};

enum {
	EXPERIMENT_FAST_OPEN = 0xf989,
	EXPERIMENT_ACCURATE_0 = 0xacc0,
	EXPERIMENT_ACCURATE_1 = 0xacc1,
};

static const struct name option_names[] = {
	{ 0, "end of options" },
	{ 1, "no operation" },
	{ 2, "maximum segment size" },
	{ 3, "window scale" },
	{ 4, "SACK permitted" },
	{ 5, "SACK" },
	{ 6, "echo" },
	{ 7, "echo reply" },
	{ 8, "timestamps" },
	{ 14, "alternate checksum request" },
	{ 15, "alternate checksum data" },
	{ 19, "MD5 signature" },
	{ 27, "quick start" },
	{ 28, "user timeout" },
	{ 29, "authentication (TCP-AO)" },
	{ 30, "multipath TCP" },
	{ 34, "fast open" },
	{ 69, "encryption negotiation" },
	{ 172, "accurate ECN order 0" },
	{ 174, "accurate ECN order 1" },
	{ 253, "experiment 1" },
	{ 254, "experiment 2" },
	{ 0, NULL },
};

static const struct name mptcp_names[] = {
	{ 0, "multipath capable" },
	{ 1, "join connection" },
	{ 2, "data sequence signal" },
	{ 3, "add address" },
	{ 4, "remove address" },
	{ 5, "change priority" },
	{ 6, "fail" },
	{ 7, "fast close" },
	{ 8, "reset" },
	{ 0, NULL },
};

struct tcp {
	uint32_t source, destination, sequence, acknowledgment;
	uint32_t offset, flags, window, urgent;
	size_t payload;
};

static void put_ports(struct text *t, const struct tcp *h)
{
	text_uint(t, h->source);
	text_str(t, ARROW);
	text_uint(t, h->destination);
}

static void put_flags(struct text *t, uint32_t flags)
{
	if (!names_flags(t, flag_names, flags, ", "))
		text_str(t, "<None>");
}

static void put_number(struct text *t, const char *label, uint32_t value)
{
	text_str(t, label);
	text_uint(t, value);
}

/* --- One reader per option: the cursor is behind kind and size. --- */

static void read_mss(struct dissect *d, struct text *info)
{
	uint32_t mss = field_uint(d, "mss", 2);
	if (!d->r.cut)
		put_number(info, " MSS=", mss);
}

static void read_scale(struct dissect *d, struct text *info)
{
	uint32_t shift = reader_u8(&d->r);
	uint32_t factor = 1u << (shift > 14 ? 14 : shift);
	struct text *t = field_over(d, "shift", 1);
	if (t) {
		text_uint(t, shift);
		put_number(t, "  windows times ", factor);
	}
	if (!d->r.cut)
		put_number(info, " WS=", factor);
}

static void read_sack_permitted(struct dissect *d, struct text *info)
{
	(void)d;
	text_str(info, " SACK_PERM");
}

static void read_sack(struct dissect *d, struct text *info)
{
	while (part_more(d)) {
		uint32_t left = recall_number(d, "left edge", d->past.ack_base);
		uint32_t right = recall_number(d, "right edge", d->past.ack_base);
		if (d->r.cut)
			return;
		put_number(info, " SLE=", left);
		put_number(info, " SRE=", right);
	}
}

static void read_timestamps(struct dissect *d, struct text *info)
{
	uint32_t value = field_uint(d, "value", 4);
	uint32_t echo = field_uint(d, "echo reply", 4);
	if (d->r.cut)
		return;
	put_number(info, " TSval=", value);
	put_number(info, " TSecr=", echo);
}

static void read_user_timeout(struct dissect *d, struct text *info)
{
	uint32_t value = reader_u16(&d->r);
	struct text *t = field_over(d, "timeout", 2);
	if (t) {
		text_uint(t, value & 0x7fff);
		text_str(t, value & 0x8000 ? " minutes" : " seconds");
	}
	if (!d->r.cut)
		put_number(info, " USER_TO=", value & 0x7fff);
}

static void read_md5(struct dissect *d, struct text *info)
{
	text_str(info, " MD5");
	field_rest(d, "digest");
}

static void read_ao(struct dissect *d, struct text *info)
{
	text_str(info, " TCP AO");
	(void)field_uint(d, "key id", 1);
	(void)field_uint(d, "next key id", 1);
	field_rest(d, "digest");
}

static void read_mptcp(struct dissect *d, struct text *info)
{
	(void)info;
	uint32_t first = reader_u8(&d->r);
	if (d->tree)
		field_show_named(d, "subtype", 1, first >> 4, mptcp_names);
	if (!d->r.cut)
		columns_protocol(d, "MPTCP");
	field_rest(d, "content");
}

static void read_fast_open(struct dissect *d, struct text *info)
{
	text_str(info, part_more(d) ? " TFO=C" : " TFO=R");
	field_rest(d, "cookie");
}

/* RFC 9768 3.2.3: counters of bytes by what ECN said, most telling first; those at the
 * end may be left out. */
static void read_accurate(struct dissect *d, struct text *info, bool order)
{
	static const char *const counters[2][3] = {
		{ "EE0B", "ECEB", "EE1B" },
		{ "EE1B", "ECEB", "EE0B" },
	};
	for (size_t i = 0; i < 3 && part_more(d); i++) {
		const char *counter = counters[order][i];
		uint32_t bytes = field_uint(d, counter, 3);
		if (d->r.cut)
			return;
		text_char(info, ' ');
		text_str(info, counter);
		put_number(info, "=", bytes);
	}
	field_rest(d, "content");
}

static void read_accurate_0(struct dissect *d, struct text *info)
{
	read_accurate(d, info, false);
}

static void read_accurate_1(struct dissect *d, struct text *info)
{
	read_accurate(d, info, true);
}

/* RFC 6994: who experiments; the first ones are options before they had a number. */
static const struct name experiments[] = {
	{ EXPERIMENT_FAST_OPEN, "fast open" },
	{ EXPERIMENT_ACCURATE_0, "accurate ECN order 0" },
	{ EXPERIMENT_ACCURATE_1, "accurate ECN order 1" },
	{ 0, NULL },
};

static void read_experiment(struct dissect *d, struct text *info)
{
	uint32_t experiment = field_code(d, "experiment", 2, experiments);
	if (experiment == EXPERIMENT_FAST_OPEN)
		read_fast_open(d, info);
	else if (experiment == EXPERIMENT_ACCURATE_0)
		read_accurate(d, info, false);
	else if (experiment == EXPERIMENT_ACCURATE_1)
		read_accurate(d, info, true);
	else
		field_rest(d, "content");
}

static void read_other(struct dissect *d, struct text *info)
{
	(void)info;
	field_rest(d, "content");
}

struct option {
	uint32_t kind;
	void (*read)(struct dissect *d, struct text *info);
};

static const struct option options[] = {
	{ 8, read_timestamps },	    { 2, read_mss },	      { 3, read_scale },
	{ 4, read_sack_permitted }, { 5, read_sack },	      { 19, read_md5 },
	{ 28, read_user_timeout },  { 29, read_ao },	      { 30, read_mptcp },
	{ 34, read_fast_open },	    { 253, read_experiment }, { 254, read_experiment },
	{ 172, read_accurate_0 },   { 174, read_accurate_1 },
};

static const struct option *option_find(uint32_t kind)
{
	static const struct option other = { 0, read_other };
	for (size_t i = 0; i < COUNT(options); i++)
		if (options[i].kind == kind)
			return &options[i];
	return &other;
}

/* Kinds 0 and 1 have no size byte. */
static bool read_option(struct dissect *d, struct text *info)
{
	uint32_t kind = reader_u8(&d->r);
	if (d->tree)
		field_show_named(d, "option", 1, kind, option_names);
	if (kind <= 1)
		return kind == 1;
	struct nest nest = field_enter(d);
	uint32_t size = field_uint(d, "size", 1);
	if (size < 2)
		d->r.cut = true;
	else {
		struct part outer = part_open(d, size - 2);
		option_find(kind)->read(d, info);
		part_close(d, outer);
	}
	field_leave(d, nest);
	return !d->r.cut;
}

static void read_options(struct dissect *d, struct text *info, size_t size)
{
	struct part outer = part_open(d, size);
	while (part_more(d) && read_option(d, info))
		;
	part_close(d, outer);
}

static void put_info(struct text *t, const struct tcp *h)
{
	put_ports(t, h);
	text_str(t, " [");
	put_flags(t, h->flags);
	put_number(t, "] Seq=", h->sequence);
	if (h->flags & TCP_ACK)
		put_number(t, " Ack=", h->acknowledgment);
	put_number(t, " Win=", h->window);
	if (h->flags & TCP_URG)
		put_number(t, " Urg=", h->urgent);
	if (h->offset < HEADER) {
		put_number(t, ", bogus TCP header length (", h->offset);
		text_str(t, ", must be at least 20)");
	} else {
		text_str(t, " Len=");
		text_uint(t, h->payload);
	}
}

static void put_summary(struct text *t, const struct tcp *h)
{
	put_ports(t, h);
	text_str(t, "  ");
	put_flags(t, h->flags);
	put_number(t, "  seq ", h->sequence);
	if (h->flags & TCP_ACK)
		put_number(t, "  ack ", h->acknowledgment);
	text_str(t, "  len ");
	text_uint(t, h->payload);
}

static void read_flags(struct dissect *d, struct tcp *h)
{
	uint32_t value = reader_u16(&d->r);
	h->offset = (value >> 12) * 4;
	h->flags = value & 0xfff;
	if (!d->tree)
		return;
	field_show_uint(d, "header length", 2, h->offset);
	struct text *t = field_over(d, "flags", 2);
	if (t) {
		text_str(t, "0x");
		text_hex(t, h->flags, 3);
		text_str(t, "  ");
		put_flags(t, h->flags);
	}
}

static void show_checksum(struct dissect *d, const uint8_t *start, size_t length)
{
	reader_skip(&d->r, 2);
	if (d->tree)
		checksum_field(d, CHECKSUM_PSEUDO,
			       checksum_pseudo(d, IPPROTO_NUMBER, length), start,
			       length);
}

/* The window scale among these options, -1: none. */
static int8_t peek_shift(struct reader r)
{
	while (reader_left(&r) > 1) {
		uint32_t kind = reader_u8(&r);
		if (kind == 1)
			continue;
		uint32_t size = kind ? reader_u8(&r) : 0;
		if (kind == 3 && size == 3 && reader_left(&r))
			return (int8_t)(*r.at > 14 ? 14 : *r.at);
		if (size < 2)
			break;
		reader_skip(&r, size - 2);
	}
	return -1;
}

/* Asks what came before, ahead of the first field, because that one needs it. */
static void recall_segment(struct dissect *d, size_t length)
{
	struct reader r = d->r;
	struct segment s = { .protocol = IPPROTO_NUMBER, .shift = -1 };
	if (!d->context || reader_left(&r) < HEADER)
		return;
	s.source_port = reader_u16(&r);
	s.destination_port = reader_u16(&r);
	s.sequence = reader_u32(&r);
	s.acknowledgment = reader_u32(&r);
	s.flags = reader_u16(&r);
	s.window = reader_u16(&r);
	size_t offset = (s.flags >> 12) * (size_t)4;
	s.flags &= 0xfff;
	if (offset < HEADER)
		return;
	reader_skip(&r, 4);
	struct reader offered = reader_sub(&r, offset - HEADER);
	s.payload = length > offset ? (uint32_t)(length - offset) : 0;
	if (s.flags & TCP_SYN)
		s.shift = peek_shift(offered);
	recall(d, &s);
}

static uint32_t field_window(struct dissect *d)
{
	uint32_t value = reader_u16(&d->r), scaled = value << d->past.shift;
	struct text *t = field_over(d, "window", 2);
	if (t) {
		text_uint(t, scaled);
		if (d->past.shift)
			put_number(t, "  (scaled, on the wire ", value);
		if (d->past.shift)
			text_char(t, ')');
	}
	return scaled;
}

/* Chunks end in an empty one (RFC 9112 7.1). */
static bool ends_chunks(const struct dissect *d)
{
	static const char last[] = "0\r\n\r\n";
	return reader_left(&d->r) >= 5 && !memcmp(d->r.end - 5, last, 5);
}

static bool starts_http(const struct dissect *d)
{
	return reader_left(&d->r) >= 7 && !memcmp(d->r.at, "HTTP/1.", 7);
}

/* How much of this segment belongs to a message that began before. */
static size_t rest_size(struct dissect *d)
{
	static const struct unfinished none = { .protocol = NULL };
	size_t left = reader_left(&d->r) + d->beyond;
	if (starts_http(d)) { /* what was announced never came: an answer to HEAD */
		recall_unfinished(d, &none);
		return 0;
	}
	if (d->past.rest.missing != MISSING_UNKNOWN)
		return d->past.rest.missing;
	if (!ends_chunks(d))
		return left + 1;
	recall_unfinished(d, &none);
	return left;
}

/* What the segment begins with is the end of an earlier message: Info tells which.
 * False when that goes on, and nothing else starts here. */
static bool read_rest(struct dissect *d)
{
	const struct unfinished *rest = &d->past.rest;
	size_t left = reader_left(&d->r), n = rest_size(d);
	if (!n || (rest->whole && n <= left))
		return true;
	struct text *t = field_at(d, "rest of a message", d->r.at, n < left ? n : left);
	if (t) {
		text_str(t, rest->info);
		text_str(t, n > left + d->beyond ? ", which goes on" : "");
	}
	if (n > left)
		return false;
	reader_skip(&d->r, n);
	struct text *info = info_start(d);
	text_str(info, rest->info);
	text_str(info, rest->tail);
	columns_protocol(d, rest->protocol);
	if (!reader_left(&d->r))
		return false;
	text_str(info, ", ");
	info_keep(d);
	d->columns.list = true;
	return true;
}

static void read_tcp(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	size_t length = reader_left(&d->r) + d->beyond;
	struct tcp h;
	recall_segment(d, length);
	struct text *info = info_start(d);
	h.source = field_uint(d, "source port", 2);
	h.destination = field_uint(d, "destination port", 2);
	h.sequence = recall_number(d, "sequence", d->past.base);
	h.acknowledgment = recall_number(d, "acknowledgment", d->past.ack_base);
	read_flags(d, &h);
	h.window = field_window(d);
	show_checksum(d, start, length);
	h.urgent = field_uint(d, "urgent", 2);
	if (d->r.cut) {
		put_ports(info, &h);
		return;
	}
	h.payload = length > h.offset ? length - h.offset : 0;
	recall_put_remarks(d);
	put_info(info, &h);
	if (h.offset < HEADER) {
		layer_malformed(d);
		return;
	}
	if (h.offset > HEADER)
		read_options(d, info, h.offset - HEADER);
	struct text *t = layer_summary(d);
	if (t)
		put_summary(t, &h);
	/* What was there before is not told twice, as in Wireshark. */
	if (!part_more(d) || d->past.remarks & REMARK_AGAIN)
		return;
	if (d->past.rest.protocol && !read_rest(d))
		return;
	d->source_port = h.source;
	d->destination_port = h.destination;
	if (d->past.expected.how) {
		next(d, SPACE_TCP, FTP_DATA);
		return;
	}
	/* The data port of FTP says less than any other. */
	bool first = h.source < h.destination ? h.source != FTP_DATA
					      : h.destination == FTP_DATA;
	next(d, SPACE_TCP, first ? h.source : h.destination);
	or_next(d, SPACE_TCP, first ? h.destination : h.source);
}

const struct proto proto_tcp = {
	.name = "TCP",
	.column = "TCP",
	.family = FAMILY_TCP,
	.read = read_tcp,
};
