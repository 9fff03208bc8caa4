/* Label distribution (RFC 5036): hellos over UDP, sessions over TCP; pseudowires
 * (RFC 8077, ldp_pseudowire.c) and IPv6 (RFC 7552) ride in the same messages.
 *
 *	0               16               32
 *	+---------------+----------------+
 *	| version       | pdu length     |
 *	| router id                      |
 *	| label space   |	messages: type:2  length:2  id:4  then
 *	+---------------+	TLVs:     type:2  length:2  content */
#include <string.h>

#include "core/dissect/ldp.h"

enum { PDU_HEADER = 10, LDP_VERSION = 1, LENGTH_MIN = 6, MESSAGE_ID = 4 };
enum { MESSAGE_HEADER = 4 };

static const struct name messages[] = {
	{ 0x0001, "Notification Message" },
	{ 0x0100, "Hello Message" },
	{ 0x0200, "Initialization Message" },
	{ 0x0201, "Keep Alive Message" },
	{ 0x0202, "Capability Message" },
	{ 0x0300, "Address Message" },
	{ 0x0301, "Address Withdrawal Message" },
	{ 0x0400, "Label Mapping Message" },
	{ 0x0401, "Label Request Message" },
	{ 0x0402, "Label Withdrawal Message" },
	{ 0x0403, "Label Release Message" },
	{ 0x0404, "Label Abort Request Message" },
	{ 0x0500, "Call Setup Message" },
	{ 0x0501, "Call Release Message" },
	{ 0x0700, "RG Connect Message" },
	{ 0x0701, "RG Disconnect Message" },
	{ 0x0702, "RG Notification Message" },
	{ 0x0703, "RG Application Data Message" },
	{ 0, NULL },
};

enum tlv {
	TLV_FEC = 0x0100,
	TLV_ADDRESSES = 0x0101,
	TLV_LABEL = 0x0200,
	TLV_STATUS = 0x0300,
	TLV_HELLO = 0x0400,
	TLV_TRANSPORT4 = 0x0401,
	TLV_SEQUENCE = 0x0402,
	TLV_TRANSPORT6 = 0x0403,
	TLV_SESSION = 0x0500,
	TLV_RESTART = 0x0503,
	TLV_PW_STATUS = 0x096a,
	TLV_PW_PARAMETERS = 0x096b,
};

static const struct name tlvs[] = {
	{ TLV_FEC, "FEC" },
	{ TLV_ADDRESSES, "addresses" },
	{ 0x0103, "hop count" },
	{ 0x0104, "path vector" },
	{ TLV_LABEL, "label" },
	{ 0x0201, "ATM label" },
	{ 0x0202, "frame relay label" },
	{ 0x0203, "fault tolerant label" },
	{ 0x0204, "upstream label" },
	{ 0x0206, "entropy label" },
	{ TLV_STATUS, "status" },
	{ 0x0301, "extended status" },
	{ 0x0302, "returned PDU" },
	{ 0x0303, "returned message" },
	{ 0x0304, "returned TLVs" },
	{ TLV_HELLO, "hello parameters" },
	{ TLV_TRANSPORT4, "IPv4 transport address" },
	{ TLV_SEQUENCE, "configuration sequence" },
	{ TLV_TRANSPORT6, "IPv6 transport address" },
	{ 0x0404, "MAC list" },
	{ 0x0405, "authentication" },
	{ 0x0406, "MAC flush" },
	{ TLV_SESSION, "session parameters" },
	{ TLV_RESTART, "fault tolerant session" },
	{ 0x0501, "ATM session parameters" },
	{ 0x0502, "frame relay session parameters" },
	{ 0x0504, "fault tolerance acknowledged" },
	{ 0x0505, "fault tolerance cork" },
	{ 0x0506, "dynamic capability" },
	{ 0x0507, "upstream labels capability" },
	{ 0x0508, "P2MP capability" },
	{ 0x0509, "MP2MP capability" },
	{ 0x050a, "make before break capability" },
	{ 0x050b, "typed wildcard capability" },
	{ 0x050c, "multi-topology capability" },
	{ 0x050d, "state advertisement capability" },
	{ 0x050f, "targeted application capability" },
	{ 0x0600, "label request id" },
	{ 0x0601, "mtu" },
	{ 0x0603, "unrecognised notification capability" },
	{ 0x0700, "ICCP capability" },
	{ 0x0701, "dual stack" },
	{ TLV_PW_STATUS, "pseudowire status" },
	{ TLV_PW_PARAMETERS, "pseudowire interface" },
	{ 0x096c, "pseudowire group" },
	{ 0, NULL },
};

