/* Cutting a payload into lines, and looking at what a line begins with. */
#include "core/dissect/line.h"

#include <string.h>
#include <strings.h>

#include "core/dissect/field.h"

struct line line_peek(const struct dissect *d)
{
	size_t left = reader_left(&d->r);
	const uint8_t *end = left ? memchr(d->r.at, '\n', left) : NULL;
	struct line line = { .at = d->r.at, .size = left, .whole = end != NULL };
	if (end) {
		line.size = (size_t)(end - d->r.at);
		if (line.size && end[-1] == '\r')
			line.size--;
	}
	return line;
}

struct line line_take(struct dissect *d)
{
	struct line line = line_peek(d);
	const uint8_t *end = line.at + line.size;
	if (line.whole)
		end += *end == '\r' ? 2 : 1;
	reader_skip(&d->r, (size_t)(end - d->r.at));
	return line;
}

void line_show(struct dissect *d, const char *name, const struct line *line)
{
	struct text *t = field_at(d, name, line->at, (size_t)(d->r.at - line->at));
	if (t)
		line_put(t, line);
}

bool line_is_text(const struct line *line)
{
	for (size_t i = 0; i < line->size; i++)
		if ((line->at[i] < 0x20 && line->at[i] != '\t') || line->at[i] == 0x7f)
			return false;
	return line->size > 0;
}

static bool same_word(const struct line *line, const char *word, size_t n)
{
	return line->size >= n && !strncasecmp((const char *)line->at, word, n);
}

bool line_starts(const struct line *line, const char *word)
{
	size_t n = strlen(word);
	return same_word(line, word, n) && (line->size == n || line->at[n] == ' ');
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

struct line line_header(const struct line *line, const char *name)
{
	struct line value = { 0 };
	size_t n = strlen(name);
	if (!same_word(line, name, n))
		return value;
	while (n < line->size && is_blank(line->at[n]))
		n++;
	if (n == line->size || line->at[n] != ':')
		return value;
	do
		n++;
	while (n < line->size && is_blank(line->at[n]));
	value.at = line->at + n;
	value.size = line->size - n;
	while (value.size && is_blank(value.at[value.size - 1]))
		value.size--;
	return value;
}

bool line_is_reply(const struct line *line)
{
	if (line->size < 3 || !line_is_text(line))
		return false;
	for (size_t i = 0; i < 3; i++)
		if (line->at[i] < '0' || line->at[i] > '9')
			return false;
	return line->size == 3 || line->at[3] == ' ' || line->at[3] == '-';
}

void line_put(struct text *t, const struct line *line)
{
	text_escape(t, line->at, line->size);
}
