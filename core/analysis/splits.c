#include "core/analysis/splits.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/base/mem.h"

enum {
	BUCKETS = 1 << 12,
	LOOK = 256, /* recent notable ones of a bucket */
	LOOK_PLAIN = 4096,
	WHOLES = 32, /* that one part is looked for in */
	PACKET = 65536,
	IP4 = 20,
	IP6 = 40,
	TCP = 20,
	PROTOCOL_TCP = 6,
	PROTOCOL_UDP = 17,
	STRETCH = 16,	      /* bits of the bytes of a stream that are in one bucket */
	DATAGRAM_LEAST = 500, /* no router has an MTU for which less is cut */
	MORE = 0x20,	      /* fragments; in byte 6 of the header */
	DO_NOT = 0x40,
	CUT_FLAGS = 0x89, /* CWR, PSH, FIN: not of every part */
};

/* What of a stream, or of a datagram, a packet has in it. */
struct piece {
	uint64_t flow;
	uint32_t start, size; /* sequence number, or offset; bytes */
	uint16_t header;      /* bytes in front of them: IP, and of a segment TCP */
	uint16_t id;	      /* of IPv4 */
	uint16_t fragment;    /* bytes 6 and 7 of IPv4 */
	uint8_t ip;	      /* bytes of the IP header */
	uint8_t flags;	      /* of TCP */
	bool tcp, ip6;
	bool notable; /* parts of it, or the whole of it, may be on their way */
};

struct entry {
	struct piece piece;
	struct sighting seen;
	uint32_t chain; /* the one before in its bucket: number of the entry, 0: none */
};

struct splits {
	struct store *store;
	struct likeness_secret secret;
	int64_t window;
	uint32_t count; /* of entries ever: one is at its number modulo SPLITS_KEPT */
	uint32_t plain[BUCKETS], notable[BUCKETS]; /* the newest */
	uint8_t packet[PACKET];
	struct entry entries[SPLITS_KEPT];
};

struct splits *splits_new(struct store *store, const struct likeness_secret *secret,
			  int64_t window)
{
	struct splits *x = mem_new(sizeof(*x));
	x->store = store;
	x->secret = *secret;
	x->window = window;
	return x;
}

void splits_free(struct splits *x)
{
	free(x);
}

/* Pieces ---------------------------------------------------------------------- */

static uint32_t get16(const uint8_t *at)
{
	return (uint32_t)at[0] << 8 | at[1];
}

static uint32_t get32(const uint8_t *at)
{
	return get16(at) << 16 | get16(at + 2);
}

static void put16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static bool take_tcp(struct piece *p, const struct packet *ip, uint32_t total)
{
	const uint8_t *tcp = ip->bytes + p->ip;
	if (ip->captured < p->ip + (uint32_t)TCP || (tcp[12] >> 4) < 5)
		return false;
	p->tcp = true;
	p->header = (uint16_t)(p->ip + (tcp[12] >> 4) * 4);
	p->start = get32(tcp + 4);
	p->flags = tcp[13];
	p->flow = hash64_bytes(p->flow, tcp, 4);
	p->size = total > p->header ? total - p->header : 0;
	p->notable = total > SPLITS_USUAL_MTU;
	return p->size > 0;
}

/* What a NAT leaves of a stream are its sequence numbers. */
static size_t bucket_of(const struct piece *p, uint32_t stretches)
{
	return (p->tcp ? (p->start >> STRETCH) + stretches : p->flow) % BUCKETS;
}

static bool take_datagram(struct piece *p, const uint8_t *h, uint32_t total)
{
	bool part = p->fragment & ~((uint32_t)DO_NOT << 8);
	p->header = p->ip;
	p->start = (p->fragment & 0x1fff) * 8;
	p->size = total - p->ip;
	p->flow = hash64_bytes(hash64_bytes(p->flow, h + 4, 2), h + 9, 1);
	p->notable = part;
	return part || (total >= DATAGRAM_LEAST && !(h[6] & DO_NOT));
}

static bool take_ip4(struct piece *p, const struct packet *ip)
{
	const uint8_t *h = ip->bytes;
	uint32_t total = get16(h + 2);
	p->ip = (uint8_t)((h[0] & 15) * 4);
	p->id = (uint16_t)get16(h + 4);
	p->fragment = (uint16_t)get16(h + 6);
	p->flow = hash64_bytes(1, h + 12, 8);
	if (p->ip < IP4 || ip->captured < p->ip || total <= p->ip)
		return false;
	if (h[9] == PROTOCOL_TCP && !(p->fragment & ~((uint32_t)DO_NOT << 8)))
		return take_tcp(p, ip, total);
	return take_datagram(p, h, total);
}

