#include "tui/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "core/base/text.h"
#include "tui/own.h"

enum { NOW_SECONDS = 60, LINES_MAX = 4 * LINEEDIT_HISTORY };

static void line_text(const struct lineedit_line *line, struct text *t)
{
	text_int(t, line->time / CLOCK_SEC);
	text_char(t, ' ');
	text_str(t, line->text);
}

/* The file has grown long: only what is in the editor stays. */
static void history_trim(const struct lineedit *l, const char *kind)
{
	enum { ROOM = LINEEDIT_HISTORY * (LINEEDIT_SIZE + 24) };
	autofree char *all = mem_new(ROOM);
	struct text t = text_over(all, ROOM);
	struct error e;
	for (size_t i = 0; i < l->history.count; i++) {
		line_text(&l->history.items[i], &t);
		text_char(&t, '\n');
	}
	/* Where it cannot be written it stays long: no harm. */
	(void)!own_write(OWN_STATE, kind, all, &e);
}

size_t history_take(struct lineedit *l, char *all)
{
	char *line;
	size_t lines = 0;
	while (all && (line = own_line(&all))) {
		char *end;
		int64_t seconds = strtoll(line, &end, 10);
		lines++;
		if (end == line || *end != ' ' || seconds < 0 ||
		    seconds > INT64_MAX / CLOCK_SEC)
			continue;
		lineedit_set(l, end + 1);
		lineedit_remember(l, seconds * CLOCK_SEC);
	}
	lineedit_set(l, "");
	return lines;
}

void history_load(struct lineedit *l, const char *kind)
{
	autofree char *all = own_read(OWN_STATE, kind);
	if (history_take(l, all) > LINES_MAX)
		history_trim(l, kind);
}

bool history_keep(const struct lineedit *l, const char *kind, struct error *e)
{
	char line[LINEEDIT_SIZE + 24];
	struct text t = text_over(line, sizeof(line));
	if (!l->history.count)
		return true;
	line_text(&l->history.items[l->history.count - 1], &t);
	return own_append(OWN_STATE, kind, line, e);
}

void history_when(struct text *t, int64_t time, int64_t now)
{
	time_t then = time / CLOCK_SEC, today = now / CLOCK_SEC;
	struct tm a, b;
	char words[32] = "";
	if (!localtime_r(&then, &a) || !localtime_r(&today, &b))
		return;
	time_t yesterday = today - 86400;
	struct tm y;
	localtime_r(&yesterday, &y);
	if (today - then < NOW_SECONDS && today >= then)
		text_str(t, "now");
	else if (a.tm_year == b.tm_year && a.tm_yday == b.tm_yday)
		strftime(words, sizeof(words), "%H:%M", &a);
	else if (a.tm_year == y.tm_year && a.tm_yday == y.tm_yday)
		text_str(t, "yesterday");
	else
		strftime(words, sizeof(words), "%e %b %Y", &a);
	text_str(t, words);
}
