#include "core/capture/meters.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/text.h"
#include "core/base/vec.h"
#include "core/capture/hub.h"

enum {
	TELL_MS = 1000,
	BUFFER_KIB = 1 << 10,
	AT_ONCE = 4096, /* datagrams per turn of the loop */
	/* Sources being opened or closed: a new list waits while there are more, so
	 * that the mailboxes of those who do it never fill up. */
	UNDER_WAY = 2 * METERS_MAX,
};

/* One tunnel; its counters go by the front's id, in no namespace. */
struct meter {
	struct order_meter order;
	struct fact_counters counters;
	struct source *source; /* of the hub, NULL: not yet, or not any more */
};

/* What one interface carries of them. */
struct gauge {
	struct meters *all;
	uint64_t cookie;
	uint32_t ifindex;
	bool opening;
	struct source *source; /* NULL: not open */
	uint64_t seen;	       /* datagrams since the last second */
	unsigned rest;	       /* seconds without counting */
	VEC(struct meter *) items;
};

struct meters {
	struct meters_parts parts;
	int timer;
	unsigned under_way;
	VEC(struct gauge *) gauges;
	bool late; /* this list waits */
	size_t late_count;
	struct order_meter late_items[METERS_MAX];
};

static void tell(const struct meters *m, uint32_t id, const char *why)
{
	struct notice *n = outbox_begin(m->parts.outbox, NOTICE_METER, id);
	struct text t = text_over(n->text, sizeof(n->text));
	text_str(&t, why);
	outbox_end(m->parts.outbox);
}

static void tell_all(const struct gauge *g, const char *why)
{
	for (size_t i = 0; i < g->items.count; i++)
		tell(g->all, g->items.items[i]->order.id, why);
}

static void tell_counters(struct meters *m)
{
	struct notice *n = outbox_begin(m->parts.outbox, NOTICE_COUNTERS, 1);
	for (size_t i = 0; i < m->gauges.count; i++) {
		const struct gauge *g = m->gauges.items[i];
		for (size_t k = 0; g->source && !g->rest && k < g->items.count; k++)
			if (g->items.items[k]->source)
				n->counters[n->counter_count++] =
					g->items.items[k]->counters;
	}
	if (n->counter_count)
		outbox_end(m->parts.outbox);
}

/* Sources ------------------------------------------------------------------- */

static struct job *job_new(const struct gauge *g)
{
	struct job *job = mem_new(sizeof(*job));
	job->meter = true;
	job->cookie = g->cookie;
	job->space = -1;
	job->options.ifindex = g->ifindex;
	return job;
}

static void gauge_open(struct gauge *g)
{
	struct job *job = job_new(g);
	job->backend = BACKEND_RING;
	job->options.shared = true;
	job->options.buffer_kib = BUFFER_KIB;
	g->opening = true;
	g->all->under_way++;
	collector_send_job(g->all->parts.collector, job);
}

static void gauge_close(struct gauge *g)
{
	for (size_t i = 0; i < g->items.count; i++) {
		source_close(g->items.items[i]->source);
		g->items.items[i]->source = NULL;
	}
	if (!g->source)
		return;
	struct job *job = job_new(g);
	job->close = true;
	job->source = g->source;
	loop_remove(g->all->parts.loop, source_fd(g->source));
	g->all->under_way++;
	openers_send(g->all->parts.openers, job);
	g->source = NULL;
}

static void gauge_fail(struct gauge *g, const char *why)
{
	tell_all(g, why);
	gauge_close(g);
}

/* Counts the frame; those that are none the source counts. */
static void meter_take(void *owner, struct packet *p)
{
	struct fact_counters *c = &((struct meter *)owner)->counters;
	bool out = p->direction == DIRECTION_OUT;
	*(out ? &c->tx_packets : &c->rx_packets) += 1;
	*(out ? &c->tx_bytes : &c->rx_bytes) += p->length;
}

static void meter_join(struct gauge *g, struct meter *m)
{
	const struct source_options options = { .outer = m->order.outer, .snaplen = 1 };
	struct error e;
	if (!g->source || m->source)
		return;
	m->source = hub_join(g->source, &options, meter_take, m, &e);
	tell(g->all, m->order.id, m->source ? "" : e.text);
}

/* Over the budget: nothing passes the filter for a while, which costs next to nothing.
 */
static void gauge_rest(struct gauge *g, unsigned seconds)
{
	struct error ignored;
	char why[120];
	struct text t = text_over(why, sizeof(why));
	if (seconds)
		text_printf(&t, "not counted: more than %d datagrams a second",
			    METERS_BUDGET);
	g->rest = seconds;
	(void)hub_pause(g->source, seconds, &ignored);
	tell_all(g, why);
}

static void ready(void *owner, uint32_t events UNUSED)
{
	struct gauge *g = owner;
	uint64_t before = hub_taken(g->source);
	if (source_drain(g->source, AT_ONCE, NULL, NULL) == SOURCE_GONE) {
		gauge_fail(g, "the interface was deleted or moved away");
		return;
	}
	g->seen += hub_taken(g->source) - before;
	if (!g->rest && g->seen > METERS_BUDGET)
		gauge_rest(g, METERS_REST_S);
}

static void second_passed(void *owner, uint32_t events UNUSED)
{
	struct meters *m = owner;
	loop_drain(m->timer);
	for (size_t i = 0; i < m->gauges.count; i++) {
		struct gauge *g = m->gauges.items[i];
		g->seen = 0;
		if (g->source && g->rest && !--g->rest)
			gauge_rest(g, 0);
	}
	tell_counters(m);
}

