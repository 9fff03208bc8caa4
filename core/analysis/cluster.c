#include "core/analysis/cluster.h"

#include <stdlib.h>

enum { BUCKETS = 1 << 16 };

struct clusters {
	VEC(struct cluster) items;
	uint32_t buckets[BUCKETS], loose[BUCKETS];
	uint32_t unused, newest, oldest;
	size_t count;
};

struct clusters *clusters_new(void)
{
	struct clusters *t = mem_new(sizeof(*t));
	t->unused = t->newest = t->oldest = CLUSTER_NONE;
	for (size_t i = 0; i < BUCKETS; i++)
		t->buckets[i] = t->loose[i] = CLUSTER_NONE;
	return t;
}

void clusters_free(struct clusters *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->items.count; i++)
		free(t->items.items[i].seen.items);
	free(t->items.items);
	free(t);
}

struct cluster *clusters_at(const struct clusters *t, uint32_t index)
{
	return &t->items.items[index];
}

/* Looking up ---------------------------------------------------------------- */

static uint32_t same_key(const struct clusters *t, uint32_t at, uint64_t key)
{
	while (at != CLUSTER_NONE && clusters_at(t, at)->key != key)
		at = clusters_at(t, at)->next;
	return at;
}

static uint32_t same_loose(const struct clusters *t, uint32_t at, uint64_t loose)
{
	while (at != CLUSTER_NONE && clusters_at(t, at)->loose != loose)
		at = clusters_at(t, at)->next_loose;
	return at;
}

uint32_t clusters_find(const struct clusters *t, uint64_t key)
{
	return same_key(t, t->buckets[key % BUCKETS], key);
}

uint32_t clusters_next(const struct clusters *t, uint32_t index)
{
	const struct cluster *c = clusters_at(t, index);
	return same_key(t, c->next, c->key);
}

uint32_t clusters_find_loose(const struct clusters *t, uint64_t loose)
{
	return same_loose(t, t->loose[loose % BUCKETS], loose);
}

uint32_t clusters_next_loose(const struct clusters *t, uint32_t index)
{
	const struct cluster *c = clusters_at(t, index);
	return same_loose(t, c->next_loose, c->loose);
}

/* Order ----------------------------------------------------------------------- */

static void order_remove(struct clusters *t, const struct cluster *c)
{
	*(c->newer == CLUSTER_NONE ? &t->newest : &clusters_at(t, c->newer)->older) =
		c->older;
	*(c->older == CLUSTER_NONE ? &t->oldest : &clusters_at(t, c->older)->newer) =
		c->newer;
}

static void order_add(struct clusters *t, uint32_t index)
{
	struct cluster *c = clusters_at(t, index);
	c->newer = CLUSTER_NONE;
	c->older = t->newest;
	*(c->older == CLUSTER_NONE ? &t->oldest : &clusters_at(t, c->older)->newer) =
		index;
	t->newest = index;
}

void clusters_touch(struct clusters *t, uint32_t index)
{
	order_remove(t, clusters_at(t, index));
	order_add(t, index);
}

uint32_t clusters_oldest(const struct clusters *t)
{
	return t->oldest;
}

size_t clusters_count(const struct clusters *t)
{
	return t->count;
}

/* Life ------------------------------------------------------------------------ */

/* An unused one with the memory it had, or a new one. */
static uint32_t take_unused(struct clusters *t)
{
	uint32_t at = t->unused;
	if (at == CLUSTER_NONE) {
		const struct cluster empty = { .key = 0 };
		at = (uint32_t)t->items.count;
		vec_push(&t->items, empty);
	} else {
		t->unused = clusters_at(t, at)->next;
	}
	return at;
}

uint32_t clusters_add(struct clusters *t, uint64_t key, uint64_t loose)
{
	uint32_t at = take_unused(t), *bucket = &t->buckets[key % BUCKETS];
	struct cluster *c = clusters_at(t, at), fresh = { .key = key, .loose = loose };
	fresh.seen.items = c->seen.items;
	fresh.seen.room = c->seen.room;
	*c = fresh;
	c->next = *bucket;
	*bucket = at;
	if (loose) {
		c->next_loose = t->loose[loose % BUCKETS];
		t->loose[loose % BUCKETS] = at;
	}
	t->count++;
	order_add(t, at);
	return at;
}

void clusters_remove(struct clusters *t, uint32_t index)
{
	struct cluster *c = clusters_at(t, index);
	uint32_t *link = &t->buckets[c->key % BUCKETS];
	while (*link != index)
		link = &clusters_at(t, *link)->next;
	*link = c->next;
	link = &t->loose[c->loose % BUCKETS];
	while (c->loose && *link != index)
		link = &clusters_at(t, *link)->next_loose;
	if (c->loose)
		*link = c->next_loose;
	order_remove(t, c);
	c->next = t->unused;
	t->unused = index;
	t->count--;
}
