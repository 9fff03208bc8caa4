#include "core/lab/env_text.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "core/base/vec.h"

/* Defaults inside of defaults. */
enum { DEPTH_MAX = 8, NAME_MAX_SIZE = 256 };

struct replacing {
	env_fn *get;
	VEC(char) out;
	size_t limit;
	bool full;
};

static void put(struct replacing *r, const char *s, size_t n)
{
	if (n > r->limit - r->out.count) {
		r->full = true;
		return;
	}
	for (size_t i = 0; i < n; i++)
		vec_push(&r->out, s[i]);
}

static size_t name_size(const char *s, size_t n)
{
	size_t i = 0;
	while (i < n && (isalnum((unsigned char)s[i]) || s[i] == '_'))
		i++;
	return i && isdigit((unsigned char)s[0]) ? 0 : i;
}

/* Up to the brace that closes one that was opened before s; n: there is none. */
static size_t braces(const char *s, size_t n)
{
	size_t open = 1;
	for (size_t i = 0; i < n; i++) {
		open += s[i] == '{' && i && s[i - 1] == '$';
		open -= s[i] == '}';
		if (!open)
			return i;
	}
	return n;
}

static const char *value_of(const struct replacing *r, const char *name, size_t n)
{
	char copy[NAME_MAX_SIZE];
	if (n >= sizeof(copy))
		return NULL;
	memcpy(copy, name, n);
	copy[n] = '\0';
	/* cppcheck-suppress returnDanglingLifetime ; it is the value, not the name */
	return r->get(copy);
}

static void replace(struct replacing *r, const char *s, size_t n, int depth);

/* "name:-default" between braces. False: none of ours, leave it. */
static bool put_braced(struct replacing *r, const char *s, size_t n, int depth)
{
	size_t name = name_size(s, n), at = name;
	if (!name)
		return false;
	const char *value = value_of(r, s, name);
	bool colon = at < n && s[at] == ':';
	at += colon;
	bool set = value && (!colon || *value);
	if (at == n) {
		if (colon || !value)
			return false;
		put(r, value, strlen(value));
		return true;
	}
	if (!memchr("-=+", s[at], 3))
		return false;
	if (s[at] == '+' ? set : !set)
		replace(r, s + at + 1, n - at - 1, depth + 1);
	else if (s[at] != '+' && value)
		put(r, value, strlen(value));
	return true;
}

/* What stands at a dollar; how many bytes that was. */
static size_t put_variable(struct replacing *r, const char *s, size_t n, int depth)
{
	if (n > 1 && s[1] == '$') {
		put(r, "$", 1);
		return 2;
	}
	if (n > 2 && s[1] == '{' && depth < DEPTH_MAX) {
		size_t inner = braces(s + 2, n - 2);
		if (inner < n - 2 && put_braced(r, s + 2, inner, depth))
			return inner + 3;
		put(r, s, 1);
		return 1;
	}
	size_t name = name_size(s + 1, n - 1);
	const char *value = name ? value_of(r, s + 1, name) : NULL;
	if (value)
		put(r, value, strlen(value));
	else
		put(r, s, name + 1);
	return name + 1;
}

static void replace(struct replacing *r, const char *s, size_t n, int depth)
{
	while (n && !r->full) {
		const char *dollar = memchr(s, '$', n);
		size_t plain = dollar ? (size_t)(dollar - s) : n;
		put(r, s, plain);
		s += plain;
		n -= plain;
		size_t used = n ? put_variable(r, s, n, depth) : 0;
		s += used;
		n -= used;
	}
}

char *env_replace(const char *text, size_t size, env_fn *get, size_t limit,
		  size_t *out_size)
{
	struct replacing r = { .get = get, .limit = limit };
	replace(&r, text, size, 0);
	*out_size = r.out.count;
	vec_push(&r.out, '\0');
	if (!r.full)
		return r.out.items;
	free(r.out.items);
	return NULL;
}
