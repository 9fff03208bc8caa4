/* Slow protocols (IEEE 802.3 annex 57A): link aggregation control (802.1AX 6.4.2) with
 * its marker, link OAM (802.3 clause 57), and the clock quality of synchronous Ethernet
 * (ESMC, ITU-T G.8264 11.3).
 *
 *	LACP, marker:	subtype:1  version:1  then type:1 length:1 content
 *	OAM:		subtype:1  flags:2  code:1  then type:1 length:1 content
 *	ESMC:		subtype:1  ITU:3 1:2  event:1  reserved:3  then the same with
 *length:2 of LACP actor and partner are alike: system priority:2  system:6  key:2  port
 *priority:2  port:2  state:1 */
#include "core/dissect/field.h"

enum subtype { LACP = 1, MARKER = 2, OAM = 3, ORGANISATION = 10 };

static const struct name subtypes[] = {
	{ LACP, "LACP" }, { MARKER, "marker" },
	{ OAM, "OAM" },	  { ORGANISATION, "organisation specific (ESMC)" },
	{ 0, NULL },
};

enum tlv { TLV_END = 0, TLV_ACTOR = 1, TLV_PARTNER = 2, TLV_COLLECTOR = 3 };

static const struct name tlvs[] = {
	{ TLV_END, "end" },
	{ TLV_ACTOR, "actor" },
	{ TLV_PARTNER, "partner" },
	{ TLV_COLLECTOR, "collector" },
	{ 4, "port algorithm" },
	{ 5, "port conversation id digest" },
	{ 6, "port conversation mask" },
	{ 10, "port conversation service mapping digest" },
	{ 0, NULL },
};

static const struct name states[] = {
	{ 0x01, "active" },    { 0x02, "short timeout" }, { 0x04, "aggregation" },
	{ 0x08, "in sync" },   { 0x10, "collecting" },	  { 0x20, "distributing" },
	{ 0x40, "defaulted" }, { 0x80, "expired" },	  { 0, NULL },
};

static const struct name markers[] = {
	{ 1, "Information" },
	{ 2, "Response" },
	{ 0, NULL },
};

static void put_state(struct text *t, uint32_t state)
{
	for (unsigned bit = 0; bit < 8; bit++)
		text_char(t, state & 0x80 >> bit ? "EFDCSGSA"[bit] : '*');
}

static void read_port(struct dissect *d, struct text *info, const char *label)
{
	(void)field_uint(d, "system priority", 2);
	const uint8_t *system = field_mac(d, "system");
	uint32_t key = field_uint(d, "key", 2);
	(void)field_uint(d, "port priority", 2);
	uint32_t port = field_uint(d, "port", 2);
	uint32_t state = field_flags(d, "state", 1, states);
	if (d->r.cut)
		return;
	text_str(info, label);
	addr_mac(info, system);
	text_str(info, " P: ");
	text_uint(info, port);
	text_str(info, " K: ");
	text_uint(info, key);
	text_char(info, ' ');
	put_state(info, state);
}

static void read_lacp_content(struct dissect *d, struct text *info, uint32_t type)
{
	if (type == TLV_ACTOR)
		read_port(d, info, " ACTOR ");
	else if (type == TLV_PARTNER)
		read_port(d, info, " PARTNER ");
	else if (type == TLV_COLLECTOR)
		(void)field_uint(d, "max delay", 2);
	field_rest(d, "content");
}

static void read_marker_content(struct dissect *d, struct text *info, uint32_t type)
{
	uint32_t port = field_uint(d, "port", 2);
	const uint8_t *system = field_mac(d, "system");
	uint32_t transaction = field_uint(d, "transaction", 4);
	if (d->r.cut)
		return;
	text_str(info, name_of(markers, type, "Unknown"));
	text_str(info, " SysId=");
	addr_mac(info, system);
	text_str(info, ", P=");
	text_uint(info, port);
	text_str(info, ", TId=");
	text_uint(info, transaction);
	field_rest(d, "content");
}