static bool take_ip6(struct piece *p, const struct packet *ip)
{
	const uint8_t *h = ip->bytes;
	p->ip6 = true;
	p->ip = IP6;
	p->flow = hash64_bytes(2, h + 8, 32);
	return ip->captured >= IP6 && h[6] == PROTOCOL_TCP &&
	       take_tcp(p, ip, IP6 + get16(h + 4));
}

static bool piece_of(struct piece *p, const struct packet *ip)
{
	*p = (struct piece){ .flow = 0 };
	if (ip->captured < IP4)
		return false;
	return ip->bytes[0] >> 4 == 4	? take_ip4(p, ip)
	       : ip->bytes[0] >> 4 == 6 ? take_ip6(p, ip)
					: false;
}

/* Is it the id of the part that begins there? All parts but the last are of one size.
 */
static bool is_id(const struct piece *whole, const struct piece *part, uint32_t offset)
{
	uint16_t after = (uint16_t)(part->id - whole->id);
	if (!whole->tcp || !after || !offset)
		return !after;
	return offset % after == 0 && offset / after >= part->size;
}

/* Of a stream also when it has other addresses or ports. */
static bool may_contain(const struct piece *whole, const struct piece *part)
{
	uint32_t offset = part->start - whole->start;
	return (whole->flow == part->flow || whole->tcp) && whole->tcp == part->tcp &&
	       whole->ip6 == part->ip6 && whole->size > part->size &&
	       offset <= whole->size - part->size && is_id(whole, part, offset) &&
	       !((whole->flags ^ part->flags) & ~(unsigned)CUT_FLAGS);
}

/* What the part would be, cut out of the whole; false: it is not all there. */
static bool cut_out(struct splits *x, struct likeness *id, const struct packet *ip,
		    const struct piece *whole, const struct piece *part)
{
	uint32_t size = whole->header + part->size, at = part->start - whole->start;
	uint8_t *h = x->packet;
	if (size > PACKET || whole->header + at + part->size > ip->captured)
		return false;
	memcpy(h, ip->bytes, whole->header);
	memcpy(h + whole->header, ip->bytes + whole->header + at, part->size);
	if (whole->ip6) {
		put16(h + 4, size - IP6);
	} else {
		put16(h + 2, size);
		put16(h + 4, part->id);
		put16(h + 6, part->fragment);
	}
	if (whole->tcp) {
		put16(h + whole->ip + 4, part->start >> 16);
		put16(h + whole->ip + 6, part->start);
		h[whole->ip + 13] = part->flags;
	}
	const struct packet cut = {
		.linktype = LINKTYPE_RAW, .captured = size, .length = size, .bytes = h
	};
	return likeness_of(id, &x->secret, &cut);
}

/* Sightings --------------------------------------------------------------------- */

/* Is the part that was seen this one, as a NAT leaves it? */
static bool is_translated(const struct likeness *cut, const struct entry *whole,
			  const struct entry *part)
{
	const struct likeness *seen = &part->seen.id;
	return whole->piece.flow != part->piece.flow && cut->loose &&
	       cut->loose == seen->loose && cut->hops != seen->hops;
}

/* The whole as a sighting of its part, if it is one. Behind a NAT it is one of the part
 * as that would have been in front of it, which path.h knows again. */
static void see_whole(struct splits *x, struct path *p, const struct entry *whole,
		      const struct packet *ip, const struct entry *part)
{
	struct sighting s = whole->seen;
	if (!cut_out(x, &s.id, ip, &whole->piece, &part->piece) ||
	    (s.id.key != part->seen.id.key &&
	     (!is_translated(&s.id, whole, part) || path_has(p, s.id.key, s.number))))
		return;
	s.id.macs = whole->seen.id.macs;
	s.id.vlan = whole->seen.id.vlan;
	s.id.inner = whole->seen.id.inner;
	s.part = true;
	(void)path_see(p, &s);
	path_split(p, &whole->seen);
}

/* NULL where the entry was overwritten. */
static const struct entry *entry_at(const struct splits *x, uint32_t n)
{
	return n && x->count - n < SPLITS_KEPT ? &x->entries[n % SPLITS_KEPT] : NULL;
}

