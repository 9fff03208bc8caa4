#include "core/analysis/path.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/vec.h"

enum {
	NONE = INT32_MAX, /* no cluster */
	BUCKETS = 1 << 16,
};

/* The sightings of equal packets, of one mostly. */
struct cluster {
	uint64_t key;
	int64_t last;
	uint32_t next;	       /* in its bucket, or of the unused ones */
	uint32_t newer, older; /* in the order of the last sighting */
	VEC(struct sighting) seen;
};

struct path {
	struct path_options options;
	VEC(struct cluster) clusters;
	uint32_t buckets[BUCKETS];
	uint32_t unused, newest, oldest;
	size_t open;
	uint64_t hurried;
	VEC(struct sighting) hops; /* of the journey being put together */
};

struct path *path_new(const struct path_options *options)
{
	struct path *p = mem_new(sizeof(*p));
	p->options = *options;
	p->unused = p->newest = p->oldest = NONE;
	for (size_t i = 0; i < BUCKETS; i++)
		p->buckets[i] = NONE;
	return p;
}

void path_free(struct path *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->clusters.count; i++)
		free(p->clusters.items[i].seen.items);
	free(p->clusters.items);
	free(p->hops.items);
	free(p);
}

uint64_t path_hurried(const struct path *p)
{
	return p->hurried;
}

/* Clusters ------------------------------------------------------------------ */

static uint32_t *bucket_of(struct path *p, uint64_t key)
{
	return &p->buckets[key % BUCKETS];
}

static void order_remove(struct path *p, const struct cluster *c)
{
	*(c->newer == NONE ? &p->newest : &p->clusters.items[c->newer].older) =
		c->older;
	*(c->older == NONE ? &p->oldest : &p->clusters.items[c->older].newer) =
		c->newer;
}

static void order_add(struct path *p, uint32_t index)
{
	struct cluster *c = &p->clusters.items[index];
	c->newer = NONE;
	c->older = p->newest;
	*(c->older == NONE ? &p->oldest : &p->clusters.items[c->older].newer) = index;
	p->newest = index;
}

static uint32_t cluster_find(struct path *p, uint64_t key)
{
	uint32_t at = *bucket_of(p, key);
	while (at != NONE && p->clusters.items[at].key != key)
		at = p->clusters.items[at].next;
	return at;
}

static uint32_t cluster_add(struct path *p, uint64_t key)
{
	uint32_t at = p->unused;
	if (at == NONE) {
		const struct cluster empty = { .key = 0 };
		at = (uint32_t)p->clusters.count;
		vec_push(&p->clusters, empty);
	} else {
		p->unused = p->clusters.items[at].next;
	}
	struct cluster *c = &p->clusters.items[at];
	c->key = key;
	c->seen.count = 0;
	c->next = *bucket_of(p, key);
	*bucket_of(p, key) = at;
	p->open++;
	order_add(p, at);
	return at;
}

static void cluster_remove(struct path *p, uint32_t index)
{
	struct cluster *c = &p->clusters.items[index];
	uint32_t *link = bucket_of(p, c->key);
	while (*link != index)
		link = &p->clusters.items[*link].next;
	*link = c->next;
	order_remove(p, c);
	c->next = p->unused;
	p->unused = index;
	p->open--;
}

/* Journeys ------------------------------------------------------------------- */

/* Two of these are two packets; at another point, in another direction, with fewer
 * hops left (a loop), or in a tunnel, it may be the same one. */
static int compare_place(const struct sighting *a, const struct sighting *b)
{
	if (a->point != b->point)
		return a->point < b->point ? -1 : 1;
	if (a->direction != b->direction)
		return a->direction < b->direction ? -1 : 1;
	if (a->id.hops != b->id.hops)
		return a->id.hops > b->id.hops ? -1 : 1;
	return (a->id.inner > b->id.inner) - (a->id.inner < b->id.inner);
}

static int compare_numbers(const struct sighting *a, const struct sighting *b)
{
	return (a->number > b->number) - (a->number < b->number);
}

static int by_place(const void *x, const void *y)
{
	const struct sighting *a = x, *b = y;
	int place = compare_place(a, b);
	if (place)
		return place;
	return a->time != b->time ? (a->time < b->time ? -1 : 1)
				  : compare_numbers(a, b);
}

