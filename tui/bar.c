#include "tui/bar.h"

#include "core/base/mem.h"
#include "tui/app.h"
#include "tui/lineedit.h"
#include "tui/number.h"
#include "tui/term.h"

enum {
	HISTORY_ROWS = 5,
	PROBED = 2000, /* packets tried while a filter is typed: a few ms */
};

struct bar {
	bool open;
	enum bar_mode mode;
	struct lineedit edits[BAR_MODES];
	char old[LINEEDIT_SIZE];    /* the text when it was opened */
	char before[LINEEDIT_SIZE]; /* the filter before the one in force */
	bool bad;
	struct error error; /* why it is bad */
	struct filter_mark mark;
	char expanded[LINEEDIT_SIZE]; /* what our words stand for, "" when the same */
	uint64_t probed, matched;
};

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

/* How many of the newest packets would be shown. */
static void bar_probe(struct bar *b, struct store *store, struct filter *f)
{
	b->probed = b->matched = 0;
	if (!store)
		return;
	uint64_t last = store_last(store), first = store_first(store);
	if (last >= PROBED && last - PROBED + 1 > first)
		first = last - PROBED + 1;
	for (uint64_t n = first; n && n <= last; n++) {
		struct packet packet;
		if (!store_get(store, n, &packet))
			continue;
		b->probed++;
		b->matched += filter_match(f, &packet);
	}
}

static void bar_check(struct bar *b, struct app *app)
{
	const char *text = b->edits[BAR_FILTER].text;
	b->mark = (struct filter_mark){ .offset = 0 };
	b->expanded[0] = '\0';
	struct filter *f = filter_new(text, &b->mark, &b->error);
	b->bad = !f;
	if (!f)
		return;
	struct text t = text_over(b->expanded, sizeof(b->expanded));
	if (strcmp(filter_expanded(f), text) != 0)
		text_str(&t, filter_expanded(f));
	bar_probe(b, app->session->store, f);
	filter_free(f);
}

void bar_open(struct bar *b, struct app *app, enum bar_mode mode)
{
	struct lineedit *edit = &b->edits[mode];
	memcpy(b->old, edit->text, sizeof(b->old));
	b->open = true;
	b->mode = mode;
	if (mode == BAR_FILTER) {
		lineedit_set(edit, filter_text(app->session->filter));
		bar_check(b, app);
	} else {
		lineedit_set(edit, mode == BAR_FIND ? "" : edit->text);
	}
}

static void bar_apply(struct bar *b, struct app *app, const char *text)
{
	char old[LINEEDIT_SIZE];
	struct text t = text_over(old, sizeof(old));
	text_str(&t, filter_text(app->session->filter));
	b->bad = !session_filter(app->session, text, &b->mark, &b->error);
	if (!b->bad && strcmp(old, text) != 0)
		memcpy(b->before, old, sizeof(old));
}

void bar_filter_before(struct bar *b, struct app *app)
{
	char text[LINEEDIT_SIZE];
	memcpy(text, b->before, sizeof(text));
	bar_apply(b, app, text);
	if (b->bad)
		app_message(app, true, "%s", b->error.text);
}

static void bar_tell_view(struct app *app, enum command command)
{
	struct view *v = app_top(app);
	v->ops->command(v, command, 0);
}

