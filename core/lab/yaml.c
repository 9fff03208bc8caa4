/* libyaml's events, one after the other; collections that are not closed yet stand on a
 * stack that is as deep as the limit. */
#include "core/lab/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "core/base/vec.h"

enum { ANCHORS_MAX = 4096 };

struct anchor {
	char *name;
	const struct value *value;
};

/* A collection that is being read. */
struct open_value {
	struct value *value;
	char *anchor; /* NULL: none */
	VEC(struct value_item) items, merged;
	const char *key; /* of the next value, NULL: a key comes next */
	uint32_t key_line, key_column;
	bool merges; /* the next value belongs to "<<" */
};

struct yaml {
	yaml_parser_t parser;
	struct arena *arena;
	const char *name;
	struct error *e;
	struct open_value stack[VALUE_DEPTH_MAX + 1];
	size_t depth;
	VEC(struct anchor) anchors;
	const struct value *root;
	uint32_t line, column; /* of the event that is looked at */
};

/* "file:line:column: why" */
static bool fail(const struct yaml *y, const char *why)
{
	return error_set(y->e, 0, "%s:%u:%u: %s", y->name, y->line, y->column, why);
}

static struct value *value_new(const struct yaml *y, enum value_kind kind)
{
	struct value *v = arena_alloc(y->arena, sizeof(*v));
	*v = (struct value){ .kind = kind, .line = y->line, .column = y->column };
	v->size = 1;
	v->text = "";
	return v;
}

/* What a merge key brings never replaces what is there (yaml.org/type/merge.html). */
static bool merge(struct yaml *y, struct open_value *o, const struct value *v)
{
	if (v->kind == VALUE_LIST) {
		for (size_t i = 0; i < v->count; i++)
			if (v->items[i].value->kind != VALUE_MAP ||
			    !merge(y, o, v->items[i].value))
				return fail(y, "<<: expected maps in the list");
		return true;
	}
	if (v->kind != VALUE_MAP)
		return fail(y, "<<: expected a map");
	if (o->merged.count + v->count > VALUE_COUNT_MAX)
		return fail(y, "more than a million values");
	for (size_t i = 0; i < v->count; i++)
		vec_push(&o->merged, v->items[i]);
	return true;
}

static bool add(struct yaml *y, const struct value *v)
{
	if (!y->depth) {
		y->root = v;
		return true;
	}
	struct open_value *o = &y->stack[y->depth - 1];
	if (o->merges) {
		o->merges = false;
		return merge(y, o, v);
	}
	struct value_item item = { o->key, v->line, v->column, v };
	if (o->key) {
		item.line = o->key_line;
		item.column = o->key_column;
	}
	vec_push(&o->items, item);
	o->key = NULL;
	return o->items.count <= VALUE_COUNT_MAX ||
	       fail(y, "more than a million values");
}

static bool wants_key(const struct yaml *y)
{
	if (!y->depth)
		return false;
	const struct open_value *o = &y->stack[y->depth - 1];
	return o->value->kind == VALUE_MAP && !o->key && !o->merges;
}

static bool take_key(struct yaml *y, const char *key, bool plain)
{
	struct open_value *o = &y->stack[y->depth - 1];
	if (plain && !strcmp(key, "<<")) {
		o->merges = true;
		return true;
	}
	o->key = arena_strdup(y->arena, key);
	o->key_line = y->line;
	o->key_column = y->column;
	return true;
}

static bool anchor_add(struct yaml *y, const yaml_char_t *name, const struct value *v)
{
	if (!name)
		return true;
	if (y->anchors.count == ANCHORS_MAX)
		return fail(y, "more than 4096 anchors");
	struct anchor a = { arena_strdup(y->arena, (const char *)name), v };
	vec_push(&y->anchors, a);
	return true;
}

static bool is_null(const char *s)
{
	static const char *const words[] = { "", "~", "null", "Null", "NULL" };
	for (size_t i = 0; i < COUNT(words); i++)
		if (!strcmp(s, words[i]))
			return true;
	return false;
}

static bool on_scalar(struct yaml *y, const yaml_event_t *event)
{
	const char *s = (const char *)event->data.scalar.value;
	bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	if (strlen(s) != event->data.scalar.length)
		return fail(y, "a NUL character in a text");
	if (wants_key(y))
		return take_key(y, s, plain);
	struct value *v = value_new(y, plain && is_null(s) ? VALUE_NULL : VALUE_TEXT);
	if (v->kind == VALUE_TEXT)
		v->text = arena_strdup(y->arena, s);
	return anchor_add(y, event->data.scalar.anchor, v) && add(y, v);
}

static bool on_alias(struct yaml *y, const yaml_event_t *event)
{
	const char *name = (const char *)event->data.alias.anchor;
	if (wants_key(y))
		return fail(y, "expected a text as key, not an alias");
	for (size_t i = y->anchors.count; i-- > 0;)
		if (!strcmp(y->anchors.items[i].name, name))
			return add(y, y->anchors.items[i].value);
	/* Also one that stands inside of what it names. */
	return fail(y, "alias of an anchor that is not there (yet)");
}

