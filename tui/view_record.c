/* The sheet from the bottom that starts a recording: what, into which files, and when
 * it ends. The letters behind the fields are those of `labtap capture`. */
#include "tui/view_record.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "tui/app.h"
#include "tui/record.h"
#include "tui/save.h"
#include "tui/sheet.h"
#include "tui/verb.h"

enum { SHEET_ROWS = 11, VALUE_COLUMN = 14, HINT_COLUMN = 26 };

enum record_field {
	FIELD_WHAT,
	FIELD_SIZE,
	FIELD_TIME,
	FIELD_FILES,
	FIELD_END,
	FIELD_TO,
	FIELD_COUNT,
};

enum record_what {
	WHAT_NOW,
	WHAT_SHOWN, /* from now on as well */
	WHAT_EVERYTHING,
	WHAT_COUNT,
};

struct sheet {
	enum record_field field;
	enum record_what what;
	struct lineedit edits[FIELD_COUNT];
	char reason[240]; /* why it did not work */
};

static const struct {
	const char *label, *hint;
	int row;
} fields[] = {
	[FIELD_WHAT] = { "what", "", 2 },
	[FIELD_SIZE] = { "new file", "at this size: 100M    (-C)", 5 },
	[FIELD_TIME] = { "", "after this time: 10m  (-G)", 6 },
	[FIELD_FILES] = { "keep", "so many files         (-W)", 7 },
	[FIELD_END] = { "end", "after 1000 packets, or 30s, 2h", 8 },
	[FIELD_TO] = { "to", "", 9 },
};

/* Starting ------------------------------------------------------------------ */

static const char *typed(const struct sheet *sh, enum record_field field)
{
	return sh->edits[field].text;
}

static bool take_seconds(unsigned long *seconds, const char *text, struct error *e)
{
	unsigned long ms;
	if (!*text)
		return true;
	if (!verb_time(text, &ms, e))
		return false;
	*seconds = (ms + 999) / 1000;
	return true;
}

/* A number alone counts packets, one with a unit time. */
static bool take_end(struct record_options *o, const char *text, struct error *e)
{
	if (!*text || text[strspn(text, "0123456789")])
		return take_seconds(&o->seconds, text, e);
	return verb_number(text, 1, ~0ul, &o->ring.packets, e);
}

static bool take_fields(const struct sheet *sh, struct record_options *o,
			struct error *e)
{
	enum { FILES_LIMIT = 1000000 };
	const char *size = typed(sh, FIELD_SIZE), *files = typed(sh, FIELD_FILES);
	*o = (struct record_options){
		.everything = sh->what == WHAT_EVERYTHING,
		.shown = sh->what == WHAT_SHOWN,
		.ring.path = typed(sh, FIELD_TO),
	};
	if (!*o->ring.path)
		return error_set(e, 0, "to which file?");
	if (*size && !verb_file_size(size, &o->ring.size, e))
		return false;
	if (*files && !verb_number(files, 1, FILES_LIMIT, &o->ring.count, e))
		return false;
	if (!take_seconds(&o->ring.seconds, typed(sh, FIELD_TIME), e) ||
	    !take_end(o, typed(sh, FIELD_END), e))
		return false;
	if (*files && (o->ring.size > 0) == (o->ring.seconds > 0))
		return error_set(e, 0, "so many files: by size or by time?");
	return true;
}

static enum want start(struct sheet *sh, struct app *app)
{
	struct record_options options;
	struct error e;
	if (take_fields(sh, &options, &e) && app_record_start(app, &options, &e))
		app_close_view(app);
	else
		snprintf(sh->reason, sizeof(sh->reason), "%s", e.text);
	return WANT_REDRAW;
}

/* Keys ------------------------------------------------------------------------ */

static bool record_key(struct view *v, int key, enum want *want)
{
	struct sheet *sh = v->state;
	*want = WANT_REDRAW;
	if (key == KEY_UP_ || key == KEY_DOWN_)
		return false;
	if (sh->field == FIELD_WHAT && !sheet_is_typed(key))
		return false;
	if (sh->field == FIELD_WHAT)
		sh->field = FIELD_TO;
	sh->reason[0] = '\0';
	return sheet_type(v, &sh->edits[sh->field], key);
}

static void choose(struct sheet *sh, int by)
{
	if (sh->field == FIELD_WHAT)
		sh->what = (enum record_what)(((int)sh->what + by + WHAT_COUNT) %
					      WHAT_COUNT);
}

