#include "tui/session_trails.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/name_table.h"
#include "tui/number.h"
#include "tui/session_gather.h"
#include "tui/session_once.h"

/* Losses that follow each other this closely are one line. */
static const int64_t TOGETHER = 2 * CLOCK_SEC;

/* A packet that comes this much later than now has not been held back by a ring. */
static const int64_t LATE = 2 * CLOCK_SEC;

void session_trails_drop(struct session *s)
{
	struct session_trails *t = &s->trace;
	trails_free(t->trails);
	free(t->watches.items);
	free(t->told.items);
	*t = (struct session_trails){ .folded = t->folded, .chosen = t->chosen };
}

/* Points ---------------------------------------------------------------------- */

static struct watch *watch_of(struct session_trails *t, const char *name)
{
	for (size_t i = 0; i < t->watches.count; i++)
		if (!strcmp(t->watches.items[i].name, name))
			return &t->watches.items[i];
	struct watch fresh = { .since = INT64_MAX, .until = INT64_MIN };
	snprintf(fresh.name, sizeof(fresh.name), "%s", name);
	vec_push(&t->watches, fresh);
	return &t->watches.items[t->watches.count - 1];
}

static bool is_captured(const struct tap *tap)
{
	return tap->state == CAPTURE_UP || tap->state == CAPTURE_DOWN;
}

/* Since when endpoints are captured, or until when they were. */
static void watch_taps(struct session *s)
{
	for (size_t i = 0; i < s->taps.count; i++) {
		const struct tap *tap = &s->taps.items[i];
		struct watch *w = watch_of(&s->trace, tap->name);
		bool on = is_captured(tap), was = w->until == INT64_MAX;
		for (size_t k = i + 1; k < s->taps.count && !on; k++)
			on = is_captured(&s->taps.items[k]) &&
			     !strcmp(s->taps.items[k].name, tap->name);
		if (on && !was)
			*w = (struct watch){ .since = clock_now(), .until = INT64_MAX };
		else if (!on && was)
			w->until = clock_now();
		snprintf(w->name, sizeof(w->name), "%s", tap->name);
	}
}

static uint32_t bridge_of(const struct lab *lab, const struct endpoint *e)
{
	for (size_t i = 0; i < lab->endpoint_count; i++) {
		const struct endpoint *b = &lab->endpoints[i];
		if (b == e && !strcmp(e->type, "bridge"))
			return (uint32_t)i;
		if (e->master && b->space == e->space && !strcmp(b->ifname, e->master))
			return (uint32_t)i;
	}
	return WAY_NONE;
}

/* Of a file nothing is known but names: NODE:INTERFACE. The first point of the node. */
static uint32_t same_node(struct name_table *nodes, const char *name, uint32_t point)
{
	const char *colon = strrchr(name, ':');
	return colon ? name_table_add(nodes, name, (size_t)(colon - name) + 1, point)
		     : (uint32_t)WAY_NONE;
}

static struct trail_point point_known(struct session *s, struct name_table *nodes,
				      uint32_t i)
{
	const struct trails *t = s->trace.trails;
	const char *name = trails_point_name(t, i);
	const struct endpoint *e = lab_endpoint(s->lab, name);
	struct trail_point p = {
		.way = { WAY_NONE, WAY_NONE, same_node(nodes, name, i), false },
		.since = INT64_MIN,
		.until = INT64_MAX,
		.one_way = s->options.only_in || s->options.only_out ||
			   session_once_way(s, name) != DIRECTION_UNKNOWN,
	};
	if (e) {
		p.way.peer =
			e->peer ? trails_point_named(t, e->peer) : (uint32_t)WAY_NONE;
		p.way.bridge = bridge_of(s->lab, e);
		p.way.space = e->space == NO_SPACE ? (uint32_t)WAY_NONE : e->space;
		p.way.is_bridge = !strcmp(e->type, "bridge");
	}
	for (size_t k = 0; k < s->trace.watches.count; k++) {
		const struct watch *w = &s->trace.watches.items[k];
		if (!strcmp(w->name, name)) {
			p.since = w->since;
			p.until = w->until;
		}
	}
	return p;
}

/* Which endpoints are captured, as a number that changes when they do. */
static uint64_t taps_serial(const struct session *s)
{
	uint64_t serial = s->taps.count;
	for (size_t i = 0; i < s->taps.count; i++)
		serial = serial * 31 + (uint64_t)s->taps.items[i].state;
	return serial;
}

static void points_update(struct session *s)
{
	struct session_trails *t = &s->trace;
	size_t count = trails_points(t->trails);
	uint64_t taps = taps_serial(s);
	if (t->points == count && t->lab_serial == s->lab_serial && t->taps == taps)
		return;
	if (taps != t->taps)
		watch_taps(s);
	t->points = count;
	t->lab_serial = s->lab_serial;
	t->taps = taps;
	autofree struct trail_point *known = mem_new((count + 1) * sizeof(*known));
	struct name_table nodes = { .room = 0 };
	for (uint32_t i = 0; i < count; i++)
		known[i] = point_known(s, &nodes, i);
	name_table_done(&nodes);
	trails_set_points(t->trails, known, count);
}

