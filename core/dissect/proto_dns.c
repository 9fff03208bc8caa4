/* The domain name system (RFC 1035, 2782, 3596, 6891), over UDP and TCP; the multicast
 * (RFC 6762) and link-local (RFC 4795) kinds of it.
 *
 *	id:2  flags:2  questions:2  answers:2  authorities:2  additionals:2
 *	question:  name  type:2  class:2
 *	record:    name  type:2  class:2  ttl:4  size:2  data
 *
 * A name is labels, and may end in a pointer to an earlier one. */
#include "core/dissect/dns.h"
#include "core/dissect/recall.h"

enum { HEADER = 12, LABEL_MAX = 63, LABELS_MAX = 128, POINTER = 0xc0 };
enum { RECORDS_GUESSED = 64 };

static const struct name types[] = {
	{ DNS_A, "A" },
	{ DNS_NS, "NS" },
	{ 3, "MD" },
	{ 4, "MF" },
	{ DNS_CNAME, "CNAME" },
	{ DNS_SOA, "SOA" },
	{ 7, "MB" },
	{ 8, "MG" },
	{ 9, "MR" },
	{ 10, "NULL" },
	{ 11, "WKS" },
	{ DNS_PTR, "PTR" },
	{ DNS_HINFO, "HINFO" },
	{ 14, "MINFO" },
	{ DNS_MX, "MX" },
	{ DNS_TXT, "TXT" },
	{ 17, "RP" },
	{ 18, "AFSDB" },
	{ 19, "X25" },
	{ 20, "ISDN" },
	{ 21, "RT" },
	{ 22, "NSAP" },
	{ 23, "NSAP-PTR" },
	{ 24, "SIG" },
	{ 25, "KEY" },
	{ 26, "PX" },
	{ 27, "GPOS" },
	{ DNS_AAAA, "AAAA" },
	{ 29, "LOC" },
	{ 30, "NXT" },
	{ 31, "EID" },
	{ 32, "NB" },
	{ DNS_SRV, "SRV" },
	{ 34, "ATMA" },
	{ DNS_NAPTR, "NAPTR" },
	{ 36, "KX" },
	{ 37, "CERT" },
	{ 38, "A6" },
	{ DNS_DNAME, "DNAME" },
	{ 40, "SINK" },
	{ DNS_OPT, "OPT" },
	{ 42, "APL" },
	{ DNS_DS, "DS" },
	{ DNS_SSHFP, "SSHFP" },
	{ 45, "IPSECKEY" },
	{ DNS_RRSIG, "RRSIG" },
	{ DNS_NSEC, "NSEC" },
	{ DNS_DNSKEY, "DNSKEY" },
	{ 49, "DHCID" },
	{ DNS_NSEC3, "NSEC3" },
	{ DNS_NSEC3PARAM, "NSEC3PARAM" },
	{ DNS_TLSA, "TLSA" },
	{ 55, "HIP" },
	{ 57, "RKEY" },
	{ 58, "TALINK" },
	{ DNS_CDS, "CDS" },
	{ DNS_CDNSKEY, "CDNSKEY" },
	{ 61, "OPENPGPKEY" },
	{ 62, "CSYNC" },
	{ 63, "ZONEMD" },
	{ DNS_SVCB, "SVCB" },
	{ DNS_HTTPS, "HTTPS" },
	{ DNS_SPF, "SPF" },
	{ 100, "UINFO" },
	{ 101, "UID" },
	{ 102, "GID" },
	{ 103, "UNSPEC" },
	{ 104, "NID" },
	{ 105, "L32" },
	{ 106, "L64" },
	{ 107, "LP" },
	{ 108, "EUI48" },
	{ 109, "EUI64" },
	{ 249, "TKEY" },
	{ DNS_TSIG, "TSIG" },
	{ 251, "IXFR" },
	{ 252, "AXFR" },
	{ 253, "MAILA" },
	{ 254, "MAILB" },
	{ 255, "ANY" },
	{ 256, "URI" },
	{ DNS_CAA, "CAA" },
	{ 32768, "TA" },
	{ 32769, "DLV" },
	{ 0, NULL },
};

