/* The stream control transmission protocol (RFC 9260, 3758, 4895, 5061, 6525).
 *
 *	0               16               32
 *	+---------------+----------------+
 *	| source port   | destination    |
 *	| verification tag               |
 *	| checksum (CRC32c)              |
 *	+-------+-------+----------------+
 *	| type  | flags | length         |	chunk: content, padded to four bytes
 *	+-------+-------+----------------+ */
#include "core/dissect/recall.h"

enum { CHUNK_HEADER = 4, CHECKSUM_AT = 8, IPPROTO_NUMBER = 132 };
enum chunk { DATA = 0, INIT = 1, INIT_ACK = 2, SACK = 3, ABORT = 6, ERROR = 9 };
enum { SHUTDOWN = 7, I_DATA = 64, FORWARD_TSN = 192 };

static const struct name chunks[] = {
	{ DATA, "DATA" },
	{ INIT, "INIT" },
	{ INIT_ACK, "INIT_ACK" },
	{ SACK, "SACK" },
	{ 4, "HEARTBEAT" },
	{ 5, "HEARTBEAT_ACK" },
	{ ABORT, "ABORT" },
	{ SHUTDOWN, "SHUTDOWN" },
	{ 8, "SHUTDOWN_ACK" },
	{ ERROR, "ERROR" },
	{ 10, "COOKIE_ECHO" },
	{ 11, "COOKIE_ACK" },
	{ 12, "ECNE" },
	{ 13, "CWR" },
	{ 14, "SHUTDOWN_COMPLETE" },
	{ 15, "AUTH" },
	{ 16, "NR_SACK" },
	{ I_DATA, "I_DATA" },
	{ 128, "ASCONF_ACK" },
	{ 129, "PKTDROP" },
	{ 130, "RE_CONFIG" },
	{ 132, "PAD" },
	{ FORWARD_TSN, "FORWARD_TSN" },
	{ 193, "ASCONF" },
	{ 194, "I_FORWARD_TSN" },
	{ 0, NULL },
};

static const struct name parameters[] = {
	{ 1, "heartbeat" },
	{ 5, "IPv4 address" },
	{ 6, "IPv6 address" },
	{ 7, "state cookie" },
	{ 8, "unrecognized parameter" },
	{ 9, "cookie preservative" },
	{ 11, "host name" },
	{ 12, "supported address types" },
	{ 13, "outgoing streams reset" },
	{ 14, "incoming streams reset" },
	{ 15, "TSN reset" },
	{ 16, "response" },
	{ 17, "outgoing streams added" },
	{ 18, "incoming streams added" },
	{ 0x8000, "ECN capable" },
	{ 0x8002, "random" },
	{ 0x8003, "chunk list" },
	{ 0x8004, "HMAC algorithms" },
	{ 0x8008, "supported extensions" },
	{ 0xc000, "forward TSN supported" },
	{ 0xc001, "address added" },
	{ 0xc002, "address deleted" },
	{ 0xc003, "error cause" },
	{ 0xc004, "primary address" },
	{ 0xc005, "success" },
	{ 0xc006, "adaptation layer" },
	{ 0, NULL },
};

static const struct name causes[] = {
	{ 1, "invalid stream" },
	{ 2, "missing parameter" },
	{ 3, "stale cookie" },
	{ 4, "out of resource" },
	{ 5, "unresolvable address" },
	{ 6, "unrecognized chunk" },
	{ 7, "invalid parameter" },
	{ 8, "unrecognized parameters" },
	{ 9, "no user data" },
	{ 10, "cookie while shutting down" },
	{ 11, "restart with new addresses" },
	{ 12, "user initiated abort" },
	{ 13, "protocol violation" },
	{ 0, NULL },
};

static const struct name payloads[] = {
	{ 0, "not specified" },	 { 3, "M3UA" },
	{ 18, "S1AP" },		 { 27, "X2AP" },
	{ 46, "Diameter" },	 { 47, "Diameter over DTLS" },
	{ 51, "WebRTC string" }, { 53, "WebRTC binary" },
	{ 60, "NGAP" },		 { 0, NULL },
};

enum { END = 0x01, BEGINNING = 0x02 };

static const struct name data_flags[] = {
	{ END, "end" },	       { BEGINNING, "beginning" },
	{ 0x04, "unordered" }, { 0x08, "immediate" },
	{ 0, NULL },
};

/* A packet while its chunks are read. */
struct sctp {
	uint32_t flags; /* of the chunk in hand */
	unsigned data;	/* chunks of data so far */
};

/* CRC-32C (RFC 9260 appendix A), bit by bit: trees alone pay for it. */
static uint32_t crc32c(uint32_t sum, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		sum ^= bytes[i];
		for (unsigned bit = 0; bit < 8; bit++)
			sum = sum >> 1 ^ (sum & 1 ? 0x82f63b78 : 0);
	}
	return sum;
}