static void list_apply(struct meters *m, const struct order_meter *items, size_t count);

static void job_over(struct meters *m, struct job *job)
{
	free(job);
	m->under_way--;
	if (!m->late || m->under_way > UNDER_WAY)
		return;
	m->late = false;
	list_apply(m, m->late_items, m->late_count);
}

void meters_take_job(struct meters *m, struct job *job)
{
	struct gauge *g = NULL;
	for (size_t i = 0; i < m->gauges.count; i++)
		if (m->gauges.items[i]->cookie == job->cookie &&
		    m->gauges.items[i]->ifindex == job->options.ifindex)
			g = m->gauges.items[i];
	if (job->source && (!g || !g->opening)) {
		/* Nobody looks any more: round again, to be closed. */
		job->close = true;
		openers_send(m->parts.openers, job);
		return;
	}
	if (g && !job->close) {
		g->opening = false;
		g->source = job->source;
		struct error e = job->error;
		if (!g->source || !loop_add(m->parts.loop, source_fd(g->source),
					    EPOLLIN, ready, g, &e))
			gauge_fail(g, e.text);
		for (size_t i = 0; i < g->items.count; i++)
			meter_join(g, g->items.items[i]);
	}
	job_over(m, job);
}

/* The list --------------------------------------------------------------------- */

static bool is_same(const struct order_meter *a, const struct order_meter *b)
{
	return a->id == b->id && a->cookie == b->cookie && a->ifindex == b->ifindex &&
	       !memcmp(&a->outer, &b->outer, sizeof(a->outer));
}

static bool is_in(const struct order_meter *items, size_t count,
		  const struct order_meter *one)
{
	for (size_t i = 0; i < count; i++)
		if (is_same(&items[i], one))
			return true;
	return false;
}

static void gauge_keep(struct gauge *g, const struct order_meter *items, size_t count)
{
	size_t kept = 0;
	for (size_t i = 0; i < g->items.count; i++) {
		struct meter *m = g->items.items[i];
		if (is_in(items, count, &m->order)) {
			g->items.items[kept++] = m;
			continue;
		}
		source_close(m->source);
		free(m);
	}
	g->items.count = kept;
}

static struct gauge *gauge_of(struct meters *m, const struct order_meter *o)
{
	for (size_t i = 0; i < m->gauges.count; i++) {
		struct gauge *g = m->gauges.items[i];
		if (g->cookie == o->cookie && g->ifindex == o->ifindex)
			return g;
	}
	struct gauge *g = mem_new(sizeof(*g));
	g->all = m;
	g->cookie = o->cookie;
	g->ifindex = o->ifindex;
	vec_push(&m->gauges, g);
	return g;
}

static bool gauge_has(const struct gauge *g, const struct order_meter *o)
{
	for (size_t i = 0; i < g->items.count; i++)
		if (is_same(&g->items.items[i]->order, o))
			return true;
	return false;
}

static void meter_add(struct gauge *g, const struct order_meter *o)
{
	struct meter *m = mem_new(sizeof(*m));
	m->order = *o;
	m->counters.ifindex = o->id;
	vec_push(&g->items, m);
	meter_join(g, m);
}

static void gauges_drop_empty(struct meters *m)
{
	size_t kept = 0;
	for (size_t i = 0; i < m->gauges.count; i++) {
		struct gauge *g = m->gauges.items[i];
		if (g->items.count) {
			m->gauges.items[kept++] = g;
			continue;
		}
		gauge_close(g);
		free(g->items.items);
		free(g);
	}
	m->gauges.count = kept;
}

static void list_apply(struct meters *m, const struct order_meter *items, size_t count)
{
	for (size_t i = 0; i < m->gauges.count; i++)
		gauge_keep(m->gauges.items[i], items, count);
	for (size_t i = 0; i < count; i++) {
		struct gauge *g = gauge_of(m, &items[i]);
		if (!gauge_has(g, &items[i]))
			meter_add(g, &items[i]);
	}
	gauges_drop_empty(m);
	for (size_t i = 0; i < m->gauges.count; i++)
		if (!m->gauges.items[i]->source && !m->gauges.items[i]->opening)
			gauge_open(m->gauges.items[i]);
	loop_timer_set(m->timer, m->gauges.count ? TELL_MS : 0, TELL_MS);
}

void meters_set(struct meters *m, const struct order_meter *items, size_t count)
{
	m->late = m->under_way > UNDER_WAY;
	if (!m->late) {
		list_apply(m, items, count);
		return;
	}
	memcpy(m->late_items, items, count * sizeof(*items));
	m->late_count = count;
}

void meters_space_lost(struct meters *m, uint64_t cookie)
{
	for (size_t i = 0; i < m->gauges.count; i++)
		if (m->gauges.items[i]->cookie == cookie)
			gauge_fail(m->gauges.items[i],
				   "its network namespace was deleted");
}

struct meters *meters_new(const struct meters_parts *parts, struct error *e)
{
	struct meters *m = mem_new(sizeof(*m));
	m->parts = *parts;
	m->timer = loop_timer_open(e);
	if (m->timer >= 0 &&
	    loop_add(parts->loop, m->timer, EPOLLIN, second_passed, m, e))
		return m;
	free(m);
	return NULL;
}
