/* The precision time protocol, version 2 (IEEE 1588-2008, -2019), over Ethernet and
 *UDP.
 *
 *	0        8        16               32
 *	+--------+--------+----------------+
 *	|spec|typ|   |vers| length         |
 *	| domain | minor  | flags          |
 *	| correction (64): nanoseconds * 2^16
 *	| reserved                         |
 *	| port identity (80): clock 8, port 2
 *	| sequence        | control|interval|  body ...
 *	+----------------------------------+ */
#include "core/dissect/field.h"

enum type {
	SYNC = 0,
	DELAY_REQ = 1,
	PATH_REQ = 2,
	PATH_RESP = 3,
	FOLLOW_UP = 8,
	DELAY_RESP = 9,
	PATH_FOLLOW_UP = 10,
	ANNOUNCE = 11,
};

static const struct name types[] = {
	{ SYNC, "Sync Message" },
	{ DELAY_REQ, "Delay_Req Message" },
	{ PATH_REQ, "Peer_Delay_Req Message" },
	{ PATH_RESP, "Peer_Delay_Resp Message" },
	{ FOLLOW_UP, "Follow_Up Message" },
	{ DELAY_RESP, "Delay_Resp Message" },
	{ PATH_FOLLOW_UP, "Peer_Delay_Resp_Follow_Up Message" },
	{ ANNOUNCE, "Announce Message" },
	{ 12, "Signalling Message" },
	{ 13, "Management Message" },
	{ 0, NULL },
};

static const struct name flag_names[] = {
	{ 0x8000, "security" },
	{ 0x4000, "profile 2" },
	{ 0x2000, "profile 1" },
	{ 0x0400, "unicast" },
	{ 0x0200, "two step" },
	{ 0x0100, "alternate master" },
	{ 0x0020, "frequency traceable" },
	{ 0x0010, "time traceable" },
	{ 0x0008, "ptp time scale" },
	{ 0x0004, "utc offset valid" },
	{ 0x0002, "leap 59" },
	{ 0x0001, "leap 61" },
	{ 0, NULL },
};

static const struct name sources[] = {
	{ 0x10, "atomic clock" },
	{ 0x20, "GPS" },
	{ 0x30, "radio" },
	{ 0x40, "PTP" },
	{ 0x50, "NTP" },
	{ 0x60, "by hand" },
	{ 0x90, "other" },
	{ 0xa0, "internal oscillator" },
	{ 0, NULL },
};

static void read_correction(struct dissect *d)
{
	int64_t value = (int64_t)reader_u64(&d->r);
	uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	struct text *t = field_over(d, "correction", 8);
	if (!t)
		return;
	text_str(t, value < 0 ? "-" : "");
	text_uint(t, size >> 16);
	if (size & 0xffff) {
		text_char(t, '.');
		text_padded(t, (size & 0xffff) * 1000000 >> 16, 6);
	}
	text_str(t, " ns");
}

/* A clock of eight bytes and the number of its port. */
static void read_identity(struct dissect *d, const char *name)
{
	const uint8_t *p = reader_bytes(&d->r, 8);
	uint32_t port = reader_u16(&d->r);
	struct text *t = field_over(d, name, 10);
	if (t) {
		addr_colons(t, p, 8);
		text_str(t, " port ");
		text_uint(t, port);
	}
}

static void read_moment(struct dissect *d, const char *name)
{
	uint64_t seconds = (uint64_t)reader_u16(&d->r) << 32;
	seconds |= reader_u32(&d->r);
	uint32_t nanoseconds = reader_u32(&d->r);
	struct text *t = field_over(d, name, 10);
	if (t) {
		text_uint(t, seconds);
		text_char(t, '.');
		text_padded(t, nanoseconds, 9);
		text_str(t, " s");
	}
}

static void read_announce(struct dissect *d)
{
	read_moment(d, "origin");
	(void)field_uint(d, "utc offset", 2);
	reader_skip(&d->r, 1);
	(void)field_uint(d, "grandmaster priority 1", 1);
	(void)field_uint(d, "grandmaster class", 1);
	(void)field_hex(d, "grandmaster accuracy", 1);
	(void)field_hex(d, "grandmaster variance", 2);
	(void)field_uint(d, "grandmaster priority 2", 1);
	const uint8_t *p = reader_bytes(&d->r, 8);
	struct text *t = field_over(d, "grandmaster", 8);
	if (t)
		addr_colons(t, p, 8);
	(void)field_uint(d, "steps removed", 2);
	(void)field_named(d, "time source", 1, sources);
}

static void read_body(struct dissect *d, uint32_t type)
{
	static const struct name moments[] = {
		{ SYNC, "origin" },
		{ DELAY_REQ, "origin" },
		{ PATH_REQ, "origin" },
		{ PATH_RESP, "request received" },
		{ FOLLOW_UP, "precise origin" },
		{ DELAY_RESP, "received" },
		{ PATH_FOLLOW_UP, "response sent" },
		{ 0, NULL },
	};
	const char *moment = name_of(moments, type, NULL);
	if (type == ANNOUNCE)
		read_announce(d);
	else if (moment)
		read_moment(d, moment);
	if (type == PATH_REQ)
		reader_skip(&d->r, 10);
	if (type == PATH_RESP || type == DELAY_RESP || type == PATH_FOLLOW_UP)
		read_identity(d, "requesting port");
	field_rest(d, "rest");
}

static void read_ptp(struct dissect *d)
{
	if (reader_left(&d->r) < 2 || (d->r.at[1] & 15) != 2) {
		layer_decline(d);
		return;
	}
	const uint8_t *start = d->r.at;
	struct text *info = info_start(d);
	uint32_t type = reader_u8(&d->r);
	if (d->tree) {
		field_show_named(d, "message", 1, type & 15, types);
		field_show_hex(d, "major sdo id", 1, type >> 4);
	}
	uint32_t version = reader_u8(&d->r);
	struct text *t = field_over(d, "version", 1);
	if (t) {
		text_str(t, "2.");
		text_uint(t, version >> 4);
	}
	size_t length = field_uint(d, "length", 2);
	(void)field_uint(d, "domain", 1);
	(void)field_hex(d, "minor sdo id", 1);
	(void)field_flags(d, "flags", 2, flag_names);
	read_correction(d);
	reader_skip(&d->r, 4);
	read_identity(d, "source port");
	(void)field_uint(d, "sequence", 2);
	(void)field_uint(d, "control", 1);
	int32_t interval = (int8_t)reader_u8(&d->r);
	t = field_over(d, "interval", 1);
	if (t) {
		text_str(t, "2^");
		text_int(t, interval);
		text_str(t, " s");
	}
	names_put(info, types, type & 15, "Unknown PTP Message", 0);
	size_t done = (size_t)(d->r.at - start);
	if (d->r.cut)
		return;
	layer_limit(d, length > done ? length - done : 0);
	read_body(d, type & 15);
	layer_repeats_info(d);
}

const struct proto proto_ptp = {
	.name = "PTP",
	.column = "PTPv2",
	.family = FAMILY_NAMES,
	.read = read_ptp,
};
