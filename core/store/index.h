/* When each packet was and where it is, in six to nine bytes of memory: entries are
 * packed in groups, by what they differ from the least of their group. Numbers count
 * from 1; entries are added at the end and never change; the oldest are released in
 * groups when their segment is gone. */
#ifndef STORE_INDEX_H
#define STORE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/vec.h"

enum {
	INDEX_GROUP = 128,	/* entries */
	INDEX_OFFSET_BITS = 44, /* of one file: 16 TiB, as in control.h */
	INDEX_IFACE_BITS = 19,
};

struct index_entry {
	int64_t time;	/* ns */
	uint64_t where; /* offset, byte order, interface */
};

static inline struct index_entry index_entry(int64_t time, uint64_t offset, bool swap,
					     uint32_t iface)
{
	uint64_t high = (uint64_t)iface << 1 | (swap ? 1 : 0);
	return (struct index_entry){ time, high << INDEX_OFFSET_BITS | offset };
}

/* Of the block or record in its file. */
static inline uint64_t index_offset(struct index_entry entry)
{
	return entry.where & ((UINT64_C(1) << INDEX_OFFSET_BITS) - 1);
}

static inline bool index_swap(struct index_entry entry)
{
	return entry.where >> INDEX_OFFSET_BITS & 1;
}

static inline uint32_t index_iface(struct index_entry entry)
{
	return (uint32_t)(entry.where >> (INDEX_OFFSET_BITS + 1));
}

/* Columns of INDEX_GROUP differences, of so many bytes each: times, offsets, and what
 * stands above the offset. */
struct index_group {
	int64_t time; /* the least of each */
	uint64_t offset;
	uint32_t high;
	uint8_t time_size, offset_size, high_size;
	uint8_t bytes[];
};

/* Memory for groups, one behind the other. */
struct index_slab {
	uint64_t groups; /* that were packed before its first one */
	uint8_t *bytes;
};

struct index {
	VEC(struct index_group *) groups;
	VEC(struct index_slab) slabs;
	size_t used;			      /* bytes of the last one */
	size_t base;			      /* groups that were in front of these */
	size_t gone;			      /* of these, released */
	uint64_t count;			      /* entries ever added: the last number */
	struct index_entry open[INDEX_GROUP]; /* the last, while it fills */
};

void index_free(struct index *ix);

void index_add(struct index *ix, struct index_entry entry);

/* Releases whole groups of numbers below `first`; those must not be asked for again. */
void index_release(struct index *ix, uint64_t first);

/* Bytes of memory in use. */
uint64_t index_memory(const struct index *ix);

struct index_entry index_at(const struct index *ix, uint64_t number);

#endif
