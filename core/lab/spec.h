/* What a topology file says while rules are applied to it: like struct value, but it
 * can be changed. Values may stand in several places; whoever changes one makes sure
 * that it is his own (spec_copy(), spec_merge()). */
#ifndef LAB_SPEC_H
#define LAB_SPEC_H

#include "core/base/arena.h"
#include "core/base/attr.h"
#include "core/lab/value.h"

/* Items of all trees of one lab. Rules multiply what a file says (a fabric, clones,
 * link groups): beyond this nothing is added any more. */
enum { SPEC_ITEMS_MAX = 1 << 21 };

struct spec_item {
	const char *key; /* NULL in a list */
	struct spec *value;
};

struct spec {
	enum value_kind kind;
	uint32_t line, column; /* from 1; 0: made by a rule */
	const char *text;      /* "" unless VALUE_TEXT */
	struct spec_item *items;
	size_t count, room;
	uint32_t *slots; /* of a large map: positions by hash of the key */
	size_t slot_count;
};

struct spec_pool {
	struct arena *arena;
	size_t used; /* items; beyond SPEC_ITEMS_MAX: something is missing */
};

bool spec_overflows(const struct spec_pool *p);

struct spec *spec_new(struct spec_pool *p, enum value_kind kind) MUST_CHECK;
struct spec *spec_text(struct spec_pool *p, const char *text) MUST_CHECK;

/* Keys with dots become maps in maps ("a.b: c" is "a: {b: c}"), merged with what stands
 * beside them. False, with e set: one with too many dots. */
bool spec_read(struct spec_pool *p, const struct value *v, struct spec **out,
	       struct error *e) MUST_CHECK;

/* The value as it is now. NULL, with e set, when it is too large or too deep. */
const struct value *spec_seal(struct spec_pool *p, const struct spec *t,
			      struct error *e) MUST_CHECK;

/* As those of struct value; all of them take NULL for nothing. */
struct spec *spec_get(const struct spec *map, const char *key);
struct spec *spec_at(const struct spec *map, const char *path);
const char *spec_text_of(const struct spec *t);
const char *spec_text_at(const struct spec *map, const char *path);
bool spec_number_of(const struct spec *t, uint32_t *number);
bool spec_is_true(const struct spec *t);

static inline size_t spec_count(const struct spec *t)
{
	return t ? t->count : 0;
}

static inline bool spec_is(const struct spec *t, enum value_kind kind)
{
	return t && t->kind == kind;
}

/* Replaces the value of the key, or adds it behind the others. */
void spec_put(struct spec_pool *p, struct spec *map, const char *key,
	      struct spec *value);
void spec_put_text(struct spec_pool *p, struct spec *map, const char *key,
		   const char *text);
void spec_put_number(struct spec_pool *p, struct spec *map, const char *key,
		     uint32_t number);
void spec_add(struct spec_pool *p, struct spec *list, struct spec *value);
void spec_remove(struct spec *map, const char *key);

/* The map under this key, a fresh one where there is none. */
struct spec *spec_map(struct spec_pool *p, struct spec *map, const char *key);

/* Its own items, the values are shared. NULL: an empty map. */
struct spec *spec_copy(struct spec_pool *p, const struct spec *t) MUST_CHECK;

/* A map of its own with the items of both: maps under one key are merged, otherwise
 * over wins. What is no map counts as empty. */
struct spec *spec_merge(struct spec_pool *p, const struct spec *base,
			const struct spec *over) MUST_CHECK;

/* A list of texts may be written as one text. */
struct spec *spec_as_list(struct spec_pool *p, struct spec *t) MUST_CHECK;

#endif
