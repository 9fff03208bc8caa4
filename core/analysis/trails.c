#include "core/analysis/trails.h"

#include <stdlib.h>
#include <string.h>

#include "core/analysis/splits.h"
#include "core/base/clock.h"
#include "core/base/name_table.h"
#include "core/base/vec.h"

enum {
	WINDOW_MS = 1000,
	EDGE_MS = 20, /* next to where the capture begins or ends: may be on its way */
};

/* Of a packet number. */
struct slot {
	uint32_t back;	 /* its leader's number is so much lower */
	uint32_t copies; /* of a leader: sightings so far, itself included */
	uint32_t record; /* number of its record + 1, 0: none yet */
};

/* Of a journey. */
struct record {
	uint64_t first; /* of its hops, in the order of all there ever were */
	uint16_t count;
	bool doubtful, translated, lost, unfollowed;
	struct lane_end last, next; /* where it was lost */
};

/* Of a point, as seen. */
struct point {
	uint32_t iface; /* the first that has its name */
	int64_t first;	/* stamp of its first packet */
	int64_t newest;
	int64_t hole, hole_end; /* the capture lost something in between */
};

struct trails {
	struct store *store;
	size_t kept;
	struct likeness_secret secret;
	struct path *path;
	struct splits *splits;
	struct lanes *lanes;
	VEC(uint32_t) ifaces; /* point of each */
	VEC(struct point) points;
	struct name_table names; /* of those */
	VEC(struct trail_point) known;
	VEC(struct way_point) ways;
	uint64_t next;
	uint64_t base; /* number of slots.items[0] */
	VEC(struct slot) slots;
	uint64_t record_base, hop_base;
	VEC(struct record) records;
	VEC(uint64_t) hops;
	uint64_t lost;
	VEC(uint64_t) lost_numbers;
	int64_t start; /* stamp of the first packet */
	int64_t end;   /* stamp behind which nothing is known, INT64_MAX: more will come
			*/
};

static void take_journey(void *owner, const struct journey *j);

struct trails *trails_new(struct store *s, size_t kept)
{
	struct trails *t = mem_new(sizeof(*t));
	const struct path_options options = { WINDOW_MS * CLOCK_MS, take_journey, t };
	likeness_secret_make(&t->secret);
	t->store = s;
	t->kept = kept;
	t->path = path_new(&options);
	t->splits = splits_new(s, &t->secret, options.window);
	t->lanes = lanes_new();
	t->next = t->base = 1;
	t->start = t->end = INT64_MAX;
	return t;
}

void trails_free(struct trails *t)
{
	if (!t)
		return;
	path_free(t->path);
	splits_free(t->splits);
	lanes_free(t->lanes);
	free(t->ifaces.items);
	free(t->points.items);
	name_table_done(&t->names);
	free(t->known.items);
	free(t->ways.items);
	free(t->slots.items);
	free(t->records.items);
	free(t->hops.items);
	free(t->lost_numbers.items);
	free(t);
}

/* Points ---------------------------------------------------------------------- */

size_t trails_points(const struct trails *t)
{
	return t->points.count;
}

const char *trails_point_name(const struct trails *t, uint32_t point)
{
	return store_iface(t->store, t->points.items[point].iface)->name;
}

static uint32_t point_named(struct trails *t, uint32_t iface)
{
	const char *name = store_iface(t->store, iface)->name;
	uint32_t fresh = (uint32_t)t->points.count;
	uint32_t point = name_table_add(&t->names, name, strlen(name), fresh);
	if (point == fresh)
		vec_push(&t->points,
			 ((struct point){ .iface = iface, .first = INT64_MAX }));
	return point;
}

uint32_t trails_point_named(const struct trails *t, const char *name)
{
	uint32_t point = name_table_find(&t->names, name, strlen(name));
	return point == NAME_TABLE_NONE ? (uint32_t)WAY_NONE : point;
}

static void points_update(struct trails *t)
{
	while (t->ifaces.count < store_ifaces(t->store)) {
		uint32_t point = point_named(t, (uint32_t)t->ifaces.count);
		vec_push(&t->ifaces, point);
	}
}

static uint32_t point_of(const struct trails *t, uint32_t iface)
{
	return iface < t->ifaces.count ? t->ifaces.items[iface] : WAY_NONE;
}

void trails_set_points(struct trails *t, const struct trail_point *points, size_t count)
{
	t->known.count = t->ways.count = 0;
	for (size_t i = 0; i < count; i++) {
		vec_push(&t->known, points[i]);
		vec_push(&t->ways, points[i].way);
	}
	path_set_points(t->path, t->ways.items, t->ways.count);
}

