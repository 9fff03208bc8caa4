/* The border gateway protocol, version 4 (RFC 4271, 2918, 5492, 8203).
 *
 *	0                 16        18      19
 *	+-----------------+---------+-------+--------- ... --+
 *	| marker (ones)   | length  | type  | message        |
 *	+-----------------+---------+-------+--------- ... --+
 *
 * A stream: a segment may hold several messages, and end inside one. One that does not
 * start with a marker starts inside a message and stays a TCP segment. */
#include <string.h>

#include "core/dissect/bgp.h"
#include "core/dissect/recall.h"

enum { MARKER = 16, HEADER = 19 };
enum type { OPEN = 1, UPDATE = 2, NOTIFICATION = 3, KEEPALIVE = 4, REFRESH = 5 };

static const struct name types[] = {
	{ OPEN, "OPEN" },
	{ UPDATE, "UPDATE" },
	{ NOTIFICATION, "NOTIFICATION" },
	{ KEEPALIVE, "KEEPALIVE" },
	{ REFRESH, "ROUTE-REFRESH" },
	{ 6, "CAPABILITY" },
	{ 128, "Cisco ROUTE-REFRESH" },
	{ 0, NULL },
};

static const struct name capabilities[] = {
	{ 1, "multiprotocol" },
	{ 2, "route refresh" },
	{ 5, "extended next hop" },
	{ 6, "extended messages" },
	{ 8, "multiple labels" },
	{ 9, "role" },
	{ 64, "graceful restart" },
	{ 65, "four-byte AS numbers" },
	{ 69, "additional paths" },
	{ 70, "enhanced route refresh" },
	{ 71, "long-lived graceful restart" },
	{ 73, "host name" },
	{ 128, "route refresh (Cisco)" },
	{ 0, NULL },
};

/* The same in a row, in the words of those who configure it. */
static const struct name short_capabilities[] = {
	{ 2, "refresh" },   { 5, "extended next hop" }, { 6, "extended messages" },
	{ 9, "role" },	    { 64, "graceful restart" }, { 65, "AS4" },
	{ 69, "add-path" }, { 70, "enhanced refresh" }, { 71, "LLGR" },
	{ 0, NULL },
};

static const struct name errors[] = {
	{ 1, "Message Header Error" },	      { 2, "OPEN Message Error" },
	{ 3, "UPDATE Message Error" },	      { 4, "Hold Timer Expired" },
	{ 5, "Finite State Machine Error" },  { 6, "Cease" },
	{ 7, "ROUTE-REFRESH Message Error" }, { 0, NULL },
};

/* Error code << 8 | subcode. */
static const struct name suberrors[] = {
	{ 0x101, "Connection Not Synchronized" },
	{ 0x102, "Bad Message Length" },
	{ 0x103, "Bad Message Type" },
	{ 0x201, "Unsupported Version Number" },
	{ 0x202, "Bad Peer AS" },
	{ 0x203, "Bad BGP Identifier" },
	{ 0x204, "Unsupported Optional Parameter" },
	{ 0x206, "Unacceptable Hold Time" },
	{ 0x207, "Unsupported Capability" },
	{ 0x20b, "Role Mismatch" },
	{ 0x301, "Malformed Attribute List" },
	{ 0x302, "Unrecognized Well-known Attribute" },
	{ 0x303, "Missing Well-known Attribute" },
	{ 0x304, "Attribute Flags Error" },
	{ 0x305, "Attribute Length Error" },
	{ 0x306, "Invalid ORIGIN Attribute" },
	{ 0x308, "Invalid NEXT_HOP Attribute" },
	{ 0x309, "Optional Attribute Error" },
	{ 0x30a, "Invalid Network Field" },
	{ 0x30b, "Malformed AS_PATH" },
	{ 0x601, "Maximum Number of Prefixes Reached" },
	{ 0x602, "Administratively Shutdown" },
	{ 0x603, "Peer De-configured" },
	{ 0x604, "Administratively Reset" },
	{ 0x605, "Connection Rejected" },
	{ 0x606, "Other Configuration Change" },
	{ 0x607, "Connection Collision Resolution" },
	{ 0x608, "Out of Resources" },
	{ 0x609, "Hard Reset" },
	{ 0x60a, "BFD Down" },
	{ 0, NULL },
};

/* What an OPEN says in its Info: the AS number may come late, in a capability. */
struct open {
	uint32_t as, hold;
	const uint8_t *id;
	struct text capabilities;
};

static void read_host_name(struct dissect *d)
{
	size_t n = reader_u8(&d->r);
	(void)field_text(d, "host", n);
	n = reader_u8(&d->r);
	(void)field_text(d, "domain", n);
}

