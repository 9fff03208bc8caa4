#include "tui/points_rates.h"

#include "tui/session_tunnel.h"

void points_rates_done(struct points_rates *r)
{
	free(r->frozen.items);
}

void points_rates_freeze(struct points_rates *r, const struct session *s)
{
	r->freeze = !r->freeze;
	r->frozen.count = 0;
	for (size_t i = 0; r->freeze && i < s->rates.links.count; i++)
		vec_push(&r->frozen, s->rates.links.items[i]);
}

static const struct rate *rate_of(const struct points_rates *r, const struct session *s,
				  const struct endpoint *e)
{
	const struct rate *now = session_rate_of(s, e);
	if (!r->freeze || !now)
		return now;
	for (size_t i = 0; i < r->frozen.count; i++) {
		const struct rate *rate = &r->frozen.items[i];
		if (rate->cookie == now->cookie && rate->ifindex == now->ifindex)
			return rate;
	}
	return NULL;
}

static void rates_add(struct point_rates *sum, const struct rate *r)
{
	if (!r || !r->known)
		return;
	sum->known = true;
	sum->packets += r->packets;
	sum->bits += r->bits;
	unsigned count = r->count < POINTS_SPARK ? r->count : POINTS_SPARK;
	for (unsigned i = 0; i < count; i++)
		sum->history[POINTS_SPARK - 1 - i] += r->history[r->count - 1 - i];
	if (count > sum->count)
		sum->count = count;
}

struct point_rates points_rates_of(const struct points_rates *r,
				   const struct session *s, const struct points *p,
				   const struct point_row *row)
{
	struct point_rates sum = { .known = false };
	const struct point_group *g = row->endpoint ? NULL : row->group;
	if (row->endpoint)
		rates_add(&sum, rate_of(r, s, row->endpoint));
	for (size_t i = 0; g && i < g->count; i++)
		rates_add(&sum, rate_of(r, s, p->members.items[g->first + i]));
	return sum;
}

struct watch_list {
	struct link_key keys[POINTS_WATCHED];
	size_t count;
	const struct endpoint *tunnels[POINTS_WATCHED];
	size_t tunnel_count;
};

static void watch_add(struct watch_list *w, const struct endpoint *e)
{
	if (e && e->space != NO_SPACE && w->count < POINTS_WATCHED)
		w->keys[w->count++] = (struct link_key){ e->cookie, e->ifindex, false };
	if (e && e->tunnel && w->tunnel_count < POINTS_WATCHED)
		w->tunnels[w->tunnel_count++] = e;
}

static void watch_row(struct watch_list *w, const struct points *p,
		      const struct point_row *row)
{
	const struct point_group *g = row->endpoint ? NULL : row->group;
	watch_add(w, row->endpoint);
	for (size_t i = 0; g && g->folded && i < g->count; i++)
		watch_add(w, p->members.items[g->first + i]);
}

void points_rates_watch(struct session *s, const struct points *p, size_t first,
			size_t count)
{
	struct watch_list w;
	w.count = w.tunnel_count = 0;
	for (size_t i = first; i < first + count && i < p->rows.count; i++)
		watch_row(&w, p, &p->rows.items[i]);
	for (size_t i = 0; i < s->selected.count; i++)
		watch_add(&w, lab_endpoint(s->lab, s->selected.items[i]));
	session_count_tunnels(s, w.tunnels, w.tunnel_count);
	session_watch(s, w.keys, w.count);
}
