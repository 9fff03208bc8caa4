#include "core/analysis/likeness.h"

#include <string.h>
#include <sys/random.h>

#include "core/base/clock.h"
#include "core/base/reader.h"
#include "core/dissect/dissect.h"

enum {
	TYPE_LLC = 0x0600, /* below: the length of what follows */
	TYPE_IP4 = 0x0800,
	TYPE_ARP = 0x0806,
	TYPE_IP6 = 0x86dd,
	TYPE_VLAN = 0x8100,
	TYPE_QINQ = 0x88a8,
	TYPE_QINQ_OLD = 0x9100,
	MACS = 12,
	SLL2_HEADER = 20,
	IP4_HEADER = 20,
	IP6_HEADER = 40,
	MORE_FRAGMENTS = 0x20,
	ARP_SIZE = 28,
	PORTS = 4,	  /* bytes of the two ports */
	LOOSE_LEAST = 16, /* bytes behind them that make a datagram without an id known
			     again */
	ECHO_REPLY = 0,
	ECHO_REQUEST = 8,
	ECHO6_REQUEST = 128,
	ECHO6_REPLY = 129,
	PROTOCOL_ICMP = 1,
	PROTOCOL_TCP = 6,
	PROTOCOL_UDP = 17,
	PROTOCOL_ICMP6 = 58,
};

/* SipHash ------------------------------------------------------------------ */

struct sip {
	uint64_t v[4];
};

static uint64_t rotate(uint64_t x, unsigned n)
{
	return x << n | x >> (64 - n);
}

static void sip_round(struct sip *s)
{
	uint64_t *v = s->v;
	v[0] += v[1];
	v[2] += v[3];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] = rotate(v[0], 32);
	v[2] += v[1];
	v[0] += v[3];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] = rotate(v[2], 32);
}

static void sip_word(struct sip *s, uint64_t word)
{
	s->v[3] ^= word;
	sip_round(s);
	sip_round(s);
	s->v[0] ^= word;
}

/* The bytes as words of their own, so that several ranges make one hash; each ends
 * with its length. */
static void sip_bytes(struct sip *s, const uint8_t *bytes, size_t n)
{
	uint64_t word = 0;
	size_t at = 0;
	for (; at + 8 <= n; at += 8) {
		memcpy(&word, bytes + at, 8);
		sip_word(s, word);
	}
	word = 0;
	if (n > at)
		memcpy(&word, bytes + at, n - at);
	sip_word(s, word | (uint64_t)n << 56);
}

static struct sip sip_start(const struct likeness_secret *secret)
{
	const uint64_t *k = secret->word;
	return (struct sip){ { k[0] ^ 0x736f6d6570736575, k[1] ^ 0x646f72616e646f6d,
			       k[0] ^ 0x6c7967656e657261, k[1] ^ 0x7465646279746573 } };
}

static uint64_t sip_end(struct sip *s)
{
	s->v[2] ^= 0xff;
	for (unsigned i = 0; i < 4; i++)
		sip_round(s);
	return s->v[0] ^ s->v[1] ^ s->v[2] ^ s->v[3];
}

/* Packets ------------------------------------------------------------------ */

void likeness_secret_make(struct likeness_secret *secret)
{
	ssize_t n = getrandom(secret->word, sizeof(secret->word), 0);
	if (n != (ssize_t)sizeof(secret->word))
		secret->word[0] = (uint64_t)clock_mono();
}

static bool is_tag(uint32_t type)
{
	return type == TYPE_VLAN || type == TYPE_QINQ || type == TYPE_QINQ_OLD;
}

/* The type behind the tags; the cursor is behind it. */
static uint32_t read_type(struct reader *r, uint16_t *vlan)
{
	uint32_t type = reader_u16(r);
	for (unsigned i = 0; i < 4 && is_tag(type); i++) {
		uint16_t id = reader_u16(r) & 0x0fff;
		*vlan = *vlan ? *vlan : id;
		type = reader_u16(r);
	}
	return type;
}

/* What is between the address and the payload of a frame; EtherType, 0: unknown. */
static uint32_t read_link(struct reader *r, uint32_t linktype, uint16_t *vlan)
{
	uint8_t first = reader_left(r) ? *r->at : 0;
	switch (linktype) {
	case LINKTYPE_ETHERNET:
		reader_skip(r, MACS);
		return read_type(r, vlan);
	case LINKTYPE_LINUX_SLL2: {
		uint16_t type = reader_u16(r);
		reader_skip(r, SLL2_HEADER - 2);
		return type;
	}
	case LINKTYPE_RAW:
	case LINKTYPE_IPV4:
	case LINKTYPE_IPV6:
		return first >> 4 == 6 ? TYPE_IP6 : TYPE_IP4;
	default:
		return 0;
	}
}