static void bar_enter(struct bar *b, struct app *app)
{
	struct lineedit *edit = &b->edits[b->mode];
	if (b->mode == BAR_FILTER) {
		bar_apply(b, app, edit->text);
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

static void bar_leave(struct bar *b)
{
	b->open = false;
	lineedit_set(&b->edits[b->mode], b->old);
}

static void bar_complete(struct bar *b)
{
	struct lineedit *edit = &b->edits[b->mode];
	bool at_end = edit->caret == edit->length;
	if (b->mode != BAR_FILTER || !b->bad || !b->mark.suggestion[0])
		return;
	lineedit_replace(edit, b->mark.offset, b->mark.size, b->mark.suggestion);
	if (at_end)
		edit->caret = edit->length;
}

void bar_key(struct bar *b, struct app *app, int key)
{
	struct lineedit *edit = &b->edits[b->mode];
	if (key == KEY_ENTER_) {
		bar_enter(b, app);
		return;
	}
	if (key == KEY_ESCAPE || key == ('c' & 0x1f)) {
		bar_leave(b);
		return;
	}
	if (key == KEY_TAB_)
		bar_complete(b);
	else if (key == KEY_PASTE && app->term)
		lineedit_insert(edit, term_paste(app->term));
	else if (!lineedit_key(edit, key))
		return;
	if (b->mode == BAR_FILTER)
		bar_check(b, app);
}

/* Older lines that are shown below the open bar. */
static int bar_history(const struct bar *b)
{
	size_t count = b->edits[b->mode].history.count;
	return b->mode != BAR_FILTER  ? 0
	       : count < HISTORY_ROWS ? (int)count
				      : HISTORY_ROWS;
}

int bar_rows(const struct bar *b)
{
	if (!b->open)
		return 2;
	int history = bar_history(b);
	return b->mode == BAR_FILTER ? 3 + (history ? history + 1 : 0) : 2;
}

static const char *const prompts[BAR_MODES] = { "f", "find", "only" };

static int bar_prompt(const struct area *line, int row, const char *word)
{
	int column = area_put(line, row, 1, ROLE_KEY, word);
	const char *sign = canvas_glyph(line->canvas, GLYPH_PROMPT);
	return area_put(line, row, column + 1, ROLE_DIM, sign) + 1;
}

/* The words under the bar: where it is wrong and why, or what it comes to. */
static void bar_draw_verdict(const struct bar *b, const struct area *area, int column)
{
	const char *why = b->error.text;
	int width = b->mark.size ? (int)b->mark.size : 1;
	for (int i = 0; i < width; i++)
		area_put(area, 1, column + i, ROLE_ALARM, "^");
	int room = area->columns - column - width - 3;
	if (text_columns(why) <= room || room > column)
		area_put(area, 1, column + width + 2, ROLE_ALARM, why);
	else
		area_field(area, 1, 1, column - 2, ROLE_ALARM, why);
}

static void bar_draw_good(const struct bar *b, const struct area *area, int column)
{
	char count[80];
	struct text t = text_over(count, sizeof(count));
	text_str(&t, canvas_glyph(area->canvas, GLYPH_OK));
	if (b->probed) {
		text_char(&t, ' ');
		number_grouped(&t, b->matched);
		text_str(&t, b->probed == PROBED ? " of the last " : " of ");
		number_grouped(&t, b->probed);
		text_str(&t, " match");
	}
	if (b->expanded[0])
		area_printf(area, 1, column, ROLE_DIM, "= %s", b->expanded);
	area_put_right(area, 1, 1, ROLE_ACCENT, count);
}

static void bar_draw_history(const struct bar *b, const struct area *area)
{
	const struct lineedit *edit = &b->edits[b->mode];
	int rows = bar_history(b);
	if (!rows)
		return;
	for (int i = 0; i < rows; i++) {
		size_t item = edit->history.count - 1 - (size_t)i;
		enum role role = item == edit->at ? ROLE_STRONG : ROLE_DIM;
		area_put(area, 3 + i, 5, role, edit->history.items[item]);
	}
	area_put(area, 3, 1, ROLE_DIM, canvas_glyph(area->canvas, GLYPH_UP));
	area_rule(area, 3 + rows, NULL);
}

void bar_draw(const struct bar *b, const struct app *app, const struct area *area)
{
	(void)app;
	const struct lineedit *edit = &b->edits[b->mode];
	int start = bar_prompt(area, 0, prompts[b->mode]);
	struct area field = area_part(area, 0, start, 1, area->columns - start - 1);
	int caret = lineedit_column(edit), skip = 0;
	if (caret >= field.columns)
		skip = caret - field.columns + 1;
	const char *from = edit->text;
	for (int left = skip; left > 0 && *from; from++)
		left -= ((unsigned char)from[1] & 0xc0) != 0x80;
	area_put(&field, 0, 0, ROLE_INPUT, from);
	area_caret(&field, 0, caret - skip);
	if (b->mode != BAR_FILTER) {
		area_rule(area, 1, NULL);
		return;
	}
	if (b->bad)
		bar_draw_verdict(b, area, start + (int)b->mark.offset - skip);
	else
		bar_draw_good(b, area, start);
	area_rule(area, 2, NULL);
	bar_draw_history(b, area);
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
	static const char *const keys[] = { "Enter", "Tab", "↑↓", "^U", "Esc" };
	static const char *const words[] = { "apply", "take the suggestion", "history",
					     "clear", "leave it" };
	int column = 1;
	for (size_t i = 0; i < COUNT(keys); i++) {
		if (i == 1 && b->mode != BAR_FILTER)
			continue;
		column = area_put(line, 0, column, ROLE_KEY, keys[i]);
		column = area_put(line, 0, column + 1, ROLE_DIM, words[i]) + 2;
	}
}

/* The first interface whose packets the filter cannot judge, NULL when there is none.
 */
static const struct iface *bar_unusable(const struct session *s)
{
	struct error e;
	for (uint32_t i = 0; s->store && i < store_ifaces(s->store); i++) {
		const struct iface *iface = store_iface(s->store, i);
		if (!filter_usable(s->filter, iface->linktype, &e))
			return iface;
	}
	return NULL;
}

static void bar_draw_count(const struct session *s, const struct area *line)
{
	char count[100];
	struct text t = text_over(count, sizeof(count));
	text_str(&t, canvas_glyph(line->canvas, GLYPH_OK));
	if (s->rows) {
		uint64_t last = store_last(s->store), first = store_first(s->store);
		text_char(&t, ' ');
		number_grouped(&t, rows_count(s->rows));
		text_str(&t, " of ");
		number_grouped(&t, last ? last - first + 1 : 0);
		text_str(&t, " shown");
	}
	area_put_right(line, 0, 1, ROLE_ACCENT, count);
}

void bar_draw_filter(const struct app *app, const struct area *line)
{
	const struct session *s = app->session;
	int start = bar_prompt(line, 0, prompts[BAR_FILTER]);
	const char *text = filter_text(s->filter);
	bool set = *filter_expanded(s->filter) != '\0';
	struct area field = area_part(line, 0, start, 1, line->columns - start - 28);
	area_field(&field, 0, 0, field.columns, ROLE_TEXT, text);
	const struct iface *not_on = set ? bar_unusable(s) : NULL;
	if (!set) {
		area_put_right(line, 0, 1, ROLE_DIM, "off");
	} else if (not_on) {
		char why[64];
		struct text t = text_over(why, sizeof(why));
		text_printf(&t, "%s cannot judge ",
			    canvas_glyph(line->canvas, GLYPH_BAD));
		text_escape(&t, not_on->name, strnlen(not_on->name, 10));
		area_put_right(line, 0, 1, ROLE_ALARM, why);
	} else {
		bar_draw_count(s, line);
	}
}
