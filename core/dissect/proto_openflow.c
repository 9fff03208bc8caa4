/* OpenFlow (Open Networking Foundation, versions 1.0 to 1.5): the header of each
 *message of a segment, and what an error says.
 *
 *	0        8        16               32                               64
 *	+--------+--------+----------------+--------------------------------+
 *	| version| type   | length         | transaction                    |
 *	+--------+--------+----------------+--------------------------------+ */
#include "core/dissect/recall.h"

enum { HEADER = 8, VERSION_1_0 = 1, VERSION_LAST = 6, ERROR = 1 };

static const struct name versions[] = {
	{ 1, "1.0" }, { 2, "1.1" }, { 3, "1.2" }, { 4, "1.3" },
	{ 5, "1.4" }, { 6, "1.5" }, { 0, NULL },
};

static const struct name types_1_0[] = {
	{ 0, "OFPT_HELLO" },
	{ ERROR, "OFPT_ERROR" },
	{ 2, "OFPT_ECHO_REQUEST" },
	{ 3, "OFPT_ECHO_REPLY" },
	{ 4, "OFPT_VENDOR" },
	{ 5, "OFPT_FEATURES_REQUEST" },
	{ 6, "OFPT_FEATURES_REPLY" },
	{ 7, "OFPT_GET_CONFIG_REQUEST" },
	{ 8, "OFPT_GET_CONFIG_REPLY" },
	{ 9, "OFPT_SET_CONFIG" },
	{ 10, "OFPT_PACKET_IN" },
	{ 11, "OFPT_FLOW_REMOVED" },
	{ 12, "OFPT_PORT_STATUS" },
	{ 13, "OFPT_PACKET_OUT" },
	{ 14, "OFPT_FLOW_MOD" },
	{ 15, "OFPT_PORT_MOD" },
	{ 16, "OFPT_STATS_REQUEST" },
	{ 17, "OFPT_STATS_REPLY" },
	{ 18, "OFPT_BARRIER_REQUEST" },
	{ 19, "OFPT_BARRIER_REPLY" },
	{ 20, "OFPT_QUEUE_GET_CONFIG_REQUEST" },
	{ 21, "OFPT_QUEUE_GET_CONFIG_REPLY" },
	{ 0, NULL },
};

/* Version 1.1 put groups between, and has multipart since 1.3. */
static const struct name types[] = {
	{ 0, "OFPT_HELLO" },
	{ ERROR, "OFPT_ERROR" },
	{ 2, "OFPT_ECHO_REQUEST" },
	{ 3, "OFPT_ECHO_REPLY" },
	{ 4, "OFPT_EXPERIMENTER" },
	{ 5, "OFPT_FEATURES_REQUEST" },
	{ 6, "OFPT_FEATURES_REPLY" },
	{ 7, "OFPT_GET_CONFIG_REQUEST" },
	{ 8, "OFPT_GET_CONFIG_REPLY" },
	{ 9, "OFPT_SET_CONFIG" },
	{ 10, "OFPT_PACKET_IN" },
	{ 11, "OFPT_FLOW_REMOVED" },
	{ 12, "OFPT_PORT_STATUS" },
	{ 13, "OFPT_PACKET_OUT" },
	{ 14, "OFPT_FLOW_MOD" },
	{ 15, "OFPT_GROUP_MOD" },
	{ 16, "OFPT_PORT_MOD" },
	{ 17, "OFPT_TABLE_MOD" },
	{ 18, "OFPT_MULTIPART_REQUEST" },
	{ 19, "OFPT_MULTIPART_REPLY" },
	{ 20, "OFPT_BARRIER_REQUEST" },
	{ 21, "OFPT_BARRIER_REPLY" },
	{ 24, "OFPT_ROLE_REQUEST" },
	{ 25, "OFPT_ROLE_REPLY" },
	{ 26, "OFPT_GET_ASYNC_REQUEST" },
	{ 27, "OFPT_GET_ASYNC_REPLY" },
	{ 28, "OFPT_SET_ASYNC" },
	{ 29, "OFPT_METER_MOD" },
	{ 0, NULL },
};

static const struct name *types_of(uint32_t version)
{
	return version == VERSION_1_0 ? types_1_0 : types;
}

static size_t length_of(const uint8_t *p)
{
	return (size_t)p[2] << 8 | p[3];
}

static bool is_message(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	return reader_left(&d->r) >= HEADER && p[0] >= VERSION_1_0 &&
	       p[0] <= VERSION_LAST && name_of(types_of(p[0]), p[1], NULL) &&
	       length_of(p) >= HEADER;
}

/* One that goes on in the next segment is left to it. */
static bool is_whole(const struct dissect *d)
{
	return is_message(d) && length_of(d->r.at) <= reader_left(&d->r) + d->beyond;
}

static void note_unfinished(struct dissect *d)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	if (!is_message(d) || length_of(p) <= left)
		return;
	const struct unfinished what = {
		.missing = (uint32_t)(length_of(p) - left),
		.protocol = "OpenFlow",
		.info = "Type: ",
		.tail = name_of(types_of(p[0]), p[1], ""),
	};
	recall_unfinished(d, &what);
}

static void read_message(struct dissect *d, struct text *info)
{
	uint32_t version = field_named(d, "version", 1, versions);
	struct nest nest = field_enter(d);
	uint32_t type = field_named(d, "type", 1, types_of(version));
	size_t length = field_uint(d, "length", 2);
	(void)field_hex(d, "transaction", 4);
	text_str(info, text_length(info) ? ", " : "Type: ");
	text_str(info, name_of(types_of(version), type, ""));
	struct part outer = part_open(d, length - HEADER);
	if (type == ERROR) {
		(void)field_uint(d, "error type", 2);
		(void)field_uint(d, "error code", 2);
	}
	field_rest(d, "content");
	part_close(d, outer);
	field_leave(d, nest);
}

static void read_openflow(struct dissect *d)
{
	if (!is_whole(d)) {
		note_unfinished(d);
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	while (is_whole(d) && !d->columns.truncated && !d->r.cut)
		read_message(d, info);
	note_unfinished(d);
	layer_repeats_info(d);
}

const struct proto proto_openflow = {
	.name = "OpenFlow",
	.column = "OpenFlow",
	.family = FAMILY_ROUTING,
	.read = read_openflow,
};
