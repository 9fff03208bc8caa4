#include "core/analysis/path.h"

#include <stdlib.h>
#include <string.h>

#include "core/analysis/cluster.h"
#include "core/analysis/way.h"
#include "core/base/clock.h"

enum {
	NEAR_MS = 10, /* equal packets nearer than this are never told apart by time */
	NEAR_TIMES = 8,	 /* nor nearer than so many times the longest way there */
	PACE_LEAST = 8,	 /* journeys before the way to a point is known */
	NAT_MS = 100,	 /* in a NAT, at the most */
	WINDOWS_OPEN = 2 /* equal packets without a pause are judged after so many */
};

/* How long the way to a point takes. */
struct pace {
	uint32_t journeys;
	int64_t longest;
};

struct path {
	struct path_options options;
	const struct way_point *points;
	size_t point_count;
	struct clusters *clusters;
	size_t sightings;
	VEC(struct pace) paces;
	VEC(struct sighting) hops; /* of the journey being put together */
	uint64_t hurried;
};

struct path *path_new(const struct path_options *options)
{
	struct path *p = mem_new(sizeof(*p));
	p->options = *options;
	p->clusters = clusters_new();
	return p;
}

void path_free(struct path *p)
{
	if (!p)
		return;
	clusters_free(p->clusters);
	free(p->paces.items);
	free(p->hops.items);
	free(p);
}

void path_set_points(struct path *p, const struct way_point *points, size_t count)
{
	p->points = points;
	p->point_count = count;
}

uint64_t path_hurried(const struct path *p)
{
	return p->hurried;
}

/* Journeys ------------------------------------------------------------------- */

static void learn_pace(struct path *p, uint32_t point, int64_t way)
{
	while (p->paces.count <= point && point < PATH_OPEN_MAX)
		vec_push(&p->paces, ((struct pace){ 0, 0 }));
	if (point >= p->paces.count)
		return;
	struct pace *pace = &p->paces.items[point];
	pace->journeys += pace->journeys < UINT32_MAX;
	pace->longest = way > pace->longest ? way : pace->longest;
}

static void emit(struct path *p, bool doubtful, bool translated)
{
	size_t n = p->hops.count;
	struct sighting *hops = p->hops.items;
	if (!n)
		return;
	way_sort(hops, n, p->points, p->point_count);
	for (size_t i = 0; i < n && n > 1 && !doubtful; i++)
		learn_pace(p, hops[i].point, hops[i].time - hops[0].time);
	const struct journey journey = { hops, n, doubtful, translated };
	p->options.emit(p->options.owner, &journey);
	p->hops.count = 0;
}

static int by_place(const void *x, const void *y)
{
	const struct sighting *a = x, *b = y;
	int place = way_compare_place(a, b);
	if (place)
		return place;
	return a->time != b->time ? (a->time < b->time ? -1 : 1)
				  : (a->number > b->number) - (a->number < b->number);
}

/* One place's sightings among those that are sorted by place. */
struct place {
	struct sighting *seen;
	size_t count;
};

static struct place place_at(struct sighting *s, size_t first, size_t count)
{
	size_t end = first + 1;
	while (end < count && !way_compare_place(&s[first], &s[end]))
		end++;
	return (struct place){ &s[first], end - first };
}

