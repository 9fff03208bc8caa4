/* Maps keep the order of the file; large ones have a table of slots beside it. */
#include "core/lab/spec.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/hash.h"

enum { SLOTS_FROM = 12, SLOTS_LEAST = 64, DOTS_MAX = 24, KEY_MAX = 512 };

bool spec_overflows(const struct spec_pool *p)
{
	return p->used > SPEC_ITEMS_MAX;
}

struct spec *spec_new(struct spec_pool *p, enum value_kind kind)
{
	struct spec *t = arena_alloc(p->arena, sizeof(*t));
	t->kind = kind;
	t->text = "";
	return t;
}

struct spec *spec_text(struct spec_pool *p, const char *text)
{
	struct spec *t = spec_new(p, VALUE_TEXT);
	t->text = arena_strdup(p->arena, text);
	return t;
}

static struct spec *number_new(struct spec_pool *p, uint32_t number)
{
	struct spec *t = spec_new(p, VALUE_TEXT);
	t->text = arena_printf(p->arena, "%u", number);
	return t;
}

static void slot_set(struct spec *map, uint32_t position)
{
	const char *key = map->items[position].key;
	size_t at = hash32_text(HASH32_START, key) & (map->slot_count - 1);
	while (map->slots[at])
		at = (at + 1) & (map->slot_count - 1);
	map->slots[at] = position + 1;
}

static void slots_build(struct spec_pool *p, struct spec *map)
{
	map->slot_count = SLOTS_LEAST;
	while (map->slot_count < map->room * 2)
		map->slot_count *= 2;
	map->slots = arena_alloc(p->arena, map->slot_count * sizeof(*map->slots));
	for (uint32_t i = 0; i < map->count; i++)
		slot_set(map, i);
}

static bool is_key(const char *have, const char *key, size_t n)
{
	return !strncmp(have, key, n) && !have[n];
}

/* count: there is none. */
static size_t position_of(const struct spec *map, const char *key, size_t n)
{
	if (map->slots) {
		size_t at = hash32_bytes(HASH32_START, key, n) & (map->slot_count - 1);
		for (; map->slots[at]; at = (at + 1) & (map->slot_count - 1))
			if (is_key(map->items[map->slots[at] - 1].key, key, n))
				return map->slots[at] - 1;
		return map->count;
	}
	for (size_t i = 0; i < map->count; i++)
		if (is_key(map->items[i].key, key, n))
			return i;
	return map->count;
}

static struct spec *get(const struct spec *map, const char *key, size_t n)
{
	if (!spec_is(map, VALUE_MAP))
		return NULL;
	size_t at = position_of(map, key, n);
	return at < map->count ? map->items[at].value : NULL;
}

struct spec *spec_get(const struct spec *map, const char *key)
{
	return get(map, key, strlen(key));
}

struct spec *spec_at(const struct spec *map, const char *path)
{
	for (;;) {
		size_t n = strcspn(path, ".");
		struct spec *t = get(map, path, n);
		if (!t || !path[n])
			return t;
		map = t;
		path += n + 1;
	}
}

const char *spec_text_of(const struct spec *t)
{
	return spec_is(t, VALUE_TEXT) ? t->text : NULL;
}

const char *spec_text_at(const struct spec *map, const char *path)
{
	return spec_text_of(spec_at(map, path));
}

bool spec_number_of(const struct spec *t, uint32_t *number)
{
	struct value v = { .kind = VALUE_TEXT, .text = t ? t->text : "" };
	return spec_is(t, VALUE_TEXT) && value_number(&v, number);
}

bool spec_is_true(const struct spec *t)
{
	struct value v = { .kind = VALUE_TEXT, .text = t ? t->text : "" };
	return spec_is(t, VALUE_TEXT) && value_is_true(&v);
}

/* False: there is no room for more in the pool. */
static bool push(struct spec_pool *p, struct spec *t, const char *key,
		 struct spec *value)
{
	if (++p->used > SPEC_ITEMS_MAX)
		return false;
	if (t->count == t->room) {
		size_t room = t->room ? t->room * 2 : 4;
		struct spec_item *items = arena_alloc(p->arena, room * sizeof(*items));
		if (t->count)
			memcpy(items, t->items, t->count * sizeof(*items));
		t->items = items;
		t->room = room;
		t->slots = NULL;
	}
	t->items[t->count++] = (struct spec_item){ .key = key, .value = value };
	if (!key || t->count < SLOTS_FROM)
		return true;
	if (t->slots)
		slot_set(t, (uint32_t)t->count - 1);
	else
		slots_build(p, t);
	return true;
}

/* The key must live as long as the pool. */
static void put(struct spec_pool *p, struct spec *map, const char *key,
		struct spec *value)
{
	size_t at = position_of(map, key, strlen(key));
	if (at < map->count)
		map->items[at].value = value;
	else
		push(p, map, key, value);
}

void spec_put(struct spec_pool *p, struct spec *map, const char *key,
	      struct spec *value)
{
	size_t at = position_of(map, key, strlen(key));
	if (at < map->count)
		map->items[at].value = value;
	else
		push(p, map, arena_strdup(p->arena, key), value);
}

void spec_put_text(struct spec_pool *p, struct spec *map, const char *key,
		   const char *text)
{
	spec_put(p, map, key, spec_text(p, text));
}

void spec_put_number(struct spec_pool *p, struct spec *map, const char *key,
		     uint32_t number)
{
	spec_put(p, map, key, number_new(p, number));
}

