#include "tui/states.h"

#include <stdlib.h>

static int by_key(const void *a, const void *b)
{
	const struct state_since *x = a, *y = b;
	if (x->cookie != y->cookie)
		return x->cookie < y->cookie ? -1 : 1;
	return x->ifindex < y->ifindex ? -1 : x->ifindex > y->ifindex;
}

const struct state_since *states_find(const struct states *s, const struct endpoint *e)
{
	const struct state_since key = { .cookie = e->cookie, .ifindex = e->ifindex };
	if (!s->items.count || !e->ifindex)
		return NULL;
	return bsearch(&key, s->items.items, s->items.count, sizeof(key), by_key);
}

void states_take(struct states *s, const struct lab *lab, int64_t now)
{
	struct states next = { .items = { NULL, 0, 0 } };
	for (size_t i = 0; i < lab->endpoint_count; i++) {
		const struct endpoint *e = &lab->endpoints[i];
		const struct state_since *old = states_find(s, e);
		struct state_since new = { e->cookie, e->ifindex, e->state, now, old };
		if (e->ifindex)
			vec_push(&next.items,
				 old && old->state == e->state ? *old : new);
	}
	if (next.items.count > 1)
		qsort(next.items.items, next.items.count, sizeof(*next.items.items),
		      by_key);
	states_done(s);
	*s = next;
}

void states_done(struct states *s)
{
	free(s->items.items);
	*s = (struct states){ .items = { NULL, 0, 0 } };
}