/* The place that saw the most of them, the earliest such. */
static struct place most_seen(struct sighting *s, size_t count)
{
	struct place best = { NULL, 0 };
	for (size_t i = 0; i < count;) {
		struct place place = place_at(s, i, count);
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

/* Journeys of equal sightings. */
static void emit_equal(struct path *p, struct sighting *s, size_t count, bool apart,
		       bool translated)
{
	qsort(s, count, sizeof(*s), by_place);
	struct place all = most_seen(s, count);
	for (size_t n = 0; n < all.count; n++) {
		bool doubtful = apart;
		for (size_t i = 0; i < count;) {
			struct place place = place_at(s, i, count);
			const struct sighting *seen = seen_of(&all, &place, n);
			if (seen)
				vec_push(&p->hops, *seen);
			doubtful |= is_doubtful(&all, &place);
			i += place.count;
		}
		emit(p, doubtful, translated);
	}
}

/* NAT ------------------------------------------------------------------------- */

static const struct sighting *extreme(const struct cluster *c, bool last)
{
	const struct sighting *best = &c->seen.items[0];
	for (size_t i = 1; i < c->seen.count; i++) {
		const struct sighting *s = &c->seen.items[i];
		if (last ? s->time > best->time : s->time < best->time)
			best = s;
	}
	return best;
}

static bool has_place(const struct cluster *c, const struct sighting *s)
{
	for (size_t i = 0; i < c->seen.count; i++)
		if (!way_compare_place(&c->seen.items[i], s))
			return true;
	return false;
}

static bool shares_point(const struct cluster *a, const struct cluster *b)
{
	for (size_t i = 0; i < a->seen.count; i++)
		for (size_t k = 0; k < b->seen.count; k++)
			if (a->seen.items[i].point == b->seen.items[k].point)
				return true;
	return false;
}

/* Can `b` be what a NAT made of `a`? It decrements the TTL as every router does, and
 * needs no longer than one. */
static bool is_translation(const struct cluster *a, const struct cluster *b)
{
	if (a->mixed || b->mixed || a->apart || b->apart || a->last > b->first ||
	    b->first - a->last > NAT_MS * CLOCK_MS || shares_point(a, b))
		return false;
	const struct likeness *before = &extreme(a, true)->id,
			      *after = &extreme(b, false)->id;
	return after->hops < before->hops &&
	       (after->addresses != before->addresses || after->ports != before->ports);
}

/* A packet that ends in a NAT goes on as another one; which of the two came in first
 * is the rings' affair. With several that it could be it
 * is none. */
static bool join_translated(struct path *p, uint32_t index)
{
	struct cluster *c = clusters_at(p->clusters, index);
	uint32_t at =
		c->loose ? clusters_find_loose(p->clusters, c->loose) : CLUSTER_NONE;
	uint32_t other = CLUSTER_NONE;
	size_t others = 0;
	for (; at != CLUSTER_NONE; at = clusters_next_loose(p->clusters, at)) {
		if (at == index || clusters_at(p->clusters, at)->key == c->key)
			continue;
		other = at;
		others++;
	}
	if (others != 1)
		return false;
	struct cluster *joined = clusters_at(p->clusters, other);
	if (!is_translation(c, joined) && !is_translation(joined, c))
		return false;
	for (size_t i = 0; i < c->seen.count; i++)
		vec_push(&joined->seen, c->seen.items[i]);
	joined->first = c->first < joined->first ? c->first : joined->first;
	joined->last = c->last > joined->last ? c->last : joined->last;
	joined->translated = true;
	return true;
}

/* Clusters -------------------------------------------------------------------- */

static void close_cluster(struct path *p, uint32_t index)
{
	struct cluster *c = clusters_at(p->clusters, index);
	if (!join_translated(p, index)) {
		p->sightings -= c->seen.count;
		emit_equal(p, c->seen.items, c->seen.count, c->apart, c->translated);
	}
	clusters_remove(p->clusters, index);
}

void path_settle(struct path *p, int64_t until)
{
	for (;;) {
		uint32_t at = clusters_oldest(p->clusters);
		if (at == CLUSTER_NONE || clusters_at(p->clusters, at)->last >= until)
			return;
		close_cluster(p, at);
	}
}

/* Too much is under way: what is given up early may have gone on. */
static void make_room(struct path *p)
{
	while (clusters_count(p->clusters) >= PATH_OPEN_MAX ||
	       p->sightings >= PATH_SEEN_MAX) {
		uint32_t at = clusters_oldest(p->clusters);
		clusters_at(p->clusters, at)->apart = true;
		p->hurried++;
		close_cluster(p, at);
	}
}

static int64_t distance(const struct cluster *c, int64_t time)
{
	return time < c->first ? c->first - time : time > c->last ? time - c->last : 0;
}

/* Equal packets further apart than this at a point are two; the whole window while
 * nobody knows how long the way there takes. */
static int64_t nearness(const struct path *p, uint32_t point, bool *known)
{
	int64_t window = p->options.window, near = window;
	*known = point < p->paces.count && p->paces.items[point].journeys >= PACE_LEAST;
	if (*known)
		near = p->paces.items[point].longest * NEAR_TIMES;
	near = near < NEAR_MS * CLOCK_MS ? NEAR_MS * CLOCK_MS : near;
	return near < window ? near : window;
}

/* What there is of equal packets around a sighting. */
struct around {
	uint32_t nearest;
	int64_t distance;
	size_t count, near; /* in the window, and as near as that */
};

static struct around look_around(const struct path *p, const struct sighting *s,
				 int64_t near)
{
	struct around a = { CLUSTER_NONE, INT64_MAX, 0, 0 };
	uint32_t at = clusters_find(p->clusters, s->id.key);
	for (; at != CLUSTER_NONE; at = clusters_next(p->clusters, at)) {
		int64_t d = distance(clusters_at(p->clusters, at), s->time);
		if (d > p->options.window)
			continue;
		a.count++;
		a.near += d <= near;
		if (d < a.distance) {
			a.distance = d;
			a.nearest = at;
		}
	}
	return a;
}

/* It may be any of those: none of them is certain any more. */
static void put_apart(struct path *p, const struct sighting *s)
{
	uint32_t at = clusters_find(p->clusters, s->id.key);
	for (; at != CLUSTER_NONE; at = clusters_next(p->clusters, at))
		if (distance(clusters_at(p->clusters, at), s->time) <=
		    p->options.window)
			clusters_at(p->clusters, at)->apart = true;
}

static uint32_t cluster_new(struct path *p, const struct sighting *s)
{
	uint32_t at = clusters_add(p->clusters, s->id.key, s->id.loose);
	struct cluster *c = clusters_at(p->clusters, at);
	c->first = c->last = s->time;
	return at;
}

static uint32_t cluster_for(struct path *p, const struct sighting *s)
{
	bool known;
	int64_t near = nearness(p, s->point, &known);
	const struct around a = look_around(p, s, near);
	if (!a.count)
		return cluster_new(p, s);
	bool again = has_place(clusters_at(p->clusters, a.nearest), s);
	if (a.near == 1 ? known || a.count == 1 : !again && a.count == 1)
		return a.nearest;
	uint32_t at = cluster_new(p, s);
	if (!again || !known || a.near)
		put_apart(p, s);
	return at;
}

static int by_stamp(const void *x, const void *y)
{
	const struct sighting *a = x, *b = y;
	return (a->time > b->time) - (a->time < b->time);
}

/* Equal packets that follow each other without a pause, nobody knows how long they are
 * under way: what is on this side of a gap may belong to that one. */
static void cut_cluster(struct path *p, struct cluster *c)
{
	struct sighting *s = c->seen.items;
	size_t n = c->seen.count, cut = n;
	int64_t gap = -1;
	qsort(s, n, sizeof(*s), by_stamp);
	for (size_t i = n / 4; i + n / 4 < n; i++)
		if (i && s[i].time - s[i - 1].time >= gap) {
			gap = s[i].time - s[i - 1].time;
			cut = i;
		}
	c->apart = true;
	emit_equal(p, s, cut, true, false);
	p->sightings -= cut;
	memmove(s, s + cut, (n - cut) * sizeof(*s));
	c->seen.count = n - cut;
	c->first = n > cut ? s[0].time : c->last;
}

static void take(struct path *p, uint32_t index, const struct sighting *s)
{
	struct cluster *c = clusters_at(p->clusters, index);
	c->mixed |= has_place(c, s);
	if (!c->leader && !s->part)
		c->leader = s->number;
	vec_reserve_from(&c->seen, 2); /* 100 000 clusters are no rarity */
	vec_push(&c->seen, *s);
	p->sightings++;
	c->first = s->time < c->first ? s->time : c->first;
	c->last = s->time > c->last ? s->time : c->last;
	clusters_touch(p->clusters, index);
	if (c->mixed && (c->seen.count >= PATH_SIGHTINGS_MAX ||
			 c->last - c->first > WINDOWS_OPEN * p->options.window))
		cut_cluster(p, c);
}

uint64_t path_see(struct path *p, const struct sighting *s)
{
	path_settle(p, s->time - p->options.window);
	make_room(p);
	uint32_t at = cluster_for(p, s);
	take(p, at, s);
	const struct cluster *c = clusters_at(p->clusters, at);
	return c->mixed || c->apart ? s->number : c->leader;
}

static struct sighting *find_sighting(const struct path *p, uint64_t key,
				      uint64_t number)
{
	uint32_t at = clusters_find(p->clusters, key);
	for (; at != CLUSTER_NONE; at = clusters_next(p->clusters, at)) {
		const struct cluster *c = clusters_at(p->clusters, at);
		for (size_t i = 0; i < c->seen.count; i++)
			if (c->seen.items[i].number == number)
				return &c->seen.items[i];
	}
	return NULL;
}

bool path_has(const struct path *p, uint64_t key, uint64_t number)
{
	return find_sighting(p, key, number);
}

void path_split(struct path *p, const struct sighting *s)
{
	struct sighting *seen = find_sighting(p, s->id.key, s->number);
	if (seen)
		seen->split = true;
}

size_t path_peek(const struct path *p, const struct sighting *s, struct sighting *out,
		 size_t room)
{
	uint32_t at = clusters_find(p->clusters, s->id.key);
	for (; at != CLUSTER_NONE; at = clusters_next(p->clusters, at)) {
		const struct cluster *c = clusters_at(p->clusters, at);
		size_t n = c->seen.count < room ? c->seen.count : room, i = 0;
		while (i < c->seen.count && c->seen.items[i].number != s->number)
			i++;
		if (i == c->seen.count)
			continue;
		if (c->mixed || c->apart || !room)
			n = 1;
		memcpy(out, n == 1 ? s : c->seen.items, n * sizeof(*out));
		way_sort(out, n, p->points, p->point_count);
		return n;
	}
	return 0;
}