/* Losses ---------------------------------------------------------------------- */

static struct lane_end end_of(const struct sighting *s)
{
	return (struct lane_end){ s->point, s->direction };
}

static bool is_there(const struct journey *j, struct lane_end end)
{
	for (size_t i = 0; i < j->count; i++)
		if (j->hops[i].point == end.point &&
		    j->hops[i].direction == end.direction)
			return true;
	return false;
}

static bool went_on(const struct journey *j, const struct way_hop *hops, size_t from)
{
	for (size_t i = 0; i < j->count; i++)
		if (hops[i].from == from)
			return true;
	return false;
}

/* Was a point looked at when a packet may have come there? */
static bool was_watched(const struct trails *t, uint32_t point, int64_t time)
{
	const int64_t edge = EDGE_MS * CLOCK_MS;
	if (time > t->end - edge || time < t->start + edge)
		return false;
	if (point < t->known.count)
		return time >= t->known.items[point].since &&
		       (t->known.items[point].until == INT64_MAX ||
			time <= t->known.items[point].until - edge);
	return point < t->points.count && time >= t->points.items[point].first;
}

/* The other end of a wire sees what comes out of this one. */
static bool wire_end(const struct trails *t, const struct sighting *s,
		     struct lane_end *next)
{
	if (s->direction != DIRECTION_OUT || s->point >= t->known.count)
		return false;
	uint32_t peer = t->known.items[s->point].way.peer;
	*next = (struct lane_end){ peer, DIRECTION_IN };
	return peer < t->known.count && !t->known.items[peer].one_way;
}

/* May the capture itself have lost it there? */
static bool is_in_hole(const struct trails *t, uint32_t point, int64_t time)
{
	if (point >= t->points.count)
		return false;
	const struct point *p = &t->points.items[point];
	return time >= p->hole - CLOCK_MS && time <= p->hole_end + CLOCK_MS;
}

/* Its number, and of a part that was seen in a larger packet one of its own. */
static uint64_t own_number(const struct journey *j, const struct sighting *s)
{
	for (size_t i = 0; i < j->count && s->part; i++)
		if (!j->hops[i].part)
			return j->hops[i].number;
	return s->number;
}

static void take_lost(struct trails *t, const struct journey *j,
		      const struct sighting *s, struct lane_end next, struct record *r)
{
	struct lane *lane = lanes_of(t->lanes, end_of(s), next);
	bool hole = is_in_hole(t, next.point, s->time);
	r->unfollowed |= s->bundle;
	if (lane && (j->doubtful || hole || s->bundle))
		lane->doubtful++;
	if (j->doubtful || hole || s->bundle)
		return;
	t->lost++;
	if (lane) {
		lane->lost++;
		lane->last_lost = s->time;
		lane->last_number = own_number(j, s);
	}
	if (!r->lost && t->lost_numbers.count < LOST_KEPT)
		vec_push(&t->lost_numbers, own_number(j, s));
	if (r->lost)
		return;
	r->lost = true;
	r->last = end_of(s);
	r->next = next;
}

/* Where it should have gone from here and did not: by the wire, else as others for the
 * same destination did; one for many goes everywhere they go. */
static void find_losses(struct trails *t, const struct journey *j,
			const struct way_hop *hops, struct record *r)
{
	for (size_t i = 0; i < j->count; i++) {
		const struct sighting *s = &j->hops[i];
		struct lane_end next[LANE_NEXTS];
		if (s->split) /* its parts tell */
			continue;
		size_t count = wire_end(t, s, &next[0]) ? 1 : 0;
		if (!count && (s->id.group || !went_on(j, hops, i)))
			count = lanes_expect(t->lanes, end_of(s), s->id.to, next);
		count = count > 1 && !s->id.group ? 1 : count;
		for (size_t k = 0; k < count; k++)
			if (!is_there(j, next[k]) &&
			    was_watched(t, next[k].point, s->time))
				take_lost(t, j, s, next[k], r);
	}
}

static void take_steps(struct trails *t, const struct journey *j,
		       const struct way_hop *hops)
{
	for (size_t i = 0; i < j->count; i++) {
		if (hops[i].from == SIZE_MAX)
			continue;
		const struct sighting *from = &j->hops[hops[i].from], *at = &j->hops[i];
		if (from->part && at->part) /* the whole is counted itself */
			continue;
		struct lane *lane = lanes_of(t->lanes, end_of(from), end_of(at));
		if (lane) {
			lane->packets++;
			lane_delay(lane, at->time - from->time);
		}
		lanes_learn(t->lanes, end_of(from), from->id.to, end_of(at));
	}
}

