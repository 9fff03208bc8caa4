/* jansson reads, and its tree is copied: what we keep has no counts of references and
 * no end of its own. */
#include "core/lab/json.h"

#include <jansson.h>

struct reading {
	struct arena *arena;
	struct error *e;
	size_t count;
};

static struct value *copy(struct reading *r, json_t *from, uint32_t depth);

static struct value *new_value(struct reading *r, enum value_kind kind,
			       const char *text)
{
	struct value *v = arena_alloc(r->arena, sizeof(*v));
	*v = (struct value){ .kind = kind, .text = text };
	return v;
}

static const char *scalar(struct reading *r, json_t *from)
{
	if (json_is_string(from))
		return arena_strdup(r->arena, json_string_value(from));
	if (json_is_integer(from))
		return arena_printf(r->arena, "%lld",
				    (long long)json_integer_value(from));
	if (json_is_real(from))
		return arena_printf(r->arena, "%.17g", json_real_value(from));
	return json_is_true(from) ? "true" : "false";
}

static struct value *copy_map(struct reading *r, json_t *from, uint32_t depth)
{
	struct value *v = new_value(r, VALUE_MAP, "");
	struct value_item *items =
		arena_alloc(r->arena, json_object_size(from) * sizeof(*items));
	v->items = items;
	for (void *at = json_object_iter(from); at;
	     at = json_object_iter_next(from, at)) {
		struct value_item *item = &items[v->count++];
		item->key = arena_strdup(r->arena, json_object_iter_key(at));
		item->value = copy(r, json_object_iter_value(at), depth + 1);
		if (!item->value)
			return NULL;
	}
	return v;
}

static struct value *copy_list(struct reading *r, json_t *from, uint32_t depth)
{
	struct value *v = new_value(r, VALUE_LIST, "");
	struct value_item *items =
		arena_alloc(r->arena, json_array_size(from) * sizeof(*items));
	v->items = items;
	for (size_t i = 0; i < json_array_size(from); i++) {
		struct value_item *item = &items[v->count++];
		item->value = copy(r, json_array_get(from, i), depth + 1);
		if (!item->value)
			return NULL;
	}
	return v;
}

static struct value *copy(struct reading *r, json_t *from, uint32_t depth)
{
	struct value *v;
	if (depth > VALUE_DEPTH_MAX || ++r->count > VALUE_COUNT_MAX) {
		error_set(r->e, 0, "JSON: too large, or nested too deeply");
		return NULL;
	}
	if (json_is_object(from))
		v = copy_map(r, from, depth);
	else if (json_is_array(from))
		v = copy_list(r, from, depth);
	else if (json_is_null(from))
		v = new_value(r, VALUE_NULL, "");
	else
		v = new_value(r, VALUE_TEXT, scalar(r, from));
	return v && value_measure(v, r->e) ? v : NULL;
}

static const struct value *read_value(struct arena *arena, const char *bytes,
				      size_t size, size_t flags, struct error *e)
{
	struct reading r = { .arena = arena, .e = e };
	json_error_t why;
	json_t *root =
		json_loadb(bytes, size, flags | JSON_DECODE_ANY | JSON_ALLOW_NUL, &why);
	if (!root) {
		error_set(e, 0, "JSON: %d:%d: %s", why.line, why.column, why.text);
		return NULL;
	}
	const struct value *v = copy(&r, root, 0);
	json_decref(root);
	return v;
}

const struct value *json_read(struct arena *arena, const char *bytes, size_t size,
			      struct error *e)
{
	return read_value(arena, bytes, size, 0, e);
}

const struct value *json_read_first(struct arena *arena, const char *bytes, size_t size,
				    struct error *e)
{
	return read_value(arena, bytes, size, JSON_DISABLE_EOF_CHECK, e);
}
