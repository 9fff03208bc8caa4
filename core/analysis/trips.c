#include "core/analysis/trips.h"

/* Wherever it is seen. */
static uint64_t print_of(const struct flow_key *key)
{
	struct flow_key anywhere = *key;
	anywhere.iface = 0;
	return flow_key_print(&anywhere);
}

/* Sequence numbers wrap (RFC 9293, 3.4). */
static bool is_behind(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) >= 0;
}

static void acknowledge(struct trip_side *sent, uint32_t iface, int64_t time)
{
	bool same = iface == sent->iface;
	bool counts = time > sent->at && (same || (!sent->same && !sent->answered));
	uint64_t took = (uint64_t)time - (uint64_t)sent->at;
	if (counts && (!sent->shortest || took < sent->shortest || same != sent->same))
		sent->shortest = took;
	sent->same |= same && counts;
	sent->timed = !same;
	sent->answered = !same;
}

static void note_ack(struct trip_side *us, uint32_t ack, uint32_t iface, int64_t time)
{
	if (us->acks && us->ack == ack && us->ack_at <= time)
		return;
	us->acks = true;
	us->ack = ack;
	us->ack_iface = iface;
	us->ack_at = time;
}

/* Begins to time what ends at `end`; it may be acknowledged already. */
static void time_data(struct trip_side *us, const struct trip_side *peer, uint32_t end,
		      uint32_t iface, int64_t time)
{
	us->timed = true;
	us->answered = false;
	us->end = end;
	us->iface = iface;
	us->at = time;
	if (peer->acks && peer->ack_at > time && is_behind(peer->ack, end))
		acknowledge(us, peer->ack_iface, peer->ack_at);
}

void trips_take(struct trips *t, const struct flow_key *key, unsigned from,
		const struct segment *s, bool again, int64_t time)
{
	uint64_t print = print_of(key);
	struct trip *trip = &t->slots[print % TRIPS];
	uint32_t size = s->payload + ((s->flags & (TCP_SYN | TCP_FIN)) != 0);
	if (trip->print != print)
		*trip = (struct trip){ .print = print };
	struct trip_side *us = &trip->side[from], *peer = &trip->side[!from];
	if (s->flags & TCP_ACK && peer->timed &&
	    is_behind(s->acknowledgment, peer->end))
		acknowledge(peer, key->iface, time);
	if (s->flags & TCP_ACK)
		note_ack(us, s->acknowledgment, key->iface, time);
	if (again)
		us->timed = us->answered = false;
	/* What is timed already may be the same data in front of where it is now. */
	if (!size || again || (us->timed && !us->answered))
		return;
	time_data(us, peer, s->sequence + size, key->iface, time);
}

uint64_t trips_of(const struct trips *t, const struct flow_key *key)
{
	uint64_t print = print_of(key);
	const struct trip *trip = &t->slots[print % TRIPS];
	if (trip->print != print)
		return 0;
	return trip->side[0].shortest + trip->side[1].shortest;
}
