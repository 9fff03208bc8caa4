/* Next hop resolution (RFC 2332), as DMVPN uses it over GRE.
 *
 *	family:2  protocol:2  SNAP:5  hops:1  size:2  checksum:2  extensions at:2
 *	version:1  type:1  NBMA size:1  subaddress size:1
 *	sizes of protocol addresses:1+1  flags:2  request:4
 *	source NBMA  subaddress  source protocol  destination protocol
 *	client:	code:1  prefix:1  0:2  mtu:2  holding time:2  sizes:3  preference:1 ...
 */
#include "core/dissect/checksum.h"

enum { FIXED = 20, SIZE_MASK = 0x3f, FAMILY_IP4 = 1, FAMILY_IP6 = 2 };
enum type { RESOLUTION_REQUEST = 1, RESOLUTION_REPLY = 2, ERROR_INDICATION = 7 };
enum { TRAFFIC_INDICATION = 8 }; /* of DMVPN: whose packet took the long way */

static const struct name types[] = {
	{ RESOLUTION_REQUEST, "Resolution Request" },
	{ RESOLUTION_REPLY, "Resolution Reply" },
	{ 3, "Registration Request" },
	{ 4, "Registration Reply" },
	{ 5, "Purge Request" },
	{ 6, "Purge Reply" },
	{ ERROR_INDICATION, "Error Indication" },
	{ TRAFFIC_INDICATION, "Traffic Indication" },
	{ 0, NULL },
};

static const struct name codes[] = {
	{ 0, "Success" },
	{ 4, "Administratively Prohibited" },
	{ 5, "Insufficient Resources" },
	{ 6, "Address Collision with existing unique registration" },
	{ 11, "No Internetworking Layer Address to NBMA Address Binding Exists" },
	{ 12, "Binding Exists But Is Not Unique" },
	{ 13, "Binding Exists But Is Not Unique" },
	{ 14, "Unique Internetworking Layer Address Already Registered" },
	{ 0, NULL },
};

static const struct name errors[] = {
	{ 1, "Unrecognized Extension" },
	{ 3, "NHRP Loop Detected" },
	{ 6, "Protocol Address Unreachable" },
	{ 7, "Protocol Error" },
	{ 8, "NHRP SDU Size Exceeded" },
	{ 9, "Invalid Extension" },
	{ 10, "Invalid NHRP Resolution Reply Received" },
	{ 11, "Authentication Failure" },
	{ 15, "Hop Count Exceeded" },
	{ 0, NULL },
};

static const struct name extensions[] = {
	{ 0, "end" },
	{ 3, "responder address" },
	{ 4, "forward transit record" },
	{ 5, "reverse transit record" },
	{ 7, "authentication" },
	{ 8, "vendor" },
	{ 9, "NAT address" },
	{ 0, NULL },
};

struct nhrp {
	uint32_t type, nbma, sub, source, destination; /* sizes, but for the type */
	const uint8_t *from, *to;
};

static void put_address(struct text *t, const uint8_t *p, size_t n)
{
	if (n == 4)
		addr_ip4(t, p);
	else if (n == 16)
		addr_ip6(t, p);
	else
		addr_colons(t, p, n);
}

static const uint8_t *read_address(struct dissect *d, const char *name, size_t n)
{
	const uint8_t *p = n ? reader_bytes(&d->r, n) : NULL;
	struct text *t = p ? field_over(d, name, n) : NULL;
	if (t)
		put_address(t, p, n);
	return p;
}

