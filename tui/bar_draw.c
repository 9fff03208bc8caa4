/* The open line, what is under it, and its keys. */
#include "core/base/clock.h"
#include "tui/app.h"
#include "tui/bar_state.h"
#include "tui/history.h"
#include "tui/pace.h"
#include "tui/word.h"

enum {
	LIST_ROWS = 6,
	HISTORY_ROWS = 5,
	SPELLED_ROWS = 6,
	LIST_LEFT = 5,
	MEANING = 24,
	BUSY_RATE = 1000, /* packets a second worth leaving to the kernel */
};

/* Is there a correction to offer, in the first row of the list? */
static bool has_fix(const struct bar *b)
{
	return b->mode == BAR_FILTER && b->bad && b->mark.suggestion[0] && !b->offers;
}

/* Lines below the open bar: candidates, the words spelled out, else older lines. */
static int bar_list(const struct bar *b)
{
	size_t count = b->mode == BAR_FILTER ? b->edits[b->mode].history.count : 0;
	size_t most = HISTORY_ROWS;
	if (b->offers) {
		count = b->complete.items.count;
		most = LIST_ROWS;
	} else if (b->spelled) {
		return SPELLED_ROWS;
	}
	return (int)(count < most ? count : most) + has_fix(b);
}

int bar_rows(const struct bar *b)
{
	bool plain = !b->open || b->mode == BAR_FIND || b->mode == BAR_NARROW;
	int list = plain ? 0 : bar_list(b);
	return plain ? 2 : 3 + (list ? list + 1 : 0);
}

static const char *const prompts[BAR_MODES] = { "f", "find", "only", ":" };

int bar_draw_prompt(const struct area *line, const char *word)
{
	int column = area_put(line, 0, 1, ROLE_KEY, word);
	const char *sign = canvas_glyph(line->canvas, GLYPH_PROMPT);
	if (*word == ':')
		return column + 1;
	return area_put(line, 0, column + 1, ROLE_DIM, sign) + 1;
}

/* What Tab makes of a mistake. */
static void draw_fix(const struct bar *b, const struct area *area, int when)
{
	const struct lineedit *edit = &b->edits[BAR_FILTER];
	char fixed[LINEEDIT_SIZE + 64];
	struct text t = text_over(fixed, sizeof(fixed));
	text_mem(&t, edit->text, b->mark.offset);
	text_str(&t, b->mark.suggestion);
	text_str(&t, edit->text + b->mark.offset + b->mark.size);
	area_field(area, 0, LIST_LEFT, when - LIST_LEFT - 1, ROLE_ACCENT, fixed);
	area_put(area, 0, when, ROLE_DIM, "fix");
	area_put_right(area, 0, 4, ROLE_KEY, "Tab");
}

static void draw_history(const struct bar *b, const struct session *s,
			 const struct area *area)
{
	const struct lineedit *edit = &b->edits[b->mode];
	int when = area->columns * 3 / 5, fix = has_fix(b);
	for (int i = fix; i < area->rows; i++) {
		size_t item = edit->history.count - 1 - (size_t)(i - fix);
		const struct lineedit_line *line = &edit->history.items[item];
		enum role role = item == edit->at ? ROLE_STRONG : ROLE_DIM;
		char words[40];
		struct text t = text_over(words, sizeof(words));
		if (strcmp(line->text, filter_text(s->filter)) != 0)
			history_when(&t, line->time, clock_now());
		else
			text_str(&t, "in force");
		area_field(area, i, LIST_LEFT, when - LIST_LEFT - 1, role, line->text);
		area_put(area, i, when, ROLE_DIM, words);
	}
	if (fix)
		draw_fix(b, area, when);
	area_put(area, fix, 1, ROLE_DIM, canvas_glyph(area->canvas, GLYPH_UP));
}

/* The whole filter as libpcap gets it, over several lines. */
static void draw_spelled(const struct bar *b, const struct area *area)
{
	const char *at = b->expanded[0] ? b->expanded : b->edits[BAR_FILTER].text;
	int width = area->columns - LIST_LEFT - 2;
	area_put(area, 0, LIST_LEFT - 2, ROLE_DIM, "=");
	for (int row = 0; row < area->rows && *at; row++) {
		char line[LINEEDIT_SIZE];
		size_t size = strlen(at);
		if (size > (size_t)width) {
			size = (size_t)width;
			while (size > 1 && at[size] != ' ')
				size--;
		}
		struct text t = text_over(line, sizeof(line));
		text_mem(&t, at, size);
		area_put(area, row, LIST_LEFT, ROLE_TEXT, line);
		at += size;
		at += strspn(at, " ");
	}
}

/* Where the meanings begin: behind the longest candidate that is shown. */
static int offers_column(const struct complete *c, size_t first, size_t rows,
			 int columns)
{
	int column = MEANING, most = columns * 3 / 5;
	for (size_t i = first; i < first + rows; i++) {
		int end = LIST_LEFT + text_columns(c->items.items[i].word) + 2;
		column = end > column ? end : column;
	}
	return column < most ? column : most;
}

/* The window of the candidates that has the chosen one in it. */
static void draw_offers(const struct bar *b, const struct area *area)
{
	const struct complete *c = &b->complete;
	size_t first = 0, rows = (size_t)area->rows;
	if (c->chosen && c->at >= rows)
		first = c->at - rows + 1;
	int column = offers_column(c, first, rows, area->columns);
	for (size_t i = 0; i < rows; i++) {
		const struct complete_item *item = &c->items.items[first + i];
		enum role role =
			c->chosen && first + i == c->at ? ROLE_ACCENT : ROLE_TEXT;
		area_field(area, (int)i, LIST_LEFT, column - LIST_LEFT - 1, role,
			   item->word);
		area_put(area, (int)i, column, ROLE_DIM, item->meaning);
	}
	if (first + rows >= c->items.count)
		return;
	char more[40];
	struct text t = text_over(more, sizeof(more));
	text_printf(&t, "%zu more", c->items.count - first - rows);
	area_put_right(area, area->rows - 1, 1, ROLE_DIM, more);
}

