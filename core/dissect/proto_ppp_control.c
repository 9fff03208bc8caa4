/* The control protocols of PPP: of the link (LCP, RFC 1661), of what runs over it (IPCP
 * RFC 1332, IPV6CP RFC 5072, CCP RFC 1962 and others alike), and of who may use it (PAP
 * RFC 1334, CHAP RFC 1994).
 *
 *	0        8        16               32
 *	+--------+--------+----------------+
 *	| code   | id     | length         |	then options: type:1  length:1  value
 *	+--------+--------+----------------+ */
#include "core/dissect/field.h"

enum { HEADER = 4, LCP = 0xc021, IPCP = 0x8021, IPV6CP = 0x8057 };
enum { PAP = 0xc023, CHAP = 0xc223 };

static const struct name codes[] = {
	{ 0, "Vendor Specific" },
	{ 1, "Configuration Request" },
	{ 2, "Configuration Ack" },
	{ 3, "Configuration Nak" },
	{ 4, "Configuration Reject" },
	{ 5, "Termination Request" },
	{ 6, "Termination Ack" },
	{ 7, "Code Reject" },
	{ 8, "Protocol Reject" },
	{ 9, "Echo Request" },
	{ 10, "Echo Reply" },
	{ 11, "Discard Request" },
	{ 12, "Identification" },
	{ 13, "Time Remaining" },
	{ 14, "Reset Request" },
	{ 15, "Reset Ack" },
	{ 0, NULL },
};

static const struct name lcp_options[] = {
	{ 1, "maximum receive unit" },
	{ 2, "control character map" },
	{ 3, "authentication" },
	{ 4, "quality" },
	{ 5, "magic number" },
	{ 7, "protocol field compression" },
	{ 8, "address and control compression" },
	{ 13, "callback" },
	{ 17, "multilink receive unit" },
	{ 18, "short sequence numbers" },
	{ 19, "endpoint" },
	{ 0, NULL },
};

static const struct name ipcp_options[] = {
	{ 1, "addresses" },	   { 2, "compression" },
	{ 3, "address" },	   { 129, "primary DNS" },
	{ 130, "primary NBNS" },   { 131, "secondary DNS" },
	{ 132, "secondary NBNS" }, { 0, NULL },
};

static const struct name ipv6cp_options[] = {
	{ 1, "interface id" },
	{ 2, "compression" },
	{ 0, NULL },
};

static const struct name other_options[] = {
	{ 0, NULL },
};

static const struct name authentications[] = {
	{ PAP, "PAP" },
	{ CHAP, "CHAP" },
	{ 0xc227, "EAP" },
	{ 0, NULL },
};

static const struct name columns[] = {
	{ LCP, "PPP LCP" },
	{ IPCP, "PPP IPCP" },
	{ IPV6CP, "PPP IPV6CP" },
	{ 0x80fd, "PPP CCP" },
	{ 0x8281, "PPP MPLSCP" },
	{ 0x8207, "PPP CDPCP" },
	{ 0x8023, "PPP OSINLCP" },
	{ 0x8031, "PPP BCP NCP" },
	{ PAP, "PPP PAP" },
	{ CHAP, "PPP CHAP" },
	{ 0, NULL },
};

static void read_lcp_value(struct dissect *d, struct text *info, uint32_t type)
{
	(void)info;
	if (type == 1)
		(void)field_uint(d, "bytes", 2);
	else if (type == 2 || type == 5)
		(void)field_hex(d, "value", 4);
	else if (type == 3)
		(void)field_named(d, "protocol", 2, authentications);
}

static void read_ipcp_value(struct dissect *d, struct text *info, uint32_t type)
{
	if (type != 3 && type < 129)
		return;
	const uint8_t *ip = field_ip4(d, "address");
	if (!ip || type != 3)
		return;
	text_str(info, ", IP address ");
	addr_ip4(info, ip);
}

static void read_option(struct dissect *d, struct text *info)
{
	uint32_t type = field_named(d, "option", 1,
				    d->key == LCP      ? lcp_options
				    : d->key == IPCP   ? ipcp_options
				    : d->key == IPV6CP ? ipv6cp_options
						       : other_options);
	struct nest nest = field_enter(d);
	size_t length = field_uint(d, "length", 1);
	struct part outer = part_open(d, length < 2 ? 0 : length - 2);
	if (d->key == LCP)
		read_lcp_value(d, info, type);
	else if (d->key == IPCP)
		read_ipcp_value(d, info, type);
	field_rest(d, "value");
	part_close(d, outer);
	field_leave(d, nest);
}