static void read_families(struct dissect *d, bool padded, struct text *t)
{
	uint32_t family = field_named(d, "family", 2, bgp_families);
	if (padded)
		reader_skip(&d->r, 1);
	uint32_t sub = field_named(d, "subfamily", 1, bgp_subfamilies);
	if (d->r.cut || !t)
		return;
	text_str(t, ", ");
	text_str(t, name_of(bgp_families, family, "unknown family"));
	text_char(t, ' ');
	text_str(t, name_of(bgp_subfamilies, sub, "unknown"));
}

static void read_restart(struct dissect *d)
{
	uint32_t value = reader_u16(&d->r);
	if (d->tree)
		field_show_uint(d, "restart time", 2, value & 0xfff);
	while (part_more(d)) {
		read_families(d, false, NULL);
		(void)field_hex(d, "flags", 1);
	}
}

static const struct name path_directions[] = {
	{ 1, "receive" },
	{ 2, "send" },
	{ 3, "receive and send" },
	{ 0, NULL },
};

static const struct name roles[] = {
	{ 0, "provider" }, { 1, "route server" }, { 2, "route server client" },
	{ 3, "customer" }, { 4, "peer" },	  { 0, NULL },
};

/* RFC 8950: the next hop's family is a number of two bytes, as is the subfamily. */
static void read_next_hop_families(struct dissect *d)
{
	while (part_more(d)) {
		(void)field_named(d, "family", 2, bgp_families);
		(void)field_named(d, "subfamily", 2, bgp_subfamilies);
		(void)field_named(d, "next hop family", 2, bgp_families);
	}
}

/* RFC 7911, 8277, 9494: what is agreed on for each family. */
static void read_per_family(struct dissect *d, uint32_t code)
{
	while (part_more(d)) {
		read_families(d, false, NULL);
		if (code == 69) {
			(void)field_named(d, "direction", 1, path_directions);
		} else if (code == 8) {
			(void)field_uint(d, "labels", 1);
		} else {
			(void)field_hex(d, "flags", 1);
			(void)field_uint(d, "stale time", 3);
		}
	}
}

static void read_capability_value(struct dissect *d, uint32_t code, struct open *o)
{
	if (code == 1)
		read_families(d, true, &o->capabilities);
	else if (code == 5)
		read_next_hop_families(d);
	else if (code == 9)
		(void)field_named(d, "role", 1, roles);
	else if (code == 64)
		read_restart(d);
	else if (code == 65)
		o->as = field_uint(d, "as", 4);
	else if (code == 73)
		read_host_name(d);
	else if (code == 8 || code == 69 || code == 71)
		read_per_family(d, code);
}

static void read_capability(struct dissect *d, struct open *o)
{
	uint32_t code = field_named(d, "capability", 1, capabilities);
	struct nest nest = field_enter(d);
	uint32_t size = field_uint(d, "length", 1);
	struct part outer = part_open(d, size);
	const char *word = name_of(short_capabilities, code, NULL);
	if (word) {
		text_str(&o->capabilities, ", ");
		text_str(&o->capabilities, word);
	}
	read_capability_value(d, code, o);
	field_rest(d, "content");
	part_close(d, outer);
	field_leave(d, nest);
}

static void read_parameter(struct dissect *d, struct open *o)
{
	uint32_t type = field_uint(d, "parameter", 1);
	struct nest nest = field_enter(d);
	uint32_t size = field_uint(d, "length", 1);
	struct part outer = part_open(d, size);
	while (type == 2 && part_more(d))
		read_capability(d, o);
	field_rest(d, "content");
	part_close(d, outer);
	field_leave(d, nest);
}

static void read_open(struct dissect *d, struct text *info)
{
	char room[256];
	struct open o = { .capabilities = text_over(room, sizeof(room)) };
	(void)field_uint(d, "version", 1);
	o.as = field_uint(d, "my as", 2);
	o.hold = field_uint(d, "hold time", 2);
	o.id = field_ip4(d, "identifier");
	uint32_t size = field_uint(d, "parameters length", 1);
	struct part outer = part_open(d, size);
	while (part_more(d))
		read_parameter(d, &o);
	part_close(d, outer);
	if (!o.id)
		return;
	text_str(info, " (AS ");
	text_uint(info, o.as);
	text_str(info, ", hold time ");
	text_uint(info, o.hold);
	text_str(info, ", id ");
	addr_ip4(info, o.id);
	text_str(info, o.capabilities.start);
	text_char(info, ')');
}

