/* Internet key exchange, versions 1 (RFC 2408, 2409) and 2 (RFC 7296): the header and
 *the chain of payloads, as far as it is not encrypted.
 *
 *	initiator spi:8  responder spi:8  next payload:1  version:1  exchange:1  flags:1
 *	message id:4  length:4
 *	payload:	next:1  flags:1  length:2  content
 *
 *	UDP port 4500:	0xff keeps the mapping alive; four zeros come before IKE; else
 *ESP */
#include "core/dissect/ike.h"

enum { ENCRYPTED_1 = 0x01, RESPONSE = 0x20, INITIATOR = 0x08 };
enum { SK = 46, SKF = 53, HEADER = 28, ESP = 50, IKE_PORT = 500 };

static const struct name exchanges_1[] = {
	{ 0, "NONE" },
	{ 1, "Base" },
	{ 2, "Identity Protection (Main Mode)" },
	{ 3, "Authentication Only" },
	{ 4, "Aggressive" },
	{ 5, "Informational" },
	{ 6, "Transaction (Config Mode)" },
	{ 32, "Quick Mode" },
	{ 33, "New Group Mode" },
	{ 0, NULL },
};

static const struct name exchanges_2[] = {
	{ 34, "IKE_SA_INIT" },
	{ 35, "IKE_AUTH" },
	{ 36, "CREATE_CHILD_SA" },
	{ 37, "INFORMATIONAL" },
	{ 38, "IKE_SESSION_RESUME" },
	{ 43, "IKE_INTERMEDIATE" },
	{ 0, NULL },
};

static const struct name payloads[] = {
	{ 1, "security association" },
	{ 4, "key exchange" },
	{ 5, "identification" },
	{ 6, "certificate" },
	{ 7, "certificate request" },
	{ 8, "hash" },
	{ 9, "signature" },
	{ 10, "nonce" },
	{ 11, "notification" },
	{ 12, "delete" },
	{ 13, "vendor id" },
	{ 14, "attributes" },
	{ 20, "NAT discovery" },
	{ 21, "NAT original address" },
	{ 33, "security association" },
	{ 34, "key exchange" },
	{ 35, "identification, initiator" },
	{ 36, "identification, responder" },
	{ 37, "certificate" },
	{ 38, "certificate request" },
	{ 39, "authentication" },
	{ 40, "nonce" },
	{ 41, "notify" },
	{ 42, "delete" },
	{ 43, "vendor id" },
	{ 44, "traffic selector, initiator" },
	{ 45, "traffic selector, responder" },
	{ SK, "encrypted and authenticated" },
	{ 47, "configuration" },
	{ 48, "extensible authentication" },
	{ SKF, "encrypted fragment" },
	{ 0, NULL },
};

static const struct name flags_1[] = {
	{ ENCRYPTED_1, "encrypted" },
	{ 0x02, "commit" },
	{ 0x04, "authentication only" },
	{ 0, NULL },
};

static const struct name flags_2[] = {
	{ INITIATOR, "initiator" },
	{ 0x10, "higher version" },
	{ RESPONSE, "response" },
	{ 0, NULL },
};

struct ike {
	uint32_t next, version, exchange, flags, id;
};

static const struct name *exchanges_of(const struct ike *h)
{
	return h->version >> 4 == 2 ? exchanges_2 : exchanges_1;
}

static void put_info(struct text *info, const struct ike *h)
{
	const char *word = name_of(exchanges_of(h), h->exchange, NULL);
	text_str(info, word ? word : "Unknown ");
	if (!word)
		text_uint(info, h->exchange);
	if (h->version >> 4 != 2)
		return;
	text_str(info, " MID=");
	text_padded(info, h->id, 2);
	text_str(info, h->flags & INITIATOR ? " Initiator" : " Responder");
	text_str(info, h->flags & RESPONSE ? " Response" : " Request");
}

static uint32_t read_payload(struct dissect *d, uint32_t type)
{
	struct text *t = field_at(d, "payload", d->r.at, 1);
	if (t) {
		text_uint(t, type);
		text_str(t, "  ");
		text_str(t, name_of(payloads, type, "unknown"));
	}
	struct nest nest = field_enter(d);
	uint32_t follows = field_uint(d, "next payload", 1);
	(void)field_hex(d, "flags", 1);
	size_t size = field_uint(d, "length", 2);
	if (size < 4)
		d->r.cut = true;
	struct part outer = part_open(d, size < 4 ? 0 : size - 4);
	ike_read_payload(d, type);
	part_close(d, outer);
	field_leave(d, nest);
	/* What follows an encrypted payload is inside it. */
	return type == SK || type == SKF ? 0 : follows;
}

static void read_payloads(struct dissect *d, const struct ike *h)
{
	uint32_t type = h->next;
	if (h->version >> 4 == 1 && h->flags & ENCRYPTED_1) {
		field_rest(d, "encrypted payloads");
		return;
	}
	while (type && part_more(d) && !d->columns.truncated)
		type = read_payload(d, type);
}

static void read_ike(struct dissect *d)
{
	struct ike h = { 0 };
	struct text *info = info_start(d);
	(void)field_bytes(d, "initiator spi", 8);
	(void)field_bytes(d, "responder spi", 8);
	h.next = field_named(d, "next payload", 1, payloads);
	h.version = field_hex(d, "version", 1);
	h.exchange = field_named(d, "exchange", 1, exchanges_of(&h));
	h.flags = field_flags(d, "flags", 1, h.version >> 4 == 1 ? flags_1 : flags_2);
	h.id = field_hex(d, "message id", 4);
	size_t length = field_uint(d, "length", 4);
	if (d->r.cut)
		return;
	put_info(info, &h);
	if (length >= HEADER && length - HEADER <= reader_left(&d->r) + d->beyond)
		layer_limit(d, length - HEADER);
	read_payloads(d, &h);
	layer_repeats_info(d);
}

static void read_encapsulated(struct dissect *d)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	struct text *info = info_start(d);
	if (left + d->beyond == 1 && (!left || *p == 0xff)) {
		text_str(info, "NAT-keepalive");
		field_rest(d, "keepalive");
	} else if (left >= 4 && !(p[0] | p[1] | p[2] | p[3])) {
		(void)field_hex(d, "marker", 4);
		next(d, SPACE_UDP, IKE_PORT);
	} else {
		next(d, SPACE_IP, ESP);
	}
}

const struct proto proto_ike = {
	.name = "IKE",
	.column = "ISAKMP",
	.family = FAMILY_NAMES,
	.read = read_ike,
};

const struct proto proto_udp_encapsulation = {
	.name = "UDP encapsulation",
	.column = "UDPENCAP",
	.family = FAMILY_NAMES,
	.read = read_encapsulated,
};