/* Records --------------------------------------------------------------------- */

static struct slot *slot_of(const struct trails *t, uint64_t number)
{
	return number < t->base || number - t->base >= t->slots.count
		       ? NULL
		       : &t->slots.items[number - t->base];
}

static void keep_record(struct trails *t, const struct journey *j, struct record *r)
{
	uint64_t serial = t->record_base + t->records.count;
	r->first = t->hop_base + t->hops.count;
	vec_push(&t->records, *r);
	for (size_t i = 0; i < j->count; i++) {
		struct slot *slot = slot_of(t, j->hops[i].number);
		vec_push(&t->hops, j->hops[i].number);
		if (slot && !j->hops[i].part)
			slot->record = (uint32_t)serial + 1;
	}
}

static void take_journey(void *owner, const struct journey *j)
{
	struct trails *t = owner;
	struct way_hop hops[TRAIL_HOPS];
	struct journey cut = *j;
	cut.count = j->count < TRAIL_HOPS ? j->count : (size_t)TRAIL_HOPS;
	struct record r = { .count = (uint16_t)cut.count,
			    .doubtful = j->doubtful,
			    .translated = j->translated };
	way_trace(cut.hops, cut.count, t->ways.items, t->ways.count, hops);
	find_losses(t, &cut, hops, &r);
	if (!j->doubtful)
		take_steps(t, &cut, hops);
	keep_record(t, &cut, &r);
}

static const struct record *record_of(const struct trails *t, uint64_t number)
{
	const struct slot *slot = slot_of(t, number);
	if (!slot || !slot->record)
		return NULL;
	uint32_t at = slot->record - 1 - (uint32_t)t->record_base;
	return at < t->records.count ? &t->records.items[at] : NULL;
}

/* How many are more than is kept, or are no longer in the store. */
static size_t too_old(const struct trails *t)
{
	uint64_t first = store_first(t->store);
	size_t count = t->slots.count, old = count > t->kept ? count - t->kept : 0;
	if (first <= t->base + old)
		return old;
	return first - t->base < count ? (size_t)(first - t->base) : count;
}

/* Forgets those that are too old when they are the half of all. */
static void forget(struct trails *t)
{
	size_t gone = too_old(t);
	if (!gone || gone < t->slots.count - gone)
		return;
	t->slots.count -= gone;
	memmove(t->slots.items, t->slots.items + gone,
		t->slots.count * sizeof(t->slots.items[0]));
	t->base += gone;
	if (!t->records.count) /* and no memory of them yet */
		return;
	size_t old = 0;
	while (old < t->records.count &&
	       t->hops.items[t->records.items[old].first - t->hop_base] < t->base)
		old++;
	size_t hops = old < t->records.count
			      ? (size_t)(t->records.items[old].first - t->hop_base)
			      : t->hops.count;
	t->records.count -= old;
	t->hops.count -= hops;
	memmove(t->records.items, t->records.items + old,
		t->records.count * sizeof(t->records.items[0]));
	memmove(t->hops.items, t->hops.items + hops,
		t->hops.count * sizeof(t->hops.items[0]));
	t->record_base += old;
	t->hop_base += hops;
}

/* The pass -------------------------------------------------------------------- */

static bool sighting_of(const struct trails *t, const struct packet *p,
			struct sighting *s, struct packet *ip)
{
	*s = (struct sighting){ .number = p->number,
				.time = p->time,
				.point = point_of(t, p->iface),
				.direction = p->direction };
	return s->point != WAY_NONE && likeness_take(&s->id, &t->secret, p, ip);
}

static void note_point(struct trails *t, const struct packet *p, uint32_t point)
{
	struct point *at = &t->points.items[point];
	t->start = p->time < t->start ? p->time : t->start;
	at->first = p->time < at->first ? p->time : at->first;
	if (p->dropped) {
		at->hole = at->newest;
		at->hole_end = p->time;
	}
	at->newest = p->time > at->newest ? p->time : at->newest;
}

static void take_packet(struct trails *t, uint64_t number)
{
	struct packet p, ip;
	struct slot fresh = { .copies = 1 };
	struct sighting s;
	uint64_t leader = number;
	if (store_get(t->store, number, &p) && sighting_of(t, &p, &s, &ip)) {
		note_point(t, &p, s.point);
		leader = splits_see(t->splits, t->path, &s, &ip);
	}
	struct slot *of = leader == number ? NULL : slot_of(t, leader);
	if (of) {
		fresh.back = (uint32_t)(number - leader);
		of->copies++;
	}
	vec_push(&t->slots, fresh);
}

