#include "core/analysis/hops.h"

#include <stdlib.h>
#include <string.h>

enum { DIRECTIONS = 3 };

struct delays {
	VEC(int64_t) items; /* the first HOPS_DELAYS_MAX */
	int64_t max;
};

/* What is known of a point, for what left the first one in one direction. */
struct station {
	uint64_t seen, lost;
	uint64_t to[HOPS_POINTS_MAX];  /* how many were seen there next */
	uint64_t changed[CHANGE_BITS]; /* times, by bit of enum hop_change */
	struct delays step, total;
};

struct course {
	uint64_t sent, arrived, doubtful, unfollowed;
	struct station *stations; /* [HOPS_POINTS_MAX] */
	VEC(struct lost_packet) lost;
	uint64_t lost_count;
};

struct hops {
	uint32_t from, to;
	enum direction usual;
	struct course courses[DIRECTIONS];
};

struct hops *hops_new(uint32_t from, uint32_t to, enum direction usual)
{
	struct hops *h = mem_new(sizeof(*h));
	h->from = from;
	h->to = to;
	h->usual = usual;
	for (size_t i = 0; i < DIRECTIONS; i++)
		h->courses[i].stations =
			mem_new(HOPS_POINTS_MAX * sizeof(struct station));
	return h;
}

void hops_free(struct hops *h)
{
	if (!h)
		return;
	for (size_t i = 0; i < DIRECTIONS; i++) {
		struct course *c = &h->courses[i];
		for (size_t n = 0; n < HOPS_POINTS_MAX; n++) {
			free(c->stations[n].step.items.items);
			free(c->stations[n].total.items.items);
		}
		free(c->stations);
		free(c->lost.items);
	}
	free(h);
}

static void delays_add(struct delays *d, int64_t delay)
{
	d->max = delay > d->max ? delay : d->max;
	if (d->items.count < HOPS_DELAYS_MAX)
		vec_push(&d->items, delay);
}

unsigned hop_changes(const struct likeness *a, const struct likeness *b)
{
	return (a->hops != b->hops ? CHANGE_HOPS : 0u) |
	       (a->macs != b->macs ? CHANGE_MACS : 0u) |
	       (a->vlan != b->vlan ? CHANGE_VLAN : 0u) |
	       (a->tos != b->tos ? CHANGE_TOS : 0u) |
	       (a->inner != b->inner ? CHANGE_TUNNEL : 0u) |
	       (a->addresses != b->addresses ? CHANGE_ADDRESSES : 0u) |
	       (a->ports && b->ports && a->ports != b->ports ? CHANGE_PORTS : 0u);
}

/* The place of a point among the hops from `first` on, `count`: it is not there. */
static size_t hop_of(const struct journey *j, size_t first, uint32_t point)
{
	size_t i = first;
	while (i < j->count && j->hops[i].point != point)
		i++;
	return i;
}

/* From one point to the next; of two directions through one point the first counts. */
static void take_step(struct course *c, const struct sighting *from,
		      const struct sighting *at, const struct sighting *start)
{
	struct station *s = &c->stations[at->point];
	unsigned changes = hop_changes(&from->id, &at->id) |
			   (from->part != at->part ? CHANGE_SIZE : 0u);
	s->seen++;
	c->stations[from->point].to[at->point]++;
	for (unsigned bit = 0; bit < COUNT(s->changed); bit++)
		s->changed[bit] += changes >> bit & 1;
	delays_add(&s->step, at->time - from->time);
	delays_add(&s->total, at->time - start->time);
}

static void take_lost(struct course *c, const struct sighting *sent,
		      const struct sighting *last)
{
	const struct lost_packet lost = { sent->number, sent->time, last->point,
					  HOPS_NONE };
	c->lost_count++;
	c->stations[last->point].lost++;
	if (c->lost.count < HOPS_LOST_MAX)
		vec_push(&c->lost, lost);
}

/* What goes on in parts is counted by those; what arrives as it was sent is one, though
 * it was in parts in between. */
static bool is_counted_elsewhere(const struct journey *j, size_t first, size_t end)
{
	bool arrived = end < j->count;
	if (j->hops[first].part)
		return arrived && j->hops[end].part;
	for (size_t i = first; i < j->count && !arrived; i++)
		if (j->hops[i].split)
			return true;
	return false;
}

