/* The mobility header of IPv6 (RFC 6275 6.1): where a node is reached that has moved.
 *
 *	0        8        16       24       32
 *	+--------+--------+--------+--------+
 *	| next   | size   | type   |reserved|
 *	| checksum        | depends on the type
 *	+-----------------+ ... options: type:1  length:1  content
 *
 * Size counts 8-byte units after the first. Nothing may follow. */
#include "core/dissect/checksum.h"

#define IPPROTO_NUMBER 135

enum message {
	BINDING_UPDATE = 5,
	BINDING_ACKNOWLEDGEMENT = 6,
	BINDING_ERROR = 7,
};

static const struct name messages[] = {
	{ 0, "Binding Refresh Request" },
	{ 1, "Home Test Init" },
	{ 2, "Care-of Test Init" },
	{ 3, "Home Test" },
	{ 4, "Care-of Test" },
	{ BINDING_UPDATE, "Binding Update" },
	{ BINDING_ACKNOWLEDGEMENT, "Binding Acknowledgement" },
	{ BINDING_ERROR, "Binding Error" },
	{ 8, "Fast Binding Update" },
	{ 9, "Fast Binding Acknowledgment" },
	{ 10, "Fast Neighbor Advertisement" },
	{ 11, "Experimental Mobility Header" },
	{ 12, "Home Agent Switch" },
	{ 13, "Heartbeat" },
	{ 14, "Handover Initiate" },
	{ 15, "Handover Acknowledge" },
	{ 16, "Binding Revocation" },
	{ 17, "Localized Routing Initiation" },
	{ 18, "Localized Routing Acknowledgment" },
	{ 0, NULL },
};

static const struct name update_flags[] = {
	{ 0x8000, "acknowledge" },    { 0x4000, "home" },  { 0x2000, "link local" },
	{ 0x1000, "key management" }, { 0x0200, "proxy" }, { 0, NULL },
};

static const struct name options[] = {
	{ 0, "Pad1" },
	{ 1, "PadN" },
	{ 2, "refresh advice" },
	{ 3, "alternate care-of address" },
	{ 4, "nonce indices" },
	{ 5, "authorization" },
	{ 6, "home network prefix" },
	{ 8, "node identifier" },
	{ 0, NULL },
};

static void read_option(struct dissect *d)
{
	enum { PAD1 = 0, CARE_OF = 3 };
	uint32_t type = field_named(d, "option", 1, options);
	if (type == PAD1)
		return;
	struct nest nest = field_enter(d);
	struct part outer = part_open(d, field_uint(d, "length", 1));
	if (type == CARE_OF)
		(void)field_ip6(d, "address");
	field_rest(d, "content");
	part_close(d, outer);
	field_leave(d, nest);
}

/* False: what follows is not known to be options. */
static bool read_message(struct dissect *d, uint32_t type)
{
	if (type == BINDING_UPDATE) {
		(void)field_uint(d, "sequence", 2);
		(void)field_flags(d, "flags", 2, update_flags);
		(void)field_uint(d, "lifetime of 4 s", 2);
	} else if (type == BINDING_ACKNOWLEDGEMENT) {
		(void)field_uint(d, "status", 1);
		(void)field_hex(d, "flags", 1);
		(void)field_uint(d, "sequence", 2);
		(void)field_uint(d, "lifetime of 4 s", 2);
	} else if (type == BINDING_ERROR) {
		(void)field_uint(d, "status", 1);
		reader_skip(&d->r, 1);
		(void)field_ip6(d, "home address");
	}
	return type >= BINDING_UPDATE && type <= BINDING_ERROR;
}

static void read_mobility(struct dissect *d)
{
	enum { UNIT = 8, HEADER = 6 };
	const uint8_t *start = d->r.at;
	size_t length = reader_left(&d->r) + d->beyond;
	struct text *info = info_start(d);
	(void)field_uint(d, "next header", 1);
	size_t size = (reader_u8(&d->r) + (size_t)1) * UNIT;
	if (d->tree)
		field_show_uint(d, "size", 1, size);
	uint32_t type = field_named(d, "message", 1, messages);
	reader_skip(&d->r, 3);
	if (d->tree)
		checksum_field(d, CHECKSUM_PSEUDO,
			       checksum_pseudo(d, IPPROTO_NUMBER, length), start,
			       length);
	if (d->r.cut)
		return;
	const char *word = name_of(messages, type, NULL);
	text_str(info, word ? word : "Unknown Mobility Header (");
	if (!word) {
		text_uint(info, type);
		text_char(info, ')');
	}
	layer_limit(d, size - HEADER);
	if (read_message(d, type))
		while (part_more(d))
			read_option(d);
	field_rest(d, "content");
	layer_repeats_info(d);
}

const struct proto proto_mobility = {
	.name = "Mobility",
	.column = "MIPv6",
	.family = FAMILY_ROUTING,
	.read = read_mobility,
};