static void show_checksum(struct dissect *d, const uint8_t *start)
{
	static const uint8_t zero[4] = { 0 };
	uint32_t value = __builtin_bswap32(reader_u32(&d->r));
	struct text *t = field_over(d, "checksum", 4);
	if (!t)
		return;
	text_str(t, "0x");
	text_hex(t, value, 8);
	if (d->beyond || d->ip.partial) {
		text_str(t, "  not verified");
		return;
	}
	uint32_t sum = crc32c(0xffffffff, start, CHECKSUM_AT);
	sum = crc32c(sum, zero, sizeof(zero));
	sum = ~crc32c(sum, d->r.at, reader_left(&d->r));
	text_str(t, sum == value ? "  good" : "  bad, should be 0x");
	if (sum != value)
		text_hex(t, sum, 8);
}

static void put_number(struct text *t, const char *label, uint64_t value)
{
	text_str(t, label);
	text_uint(t, value);
}

/* Type and length of four bytes with the value, padded, over and over. */
static void read_parameters(struct dissect *d, const char *label,
			    const struct name *names)
{
	while (part_more(d)) {
		uint32_t type = field_named(d, label, 2, names);
		struct nest nest = field_enter(d);
		uint32_t size = field_uint(d, "length", 2);
		if (size < CHUNK_HEADER)
			d->r.cut = true;
		struct part outer = part_open(d, size - CHUNK_HEADER);
		if (names == parameters && type == 5)
			(void)field_ip4(d, "address");
		else if (names == parameters && type == 6)
			(void)field_ip6(d, "address");
		field_rest(d, "value");
		part_close(d, outer);
		if (size % 4 && part_more(d))
			reader_skip(&d->r, 4 - size % 4);
		field_leave(d, nest);
		if (size < CHUNK_HEADER)
			return;
	}
}

/* What follows its first part goes on with a message; the last part ends it. */
static bool is_fragment(uint32_t flags)
{
	return !(flags & END);
}

static void put_tsn(struct dissect *d, struct sctp *s)
{
	struct text *info = &d->columns.info;
	put_number(info, " (TSN=", recall_number(d, "tsn", d->past.base));
	text_char(info, ')');
	bool again = s->data < TSNS_MAX && d->past.repeats >> s->data & 1;
	s->data++;
	if (again)
		text_str(info, " (retransmission)");
	else if (is_fragment(s->flags))
		text_str(info, " (Message Fragment)");
	struct text *t = again ? field_over(d, "remark", 0) : NULL;
	if (t)
		text_str(t, "retransmission");
}

static void read_data(struct dissect *d, struct sctp *s)
{
	put_tsn(d, s);
	(void)field_uint(d, "stream", 2);
	(void)field_uint(d, "stream sequence", 2);
	(void)field_named(d, "payload protocol", 4, payloads);
	field_rest(d, "data");
}

/* RFC 8260: the first part says what it is, the others count. */
static void read_i_data(struct dissect *d, struct sctp *s)
{
	put_tsn(d, s);
	(void)field_uint(d, "stream", 2);
	(void)field_hex(d, "reserved", 2);
	(void)field_uint(d, "message", 4);
	if (s->flags & BEGINNING)
		(void)field_named(d, "payload protocol", 4, payloads);
	else
		(void)field_uint(d, "fragment", 4);
	field_rest(d, "data");
}

static void read_init(struct dissect *d, struct sctp *s UNUSED)
{
	(void)field_hex(d, "initiate tag", 4);
	(void)field_uint(d, "window", 4);
	(void)field_uint(d, "streams out", 2);
	(void)field_uint(d, "streams in", 2);
	(void)field_uint(d, "first tsn", 4);
	read_parameters(d, "parameter", parameters);
}

static void read_sack(struct dissect *d, struct sctp *s UNUSED)
{
	struct text *info = &d->columns.info;
	uint32_t tsn = recall_number(d, "cumulative tsn", d->past.ack_base);
	uint32_t window = field_uint(d, "window", 4);
	uint32_t gaps = field_uint(d, "gaps", 2);
	uint32_t again = field_uint(d, "duplicates", 2);
	put_number(info, " (Ack=", tsn);
	for (uint32_t end = 0; gaps && part_more(d); gaps--) {
		(void)field_uint(d, "gap from", 2);
		end = field_uint(d, "gap to", 2);
		if (gaps == 1 && !d->r.cut)
			put_number(info, "+", end);
	}
	put_number(info, ", Arwnd=", window);
	text_char(info, ')');
	for (; again && part_more(d); again--)
		(void)field_uint(d, "duplicate tsn", 4);
}