static int by_time(const void *x, const void *y)
{
	const struct sighting *a = x, *b = y;
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	if (a->id.hops != b->id.hops)
		return a->id.hops > b->id.hops ? -1 : 1;
	bool first = a->direction == DIRECTION_OUT,
	     second = b->direction == DIRECTION_OUT;
	return first != second ? second - first : compare_numbers(a, b);
}

/* One place's sightings within a cluster that is sorted by place. */
struct place {
	struct sighting *seen;
	size_t count;
};

static struct place place_at(struct cluster *c, size_t first)
{
	struct sighting *s = c->seen.items;
	size_t end = first + 1;
	while (end < c->seen.count && !compare_place(&s[first], &s[end]))
		end++;
	return (struct place){ &s[first], end - first };
}

static void emit(struct path *p, bool doubtful)
{
	if (!p->hops.count)
		return;
	qsort(p->hops.items, p->hops.count, sizeof(p->hops.items[0]), by_time);
	const struct journey journey = { p->hops.items, p->hops.count, doubtful };
	p->options.emit(p->options.owner, &journey);
	p->hops.count = 0;
}

/* The place that saw the most of them, the earliest such. */
static struct place most_seen(struct cluster *c)
{
	struct place best = { NULL, 0 };
	for (size_t i = 0; i < c->seen.count;) {
		struct place place = place_at(c, i);
		bool earlier = best.seen && place.seen->time < best.seen->time;
		if (place.count > best.count || (place.count == best.count && earlier))
			best = place;
		i += place.count;
	}
	return best;
}

/* Which of the n-th packets of `all` the sighting is, where it can only be one: all
 * others were not sent yet. `all`.count: cannot be told. */
static size_t only_sent(const struct place *all, const struct sighting *s)
{
	return all->count > 1 && all->seen[1].time <= s->time ? all->count : 0;
}

/* Of a place, what it saw of the n-th packet; NULL: nothing that is certain. */
static const struct sighting *seen_of(const struct place *all,
				      const struct place *place, size_t n)
{
	if (place->count == all->count)
		return &place->seen[n];
	if (place->count == 1 && only_sent(all, place->seen) == n)
		return place->seen;
	return NULL;
}

/* Did a place see fewer, and nobody knows which? */
static bool is_doubtful(const struct place *all, const struct place *place)
{
	return place->count != all->count &&
	       (place->count > 1 || only_sent(all, place->seen) == all->count);
}

static void emit_cluster(struct path *p, struct cluster *c)
{
	qsort(c->seen.items, c->seen.count, sizeof(c->seen.items[0]), by_place);
	struct place all = most_seen(c);
	for (size_t n = 0; n < all.count; n++) {
		bool doubtful = false;
		for (size_t i = 0; i < c->seen.count;) {
			struct place place = place_at(c, i);
			const struct sighting *s = seen_of(&all, &place, n);
			if (s)
				vec_push(&p->hops, *s);
			doubtful |= is_doubtful(&all, &place);
			i += place.count;
		}
		emit(p, doubtful);
	}
}

static void close_oldest(struct path *p)
{
	uint32_t index = p->oldest;
	emit_cluster(p, &p->clusters.items[index]);
	cluster_remove(p, index);
}

void path_settle(struct path *p, int64_t until)
{
	while (p->oldest != NONE && p->clusters.items[p->oldest].last < until)
		close_oldest(p);
}

void path_see(struct path *p, const struct sighting *s)
{
	path_settle(p, s->time - p->options.window);
	if (p->open >= PATH_OPEN_MAX) {
		p->hurried++;
		close_oldest(p);
	}
	uint32_t at = cluster_find(p, s->id.key);
	if (at == NONE)
		at = cluster_add(p, s->id.key);
	struct cluster *c = &p->clusters.items[at];
	if (c->seen.count < PATH_SIGHTINGS_MAX)
		vec_push(&c->seen, *s);
	c->last = s->time > c->last || c->seen.count == 1 ? s->time : c->last;
	order_remove(p, c);
	order_add(p, at);
}
