/* Internet control messages for IPv6 (RFC 4443; 2894, 4620, 6275, 8335, 6550).
 *
 *	0        8        16               32
 *	+--------+--------+----------------+
 *	| type   | code   | checksum       |
 *	| depends on the type              |
 *	+----------------------------------+
 *
 * Neighbour discovery is in icmp6_nd.c, multicast listeners are in icmp6_mld.c. */
#include "core/dissect/checksum.h"
#include "core/dissect/icmp.h"
#include "core/dissect/icmp6.h"
#include "core/dissect/recall.h"

#define IPPROTO_NUMBER 58
#define ETHERTYPE_IP6  0x86dd

static const struct name unreachable_codes[] = {
	{ 0, "no route to destination" },
	{ 1, "Administratively prohibited" },
	{ 2, "Beyond scope of source address" },
	{ 3, "Address unreachable" },
	{ 4, "Port unreachable" },
	{ 5, "Source address failed ingress/egress policy" },
	{ 6, "Reject route to destination" },
	{ 7, "Error in Source Routing Header" },
	{ 8, "Headers too long" },
	{ 9, "Error in P-Route" },
	{ 0, NULL },
};

static const struct name exceeded_codes[] = {
	{ 0, "hop limit exceeded in transit" },
	{ 1, "fragment reassembly time exceeded" },
	{ 0, NULL },
};

static const struct name problem_codes[] = {
	{ 0, "erroneous header field encountered" },
	{ 1, "unrecognized Next Header type encountered" },
	{ 2, "unrecognized IPv6 option encountered" },
	{ 3, "IPv6 First Fragment has incomplete IPv6 Header Chain" },
	{ 4, "SR Upper-layer Header Error" },
	{ 5, "Unrecognized Next Header type encountered by intermediate node" },
	{ 6, "Extension header too big" },
	{ 7, "Extension header chain too long" },
	{ 8, "Too many extension headers" },
	{ 9, "Too many options in extension header" },
	{ 10, "Option too big" },
	{ 0, NULL },
};

static const struct name renumbering_codes[] = {
	{ 0, "Command" },
	{ 1, "Result" },
	{ 255, "Sequence Number Reset" },
	{ 0, NULL },
};

static const struct name node_query_codes[] = {
	{ 0, "Query subject = IPv6 addresses" },
	{ 1, "Query subject = DNS name or empty" },
	{ 2, "Query subject = IPv4 addresses" },
	{ 0, NULL },
};

static const struct name node_reply_codes[] = {
	{ 0, "Successful reply" },
	{ 1, "Refused" },
	{ 2, "Unknown query type" },
	{ 0, NULL },
};