static bool read_tlv(struct dissect *d, struct text *info, uint32_t subtype)
{
	uint32_t type = field_named(d, "tlv", 1, subtype == LACP ? tlvs : markers);
	struct nest nest = field_enter(d);
	size_t length = field_uint(d, "length", 1);
	if (!d->r.cut && type != TLV_END) {
		struct part outer = part_open(d, length < 2 ? 0 : length - 2);
		if (subtype == LACP)
			read_lacp_content(d, info, type);
		else
			read_marker_content(d, info, type);
		part_close(d, outer);
	}
	field_leave(d, nest);
	return type != TLV_END && length >= 2;
}

static void read_aggregation(struct dissect *d, struct text *info, uint32_t subtype)
{
	uint32_t version = field_uint(d, "version", 1);
	if (d->r.cut)
		return;
	if (subtype == LACP) {
		text_char(info, 'v');
		text_uint(info, version);
	}
	columns_protocol(d, subtype == LACP ? "LACP" : "Marker");
	while (part_more(d) && read_tlv(d, info, subtype))
		;
	field_rest(d, "reserved");
}

enum code { OAM_INFORMATION = 0, OAM_EVENT = 1, OAM_LOOPBACK = 4 };

static const struct name codes[] = {
	{ OAM_INFORMATION, "Information" },
	{ OAM_EVENT, "Event Notification" },
	{ 2, "Variable Request" },
	{ 3, "Variable Response" },
	{ OAM_LOOPBACK, "Loopback Control" },
	{ 0xfe, "Organization Specific" },
	{ 0, NULL },
};

static const struct name oam_flags[] = {
	{ 0x01, "link fault" },	    { 0x02, "dying gasp" },
	{ 0x04, "critical event" }, { 0x08, "local evaluating" },
	{ 0x10, "local stable" },   { 0x20, "remote evaluating" },
	{ 0x40, "remote stable" },  { 0, NULL },
};

static const struct name information[] = {
	{ 0, "end" },	 { 1, "local" },
	{ 2, "remote" }, { 0xfe, "organisation specific" },
	{ 0, NULL },
};

static const struct name events[] = {
	{ 0, "end" },
	{ 1, "errored symbol period" },
	{ 2, "errored frame" },
	{ 3, "errored frame period" },
	{ 4, "errored frame seconds summary" },
	{ 0xfe, "organisation specific" },
	{ 0, NULL },
};

static const struct name loopbacks[] = {
	{ 1, "enable" },
	{ 2, "disable" },
	{ 0, NULL },
};

static const struct name configuration[] = {
	{ 0x01, "active" },	 { 0x02, "unidirectional" }, { 0x04, "loopback" },
	{ 0x08, "link events" }, { 0x10, "variables" },	     { 0, NULL },
};

static const struct name parsers[] = {
	{ 0, "forward" },
	{ 1, "loop back" },
	{ 2, "discard" },
	{ 0, NULL },
};

static const struct name multiplexers[] = {
	{ 0, "forward" },
	{ 1, "discard" },
	{ 0, NULL },
};

static void read_information(struct dissect *d)
{
	(void)field_uint(d, "version", 1);
	(void)field_uint(d, "revision", 2);
	uint32_t state = reader_u8(&d->r);
	if (d->tree) {
		field_show_named(d, "parser", 1, state & 3, parsers);
		field_show_named(d, "multiplexer", 1, state >> 2 & 1, multiplexers);
	}
	(void)field_flags(d, "configuration", 1, configuration);
	(void)field_uint(d, "maximum frame", 2);
	(void)field_hex(d, "organisation", 3);
	(void)field_hex(d, "vendor", 4);
}

static void show_u64(struct dissect *d, const char *name)
{
	uint64_t value = reader_u64(&d->r);
	if (d->tree)
		field_show_uint(d, name, 8, value);
}