static const struct name classes[] = {
	{ 1, "IN" },	 { 3, "CH" },	 { 4, "HS" },
	{ 254, "NONE" }, { 255, "ANY" }, { 0, NULL },
};

static const struct name operations[] = {
	{ 0, "Standard query" },
	{ 1, "Inverse query" },
	{ 2, "Server status request" },
	{ 4, "Zone change notification" },
	{ 5, "Dynamic update" },
	{ 6, "DNS Stateful operations (DSO)" },
	{ 0, NULL },
};

static const struct name replies[] = {
	{ 0, "No error" },
	{ 1, "Format error" },
	{ 2, "Server failure" },
	{ 3, "No such name" },
	{ 4, "Not implemented" },
	{ 5, "Refused" },
	{ 6, "Name exists" },
	{ 7, "RRset exists" },
	{ 8, "RRset does not exist" },
	{ 9, "Not authoritative" },
	{ 10, "Name out of zone" },
	{ 11, "DSO-Type not implemented" },
	{ 0, NULL },
};

static const struct name flag_names[] = {
	{ 0x8000, "response" },
	{ 0x0400, "authoritative" },
	{ 0x0200, "truncated" },
	{ 0x0100, "recursion desired" },
	{ 0x0080, "recursion available" },
	{ 0x0020, "authentic" },
	{ 0x0010, "checking disabled" },
	{ 0, NULL },
};

/* The name at `from`, following pointers, which may lead anywhere in the message (some
 * servers point forward). NULL or where the name ends, before `end`. t may be NULL.
 * *instead: what to say when there are bytes for a name, but none that has an end. */
static const uint8_t *walk_name(const struct dns *m, const uint8_t *from,
				const uint8_t *end, struct text *t,
				const char **instead)
{
	size_t whole = (size_t)(m->end - m->start), size = (size_t)(end - m->start);
	size_t at = (size_t)(from - m->start), after = 0;
	bool empty = true;
	for (unsigned labels = 0; labels < LABELS_MAX && at < size; labels++) {
		unsigned n = m->start[at++];
		if (n >= POINTER) {
			if (at >= size)
				return NULL;
			after = after ? after : at + 1;
			at = (n & 0x3fu) << 8 | m->start[at];
			size = whole;
			continue;
		}
		if (n > LABEL_MAX) {
			*instead = "<Unknown extended label>";
			return m->start + (after ? after : at);
		}
		if (n > size - at)
			return NULL;
		if (n == 0) {
			if (t && empty)
				text_str(t, "<Root>");
			return m->start + (after ? after : at);
		}
		if (t && !empty)
			text_char(t, '.');
		if (t)
			text_escape(t, m->start + at, n);
		empty = false;
		at += n;
	}
	if (!after || at >= size)
		return NULL;
	*instead = "<Name contains a pointer that loops>";
	return m->start + after;
}

/* A name that was walked before, or what to say of it; t may be NULL. */
static void put_name(const struct dns *m, const uint8_t *from, const uint8_t *end,
		     struct text *t)
{
	const char *instead = NULL;
	if (!t)
		return;
	const struct text before = *t;
	(void)walk_name(m, from, end, t, &instead);
	if (!instead)
		return;
	*t = before;
	text_str(t, instead);
}

bool dns_read_name(struct dissect *d, const struct dns *m, const char *label,
		   struct text *info)
{
	const uint8_t *start = d->r.at;
	const char *instead = NULL;
	const uint8_t *end = walk_name(m, start, d->r.end, NULL, &instead);
	if (!end) {
		d->r.cut = true;
		return false;
	}
	d->r.at = end;
	struct text *t = field_over(d, label, (size_t)(end - start));
	if (info)
		text_char(info, ' ');
	put_name(m, start, end, t);
	put_name(m, start, end, info);
	return true;
}

void dns_put_type(struct text *t, uint32_t type)
{
	const char *word = name_of(types, type, NULL);
	if (word) {
		text_str(t, word);
	} else {
		text_str(t, "Unknown (");
		text_uint(t, type);
		text_char(t, ')');
	}
}

static uint32_t read_type(struct dissect *d)
{
	uint32_t type = reader_u16(&d->r);
	struct text *t = field_over(d, "type", 2);
	if (t)
		dns_put_type(t, type);
	return type;
}