static const struct name rpl_codes[] = {
	{ 0x00, "DODAG Information Solicitation" },
	{ 0x01, "DODAG Information Object" },
	{ 0x02, "Destination Advertisement Object" },
	{ 0x03, "Destination Advertisement Object Acknowledgment" },
	{ 0x04, "P2P Discovery Reply Object" },
	{ 0x05, "P2P Discovery Reply Object Acknowledgement" },
	{ 0x80, "Secure DODAG Information Solicitation" },
	{ 0x81, "Secure DODAG Information Object" },
	{ 0x82, "Secure Destination Advertisement Object" },
	{ 0x83, "Secure Destination Advertisement Object Acknowledgment" },
	{ 0x8a, "Consistency Check" },
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

/* --- What follows the checksum. --- */

/* RFC 4884: the size of the quoted packet counts 64-bit words. */
static void read_quote(struct dissect *d, uint32_t words)
{
	icmp_read_quote(d, words * (size_t)8);
	next(d, SPACE_ETHERTYPE, ETHERTYPE_IP6);
}

static void read_error(struct dissect *d, struct text *info)
{
	(void)info;
	uint32_t words = field_uint(d, "quoted words", 1);
	reader_skip(&d->r, 3);
	read_quote(d, words);
}

static void read_too_big(struct dissect *d, struct text *info)
{
	(void)info;
	(void)field_uint(d, "mtu", 4);
	read_quote(d, 0);
}

static void read_problem(struct dissect *d, struct text *info)
{
	(void)info;
	(void)field_uint(d, "pointer", 4);
	read_quote(d, 0);
}

static void read_echo(struct dissect *d, struct text *info)
{
	uint32_t id = field_hex(d, "identifier", 2);
	uint32_t sequence = field_uint(d, "sequence", 2);
	if (d->r.cut)
		return;
	text_str(info, " id=0x");
	text_hex(info, id, 4);
	text_str(info, ", seq=");
	text_uint(info, sequence);
	if (d->ip.size) {
		text_str(info, ", hop limit=");
		text_uint(info, d->ip.hops);
	}
	recall_put_pair(d);
}

static void read_request(struct dissect *d, struct text *info)
{
	recall_echo(d, IPPROTO_NUMBER, false);
	read_echo(d, info);
}

static void read_reply(struct dissect *d, struct text *info)
{
	recall_echo(d, IPPROTO_NUMBER, true);
	read_echo(d, info);
}

static void read_renumbering(struct dissect *d, struct text *info)
{
	static const struct name flags[] = {
		{ 0x80, "test" },
		{ 0x40, "result requested" },
		{ 0x20, "all interfaces" },
		{ 0x10, "site specific" },
		{ 0x08, "processed before" },
		{ 0, NULL },
	};
	(void)info;
	(void)field_uint(d, "sequence", 4);
	(void)field_uint(d, "segment", 1);
	(void)field_flags(d, "flags", 1, flags);
	(void)field_uint(d, "maximum delay ms", 2);
	reader_skip(&d->r, 4);
	field_rest(d, "content");
}

static void read_node(struct dissect *d, struct text *info)
{
	static const struct name asked[] = {
		{ 0, "nothing" },	 { 1, "unused" },	  { 2, "node name" },
		{ 3, "node addresses" }, { 4, "IPv4 addresses" }, { 0, NULL },
	};
	static const struct name flags[] = {
		{ 0x20, "global" },
		{ 0x10, "site local" },
		{ 0x08, "link local" },
		{ 0x04, "IPv4 mapped" },
		{ 0x02, "all unicast" },
		{ 0x01, "truncated" },
		{ 0, NULL },
	};
	(void)info;
	(void)field_named(d, "asked for", 2, asked);
	(void)field_flags(d, "flags", 2, flags);
	(void)field_bytes(d, "nonce", 8);
	field_rest(d, "content");
}

static void read_other(struct dissect *d, struct text *info)
{
	(void)info;
	field_rest(d, "content");
}

struct message {
	uint32_t type;
	const char *name;
	const struct name *codes; /* NULL: Info has no code */
	void (*read)(struct dissect *d, struct text *info);
};

static const struct message messages[] = {
	{ 1, "Destination Unreachable", unreachable_codes, read_error },
	{ 2, "Packet Too Big", NULL, read_too_big },
	{ 3, "Time Exceeded", exceeded_codes, read_error },
	{ 4, "Parameter Problem", problem_codes, read_problem },
	{ 100, "Private experimentation", NULL, read_other },
	{ 101, "Private experimentation", NULL, read_other },
	{ 127, "Reserved for expansion of ICMPv6 error messages", NULL, read_other },
	{ 128, "Echo (ping) request", NULL, read_request },
	{ 129, "Echo (ping) reply", NULL, read_reply },
	{ 130, "Multicast Listener Query", NULL, icmp6_read_listener_query },
	{ 131, "Multicast Listener Report", NULL, icmp6_read_listener_group },
	{ 132, "Multicast Listener Done", NULL, icmp6_read_listener_group },
	{ 133, "Router Solicitation", NULL, icmp6_read_router_solicitation },
	{ 134, "Router Advertisement", NULL, icmp6_read_router_advertisement },
	{ 135, "Neighbor Solicitation", NULL, icmp6_read_solicitation },
	{ 136, "Neighbor Advertisement", NULL, icmp6_read_advertisement },
	{ 137, "Redirect", NULL, icmp6_read_redirect },
	{ 138, "Router Renumbering", renumbering_codes, read_renumbering },
	{ 139, "Node Information Query", node_query_codes, read_node },
	{ 140, "Node Information Reply", node_reply_codes, read_node },
	{ 141, "Inverse Neighbor Discovery Solicitation", NULL, icmp6_read_inverse },
	{ 142, "Inverse Neighbor Discovery Advertisement", NULL, icmp6_read_inverse },
	{ 143, "Multicast Listener Report Message v2", NULL,
	  icmp6_read_listener_report2 },
	{ 144, "Home Agent Address Discovery Request", NULL, read_other },
	{ 145, "Home Agent Address Discovery Reply", NULL, read_other },
	{ 146, "Mobile Prefix Solicitation", NULL, icmp6_read_mobile_prefix },
	{ 147, "Mobile Prefix Advertisement", NULL, icmp6_read_mobile_prefix },
	{ 148, "Certification Path Solicitation", NULL, read_other },
	{ 149, "Certification Path Advertisement", NULL, read_other },
	{ 150, "Experimental Mobility", NULL, read_other },
	{ 151, "Multicast Router Advertisement", NULL, read_other },
	{ 152, "Multicast Router Solicitation", NULL, read_other },
	{ 153, "Multicast Router Termination", NULL, read_other },
	{ 154, "FMIPv6", NULL, read_other },
	{ 155, "RPL Control", rpl_codes, read_other },
	{ 156, "Locator Update", NULL, read_other },
	{ 157, "Duplicate Address Request", NULL, read_other },
	{ 158, "Duplicate Address Confirmation", NULL, read_other },
	{ 159, "MPL Control Message", NULL, read_other },
	{ 160, "Extended Echo request", request_codes, icmp_read_extended_request },
	{ 161, "Extended Echo reply", interface_codes, icmp_read_extended_reply },
	{ 200, "Private experimentation", NULL, read_other },
	{ 201, "Private experimentation", NULL, read_other },
	{ 255, "Reserved for expansion of ICMPv6 informational messages", NULL,
	  read_other },
};

static const struct message *message_find(uint32_t type)
{
	static const struct message unknown = { 256, "Unknown", NULL, read_other };
	for (size_t i = 0; i < COUNT(messages); i++)
		if (messages[i].type == type)
			return &messages[i];
	return &unknown;
}

static void put_kind(struct text *t, const struct message *m, uint32_t type,
		     uint32_t code)
{
	text_str(t, m->name);
	if (m->type != type) {
		text_str(t, " (");
		text_uint(t, type);
		text_char(t, ')');
	}
	if (!m->codes)
		return;
	const char *word = name_of(m->codes, code, NULL);
	text_str(t, " (");
	if (word) {
		text_str(t, word);
	} else {
		text_str(t, "Unknown code: ");
		text_uint(t, code);
	}
	text_char(t, ')');
}

static void show_type(struct dissect *d, const struct message *m, uint32_t type)
{
	struct text *t = field_over(d, "type", 1);
	if (t) {
		text_uint(t, type);
		text_str(t, "  ");
		text_str(t, m->name);
	}
}

static void read_icmp6(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	size_t length = reader_left(&d->r) + d->beyond;
	struct text *info = info_start(d);
	uint32_t type = reader_u8(&d->r);
	const struct message *m = message_find(type);
	show_type(d, m, type);
	uint32_t code = reader_u8(&d->r);
	if (d->tree && m->codes)
		field_show_named(d, "code", 1, code, m->codes);
	else if (d->tree)
		field_show_uint(d, "code", 1, code);
	reader_skip(&d->r, 2);
	if (d->tree)
		checksum_field(d, CHECKSUM_PSEUDO,
			       checksum_pseudo(d, IPPROTO_NUMBER, length), start,
			       length);
	if (d->r.cut)
		return;
	put_kind(info, m, type, code);
	m->read(d, info);
	struct text *t = layer_summary(d);
	if (t)
		put_kind(t, m, type, code);
}

const struct proto proto_icmp6 = {
	.name = "ICMPv6",
	.column = "ICMPv6",
	.family = FAMILY_ICMP,
	.read = read_icmp6,
};
