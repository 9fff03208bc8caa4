/* Attributes of L2TP control messages (RFC 2661 4, RFC 3931 5).
 *
 *	0 1   6        16               32
 *	+-+-+---+------+----------------+
 *	|M|H|   |length| vendor         |
 *	+-+-+---+------+----------------+
 *	| type         | value ...      |
 *	+--------------+----------------+ */
#include "core/dissect/l2tp.h"

enum { HEADER = 6, LENGTH = 0x3ff, HIDDEN = 0x4000 };

const struct name l2tp_messages[] = {
	{ 1, "SCCRQ" },
	{ 2, "SCCRP" },
	{ 3, "SCCCN" },
	{ L2TP_STOP, "StopCCN" },
	{ 5, "Reserved" },
	{ 6, "Hello" },
	{ 7, "OCRQ" },
	{ 8, "OCRP" },
	{ 9, "OCCN" },
	{ 10, "ICRQ" },
	{ 11, "ICRP" },
	{ 12, "ICCN" },
	{ L2TP_DISCONNECT, "CDN" },
	{ 13, "Reserved" },
	{ 15, "WEN" },
	{ 16, "SLI" },
	{ 17, "MDMST" },
	{ 18, "SRRQ" },
	{ 19, "SRRP" },
	{ 20, "ACK" },
	{ 21, "FSQ" },
	{ 22, "FSR" },
	{ 23, "MSRQ" },
	{ 24, "MSRP" },
	{ 25, "MSE" },
	{ 26, "MSI" },
	{ 27, "MSEN" },
	{ 28, "CSUN" },
	{ 29, "CSURQ" },
	{ 0, NULL },
};

enum kind { NUMBER, HEX, TEXT, ROUTER, FLAGS, NAMED, WIRES, RESULT, MESSAGE, VERSION };

static const struct name framings[] = { { 1, "synchronous" },
					{ 2, "asynchronous" },
					{ 0, NULL } };
static const struct name bearers[] = { { 1, "digital" }, { 2, "analog" }, { 0, NULL } };
static const struct name circuit[] = { { 1, "up" }, { 2, "new" }, { 0, NULL } };
static const struct name proxies[] = {
	{ 1, "text" }, { 2, "CHAP" },	 { 3, "PAP" },
	{ 4, "none" }, { 5, "MS-CHAP" }, { 0, NULL },
};
static const struct name sublayers[] = {
	{ 0, "none" },
	{ 1, "default" },
	{ 2, "ATM" },
	{ 0, NULL },
};
static const struct name sequencings[] = {
	{ 0, "none" },
	{ 1, "what is no IP" },
	{ 2, "all" },
	{ 0, NULL },
};
static const struct name wires[] = {
	{ 1, "frame relay" }, { 4, "Ethernet VLAN" }, { 5, "Ethernet" }, { 6, "HDLC" },
	{ 7, "PPP" },	      { 11, "IP" },	      { 0, NULL },
};

static const struct attribute {
	uint32_t type;
	enum kind kind;
	const char *name;
	const struct name *values;
} attributes[] = {
	{ 0, MESSAGE, "message type", NULL },
	{ 1, RESULT, "result", NULL },
	{ 2, VERSION, "protocol version", NULL },
	{ 3, FLAGS, "framing", framings },
	{ 4, FLAGS, "bearer", bearers },
	{ 5, HEX, "tie breaker", NULL },
	{ 6, HEX, "firmware", NULL },
	{ 7, TEXT, "host name", NULL },
	{ 8, TEXT, "vendor name", NULL },
	{ 9, NUMBER, "assigned tunnel", NULL },
	{ 10, NUMBER, "receive window", NULL },
	{ 11, HEX, "challenge", NULL },
	{ 12, HEX, "Q.931 cause", NULL },
	{ 13, HEX, "challenge response", NULL },
	{ 14, NUMBER, "assigned session", NULL },
	{ 15, NUMBER, "call serial number", NULL },
	{ 16, NUMBER, "minimum speed", NULL },
	{ 17, NUMBER, "maximum speed", NULL },
	{ 18, FLAGS, "bearer type", bearers },
	{ 19, FLAGS, "framing type", framings },
	{ 21, TEXT, "called number", NULL },
	{ 22, TEXT, "calling number", NULL },
	{ 23, TEXT, "sub-address", NULL },
	{ 24, NUMBER, "connect speed", NULL },
	{ 25, NUMBER, "physical channel", NULL },
	{ 26, HEX, "first LCP request received", NULL },
	{ 27, HEX, "last LCP request sent", NULL },
	{ 28, HEX, "last LCP request received", NULL },
	{ 29, NAMED, "proxy authentication", proxies },
	{ 30, TEXT, "proxy name", NULL },
	{ 31, HEX, "proxy challenge", NULL },
	{ 32, NUMBER, "proxy id", NULL },
	{ 33, HEX, "proxy response", NULL },
	{ 34, HEX, "call errors", NULL },
	{ 35, HEX, "character map", NULL },
	{ 36, HEX, "random vector", NULL },
	{ 37, TEXT, "private group", NULL },
	{ 38, NUMBER, "receive speed", NULL },
	{ 39, HEX, "sequencing required", NULL },
	{ 46, HEX, "PPP disconnect cause", NULL },
	{ 59, HEX, "message digest", NULL },
	{ 60, ROUTER, "router id", NULL },
	{ 61, NUMBER, "assigned connection", NULL },
	{ 62, WIRES, "pseudowire capabilities", wires },
	{ 63, NUMBER, "local session", NULL },
	{ 64, NUMBER, "remote session", NULL },
	{ 65, HEX, "assigned cookie", NULL },
	{ 66, TEXT, "remote end", NULL },
	{ 68, NAMED, "pseudowire type", wires },
	{ 69, NAMED, "sublayer", sublayers },
	{ 70, NAMED, "data sequencing", sequencings },
	{ 71, FLAGS, "circuit status", circuit },
	{ 72, TEXT, "preferred language", NULL },
	{ 73, HEX, "nonce", NULL },
	{ 74, HEX, "transmit speed", NULL },
	{ 75, HEX, "receive speed", NULL },
	{ 89, HEX, "group identifier", NULL },
	{ 90, TEXT, "local end", NULL },
	{ 91, NUMBER, "mtu", NULL },
	{ 94, NUMBER, "maximum receive unit", NULL },
	{ 96, HEX, "VCCV", NULL },
};