/* In multicast the highest bit asks for unicast, or flushes what is cached. */
static bool read_class(struct dissect *d, const struct dns *m)
{
	uint32_t value = reader_u16(&d->r);
	if (d->tree)
		field_show_named(d, "class", 2, m->multicast ? value & 0x7fff : value,
				 classes);
	return value & 0x8000;
}

static void read_question(struct dissect *d, const struct dns *m)
{
	const uint8_t *start = d->r.at;
	struct text *t = field_at(d, "question", start, 0);
	if (t)
		put_name(m, start, d->r.end, t);
	struct nest nest = field_enter(d);
	if (dns_read_name(d, m, "name", NULL)) {
		uint32_t type = read_type(d);
		bool unicast = read_class(d, m);
		if (!d->r.cut) {
			text_char(m->info, ' ');
			dns_put_type(m->info, type);
			text_char(m->info, ' ');
			put_name(m, start, d->r.at, m->info);
			if (m->multicast)
				text_str(m->info, unicast ? ", \"QU\" question"
							  : ", \"QM\" question");
		}
	}
	field_leave(d, nest);
}

static const struct name edns_flags[] = {
	{ 0x8000, "DNSSEC is understood" },
	{ 0, NULL },
};

/* EDNS uses class and ttl for other things (RFC 6891 6.1). */
static bool read_class_ttl(struct dissect *d, const struct dns *m, uint32_t type)
{
	bool flush = false;
	if (type == DNS_OPT) {
		(void)field_uint(d, "payload size", 2);
		(void)field_uint(d, "extended reply", 1);
		(void)field_uint(d, "version", 1);
		(void)field_flags(d, "extended flags", 2, edns_flags);
	} else {
		flush = read_class(d, m);
		(void)field_uint(d, "ttl", 4);
	}
	return flush && m->multicast;
}

static void read_record(struct dissect *d, const struct dns *m, const char *label)
{
	struct text *t = field_at(d, label, d->r.at, 0);
	if (t)
		put_name(m, d->r.at, d->r.end, t);
	struct nest nest = field_enter(d);
	if (dns_read_name(d, m, "name", NULL)) {
		uint32_t type = read_type(d);
		bool flush = read_class_ttl(d, m, type);
		uint32_t size = field_uint(d, "size", 2);
		if (!d->r.cut) {
			text_char(m->info, ' ');
			dns_put_type(m->info, type);
			text_str(m->info, flush ? ", cache flush" : "");
			struct part outer = part_open(d, size);
			dns_read_data(d, m, type);
			part_close(d, outer);
		}
	}
	field_leave(d, nest);
}

static void put_start(struct text *info, uint32_t id, uint32_t flags)
{
	names_put(info, operations, flags >> 11 & 15, "Unknown operation", 0);
	text_str(info, flags & 0x8000 ? " response 0x" : " 0x");
	text_hex(info, id, 4);
	if ((flags & 0x8000) && (flags & 15)) {
		text_char(info, ' ');
		names_put(info, replies, flags & 15, "Unknown error", 0);
	}
}

static void read_records(struct dissect *d, const struct dns *m)
{
	static const char *const labels[] = { "question", "answer", "authority",
					      "additional" };
	uint32_t counts[4];
	counts[0] = field_uint(d, "questions", 2);
	counts[1] = field_uint(d, "answers", 2);
	counts[2] = field_uint(d, "authorities", 2);
	counts[3] = field_uint(d, "additionals", 2);
	for (uint32_t i = 0; i < counts[0] && !d->r.cut; i++)
		read_question(d, m);
	for (unsigned section = 1; section < 4; section++)
		for (uint32_t i = 0; i < counts[section] && !d->r.cut; i++)
			read_record(d, m, labels[section]);
}

static void read_message(struct dissect *d, bool multicast)
{
	struct dns m = {
		.start = d->r.at,
		.end = d->r.end,
		.multicast = multicast,
	};
	uint32_t id = field_hex(d, "id", 2);
	uint32_t flags = field_flags(d, "flags", 2, flag_names);
	if (d->tree) {
		field_show_named(d, "operation", 2, flags >> 11 & 15, operations);
		field_show_named(d, "reply", 2, flags & 15, replies);
	}
	m.info = info_start(d);
	if (d->r.cut)
		return;
	put_start(m.info, id, flags);
	read_records(d, &m);
	struct text *t = layer_summary(d);
	if (t)
		text_mem(t, m.info->start, text_length(m.info));
}

