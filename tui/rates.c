#include "tui/rates.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"

enum { SLOTS_MIN = 256 };

void rates_done(struct rates *r)
{
	free(r->links.items);
	free(r->slots);
}

static size_t slot_of(const struct rates *r, uint64_t cookie, uint32_t ifindex)
{
	uint64_t hash = (cookie * 31 + ifindex) * UINT64_C(0x9e3779b97f4a7c15);
	return (size_t)(hash >> 32) & (r->slot_count - 1);
}

/* The slot that holds this link, or the free one where it belongs. */
static size_t slot_find(const struct rates *r, uint64_t cookie, uint32_t ifindex)
{
	size_t slot = slot_of(r, cookie, ifindex);
	for (;; slot = (slot + 1) & (r->slot_count - 1)) {
		if (!r->slots[slot])
			return slot;
		const struct rate *rate = &r->links.items[r->slots[slot] - 1];
		if (rate->cookie == cookie && rate->ifindex == ifindex)
			return slot;
	}
}

/* Makes a table for `room` links, at most half full, and enters all of them. */
static void slots_build(struct rates *r, size_t room)
{
	size_t count = SLOTS_MIN;
	while (count < room * 2)
		count *= 2;
	free(r->slots);
	r->slots = mem_new(count * sizeof(*r->slots));
	r->slot_count = count;
	for (size_t i = 0; i < r->links.count; i++) {
		const struct rate *rate = &r->links.items[i];
		r->slots[slot_find(r, rate->cookie, rate->ifindex)] = (uint32_t)i + 1;
	}
}

static struct rate *rate_get(struct rates *r, const struct fact_counters *c)
{
	if (r->slot_count < (r->links.count + 1) * 2)
		slots_build(r, (r->links.count + 1) * 2);
	size_t slot = slot_find(r, c->cookie, c->ifindex);
	if (!r->slots[slot]) {
		vec_push(&r->links,
			 ((struct rate){ .cookie = c->cookie, .ifindex = c->ifindex }));
		r->slots[slot] = (uint32_t)r->links.count;
	}
	return &r->links.items[r->slots[slot] - 1];
}

static void history_push(struct rate *rate, uint64_t value)
{
	if (rate->count == RATE_HISTORY) {
		memmove(rate->history, rate->history + 1,
			(RATE_HISTORY - 1) * sizeof(rate->history[0]));
		rate->count--;
	}
	rate->history[rate->count++] = value;
}

static uint64_t per_second(uint64_t amount, int64_t ns)
{
	return (uint64_t)((double)amount * (double)CLOCK_SEC / (double)ns + 0.5);
}

static bool went_back(const struct fact_counters *was, const struct fact_counters *is)
{
	return is->rx_packets < was->rx_packets || is->tx_packets < was->tx_packets ||
	       is->rx_bytes < was->rx_bytes || is->tx_bytes < was->tx_bytes;
}

static void rate_take(struct rate *rate, const struct fact_counters *c, int64_t now)
{
	int64_t gap = now - rate->last_at;
	bool first = !rate->last_at || went_back(&rate->last, c);
	if (!first && gap < CLOCK_SEC / 2)
		return;
	if (!first) {
		const struct fact_counters *was = &rate->last;
		uint64_t packets = c->rx_packets - was->rx_packets + c->tx_packets -
				   was->tx_packets;
		uint64_t bytes =
			c->rx_bytes - was->rx_bytes + c->tx_bytes - was->tx_bytes;
		rate->packets = per_second(packets, gap);
		rate->bits = per_second(bytes * 8, gap);
		rate->known = true;
		/* One bar per second, however far apart the samples are. */
		int64_t bars = (gap + CLOCK_SEC / 2) / CLOCK_SEC;
		for (int64_t i = 0; i < bars && i < RATE_HISTORY; i++)
			history_push(rate, rate->packets);
	}
	uint64_t queue_dropped = rate->last.queue_dropped;
	rate->last = *c;
	if (!c->queues) /* not asked for this time */
		rate->last.queue_dropped = queue_dropped;
	rate->last_at = now;
}

void rates_take(struct rates *r, const struct fact_counters *c, size_t count,
		int64_t now)
{
	for (size_t i = 0; i < count; i++)
		rate_take(rate_get(r, &c[i]), &c[i], now);
}

void rates_told(struct rates *r, uint64_t cookie, uint32_t ifindex, uint64_t packets,
		uint64_t bits)
{
	const struct fact_counters link = { .cookie = cookie, .ifindex = ifindex };
	struct rate *rate = rate_get(r, &link);
	rate->known = true;
	rate->packets = packets;
	rate->bits = bits;
	history_push(rate, packets);
}

const struct rate *rates_find(const struct rates *r, uint64_t cookie, uint32_t ifindex)
{
	if (!r->slot_count)
		return NULL;
	uint32_t index = r->slots[slot_find(r, cookie, ifindex)];
	return index ? &r->links.items[index - 1] : NULL;
}

void rates_forget(struct rates *r, uint64_t cookie, uint32_t ifindex)
{
	size_t slot = r->slot_count ? slot_find(r, cookie, ifindex) : 0;
	if (!r->slot_count || !r->slots[slot])
		return;
	r->links.items[r->slots[slot] - 1] =
		(struct rate){ .cookie = cookie, .ifindex = ifindex };
}

void rates_prune(struct rates *r, const struct lab *lab)
{
	if (r->links.count < SLOTS_MIN || r->links.count < 2 * lab->endpoint_count)
		return;
	size_t kept = 0;
	for (size_t i = 0; i < r->links.count; i++) {
		const struct rate *rate = &r->links.items[i];
		if (!rate->cookie || lab_link(lab, rate->cookie, rate->ifindex))
			r->links.items[kept++] = *rate;
	}
	r->links.count = kept;
	slots_build(r, kept);
}
