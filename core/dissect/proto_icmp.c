/* Internet control messages (RFC 792; 950, 1256, 4884, 4950, 8335).
 *
 *	0        8        16               32
 *	+--------+--------+----------------+
 *	| type   | code   | checksum       |
 *	| depends on the type              |
 *	+----------------------------------+
 *
 * Errors carry the header of the packet they are about: it is shown, not counted. What
 *may follow it is in icmp_extension.c. */
#include "core/dissect/checksum.h"
#include "core/dissect/icmp.h"
#include "core/dissect/recall.h"

#define IPPROTO_NUMBER 1
#define ETHERTYPE_IP4  0x0800

static const struct name types[] = {
	{ 0, "Echo (ping) reply" },
	{ 1, "Reserved" },
	{ 2, "Reserved" },
	{ 3, "Destination unreachable" },
	{ 4, "Source quench" },
	{ 5, "Redirect" },
	{ 6, "Alternate host address" },
	{ 8, "Echo (ping) request" },
	{ 9, "Router advertisement" },
	{ 10, "Router solicitation" },
	{ 11, "Time-to-live exceeded" },
	{ 12, "Parameter problem" },
	{ 13, "Timestamp request" },
	{ 14, "Timestamp reply" },
	{ 15, "Information request" },
	{ 16, "Information reply" },
	{ 17, "Address mask request" },
	{ 18, "Address mask reply" },
	{ 19, "Reserved (for security)" },
	{ 30, "Traceroute" },
	{ 31, "Datagram Conversion Error" },
	{ 32, "Mobile Host Redirect" },
	{ 33, "IPv6 Where-Are-You" },
	{ 34, "IPv6 I-Am-Here" },
	{ 35, "Mobile Registration Request" },
	{ 36, "Mobile Registration Reply" },
	{ 37, "Domain Name Request" },
	{ 38, "Domain Name Reply" },
	{ 39, "SKIP" },
	{ 40, "Photuris" },
	{ 41, "Experimental mobility protocols" },
	{ 42, "Extended Echo request" },
	{ 43, "Extended Echo reply" },
	{ 0, NULL },
};

static const struct name unreachable_codes[] = {
	{ 0, "Network unreachable" },
	{ 1, "Host unreachable" },
	{ 2, "Protocol unreachable" },
	{ 3, "Port unreachable" },
	{ 4, "Fragmentation needed" },
	{ 5, "Source route failed" },
	{ 6, "Destination network unknown" },
	{ 7, "Destination host unknown" },
	{ 8, "Source host isolated" },
	{ 9, "Network administratively prohibited" },
	{ 10, "Host administratively prohibited" },
	{ 11, "Network unreachable for TOS" },
	{ 12, "Host unreachable for TOS" },
	{ 13, "Communication administratively filtered" },
	{ 14, "Host precedence violation" },
	{ 15, "Precedence cutoff in effect" },
	{ 0, NULL },
};

static const struct name alternate_codes[] = {
	{ 0, "Alternate address for host" },
	{ 0, NULL },
};

static const struct name photuris_codes[] = {
	{ 0, "Bad SPI" },
	{ 1, "Authentication Failed" },
	{ 2, "Decompression Failed" },
	{ 3, "Decryption Failed" },
	{ 4, "Need Authentication" },
	{ 5, "Need Authorization" },
	{ 0, NULL },
};

static const struct name quench_codes[] = {
	{ 0, "flow control" },
	{ 0, NULL },
};

static const struct name redirect_codes[] = {
	{ 0, "Redirect for network" },
	{ 1, "Redirect for host" },
	{ 2, "Redirect for TOS and network" },
	{ 3, "Redirect for TOS and host" },
	{ 0, NULL },
};

static const struct name exceeded_codes[] = {
	{ 0, "Time to live exceeded in transit" },
	{ 1, "Fragment reassembly time exceeded" },
	{ 0, NULL },
};