static const struct name statuses[] = {
	{ 0, "Success" },
	{ 1, "Bad LDP Identifier" },
	{ 2, "Bad Protocol Version" },
	{ 3, "Bad PDU Length" },
	{ 4, "Unknown Message Type" },
	{ 5, "Bad Message Length" },
	{ 6, "Unknown TLV" },
	{ 7, "Bad TLV Length" },
	{ 8, "Malformed TLV Value" },
	{ 9, "Hold Timer Expired" },
	{ 10, "Shutdown" },
	{ 11, "Loop Detected" },
	{ 12, "Unknown FEC" },
	{ 13, "No Route" },
	{ 14, "No Label Resources" },
	{ 15, "Label Resources Available" },
	{ 16, "Session Rejected, No Hello" },
	{ 17, "Session Rejected, Parameters Advertisement Mode" },
	{ 18, "Session Rejected, Parameters Max PDU Length" },
	{ 19, "Session Rejected, Parameters Label Range" },
	{ 20, "KeepAlive Timer Expired" },
	{ 21, "Label Request Aborted" },
	{ 22, "Missing Message Parameters" },
	{ 23, "Unsupported Address Family" },
	{ 24, "Session Rejected, Bad KeepAlive Time" },
	{ 25, "Internal Error" },
	{ 0x1a, "No LDP Session" },
	{ 0x20, "Temporary Shutdown" },
	{ 0x24, "Illegal C-Bit" },
	{ 0x25, "Wrong C-Bit" },
	{ 0x26, "Incompatible bit-rate" },
	{ 0x27, "CEP-TDM mis-configuration" },
	{ 0x28, "PW Status" },
	{ 0x29, "Unassigned/Unrecognized TAI" },
	{ 0x2a, "Generic Misconfiguration Error" },
	{ 0x2b, "Label Withdraw PW Status Method Not Supported" },
	{ 0x2e, "Capability not supported" },
	{ 0x2f, "End-of-LIB" },
	{ 0x32, "Transport Connection Mismatch" },
	{ 0x33, "Dual-Stack Noncompliance" },
	{ 0x37, "Bandwidth resources unavailable" },
	{ 0x38, "Resources Unavailable" },
	{ 0x39, "AII Unreachable" },
	{ 0x3a, "PW Loop Detected" },
	{ 0, NULL },
};

static const struct name families[] = {
	{ 1, "IPv4" },
	{ 2, "IPv6" },
	{ 0, NULL },
};

static const struct name elements[] = {
	{ 1, "wildcard" },
	{ 2, "prefix" },
	{ 3, "host" },
	{ 5, "typed wildcard" },
	{ 0x80, "pseudowire" },
	{ 0x81, "generalised pseudowire" },
	{ 0, NULL },
};

static const struct name labels[] = {
	{ 0, "IPv4 explicit null" },
	{ 2, "IPv6 explicit null" },
	{ 3, "implicit null" },
	{ 0, NULL },
};

static const struct name hello_flags[] = {
	{ 0x8000, "targeted" },
	{ 0x4000, "request" },
	{ 0x2000, "GTSM" },
	{ 0, NULL },
};

static const struct name session_flags[] = {
	{ 0x80, "downstream on demand" },
	{ 0x40, "loop detection" },
	{ 0, NULL },
};

/* An address of either family that is `size` bytes long; the others are not shown. */
static void put_ip(struct text *t, const uint8_t *ip, size_t size)
{
	if (size == 4)
		addr_ip4(t, ip);
	else
		addr_ip6(t, ip);
}

static size_t family_size(uint32_t family)
{
	return family == 1 ? 4 : family == 2 ? 16 : 0;
}

