/* IP security: the authentication header (RFC 4302), which hides nothing, and the
 * encapsulating payload (RFC 4303), of which only the head can be read. Over UDP it
 * is proto_ike.c's.
 *
 *	AH	next:1  size:1  reserved:2  spi:4  sequence:4  check value
 *	ESP	spi:4  sequence:4  encrypted ... */
#include "core/dissect/field.h"

enum { AH_FIXED = 12 };

static void put_spi(struct text *t, const char *name, uint32_t spi)
{
	text_str(t, name);
	text_str(t, " (SPI=0x");
	text_hex(t, spi, 8);
	text_char(t, ')');
}

static void read_ah(struct dissect *d)
{
	struct text *info = info_start(d);
	uint32_t following = field_named(d, "next", 1, names_ip_protocols);
	size_t words = field_uint(d, "size", 1);
	reader_skip(&d->r, 2);
	uint32_t spi = field_hex(d, "spi", 4);
	uint32_t sequence = field_uint(d, "sequence", 4);
	if (d->r.cut)
		return;
	put_spi(info, "AH", spi);
	struct text *t = layer_summary(d);
	if (t) {
		put_spi(t, "AH", spi);
		text_str(t, "  sequence ");
		text_uint(t, sequence);
	}
	size_t all = (words + 2) * 4;
	if (all > AH_FIXED)
		(void)field_bytes(d, "check value", all - AH_FIXED);
	next(d, SPACE_IP, following);
}

const struct proto proto_ah = {
	.name = "AH",
	.column = "AH",
	.family = FAMILY_OTHER,
	.read = read_ah,
};

static void read_esp(struct dissect *d)
{
	struct text *info = info_start(d);
	uint32_t spi = field_hex(d, "spi", 4);
	uint32_t sequence = field_uint(d, "sequence", 4);
	if (d->r.cut)
		return;
	put_spi(info, "ESP", spi);
	struct text *t = layer_summary(d);
	if (t) {
		put_spi(t, "ESP", spi);
		text_str(t, "  sequence ");
		text_uint(t, sequence);
	}
	field_rest(d, "encrypted");
}

const struct proto proto_esp = {
	.name = "ESP",
	.column = "ESP",
	.family = FAMILY_OTHER,
	.read = read_esp,
};

static const struct name compressions[] = {
	{ 1, "OUI" }, { 2, "DEFLATE" }, { 3, "LZS" }, { 4, "LZJH" }, { 0, NULL },
};

static void read_ipcomp(struct dissect *d)
{
	struct text *info = info_start(d);
	(void)field_named(d, "next", 1, names_ip_protocols);
	(void)field_hex(d, "flags", 1);
	uint32_t index = field_code(d, "cpi", 2, compressions);
	if (d->r.cut)
		return;
	const char *word = name_of(compressions, index, NULL);
	text_str(info, word ? "IPComp (CPI=" : "IPComp (CPI=0x");
	if (word)
		text_str(info, word);
	else
		text_hex(info, index, 4);
	text_char(info, ')');
	layer_repeats_info(d);
	field_rest(d, "compressed");
}

const struct proto proto_ipcomp = {
	.name = "IPComp",
	.column = "IPComp",
	.family = FAMILY_OTHER,
	.read = read_ipcomp,
};