static const struct name problem_codes[] = {
	{ 0, "Pointer indicates the error" },
	{ 1, "Required option missing" },
	{ 2, "Bad length" },
	{ 0, NULL },
};

static const struct name advertisement_codes[] = {
	{ 0, "Normal router advertisement" },
	{ 16, "Does not route common traffic" },
	{ 0, NULL },
};

static const struct name request_codes[] = {
	{ 0, "No error" },
	{ 0, NULL },
};

static const struct name interface_codes[] = {
	{ 0, "No error" },
	{ 1, "Malformed Query" },
	{ 2, "No Such Interface" },
	{ 3, "No Such Table Entry" },
	{ 4, "Multiple Interfaces Satisfy Query" },
	{ 0, NULL },
};

/* --- What follows the first four bytes. --- */

static void put_echo(struct text *info, const struct dissect *d, uint32_t id,
		     uint32_t sequence)
{
	text_str(info, " id=0x");
	text_hex(info, id, 4);
	text_str(info, ", seq=");
	text_uint(info, sequence);
	text_char(info, '/');
	text_uint(info, (sequence & 0xff) << 8 | sequence >> 8);
	if (d->ip.size) {
		text_str(info, ", ttl=");
		text_uint(info, d->ip.hops);
	}
}

static void read_numbers(struct dissect *d, struct text *info)
{
	uint32_t id = field_hex(d, "identifier", 2);
	uint32_t sequence = field_uint(d, "sequence", 2);
	if (!d->r.cut)
		put_echo(info, d, id, sequence);
}

static void read_request(struct dissect *d, struct text *info)
{
	recall_echo(d, IPPROTO_NUMBER, false);
	read_numbers(d, info);
	recall_put_pair(d);
}

static void read_reply(struct dissect *d, struct text *info)
{
	recall_echo(d, IPPROTO_NUMBER, true);
	read_numbers(d, info);
	recall_put_pair(d);
}

static void show_time(struct dissect *d, const char *name)
{
	uint32_t ms = reader_u32(&d->r);
	struct text *t = field_over(d, name, 4);
	if (t) {
		text_uint(t, ms);
		text_str(t, " ms since midnight UTC");
	}
}

static void read_timestamp(struct dissect *d, struct text *info)
{
	read_numbers(d, info);
	show_time(d, "originated");
	show_time(d, "received");
	show_time(d, "transmitted");
}

static void read_mask(struct dissect *d, struct text *info)
{
	read_numbers(d, info);
	(void)field_ip4(d, "mask");
}

/* RFC 4884: the size of the quoted packet counts 32-bit words. */
static void read_quote(struct dissect *d, uint32_t words)
{
	icmp_read_quote(d, words * (size_t)4);
	next(d, SPACE_ETHERTYPE, ETHERTYPE_IP4);
}

static void read_unreachable(struct dissect *d, struct text *info)
{
	(void)info;
	reader_skip(&d->r, 1);
	uint32_t words = field_uint(d, "quoted words", 1);
	uint32_t mtu = field_uint(d, "next hop mtu", 2);
	(void)mtu;
	read_quote(d, words);
}

static void read_exceeded(struct dissect *d, struct text *info)
{
	(void)info;
	reader_skip(&d->r, 1);
	uint32_t words = field_uint(d, "quoted words", 1);
	reader_skip(&d->r, 2);
	read_quote(d, words);
}

static void read_problem(struct dissect *d, struct text *info)
{
	(void)info;
	(void)field_uint(d, "pointer", 1);
	uint32_t words = field_uint(d, "quoted words", 1);
	reader_skip(&d->r, 2);
	read_quote(d, words);
}

static void read_redirect(struct dissect *d, struct text *info)
{
	(void)info;
	(void)field_ip4(d, "gateway");
	read_quote(d, 0);
}

static void read_quench(struct dissect *d, struct text *info)
{
	(void)info;
	reader_skip(&d->r, 4);
	read_quote(d, 0);
}

