/* Resource reservation (RFC 2205), for tunnels of labels (RFC 3209, 4090, 2961).
 *
 *	0        8        16       24       32
 *	+--------+--------+--------+--------+
 *	|ver|flag| type   | checksum        |
 *	| ttl    |        | length          |	objects: length:2 class:1 type:1 body
 *	+--------+--------+--------+--------+ */
#include "core/dissect/checksum.h"
#include "core/dissect/rsvp.h"

enum { HEADER = 8, OBJECT_HEADER = 4 };

static const struct name types[] = {
	{ 1, "PATH" },	     { 2, "RESV" },
	{ 3, "PATH ERROR" }, { 4, "RESV ERROR" },
	{ 5, "PATH TEAR" },  { 6, "RESV TEAR" },
	{ 7, "CONFIRM" },    { 10, "RESV TEAR CONFIRM" },
	{ 12, "BUNDLE" },    { 13, "ACK" },
	{ 15, "SREFRESH" },  { 20, "HELLO" },
	{ 21, "NOTIFY" },    { 0, NULL },
};

/* Those that are read here; the others are in rsvp_object.c. */
enum object {
	SESSION = 1,
	HOP = 3,
	TIMES = 5,
	ERROR = 6,
	STYLE = 8,
	FILTER = 10,
	SENDER = 11,
	LABEL = 16,
	ATTRIBUTE = 207,
};

static const struct name objects[] = {
	{ 0, "null" },
	{ SESSION, "session" },
	{ HOP, "hop" },
	{ 4, "integrity" },
	{ TIMES, "refresh" },
	{ ERROR, "error" },
	{ 7, "scope" },
	{ STYLE, "style" },
	{ RSVP_FLOWSPEC, "flowspec" },
	{ FILTER, "filterspec" },
	{ SENDER, "sender template" },
	{ RSVP_TSPEC, "sender tspec" },
	{ RSVP_ADSPEC, "adspec" },
	{ 14, "policy" },
	{ RSVP_CONFIRM, "confirm" },
	{ LABEL, "label" },
	{ RSVP_LABEL_REQUEST, "label request" },
	{ RSVP_EXPLICIT_ROUTE, "explicit route" },
	{ RSVP_RECORD_ROUTE, "record route" },
	{ RSVP_HELLO, "hello" },
	{ RSVP_MESSAGE_ID, "message id" },
	{ RSVP_MESSAGE_ACK, "message id acknowledgment" },
	{ RSVP_MESSAGE_LIST, "message id list" },
	{ 34, "recovery label" },
	{ 35, "upstream label" },
	{ 36, "label set" },
	{ 37, "protection" },
	{ RSVP_DETOUR, "detour" },
	{ RSVP_RESTART, "restart capability" },
	{ RSVP_CAPABILITY, "capability" },
	{ 195, "notify request" },
	{ RSVP_ADMIN_STATUS, "admin status" },
	{ 197, "lsp attributes" },
	{ RSVP_ASSOCIATION, "association" },
	{ RSVP_FAST_REROUTE, "fast reroute" },
	{ ATTRIBUTE, "session attribute" },
	{ 0, NULL },
};

static const struct name errors[] = {
	{ 0, "confirmation" },
	{ 1, "admission control failure" },
	{ 2, "policy control failure" },
	{ 3, "no path information" },
	{ 4, "no sender information" },
	{ 5, "conflicting reservation style" },
	{ 6, "unknown reservation style" },
	{ 13, "unknown object class" },
	{ 14, "unknown object type" },
	{ 23, "system error" },
	{ 24, "routing problem" },
	{ 25, "notify" },
	{ 0, NULL },
};

static const struct name styles[] = {
	{ 0x0a, "fixed filter" },
	{ 0x11, "wildcard filter" },
	{ 0x12, "shared explicit" },
	{ 0, NULL },
};

static const struct name attribute_flags[] = {
	{ 0x01, "local protection" }, { 0x02, "label recording" },
	{ 0x04, "shared explicit" },  { 0x08, "bandwidth protection" },
	{ 0x10, "node protection" },  { 0, NULL },
};

enum { TYPE_IP4 = 1, TYPE_IP6 = 2 };

static void put_ip4(struct text *info, const char *label, const uint8_t *ip)
{
	if (!ip)
		return;
	text_str(info, label);
	addr_ip4(info, ip);
}

static void put_uint(struct text *info, const char *label, uint32_t value)
{
	text_str(info, label);
	text_uint(info, value);
}

/* RFC 2205 B, 3209 7.3: what went wrong in particular. */
static const struct name *values_of(uint32_t code)
{
	enum { ADMISSION = 1, ROUTING = 24, NOTIFY = 25 };
	static const struct name nothing[] = { { 0, NULL } };
	static const struct name admission[] = {
		{ 1, "delay" },
		{ 2, "bandwidth unavailable" },
		{ 3, "mtu" },
		{ 0, NULL },
	};
	static const struct name routing[] = {
		{ 1, "bad explicit route" },
		{ 2, "bad strict node" },
		{ 3, "bad loose node" },
		{ 4, "bad first hop" },
		{ 5, "no route" },
		{ 6, "unacceptable label" },
		{ 7, "loop" },
		{ 8, "router without RSVP" },
		{ 9, "no label" },
		{ 10, "unsupported payload" },
		{ 0, NULL },
	};
	static const struct name notify[] = {
		{ 1, "recorded route too large" },
		{ 2, "recorded route" },
		{ 3, "tunnel locally repaired" },
		{ 0, NULL },
	};
	return code == ADMISSION ? admission
	       : code == ROUTING ? routing
	       : code == NOTIFY	 ? notify
				 : nothing;
}

