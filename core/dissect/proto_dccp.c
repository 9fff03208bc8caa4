/* The header of the datagram congestion control protocol (RFC 4340).
 *
 *	0               16        24       32
 *	+---------------+------------------+
 *	| source port   | destination      |
 *	| offset |cc|cov| checksum         |
 *	|res|type|X|rsvd| sequence: 24, or with X 8 more and 48
 *	| acknowledgment, of the same size, but in requests and data
 *	+----------------------------------+ */
#include "core/dissect/checksum.h"

enum { IPPROTO_NUMBER = 33, LONG = 1 };
enum type { REQUEST = 0, RESPONSE = 1, DATA = 2, RESET = 7 };

static const struct name types[] = {
	{ REQUEST, "Request" },
	{ RESPONSE, "Response" },
	{ DATA, "Data" },
	{ 3, "Ack" },
	{ 4, "DataAck" },
	{ 5, "CloseReq" },
	{ 6, "Close" },
	{ RESET, "Reset" },
	{ 8, "Sync" },
	{ 9, "SyncAck" },
	{ 0, NULL },
};

static const struct name resets[] = {
	{ 0, "Unspecified" },
	{ 1, "Closed" },
	{ 2, "Aborted" },
	{ 3, "No Connection" },
	{ 4, "Packet Error" },
	{ 5, "Option Error" },
	{ 6, "Mandatory Failure" },
	{ 7, "Connection Refused" },
	{ 8, "Bad Service Code" },
	{ 9, "Too Busy" },
	{ 10, "Bad Init Cookie" },
	{ 11, "Aggression Penalty" },
	{ 0, NULL },
};

struct dccp {
	uint32_t source, destination, type;
	uint64_t sequence;
};

static void put_start(struct text *t, const struct dccp *h)
{
	text_uint(t, h->source);
	text_str(t, ARROW);
	text_uint(t, h->destination);
	text_str(t, " [");
	text_str(t, name_of(types, h->type, "Reserved"));
	text_str(t, "] Seq=");
	text_uint(t, h->sequence);
}

static uint64_t read_number(struct dissect *d, const char *name, bool wide)
{
	size_t size = wide ? 6 : 3;
	uint64_t value = wide ? (uint64_t)reader_u16(&d->r) << 32 | reader_u32(&d->r)
			      : reader_u24(&d->r);
	field_show_uint(d, name, size, value);
	return value;
}

static const struct name services[] = { { 0, "not specified" }, { 0, NULL } };

static void read_service(struct dissect *d, struct text *info)
{
	uint32_t service = field_uint(d, "service", 4);
	if (d->r.cut)
		return;
	text_str(info, " (service=");
	names_put(info, services, service, "Unknown", 0);
	text_char(info, ')');
}

static void read_reset(struct dissect *d, struct text *info)
{
	uint32_t code = field_named(d, "reset code", 1, resets);
	(void)field_bytes(d, "reset data", 3);
	if (d->r.cut)
		return;
	text_str(info, " (code=");
	text_str(info, name_of(resets, code, "Reserved"));
	text_char(info, ')');
}

static void read_after(struct dissect *d, struct text *info, const struct dccp *h,
		       bool wide)
{
	if (h->type != REQUEST && h->type != DATA) {
		if (wide)
			reader_skip(&d->r, 2);
		else
			reader_skip(&d->r, 1);
		uint64_t ack = read_number(d, "acknowledgment", wide);
		if (d->r.cut)
			return;
		text_str(info, " (Ack=");
		text_uint(info, ack);
		text_char(info, ')');
	}
	if (h->type == REQUEST || h->type == RESPONSE)
		read_service(d, info);
	else if (h->type == RESET)
		read_reset(d, info);
}

static void read_dccp(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	size_t length = reader_left(&d->r) + d->beyond;
	struct dccp h = { .source = field_uint(d, "source port", 2) };
	h.destination = field_uint(d, "destination port", 2);
	size_t offset = field_uint(d, "data offset", 1) * (size_t)4;
	uint32_t coverage = field_hex(d, "ccval and coverage", 1) & 15;
	reader_skip(&d->r, 2);
	/* RFC 4340 9.2: 0 covers all, n the header and n - 1 words. */
	size_t covered = coverage ? offset + (coverage - 1) * (size_t)4 : length;
	if (d->tree && covered <= length)
		checksum_field(d, CHECKSUM_PSEUDO,
			       checksum_pseudo(d, IPPROTO_NUMBER, length), start,
			       covered);
	uint32_t first = reader_u8(&d->r);
	bool wide = first & LONG;
	h.type = first >> 1 & 15;
	if (d->tree)
		field_show_named(d, "type", 1, h.type, types);
	if (wide)
		reader_skip(&d->r, 1);
	h.sequence = read_number(d, "sequence", wide);
	struct text *info = info_start(d);
	if (d->r.cut)
		return;
	put_start(info, &h);
	read_after(d, info, &h, wide);
	size_t done = (size_t)(d->r.at - start);
	if (!d->r.cut && offset > done)
		(void)field_bytes(d, "options", offset - done);
	layer_repeats_info(d);
}

const struct proto proto_dccp = {
	.name = "DCCP",
	.column = "DCCP",
	.family = FAMILY_UDP,
	.read = read_dccp,
};