static void read_routers(struct dissect *d, struct text *info)
{
	(void)info;
	uint32_t count = field_uint(d, "addresses", 1);
	uint32_t words = field_uint(d, "words per address", 1);
	(void)field_uint(d, "lifetime", 2);
	if (words < 2)
		return;
	for (uint32_t i = 0; i < count && part_more(d); i++) {
		(void)field_ip4(d, "router");
		(void)field_uint(d, "preference", 4);
		reader_skip(&d->r, (words - 2) * (size_t)4);
	}
}

static void read_rest(struct dissect *d, struct text *info)
{
	(void)info;
	field_rest(d, "content");
}

struct message {
	uint32_t type;
	const struct name *codes; /* NULL: Info has no code */
	void (*read)(struct dissect *d, struct text *info);
};

static const struct message messages[] = {
	{ 0, NULL, read_reply },
	{ 3, unreachable_codes, read_unreachable },
	{ 4, quench_codes, read_quench },
	{ 5, redirect_codes, read_redirect },
	{ 6, alternate_codes, read_rest },
	{ 8, NULL, read_request },
	{ 9, advertisement_codes, read_routers },
	{ 11, exceeded_codes, read_exceeded },
	{ 12, problem_codes, read_problem },
	{ 13, NULL, read_timestamp },
	{ 14, NULL, read_timestamp },
	{ 15, NULL, read_numbers },
	{ 16, NULL, read_numbers },
	{ 17, NULL, read_mask },
	{ 18, NULL, read_mask },
	{ 40, photuris_codes, read_rest },
	{ 42, request_codes, icmp_read_extended_request },
	{ 43, interface_codes, icmp_read_extended_reply },
};

static const struct message *message_find(uint32_t type)
{
	for (size_t i = 0; i < COUNT(messages); i++)
		if (messages[i].type == type)
			return &messages[i];
	return NULL;
}

static void put_padded(struct text *t, const char *s, size_t width)
{
	size_t before = text_length(t);
	text_str(t, s);
	while (text_length(t) - before < width && !t->cut)
		text_char(t, ' ');
}

static void put_type(struct text *t, uint32_t type)
{
	const char *word = name_of(types, type, NULL);
	if (word)
		put_padded(t, word, 20);
	else
		text_str(t, "Unknown ICMP (obsolete or malformed?)");
}

static void put_code(struct text *info, const struct message *m, uint32_t code)
{
	const char *word = name_of(m->codes, code, NULL);
	text_str(info, " (");
	if (word) {
		text_str(info, word);
	} else {
		text_str(info, "Unknown code: ");
		text_uint(info, code);
	}
	text_char(info, ')');
}

static void show_checksum(struct dissect *d, const uint8_t *start, size_t length)
{
	reader_skip(&d->r, 2);
	if (d->tree)
		checksum_field(d, CHECKSUM_PLAIN, 0, start, length);
}

static void put_summary(struct dissect *d, const struct message *m, uint32_t type,
			uint32_t code)
{
	struct text *t = layer_summary(d);
	if (!t)
		return;
	text_str(t, name_of(types, type, "unknown type"));
	if (m && m->codes)
		put_code(t, m, code);
}

static void read_icmp(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	size_t length = reader_left(&d->r) + d->beyond;
	struct text *info = info_start(d);
	uint32_t type = field_named(d, "type", 1, types);
	const struct message *m = message_find(type);
	uint32_t code = reader_u8(&d->r);
	if (d->tree && m && m->codes)
		field_show_named(d, "code", 1, code, m->codes);
	else if (d->tree)
		field_show_uint(d, "code", 1, code);
	show_checksum(d, start, length);
	if (d->r.cut)
		return;
	put_type(info, type);
	if (m && m->codes)
		put_code(info, m, code);
	if (m)
		m->read(d, info);
	put_summary(d, m, type, code);
}

const struct proto proto_icmp = {
	.name = "ICMP",
	.column = "ICMP",
	.family = FAMILY_ICMP,
	.read = read_icmp,
};
