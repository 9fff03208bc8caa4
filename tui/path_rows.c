#include "tui/path_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/analysis/acks.h"
#include "core/analysis/hops.h"
#include "core/base/text.h"
#include "tui/path_cause.h"
#include "tui/session_once.h"

/* A copy of the bytes of a packet, to compare others with. */
struct first {
	uint8_t *bytes;
	uint32_t captured, length;
};

static void put_name(char *out, size_t size, const char *name)
{
	struct text t = text_over(out, size);
	text_harmless(&t, name, strlen(name));
}

static void put_point(struct path_row *row, const struct session *s, uint32_t point)
{
	const char *name = trails_point_name(s->trace.trails, point);
	const struct endpoint *e = lab_endpoint(s->lab, name);
	put_name(row->point, sizeof(row->point), name);
	if (e && !strcmp(e->type, "bridge"))
		snprintf(row->where, sizeof(row->where), "bridge");
	else if (e && e->tunnel)
		snprintf(row->where, sizeof(row->where), "tunnel");
	else if (e && e->space != NO_SPACE)
		put_name(row->where, sizeof(row->where), s->lab->spaces[e->space].name);
}

static const char *way_word(enum direction direction)
{
	return direction == DIRECTION_IN    ? "in"
	       : direction == DIRECTION_OUT ? "out"
					    : "";
}

static void put_hop(struct path_rows *r, const struct session *s,
		    const struct sighting *seen, const struct way_hop *hops, size_t i)
{
	struct path_row *row = &r->items[r->count++];
	*row = (struct path_row){ .number = seen[i].number,
				  .way = way_word(seen[i].direction),
				  .since = seen[i].time - seen[0].time,
				  .from = hops[i].from };
	put_point(row, s, seen[i].point);
	if (row->from == SIZE_MAX)
		return;
	row->step = seen[i].time - seen[row->from].time;
	row->changes = hop_changes(&seen[row->from].id, &seen[i].id);
	r->changes |= row->changes;
}

/* Are the bytes of all of them those of the first? */
static void compare_bytes(struct path_rows *r, const struct session *s)
{
	struct first first = { NULL, 0, 0 };
	r->same = true;
	for (size_t i = 0; i < r->hops; i++) {
		struct packet p;
		if (!store_get(s->store, r->items[i].number, &p))
			continue;
		if (!first.bytes) {
			first = (struct first){ mem_new(p.captured + 1), p.captured,
						p.length };
			memcpy(first.bytes, p.bytes, p.captured);
		}
		r->items[i].same = p.length == first.length &&
				   p.captured == first.captured &&
				   !memcmp(p.bytes, first.bytes, p.captured);
		r->same &= r->items[i].same;
	}
	free(first.bytes);
}

static void put_lost(struct path_rows *r, const struct session *s,
		     const struct trail *trail, uint32_t length)
{
	const struct trails *t = s->trace.trails;
	struct path_row *row = &r->items[r->count++];
	struct text cause = text_over(r->cause, sizeof(r->cause));
	*row = (struct path_row){ .way = way_word(trail->next.direction),
				  .from = SIZE_MAX };
	put_point(row, s, trail->next.point);
	r->lost = true;
	put_name(r->last, sizeof(r->last), trails_point_name(t, trail->last.point));
	put_name(r->next, sizeof(r->next), row->point);
	path_cause_put(&cause, s, trails_point_name(t, trail->last.point),
		       trails_point_name(t, trail->next.point), length);
}

/* Where it goes on from the last hop, when that is no point of the capture. */
static void put_rest(struct path_rows *r, const struct session *s,
		     const struct sighting *last)
{
	struct packet p;
	struct text t = text_over(r->cause, sizeof(r->cause));
	const char *name = trails_point_name(s->trace.trails, last->point);
	const struct endpoint *e = lab_endpoint(s->lab, name);
	if (!e || !store_get(s->store, last->number, &p))
		return;
	const struct endpoint *next = path_cause_port(s, name, &p);
	if (last->direction == DIRECTION_OUT && e->peer)
		next = lab_endpoint(s->lab, e->peer);
	if (!next)
		return;
	text_printf(&t, "next should be %s", next->name);
	size_t length = text_length(&t);
	text_str(&t, ": ");
	path_cause_put(&t, s, name, next->name, p.length);
	if (text_length(&t) > length + 2)
		return;
	t.at = t.start + length;
	*t.at = '\0';
	text_str(&t,
		 session_is_selected(s, next->name) ? "" : ", which is not captured");
}

/* Of a link each frame is captured at one end alone. */
static bool put_once(struct path_rows *r, const struct session *s,
		     const struct sighting *seen)
{
	struct text t = text_over(r->cause, sizeof(r->cause));
	const char *name = trails_point_name(s->trace.trails, seen->point);
	if (r->hops != 1 || session_once_way(s, name) == DIRECTION_UNKNOWN)
		return false;
	text_str(&t, "a link has each frame once: select its ends one by one");
	return true;
}

static void put_unfollowed(struct path_rows *r)
{
	struct text t = text_over(r->cause, sizeof(r->cause));
	text_str(&t, "several datagrams in one (UDP GSO): split on its way, not "
		     "followed");
}

void path_rows_build(struct path_rows *r, const struct session *s, uint64_t number)
{
	struct trail trail;
	struct sighting seen[TRAIL_HOPS];
	struct way_hop hops[TRAIL_HOPS];
	struct packet p = { .length = 0 };
	*r = (struct path_rows){ .state = TRAIL_UNKNOWN };
	if (!s->trace.trails || !number)
		return;
	trails_get(s->trace.trails, number, &trail);
	r->state = trail.state;
	r->translated = trail.translated;
	size_t n = trails_hops(s->trace.trails, &trail, seen, hops);
	r->start = n ? seen[0].time : 0;
	for (size_t i = 0; i < n; i++)
		put_hop(r, s, seen, hops, i);
	r->hops = r->count;
	compare_bytes(r, s);
	if (store_get(s->store, number, &p) && trail.lost)
		put_lost(r, s, &trail, p.length);
	else if (trail.unfollowed)
		put_unfollowed(r);
	else if (n && !put_once(r, s, &seen[0]) && trail.state == TRAIL_CLOSED)
		put_rest(r, s, &seen[n - 1]);
}

/* Each point pairs what it saw: behind one that lost the reply it is known yet. */
static uint64_t reply_of(const struct session *s, const struct path_rows *asked)
{
	uint64_t reply = 0;
	for (size_t i = 0; i < asked->hops && !reply; i++) {
		struct packet p;
		struct row row;
		if (!store_get(s->store, asked->items[i].number, &p))
			continue;
		flows_dissect(s->flows, &row, NULL, &p);
		reply = flows_reply(s->flows);
		if (!reply && !flows_is_again(s->flows))
			reply = acks_find(s->store, asked->items[i].number);
	}
	return reply;
}

void path_rows_reply(struct path_rows *r, const struct session *s,
		     const struct path_rows *asked)
{
	path_rows_build(r, s, reply_of(s, asked));
	if (!r->hops || !asked->hops)
		return;
	int64_t gap = r->start - asked->start;
	for (size_t i = 0; i < r->hops; i++)
		r->items[i].since += gap;
	r->items[0].step = gap - asked->items[asked->hops - 1].since;
}
