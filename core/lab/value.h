/* What a topology file says, whatever it is written in: a read-only tree of texts,
 * lists and maps, each with the place it stands at. Lives in the arena it was read
 * into. Parts may be shared (YAML aliases, pickle memos), never in a circle. */
#ifndef LAB_VALUE_H
#define LAB_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error.h"

/* Deeper or larger trees are refused; shared parts count each time they appear. */
enum {
	VALUE_DEPTH_MAX = 64,
	VALUE_COUNT_MAX = 1 << 20,
};

enum value_kind {
	VALUE_NULL,
	VALUE_TEXT, /* numbers and truth values as well */
	VALUE_LIST,
	VALUE_MAP,
};

struct value_item {
	const char *key;       /* NULL in a list */
	uint32_t line, column; /* of the key or item, from 1; 0: no lines there */
	const struct value *value;
};

struct value {
	enum value_kind kind;
	uint32_t line, column; /* from 1; 0: the source has no lines */
	uint32_t size;	       /* values in this tree, itself included */
	uint32_t depth;	       /* below it, 0: holds nothing */
	const char *text;      /* "" unless VALUE_TEXT */
	const struct value_item *items;
	size_t count;
};

/* Sets size and depth from the items. False, with e set: beyond the limits. */
bool value_measure(struct value *v, struct error *e);

/* Of a map; NULL when there is none, or when this is no map (NULL is none). */
const struct value *value_get(const struct value *map, const char *key);

/* "a.b.c", one map in another. */
const struct value *value_at(const struct value *map, const char *path);

/* NULL unless it is a text. */
const char *value_text(const struct value *v);
const char *value_text_at(const struct value *map, const char *path);

/* A whole decimal number that is not negative; false: it is something else. */
bool value_number(const struct value *v, uint32_t *number);

/* true, True, yes, on (YAML 1.1). */
bool value_is_true(const struct value *v);

/* 0 for texts and nothing. */
size_t value_count(const struct value *v);

#endif