bool trails_advance(struct trails *t, unsigned budget)
{
	uint64_t first = store_first(t->store), last = store_last(t->store);
	if (t->next < first && first <= last) {
		t->slots.count = 0;
		t->base = t->next = first;
	}
	points_update(t);
	for (; budget && t->next <= last; budget--) {
		forget(t);
		take_packet(t, t->next++);
	}
	return t->next <= last;
}

void trails_settle(struct trails *t, int64_t until)
{
	if (until == INT64_MAX && t->end == INT64_MAX && t->points.count) {
		t->end = INT64_MIN;
		for (size_t i = 0; i < t->points.count; i++)
			if (t->points.items[i].newest > t->end)
				t->end = t->points.items[i].newest;
	}
	path_settle(t->path, until);
	if (until == INT64_MAX)
		t->end = INT64_MAX;
}

uint64_t trails_seen(const struct trails *t)
{
	return t->next - 1;
}

/* Questions ------------------------------------------------------------------- */

uint64_t trails_leader(const struct trails *t, uint64_t number)
{
	const struct slot *slot = slot_of(t, number);
	return slot ? number - slot->back : number;
}

unsigned trails_copies(const struct trails *t, uint64_t number)
{
	const struct record *r = record_of(t, number);
	const struct slot *leader = slot_of(t, trails_leader(t, number));
	return r ? r->count : leader ? leader->copies : 0;
}

bool trails_is_lost(const struct trails *t, uint64_t number)
{
	const struct record *r = record_of(t, number);
	return r && r->lost;
}

/* A packet of the store as a sighting; false: it is gone, or there is nothing to go by.
 */
static bool sighting_at(const struct trails *t, uint64_t number, struct sighting *s)
{
	struct packet p, ip;
	return store_get(t->store, number, &p) && sighting_of(t, &p, s, &ip);
}

/* As far as it is known by now. */
static void open_trail(const struct trails *t, uint64_t number, struct trail *trail)
{
	static const size_t room = TRAIL_HOPS;
	struct sighting s, seen[TRAIL_HOPS];
	if (number >= t->next || !sighting_at(t, number, &s))
		return;
	trail->count = path_peek(t->path, &s, seen, room);
	for (size_t i = 0; i < trail->count; i++)
		trail->hops[i] = seen[i].number;
	trail->state = trail->count ? TRAIL_OPEN : TRAIL_UNKNOWN;
}

void trails_get(const struct trails *t, uint64_t number, struct trail *trail)
{
	const struct record *r = record_of(t, number);
	*trail = (struct trail){ .state = TRAIL_UNKNOWN };
	if (!r) {
		open_trail(t, number, trail);
		return;
	}
	trail->state = r->doubtful ? TRAIL_DOUBTFUL : TRAIL_CLOSED;
	trail->count = r->count;
	memcpy(trail->hops, &t->hops.items[r->first - t->hop_base],
	       r->count * sizeof(trail->hops[0]));
	trail->translated = r->translated;
	trail->lost = r->lost;
	trail->unfollowed = r->unfollowed;
	trail->last = r->last;
	trail->next = r->next;
}

size_t trails_hops(const struct trails *t, const struct trail *trail,
		   struct sighting seen[TRAIL_HOPS], struct way_hop hops[TRAIL_HOPS])
{
	size_t n = 0;
	for (size_t i = 0; i < trail->count; i++)
		n += sighting_at(t, trail->hops[i], &seen[n]);
	way_trace(seen, n, t->ways.items, t->ways.count, hops);
	return n;
}

struct way_point trails_way(const struct trails *t, uint32_t point)
{
	static const struct way_point none = { WAY_NONE, WAY_NONE, WAY_NONE, false };
	return point < t->ways.count ? t->ways.items[point] : none;
}

const struct lanes *trails_lanes(const struct trails *t)
{
	return t->lanes;
}

size_t trails_lost_kept(const struct trails *t)
{
	return t->lost_numbers.count;
}

uint64_t trails_lost_number(const struct trails *t, size_t i)
{
	return t->lost_numbers.items[i];
}

uint64_t trails_lost(const struct trails *t)
{
	return t->lost;
}

uint64_t trails_hurried(const struct trails *t)
{
	return path_hurried(t->path);
}
