#include "tui/chrome.h"

#include "tui/bar.h"
#include "tui/number.h"
#include "tui/pace.h"
#include "tui/record.h"

enum {
	WIDE = 120,  /* columns of a screen whose footer has room for more keys */
	WIDER = 140, /* and whose title has room for the spool */
	ROOT_ROOM = 26,
};

/* Rows between the title and the view. */
static int chrome_top(const struct app *app)
{
	const struct view *v = &app->views[app->depth - 1];
	bool plain = v->ops->scope == SCOPE_HELP && !bar_is_open(app->bar);
	return 1 + (plain ? 1 : bar_rows(app->bar));
}

int chrome_rows(const struct app *app)
{
	int rows = app->canvas.rows - chrome_top(app) - 2;
	return rows > 0 ? rows : 0;
}

struct area chrome_body(struct app *app)
{
	struct area all = canvas_area(&app->canvas);
	return area_part(&all, chrome_top(app), 0, chrome_rows(app), all.columns);
}

static void health_live(const struct app *app, const struct session *s, struct text *t)
{
	struct session_totals totals = session_totals(s);
	number_grouped(t, pace_rate(app->pace));
	text_str(t, "/s   ");
	number_grouped(t, store_last(s->store));
	text_str(t, " pkts   ");
	number_grouped(t, totals.lost);
	text_str(t, " lost");
	if (totals.odd) {
		text_str(t, "   ");
		number_grouped(t, totals.odd);
		text_str(t, " odd");
	}
	/* What it does not say: how full the kernel's rings are, which are emptied all
	 * the time and tell by losses that they were not; how many frames a capture
	 * filter passed over, which no kernel counts; and the time, or a screen at
	 * which nothing happens would not be still. */
	uint64_t limit = s->options.spool_limit;
	if (app->canvas.columns < WIDER || !limit)
		return;
	text_printf(t, "   spool %d %% of ", (int)(store_kept(s->store) * 100 / limit));
	number_short(t, limit);
}

/* Puts a word at the right end of what is left of the line, where all of it fits. */
static void health_word(struct area *line, enum role role, const char *word)
{
	if (!*word || text_columns(word) + 1 > line->columns)
		return;
	area_put_right(line, 0, 1, role, word);
	line->columns -= text_columns(word) + 3;
}

/* Draws the health line and takes its columns away from `line`. */
static void chrome_health(const struct app *app, const struct view *v,
			  struct area *line)
{
	const struct session *s = app->session;
	char words[120];
	struct text t = text_over(words, sizeof(words));
	if (v->ops->health)
		health_word(line, ROLE_ACCENT, v->ops->health(v));
	if (s->store && s->client) {
		health_live(app, s, &t);
	} else if (s->store) {
		number_grouped(&t, store_last(s->store));
		text_str(&t, " pkts");
	}
	bool alarm = s->store && s->client && session_totals(s).lost;
	health_word(line, alarm ? ROLE_ALARM : ROLE_TEXT, words);
	if (session_is_capturing(s)) {
		t = text_over(words, sizeof(words));
		text_printf(&t, "%s live", canvas_glyph(line->canvas, GLYPH_LIVE));
		health_word(line, ROLE_ACCENT, words);
	}
	if (app->record) {
		t = text_over(words, sizeof(words));
		text_str(&t, "rec ");
		number_grouped(&t, record_packets(app->record));
		health_word(line,
			    record_is_stuck(app->record) ? ROLE_ALARM : ROLE_ACCENT,
			    words);
	}
	/* Not at the price of what is captured, whose name it would cut to a letter. */
	if (app->as_root && line->columns >= ROOT_ROOM)
		health_word(line, ROLE_DIM, "as root");
}

static void chrome_title(const struct app *app, const struct view *v,
			 const struct area *all)
{
	struct area line = area_part(all, 0, 0, 1, all->columns);
	if (v->ops->scope != SCOPE_HELP)
		chrome_health(app, v, &line);
	if (v->ops->title)
		v->ops->title(v, &line);
}

static void chrome_line(const struct app *app, const struct view *v,
			const struct area *all)
{
	int top = chrome_top(app);
	struct area line = area_part(all, 1, 0, top - 1, all->columns);
	if (bar_is_open(app->bar)) {
		bar_draw(app->bar, app, &line);
		return;
	}
	if (v->ops->line && top > 2)
		v->ops->line(v, &line);
	else if (top > 2)
		bar_draw_filter(app, &line);
	area_rule(all, top - 1, NULL);
}

static void chrome_alarm(const struct area *line, const char *text)
{
	area_put(line, 0, 1, ROLE_ALARM, "!");
	area_put(line, 0, 3, ROLE_ALARM, text);
}