static void read_error(struct dissect *d, struct text *info, uint32_t type)
{
	if (type != TYPE_IP4)
		return;
	const uint8_t *node = field_ip4(d, "node");
	(void)field_hex(d, "flags", 1);
	uint32_t code = field_named(d, "code", 1, errors);
	uint32_t value = field_named(d, "value", 2, values_of(code));
	if (d->r.cut)
		return;
	text_str(info, " ERROR: ");
	text_str(info, name_of(errors, code, "unknown"));
	put_uint(info, ", value ", value);
	const char *word = name_of(values_of(code), value, NULL);
	if (word) {
		text_str(info, " (");
		text_str(info, word);
		text_char(info, ')');
	}
	put_ip4(info, ", node ", node);
	text_char(info, '.');
}

static void read_attribute(struct dissect *d, struct text *info, uint32_t type)
{
	if (type == 1)
		(void)field_bytes(d, "affinities", 12);
	(void)field_uint(d, "setup priority", 1);
	(void)field_uint(d, "holding priority", 1);
	(void)field_flags(d, "flags", 1, attribute_flags);
	size_t n = field_uint(d, "name length", 1);
	const uint8_t *name = field_text(d, "name", n);
	if (!name || !n)
		return;
	text_str(info, " Name '");
	text_escape(info, name, n);
	text_str(info, "'.");
}

static void read_label(struct dissect *d, struct text *info)
{
	uint32_t label = field_uint(d, "label", 4);
	if (d->r.cut)
		return;
	put_uint(info, " Label ", label);
	text_char(info, '.');
}

static void read_hop(struct dissect *d, uint32_t type)
{
	if (type == TYPE_IP4)
		(void)field_ip4(d, "address");
	else if (type == TYPE_IP6)
		(void)field_ip6(d, "address");
	(void)field_hex(d, "logical interface", 4);
}

static void read_body(struct dissect *d, struct text *info, uint32_t class,
		      uint32_t type)
{
	if (class == SESSION)
		rsvp_read_session(d, info, type);
	else if (class == SENDER || class == FILTER)
		rsvp_read_sender(d, info, type,
				 class == SENDER ? " SENDER TEMPLATE: "
						 : " FILTERSPEC: ");
	else if (class == HOP)
		read_hop(d, type);
	else if (class == TIMES)
		(void)field_uint(d, "milliseconds", 4);
	else if (class == ERROR)
		read_error(d, info, type);
	else if (class == STYLE)
		(void)field_named(d, "style", 4, styles);
	else if (class == LABEL)
		read_label(d, info);
	else if (class == ATTRIBUTE)
		read_attribute(d, info, type);
	else
		rsvp_read_object(d, class, type);
	field_rest(d, "content");
}

static void read_object(struct dissect *d, struct text *info)
{
	struct text *t = field_at(d, "object", d->r.at, 0);
	struct nest nest = field_enter(d);
	if (t && reader_left(&d->r) >= OBJECT_HEADER)
		text_str(t, name_of(objects, d->r.at[2], "unknown"));
	size_t length = field_uint(d, "length", 2);
	uint32_t class = field_named(d, "class", 1, objects);
	uint32_t type = field_uint(d, "type", 1);
	if (!d->r.cut && length < OBJECT_HEADER) {
		layer_malformed(d);
	} else if (!d->r.cut) {
		struct part outer = part_open(d, length - OBJECT_HEADER);
		read_body(d, info, class, type);
		part_close(d, outer);
	}
	field_leave(d, nest);
}

static void show_checksum(struct dissect *d, const uint8_t *start)
{
	size_t all = (size_t)(d->r.end - start) + d->beyond;
	reader_skip(&d->r, 2);
	checksum_field(d, CHECKSUM_OFFLOAD, 0, start, all);
}

static void read_rsvp(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	struct text *info = info_start(d);
	(void)field_hex(d, "version and flags", 1);
	uint32_t type = field_named(d, "type", 1, types);
	show_checksum(d, start);
	(void)field_uint(d, "ttl", 1);
	reader_skip(&d->r, 1);
	size_t length = field_uint(d, "length", 2);
	if (d->r.cut)
		return;
	names_put(info, types, type, "Unknown", 0);
	text_str(info, name_of(types, type, NULL) ? " Message." : ".");
	layer_limit(d, length < HEADER ? 0 : length - HEADER);
	while (part_more(d))
		read_object(d, info);
	layer_repeats_info(d);
}

const struct proto proto_rsvp = {
	.name = "RSVP",
	.column = "RSVP",
	.family = FAMILY_ROUTING,
	.read = read_rsvp,
};
