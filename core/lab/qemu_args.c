#include "core/lab/qemu_args.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/vec.h"
#include "core/lab/json.h"

enum { WORD_MAX = 16 << 10 };

/* What we read, and the key that stands in front of the first value without one. */
static const struct {
	const char *name, *implied;
} known[] = {
	{ "name", "guest" }, { "uuid", "uuid" }, { "netdev", "type" },
	{ "net", "type" },   { "nic", "type" },	 { "device", "driver" },
};

static const char *implied_of(const char *name)
{
	for (size_t i = 0; i < COUNT(known); i++)
		if (!strcmp(known[i].name, name))
			return known[i].implied;
	return NULL;
}

static const struct value *text_value(struct arena *a, const char *text)
{
	struct value *v = arena_alloc(a, sizeof(*v));
	*v = (struct value){ .kind = VALUE_TEXT, .text = text, .size = 1 };
	return v;
}

/* One value up to a comma that stands alone; *at is moved behind that. */
static const char *take_value(struct arena *a, const char **at)
{
	const char *from = *at;
	char *to = arena_alloc(a, strlen(from) + 1), *end = to;
	for (; *from && !(from[0] == ',' && from[1] != ','); from++) {
		from += *from == ',';
		*end++ = *from;
	}
	*at = from + (*from == ',');
	return to;
}

static size_t count_of(const char *bytes, size_t size, char c)
{
	size_t count = 0;
	for (size_t i = 0; i < size; i++)
		count += bytes[i] == c;
	return count;
}

/* "tap,id=n0,ifname=a,,b" */
static const struct value *read_keys(struct arena *a, const char *text,
				     const char *implied)
{
	struct value *v = arena_alloc(a, sizeof(*v));
	size_t most = count_of(text, strlen(text), ',') + 1;
	struct value_item *items = arena_alloc(a, most * sizeof(*items));
	*v = (struct value){ .kind = VALUE_MAP, .text = "", .items = items };
	while (*text && v->count < most) {
		size_t size = strcspn(text, "=,");
		const char *key = implied;
		/* "nowait", a flag, says no more than its name. */
		if (text[size] == '=' || v->count) {
			key = arena_printf(a, "%.*s", (int)size, text);
			text += size + (text[size] == '=');
		}
		items[v->count++] = (struct value_item){
			.key = key, .value = text_value(a, take_value(a, &text))
		};
	}
	return v;
}

static const struct value *read_value(struct arena *a, const char *text,
				      const char *implied)
{
	struct error ignored;
	const struct value *v = NULL;
	if (text[0] == '{')
		v = json_read(a, text, strlen(text), &ignored);
	return v && v->kind == VALUE_MAP ? v : read_keys(a, text, implied);
}

/* The next word, "" at the end; one that is too long counts as empty. */
static const char *next_word(struct arena *a, const char **at, const char *end)
{
	size_t size = strnlen(*at, (size_t)(end - *at));
	const char *from = *at;
	*at += size < (size_t)(end - *at) ? size + 1 : size;
	return size > WORD_MAX ? "" : arena_printf(a, "%.*s", (int)size, from);
}

static const char *option_name(const char *word)
{
	if (word[0] != '-')
		return "";
	return word + (word[1] == '-' ? 2 : 1);
}

struct qemu_args qemu_args_read(struct arena *a, const char *words, size_t size)
{
	struct qemu_args args = { .count = 0 };
	const char *at = words, *end = words + size;
	struct qemu_option *items =
		arena_alloc(a, (count_of(words, size, '\0') + 1) * sizeof(*items));
	while (at < end) {
		const char *name = option_name(next_word(a, &at, end));
		const char *implied = implied_of(name);
		if (!implied || at == end)
			continue;
		items[args.count++] = (struct qemu_option){
			name, read_value(a, next_word(a, &at, end), implied)
		};
	}
	args.items = items;
	return args;
}

const char *qemu_text(const struct value *value, const char *key)
{
	const struct value *v = value_get(value, key);
	return value_text(v ? v : value_at(value, key));
}