/* Is this one part of that one, and not known to be yet? */
static bool is_new(const struct splits *x, const struct path *p,
		   const struct entry *whole, const struct entry *part)
{
	int64_t gap = whole->seen.time - part->seen.time;
	return gap <= x->window && gap >= -x->window &&
	       may_contain(&whole->piece, &part->piece) &&
	       !path_has(p, part->seen.id.key, whole->seen.number);
}

struct wholes {
	const struct entry *items[WHOLES];
	size_t count;
};

/* Among the last of a chain: wholes that have it in them; those it has in it are seen
 * at once, while its bytes are valid. */
static void look_back(struct splits *x, struct path *p, const struct entry *fresh,
		      const struct packet *ip, uint32_t chain, unsigned most,
		      struct wholes *wholes)
{
	const struct entry *e = entry_at(x, chain);
	for (; e && most; most--, e = entry_at(x, e->chain)) {
		if (is_new(x, p, fresh, e))
			see_whole(x, p, fresh, ip, e);
		else if (wholes->count < WHOLES && is_new(x, p, e, fresh))
			wholes->items[wholes->count++] = e;
	}
}

static void see_in_wholes(struct splits *x, struct path *p, const struct entry *part,
			  const struct wholes *wholes)
{
	for (size_t i = wholes->count; i-- > 0;) { /* as they came */
		const struct entry *whole = wholes->items[i];
		struct packet packet, ip;
		struct likeness ignored;
		if (store_get(x->store, whole->seen.number, &packet) &&
		    likeness_take(&ignored, &x->secret, &packet, &ip))
			see_whole(x, p, whole, &ip, part);
	}
}

static void keep(struct splits *x, struct entry *fresh)
{
	uint32_t n = ++x->count,
		 *bucket = &(fresh->piece.notable
				     ? x->notable
				     : x->plain)[bucket_of(&fresh->piece, 0)];
	fresh->chain = *bucket;
	*bucket = n;
	x->entries[n % SPLITS_KEPT] = *fresh;
}

/* Datagrams that one call handed to the kernel (UDP_SEGMENT, udp(7)) are one for it as
 * long as it can; nothing in the parts says that they were. */
static bool is_bundle(const struct packet *ip)
{
	const uint8_t *h = ip->bytes;
	if (ip->captured < IP4 || h[0] >> 4 != 4)
		return ip->captured >= IP6 && h[0] >> 4 == 6 && h[6] == PROTOCOL_UDP &&
		       IP6 + get16(h + 4) > SPLITS_USUAL_MTU;
	return h[9] == PROTOCOL_UDP && !(get16(h + 6) & 0x3fff) &&
	       get16(h + 2) > SPLITS_USUAL_MTU;
}

/* Of a stream the parts of a whole are where it begins, or in what follows. */
static void look_around(struct splits *x, struct path *p, const struct entry *fresh,
			const struct packet *ip, struct wholes *wholes)
{
	const struct piece *piece = &fresh->piece;
	uint32_t before = piece->tcp ? UINT32_MAX : 0; /* -1 */
	look_back(x, p, fresh, ip, x->notable[bucket_of(piece, 0)], LOOK, wholes);
	if (before)
		look_back(x, p, fresh, ip, x->notable[bucket_of(piece, before)], LOOK,
			  wholes);
	if (!piece->notable)
		return;
	look_back(x, p, fresh, ip, x->plain[bucket_of(piece, 0)], LOOK_PLAIN, wholes);
	if (piece->tcp) {
		look_back(x, p, fresh, ip, x->notable[bucket_of(piece, 1)], LOOK,
			  wholes);
		look_back(x, p, fresh, ip, x->plain[bucket_of(piece, 1)], LOOK_PLAIN,
			  wholes);
	}
}

uint64_t splits_see(struct splits *x, struct path *p, const struct sighting *s,
		    const struct packet *ip)
{
	struct entry fresh = { .seen = *s };
	struct wholes wholes = { .count = 0 };
	fresh.seen.bundle = is_bundle(ip);
	uint64_t leader = path_see(p, &fresh.seen);
	if (!piece_of(&fresh.piece, ip))
		return leader;
	look_around(x, p, &fresh, ip, &wholes);
	see_in_wholes(x, p, &fresh, &wholes);
	keep(x, &fresh);
	return leader;
}
