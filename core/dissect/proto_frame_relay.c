/* Frame relay (ITU-T Q.922 annex A): what its frames carry (RFC 2427), with Cisco's
 * ether types instead, and the line's own management (LMI, Q.933 annex A).
 *
 *	0          6 7 8          12        16
 *	+----------+-+-+----------+-+-+--+-+
 *	| dlci     |C|0| dlci     |F|B|DE|1|	more address where the last bit is 0
 *	+----------+-+-+----------+-+-+--+-+
 *	control:1  [padding 0:1]  NLPID:1 ...		or  ether type:2
 *	management:	0x08  reference:1  message:1  { element:1  size:1  value } */
#include "core/dissect/ethertype.h"
#include "core/dissect/llc.h"

enum { UNNUMBERED = 0x03, NLPID_Q933 = 0x08, NLPID_SNAP = 0x80, NLPID_IP6 = 0x8e };
enum { NLPID_IP4 = 0xcc, EXTENDED = 0x01, ADDRESS_MAX = 4, LLC_KEY_SNAP = 0x1aa };

static const struct name nlpids[] = {
	{ NLPID_Q933, "Q.933" },
	{ NLPID_SNAP, "SNAP" },
	{ 0x81, "CLNP" },
	{ 0x82, "ES-IS" },
	{ 0x83, "IS-IS" },
	{ NLPID_IP6, "IPv6" },
	{ 0xb0, "compression" },
	{ 0xb1, "fragmentation" },
	{ NLPID_IP4, "IPv4" },
	{ 0xcf, "PPP" },
	{ 0, NULL },
};

static uint32_t read_address(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	uint32_t first = reader_u8(&d->r), second = reader_u8(&d->r);
	uint32_t dlci = (first & 0xfc) << 2 | second >> 4, last = second;
	for (unsigned i = 2; i < ADDRESS_MAX && !(last & EXTENDED) && !d->r.cut; i++) {
		last = reader_u8(&d->r);
		dlci = last & EXTENDED ? dlci << 6 | last >> 2 : dlci << 7 | last >> 1;
	}
	size_t size = (size_t)(d->r.at - start);
	field_show_uint(d, "dlci", size, dlci);
	struct text *t = field_over(d, "congestion", size);
	if (t) {
		static const struct name bits[] = {
			{ 0x08, "forward" },
			{ 0x04, "backward" },
			{ 0x02, "discard eligible" },
			{ 0, NULL },
		};
		if (!names_flags(t, bits, second, ", "))
			text_str(t, "none");
	}
	return dlci;
}

static void next_nlpid(struct dissect *d)
{
	if (!part_more(d))
		return;
	uint32_t id = *d->r.at;
	if (id == 0) { /* padding, for an even header */
		reader_skip(&d->r, 1);
		id = part_more(d) ? *d->r.at : 0;
	}
	if (id == NLPID_IP4 || id == NLPID_IP6 || id == NLPID_SNAP || id == 0xcf)
		(void)field_named(d, "NLPID", 1, nlpids);
	if (id == NLPID_IP4 || id == NLPID_IP6)
		next(d, SPACE_ETHERTYPE, id == NLPID_IP4 ? 0x0800 : 0x86dd);
	else if (id == NLPID_SNAP)
		next(d, SPACE_LLC, LLC_KEY_SNAP);
	else if (id == 0xcf)
		next(d, SPACE_ETHERTYPE, 0x880b);
	else
		or_next(d, SPACE_NLPID, id); /* unknown ones stay this */
}

/* Cisco's have an ether type where RFC 2427 has the control field. */
static bool is_ethertype(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	return reader_left(&d->r) >= 2 && p[0] != UNNUMBERED &&
	       name_of(names_ethertypes, (uint32_t)p[0] << 8 | p[1], NULL);
}

static void read_frame_relay(struct dissect *d)
{
	struct text *info = info_start(d);
	uint32_t dlci = read_address(d);
	if (d->r.cut)
		return;
	text_str(info, "DLCI ");
	text_uint(info, dlci);
	layer_repeats_info(d);
	if (!part_more(d))
		return;
	if (is_ethertype(d)) {
		uint32_t type = reader_u16(&d->r);
		struct text *t = field_over(d, "type", 2);
		if (t)
			ethertype_text(t, type);
		or_next(d, SPACE_ETHERTYPE, type);
		return;
	}
	uint32_t control = llc_read_control(d, false);
	if (d->r.cut)
		return;
	text_str(info, ", ");
	llc_put_control(info, control, false);
	layer_repeats_info(d);
	if (control == UNNUMBERED || !(control & 1))
		next_nlpid(d);
}

const struct proto proto_frame_relay = {
	.name = "Frame Relay",
	.column = "FR",
	.family = FAMILY_LINK,
	.read = read_frame_relay,
};

static const struct name messages[] = {
	{ 0x75, "STATUS ENQUIRY" },
	{ 0x7d, "STATUS" },
	{ 0x7b, "STATUS UPDATE" },
	{ 0, NULL },
};

static const struct name elements[] = {
	{ 0x01, "report type" },
	{ 0x51, "report type" },
	{ 0x03, "keepalive" },
	{ 0x53, "keepalive" },
	{ 0x07, "circuit" },
	{ 0x57, "circuit" },
	{ 0, NULL },
};

static const struct name reports[] = {
	{ 0, "full status" },
	{ 1, "keepalive" },
	{ 2, "single circuit" },
	{ 0, NULL },
};

static void read_element(struct dissect *d, struct text *info)
{
	uint32_t type = field_named(d, "element", 1, elements);
	struct nest nest = field_enter(d);
	struct part outer = part_open(d, field_uint(d, "size", 1));
	if (type == 0x01 || type == 0x51) {
		uint32_t report = field_named(d, "report", 1, reports);
		text_str(info, ", ");
		text_str(info, name_of(reports, report, "unknown report"));
	} else if (type == 0x03 || type == 0x53) {
		uint32_t sent = field_uint(d, "send sequence", 1);
		uint32_t seen = field_uint(d, "receive sequence", 1);
		text_str(info, ", send ");
		text_uint(info, sent);
		text_str(info, ", receive ");
		text_uint(info, seen);
	}
	field_rest(d, "value");
	part_close(d, outer);
	field_leave(d, nest);
}

static void read_lmi(struct dissect *d)
{
	struct text *info = info_start(d);
	(void)field_hex(d, "discriminator", 1);
	(void)field_uint(d, "reference", 1);
	uint32_t type = field_named(d, "message", 1, messages);
	if (d->r.cut)
		return;
	names_put(info, messages, type, "Unknown message type", 2);
	/* ANSI's (annex D) shifts to its own code set first. */
	if (part_more(d) && *d->r.at == 0x95)
		(void)field_hex(d, "shift", 1);
	while (part_more(d) && !d->columns.truncated)
		read_element(d, info);
	layer_repeats_info(d);
}

/* Before there was a standard, on DLCI 1023. */
const struct proto proto_lmi_cisco = {
	.name = "LMI",
	.column = "LMI",
	.family = FAMILY_LINK,
	.read = read_lmi,
};

const struct proto proto_lmi = {
	.name = "LMI",
	.column = "Q.933",
	.family = FAMILY_LINK,
	.read = read_lmi,
};