void hops_take(void *hops, const struct journey *j)
{
	struct hops *h = hops;
	size_t first = hop_of(j, 0, h->from);
	if (first == j->count || !j->hops[first].followed)
		return;
	/* It comes from there: where nobody knows directions nothing else tells. */
	if (hop_of(j, 0, h->to) < first)
		return;
	const struct sighting *sent = &j->hops[first], *last = sent;
	struct course *c = &h->courses[sent->direction % DIRECTIONS];
	size_t end = hop_of(j, first + 1, h->to);
	bool arrived = end < j->count;
	if (is_counted_elsewhere(j, first, end))
		return;
	c->sent++;
	c->stations[h->from].seen++;
	for (size_t i = first + 1; i < j->count; i++) {
		if (hop_of(j, first, j->hops[i].point) < i)
			continue;
		take_step(c, last, &j->hops[i], sent);
		last = &j->hops[i];
		if (last->point == h->to)
			break;
	}
	c->arrived += arrived;
	if (!arrived && j->doubtful)
		c->doubtful++;
	else if (!arrived && last->bundle)
		c->unfollowed++;
	else if (!arrived)
		take_lost(c, sent, last);
}

/* Where what arrives comes from; what only passes the first point the other way is on
 * its way back, and nobody waits for it. Nothing has the usual way where directions are
 * not known. */
static enum direction way_of(const struct hops *h)
{
	enum direction best = h->courses[h->usual].sent ? h->usual : DIRECTION_UNKNOWN;
	for (unsigned i = 0; i < DIRECTIONS; i++)
		if (h->courses[i].arrived > h->courses[best].arrived)
			best = (enum direction)i;
	return best;
}

uint64_t hops_sent(const struct hops *h)
{
	return h->courses[way_of(h)].sent;
}

static int by_value(const void *x, const void *y)
{
	const int64_t *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

/* Of sorted delays; 0 without any. */
static int64_t quantile(const struct delays *d, unsigned percent)
{
	size_t n = d->items.count;
	return n ? d->items.items[(n - 1) * percent / 100] : 0;
}

static void sort_delays(struct delays *d)
{
	if (d->items.count)
		qsort(d->items.items, d->items.count, sizeof(d->items.items[0]),
		      by_value);
}

static uint32_t next_of(const struct station *s)
{
	uint32_t best = HOPS_NONE;
	for (uint32_t i = 0; i < HOPS_POINTS_MAX; i++)
		if (s->to[i] && (best == HOPS_NONE || s->to[i] > s->to[best]))
			best = i;
	return best;
}

/* What happens there to most packets. */
static unsigned usual_changes(const struct station *s)
{
	unsigned changes = 0;
	for (unsigned bit = 0; bit < COUNT(s->changed); bit++)
		changes |= s->changed[bit] * 2 > s->seen ? 1u << bit : 0;
	return changes;
}

static void sum_station(struct hop *hop, struct station *s, uint32_t point)
{
	sort_delays(&s->step);
	sort_delays(&s->total);
	*hop = (struct hop){
		.point = point,
		.seen = s->seen,
		.lost = s->lost,
		.next = next_of(s),
		.changes = usual_changes(s),
		.since_first = quantile(&s->total, 50),
		.p50 = quantile(&s->step, 50),
		.p99 = quantile(&s->step, 99),
		.max = s->step.max,
	};
}

static int by_way(const void *x, const void *y)
{
	const struct hop *a = x, *b = y;
	return a->since_first != b->since_first
		       ? (a->since_first < b->since_first ? -1 : 1)
		       : (a->point > b->point) - (a->point < b->point);
}

void hops_sum(struct hops *h, struct hops_summary *sum)
{
	enum direction way = way_of(h);
	struct course *c = &h->courses[way];
	*sum = (struct hops_summary){ .sent = c->sent,
				      .arrived = c->arrived,
				      .lost = c->lost_count,
				      .doubtful = c->doubtful,
				      .unfollowed = c->unfollowed,
				      .first_lost = c->lost.items,
				      .lost_kept = c->lost.count,
				      .direction = way };
	for (uint32_t i = 0; i < HOPS_POINTS_MAX; i++)
		if (c->stations[i].seen)
			sum_station(&sum->hops[sum->count++], &c->stations[i], i);
	qsort(sum->hops, sum->count, sizeof(sum->hops[0]), by_way);
	for (size_t i = 0; i < c->lost.count; i++)
		c->lost.items[i].next = next_of(&c->stations[c->lost.items[i].last]);
}