/* Questions to a group may stay without an answer; the others are paired with it. */
static void read_dns(struct dissect *d)
{
	const uint8_t *p = d->r.at;
	bool whole = reader_left(&d->r) >= HEADER;
	read_message(d, false);
	if (whole)
		(void)recall_transaction(d, (uint32_t)p[0] << 8 | p[1], p[2] & 0x80, 0);
}

static void read_llmnr(struct dissect *d)
{
	read_message(d, false);
}

/* A message of this length goes on behind the segment, which stays one. */
static void note_unfinished(struct dissect *d, uint32_t length, size_t had)
{
	const struct unfinished what = {
		.missing = (uint32_t)(length - had),
		.whole = !had,
		.protocol = "DNS",
		.info = from_server(d) ? "Standard query response" : "Standard query",
		.tail = " (end)",
	};
	recall_unfinished(d, &what);
}

/* Two bytes of length come first; they may be in a segment of their own. */
static void read_dns_tcp(struct dissect *d)
{
	size_t left = reader_left(&d->r), size = left + d->beyond;
	bool begun = d->past.rest.whole && d->past.rest.missing <= left;
	struct reader start = d->r;
	uint32_t length = begun	     ? d->past.rest.missing
			  : size < 2 ? 0
				     : reader_u16(&d->r);
	size_t had = reader_left(&d->r) + d->beyond;
	if (length < HEADER || length > had) {
		if (length >= HEADER && !d->beyond && (!had || had > HEADER))
			note_unfinished(d, length, had);
		d->r = start;
		layer_decline(d);
		return;
	}
	if (d->tree && !begun)
		field_show_uint(d, "length", 2, length);
	struct part outer = part_open(d, length);
	read_message(d, false);
	part_close(d, outer);
}

/* Questions that are names of known types and classes, and nothing behind them but what
 * was announced: on any port, and on that of QUIC, which is asked about it. */
bool dns_is_message(const struct dissect *d)
{
	struct dns m = { .start = d->r.at, .end = d->r.end };
	struct reader r = d->r;
	reader_skip(&r, 2);
	uint32_t flags = reader_u16(&r), questions = reader_u16(&r);
	uint32_t records = reader_u16(&r);
	records += reader_u16(&r);
	records += reader_u16(&r);
	bool query = !(flags & 0x8000);
	if (r.cut || d->beyond || questions != 1 || records > RECORDS_GUESSED ||
	    flags & 0x7840 || (query && flags & 15) || (flags & 15) > 10)
		return false;
	const char *instead = NULL;
	r.at = walk_name(&m, r.at, r.end, NULL, &instead);
	if (!r.at || instead || r.at - d->r.at <= HEADER + 1)
		return false;
	uint32_t type = reader_u16(&r), class = reader_u16(&r);
	return !r.cut && name_of(types, type, NULL) && name_of(classes, class, NULL) &&
	       (reader_left(&r) == 0) == (records == 0);
}

static void read_guess(struct dissect *d)
{
	if (dns_is_message(d))
		read_message(d, false);
	else
		layer_decline(d);
}

const struct proto proto_dns_guess = {
	.name = "DNS",
	.column = "DNS",
	.family = FAMILY_NAMES,
	.read = read_guess,
};

static void read_mdns(struct dissect *d)
{
	read_message(d, true);
}

const struct proto proto_dns = {
	.name = "DNS",
	.column = "DNS",
	.family = FAMILY_NAMES,
	.read = read_dns,
};

const struct proto proto_dns_tcp = {
	.name = "DNS",
	.column = "DNS",
	.family = FAMILY_NAMES,
	.read = read_dns_tcp,
};

const struct proto proto_mdns = {
	.name = "mDNS",
	.column = "MDNS",
	.family = FAMILY_NAMES,
	.read = read_mdns,
};

const struct proto proto_llmnr = {
	.name = "LLMNR",
	.column = "LLMNR",
	.family = FAMILY_NAMES,
	.read = read_llmnr,
};