static void read_notification(struct dissect *d, struct text *info)
{
	uint32_t code = field_named(d, "error", 1, errors);
	uint32_t subcode = reader_u8(&d->r);
	const char *word = name_of(suberrors, code << 8 | subcode, NULL);
	struct text *t = field_over(d, "suberror", 1);
	if (t) {
		text_uint(t, subcode);
		text_str(t, word ? "  " : "");
		text_str(t, word ? word : "");
	}
	if (d->r.cut)
		return;
	text_str(info, " (");
	text_str(info, name_of(errors, code, "Unknown"));
	text_str(info, word ? ": " : "");
	text_str(info, word ? word : "");
	text_char(info, ')');
	/* Why it was shut down, in the operator's words (RFC 9003). */
	size_t n = part_more(d) ? d->r.at[0] : 0;
	if (code == 6 && (subcode == 2 || subcode == 4) &&
	    n + 1 == reader_left(&d->r)) {
		reader_skip(&d->r, 1);
		(void)field_text(d, "because", n);
	}
	if (code == 6 && subcode == 9 && reader_left(&d->r) >= 2) { /* RFC 8538 3 */
		(void)field_named(d, "hard reset for", 1, errors);
		(void)field_uint(d, "suberror", 1);
	}
	field_rest(d, "data");
}

static void read_refresh(struct dissect *d, struct text *info)
{
	uint32_t family = field_named(d, "family", 2, bgp_families);
	(void)field_uint(d, "subtype", 1);
	uint32_t subfamily = field_named(d, "subfamily", 1, bgp_subfamilies);
	field_rest(d, "filters");
	if (d->r.cut)
		return;
	text_str(info, " (");
	text_str(info, name_of(bgp_families, family, "unknown"));
	text_char(info, ' ');
	text_str(info, name_of(bgp_subfamilies, subfamily, "unknown"));
	text_char(info, ')');
}

static void read_body(struct dissect *d, struct text *info, uint32_t type)
{
	if (type == OPEN)
		read_open(d, info);
	else if (type == UPDATE)
		bgp_read_update(d, info);
	else if (type == NOTIFICATION)
		read_notification(d, info);
	else if (type == REFRESH)
		read_refresh(d, info);
	field_rest(d, "content");
}

/* Where more messages follow they shall be named as well: no more than this of one, and
 * nothing of the updates behind that. */
enum { SHORT = 96 };

static void read_body_shortly(struct dissect *d, struct text *info, uint32_t type,
			      bool last)
{
	char room[SHORT];
	struct text some = text_over(room, sizeof(room));
	bool names_only = type == UPDATE && text_length(info) > SHORT;
	if (last && !names_only) {
		read_body(d, info, type);
		return;
	}
	read_body(d, &some, type);
	if (names_only)
		return;
	char *comma = some.cut ? strrchr(room, ',') : NULL;
	if (comma)
		*comma = '\0';
	text_str(info, room);
	text_str(info, some.cut ? " ...)" : "");
}

static bool has_marker(const struct dissect *d)
{
	static const uint8_t ones[MARKER] = { 255, 255, 255, 255, 255, 255, 255, 255,
					      255, 255, 255, 255, 255, 255, 255, 255 };
	return reader_left(&d->r) >= MARKER && !memcmp(d->r.at, ones, MARKER);
}

static void put_type(struct text *info, uint32_t type)
{
	if (text_length(info))
		text_str(info, ", ");
	names_put(info, types, type, "Unknown message type", 2);
	if (name_of(types, type, NULL))
		text_str(info, " Message");
}

static void note_unfinished(struct dissect *d, uint32_t type, size_t rest)
{
	const struct unfinished what = {
		.missing = (uint32_t)(rest - reader_left(&d->r)),
		.protocol = "BGP",
		.info = name_of(types, type, "Unknown"),
		.tail = " Message (end)",
	};
	recall_unfinished(d, &what);
}

static void read_message(struct dissect *d, struct text *info)
{
	const uint8_t *start = d->r.at;
	uint32_t type = reader_left(&d->r) >= HEADER ? start[HEADER - 1] : 0;
	struct text *t = field_at(d, "message", start, 0);
	if (t)
		text_str(t, name_of(types, type, "unknown"));
	struct nest nest = field_enter(d);
	(void)field_bytes(d, "marker", MARKER);
	uint32_t length = field_uint(d, "length", 2);
	(void)field_named(d, "type", 1, types);
	if (!d->r.cut)
		put_type(info, type);
	if (!d->r.cut && length < HEADER) {
		layer_malformed(d);
	} else if (!d->r.cut) {
		size_t rest = length - HEADER;
		if (rest > reader_left(&d->r) && !d->beyond) {
			note_unfinished(d, type, rest);
			text_str(info, " (goes on in the next segment)");
			field_rest(d, "first part");
		} else {
			struct part outer = part_open(d, rest);
			bool last = outer.end == d->r.end;
			read_body_shortly(d, info, type, last);
			part_close(d, outer);
		}
	}
	field_leave(d, nest);
}

static void read_bgp(struct dissect *d)
{
	if (!has_marker(d)) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	while (reader_left(&d->r) >= HEADER && has_marker(d))
		read_message(d, info);
	struct text *t = layer_summary(d);
	if (t)
		text_mem(t, info->start, text_length(info));
}

const struct proto proto_bgp = {
	.name = "BGP",
	.column = "BGP",
	.family = FAMILY_ROUTING,
	.read = read_bgp,
};
