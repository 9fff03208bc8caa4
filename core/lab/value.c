#include "core/lab/value.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/attr.h"

bool value_measure(struct value *v, struct error *e)
{
	uint64_t size = 1;
	uint32_t depth = 0;
	for (size_t i = 0; i < v->count; i++) {
		const struct value *item = v->items[i].value;
		size += item->size;
		if (item->depth + 1 > depth)
			depth = item->depth + 1;
		if (size > VALUE_COUNT_MAX || depth > VALUE_DEPTH_MAX)
			return error_set(e, 0,
					 size > VALUE_COUNT_MAX
						 ? "more than a million values"
						 : "nested too deeply");
	}
	v->size = (uint32_t)size;
	v->depth = depth;
	return true;
}

static const struct value *get(const struct value *map, const char *key, size_t n)
{
	if (!map || map->kind != VALUE_MAP)
		return NULL;
	for (size_t i = 0; i < map->count; i++) {
		const char *name = map->items[i].key;
		if (!strncmp(name, key, n) && !name[n])
			return map->items[i].value;
	}
	return NULL;
}

const struct value *value_get(const struct value *map, const char *key)
{
	return get(map, key, strlen(key));
}

const struct value *value_at(const struct value *map, const char *path)
{
	while (map && *path) {
		size_t n = strcspn(path, ".");
		map = get(map, path, n);
		path += n + (path[n] == '.');
	}
	return map;
}

const char *value_text(const struct value *v)
{
	return v && v->kind == VALUE_TEXT ? v->text : NULL;
}

const char *value_text_at(const struct value *map, const char *path)
{
	return value_text(value_at(map, path));
}

bool value_number(const struct value *v, uint32_t *number)
{
	const char *s = value_text(v);
	size_t digits = s ? strspn(s, "0123456789") : 0;
	if (!digits || digits > 9 || s[digits])
		return false;
	*number = (uint32_t)strtoul(s, NULL, 10);
	return true;
}

bool value_is_true(const struct value *v)
{
	static const char *const words[] = { "true", "yes", "on" };
	const char *s = value_text(v);
	for (size_t i = 0; s && i < COUNT(words); i++)
		if (!strcasecmp(s, words[i]))
			return true;
	return false;
}

size_t value_count(const struct value *v)
{
	return v ? v->count : 0;
}
