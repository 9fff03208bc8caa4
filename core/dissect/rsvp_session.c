/* Whom an RSVP message is about: sessions, and senders as templates and filters name
 * them (RFC 2205 A, 3175 3, 3209 4.6, 4875 19, 3474 4, OIF E-NNI).
 *
 *	IP:	address:4 or 16  protocol:1  flags:1  port:2
 *	LSP:	address:4 or 16  call id:2  tunnel or LSP:2  [extended id:4 or 16] */
#include "core/dissect/rsvp.h"

enum session {
	IP4 = 1,
	IP6 = 2,
	LSP4 = 7,
	LSP6 = 8,
	AGGREGATE4 = 9,
	UNI4 = 11,
	SENDER_P2MP4 = 12,
	P2MP4 = 13,
	P2MP6 = 14,
	ENNI4 = 15,
};

static void put_ip4(struct text *info, const char *label, const uint8_t *ip)
{
	if (!ip)
		return;
	text_str(info, label);
	addr_ip4(info, ip);
}

static void put_ip6(struct text *info, const char *label, const uint8_t *ip)
{
	if (!ip)
		return;
	text_str(info, label);
	addr_ip6(info, ip);
}

static void put_uint(struct text *info, const char *label, uint32_t value)
{
	text_str(info, label);
	text_uint(info, value);
}

static void put_short_hex(struct text *info, uint32_t value)
{
	unsigned digits = 1;
	while (digits < 8 && value >> digits * 4)
		digits++;
	text_hex(info, value, digits);
}

static void read_ip4(struct dissect *d, struct text *info)
{
	const uint8_t *destination = field_ip4(d, "destination");
	uint32_t protocol = field_named(d, "protocol", 1, names_ip_protocols);
	(void)field_hex(d, "flags", 1);
	uint32_t port = field_uint(d, "port", 2);
	put_ip4(info, "IPv4, Destination ", destination);
	put_uint(info, ", Protocol ", protocol);
	put_uint(info, ", Port ", port);
}

static void read_ip6(struct dissect *d, struct text *info)
{
	const uint8_t *destination = field_ip6(d, "destination");
	uint32_t protocol = field_named(d, "protocol", 1, names_ip_protocols);
	(void)field_hex(d, "flags", 1);
	uint32_t port = field_uint(d, "port", 2);
	put_uint(info, "Type ", IP6);
	put_ip6(info, ", Destination ", destination);
	put_uint(info, ", Protocol ", protocol);
	put_uint(info, ", Port ", port);
}

static void read_lsp4(struct dissect *d, struct text *info)
{
	const uint8_t *destination = field_ip4(d, "destination");
	uint32_t call = field_uint(d, "short call id", 2);
	uint32_t tunnel = field_uint(d, "tunnel", 2);
	uint32_t extended = field_hex(d, "extended id", 4);
	put_ip4(info, "IPv4-LSP, Destination ", destination);
	put_uint(info, ", Short Call ID ", call);
	put_uint(info, ", Tunnel ID ", tunnel);
	text_str(info, ", Ext ID ");
	put_short_hex(info, extended);
}

static void read_lsp6(struct dissect *d, struct text *info)
{
	const uint8_t *destination = field_ip6(d, "destination");
	uint32_t call = field_uint(d, "short call id", 2);
	uint32_t tunnel = field_uint(d, "tunnel", 2);
	const uint8_t *extended = field_bytes(d, "extended id", 16);
	put_ip6(info, "IPv6-LSP, Destination ", destination);
	put_uint(info, ", Short Call ID ", call);
	put_uint(info, ", Tunnel ID ", tunnel);
	text_str(info, ", Ext ID ");
	for (size_t i = 0; extended && i < 16; i++)
		text_hex(info, extended[i], 2);
}

static void read_aggregate(struct dissect *d, struct text *info)
{
	const uint8_t *destination = field_ip4(d, "destination");
	reader_skip(&d->r, 3);
	uint32_t dscp = field_uint(d, "dscp", 1);
	put_ip4(info, "IPv4-Aggregate, Destination ", destination);
	put_uint(info, ", DSCP ", dscp);
}