static bool on_open(struct yaml *y, enum value_kind kind, const yaml_char_t *anchor)
{
	if (wants_key(y))
		return fail(y, "expected a text as key, not a list or map");
	if (y->depth == VALUE_DEPTH_MAX)
		return fail(y, "nested too deeply");
	struct open_value *o = &y->stack[y->depth++];
	*o = (struct open_value){ .value = value_new(y, kind) };
	if (anchor)
		o->anchor = arena_strdup(y->arena, (const char *)anchor);
	return true;
}

static int by_key(const void *a, const void *b)
{
	const struct value_item *const *x = a, *const *y = b;
	int order = strcmp((*x)->key, (*y)->key);
	return order ? order : (*x > *y) - (*x < *y);
}

/* Own items, then what merge keys added: of two with one key the first one stays. */
static bool drop_doubles(struct yaml *y, struct open_value *o, size_t own)
{
	size_t count = o->items.count, kept = 0;
	struct value_item *items = o->items.items;
	autofree const struct value_item **sorted =
		mem_new((count + 1) * sizeof(*sorted));
	autofree bool *drop = mem_new(count + 1);
	for (size_t i = 0; i < count; i++)
		sorted[i] = &items[i];
	qsort(sorted, count, sizeof(*sorted), by_key);
	for (size_t i = 1; i < count; i++) {
		size_t at = (size_t)(sorted[i] - items);
		if (strcmp(sorted[i - 1]->key, sorted[i]->key) != 0)
			continue;
		if (at < own)
			return error_set(y->e, 0,
					 "%s:%u:%u: key \"%.60s\" stands in line %u "
					 "already",
					 y->name, items[at].line, items[at].column,
					 items[at].key, sorted[i - 1]->line);
		drop[at] = true;
	}
	for (size_t i = 0; i < count; i++)
		if (!drop[i])
			items[kept++] = items[i];
	o->items.count = kept;
	return true;
}

static bool finish_map(struct yaml *y, struct open_value *o)
{
	size_t own = o->items.count;
	for (size_t i = 0; i < o->merged.count; i++)
		vec_push(&o->items, o->merged.items[i]);
	return o->items.count < 2 || drop_doubles(y, o, own);
}

/* The value of a collection that was read to its end. */
static bool finish(struct yaml *y, struct open_value *o)
{
	struct value *v = o->value;
	struct error why;
	if (v->kind == VALUE_MAP && !finish_map(y, o))
		return false;
	size_t bytes = o->items.count * sizeof(*v->items);
	struct value_item *items = arena_alloc(y->arena, bytes);
	if (bytes)
		memcpy(items, o->items.items, bytes);
	v->items = items;
	v->count = o->items.count;
	return value_measure(v, &why) || fail(y, why.text);
}

static void open_done(struct open_value *o)
{
	free(o->items.items);
	free(o->merged.items);
}

static bool on_close(struct yaml *y)
{
	struct open_value o = y->stack[--y->depth];
	bool ok = finish(y, &o);
	open_done(&o);
	return ok && anchor_add(y, (const yaml_char_t *)o.anchor, o.value) &&
	       add(y, o.value);
}

/* False: an error, or (root set) the end. */
static bool take(struct yaml *y, const yaml_event_t *event)
{
	y->line = (uint32_t)event->start_mark.line + 1;
	y->column = (uint32_t)event->start_mark.column + 1;
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return on_scalar(y, event);
	case YAML_ALIAS_EVENT:
		return on_alias(y, event);
	case YAML_SEQUENCE_START_EVENT:
		return on_open(y, VALUE_LIST, event->data.sequence_start.anchor);
	case YAML_MAPPING_START_EVENT:
		return on_open(y, VALUE_MAP, event->data.mapping_start.anchor);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return on_close(y);
	default:
		return true;
	}
}

/* libyaml says what, and sometimes what it was reading when it happened. */
static bool parser_fail(struct yaml *y)
{
	const yaml_parser_t *p = &y->parser;
	y->line = (uint32_t)p->problem_mark.line + 1;
	y->column = (uint32_t)p->problem_mark.column + 1;
	char why[200];
	snprintf(why, sizeof(why), "%s%s%s", p->problem ? p->problem : "cannot be read",
		 p->context ? " " : "", p->context ? p->context : "");
	return fail(y, why);
}

static bool read_events(struct yaml *y)
{
	for (;;) {
		yaml_event_t event;
		if (!yaml_parser_parse(&y->parser, &event))
			return parser_fail(y);
		bool end = event.type == YAML_DOCUMENT_END_EVENT ||
			   event.type == YAML_STREAM_END_EVENT;
		bool ok = take(y, &event);
		yaml_event_delete(&event);
		if (!ok)
			return false;
		if (end)
			break;
	}
	if (!y->root)
		y->root = value_new(y, VALUE_NULL);
	return true;
}

const struct value *yaml_read(struct arena *arena, const char *name, const char *bytes,
			      size_t size, struct error *e)
{
	struct yaml y = { .arena = arena, .name = name, .e = e };
	if (!yaml_parser_initialize(&y.parser)) {
		error_set(e, 0, "%s: no memory for the YAML reader", name);
		return NULL;
	}
	yaml_parser_set_input_string(&y.parser, (const unsigned char *)bytes, size);
	bool ok = read_events(&y);
	for (size_t i = 0; i < y.depth; i++)
		open_done(&y.stack[i]);
	free(y.anchors.items);
	yaml_parser_delete(&y.parser);
	return ok ? y.root : NULL;
}
