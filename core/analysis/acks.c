#include "core/analysis/acks.h"

#include <string.h>

#include "core/analysis/flow_table.h"
#include "core/base/clock.h"
#include "core/dissect/dissect.h"

enum {
	PROTOCOL_TCP = 6,
	LOOK = 2048, /* packets before, and behind */
};

/* What it takes to see that one segment answers another. */
struct part {
	struct flow_key key;		 /* on no interface; kind 0: no TCP */
	unsigned from;			 /* end that sent it */
	uint32_t start, end, ack, flags; /* SYN and FIN count as one in end */
};

static void take(void *owner, const struct segment *s, struct past *past UNUSED)
{
	struct part *p = owner;
	if (s->protocol != PROTOCOL_TCP)
		return;
	p->from = flow_key_of(&p->key, s, 0);
	p->start = s->sequence;
	p->end = s->sequence + s->payload + ((s->flags & TCP_SYN) != 0) +
		 ((s->flags & TCP_FIN) != 0);
	p->ack = s->acknowledgment;
	p->flags = s->flags;
}

static struct part part_of(const struct packet *packet)
{
	struct row row;
	struct part p = { .from = 0 };
	const struct dissect_context context = { .ask = take, .owner = &p };
	dissect_packet_after(&row, NULL, &context, packet->linktype, packet->bytes,
			     packet->captured, packet->length);
	return p;
}

/* Sequence numbers wrap (RFC 9293, 3.4). */
static bool before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

/* Does it carry something of the other one again? */
static bool is_again(const struct part *asked, const struct part *p)
{
	return p->from == asked->from && before(p->start, asked->end) &&
	       before(asked->start, p->end);
}

/* Does it say that all of it has come? What answers a SYN says so, or refuses. */
static bool covers(const struct part *asked, const struct part *p)
{
	if (p->from == asked->from || !(p->flags & TCP_ACK))
		return false;
	if (asked->flags & TCP_SYN)
		return p->ack == asked->end &&
		       (asked->flags & TCP_ACK || p->flags & (TCP_SYN | TCP_RST));
	return !before(p->ack, asked->end);
}

static bool is_same_point(const struct store *s, uint32_t a, uint32_t b)
{
	const char *name = store_iface(s, a)->name;
	return a == b || (name[0] && !strcmp(name, store_iface(s, b)->name));
}

struct asked {
	struct part part;
	uint32_t iface;
	int64_t time;
};

/* A segment of its connection at its point, within a second of it. */
static bool is_of(struct store *s, const struct asked *asked, uint64_t number,
		  struct part *p)
{
	struct packet packet;
	if (!store_get(s, number, &packet) || packet.time > asked->time + CLOCK_SEC ||
	    packet.time < asked->time - CLOCK_SEC ||
	    !is_same_point(s, packet.iface, asked->iface))
		return false;
	*p = part_of(&packet);
	return p->key.kind && !memcmp(&p->key, &asked->part.key, sizeof(p->key));
}

static bool came_before(struct store *s, const struct asked *asked, uint64_t number)
{
	struct part p;
	uint64_t first = store_first(s), most = number > LOOK ? number - LOOK : 1;
	for (uint64_t n = number; n-- > (first > most ? first : most);)
		if (is_of(s, asked, n, &p) &&
		    (is_again(&asked->part, &p) || covers(&asked->part, &p)))
			return true;
	return false;
}

uint64_t acks_find(struct store *s, uint64_t number)
{
	struct packet packet;
	struct part p;
	if (!store_get(s, number, &packet))
		return 0;
	const struct asked asked = { part_of(&packet), packet.iface, packet.time };
	if (!asked.part.key.kind || asked.part.start == asked.part.end ||
	    asked.part.flags & TCP_RST || came_before(s, &asked, number))
		return 0;
	for (uint64_t n = number + 1; n <= store_last(s) && n - number <= LOOK; n++) {
		if (!is_of(s, &asked, n, &p))
			continue;
		if (covers(&asked.part, &p))
			return n;
		if (is_again(&asked.part, &p) || p.flags & TCP_RST)
			return 0;
	}
	return 0;
}