static void read_interface(struct dissect *d, struct text *info, uint32_t type)
{
	const uint8_t *destination = field_ip4(d, "destination");
	reader_skip(&d->r, 2);
	uint32_t tunnel = field_uint(d, "tunnel", 2);
	const uint8_t *extended = field_ip4(d, "extended address");
	put_ip4(info,
		type == UNI4 ? "IPv4-UNI, Destination " : "IPv4-E-NNI, Destination ",
		destination);
	put_uint(info, ", Tunnel ID ", tunnel);
	put_ip4(info, ", Ext Address ", extended);
}

static void read_p2mp(struct dissect *d, struct text *info, uint32_t type)
{
	uint32_t id = field_uint(d, "P2MP id", 4);
	reader_skip(&d->r, 2);
	uint32_t tunnel = field_uint(d, "tunnel", 2);
	text_str(info, type == P2MP4 ? "IPv4" : "IPv6");
	put_uint(info, "-P2MP LSP TUNNEL, P2MP ID ", id);
	put_uint(info, ", Tunnel ID ", tunnel);
	if (type == P2MP4)
		put_ip4(info, ", Ext Tunnel ", field_ip4(d, "extended tunnel"));
	else
		put_ip6(info, ", Ext Tunnel ", field_ip6(d, "extended tunnel"));
}

/* What was cut off leaves no words behind. */
static void finish(struct dissect *d, struct text *info, struct text before)
{
	if (d->r.cut)
		*info = before;
	else
		text_char(info, '.');
}

void rsvp_read_session(struct dissect *d, struct text *info, uint32_t type)
{
	struct text before = *info;
	text_str(info, " SESSION: ");
	if (type == IP4)
		read_ip4(d, info);
	else if (type == IP6)
		read_ip6(d, info);
	else if (type == LSP4)
		read_lsp4(d, info);
	else if (type == LSP6)
		read_lsp6(d, info);
	else if (type == AGGREGATE4)
		read_aggregate(d, info);
	else if (type == UNI4 || type == ENNI4)
		read_interface(d, info, type);
	else if (type == P2MP4 || type == P2MP6)
		read_p2mp(d, info, type);
	else
		put_uint(info, "Type ", type);
	finish(d, info, before);
}

/* The address of a sender, and behind two bytes its port or LSP. */
static void read_sender4(struct dissect *d, struct text *info, uint32_t type)
{
	const uint8_t *source = field_ip4(d, "source");
	if (type == AGGREGATE4) {
		put_ip4(info, "IPv4-Aggregate, Aggregator ", source);
		return;
	}
	uint32_t call = reader_u16(&d->r);
	uint32_t id = field_uint(d, type == IP4 ? "port" : "lsp", 2);
	if (type == IP4) {
		put_ip4(info, "IPv4, Sender ", source);
		put_uint(info, ", Port ", id);
	} else if (type == LSP4) {
		put_ip4(info, "IPv4-LSP, Tunnel Source: ", source);
		put_uint(info, ", Short Call ID: ", call);
		put_uint(info, ", LSP ID: ", id);
	} else {
		put_ip4(info, "P2MP_LSP_TUNNEL_IPv4, IPv4 tunnel sender address ",
			source);
		put_uint(info, ", LSP ID: ", id);
		put_ip4(info, ", Sub-Group Originator ",
			field_ip4(d, "sub-group originator"));
		reader_skip(&d->r, 2);
		put_uint(info, ", Sub-Group ID ", field_uint(d, "sub-group", 2));
	}
}

static void read_sender6(struct dissect *d, struct text *info, uint32_t type)
{
	const uint8_t *source = field_ip6(d, "source");
	uint32_t call = reader_u16(&d->r);
	uint32_t id = field_uint(d, type == IP6 ? "port" : "lsp", 2);
	if (type == IP6) {
		put_uint(info, "Type ", IP6);
		put_ip6(info, ", Sender ", source);
		put_uint(info, ", Port ", id);
	} else {
		put_ip6(info, "IPv6-LSP, Tunnel Source: ", source);
		put_uint(info, ", Short Call ID: ", call);
		put_uint(info, ", LSP ID: ", id);
	}
}

void rsvp_read_sender(struct dissect *d, struct text *info, uint32_t type,
		      const char *label)
{
	struct text before = *info;
	text_str(info, label);
	if (type == IP4 || type == LSP4 || type == AGGREGATE4 || type == SENDER_P2MP4)
		read_sender4(d, info, type);
	else if (type == IP6 || type == LSP6)
		read_sender6(d, info, type);
	else
		put_uint(info, "Type ", type);
	finish(d, info, before);
}