static void read_forward(struct dissect *d, struct sctp *s UNUSED)
{
	(void)recall_number(d, "cumulative tsn", d->past.base);
	field_rest(d, "content");
}

static void read_causes(struct dissect *d, struct sctp *s UNUSED)
{
	struct text *info = &d->columns.info;
	uint32_t cause = part_more(d) && reader_left(&d->r) >= 2
				 ? (uint32_t)d->r.at[0] << 8 | d->r.at[1]
				 : 0;
	const char *word = name_of(causes, cause, NULL);
	if (word) {
		text_str(info, " (");
		text_str(info, word);
		text_char(info, ')');
	}
	read_parameters(d, "cause", causes);
}

static void read_other(struct dissect *d, struct sctp *s UNUSED)
{
	field_rest(d, "content");
}

struct reader_of {
	uint32_t type;
	void (*read)(struct dissect *d, struct sctp *s);
};

static const struct reader_of readers[] = {
	{ DATA, read_data },	 { I_DATA, read_i_data },	{ INIT, read_init },
	{ INIT_ACK, read_init }, { SACK, read_sack },		{ ABORT, read_causes },
	{ ERROR, read_causes },	 { FORWARD_TSN, read_forward },
};

/* False where no further one can follow. */
static bool read_chunk(struct dissect *d, struct sctp *s)
{
	struct text *info = &d->columns.info;
	void (*read)(struct dissect *, struct sctp *) = read_other;
	uint32_t type = field_named(d, "chunk", 1, chunks);
	struct nest nest = field_enter(d);
	bool data = type == DATA || type == I_DATA;
	s->flags = field_flags(d, "flags", 1, data ? data_flags : data_flags + 4);
	uint32_t size = field_uint(d, "length", 2);
	if (text_length(info))
		text_char(info, ' ');
	const char *word = name_of(chunks, type, NULL);
	text_str(info, word ? word : "RESERVED chunk ");
	if (!word)
		text_uint(info, type);
	if (size < CHUNK_HEADER)
		d->r.cut = true;
	for (size_t i = 0; i < COUNT(readers); i++)
		if (readers[i].type == type)
			read = readers[i].read;
	struct part outer = part_open(d, size < CHUNK_HEADER ? 0 : size - CHUNK_HEADER);
	if (!d->r.cut)
		read(d, s);
	part_close(d, outer);
	if (size % 4 && part_more(d))
		reader_skip(&d->r, 4 - size % 4);
	field_leave(d, nest);
	return size >= CHUNK_HEADER;
}

/* The numbers of the data in all chunks that follow. */
static uint8_t tsns_of(const struct dissect *d, uint32_t *tsns)
{
	struct reader r = d->r;
	uint8_t count = 0;
	while (count < TSNS_MAX && reader_left(&r) >= CHUNK_HEADER + 4) {
		uint32_t type = reader_u8(&r);
		reader_skip(&r, 1);
		size_t size = reader_u16(&r);
		if (size < CHUNK_HEADER)
			break;
		struct reader content = r;
		if (type == DATA || type == I_DATA)
			tsns[count++] = reader_u32(&content);
		reader_skip(&r, (size - CHUNK_HEADER + 3) / 4 * 4);
	}
	return count;
}

static void recall_packet(struct dissect *d, uint32_t source, uint32_t destination,
			  uint32_t tag)
{
	uint32_t tsns[TSNS_MAX];
	struct segment s = { .protocol = IPPROTO_NUMBER, .shift = -1 };
	s.source_port = (uint16_t)source;
	s.destination_port = (uint16_t)destination;
	s.sequence = tag;
	s.tsns = tsns;
	s.tsn_count = d->context ? tsns_of(d, tsns) : 0;
	if (tag)
		recall(d, &s);
}

static void read_sctp(struct dissect *d)
{
	struct sctp s = { .data = 0 };
	const uint8_t *start = d->r.at;
	struct text *info = info_start(d);
	uint32_t source = field_uint(d, "source port", 2);
	uint32_t destination = field_uint(d, "destination port", 2);
	uint32_t tag = field_hex(d, "verification tag", 4);
	show_checksum(d, start);
	if (d->r.cut)
		return;
	recall_packet(d, source, destination, tag);
	while (part_more(d) && !d->columns.truncated && read_chunk(d, &s))
		;
	struct text *t = layer_summary(d);
	if (t) {
		text_uint(t, source);
		text_str(t, ARROW);
		text_uint(t, destination);
		text_str(t, "  ");
		text_mem(t, info->start, text_length(info));
	}
}

const struct proto proto_sctp = {
	.name = "SCTP",
	.column = "SCTP",
	.family = FAMILY_TCP,
	.read = read_sctp,
};
