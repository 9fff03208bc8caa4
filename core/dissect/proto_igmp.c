/* Group management: IGMP versions 1 (RFC 1112), 2 (RFC 2236) and 3 (RFC 3376),
 * the head of one that lives under its number, PIM version 1; another, DVMRP, is in
 * igmp_dvmrp.c.
 *
 *	0        8        16               32
 *	+--------+--------+----------------+
 *	| type   | code   | checksum       |
 *	| group                            |
 *	+----------------------------------+
 *
 * Version 3 queries go on with sources; its reports are a list of records instead. */
#include "core/dissect/checksum.h"
#include "core/dissect/igmp.h"

enum type {
	QUERY = 0x11,
	REPORT_V1 = 0x12,
	DVMRP = 0x13,
	PIM1 = 0x14,
	REPORT_V2 = 0x16,
	LEAVE = 0x17,
	REPORT_V3 = 0x22,
};

static const struct name types[] = {
	{ QUERY, "Membership Query" },
	{ REPORT_V1, "Membership Report, v1" },
	{ DVMRP, "DVMRP" },
	{ PIM1, "PIM v1" },
	{ REPORT_V2, "Membership Report" },
	{ LEAVE, "Leave Group" },
	{ 0x1e, "Traceroute Response" },
	{ 0x1f, "Traceroute Query" },
	{ REPORT_V3, "Membership Report, v3" },
	{ 0, NULL },
};

enum record {
	IS_INCLUDE = 1,
	IS_EXCLUDE = 2,
	TO_INCLUDE = 3,
	TO_EXCLUDE = 4,
	ALLOW = 5,
	BLOCK = 6,
};

static const struct name records[] = {
	{ IS_INCLUDE, "mode is include" },
	{ IS_EXCLUDE, "mode is exclude" },
	{ TO_INCLUDE, "change to include mode" },
	{ TO_EXCLUDE, "change to exclude mode" },
	{ ALLOW, "allow new sources" },
	{ BLOCK, "block old sources" },
	{ 0, NULL },
};

static bool is_any(const uint8_t *ip)
{
	return !(ip[0] | ip[1] | ip[2] | ip[3]);
}

/* RFC 3376 4.1.1: above 127 a mantissa and an exponent, in tenths of a second. */
static void show_response(struct dissect *d, uint32_t code)
{
	uint32_t tenths =
		code < 0x80 ? code : ((code & 15) | 16) << ((code >> 4 & 7) + 3);
	struct text *t = field_over(d, "max response", 1);
	if (t) {
		text_uint(t, tenths / 10);
		text_char(t, '.');
		text_uint(t, tenths % 10);
		text_str(t, " s");
	}
}

/* Sources, as fields and as the list "a, b}" of the Info. */
static void read_sources(struct dissect *d, struct text *info, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		const uint8_t *source = field_ip4(d, "source");
		if (!source)
			return;
		if (i)
			text_str(info, ", ");
		addr_ip4(info, source);
	}
	text_char(info, '}');
}

static void read_query3(struct dissect *d, struct text *info)
{
	uint32_t flags = reader_u8(&d->r);
	if (d->tree) {
		field_show_str(d, "suppress", 1, flags & 8 ? "yes" : "no");
		field_show_uint(d, "robustness", 1, flags & 7);
	}
	(void)field_uint(d, "query interval code", 1);
	uint32_t count = field_uint(d, "sources", 2);
	if (!count)
		return;
	text_str(info, count == 1 ? ", source {" : ", sources {");
	read_sources(d, info, count);
}

static void put_query(struct text *info, const uint8_t *group)
{
	if (is_any(group)) {
		text_str(info, ", general");
	} else {
		text_str(info, ", specific for group ");
		addr_ip4(info, group);
	}
}

/* What a record asks for: excluding nobody is joining for any source. */
static void put_record(struct text *info, uint32_t type, uint32_t count,
		       const uint8_t *group)
{
	bool include = type == IS_INCLUDE || type == TO_INCLUDE;
	bool exclude = type == IS_EXCLUDE || type == TO_EXCLUDE;
	text_str(info, include && !count    ? " / Leave group "
		       : include || exclude ? " / Join group "
					    : " / Group ");
	addr_ip4(info, group);
	if (exclude && !count)
		text_str(info, " for any sources");
	if (!name_of(records, type, NULL))
		text_str(info, ", unknown record type (?)");
	if (!count && (type == ALLOW || type == BLOCK)) {
		text_str(info,
			 type == ALLOW ? ", ALLOW_NEW_SOURCES" : ", BLOCK_OLD_SOURCES");
		text_str(info, " but no source specified (?)");
	}
	if (!count)
		return;
	if (type == ALLOW)
		text_str(info, count == 1 ? ", new source {" : ", new sources {");
	else if (type == BLOCK)
		text_str(info, count == 1 ? ", block source {" : ", block sources {");
	else if (exclude)
		text_str(info,
			 count == 1 ? ", for source not {" : ", for sources not in {");
	else if (include)
		text_str(info, count == 1 ? " for source {" : " for sources in {");
	else
		text_str(info, count == 1 ? ", source {" : ", sources {");
}

