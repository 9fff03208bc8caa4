#include "core/analysis/flow_table.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/base/mem.h"

enum { BUCKETS = 1 << 15 };

void flow_table_init(struct flow_table *t)
{
	*t = (struct flow_table){ .buckets = mem_new(BUCKETS * sizeof(uint32_t)) };
}

void flow_table_done(struct flow_table *t)
{
	free(t->buckets);
	free(t->flows.items);
}

unsigned flow_key_of(struct flow_key *key, const struct segment *s, uint32_t iface)
{
	int order = memcmp(s->source, s->destination, s->address_size);
	unsigned from = order ? order > 0 : s->source_port > s->destination_port;
	*key = (struct flow_key){ .iface = iface };
	key->kind = (uint32_t)s->address_size << 8 | s->protocol;
	memcpy(key->address[from], s->source, s->address_size);
	memcpy(key->address[!from], s->destination, s->address_size);
	key->port[from] = s->source_port;
	key->port[!from] = s->destination_port;
	return from;
}

/* A key has no padding. */
uint64_t flow_key_print(const struct flow_key *key)
{
	return hash64_words(0, key, sizeof(*key));
}

static uint32_t bucket_of(const struct flow_key *key)
{
	return (uint32_t)flow_key_print(key) % BUCKETS;
}

static struct flow *flow_at(struct flow_table *t, uint32_t slot)
{
	return slot ? &t->flows.items[slot - 1] : NULL;
}

static uint32_t slot_of(const struct flow_table *t, const struct flow *f)
{
	return (uint32_t)(f - t->flows.items) + 1;
}

struct flow *flow_table_find(struct flow_table *t, const struct flow_key *key,
			     uint64_t number)
{
	struct flow *f = flow_at(t, t->buckets[bucket_of(key)]);
	while (f && (f->first > number || memcmp(&f->key, key, sizeof(*key)) != 0))
		f = flow_at(t, f->chain);
	return f;
}

static void use_leave(struct flow_table *t, struct flow *f)
{
	struct flow *older = flow_at(t, f->older), *newer = flow_at(t, f->newer);
	*(older ? &older->newer : &t->oldest) = f->newer;
	*(newer ? &newer->older : &t->newest) = f->older;
}

static void use_enter(struct flow_table *t, struct flow *f)
{
	struct flow *newest = flow_at(t, t->newest);
	f->older = t->newest;
	f->newer = 0;
	t->newest = slot_of(t, f);
	*(newest ? &newest->newer : &t->oldest) = t->newest;
}

void flow_table_touch(struct flow_table *t, struct flow *f)
{
	if (!f->newer)
		return;
	use_leave(t, f);
	use_enter(t, f);
}

static void chain_leave(struct flow_table *t, const struct flow *f)
{
	uint32_t *at = &t->buckets[f->bucket];
	uint32_t slot = slot_of(t, f);
	while (*at != slot)
		at = &t->flows.items[*at - 1].chain;
	*at = f->chain;
}

/* Room for a flow: a new one, or that of the one least used. */
static struct flow *slot_take(struct flow_table *t)
{
	if (t->flows.count < FLOWS_MAX) {
		vec_push(&t->flows, (struct flow){ .first = 0 });
		return &t->flows.items[t->flows.count - 1];
	}
	struct flow *f = &t->flows.items[t->oldest - 1];
	use_leave(t, f);
	chain_leave(t, f);
	return f;
}

struct flow *flow_table_add(struct flow_table *t, const struct flow_key *key,
			    uint64_t number)
{
	struct flow *f = slot_take(t);
	*f = (struct flow){ .key = *key, .first = number, .bucket = bucket_of(key) };
	f->side[0].shift = f->side[1].shift = SHIFT_UNKNOWN;
	f->chain = t->buckets[f->bucket];
	t->buckets[f->bucket] = slot_of(t, f);
	use_enter(t, f);
	return f;
}