/* Code, id and length, with the words for the codes. */
static uint32_t read_header(struct dissect *d, const struct name *words)
{
	uint32_t code = field_named(d, "code", 1, words);
	(void)field_uint(d, "id", 1);
	size_t length = field_uint(d, "length", 2);
	columns_protocol(d, name_of(columns, d->key, "PPP"));
	if (d->r.cut)
		return 0;
	text_str(info_start(d), name_of(words, code, "Unknown"));
	layer_limit(d, length < HEADER ? 0 : length - HEADER);
	return code;
}

static void read_control(struct dissect *d)
{
	(void)info_start(d);
	uint32_t code = read_header(d, codes);
	struct text *info = &d->columns.info;
	if (code >= 1 && code <= 4) {
		while (part_more(d))
			read_option(d, info);
	} else if (code == 8) {
		(void)field_hex(d, "rejected protocol", 2);
	} else if (code >= 9 && code <= 13 && d->key == LCP) {
		(void)field_hex(d, "magic number", 4);
	}
	field_rest(d, "data");
	layer_repeats_info(d);
}

const struct proto proto_ppp_control = {
	.name = "PPP control",
	.column = "PPP",
	.family = FAMILY_LINK,
	.read = read_control,
};

static const struct name pap_codes[] = {
	{ 1, "Authenticate-Request" },
	{ 2, "Authenticate-Ack" },
	{ 3, "Authenticate-Nak" },
	{ 0, NULL },
};

/* A length of one byte, and the text that it says. */
static void read_words(struct dissect *d, struct text *info, const char *name,
		       const char *label)
{
	size_t n = reader_u8(&d->r);
	const uint8_t *p = field_text(d, name, n);
	if (!p)
		return;
	text_str(info, label);
	text_escape(info, p, n);
	text_char(info, '\'');
}

static void read_pap(struct dissect *d)
{
	(void)info_start(d);
	uint32_t code = read_header(d, pap_codes);
	struct text *info = &d->columns.info;
	if (code == 1) {
		read_words(d, info, "peer", " (Peer-ID='");
		read_words(d, info, "password", ", Password='");
		text_char(info, ')');
	} else if (code && part_more(d)) {
		read_words(d, info, "message", " (Message='");
		text_char(info, ')');
	}
	layer_repeats_info(d);
}

const struct proto proto_ppp_pap = {
	.name = "PAP",
	.column = "PPP PAP",
	.family = FAMILY_LINK,
	.read = read_pap,
};

static const struct name chap_codes[] = {
	{ 1, "Challenge" }, { 2, "Response" }, { 3, "Success" },
	{ 4, "Failure" },   { 0, NULL },
};

static void read_challenge(struct dissect *d, struct text *info)
{
	size_t n = reader_u8(&d->r);
	const uint8_t *value = field_bytes(d, "value", n);
	size_t rest = reader_left(&d->r);
	const uint8_t *name = field_text(d, "name", rest);
	if (!value || !name)
		return;
	text_str(info, " (NAME='");
	text_escape(info, name, rest);
	text_str(info, "', VALUE=0x");
	for (size_t i = 0; i < n; i++)
		text_hex(info, value[i], 2);
	text_char(info, ')');
}

static void read_chap(struct dissect *d)
{
	(void)info_start(d);
	uint32_t code = read_header(d, chap_codes);
	struct text *info = &d->columns.info;
	size_t n = reader_left(&d->r);
	if (code == 1 || code == 2) {
		read_challenge(d, info);
	} else if (code) {
		text_str(info, " (MESSAGE='");
		text_escape(info, d->r.at, n);
		text_str(info, "')");
		(void)field_text(d, "message", n);
	}
	layer_repeats_info(d);
}

const struct proto proto_ppp_chap = {
	.name = "CHAP",
	.column = "PPP CHAP",
	.family = FAMILY_LINK,
	.read = read_chap,
};