static void read_record(struct dissect *d, struct text *info)
{
	uint32_t type = field_named(d, "record", 1, records);
	struct nest nest = field_enter(d);
	uint32_t words = field_uint(d, "auxiliary words", 1);
	uint32_t count = field_uint(d, "sources", 2);
	const uint8_t *group = field_ip4(d, "group");
	if (group) {
		put_record(info, type, count, group);
		if (count)
			read_sources(d, info, count);
		reader_skip(&d->r, words * (size_t)4);
	}
	field_leave(d, nest);
}

static void read_records(struct dissect *d, struct text *info)
{
	reader_skip(&d->r, 2);
	uint32_t count = field_uint(d, "records", 2);
	if (!count && !d->r.cut)
		text_str(info, " - General query");
	for (uint32_t i = 0; i < count && !d->r.cut; i++)
		read_record(d, info);
}

static void put_version(struct dissect *d, uint32_t type, uint32_t code, size_t length)
{
	bool third = type == REPORT_V3 || (type == QUERY && length >= 12);
	bool first = type == REPORT_V1 || (type == QUERY && !code);
	columns_protocol(d, third ? "IGMPv3" : first ? "IGMPv1" : "IGMPv2");
}

static void read_group(struct dissect *d, struct text *info, uint32_t type, bool third,
		       bool first)
{
	const uint8_t *group = field_ip4(d, "group");
	if (!group)
		return;
	if (type == QUERY && !first) {
		put_query(info, group);
	} else if (type == REPORT_V2) {
		text_str(info, is_any(group) ? ", general" : " group ");
		if (!is_any(group))
			addr_ip4(info, group);
	} else if (type == LEAVE && is_any(group)) {
		text_str(info, ", general");
	} else if (type == LEAVE) {
		text_char(info, ' ');
		addr_ip4(info, group);
	}
	if (third)
		read_query3(d, info);
}

static void put_name(struct text *info, uint32_t type)
{
	const char *word = name_of(types, type, NULL);
	if (type == REPORT_V1 || type == REPORT_V3)
		text_str(info, "Membership Report");
	else
		text_str(info, word ? word : "Unknown Type:0x");
	if (!word)
		text_hex(info, type, 2);
}

static const struct name pim_codes[] = {
	{ 0, "Query" },	     { 1, "Register" },	    { 2, "Register-Stop" },
	{ 3, "Join/Prune" }, { 4, "RP-Reachable" }, { 5, "Assert" },
	{ 6, "Graft" },	     { 7, "Graft-Ack" },    { 8, "Mode" },
	{ 0, NULL },
};

/* What other protocols put behind the four bytes that they share with IGMP. */
static void read_other(struct dissect *d, struct text *info, uint32_t type,
		       uint32_t code)
{
	if (type == DVMRP) {
		columns_protocol(d, "DVMRP");
		igmp_read_dvmrp(d, info, code);
	} else {
		columns_protocol(d, "PIMv1");
		names_put(info, pim_codes, code, "Unknown", 0);
	}
	field_rest(d, "content");
	layer_repeats_info(d);
}

static void read_igmp(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	size_t length = reader_left(&d->r) + d->beyond;
	struct text *info = info_start(d);
	uint32_t type = field_named(d, "type", 1, types);
	uint32_t code = reader_u8(&d->r);
	if (type == QUERY)
		show_response(d, code);
	reader_skip(&d->r, 2);
	checksum_field(d, CHECKSUM_PLAIN, 0, start, length);
	if (d->r.cut)
		return;
	if (type == PIM1 || type == DVMRP) {
		read_other(d, info, type, code);
		return;
	}
	if (name_of(types, type, NULL))
		put_version(d, type, code, length);
	put_name(info, type);
	if (type == REPORT_V3)
		read_records(d, info);
	else if (name_of(types, type, NULL))
		read_group(d, info, type, type == QUERY && length >= 12,
			   type == QUERY && !code && length < 12);
	struct text *t = layer_summary(d);
	if (t)
		text_mem(t, info->start, text_length(info));
}

const struct proto proto_igmp = {
	.name = "IGMP",
	.column = "IGMP",
	.family = FAMILY_ICMP,
	.read = read_igmp,
};
