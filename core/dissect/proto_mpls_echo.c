/* Pings along label switched paths (RFC 8029), UDP port 3503.
 *
 *	version:2  flags:2  type:1  reply mode:1  return code:1  subcode:1
 *	handle:4  sequence:4  sent:8  received:8 (NTP)
 *	TLVs:	type:2  length:2  value, padded to four bytes */
#include "core/dissect/field.h"

enum { REQUEST = 1, REPLY = 2, TLV_FEC_STACK = 1 };

static const struct name types[] = {
	{ REQUEST, "MPLS Echo Request" },
	{ REPLY, "MPLS Echo Reply" },
	{ 3, "MPLS Proxy Ping Request" },
	{ 4, "MPLS Proxy Ping Reply" },
	{ 0, NULL },
};

static const struct name modes[] = {
	{ 1, "do not reply" },
	{ 2, "reply by UDP" },
	{ 3, "reply by UDP with router alert" },
	{ 4, "reply by a control channel" },
	{ 0, NULL },
};

static const struct name codes[] = {
	{ 0, "no return code" },
	{ 1, "malformed request" },
	{ 2, "a TLV was not understood" },
	{ 3, "replying router is an egress" },
	{ 4, "replying router has no mapping for the FEC" },
	{ 5, "downstream mapping mismatch" },
	{ 6, "upstream interface index unknown" },
	{ 8, "label switched at this depth" },
	{ 9, "label switched but no MPLS forwarding" },
	{ 10, "mapping is not the given label" },
	{ 11, "no label entry at this depth" },
	{ 12, "protocol not associated with interface" },
	{ 13, "premature termination" },
	{ 0, NULL },
};

static const struct name tlvs[] = {
	{ TLV_FEC_STACK, "target FEC stack" },
	{ 2, "downstream mapping" },
	{ 3, "pad" },
	{ 5, "vendor" },
	{ 7, "interface and label stack" },
	{ 9, "errored TLVs" },
	{ 10, "reply TOS" },
	{ 20, "downstream detailed mapping" },
	{ 0, NULL },
};

static const struct name fecs[] = {
	{ 1, "LDP IPv4 prefix" },
	{ 2, "LDP IPv6 prefix" },
	{ 3, "RSVP IPv4 LSP" },
	{ 4, "RSVP IPv6 LSP" },
	{ 6, "VPN IPv4 prefix" },
	{ 7, "VPN IPv6 prefix" },
	{ 8, "L2 VPN end point" },
	{ 10, "FEC 128 pseudowire" },
	{ 11, "FEC 129 pseudowire" },
	{ 12, "BGP labelled IPv4 prefix" },
	{ 14, "generic IPv4 prefix" },
	{ 16, "nil FEC" },
	{ 34, "IPv4 IGP-prefix segment" },
	{ 0, NULL },
};

static void read_tlvs(struct dissect *d, const char *label, const struct name *names);

static void read_value(struct dissect *d, const struct name *names, uint32_t type)
{
	size_t n = reader_left(&d->r);
	if (names == tlvs && type == TLV_FEC_STACK)
		read_tlvs(d, "FEC", fecs);
	else if (names == fecs && (type == 1 || type == 12 || type == 14) && n >= 5) {
		(void)field_ip4(d, "prefix");
		(void)field_uint(d, "prefix length", 1);
	} else if (names == fecs && type == 3 && n >= 20) {
		(void)field_ip4(d, "tunnel end");
		(void)field_uint(d, "tunnel", 4);
		(void)field_ip4(d, "extended tunnel id");
		(void)field_ip4(d, "tunnel sender");
		(void)field_uint(d, "lsp", 4);
	}
	field_rest(d, "value");
}

/* Those of the FEC stack are nested in one; these are not nested further. */
static void read_tlvs(struct dissect *d, const char *label, const struct name *names)
{
	while (part_more(d) && !d->columns.truncated) {
		uint32_t type = field_named(d, label, 2, names);
		struct nest nest = field_enter(d);
		size_t n = field_uint(d, "length", 2);
		struct part outer = part_open(d, n);
		read_value(d, names, type);
		part_close(d, outer);
		if (n % 4 && part_more(d))
			reader_skip(&d->r, 4 - n % 4);
		field_leave(d, nest);
	}
}

static void read_echo(struct dissect *d)
{
	struct text *info = info_start(d);
	(void)field_uint(d, "version", 2);
	(void)field_hex(d, "flags", 2);
	uint32_t type = field_named(d, "type", 1, types);
	(void)field_named(d, "reply mode", 1, modes);
	uint32_t code = field_named(d, "return code", 1, codes);
	(void)field_uint(d, "return subcode", 1);
	(void)field_hex(d, "handle", 4);
	uint32_t sequence = field_uint(d, "sequence", 4);
	(void)field_bytes(d, "sent", 8);
	(void)field_bytes(d, "received", 8);
	if (d->r.cut)
		return;
	const char *word = name_of(types, type, NULL);
	text_str(info, word ? word : "Unknown Message Type (0x");
	if (!word) {
		text_hex_upper(info, type, 2);
		text_char(info, ')');
	}
	text_str(info, ", seq ");
	text_uint(info, sequence);
	if (type == REPLY) {
		text_str(info, ", ");
		text_str(info, name_of(codes, code, "unknown return code"));
	}
	read_tlvs(d, "tlv", tlvs);
	layer_repeats_info(d);
}

const struct proto proto_mpls_echo = {
	.name = "MPLS echo",
	.column = "MPLS ECHO",
	.family = FAMILY_ICMP,
	.read = read_echo,
};