static void read_prefix(struct dissect *d, struct text *info)
{
	uint8_t ip[16] = { 0 };
	size_t size = family_size(field_named(d, "family", 2, families));
	uint32_t bits = field_uint(d, "bits", 1);
	size_t n = (bits + 7) / 8;
	const uint8_t *p = reader_bytes(&d->r, n);
	if (!p || !size || n > size)
		return;
	memcpy(ip, p, n);
	struct text *t = field_over(d, "prefix", n);
	struct text *both[] = { info, t };
	text_char(info, ' ');
	for (size_t i = 0; i < COUNT(both) && both[i]; i++) {
		put_ip(both[i], ip, size);
		text_char(both[i], '/');
		text_uint(both[i], bits);
	}
}

static void read_fec(struct dissect *d, struct text *info)
{
	while (part_more(d)) {
		uint32_t type = field_named(d, "element", 1, elements);
		struct nest nest = field_enter(d);
		if (type == 1)
			text_str(info, " wildcard");
		else if (type == 2)
			read_prefix(d, info);
		else if (type == 0x80)
			ldp_read_pseudowire(d, info);
		else if (type == 0x81)
			ldp_read_generalised(d);
		else
			field_rest(d, "content");
		field_leave(d, nest);
	}
}

static void read_addresses(struct dissect *d, struct text *info)
{
	size_t size = family_size(field_named(d, "family", 2, families));
	while (size && part_more(d)) {
		const uint8_t *ip =
			size == 4 ? field_ip4(d, "address") : field_ip6(d, "address");
		if (!ip)
			return;
		text_char(info, ' ');
		put_ip(info, ip, size);
	}
}

static void read_label(struct dissect *d, struct text *info)
{
	uint32_t label = field_named(d, "label", 4, labels);
	if (d->r.cut)
		return;
	text_str(info, " label ");
	text_uint(info, label);
}

static void read_status(struct dissect *d, struct text *info)
{
	uint32_t code = reader_u32(&d->r);
	if (d->tree) {
		field_show_str(d, "fatal", 4, code & 0x80000000 ? "yes" : "no");
		field_show_named(d, "status", 4, code & 0x3fffffff, statuses);
	}
	if (!d->r.cut) {
		text_str(info, " (");
		text_str(info, name_of(statuses, code & 0x3fffffff, "unknown"));
		text_char(info, ')');
	}
	(void)field_uint(d, "message id", 4);
	(void)field_named(d, "message type", 2, messages);
}

static void read_session(struct dissect *d, struct text *info)
{
	(void)field_uint(d, "version", 2);
	uint32_t seconds = field_uint(d, "keep alive s", 2);
	(void)field_flags(d, "flags", 1, session_flags);
	(void)field_uint(d, "path vector limit", 1);
	(void)field_uint(d, "maximum pdu", 2);
	const uint8_t *router = field_ip4(d, "receiver");
	(void)field_uint(d, "receiver label space", 2);
	if (!router)
		return;
	text_str(info, " to ");
	addr_ip4(info, router);
	text_str(info, " keepalive ");
	text_uint(info, seconds);
}

static void read_hello(struct dissect *d, struct text *info)
{
	uint32_t seconds = field_uint(d, "hold s", 2);
	uint32_t flags = field_flags(d, "flags", 2, hello_flags);
	if (d->r.cut)
		return;
	text_str(info, flags & 0x8000 ? " targeted hold " : " hold ");
	text_uint(info, seconds);
}

/* RFC 3478 2. */
static void read_restart(struct dissect *d)
{
	static const struct name flags[] = {
		{ 0x8000, "reconnect" },	  { 0x0008, "save state" },
		{ 0x0004, "all labels" },	  { 0x0002, "checkpoint" },
		{ 0x0001, "learn from network" }, { 0, NULL },
	};
	(void)field_flags(d, "flags", 2, flags);
	reader_skip(&d->r, 2);
	(void)field_uint(d, "reconnect ms", 4);
	(void)field_uint(d, "recovery ms", 4);
}

static const struct name capability_flags[] = {
	{ 0x80, "advertised" },
	{ 0, NULL },
};

/* RFC 5561 3. */
static bool is_capability(uint32_t type)
{
	return (type >= 0x0506 && type <= 0x050f) || type == 0x0603 || type == 0x0700;
}