static void chrome_message(const struct app *app, const struct view *v,
			   const struct area *line)
{
	const struct session *s = app->session;
	if (app->message[0] && app->message_alarm)
		chrome_alarm(line, app->message);
	else if (app->message[0])
		area_put(line, 0, 1, ROLE_TEXT, app->message);
	else if (bar_is_open(app->bar))
		bar_draw_message(app->bar, app, line);
	else if (s->engine_ended)
		chrome_alarm(line,
			     "the engine ended: nothing more is captured, what is "
			     "here stays");
	else if (s->trouble[0])
		chrome_alarm(line, s->trouble);
	else if (v->ops->message)
		v->ops->message(v, line);
	if (app->count) {
		char count[16];
		struct text t = text_over(count, sizeof(count));
		text_int(&t, app->count);
		area_put_right(line, 0, 1, ROLE_ACCENT, count);
	}
}

/* The first key; "J/K" for the command that goes both ways. */
static void footer_keys(const struct command_entry *entry, struct text *t)
{
	char key[12];
	command_key_name(entry->keys[0], key);
	text_str(t, key);
	if (entry->command != COMMAND_PACKET_NEXT)
		return;
	command_key_name(entry[1].keys[0], key);
	text_char(t, '/');
	text_str(t, key);
}

/* With the gap behind it. */
static int footer_width(const struct command_entry *entry)
{
	char keys[32];
	struct text t = text_over(keys, sizeof(keys));
	footer_keys(entry, &t);
	return text_columns(keys) + 1 + text_columns(entry->name) + 2;
}

static int footer_put(const struct area *line, int column,
		      const struct command_entry *entry)
{
	char keys[32], name[32];
	struct text t = text_over(keys, sizeof(keys));
	struct text words = text_over(name, sizeof(name));
	footer_keys(entry, &t);
	if (column + footer_width(entry) - 2 >= line->columns)
		return column;
	column = area_put(line, 0, column, ROLE_KEY, keys);
	/* Names are one word for scripts and ":map". */
	for (const char *c = entry->name; *c; c++)
		text_char(&words, *c == '-' ? ' ' : *c);
	return area_put(line, 0, column + 1, ROLE_DIM, name) + 2;
}

/* Nobody must look for the way out. */
static bool footer_always(const struct command_entry *entry)
{
	return entry->command == COMMAND_HELP || entry->command == COMMAND_BACK;
}

/* The footer as it would be in a row without end. */
static bool footer_has(const struct view *v, const struct command_entry *entry)
{
	return entry->footer & v->ops->scope &&
	       (!v->ops->offers || v->ops->offers(v, entry->command));
}

/* The keys of this view, as many as fit: help and the way back have always room, and
 * those that a narrow screen shows come before those of a wide one. */
static void chrome_footer(const struct view *v, const struct area *all)
{
	size_t count;
	const struct command_entry *table = command_table(&count);
	struct area line = area_part(all, all->rows - 1, 0, 1, all->columns);
	int column = 1, spare = all->columns >= WIDE ? line.columns - column : 0;
	for (size_t i = 0; i < count; i++) {
		int width = footer_has(v, &table[i]) ? footer_width(&table[i]) : 0;
		spare -= width;
		line.columns -= footer_always(&table[i]) ? width : 0;
	}
	for (size_t i = 0; i < count; i++) {
		bool has = footer_has(v, &table[i]);
		bool more = table[i].wide & ~table[i].footer & v->ops->scope;
		if (more && footer_width(&table[i]) <= spare)
			spare -= footer_width(&table[i]);
		else if (!has)
			continue;
		if (footer_always(&table[i]))
			line.columns += footer_width(&table[i]);
		column = footer_put(&line, column, &table[i]);
	}
}

void chrome_draw(struct app *app)
{
	const struct view *v = app_top(app);
	struct area all = canvas_area(&app->canvas);
	struct area message = area_part(&all, all.rows - 2, 0, 1, all.columns);
	struct area footer = area_part(&all, all.rows - 1, 0, 1, all.columns);
	chrome_title(app, v, &all);
	chrome_line(app, v, &all);
	chrome_message(app, v, &message);
	if (bar_is_open(app->bar))
		bar_draw_footer(app->bar, &footer);
	else if (v->ops->footer)
		v->ops->footer(v, &footer);
	else
		chrome_footer(v, &all);
}

void chrome_draw_tiny(struct app *app)
{
	struct area all = canvas_area(&app->canvas);
	const struct session *s = app->session;
	char words[80];
	struct text t = text_over(words, sizeof(words));
	number_grouped(&t, s->store ? store_last(s->store) : 0);
	text_printf(&t, " pkts   labtap needs %d x %d", CHROME_MIN_COLUMNS,
		    CHROME_MIN_ROWS);
	area_put(&all, 0, 0, ROLE_TEXT, words);
}
