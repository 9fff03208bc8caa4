/* Asks for counters one namespace after the other. */
#include "core/lab/counters.h"

void counters_clear(struct counters *c)
{
	free(c->watched.items);
	free(c->read.items);
	*c = (struct counters){ .watched = { NULL, 0, 0 } };
}

static int by_cookie(const void *a, const void *b)
{
	const struct link_key *x = a, *y = b;
	if (x->cookie != y->cookie)
		return x->cookie < y->cookie ? -1 : 1;
	return x->ifindex < y->ifindex ? -1 : x->ifindex > y->ifindex;
}

void counters_watch(struct counters *c, const struct link_key *keys, size_t count)
{
	c->watched.count = 0;
	for (size_t i = 0; i < count; i++)
		vec_push(&c->watched, keys[i]);
	if (count > 1)
		qsort(c->watched.items, count, sizeof(*keys), by_cookie);
}

struct taking {
	struct counters *counters;
	uint64_t cookie;
	size_t first; /* of its links in counters->read */
};

static void take(void *owner, const struct fact_counters *f)
{
	const struct taking *t = owner;
	struct fact_counters own = *f;
	own.cookie = t->cookie;
	vec_push(&t->counters->read, own);
}

static void take_queue(void *owner, const struct fact_counters *f)
{
	const struct taking *t = owner;
	for (size_t i = t->first; i < t->counters->read.count; i++) {
		struct fact_counters *c = &t->counters->read.items[i];
		if (c->ifindex == f->ifindex)
			c->queue_dropped += f->queue_dropped;
	}
}

/* Of a namespace whose links were read from `t->first` on. */
static void read_queues(struct taking *t, const struct netspace *n)
{
	struct error ignored;
	struct netlink *inside = reach_inside(n, &ignored);
	if (inside && netlink_queues(inside, take_queue, t, &ignored))
		for (size_t i = t->first; i < t->counters->read.count; i++)
			t->counters->read.items[i].queues = 1;
	netlink_free(inside);
}

static bool wants_queues(const struct link_key *keys, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (keys[i].queues)
			return true;
	return false;
}

/* `keys` are of one namespace; without any, all its links are read. */
static void read_space(struct counters *c, const struct reach *r,
		       const struct netspace *n, const struct link_key *keys,
		       size_t count)
{
	struct taking t = { c, n->fact.cookie, c->read.count };
	struct error ignored;
	int32_t id;
	struct netlink *socket = reach_space(r, n, &id, &ignored);
	if (!socket)
		return;
	if (!keys)
		(void)netlink_counters(socket, id, 0, take, &t, &ignored);
	for (size_t i = 0; i < count; i++)
		(void)netlink_counters(socket, id, keys[i].ifindex, take, &t, &ignored);
	reach_done(r, socket);
	if (wants_queues(keys, count))
		read_queues(&t, n);
}

void counters_read_watched(struct counters *c, const struct reach *r,
			   const struct spaces *s)
{
	const struct link_key *keys = c->watched.items;
	size_t end;
	c->read.count = 0;
	for (size_t first = 0; first < c->watched.count; first = end) {
		uint64_t cookie = keys[first].cookie;
		const struct netspace *n = spaces_by_cookie(s, cookie);
		for (end = first; end < c->watched.count && keys[end].cookie == cookie;)
			end++;
		if (n)
			read_space(c, r, n, keys + first, end - first);
	}
}

void counters_read_all(struct counters *c, const struct reach *r,
		       const struct spaces *s)
{
	c->read.count = 0;
	for (size_t i = 0; i < s->items.count; i++)
		read_space(c, r, s->items.items[i], NULL, 0);
}
