#include "tui/bar.h"

#include "core/base/mem.h"
#include "tui/app.h"
#include "tui/bar_state.h"
#include "tui/term.h"
#include "tui/word.h"

enum { LIST_ROWS = 6, HISTORY_ROWS = 5, LIST_LEFT = 5, MEANING = 24 };

struct bar *bar_new(void)
{
	return mem_new(sizeof(struct bar));
}

void bar_free(struct bar *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < BAR_MODES; i++)
		lineedit_done(&b->edits[i]);
	complete_done(&b->complete);
	free(b);
}

bool bar_is_open(const struct bar *b)
{
	return b->open;
}

const char *bar_text(const struct bar *b, enum bar_mode mode)
{
	return b->edits[mode].text;
}

/* Opening and leaving ------------------------------------------------------ */

/* The text is another one: what is known about it. */
static void bar_changed(struct bar *b, struct app *app)
{
	if (b->mode == BAR_FILTER)
		bar_filter_check(b, app);
	b->offers = b->mode == BAR_COMMAND;
	if (b->mode != BAR_COMMAND)
		return;
	b->bad = false;
	word_complete(app, &b->complete, &b->edits[BAR_COMMAND]);
}

void bar_open(struct bar *b, struct app *app, enum bar_mode mode)
{
	struct lineedit *edit = &b->edits[mode];
	memcpy(b->old, edit->text, sizeof(b->old));
	b->open = true;
	b->mode = mode;
	if (mode == BAR_FILTER)
		lineedit_set(edit, filter_text(app->session->filter));
	else
		lineedit_set(edit, mode == BAR_NARROW ? edit->text : "");
	bar_changed(b, app);
}

void bar_open_command(struct bar *b, struct app *app, const char *text)
{
	bar_open(b, app, BAR_COMMAND);
	lineedit_set(&b->edits[BAR_COMMAND], text);
	bar_changed(b, app);
}

static void bar_leave(struct bar *b)
{
	b->open = false;
	lineedit_set(&b->edits[b->mode], b->old);
}

void bar_filter_before(struct bar *b, struct app *app)
{
	char text[LINEEDIT_SIZE];
	memcpy(text, b->before, sizeof(text));
	bar_filter_apply(b, app, text);
	if (b->bad)
		app_message(app, true, "%s", b->error.text);
}

bool bar_filter(struct bar *b, struct app *app, const char *text, struct error *e)
{
	bar_filter_apply(b, app, text);
	if (b->bad) {
		*e = b->error;
		return false;
	}
	lineedit_set(&b->edits[BAR_FILTER], text);
	lineedit_remember(&b->edits[BAR_FILTER]);
	return true;
}

static void bar_tell_view(struct app *app, enum command command)
{
	struct view *v = app_top(app);
	v->ops->command(v, command, 0);
}

void bar_set(struct bar *b, struct app *app, enum bar_mode mode, const char *text)
{
	lineedit_set(&b->edits[mode], text);
	lineedit_remember(&b->edits[mode]);
	if (mode == BAR_FIND && *text)
		bar_tell_view(app, COMMAND_SEARCH_NEXT);
}

/* What is carried out may open something else here: the bar is closed before. */
static void enter_command(struct bar *b, struct app *app)
{
	struct lineedit *edit = &b->edits[BAR_COMMAND];
	char line[LINEEDIT_SIZE];
	memcpy(line, edit->text, sizeof(line));
	lineedit_remember(edit);
	b->open = false;
	if (word_run(app, line, &b->error))
		return;
	b->open = true;
	b->mode = BAR_COMMAND;
	b->bad = true;
}

static void bar_enter(struct bar *b, struct app *app)
{
	struct lineedit *edit = &b->edits[b->mode];
	if (b->mode == BAR_COMMAND) {
		enter_command(b, app);
		return;
	}
	if (b->mode == BAR_FILTER) {
		bar_filter_apply(b, app, edit->text);
		if (b->bad)
			return;
	}
	b->open = false;
	/* As in less: / and Enter alone look for the same text again. */
	if (b->mode == BAR_FIND && !edit->length)
		lineedit_set(edit, b->old);
	lineedit_remember(edit);
	if (b->mode == BAR_FIND && edit->length)
		bar_tell_view(app, COMMAND_SEARCH_NEXT);
}

/* Keys ---------------------------------------------------------------------- */

/* What was put into the line may be followed by more: the candidates stay, until
 * something else is typed. */
static void bar_complete(struct bar *b, struct app *app, int step)
{
	struct lineedit *edit = &b->edits[b->mode];
	bool at_end = edit->caret == edit->length;
	if (b->mode == BAR_FILTER && b->bad && b->mark.suggestion[0]) {
		lineedit_replace(edit, b->mark.offset, b->mark.size,
				 b->mark.suggestion);
		edit->caret = at_end ? edit->length : edit->caret;
		bar_changed(b, app);
		return;
	}
	if (b->mode == BAR_FILTER && !b->offers)
		bar_filter_offer(b, app);
	b->offers = complete_next(&b->complete, edit, step) || b->mode == BAR_COMMAND;
	if (b->complete.items.count == 1) {
		if (b->mode == BAR_COMMAND && at_end)
			lineedit_insert(edit, " ");
		bar_changed(b, app);
	} else if (b->mode == BAR_FILTER) {
		bar_filter_check(b, app);
	}
}