/* Client information, one entry per address; its code says whether it worked. */
static void read_client(struct dissect *d, struct text *info, bool reply)
{
	uint32_t code = reader_u8(&d->r);
	if (d->tree)
		field_show_named(d, "client", 1, code, codes);
	struct nest nest = field_enter(d);
	(void)field_uint(d, "prefix length", 1);
	reader_skip(&d->r, 2);
	(void)field_uint(d, "mtu", 2);
	(void)field_uint(d, "holding time s", 2);
	size_t nbma = reader_u8(&d->r) & SIZE_MASK, sub = reader_u8(&d->r) & SIZE_MASK;
	size_t protocol = reader_u8(&d->r);
	(void)field_uint(d, "preference", 1);
	(void)read_address(d, "NBMA address", nbma);
	(void)read_address(d, "NBMA subaddress", sub);
	(void)read_address(d, "protocol address", protocol);
	field_leave(d, nest);
	if (!reply || d->r.cut)
		return;
	text_str(info, ", Code=");
	names_put(info, codes, code, "Unknown", 0);
}

static void read_mandatory(struct dissect *d, struct text *info, struct nhrp *h)
{
	h->source = field_uint(d, "source size", 1);
	h->destination = field_uint(d, "destination size", 1);
	if (h->type == ERROR_INDICATION) {
		uint32_t error = field_named(d, "error", 2, errors);
		(void)field_uint(d, "error offset", 2);
		text_str(info, ", ");
		names_put(info, errors, error, "Unknown", 0);
	} else {
		(void)field_hex(d, "flags", 2);
		uint32_t id = field_uint(d, "request", 4);
		text_str(info, ", ID=");
		text_uint(info, id);
	}
	(void)read_address(d, "source NBMA", h->nbma);
	(void)read_address(d, "source NBMA subaddress", h->sub);
	h->from = read_address(d, "source protocol", h->source);
	h->to = read_address(d, "destination protocol", h->destination);
	if (h->type >= ERROR_INDICATION) {
		field_rest(d, "packet");
		return;
	}
	bool reply = h->type % 2 == 0;
	while (part_more(d) && !d->columns.truncated)
		read_client(d, info, reply);
}

static void read_extensions(struct dissect *d)
{
	while (part_more(d)) {
		uint32_t type = reader_u16(&d->r) & 0x3fff;
		if (d->tree)
			field_show_named(d, "extension", 2, type, extensions);
		struct nest nest = field_enter(d);
		struct part outer = part_open(d, field_uint(d, "length", 2));
		field_rest(d, "value");
		part_close(d, outer);
		field_leave(d, nest);
	}
}

static void put_ends(struct text *info, const struct nhrp *h)
{
	if (!h->from || !h->to)
		return;
	text_str(info, ", ");
	put_address(info, h->from, h->source);
	text_str(info, ARROW);
	put_address(info, h->to, h->destination);
}

static void read_nhrp(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	size_t left = reader_left(&d->r) + d->beyond;
	(void)field_uint(d, "address family", 2);
	(void)field_hex(d, "protocol type", 2);
	(void)field_bytes(d, "SNAP", 5);
	(void)field_uint(d, "hops", 1);
	size_t size = field_uint(d, "size", 2);
	reader_skip(&d->r, 2);
	if (d->tree && size <= left)
		checksum_field(d, CHECKSUM_PLAIN, 0, start, size);
	size_t extensions_at = field_uint(d, "extensions at", 2);
	(void)field_uint(d, "version", 1);
	struct nhrp h = { .type = field_named(d, "type", 1, types) };
	h.nbma = field_uint(d, "NBMA size", 1) & SIZE_MASK;
	h.sub = field_uint(d, "NBMA subaddress size", 1) & SIZE_MASK;
	struct text *info = info_start(d);
	if (d->r.cut)
		return;
	text_str(info, "NHRP ");
	text_str(info, name_of(types, h.type, "Unknown"));
	layer_limit(d, size > FIXED ? size - FIXED : 0);
	size_t body = reader_left(&d->r) + d->beyond;
	struct part outer =
		part_open(d, extensions_at > FIXED ? extensions_at - FIXED : body);
	read_mandatory(d, info, &h);
	part_close(d, outer);
	put_ends(info, &h);
	read_extensions(d);
	layer_repeats_info(d);
}

const struct proto proto_nhrp = {
	.name = "NHRP",
	.column = "NHRP",
	.family = FAMILY_ROUTING,
	.read = read_nhrp,
};