void spec_add(struct spec_pool *p, struct spec *list, struct spec *value)
{
	push(p, list, NULL, value);
}

void spec_remove(struct spec *map, const char *key)
{
	size_t at = position_of(map, key, strlen(key));
	if (at == map->count)
		return;
	map->count--;
	memmove(&map->items[at], &map->items[at + 1],
		(map->count - at) * sizeof(*map->items));
	if (!map->slots)
		return;
	memset(map->slots, 0, map->slot_count * sizeof(*map->slots));
	for (uint32_t i = 0; i < map->count; i++)
		slot_set(map, i);
}

struct spec *spec_map(struct spec_pool *p, struct spec *map, const char *key)
{
	struct spec *t = spec_get(map, key);
	if (spec_is(t, VALUE_MAP))
		return t;
	t = spec_new(p, VALUE_MAP);
	spec_put(p, map, key, t);
	return t;
}

struct spec *spec_copy(struct spec_pool *p, const struct spec *t)
{
	struct spec *own = spec_new(p, t ? t->kind : VALUE_MAP);
	if (!t)
		return own;
	own->line = t->line;
	own->column = t->column;
	own->text = t->text;
	for (size_t i = 0; i < t->count; i++)
		if (!push(p, own, t->items[i].key, t->items[i].value))
			break;
	return own;
}

struct spec *spec_merge(struct spec_pool *p, const struct spec *base,
			const struct spec *over)
{
	struct spec *own = spec_copy(p, spec_is(base, VALUE_MAP) ? base : NULL);
	if (!spec_is(over, VALUE_MAP))
		return own;
	if (!own->line) {
		own->line = over->line;
		own->column = over->column;
	}
	for (size_t i = 0; i < over->count && !spec_overflows(p); i++) {
		const struct spec_item *item = &over->items[i];
		const struct spec *old = spec_get(own, item->key);
		bool maps = spec_is(old, VALUE_MAP) && spec_is(item->value, VALUE_MAP);
		put(p, own, item->key,
		    maps ? spec_merge(p, old, item->value) : item->value);
	}
	return own;
}

struct spec *spec_as_list(struct spec_pool *p, struct spec *t)
{
	if (spec_is(t, VALUE_LIST))
		return t;
	struct spec *list = spec_new(p, VALUE_LIST);
	if (t && t->kind != VALUE_NULL)
		spec_add(p, list, t);
	return list;
}

/* Reading ----------------------------------------------------------------- */

static bool read_map(struct spec_pool *p, struct spec *map, const struct value *v,
		     struct error *e);

/* The value of one key, merged with what is there already. */
static bool read_item(struct spec_pool *p, struct spec *map, const char *key,
		      const struct value *v, struct error *e)
{
	struct spec *old = spec_get(map, key), *t;
	if (spec_is(old, VALUE_MAP) && v->kind == VALUE_MAP)
		return read_map(p, old, v, e);
	if (!spec_read(p, v, &t, e))
		return false;
	spec_put(p, map, key, t);
	return true;
}

/* "a.b.c" leads to c in the map b in the map a. */
static bool read_dotted(struct spec_pool *p, struct spec *map,
			const struct value_item *item, struct error *e)
{
	char part[KEY_MAX];
	const char *at = item->key;
	size_t dots = 0;
	for (const char *s = at; *s; s++)
		dots += *s == '.';
	if (dots > DOTS_MAX || strlen(at) >= sizeof(part))
		return error_set(e, 0, "%u:%u: the key is too long", item->line,
				 item->column);
	for (; dots; dots--) {
		size_t n = strcspn(at, ".");
		snprintf(part, sizeof(part), "%.*s", (int)n, at);
		map = spec_map(p, map, part);
		if (!map->line) {
			map->line = item->line;
			map->column = item->column;
		}
		at += n + 1;
	}
	return read_item(p, map, at, item->value, e);
}

static bool read_map(struct spec_pool *p, struct spec *map, const struct value *v,
		     struct error *e)
{
	for (size_t i = 0; i < v->count && !spec_overflows(p); i++)
		if (!read_dotted(p, map, &v->items[i], e))
			return false;
	return true;
}

bool spec_read(struct spec_pool *p, const struct value *v, struct spec **out,
	       struct error *e)
{
	struct spec *t = *out = spec_new(p, v->kind);
	t->line = v->line;
	t->column = v->column;
	t->text = v->text;
	if (v->kind == VALUE_MAP)
		return read_map(p, t, v, e);
	for (size_t i = 0; i < v->count && !spec_overflows(p); i++) {
		struct spec *item;
		if (!spec_read(p, v->items[i].value, &item, e))
			return false;
		spec_add(p, t, item);
	}
	return true;
}

const struct value *spec_seal(struct spec_pool *p, const struct spec *t,
			      struct error *e)
{
	struct value *v = arena_alloc(p->arena, sizeof(*v));
	struct value_item *items = arena_alloc(p->arena, t->count * sizeof(*items));
	*v = (struct value){ .kind = t->kind, .text = t->text, .items = items };
	v->line = t->line;
	v->column = t->column;
	for (size_t i = 0; i < t->count; i++) {
		items[i].key = t->items[i].key;
		items[i].value = spec_seal(p, t->items[i].value, e);
		if (!items[i].value)
			return NULL;
	}
	v->count = t->count;
	return value_measure(v, e) ? v : NULL;
}