/* IEEE 802.3 57.5.3: how wide the numbers are depends on what is counted. */
static void read_event(struct dissect *d, uint32_t type)
{
	enum { SYMBOLS = 1, FRAMES = 2, PERIOD = 3, SECONDS = 4 };
	(void)field_uint(d, "timestamp 100 ms", 2);
	if (type == SYMBOLS) {
		show_u64(d, "window");
		show_u64(d, "threshold");
		show_u64(d, "errors");
		show_u64(d, "errors in all");
	} else if (type == FRAMES || type == PERIOD) {
		(void)field_uint(d, "window", type == FRAMES ? 2 : 4);
		(void)field_uint(d, "threshold", 4);
		(void)field_uint(d, "errors", 4);
		show_u64(d, "errors in all");
	} else if (type == SECONDS) {
		(void)field_uint(d, "window", 2);
		(void)field_uint(d, "threshold", 2);
		(void)field_uint(d, "errors", 2);
		(void)field_uint(d, "errors in all", 4);
	}
	if (type <= SECONDS)
		(void)field_uint(d, "events in all", 4);
}

static bool read_oam_tlv(struct dissect *d, uint32_t code)
{
	uint32_t type =
		field_named(d, "tlv", 1, code == OAM_EVENT ? events : information);
	struct nest nest = field_enter(d);
	size_t length = type ? field_uint(d, "length", 1) : 0;
	if (length >= 2) {
		struct part outer = part_open(d, length - 2);
		if (code == OAM_INFORMATION && type <= 2)
			read_information(d);
		else if (code == OAM_EVENT && type <= 4)
			read_event(d, type);
		field_rest(d, "content");
		part_close(d, outer);
	}
	field_leave(d, nest);
	return type && length >= 2;
}

static void read_oam(struct dissect *d, struct text *info)
{
	uint32_t flags = field_flags(d, "flags", 2, oam_flags);
	uint32_t code = field_named(d, "code", 1, codes);
	if (d->r.cut)
		return;
	columns_protocol(d, "OAM");
	text_str(info, "OAMPDU: ");
	text_str(info, name_of(codes, code, "Unknown"));
	if (flags & 7) {
		text_str(info, ", ");
		names_flags(info, oam_flags, flags & 7, ", ");
	}
	if (code == OAM_EVENT)
		(void)field_uint(d, "sequence", 2);
	if (code == OAM_INFORMATION || code == OAM_EVENT) {
		while (part_more(d) && read_oam_tlv(d, code))
			;
	} else if (code == OAM_LOOPBACK) {
		(void)field_named(d, "command", 1, loopbacks);
	}
	field_rest(d, "content");
}

static const struct name qualities[] = {
	{ 0x2, "QL-PRC" }, { 0x4, "QL-SSU-A" }, { 0x8, "QL-SSU-B" },
	{ 0xb, "QL-SEC" }, { 0xf, "QL-DNU" },	{ 0, NULL },
};

static void read_clock(struct dissect *d, struct text *info)
{
	(void)field_hex(d, "organisation", 3);
	(void)field_uint(d, "organisation subtype", 2);
	uint32_t event = reader_u8(&d->r) >> 3 & 1;
	if (d->tree)
		field_show_str(d, "event", 1, event ? "time critical" : "information");
	reader_skip(&d->r, 3);
	(void)field_uint(d, "tlv", 1);
	(void)field_uint(d, "length", 2);
	uint32_t quality = field_named(d, "quality", 1, qualities);
	if (d->r.cut)
		return;
	columns_protocol(d, "ESMC");
	text_str(info, event ? "Event:Time critical, " : "Event:Information, ");
	text_str(info, name_of(qualities, quality & 15, "QL-INV"));
	field_rest(d, "content");
}

static void read_slow(struct dissect *d)
{
	uint32_t subtype = field_named(d, "subtype", 1, subtypes);
	struct text *info = info_start(d);
	if (d->r.cut)
		return;
	if (subtype == LACP || subtype == MARKER) {
		read_aggregation(d, info, subtype);
	} else if (subtype == OAM) {
		read_oam(d, info);
	} else if (subtype == ORGANISATION) {
		read_clock(d, info);
	} else {
		text_str(info, "Subtype = ");
		text_uint(info, subtype);
		field_rest(d, "content");
	}
	layer_repeats_info(d);
}

const struct proto proto_slow = {
	.name = "Slow protocol",
	.column = "Slow Protocols",
	.family = FAMILY_LINK,
	.read = read_slow,
};
