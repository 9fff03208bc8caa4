/* ARCnet (RFC 1051, 1201) as captured by BSD and by Linux (tcpdump.org
 *LINKTYPE_ARCNET_BSD, LINKTYPE_ARCNET_LINUX).
 *
 *	source:1  destination:1  [offset:2, Linux]  protocol:1
 *	RFC 1201:	split flag:1  [padding:3 where that is 0xff]  sequence:2 */
#include "core/dissect/field.h"

enum { IP_OLD = 240, ARP_OLD = 241, IP = 212, ARP = 213, IP6 = 196, EXCEPTION = 0xff };
enum { LINKTYPE_LINUX = 129 };

static const struct name protocols[] = {
	{ IP_OLD, "IP, RFC 1051" },
	{ ARP_OLD, "ARP, RFC 1051" },
	{ IP, "IP" },
	{ ARP, "ARP" },
	{ 214, "RARP" },
	{ IP6, "IPv6" },
	{ 0, NULL },
};

static void read_split(struct dissect *d)
{
	uint32_t flag = field_hex(d, "split flag", 1);
	if (flag == EXCEPTION) {
		reader_skip(&d->r, 3);
		(void)field_hex(d, "split flag", 1);
	}
	(void)field_uint(d, "sequence", 2);
}

static void read_arcnet(struct dissect *d)
{
	struct text *info = info_start(d);
	const uint8_t *start = d->r.at;
	(void)field_hex(d, "source", 1);
	(void)field_hex(d, "destination", 1);
	if (d->key == LINKTYPE_LINUX)
		reader_skip(&d->r, 2);
	uint32_t protocol = field_named(d, "protocol", 1, protocols);
	if (d->r.cut)
		return;
	columns_address(d, ADDRESS_ARCNET, start, start + 1);
	bool old = protocol == IP_OLD || protocol == ARP_OLD;
	if (!old && d->key != LINKTYPE_LINUX)
		read_split(d);
	text_str(info, "Protocol ");
	text_str(info, name_of(protocols, protocol, "unknown"));
	layer_repeats_info(d);
	if (protocol == IP_OLD || protocol == IP)
		next(d, SPACE_ETHERTYPE, 0x0800);
	else if (protocol == ARP_OLD || protocol == ARP)
		next(d, SPACE_ETHERTYPE, 0x0806);
	else if (protocol == IP6)
		next(d, SPACE_ETHERTYPE, 0x86dd);
}

const struct proto proto_arcnet = {
	.name = "ARCnet",
	.column = "ARCNET",
	.family = FAMILY_LINK,
	.read = read_arcnet,
};
