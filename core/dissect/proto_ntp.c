/* The network time protocol, versions 1 to 4 (RFC 1305, 5905, 7822), and its control
 * (RFC 9327) and private messages.
 *
 *	0            8        16       24       32
 *	+--+---+-----+--------+--------+--------+
 *	|LI| VN|mode | stratum| poll   |precis. |
 *	| root delay                            |
 *	| root dispersion                       |
 *	| reference id                          |
 *	| reference, origin, receive, transmit: seconds since 1900, fraction (64 each)
 *	| extension fields ..., key id, digest  |
 *	+---------------------------------------+ */
#include "core/dissect/field.h"
#include "core/dissect/moment.h"

enum { DIGEST = 24 }; /* key id and the longest digest */
enum mode { CONTROL = 6, PRIVATE = 7 };

#define UNIX_EPOCH 2208988800 /* seconds from 1900 to 1970 */
#define ERA	   4294967296

static const struct name leaps[] = {
	{ 0, "no warning" },
	{ 1, "last minute of the day has 61 seconds" },
	{ 2, "last minute of the day has 59 seconds" },
	{ 3, "not synchronized" },
	{ 0, NULL },
};

static const struct name modes[] = {
	{ 0, "reserved" },	{ 1, "symmetric active" }, { 2, "symmetric passive" },
	{ 3, "client" },	{ 4, "server" },	   { 5, "broadcast" },
	{ CONTROL, "control" }, { PRIVATE, "private" },	   { 0, NULL },
};

static const struct name operations[] = {
	{ 1, "read status" },		{ 2, "read variables" },
	{ 3, "write variables" },	{ 4, "read clock variables" },
	{ 5, "write clock variables" }, { 6, "set trap address" },
	{ 7, "asynchronous message" },	{ 8, "runtime configuration" },
	{ 9, "save configuration" },	{ 10, "read most recently used" },
	{ 11, "read ordered list" },	{ 12, "request nonce" },
	{ 31, "unset trap address" },	{ 0, NULL },
};

static const struct name control_flags[] = {
	{ 0x80, "response" },
	{ 0x40, "error" },
	{ 0x20, "more" },
	{ 0, NULL },
};

static const struct name requests[] = {
	{ 0, "PEER_LIST" },	    { 1, "PEER_LIST_SUM" },
	{ 2, "PEER_INFO" },	    { 3, "PEER_STATS" },
	{ 4, "SYS_INFO" },	    { 5, "SYS_STATS" },
	{ 6, "IO_STATS" },	    { 7, "MEM_STATS" },
	{ 8, "LOOP_INFO" },	    { 9, "TIMER_STATS" },
	{ 10, "CONFIG" },	    { 11, "UNCONFIG" },
	{ 12, "SET_SYS_FLAG" },	    { 13, "CLR_SYS_FLAG" },
	{ 14, "MONITOR" },	    { 15, "NOMONITOR" },
	{ 16, "GET_RESTRICT" },	    { 17, "RESADDFLAGS" },
	{ 18, "RESSUBFLAGS" },	    { 19, "UNRESTRICT" },
	{ 20, "MON_GETLIST" },	    { 21, "RESET_STATS" },
	{ 22, "RESET_PEER" },	    { 23, "REREAD_KEYS" },
	{ 24, "DO_DIRTY_HACK" },    { 25, "DONT_DIRTY_HACK" },
	{ 26, "TRUSTKEY" },	    { 27, "UNTRUSTKEY" },
	{ 28, "AUTHINFO" },	    { 29, "TRAPS" },
	{ 30, "ADD_TRAP" },	    { 31, "CLR_TRAP" },
	{ 32, "REQUEST_KEY" },	    { 33, "CONTROL_KEY" },
	{ 34, "GET_CTLSTATS" },	    { 35, "GET_LEAPINFO" },
	{ 36, "GET_CLOCKINFO" },    { 37, "SET_CLKFUDGE" },
	{ 38, "GET_KERNEL" },	    { 39, "GET_CLKBUGINFO" },
	{ 41, "SET_PRECISION" },    { 42, "MON_GETLIST_1" },
	{ 43, "HOSTNAME_ASSOCID" }, { 44, "IF_STATS" },
	{ 45, "IF_RELOAD" },	    { 0, NULL },
};

static const struct name extensions[] = {
	{ 0x0104, "unique identifier" },      { 0x0204, "NTS cookie" },
	{ 0x0304, "NTS cookie placeholder" }, { 0x0404, "NTS authenticator" },
	{ 0x2005, "checksum complement" },    { 0, NULL },
};

/* Fixed point, 16 bits of seconds and 16 of fraction. */
static void read_short(struct dissect *d, const char *name)
{
	uint32_t value = reader_u32(&d->r);
	struct text *t = field_over(d, name, 4);
	if (!t)
		return;
	text_uint(t, value >> 16);
	text_char(t, '.');
	text_padded(t, (uint64_t)(value & 0xffff) * 1000000 >> 16, 6);
	text_str(t, " s");
}