static void read_content(struct dissect *d, struct text *info, uint32_t type)
{
	if (type == TLV_FEC)
		read_fec(d, info);
	else if (type == TLV_ADDRESSES)
		read_addresses(d, info);
	else if (type == TLV_LABEL)
		read_label(d, info);
	else if (type == TLV_STATUS)
		read_status(d, info);
	else if (type == TLV_HELLO)
		read_hello(d, info);
	else if (type == TLV_TRANSPORT4)
		(void)field_ip4(d, "address");
	else if (type == TLV_TRANSPORT6)
		(void)field_ip6(d, "address");
	else if (type == TLV_SESSION)
		read_session(d, info);
	else if (type == TLV_SEQUENCE)
		(void)field_uint(d, "sequence", 4);
	else if (type == TLV_PW_STATUS)
		ldp_read_pseudowire_status(d, info);
	else if (type == TLV_PW_PARAMETERS)
		ldp_read_parameters(d);
	else if (type == TLV_RESTART)
		read_restart(d);
	else if (is_capability(type))
		(void)field_flags(d, "capability", 1, capability_flags);
	field_rest(d, "content");
}

/* The two highest bits say what to do with a TLV that is not known. */
static void read_tlv(struct dissect *d, struct text *info)
{
	uint32_t type = reader_u16(&d->r);
	if (d->tree)
		field_show_named(d, "tlv", 2, type & 0x3fff, tlvs);
	struct nest nest = field_enter(d);
	struct part outer = part_open(d, field_uint(d, "length", 2));
	read_content(d, info, type & 0x3fff);
	part_close(d, outer);
	field_leave(d, nest);
}

/* RFC 5036 4.2. */
static const char *name_of_range(uint32_t type)
{
	enum { VENDOR = 0x3e00, EXPERIMENT = 0x3f00, RANGE = 0xff00 };
	return (type & RANGE) == VENDOR	      ? "Vendor-Private Message"
	       : (type & RANGE) == EXPERIMENT ? "Experimental Message"
					      : "Unknown Message";
}

static void read_message(struct dissect *d, struct text *info)
{
	uint32_t type = reader_u16(&d->r) & 0x7fff;
	if (d->tree)
		field_show_named(d, "message", 2, type, messages);
	struct nest nest = field_enter(d);
	struct part outer = part_open(d, field_uint(d, "length", 2));
	(void)field_uint(d, "message id", 4);
	if (!d->r.cut) {
		if (text_length(info))
			text_str(info, ", ");
		names_put(info, messages, type, name_of_range(type), 4);
	}
	while (part_more(d))
		read_tlv(d, info);
	part_close(d, outer);
	field_leave(d, nest);
}

/* All of it, in a PDU that goes on elsewhere. */
static bool has_message(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	return left >= MESSAGE_HEADER &&
	       left - MESSAGE_HEADER >= ((size_t)p[2] << 8 | p[3]);
}

static bool has_header(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	return reader_left(&d->r) >= PDU_HEADER && !p[0] && p[1] == LDP_VERSION &&
	       (p[2] << 8 | p[3]) >= LENGTH_MIN;
}

static void read_pdu(struct dissect *d, struct text *info)
{
	(void)field_uint(d, "version", 2);
	size_t length = field_uint(d, "pdu length", 2);
	const uint8_t *router = field_ip4(d, "router id");
	(void)field_uint(d, "label space", 2);
	length -= LENGTH_MIN;
	if (length > reader_left(&d->r) && !d->beyond) {
		while (has_message(d))
			read_message(d, info);
		text_str(info, text_length(info) ? ", " : "");
		text_str(info, "PDU goes on in the next segment");
		field_rest(d, "first part");
		return;
	}
	struct part outer = part_open(d, length);
	while (part_more(d))
		read_message(d, info);
	part_close(d, outer);
	text_str(info, ", LSR ");
	addr_ip4(info, router);
}

static void read_ldp(struct dissect *d)
{
	if (!has_header(d)) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	while (has_header(d))
		read_pdu(d, info);
	layer_repeats_info(d);
}

const struct proto proto_ldp = {
	.name = "LDP",
	.column = "LDP",
	.family = FAMILY_ROUTING,
	.read = read_ldp,
};
