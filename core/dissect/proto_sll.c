/* Linux cooked capture, versions 1 and 2 (tcpdump.org LINKTYPE_LINUX_SLL, _SLL2).
 *
 *	SLL	type:2  hardware:2  address length:2  address:8  protocol:2
 *	SLL2	protocol:2  reserved:2  interface:4  hardware:2  type:1
 *		address length:1  address:8 */
#include "core/dissect/ethertype.h"

#define SLL_802_3 0x0001
#define SLL_802_2 0x0004

static const struct name packet_types[] = {
	{ 0, "Unicast to us" },		  { 1, "Broadcast" },  { 2, "Multicast" },
	{ 3, "Unicast to another host" }, { 4, "Sent by us" }, { 0, NULL },
};

struct sll {
	uint32_t type, hardware, size, protocol;
	const uint8_t *address; /* 8 bytes, `size` of them used */
};

/* Columns know sources of six (MAC) and four bytes (IPv4 tunnels). */
static void show_source(struct dissect *d, const struct sll *s)
{
	enum address_kind kind = s->size == 6	? ADDRESS_MAC
				 : s->size == 4 ? ADDRESS_IP4
						: ADDRESS_NONE;
	columns_address(d, kind, s->address, NULL);
	struct text *t = field_over(d, "source", 8);
	if (t)
		addr_colons(t, s->address, s->size < 8 ? s->size : 8);
}

static void finish(struct dissect *d, const struct sll *s)
{
	text_str(info_start(d), name_of(packet_types, s->type, "Unknown"));
	struct text *t = layer_summary(d);
	if (t) {
		text_str(t, name_of(packet_types, s->type, "unknown direction"));
		text_str(t, "  ");
		ethertype_text(t, s->protocol);
	}
	if (s->protocol == SLL_802_2)
		next(d, SPACE_802_3, 0);
	else if (s->protocol != SLL_802_3)
		next(d, SPACE_ETHERTYPE, s->protocol);
}

static void show_protocol(struct dissect *d, uint32_t protocol)
{
	struct text *t = field_over(d, "protocol", 2);
	if (t) {
		text_str(t, "0x");
		text_hex(t, protocol, 4);
		text_str(t, "  ");
		text_str(t, protocol == SLL_802_2 ? "802.2 LLC"
			    : protocol == SLL_802_3
				    ? "802.3"
				    : name_of(names_ethertypes, protocol, "unknown"));
	}
}

static void read_sll(struct dissect *d)
{
	struct sll s = { 0 };
	s.type = field_named(d, "packet type", 2, packet_types);
	s.hardware = field_named(d, "hardware", 2, names_hardware);
	s.size = field_uint(d, "address length", 2);
	s.address = reader_bytes(&d->r, 8);
	show_source(d, &s);
	s.protocol = reader_u16(&d->r);
	show_protocol(d, s.protocol);
	finish(d, &s);
}

const struct proto proto_sll = {
	.name = "Linux cooked",
	.column = "SLL",
	.family = FAMILY_OTHER,
	.read = read_sll,
};

static void read_sll2(struct dissect *d)
{
	struct sll s = { 0 };
	s.protocol = reader_u16(&d->r);
	show_protocol(d, s.protocol);
	reader_skip(&d->r, 2);
	(void)field_uint(d, "interface index", 4);
	s.hardware = field_named(d, "hardware", 2, names_hardware);
	s.type = field_named(d, "packet type", 1, packet_types);
	s.size = field_uint(d, "address length", 1);
	s.address = reader_bytes(&d->r, 8);
	show_source(d, &s);
	finish(d, &s);
}

const struct proto proto_sll2 = {
	.name = "Linux cooked v2",
	.column = "SLL",
	.family = FAMILY_OTHER,
	.read = read_sll2,
};