/* Where the transport has its checksum, which is two bytes long; `size`: nowhere. */
static size_t checksum_at(uint8_t protocol, size_t size)
{
	size_t at = protocol == PROTOCOL_TCP ? 16 : protocol == PROTOCOL_UDP ? 6 : size;
	return at + 2 <= size ? at : size;
}

static void hash_payload(struct sip *s, struct reader r, uint8_t protocol, size_t limit)
{
	size_t n = reader_left(&r) < limit ? reader_left(&r) : limit;
	size_t sum = checksum_at(protocol, n);
	sip_bytes(s, r.at, sum);
	if (sum < n)
		sip_bytes(s, r.at + sum + 2, n - sum - 2);
}

/* What a NAT leaves alone: no addresses, no ports, no identifier of an echo, no
 * checksum. */
struct core {
	uint16_t id; /* of IPv4 */
	uint8_t protocol;
	uint16_t size; /* as the header has it */
	bool whole;    /* no fragment */
};

static bool is_echo(const struct core *c, uint8_t type)
{
	return c->protocol == PROTOCOL_ICMP
		       ? type == ECHO_REPLY || type == ECHO_REQUEST
		       : type == ECHO6_REQUEST || type == ECHO6_REPLY;
}

static uint32_t short_hash(const struct likeness_secret *secret, const uint8_t *bytes,
			   size_t n)
{
	struct sip s = sip_start(secret);
	sip_bytes(&s, bytes, n);
	return (uint32_t)sip_end(&s) | 1;
}

/* Type, code and what follows the identifier. */
static bool take_echo(struct sip *s, const struct core *c, const uint8_t *at, size_t n)
{
	if (n < 8 || !is_echo(c, at[0]))
		return false;
	sip_bytes(s, at, 2);
	sip_bytes(s, at + 6, n - 6);
	return c->id || n >= 8 + LOOSE_LEAST;
}

static bool take_ports(struct sip *s, const struct core *c, const uint8_t *at, size_t n)
{
	size_t sum = checksum_at(c->protocol, n);
	if (sum == n)
		return false;
	sip_bytes(s, at + PORTS, sum - PORTS);
	sip_bytes(s, at + sum + 2, n - sum - 2);
	return c->id || c->protocol == PROTOCOL_TCP ||
	       n >= PORTS + 4 + (size_t)LOOSE_LEAST;
}

static void take_loose(struct likeness *id, const struct likeness_secret *secret,
		       const struct core *c, struct reader r, size_t limit)
{
	const uint8_t head[] = { (uint8_t)(c->id >> 8), (uint8_t)c->id, c->protocol,
				 (uint8_t)(c->size >> 8), (uint8_t)c->size };
	struct sip s = sip_start(secret);
	size_t n = reader_left(&r) < limit ? reader_left(&r) : limit;
	bool icmp = c->protocol == PROTOCOL_ICMP || c->protocol == PROTOCOL_ICMP6;
	sip_bytes(&s, head, sizeof(head));
	if (!c->whole || !(icmp ? take_echo : take_ports)(&s, c, r.at, n))
		return;
	id->ports = short_hash(secret, icmp ? r.at + 4 : r.at, icmp ? 2 : PORTS);
	id->loose = sip_end(&s) | 1;
}

static bool take_ip4(struct likeness *id, const struct likeness_secret *secret,
		     struct sip *s, struct reader r)
{
	const uint8_t *h = reader_bytes(&r, IP4_HEADER);
	if (!h || h[0] >> 4 != 4 || (h[0] & 15) < 5)
		return false;
	size_t header = (size_t)(h[0] & 15) * 4, total = (size_t)h[2] << 8 | h[3];
	const uint8_t *options = reader_bytes(&r, header - IP4_HEADER);
	bool first = !(((h[6] & 0x1f) << 8) | h[7]);
	if (!options || total < header)
		return false;
	id->hops = h[8];
	id->tos = h[1];
	sip_bytes(s, h + 2, 6);
	sip_bytes(s, h + 9, 1);
	sip_bytes(s, h + 12, 8);
	sip_bytes(s, options, header - IP4_HEADER);
	hash_payload(s, r, first ? h[9] : 0, total - header);
	const struct core c = { (uint16_t)(h[4] << 8 | h[5]), h[9], (uint16_t)total,
				first && !(h[6] & MORE_FRAGMENTS) };
	id->addresses = short_hash(secret, h + 12, 8);
	id->to = short_hash(secret, h + 16, 4);
	id->group |= h[16] >= 0xe0;
	take_loose(id, secret, &c, r, total - header);
	return true;
}