/* What the word takes, while it is typed; what was wrong with it, after Enter. */
static void draw_usage(const struct bar *b, const struct app *app,
		       const struct area *area, int column)
{
	const char *argument;
	enum scope scope = app->views[app->depth - 1].ops->scope;
	const struct word_entry *word =
		word_of_line(b->edits[BAR_COMMAND].text, scope, &argument);
	if (b->bad)
		area_printf(area, 1, column, ROLE_ALARM, "! %s", b->error.text);
	else if (word && word->argument)
		area_printf(area, 1, column, ROLE_DIM, "%s   %s", word->argument,
			    word->help);
	else if (word)
		area_put(area, 1, column, ROLE_DIM, word->help);
	else
		area_put(area, 1, column, ROLE_DIM,
			 "a command by its name, or the number of a row");
}

/* The line with its caret in view; returns how many columns are scrolled away. */
static int draw_line(const struct lineedit *edit, const struct area *field)
{
	int caret = lineedit_column(edit), skip = 0;
	if (caret >= field->columns)
		skip = caret - field->columns + 1;
	const char *from = edit->text;
	for (int left = skip; left > 0 && *from; from++)
		left -= ((unsigned char)from[1] & 0xc0) != 0x80;
	area_put(field, 0, 0, ROLE_INPUT, from);
	area_caret(field, 0, caret - skip);
	return skip;
}

/* Which filter it is that is being edited. */
static void draw_target(const struct bar *b, const struct area *area)
{
	int at = area->columns - 14;
	at = area_put(area, 0, at, b->kernel ? ROLE_ACCENT : ROLE_DIM, "kernel");
	at = area_put(area, 0, at, ROLE_DIM, " · ");
	area_put(area, 0, at, b->kernel ? ROLE_DIM : ROLE_ACCENT, "view");
}

void bar_draw(const struct bar *b, const struct app *app, const struct area *area)
{
	int start = bar_draw_prompt(area, prompts[b->mode]);
	struct area field = area_part(area, 0, start, 1, area->columns - start - 1);
	if (b->mode == BAR_FILTER && app->session->client) {
		draw_target(b, area);
		field.columns -= 16;
	}
	int skip = draw_line(&b->edits[b->mode], &field);
	if (b->mode != BAR_FILTER && b->mode != BAR_COMMAND) {
		area_rule(area, 1, NULL);
		return;
	}
	if (b->mode == BAR_FILTER)
		bar_filter_draw_verdict(b, area, start - skip);
	else
		draw_usage(b, app, area, start);
	area_rule(area, 2, NULL);
	int rows = bar_list(b);
	if (!rows)
		return;
	struct area list = area_part(area, 3, 0, rows, area->columns);
	if (b->offers)
		draw_offers(b, &list);
	else if (b->spelled)
		draw_spelled(b, &list);
	else
		draw_history(b, app->session, &list);
	area_rule(area, 3 + rows, NULL);
}

void bar_draw_message(const struct bar *b, const struct app *app,
		      const struct area *line)
{
	if (b->mode != BAR_FILTER)
		return;
	const struct session *s = app->session;
	const char *text = filter_text(b->kernel ? s->capture_filter : s->filter);
	const char *none = b->kernel ? "the kernel drops nothing" : "no filter";
	int end = area_put(line, 0, 1, ROLE_DIM,
			   !*text      ? none
			   : b->kernel ? "kept by the kernel: "
				       : "still running: ");
	area_put(line, 0, end, ROLE_TEXT, text);
	bool busy = s->client && pace_rate(app->pace) > BUSY_RATE;
	area_put_right(line, 0, 1, ROLE_DIM,
		       b->kernel ? "what the kernel drops is gone"
		       : busy	 ? "a kernel filter (^T) would spare work"
				 : "it stays until a good one is entered");
}

static const struct footer_key {
	const char *key, *word;
	unsigned modes; /* bits */
} footer_keys[] = {
	{ "Enter", "apply", 1 << BAR_FILTER | 1 << BAR_FIND | 1 << BAR_NARROW },
	{ "Enter", "do it", 1 << BAR_COMMAND },
	{ "Tab", "complete", 1 << BAR_FILTER | 1 << BAR_COMMAND },
	{ "↑↓", "history", ~0U },
	{ "^V", "words", 1 << BAR_FILTER },
	{ "^T", "kernel", 1 << BAR_FILTER },
	{ "^U", "clear", ~(1U << BAR_FILTER) },
	{ "Esc", "leave it", ~0U },
};

static int footer_width(const struct footer_key *k)
{
	return text_columns(k->key) + 1 + text_columns(k->word);
}

/* The way out is always there; of the others as many as there is room for. */
void bar_draw_footer(const struct bar *b, const struct area *line)
{
	const struct footer_key *out = &footer_keys[COUNT(footer_keys) - 1];
	int column = 1, room = line->columns - footer_width(out) - 2;
	for (const struct footer_key *k = footer_keys; k <= out; k++) {
		bool fits = k == out || column + footer_width(k) <= room;
		if (!(k->modes & 1U << b->mode) || !fits)
			continue;
		column = area_put(line, 0, column, ROLE_KEY, k->key);
		column = area_put(line, 0, column + 1, ROLE_DIM, k->word) + 2;
	}
}
