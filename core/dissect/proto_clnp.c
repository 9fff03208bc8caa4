/* Connectionless network layer (ISO 8473) and its discovery of routers (ES-IS, ISO
 * 9542).
 *
 *	CLNP	0x81  header size:1  version:1  lifetime:1  flags and type:1  segment:2
 *		checksum:2  destination size:1  destination  source size:1  source
 *	ES-IS	0x82  header size:1  version:1  0:1  type:1  holding time:2 checksum:2
 */
#include "core/dissect/field.h"

enum { ERROR_REPORT = 1, ECHO_REPLY = 31, ES_HELLO = 2, IS_HELLO = 4, REDIRECT = 6 };

static const struct name pdus[] = {
	{ ERROR_REPORT, "ER NPDU" }, { 28, "DT NPDU" },		 { 29, "MD NPDU" },
	{ 30, "ERQ NPDU" },	     { ECHO_REPLY, "ERP NPDU" }, { 0, NULL },
};

static const struct name hellos[] = {
	{ ES_HELLO, "ES HELLO" },
	{ IS_HELLO, "IS HELLO" },
	{ REDIRECT, "RD REQUEST" },
	{ 0, NULL },
};

/* 49.0001.1921.6800.1001.00: one byte, then pairs, the selector alone. */
static void put_nsap(struct text *t, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i % 2 == 1)
			text_char(t, '.');
		text_hex(t, p[i], 2);
	}
}

/* Where its size is; NULL when cut off. */
static const uint8_t *read_nsap(struct dissect *d, const char *name, struct text *info)
{
	const uint8_t *start = d->r.at;
	size_t n = reader_u8(&d->r);
	const uint8_t *p = reader_bytes(&d->r, n);
	if (!p || d->r.cut)
		return NULL;
	struct text *t = field_over(d, name, n);
	if (t)
		put_nsap(t, p, n);
	put_nsap(info, p, n);
	return start;
}

static void read_clnp(struct dissect *d)
{
	struct text *info = info_start(d);
	(void)field_hex(d, "discriminator", 1);
	(void)field_uint(d, "header length", 1);
	(void)field_uint(d, "version", 1);
	(void)field_uint(d, "lifetime x 0.5 s", 1);
	uint32_t type = reader_u8(&d->r);
	if (d->tree)
		field_show_named(d, "type", 1, type & 0x1f, pdus);
	(void)field_uint(d, "segment length", 2);
	(void)field_hex(d, "checksum", 2);
	if (d->r.cut)
		return;
	text_str(info, name_of(pdus, type & 0x1f, "Unknown NPDU"));
	text_str(info, ", to ");
	const uint8_t *destination = read_nsap(d, "destination", info);
	text_str(info, " from ");
	const uint8_t *source = read_nsap(d, "source", info);
	columns_address(d, ADDRESS_NSAP, source, destination);
	layer_repeats_info(d);
}

const struct proto proto_clnp = {
	.name = "CLNP",
	.column = "CLNP",
	.family = FAMILY_ROUTING,
	.read = read_clnp,
};

static void read_addresses(struct dissect *d, struct text *info, uint32_t type)
{
	if (type == REDIRECT) {
		text_str(info, ", ");
		(void)read_nsap(d, "destination", info);
		size_t n = field_uint(d, "next hop size", 1);
		(void)field_bytes(d, "next hop", n);
		return;
	}
	uint32_t count = type == ES_HELLO ? field_uint(d, "addresses", 1) : 1;
	for (; count && part_more(d); count--) {
		text_str(info, ", ");
		(void)read_nsap(d, "address", info);
	}
}

static void read_esis(struct dissect *d)
{
	struct text *info = info_start(d);
	(void)field_hex(d, "discriminator", 1);
	(void)field_uint(d, "header length", 1);
	(void)field_uint(d, "version", 1);
	reader_skip(&d->r, 1);
	uint32_t type = reader_u8(&d->r) & 0x1f;
	if (d->tree)
		field_show_named(d, "type", 1, type, hellos);
	(void)field_uint(d, "holding time s", 2);
	(void)field_hex(d, "checksum", 2);
	if (d->r.cut)
		return;
	const char *word = name_of(hellos, type, NULL);
	text_str(info, word ? word : "Unknown (0x");
	if (word)
		read_addresses(d, info, type);
	else
		text_hex(info, type, 1);
	text_str(info, word ? "" : ")");
	field_rest(d, "options");
	layer_repeats_info(d);
}

const struct proto proto_esis = {
	.name = "ES-IS",
	.column = "ESIS",
	.family = FAMILY_ROUTING,
	.read = read_esis,
};

/* Behind a first byte that is nobody's. */
static void read_unknown(struct dissect *d)
{
	struct text *info = info_start(d);
	uint32_t id = field_hex(d, "discriminator", 1);
	text_str(info, "Unknown ISO protocol (");
	text_hex(info, id, 2);
	text_char(info, ')');
	layer_repeats_info(d);
}

const struct proto proto_osi_unknown = {
	.name = "OSI",
	.column = "ISO",
	.family = FAMILY_OTHER,
	.read = read_unknown,
};

/* Straight over IP (RFC 1070): the first byte tells, as behind LLC. */
static void read_over_ip(struct dissect *d)
{
	if (part_more(d))
		next(d, SPACE_NLPID, *d->r.at);
}

const struct proto proto_osi_over_ip = {
	.name = "OSI over IP",
	.family = FAMILY_OTHER,
	.read = read_over_ip,
};