static enum want record_command(struct view *v, enum command command, int count UNUSED)
{
	struct sheet *sh = v->state;
	switch (command) {
	case COMMAND_PANE_NEXT:
		sh->field = (enum record_field)((sh->field + 1) % FIELD_COUNT);
		break;
	case COMMAND_PANE_PREVIOUS:
		sh->field = (enum record_field)((sh->field + FIELD_COUNT - 1) %
						FIELD_COUNT);
		break;
	case COMMAND_SELECT:
	case COMMAND_RIGHT:
		choose(sh, 1);
		break;
	case COMMAND_LEFT:
		choose(sh, -1);
		break;
	case COMMAND_OPEN:
		return start(sh, v->app);
	case COMMAND_BACK:
		return WANT_CLOSE;
	default:
		return WANT_NOTHING;
	}
	return WANT_REDRAW;
}

/* Drawing --------------------------------------------------------------------- */

static void draw_what(const struct sheet *sh, const struct session *s,
		      const struct area *a)
{
	char shown[200];
	struct text t = text_over(shown, sizeof(shown));
	const char *filter = filter_text(s->filter);
	text_printf(&t, "from now on, what is shown: %s",
		    *filter ? filter : "all, as there is no filter");
	const char *const names[] = {
		[WHAT_NOW] = "from now on, all that is captured",
		[WHAT_SHOWN] = shown,
		[WHAT_EVERYTHING] = "all, with everything captured so far",
	};
	for (int i = 0; i < WHAT_COUNT; i++)
		sheet_draw_choice(a, fields[FIELD_WHAT].row + i, VALUE_COLUMN,
				  (int)sh->what == i, sh->field == FIELD_WHAT,
				  names[i]);
}

static void draw_field(const struct sheet *sh, const struct area *a,
		       enum record_field field)
{
	bool focus = sh->field == field;
	int row = fields[field].row;
	const struct lineedit *edit = &sh->edits[field];
	area_put(a, row, 3, focus ? ROLE_KEY : ROLE_DIM, fields[field].label);
	area_put(a, row, HINT_COLUMN, ROLE_DIM, fields[field].hint);
	if (field == FIELD_WHAT)
		return;
	if (!focus && !*edit->text)
		area_put(a, row, VALUE_COLUMN, ROLE_DIM, "_________");
	int width = (field == FIELD_TO ? a->columns : HINT_COLUMN) - VALUE_COLUMN - 2;
	sheet_draw_field(a, row, VALUE_COLUMN, width, focus, edit);
}

static void record_draw(const struct view *v, const struct area *area)
{
	const struct sheet *sh = v->state;
	struct area sheet = sheet_area(v, area, SHEET_ROWS, "record");
	for (int i = 0; i < FIELD_COUNT; i++)
		draw_field(sh, &sheet, (enum record_field)i);
	draw_what(sh, v->app->session, &sheet);
	if (sh->reason[0]) {
		area_put(&sheet, 10, 3, ROLE_ALARM, "!");
		area_put(&sheet, 10, VALUE_COLUMN, ROLE_ALARM, sh->reason);
	}
}

static void record_message(const struct view *v UNUSED, const struct area *line)
{
	area_put(line, 0, 1, ROLE_DIM,
		 "capture goes on while this is open; w ends the recording");
}

static void record_footer(const struct view *v UNUSED, const struct area *line)
{
	static const char *const keys[][2] = {
		{ "Enter", "record" },
		{ "Tab", "next" },
		{ "Space", "choose" },
		{ "Esc", "back" },
	};
	int column = 1;
	for (size_t i = 0; i < COUNT(keys); i++) {
		column = area_put(line, 0, column, ROLE_KEY, keys[i][0]);
		column = area_put(line, 0, column + 1, ROLE_DIM, keys[i][1]) + 2;
	}
}

/* Life ------------------------------------------------------------------------ */

static void record_open(struct view *v)
{
	struct sheet *sh = v->state;
	char path[256];
	save_name(v->app->session, false, path, sizeof(path));
	lineedit_set(&sh->edits[FIELD_TO], path);
	/* With a filter, which packets are meant is in doubt before all else. */
	sh->field = *filter_text(v->app->session->filter) ? FIELD_WHAT : FIELD_TO;
}

static void record_close(struct view *v)
{
	struct sheet *sh = v->state;
	for (size_t i = 0; i < FIELD_COUNT; i++)
		lineedit_done(&sh->edits[i]);
}

const struct view_ops view_record = {
	.name = "record",
	.scope = SCOPE_SHEET,
	.size = sizeof(struct sheet),
	.open = record_open,
	.tick = sheet_tick,
	.draw = record_draw,
	.command = record_command,
	.key = record_key,
	.title = sheet_title,
	.health = sheet_health,
	.message = record_message,
	.footer = record_footer,
	.close = record_close,
};
