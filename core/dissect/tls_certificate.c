/* The certificates of a TLS handshake (RFC 5246 7.4.2, 8446 4.4.2): of each, who it is
 * for, who says so, and from when to when (X.509, RFC 5280 4.1).
 *
 *	[context:1+n]  size:3  { size:3  certificate  [extensions:2+n] }	[]:
 *TLS 1.3 certificate: { { [version]  serial  algorithm  issuer  validity  subject ... }
 *} */
#include <string.h>

#include "core/dissect/ber.h"
#include "core/dissect/field.h"
#include "core/dissect/tls.h"

enum { VERSION_TAG = 0xa0, COMMON_NAME = 3, ATTRIBUTE_SIZE = 3 };

/* The common name among the attributes of a name, else the last attribute that is text:
 * { set { sequence { oid, text } } }. */
static void read_name(struct dissect *d, const char *label)
{
	static const uint8_t attribute[ATTRIBUTE_SIZE] = { 0x55, 0x04, COMMON_NAME };
	uint32_t tag;
	const uint8_t *found = NULL, *start = d->r.at;
	size_t found_size = 0;
	struct part outer = ber_open(d, &tag);
	while (part_more(d)) {
		struct part set = ber_open(d, &tag);
		struct part sequence = ber_open(d, &tag);
		struct part oid = ber_open(d, &tag);
		bool common = reader_left(&d->r) == ATTRIBUTE_SIZE &&
			      !memcmp(d->r.at, attribute, ATTRIBUTE_SIZE);
		part_close(d, oid);
		struct part value = ber_open(d, &tag);
		if (!d->r.cut && (common || !found)) {
			found = d->r.at;
			found_size = reader_left(&d->r);
		}
		part_close(d, value);
		part_close(d, sequence);
		part_close(d, set);
	}
	part_close(d, outer);
	struct text *t =
		found ? field_at(d, label, start, (size_t)(d->r.at - start)) : NULL;
	if (t)
		text_escape(t, found, found_size);
}

/* 20260228235959Z, or two digits of the year. */
static void read_time(struct dissect *d, const char *label)
{
	uint32_t tag;
	struct part outer = ber_open(d, &tag);
	(void)field_text(d, label, reader_left(&d->r));
	part_close(d, outer);
}

static void skip_value(struct dissect *d)
{
	uint32_t tag;
	struct part outer = ber_open(d, &tag);
	part_close(d, outer);
}

static void read_certificate(struct dissect *d)
{
	uint32_t tag;
	struct part outer = ber_open(d, &tag);
	struct part inner = ber_open(d, &tag);
	if (part_more(d) && *d->r.at == VERSION_TAG)
		skip_value(d);
	skip_value(d); /* serial */
	skip_value(d); /* algorithm */
	read_name(d, "issuer");
	struct part validity = ber_open(d, &tag);
	read_time(d, "valid from");
	read_time(d, "valid to");
	part_close(d, validity);
	read_name(d, "subject");
	part_close(d, inner);
	part_close(d, outer);
}

/* It is opaque to TLS: when it contradicts itself, the packet does not. */
static void try_certificate(struct dissect *d)
{
	const struct reader all = d->r;
	size_t beyond = d->beyond;
	bool malformed = d->columns.malformed, truncated = d->columns.truncated;
	if (d->tree && !all.cut)
		read_certificate(d);
	d->r = all;
	d->beyond = beyond;
	d->columns.malformed = malformed;
	d->columns.truncated = truncated;
	d->r.at = d->r.end;
}

static void read_entry(struct dissect *d)
{
	size_t n = reader_u24(&d->r);
	struct text *t = field_over(d, "certificate", 3);
	if (t) {
		text_uint(t, n);
		text_str(t, " bytes");
	}
	struct nest nest = field_enter(d);
	struct part outer = part_open(d, n);
	try_certificate(d);
	part_close(d, outer);
	field_leave(d, nest);
}

void tls_certificates(struct dissect *d)
{
	/* Version 1.3 has a context in front, which is empty in a server's. */
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	bool context = left >= 4 && !p[0] &&
		       ((size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3]) == left - 4;
	if (context)
		reader_skip(&d->r, 1);
	(void)field_uint(d, "certificates size", 3);
	while (part_more(d)) {
		read_entry(d);
		if (context)
			(void)field_bytes(d, "extensions", reader_u16(&d->r));
	}
}
