#include "tui/saved.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "tui/own.h"

enum { NAME_MAX_ = 40, SAVED_MAX = 500 };

static const char file_name[] = "filters";

static size_t name_size(const char *s)
{
	return strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			 "0123456789-_");
}

static size_t saved_index(const struct saved *s, const char *name, size_t size)
{
	size_t i = 0;
	while (i < s->filters.count && (strlen(s->filters.items[i].name) != size ||
					memcmp(s->filters.items[i].name, name, size)))
		i++;
	return i;
}

static void saved_drop(struct saved *s, size_t i)
{
	free(s->filters.items[i].name);
	free(s->filters.items[i].text);
	s->filters.count--;
	memmove(&s->filters.items[i], &s->filters.items[i + 1],
		(s->filters.count - i) * sizeof(s->filters.items[0]));
}

/* In memory alone. */
static void saved_put(struct saved *s, const char *name, const char *text)
{
	size_t i = saved_index(s, name, strlen(name));
	if (i < s->filters.count)
		saved_drop(s, i);
	if (!*text || s->filters.count == SAVED_MAX)
		return;
	struct saved_filter filter = { mem_strdup(name), mem_strdup(text) };
	vec_push(&s->filters, filter);
}

void saved_take(struct saved *s, char *all)
{
	char *line;
	while (all && (line = own_line(&all))) {
		size_t size = name_size(line);
		if (!size || size > NAME_MAX_ || line[size] != ' ')
			continue;
		line[size] = '\0';
		saved_put(s, line, line + size + 1);
	}
}

void saved_load(struct saved *s)
{
	autofree char *all = own_read(OWN_CONFIG, file_name);
	s->lasting = true;
	saved_take(s, all);
}

void saved_done(struct saved *s)
{
	while (s->filters.count)
		saved_drop(s, s->filters.count - 1);
	free(s->filters.items);
}

static bool saved_write(const struct saved *s, struct error *e)
{
	autofree char *all = mem_new(OWN_MAX);
	struct text t = text_over(all, OWN_MAX);
	for (size_t i = 0; i < s->filters.count; i++)
		text_printf(&t, "%s %s\n", s->filters.items[i].name,
			    s->filters.items[i].text);
	if (t.cut)
		return error_set(e, 0, "too many filters are saved: :forget some");
	return own_write(OWN_CONFIG, file_name, all, e);
}

bool saved_set(struct saved *s, const char *name, const char *text, struct error *e)
{
	size_t size = name_size(name);
	if (!size || name[size] || size > NAME_MAX_)
		return error_set(e, 0,
				 "a name is of letters, digits, - and _, at most %d",
				 NAME_MAX_);
	if (!*text && saved_index(s, name, size) == s->filters.count)
		return error_set(e, 0, "no filter is saved as %s", name);
	saved_put(s, name, text);
	return !s->lasting || saved_write(s, e);
}

bool saved_expand(const struct saved *s, const char *text, char *out, size_t size,
		  struct filter_mark *mark, struct error *e)
{
	struct text t = text_over(out, size);
	for (const char *at = text; *at;) {
		if (*at != '@') {
			text_char(&t, *at++);
			continue;
		}
		size_t name = name_size(at + 1);
		size_t i = saved_index(s, at + 1, name);
		if (i == s->filters.count) {
			*mark = (struct filter_mark){ .offset = (size_t)(at - text),
						      .size = name + 1 };
			return error_set(e, 0, "no filter is saved under this name");
		}
		bool alone = at == text && !at[name + 1];
		text_printf(&t, alone ? "%s" : "(%s)", s->filters.items[i].text);
		at += name + 1;
	}
	return !t.cut || error_set(e, 0, "this becomes too long a filter");
}