static bool take_ip6(struct likeness *id, const struct likeness_secret *secret,
		     struct sip *s, struct reader r)
{
	const uint8_t *h = reader_bytes(&r, IP6_HEADER);
	if (!h || h[0] >> 4 != 6)
		return false;
	id->hops = h[7];
	id->tos = (uint8_t)(h[0] << 4 | h[1] >> 4);
	sip_bytes(s, h + 4, 3);
	sip_bytes(s, h + 8, 32);
	size_t size = (size_t)h[4] << 8 | h[5];
	hash_payload(s, r, h[6], size);
	const struct core c = { 0, h[6], (uint16_t)size, true };
	id->addresses = short_hash(secret, h + 8, 32);
	id->to = short_hash(secret, h + 24, 16);
	id->group |= h[24] == 0xff;
	take_loose(id, secret, &c, r, size);
	return true;
}

/* Bytes of it that are no padding, which a card may add. */
static size_t frame_size(const struct reader *r, uint32_t type, bool ethernet)
{
	size_t left = reader_left(r);
	size_t size = type == TYPE_ARP		    ? (size_t)ARP_SIZE
		      : ethernet && type < TYPE_LLC ? type
						    : left;
	return size < left ? size : left;
}

/* A frame that carries no IP: its addresses, its type, and all behind that. */
static bool take_frame(struct sip *s, const struct packet *p, struct reader rest,
		       uint32_t type)
{
	const uint8_t number[2] = { (uint8_t)(type >> 8), (uint8_t)type };
	if (p->linktype == LINKTYPE_ETHERNET)
		sip_bytes(s, p->bytes, MACS);
	sip_bytes(s, number, sizeof(number));
	sip_bytes(s, rest.at,
		  frame_size(&rest, type, p->linktype == LINKTYPE_ETHERNET));
	return reader_left(&rest) > 0;
}

static uint64_t hash_macs(const struct likeness_secret *secret, const struct packet *p)
{
	if (p->linktype != LINKTYPE_ETHERNET || p->captured < MACS)
		return 0;
	struct sip s = sip_start(secret);
	sip_bytes(&s, p->bytes, MACS);
	return sip_end(&s);
}

/* The outermost VLAN, which the inner frame does not know. */
static uint16_t vlan_of(const struct packet *p)
{
	struct reader r = reader_over(p->bytes, p->captured);
	uint16_t vlan = 0;
	(void)read_link(&r, p->linktype, &vlan);
	return vlan;
}

bool likeness_of(struct likeness *id, const struct likeness_secret *secret,
		 const struct packet *packet)
{
	struct packet ip;
	return likeness_take(id, secret, packet, &ip);
}

bool likeness_take(struct likeness *id, const struct likeness_secret *secret,
		   const struct packet *packet, struct packet *ip)
{
	struct packet p = *packet;
	struct dissect_inner inner;
	struct sip s = sip_start(secret);
	uint16_t unused = 0;
	*id = (struct likeness){ .macs = hash_macs(secret, packet),
				 .vlan = vlan_of(packet) };
	*ip = (struct packet){ .linktype = LINKTYPE_RAW };
	if (dissect_inner(&inner, NULL, p.linktype, p.bytes, p.captured, p.length)) {
		id->inner = (uint32_t)inner.offset;
		p.linktype = inner.linktype;
		p.bytes += inner.offset;
		p.captured = (uint32_t)inner.captured;
	}
	struct reader r = reader_over(p.bytes, p.captured);
	uint32_t type = read_link(&r, p.linktype, &unused);
	if (r.cut)
		return false;
	if (p.linktype == LINKTYPE_ETHERNET) {
		id->to = short_hash(secret, p.bytes, MACS / 2);
		id->group = p.bytes[0] & 1;
	}
	if (type == TYPE_IP4 || type == TYPE_IP6) {
		ip->bytes = r.at;
		ip->captured = ip->length = (uint32_t)reader_left(&r);
	}
	bool good = type == TYPE_IP4   ? take_ip4(id, secret, &s, r)
		    : type == TYPE_IP6 ? take_ip6(id, secret, &s, r)
				       : take_frame(&s, &p, r, type);
	id->key = sip_end(&s);
	return good;
}