/* A power of two seconds. */
static void read_exponent(struct dissect *d, const char *name)
{
	int32_t value = (int8_t)reader_u8(&d->r);
	struct text *t = field_over(d, name, 1);
	if (!t)
		return;
	text_int(t, value);
	text_str(t, "  2^");
	text_int(t, value);
	text_str(t, " s");
}

/* The upper half of the numbers is before 2036, the lower half behind. */
static void read_moment(struct dissect *d, const char *name)
{
	uint32_t seconds = reader_u32(&d->r);
	uint32_t fraction = reader_u32(&d->r);
	struct text *t = field_over(d, name, 8);
	if (!t)
		return;
	if (!seconds && !fraction) {
		text_str(t, "none");
		return;
	}
	int64_t since = (int64_t)seconds + (seconds & 0x80000000 ? 0 : ERA);
	uint32_t nanoseconds = (uint32_t)((uint64_t)fraction * 1000000000 >> 32);
	moment_text(t, since - UNIX_EPOCH, nanoseconds, 9);
}

/* Stratum 0: a word why not; 1: a clock; else the server's IPv4 address, or a hash of
 * its IPv6 address. */
static void read_reference(struct dissect *d, uint32_t stratum)
{
	const uint8_t *id = reader_bytes(&d->r, 4);
	struct text *t = field_over(d, "reference id", 4);
	if (!t)
		return;
	size_t n = 4;
	while (n && !id[n - 1])
		n--;
	if (stratum <= 1)
		text_escape(t, id, n);
	else
		addr_ip4(t, id);
}

/* RFC 7822: what is left is a digest, when it is too short for one more field. */
static void read_extras(struct dissect *d)
{
	while (reader_left(&d->r) > DIGEST) {
		(void)field_named(d, "extension", 2, extensions);
		struct nest nest = field_enter(d);
		size_t size = field_uint(d, "size", 2);
		struct part outer = part_open(d, size > 4 ? size - 4 : 0);
		field_rest(d, "value");
		part_close(d, outer);
		field_leave(d, nest);
	}
	if (!part_more(d))
		return;
	(void)field_uint(d, "key id", 4);
	field_rest(d, "digest");
}

static void read_time(struct dissect *d)
{
	uint32_t stratum = field_uint(d, "stratum", 1);
	read_exponent(d, "poll");
	read_exponent(d, "precision");
	read_short(d, "root delay");
	read_short(d, "root dispersion");
	read_reference(d, stratum);
	read_moment(d, "reference time");
	read_moment(d, "origin time");
	read_moment(d, "receive time");
	read_moment(d, "transmit time");
	if (part_more(d))
		read_extras(d);
}

static void read_control(struct dissect *d)
{
	uint32_t value = reader_u8(&d->r);
	if (d->tree) {
		field_show_flags(d, "flags", 1, value & 0xe0, control_flags);
		field_show_named(d, "operation", 1, value & 31, operations);
	}
	(void)field_uint(d, "sequence", 2);
	(void)field_hex(d, "status", 2);
	(void)field_uint(d, "association", 2);
	(void)field_uint(d, "offset", 2);
	size_t count = field_uint(d, "count", 2);
	if (count && !d->r.cut)
		(void)field_text(d, "data", count);
	field_rest(d, "padding and authenticator");
}

static void read_private(struct dissect *d, struct text *info, bool response)
{
	(void)field_uint(d, "sequence", 1);
	(void)field_uint(d, "implementation", 1);
	uint32_t request = field_named(d, "request", 1, requests);
	if (!d->r.cut) {
		text_str(info, response ? ", Response, " : ", Request, ");
		text_str(info, name_of(requests, request, "Unknown"));
	}
	uint32_t count = reader_u16(&d->r);
	if (d->tree) {
		field_show_uint(d, "error", 2, count >> 12);
		field_show_uint(d, "items", 2, count & 0xfff);
	}
	uint32_t size = reader_u16(&d->r);
	if (d->tree)
		field_show_uint(d, "size of an item", 2, size & 0xfff);
	field_rest(d, "data");
}

static void put_info(struct text *t, uint32_t version, uint32_t mode)
{
	if (version >= 1 && version <= 4) {
		text_str(t, "NTP Version ");
		text_uint(t, version);
	} else {
		text_str(t, "reserved");
	}
	text_str(t, ", ");
	text_str(t, name_of(modes, mode, ""));
}

static void read_ntp(struct dissect *d)
{
	uint32_t first = reader_u8(&d->r);
	uint32_t version = first >> 3 & 7, mode = first & 7;
	struct text *info = info_start(d);
	if (d->r.cut)
		return;
	put_info(info, version, mode);
	if (d->tree) {
		if (mode != PRIVATE)
			field_show_named(d, "leap", 1, first >> 6, leaps);
		field_show_uint(d, "version", 1, version);
		field_show_named(d, "mode", 1, mode, modes);
	}
	if (mode == CONTROL)
		read_control(d);
	else if (mode == PRIVATE)
		read_private(d, info, first & 0x80);
	else
		read_time(d);
	layer_repeats_info(d);
}

const struct proto proto_ntp = {
	.name = "NTP",
	.column = "NTP",
	.family = FAMILY_NAMES,
	.read = read_ntp,
};