static const struct attribute *attribute_find(uint32_t type)
{
	static const struct attribute unknown = { 0, HEX, "unknown", NULL };
	for (size_t i = 0; i < COUNT(attributes); i++)
		if (attributes[i].type == type)
			return &attributes[i];
	return &unknown;
}

static const struct name stops[] = {
	{ 1, "cleared" },
	{ 2, "error" },
	{ 3, "channel exists already" },
	{ 4, "not authorized" },
	{ 5, "version not supported" },
	{ 6, "shutting down" },
	{ 7, "state machine error" },
	{ 0, NULL },
};

static const struct name disconnects[] = {
	{ 1, "carrier lost" },
	{ 2, "error" },
	{ 3, "administrative" },
	{ 4, "no facilities for now" },
	{ 5, "no facilities" },
	{ 6, "invalid destination" },
	{ 7, "no carrier" },
	{ 8, "busy" },
	{ 9, "no dial tone" },
	{ 10, "not established in time" },
	{ 11, "no framing detected" },
	{ 12, "no suitable pseudowire" },
	{ 14, "tie lost" },
	{ 15, "sequencing not supported" },
	{ 16, "sublayer not valid" },
	{ 17, "state machine error" },
	{ 18, "state machine timeout" },
	{ 0, NULL },
};

static const struct name errors[] = {
	{ 0, "none" },
	{ 1, "no control connection" },
	{ 2, "wrong length" },
	{ 3, "value out of range" },
	{ 4, "no resources" },
	{ 5, "invalid session" },
	{ 6, "of the vendor" },
	{ 7, "try another" },
	{ 8, "unknown mandatory attribute" },
	{ 9, "try another, as directed" },
	{ 0, NULL },
};

static void read_result(struct dissect *d, uint32_t message)
{
	static const struct name nothing[] = { { 0, NULL } };
	(void)field_named(d, "result code", 2,
			  message == L2TP_STOP	       ? stops
			  : message == L2TP_DISCONNECT ? disconnects
						       : nothing);
	if (part_more(d))
		(void)field_named(d, "error", 2, errors);
	if (part_more(d))
		(void)field_text(d, "text", reader_left(&d->r));
}

static void read_value(struct dissect *d, const struct attribute *a, uint32_t *message)
{
	size_t n = reader_left(&d->r);
	bool number = n == 2 || n == 4;
	if (a->kind == MESSAGE && n == 2) {
		*message = field_named(d, "message", 2, l2tp_messages);
	} else if (a->kind == RESULT) {
		read_result(d, *message);
	} else if (a->kind == VERSION && n == 2) {
		(void)field_uint(d, "version", 1);
		(void)field_uint(d, "revision", 1);
	} else if (a->kind == TEXT) {
		(void)field_text(d, "text", n);
	} else if (a->kind == ROUTER && n == 4) {
		(void)field_ip4(d, "router");
	} else if (a->kind == WIRES) {
		while (part_more(d))
			(void)field_named(d, "pseudowire", 2, a->values);
	} else if (a->kind == NAMED && number) {
		(void)field_named(d, "value", n, a->values);
	} else if (a->kind == FLAGS && number) {
		(void)field_flags(d, "value", n, a->values);
	} else if (a->kind == NUMBER && number) {
		(void)field_uint(d, "value", n);
	}
	field_rest(d, "value");
}

static void put_attribute(struct text *t, uint32_t type, uint32_t vendor)
{
	text_uint(t, type);
	text_str(t, "  ");
	text_str(t, vendor ? "of vendor " : attribute_find(type)->name);
	if (vendor)
		text_uint(t, vendor);
}

static void read_attribute(struct dissect *d, uint32_t *message)
{
	uint32_t word = reader_u16(&d->r), vendor = reader_u16(&d->r);
	uint32_t type = reader_u16(&d->r);
	size_t size = word & LENGTH;
	struct text *t = field_over(d, "attribute", HEADER);
	if (t)
		put_attribute(t, type, vendor);
	struct nest nest = field_enter(d);
	if (size < HEADER)
		d->r.cut = true;
	struct part outer = part_open(d, size < HEADER ? 0 : size - HEADER);
	if (vendor || word & HIDDEN)
		field_rest(d, word & HIDDEN ? "hidden" : "value");
	else
		read_value(d, attribute_find(type), message);
	part_close(d, outer);
	field_leave(d, nest);
}

uint32_t l2tp_read_attributes(struct dissect *d)
{
	uint32_t message = 0;
	while (part_more(d) && !d->columns.truncated)
		read_attribute(d, &message);
	return message;
}
