/* When and where the packets are. */
#include "core/store/index.h"

#include <endian.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum {
	SPARE = 7,    /* bytes behind the last column: all are read eight at a time */
	RELEASE = 64, /* groups */
	SLAB = 1 << 14,
};

void index_free(struct index *ix)
{
	for (size_t i = 0; i < ix->slabs.count; i++)
		free(ix->slabs.items[i].bytes);
	free(ix->slabs.items);
	free(ix->groups.items);
}

/* Packing ------------------------------------------------------------------------ */

static uint8_t bytes_of(uint64_t value)
{
	uint8_t size = 0;
	for (; value; value >>= 8)
		size++;
	return size;
}

static uint8_t *put(uint8_t *to, uint64_t value, uint8_t size)
{
	for (uint8_t i = 0; i < size; i++, value >>= 8)
		to[i] = (uint8_t)value;
	return to + size;
}

static uint64_t get(const uint8_t *column, size_t i, uint8_t size)
{
	uint64_t value;
	if (!size)
		return 0;
	memcpy(&value, column + i * size, sizeof(value));
	return le64toh(value) & UINT64_MAX >> (64 - 8 * size);
}

static uint32_t high_of(struct index_entry entry)
{
	return (uint32_t)(entry.where >> INDEX_OFFSET_BITS);
}

static uint64_t since(int64_t time, int64_t least)
{
	return (uint64_t)time - (uint64_t)least;
}

/* The least of each, and how many bytes the differences take. */
static void measure(const struct index_entry *entries, struct index_group *g)
{
	*g = (struct index_group){ INT64_MAX, UINT64_MAX, UINT32_MAX, 0, 0, 0 };
	int64_t latest = INT64_MIN;
	uint64_t farthest = 0, highest = 0;
	for (size_t i = 0; i < INDEX_GROUP; i++) {
		int64_t time = entries[i].time;
		uint64_t offset = index_offset(entries[i]);
		uint32_t high = high_of(entries[i]);
		g->time = time < g->time ? time : g->time;
		g->offset = offset < g->offset ? offset : g->offset;
		g->high = high < g->high ? high : g->high;
		latest = time > latest ? time : latest;
		farthest = offset > farthest ? offset : farthest;
		highest = high > highest ? high : highest;
	}
	g->time_size = bytes_of(since(latest, g->time));
	g->offset_size = bytes_of(farthest - g->offset);
	g->high_size = bytes_of(highest - g->high);
}

static size_t group_size(const struct index_group *g)
{
	return sizeof(*g) + SPARE +
	       (size_t)(g->time_size + g->offset_size + g->high_size) * INDEX_GROUP;
}

/* Aligned for a group; an allocation for each would be one every 128 packets. */
static void *group_room(struct index *ix, size_t size)
{
	size = (size + alignof(struct index_group) - 1) &
	       ~(alignof(struct index_group) - 1);
	if (!ix->slabs.count || SLAB - ix->used < size) {
		struct index_slab slab = { ix->base + ix->groups.count, mem_new(SLAB) };
		vec_push(&ix->slabs, slab);
		ix->used = 0;
	}
	uint8_t *room = ix->slabs.items[ix->slabs.count - 1].bytes + ix->used;
	ix->used += size;
	return room;
}

static void pack(struct index *ix)
{
	struct index_group g;
	measure(ix->open, &g);
	struct index_group *group = group_room(ix, group_size(&g));
	uint8_t *at = group->bytes;
	*group = g;
	for (size_t i = 0; i < INDEX_GROUP; i++)
		at = put(at, since(ix->open[i].time, g.time), g.time_size);
	for (size_t i = 0; i < INDEX_GROUP; i++)
		at = put(at, index_offset(ix->open[i]) - g.offset, g.offset_size);
	for (size_t i = 0; i < INDEX_GROUP; i++)
		at = put(at, high_of(ix->open[i]) - g.high, g.high_size);
	vec_push(&ix->groups, group);
}

void index_add(struct index *ix, struct index_entry entry)
{
	ix->open[ix->count++ % INDEX_GROUP] = entry;
	if (ix->count % INDEX_GROUP == 0)
		pack(ix);
}

struct index_entry index_at(const struct index *ix, uint64_t number)
{
	uint64_t slot = number - 1;
	size_t i = slot % INDEX_GROUP;
	if (slot / INDEX_GROUP == ix->count / INDEX_GROUP)
		return ix->open[i];
	const struct index_group *g = ix->groups.items[slot / INDEX_GROUP - ix->base];
	const uint8_t *offsets = g->bytes + (size_t)g->time_size * INDEX_GROUP;
	const uint8_t *highs = offsets + (size_t)g->offset_size * INDEX_GROUP;
	uint64_t time = (uint64_t)g->time + get(g->bytes, i, g->time_size);
	uint64_t offset = g->offset + get(offsets, i, g->offset_size);
	uint64_t high = g->high + get(highs, i, g->high_size);
	return (struct index_entry){ (int64_t)time,
				     high << INDEX_OFFSET_BITS | offset };
}

/* Memory ------------------------------------------------------------------------- */

/* Their places in front go once they are as many as those that are left. */
static void close_up(struct index *ix)
{
	size_t left = ix->groups.count - ix->gone;
	if (ix->gone < RELEASE || ix->gone < left)
		return;
	memmove(ix->groups.items, ix->groups.items + ix->gone,
		left * sizeof(*ix->groups.items));
	ix->groups.count = left;
	ix->base += ix->gone;
	ix->gone = 0;
}

/* All but the one that is being filled. */
static void release_slabs(struct index *ix)
{
	size_t gone = 0;
	while (gone + 1 < ix->slabs.count &&
	       ix->slabs.items[gone + 1].groups <= ix->base + ix->gone)
		free(ix->slabs.items[gone++].bytes);
	ix->slabs.count -= gone;
	if (gone)
		memmove(ix->slabs.items, ix->slabs.items + gone,
			ix->slabs.count * sizeof(*ix->slabs.items));
}

void index_release(struct index *ix, uint64_t first)
{
	while (ix->gone < ix->groups.count &&
	       (ix->base + ix->gone + 1) * (uint64_t)INDEX_GROUP < first)
		ix->groups.items[ix->gone++] = NULL;
	release_slabs(ix);
	close_up(ix);
}

uint64_t index_memory(const struct index *ix)
{
	return ix->slabs.count * SLAB + ix->slabs.room * sizeof(*ix->slabs.items) +
	       ix->groups.room * sizeof(*ix->groups.items);
}