static bool bar_is_leave(const struct bar *b, int key)
{
	/* As in vim: nothing left to take away closes the command line. */
	bool empty = b->mode == BAR_COMMAND && !b->edits[BAR_COMMAND].length;
	return key == KEY_ESCAPE || key == ('c' & 0x1f) ||
	       (empty && key == KEY_BACKSPACE_);
}

void bar_key(struct bar *b, struct app *app, int key)
{
	struct lineedit *edit = &b->edits[b->mode];
	if (key == KEY_ENTER_) {
		bar_enter(b, app);
		return;
	}
	if (bar_is_leave(b, key)) {
		bar_leave(b);
		return;
	}
	if (key == KEY_TAB_ || key == KEY_BACKTAB_) {
		bar_complete(b, app, key == KEY_TAB_ ? 1 : -1);
		return;
	}
	if (key == KEY_PASTE && app->term)
		lineedit_insert(edit, term_paste(app->term));
	else if (!lineedit_key(edit, key))
		return;
	bar_changed(b, app);
}

/* Drawing ------------------------------------------------------------------- */

/* Lines below the open bar: candidates, else older lines. */
static int bar_list(const struct bar *b)
{
	size_t count = b->mode == BAR_FILTER ? b->edits[b->mode].history.count : 0;
	size_t most = HISTORY_ROWS;
	if (b->offers) {
		count = b->complete.items.count;
		most = LIST_ROWS;
	}
	return (int)(count < most ? count : most);
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

static void draw_history(const struct bar *b, const struct area *area)
{
	const struct lineedit *edit = &b->edits[b->mode];
	for (int i = 0; i < area->rows; i++) {
		size_t item = edit->history.count - 1 - (size_t)i;
		enum role role = item == edit->at ? ROLE_STRONG : ROLE_DIM;
		area_put(area, i, LIST_LEFT, role, edit->history.items[item]);
	}
	area_put(area, 0, 1, ROLE_DIM, canvas_glyph(area->canvas, GLYPH_UP));
}

/* The window of the candidates that has the chosen one in it. */
static void draw_offers(const struct bar *b, const struct area *area)
{
	const struct complete *c = &b->complete;
	size_t first = 0, rows = (size_t)area->rows;
	if (c->chosen && c->at >= rows)
		first = c->at - rows + 1;
	for (size_t i = 0; i < rows; i++) {
		const struct complete_item *item = &c->items.items[first + i];
		bool chosen = c->chosen && first + i == c->at;
		int at = area_put(area, (int)i, LIST_LEFT,
				  chosen ? ROLE_ACCENT : ROLE_TEXT, item->word);
		area_put(area, (int)i, at + 2 < MEANING ? MEANING : at + 2, ROLE_DIM,
			 item->meaning);
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

void bar_draw(const struct bar *b, const struct app *app, const struct area *area)
{
	int start = bar_draw_prompt(area, prompts[b->mode]);
	struct area field = area_part(area, 0, start, 1, area->columns - start - 1);
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
	else
		draw_history(b, &list);
	area_rule(area, 3 + rows, NULL);
}

void bar_draw_message(const struct bar *b, const struct app *app,
		      const struct area *line)
{
	if (b->mode != BAR_FILTER)
		return;
	const char *text = filter_text(app->session->filter);
	int end =
		area_put(line, 0, 1, ROLE_DIM, *text ? "still running: " : "no filter");
	area_put(line, 0, end, ROLE_TEXT, text);
	area_put_right(line, 0, 1, ROLE_DIM, "it stays until a good one is entered");
}

void bar_draw_footer(const struct bar *b, const struct area *line)
{
	static const struct {
		const char *key, *word;
		unsigned modes; /* bits */
	} keys[] = {
		{ "Enter", "apply", 1 << BAR_FILTER | 1 << BAR_FIND | 1 << BAR_NARROW },
		{ "Enter", "do it", 1 << BAR_COMMAND },
		{ "Tab", "complete", 1 << BAR_FILTER | 1 << BAR_COMMAND },
		{ "↑↓", "history", ~0U },
		{ "^U", "clear", ~0U },
		{ "Esc", "leave it", ~0U },
	};
	int column = 1;
	for (size_t i = 0; i < COUNT(keys); i++) {
		if (!(keys[i].modes & 1U << b->mode))
			continue;
		column = area_put(line, 0, column, ROLE_KEY, keys[i].key);
		column = area_put(line, 0, column + 1, ROLE_DIM, keys[i].word) + 2;
	}
}
