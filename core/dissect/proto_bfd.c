/* Bidirectional forwarding detection (RFC 5880 4.1, 5881, 5883, 7130, 7880): control
 * packets, and the echoes whose content is the sender's own business.
 *
 *	0   3        8    10        16       24       32
 *	+---+--------+----+---------+--------+--------+
 *	|ver| diag   |state  flags  | mult   | length |
 *	| my discriminator                            |
 *	| your discriminator                          |
 *	| desired minimum transmit interval, us       |
 *	| required minimum receive interval, us       |
 *	| required minimum echo interval, us          |
 *	+---------------------------------------------+
 *	| authentication: type:1 length:1 key id:1 .. | */
#include "core/dissect/field.h"

enum { FLAG_AUTHENTICATION = 0x04, HEADER = 24 };

static const struct name diagnostics[] = {
	{ 0, "No Diagnostic" },
	{ 1, "Control Detection Time Expired" },
	{ 2, "Echo Function Failed" },
	{ 3, "Neighbor Signaled Session Down" },
	{ 4, "Forwarding Plane Reset" },
	{ 5, "Path Down" },
	{ 6, "Concatenated Path Down" },
	{ 7, "Administratively Down" },
	{ 8, "Reverse Concatenated Path Down" },
	{ 9, "Mis-Connectivity Defect" },
	{ 0, NULL },
};

static const struct name states[] = {
	{ 0, "AdminDown" }, { 1, "Down" }, { 2, "Init" }, { 3, "Up" }, { 0, NULL },
};

static const struct name flag_names[] = {
	{ 0x20, "poll" },
	{ 0x10, "final" },
	{ 0x08, "control plane independent" },
	{ 0x04, "authentication" },
	{ 0x02, "demand" },
	{ 0x01, "multipoint" },
	{ 0, NULL },
};

static const struct name authentications[] = {
	{ 1, "simple password" },	{ 2, "keyed MD5" },
	{ 3, "meticulous keyed MD5" },	{ 4, "keyed SHA1" },
	{ 5, "meticulous keyed SHA1" }, { 0, NULL },
};

/* The password is no secret on this wire, but no reader needs it in plain sight. */
static void read_authentication(struct dissect *d)
{
	uint32_t type = field_named(d, "authentication", 1, authentications);
	struct nest nest = field_enter(d);
	(void)field_uint(d, "length", 1);
	(void)field_uint(d, "key id", 1);
	if (type > 1) {
		reader_skip(&d->r, 1);
		(void)field_uint(d, "sequence", 4);
	}
	field_rest(d, type > 1 ? "digest" : "password");
	field_leave(d, nest);
}

static void read_intervals(struct dissect *d)
{
	(void)field_uint(d, "desired transmit us", 4);
	(void)field_uint(d, "required receive us", 4);
	(void)field_uint(d, "required echo us", 4);
}

static void put_info(struct text *t, uint32_t diagnostic, uint32_t flags)
{
	text_str(t, "Diag: ");
	text_str(t, name_of(diagnostics, diagnostic, "Unknown"));
	text_str(t, ", State: ");
	text_str(t, name_of(states, flags >> 6, ""));
	text_str(t, ", Flags: 0x");
	text_hex(t, flags & 0x3e, 2); /* multipoint is none, says Wireshark */
}

static void read_bfd(struct dissect *d)
{
	uint32_t first = reader_u8(&d->r);
	if (d->tree) {
		field_show_uint(d, "version", 1, first >> 5);
		field_show_named(d, "diagnostic", 1, first & 0x1f, diagnostics);
	}
	uint32_t flags = reader_u8(&d->r);
	struct text *info = info_start(d);
	if (d->r.cut)
		return;
	if (d->tree) {
		field_show_named(d, "state", 1, flags >> 6, states);
		field_show_flags(d, "flags", 1, flags & 0x3f, flag_names);
	}
	put_info(info, first & 0x1f, flags);
	(void)field_uint(d, "detect multiplier", 1);
	size_t length = field_uint(d, "length", 1);
	uint32_t mine = field_hex(d, "my discriminator", 4);
	uint32_t yours = field_hex(d, "your discriminator", 4);
	if (d->r.cut)
		return;
	text_str(info, ", my 0x");
	text_hex(info, mine, 8);
	text_str(info, ", your 0x");
	text_hex(info, yours, 8);
	read_intervals(d);
	layer_limit(d, length > HEADER ? length - HEADER : 0);
	if (flags & FLAG_AUTHENTICATION)
		read_authentication(d);
	layer_repeats_info(d);
}

const struct proto proto_bfd = {
	.name = "BFD",
	.column = "BFD Control",
	.family = FAMILY_ROUTING,
	.read = read_bfd,
};

static void read_bfd_echo(struct dissect *d)
{
	text_str(info_start(d), "Originator specific content");
	field_rest(d, "content");
}

const struct proto proto_bfd_echo = {
	.name = "BFD echo",
	.column = "BFD Echo",
	.family = FAMILY_ROUTING,
	.read = read_bfd_echo,
};