/* Losses ---------------------------------------------------------------------- */

void session_point_put(struct text *t, const struct trails *trails, uint32_t point)
{
	const char *name = trails_point_name(trails, point);
	text_harmless(t, name, strlen(name));
}

static void put_between(struct text *t, const struct trails *trails,
			struct lane_end from, struct lane_end to)
{
	text_str(t, "seen at ");
	session_point_put(t, trails, from.point);
	text_str(t, ", not at ");
	session_point_put(t, trails, to.point);
}

bool session_is_lost(const struct session *s, uint64_t number)
{
	return s->trace.trails && trails_is_lost(s->trace.trails, number);
}

void session_lost_put(const struct session *s, uint64_t number, struct text *t)
{
	struct trail trail;
	if (!session_is_lost(s, number))
		return;
	trails_get(s->trace.trails, number, &trail);
	text_str(t, "  ! lost: ");
	put_between(t, s->trace.trails, trail.last, trail.next);
	text_str(t, "   P path");
}

static void tell_loss(struct session *s, const struct lane *lane,
		      struct lane_told *told)
{
	const struct trails *t = s->trace.trails;
	char count[32], words[400];
	struct text n = text_over(count, sizeof(count));
	if (!told->event || lane->last_lost - told->time > TOGETHER) {
		told->event = NULL;
		told->since = told->lost;
	}
	number_grouped(&n, lane->lost - told->since);
	struct text w = text_over(words, sizeof(words));
	text_printf(&w, "%s lost: ", count);
	put_between(&w, t, lane->from, lane->to);
	if (told->event)
		timeline_reword(told->event, words);
	else
		told->event = session_event(s, lane->last_lost, true, "%s", words);
	told->time = lane->last_lost;
	told->lost = lane->lost;
}

static void tell_losses(struct session *s)
{
	struct session_trails *t = &s->trace;
	const struct lanes *lanes = trails_lanes(t->trails);
	if (t->lost == trails_lost(t->trails))
		return;
	t->lost = trails_lost(t->trails);
	s->changes++;
	for (size_t i = 0; i < lanes_count(lanes); i++) {
		while (t->told.count <= i)
			vec_push(&t->told, ((struct lane_told){ .event = NULL }));
		if (lanes_at(lanes, i)->lost != t->told.items[i].lost)
			tell_loss(s, lanes_at(lanes, i), &t->told.items[i]);
	}
}

/* The pass -------------------------------------------------------------------- */

static bool has_several(const struct store *s)
{
	for (uint32_t i = 1; i < store_ifaces(s); i++)
		if (strcmp(store_iface(s, i)->name, store_iface(s, 0)->name) != 0)
			return true;
	return false;
}

/* What was sent a while ago and did not arrive never will. */
static void settle(struct session *s, bool more)
{
	struct session_trails *t = &s->trace;
	if (session_is_growing(s))
		trails_settle(t->trails, clock_now() - LATE);
	else if (!more && !t->ended)
		trails_settle(t->trails, INT64_MAX);
	t->ended = !more && !session_is_growing(s);
}

bool session_trails_step(struct session *s, unsigned budget)
{
	struct session_trails *t = &s->trace;
	if (!s->options.ahead || !s->store || (!t->trails && !has_several(s->store)))
		return false;
	if (!t->trails) {
		t->trails = trails_new(s->store, TRAILS_KEPT);
		if (t->folded)
			session_rows_renew(s);
	}
	if (t->ended && trails_seen(t->trails) >= store_last(s->store))
		return false;
	(void)trails_advance(t->trails, 0);
	points_update(s);
	bool more = trails_advance(t->trails, budget);
	settle(s, more);
	tell_losses(s);
	return more;
}

/* Folding --------------------------------------------------------------------- */

void session_fold(struct session *s, bool on)
{
	if (s->trace.folded == on)
		return;
	s->trace.folded = on;
	if (s->trace.trails)
		session_rows_renew(s);
}

void session_fold_usual(struct session *s, bool on)
{
	if (s->options.ahead && !s->trace.chosen)
		session_fold(s, on);
}

static bool passes(const struct session *s, uint64_t number)
{
	struct packet p;
	return store_get(s->store, number, &p) && filter_match(s->filter, &p);
}

uint64_t session_head(const struct session *s, uint64_t number)
{
	struct trail trail;
	if (!s->trace.folded || !s->trace.trails ||
	    trails_copies(s->trace.trails, number) < 2)
		return number;
	uint64_t leader = trails_leader(s->trace.trails, number);
	trails_get(s->trace.trails, number, &trail);
	for (size_t i = 0; i < trail.count; i++)
		if (trails_leader(s->trace.trails, trail.hops[i]) == leader &&
		    passes(s, trail.hops[i]))
			return trail.hops[i];
	return number;
}

uint64_t session_leader(const struct session *s, uint64_t number)
{
	return s->trace.folded && s->trace.trails
		       ? trails_leader(s->trace.trails, number)
		       : number;
}

unsigned session_copies(const struct session *s, uint64_t number)
{
	unsigned copies = s->trace.folded && s->trace.trails
				  ? trails_copies(s->trace.trails, number)
				  : 0;
	return copies ? copies : 1;
}
