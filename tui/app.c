#include "tui/app.h"

#include <stdarg.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "tui/bar.h"
#include "tui/chrome.h"
#include "tui/hand.h"
#include "tui/pace.h"
#include "tui/packets.h"
#include "tui/script.h"
#include "tui/session_lab.h"
#include "tui/session_trigger.h"
#include "tui/session_tunnel.h"
#include "tui/settings.h"
#include "tui/sums.h"
#include "tui/term.h"
#include "tui/view_path.h"
#include "tui/word.h"
#include "tui/word_export.h"
#include "tui/word_note.h"

enum {
	WORK_MS = 4,	 /* of indexing between two looks at the keyboard */
	RATE_MS = 1000,	 /* how often the rate of the health line is counted */
	GROWTH_MS = 500, /* how often a file is looked at: it may grow */
	COUNT_MAX = 100000000,
};

struct view *app_top(struct app *app)
{
	return &app->views[app->depth - 1];
}

struct view *app_below(struct app *app, const struct view *v)
{
	return v > app->views ? &app->views[v - app->views - 1] : NULL;
}

struct view *app_find_below(const struct view *v, const struct view_ops *ops)
{
	struct view *below = app_below(v->app, v);
	while (below && below->ops != ops)
		below = app_below(v->app, below);
	return below;
}

void app_open_view(struct app *app, const struct view_ops *ops)
{
	if (app->depth == VIEW_DEPTH)
		return;
	struct view *v = &app->views[app->depth++];
	*v = (struct view){ .ops = ops, .app = app, .state = mem_new(ops->size + 1) };
	if (ops->open)
		ops->open(v);
	app->dirty = true;
}

void app_close_view(struct app *app)
{
	if (!app->depth)
		return;
	struct view *v = &app->views[--app->depth];
	if (v->ops->close)
		v->ops->close(v);
	free(v->state);
	v->state = NULL;
	if (v->behind) {
		session_free(app->session);
		app->session = v->behind;
	}
	app->dirty = true;
}

bool app_open_file(struct app *app, const char *path, struct error *e)
{
	const struct session_options options = { .ahead = true };
	struct session *behind = app->session;
	if (app->depth == VIEW_DEPTH)
		return error_set(e, 0, "too many views are open: q goes back");
	struct session *s = session_new(app->loop, NULL, &options, e);
	if (!s || !session_open_file(s, path, e)) {
		session_free(s);
		return false;
	}
	app->session = s;
	app_open_view(app, &view_packets);
	app_top(app)->behind = behind;
	return true;
}

/* The session that the browser was started with: the one with the engine. */
static struct session *app_first_session(const struct app *app)
{
	for (int i = 0; i < app->depth; i++)
		if (app->views[i].behind)
			return app->views[i].behind;
	return app->session;
}

int app_rows(const struct app *app)
{
	return chrome_rows(app);
}

int app_columns(const struct app *app)
{
	return app->canvas.columns;
}

const char *app_find_text(const struct app *app)
{
	return bar_text(app->bar, BAR_FIND);
}

const char *app_narrow_text(const struct app *app)
{
	return bar_text(app->bar, BAR_NARROW);
}

void app_message(struct app *app, bool alarm, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	vsnprintf(app->message, sizeof(app->message), fmt, args);
	va_end(args);
	app->message_alarm = alarm;
	app->dirty = true;
}

void app_copy(struct app *app, const char *text)
{
	char shown[160];
	const char *end = strchr(text, '\n');
	size_t size = end ? (size_t)(end - text) : strlen(text);
	struct text t = text_over(shown, sizeof(shown));
	text_mem(&t, text, size);
	/* Whoever reads a script's dump has what a terminal would get. */
	if (app->term && !term_copy(app->term, text))
		app_message(app, true, "this terminal has no clipboard: %s", shown);
	else
		app_message(app, false, "copied: %s%s", shown, end ? " ..." : "");
}

void app_draw(struct app *app)
{
	canvas_clear(&app->canvas);
	if (app->canvas.rows < CHROME_MIN_ROWS ||
	    app->canvas.columns < CHROME_MIN_COLUMNS) {
		chrome_draw_tiny(app);
		return;
	}
	const struct view *v = app_top(app);
	struct area body = chrome_body(app);
	v->ops->draw(v, &body);
	chrome_draw(app);
}

static void app_resize(struct app *app)
{
	int rows, columns;
	term_size(app->term, &rows, &columns);
	canvas_done(&app->canvas);
	canvas_init(&app->canvas, rows, columns);
}

static void do_back(struct app *app)
{
	if (app->depth > 1)
		app_close_view(app);
	else
		app_message(app, false, "Q leaves labtap");
}

static void do_quit(struct app *app)
{
	app->quit = true;
}

static void do_interrupt(struct app *app)
{
	bool sheet = app_top(app)->ops->scope == SCOPE_SHEET;
	app_message(app, false, sheet ? "Esc closes this" : "Q leaves labtap");
}

static void do_help(struct app *app)
{
	app_open_view(app, &view_help);
}

static void do_redraw(struct app *app)
{
	if (app->term)
		term_redraw(app->term);
}

static void do_suspend(struct app *app)
{
	if (app->term)
		term_suspend(app->term);
}

static void do_rescan(struct app *app)
{
	if (!app->session->client) {
		app_message(app, false,
			    "nothing to look through: no engine is running");
		return;
	}
	client_rescan(app->session->client);
	app_message(app, false, "looking for interfaces ...");
}

static void do_points(struct app *app)
{
	while (app->depth > 1)
		app_close_view(app);
	if (app_top(app)->ops->scope != SCOPE_POINTS)
		app_open_view(app, &view_points);
}

static void do_filter(struct app *app)
{
	bar_open(app->bar, app, BAR_FILTER);
}

static void do_filter_before(struct app *app)
{
	bar_filter_before(app->bar, app);
}

static void do_search(struct app *app)
{
	bar_open(app->bar, app, BAR_FIND);
}

static void do_narrow(struct app *app)
{
	bar_open(app->bar, app, BAR_NARROW);
}

static void do_line(struct app *app)
{
	bar_open(app->bar, app, BAR_COMMAND);
}

static void do_open_file(struct app *app)
{
	bar_open_command(app->bar, app, "open ");
}

static void do_note(struct app *app)
{
	note_open(app);
}

static void do_copy(struct app *app)
{
	/* Just saved: that line is what is wanted. */
	bar_open_command(app->bar, app, app->fetch_age == 1 ? "copy fetch" : "copy ");
}

/* Of what is captured from now on: a frame in a file has no outer headers any more. */
static void do_outer(struct app *app)
{
	struct error e;
	bool on = !app->session->options.keep_outer;
	if (!app->session->client && !app->session->engine_ended)
		app_message(app, false,
			    "O is for tunnels that are captured; of a file: labtap "
			    "--tunnel TUNNEL FILE");
	else if (!session_keep_outer(app->session, on, &e))
		app_message(app, true, "%s", e.text);
	else if (on)
		app_message(app, false, "tunnels: their packets as they are%s",
			    *filter_text(app->session->filter)
				    ? "; the filter sees those, not the frames"
				    : ", from now on");
	else
		app_message(app, false, "tunnels: the frames inside, from now on");
}

/* What means the same in every view, when the view leaves it to us. */
static void (*const common[COMMAND_COUNT])(struct app *app) = {
	[COMMAND_RECORD] = app_record,	    [COMMAND_WIRESHARK] = hand_toggle,
	[COMMAND_BACK] = do_back,	    [COMMAND_QUIT] = do_quit,
	[COMMAND_INTERRUPT] = do_interrupt, [COMMAND_HELP] = do_help,
	[COMMAND_REDRAW] = do_redraw,	    [COMMAND_SUSPEND] = do_suspend,
	[COMMAND_RESCAN] = do_rescan,	    [COMMAND_POINTS] = do_points,
	[COMMAND_FILTER] = do_filter,	    [COMMAND_FILTER_BEFORE] = do_filter_before,
	[COMMAND_SEARCH] = do_search,	    [COMMAND_NARROW] = do_narrow,
	[COMMAND_OUTER] = do_outer,	    [COMMAND_TALKS] = sums_talks,
	[COMMAND_LAYERS] = sums_layers,	    [COMMAND_PLOT] = sums_traffic,
	[COMMAND_LANES] = sums_lanes,	    [COMMAND_PATH] = path_open,
	[COMMAND_FOLD_COPIES] = path_fold,  [COMMAND_NOTE] = do_note,
	[COMMAND_COPY] = do_copy,	    [COMMAND_LINE] = do_line,
	[COMMAND_OPEN_FILE] = do_open_file,
};

/* A wish of the view, or of its keys. */
static void app_want(struct app *app, enum want want, enum command command)
{
	if (want == WANT_NOTHING && common[command])
		common[command](app);
	else if (want == WANT_NOTHING && command != COMMAND_NONE)
		app_message(app, false, "there is nothing here to do that with");
	else if (want == WANT_CLOSE)
		do_back(app);
	else if (want == WANT_QUIT)
		do_quit(app);
}

static void app_command(struct app *app, enum command command, int count)
{
	struct view *v = app_top(app);
	if (count && (command == COMMAND_LAST || command == COMMAND_FIRST))
		command = COMMAND_GOTO;
	app_want(app, v->ops->command(v, command, count), command);
}

void app_do(struct app *app, enum command command, int count)
{
	app_command(app, command, count);
	app->dirty = true;
}

/* The first half of what vim's fingers type: ZZ, ^W w, ^W ^W. */
static bool app_prefix(struct app *app, int key)
{
	int first = app->prefix;
	app->prefix = 0;
	if (first == 'Z' && key == 'Z')
		app->quit = true;
	else if (first == ('w' & 0x1f) && (key == 'w' || key == first))
		app_command(app, COMMAND_PANE_NEXT, 0);
	else if (key == 'Z' || key == ('w' & 0x1f))
		app->prefix = key;
	else
		return false;
	return true;
}

static bool app_digit(struct app *app, int key)
{
	if (key < (app->count ? '0' : '1') || key > '9')
		return false;
	if (app->count < COUNT_MAX)
		app->count = app->count * 10 + key - '0';
	return true;
}

/* A key that does nothing says where the others are. */
static void app_unbound(struct app *app, int key)
{
	char name[12], help[12];
	enum scope scope = app_top(app)->ops->scope;
	const struct command_entry *entry = command_entry_of(COMMAND_HELP, scope);
	command_key_name(key, name);
	command_key_name(entry->keys[0], help);
	bool there = scope != SCOPE_PACKETS && command_of_key(key, SCOPE_PACKETS);
	if (name[0])
		app_message(app, false, "%s does nothing here%s: %s shows the keys",
			    name, there ? ", only among packets" : "", help);
}

/* What the user made of a key; false: nothing. */
static bool app_mapped(struct app *app, int key)
{
	struct error e;
	for (size_t i = 0; i < app->maps.count; i++) {
		if (app->maps.items[i].key != key)
			continue;
		/* The line may change the maps. */
		autofree char *line = mem_strdup(app->maps.items[i].line);
		if (!word_run(app, line, &e))
			app_message(app, true, "%s", e.text);
		return true;
	}
	return false;
}

static void app_view_key(struct app *app, int key)
{
	struct view *v = app_top(app);
	enum want want = WANT_NOTHING;
	if (v->ops->scope != SCOPE_SHEET && app_mapped(app, key))
		return;
	if (v->ops->key && v->ops->key(v, key, &want)) {
		app_want(app, want, COMMAND_NONE);
		return;
	}
	if (app_prefix(app, key) || app_digit(app, key))
		return;
	int count = app->count;
	app->count = 0;
	enum command command = command_of_key(key, v->ops->scope);
	if (command != COMMAND_NONE)
		app_command(app, command, count);
	else
		app_unbound(app, key);
}

void app_key(struct app *app, int key)
{
	app->dirty = app->waiting = true;
	if (key == KEY_HANGUP) {
		/* Nobody was asked whether the packets may go. */
		session_keep(app_first_session(app));
		app->quit = true;
		return;
	}
	if (key == KEY_RESIZED) {
		if (app->term)
			app_resize(app);
		return;
	}
	if (key == KEY_MOUSE) {
		if (app->term)
			app_mouse(app, term_mouse(app->term));
		return;
	}
	app->message[0] = '\0';
	app->fetch_age += app->fetch[0] != '\0';
	if (bar_is_open(app->bar) && key != ('z' & 0x1f) && key != ('l' & 0x1f))
		bar_key(app->bar, app, key);
	else
		app_view_key(app, key);
}

static void app_term_key(void *owner, int key)
{
	app_key(owner, key);
}

static bool app_start(struct app *app, struct error *e)
{
	app->bar = bar_new(!app->script);
	app->pace = pace_new();
	app->dirty = app->waiting = true;
	app->canvas.ascii = !term_has_utf8();
	if (app->script) {
		canvas_init(&app->canvas, SCRIPT_ROWS, SCRIPT_COLUMNS);
	} else {
		app->term = term_start(app->loop, app_term_key, app, e);
		if (!app->term)
			return false;
		canvas_init(&app->canvas, 1, 1);
		app_resize(app);
	}
	if (!app->script)
		settings_load(app);
	if (app->term)
		term_mouse_set(app->term, !app->no_mouse);
	app_open_view(app, app->session->store ? &view_packets : &view_points);
	return true;
}

static void app_end(struct app *app)
{
	app_record_end(app);
	hand_end(app);
	export_end(app);
	while (app->depth)
		app_close_view(app);
	term_stop(app->term);
	app->term = NULL;
	pace_free(app->pace);
	bar_free(app->bar);
	while (app->maps.count)
		app_map(app, app->maps.items[0].key, NULL);
	free(app->maps.items);
	canvas_done(&app->canvas);
}

/* "labtap: a:eth1 b:eth1": which window is which. */
static void app_title(struct app *app)
{
	char title[100];
	struct text t = text_over(title, sizeof(title));
	const struct session *s = app->session;
	text_str(&t, "labtap");
	for (size_t i = 0; i < s->taps.count && i < 4; i++)
		if (s->taps.items[i].wanted)
			text_printf(&t, "%s %s", t.at - t.start > 6 ? "" : ":",
				    s->taps.items[i].name);
	if (!s->client && s->spool[0]) {
		text_str(&t, ": ");
		text_escape(&t, s->spool, strlen(s->spool));
	} else if (s->lab->topology && t.at - t.start == 6) {
		text_printf(&t, ": %s", s->lab->topology->name);
	}
	term_title(app->term, title);
}

static void app_show(struct app *app)
{
	app_draw(app);
	pace_drawn(app->pace, &app->canvas);
	app->dirty = app->waiting = false;
	if (!app->term)
		return;
	app_title(app);
	term_draw(app->term, &app->canvas);
}

/* What the user asked to be told. */
static void app_triggers(struct app *app)
{
	uint64_t stopped = session_triggered(app->session, TRIGGER_STOP);
	uint64_t marked = session_triggered(app->session, TRIGGER_MARK);
	if (stopped)
		app_message(app, true, "packet %llu came: capturing has stopped",
			    (unsigned long long)stopped);
	else if (marked)
		app_message(app, false, "packet %llu is marked",
			    (unsigned long long)marked);
	if ((stopped || marked) && app->term)
		term_bell(app->term);
}

/* What keeps us from knowing more is said once. */
static void app_notes(struct app *app)
{
	unsigned serial;
	const char *note = session_shortfall(app->session, &serial);
	if (serial == app->notes)
		return;
	app->notes = serial;
	app_message(app, false, "%s",
		    note[0] ? note : "what could not be asked answers again");
}

/* Everything that may have changed since the last turn; true: there is more to do. */
static bool app_work(struct app *app, unsigned *changes)
{
	struct session *s = app->session;
	/* Whoever waits for the screen waits for no more than a step. */
	int64_t budget = app->waiting ? 0 : WORK_MS * CLOCK_MS;
	session_reopen(s);
	bool more = session_advance(s, budget);
	more = export_step(app, more) || more || session_learn(s, budget);
	app_triggers(app);
	struct view *v = app_top(app);
	bool ticked = v->ops->tick && v->ops->tick(v);
	/* Rates that are not on the screen cost nothing. */
	if (!(v->ops->scope & (SCOPE_POINTS | SCOPE_POINT | SCOPE_PACKETS)))
		session_count_tunnels(s, NULL, 0);
	bool counted =
		s->store && s->client && pace_count(app->pace, store_last(s->store));
	if (s->engine_ended && !app->ended) {
		app->ended = true;
		app->message[0] = '\0'; /* what was said before is no news now */
	}
	app_notes(app);
	if (ticked || counted || s->changes != *changes)
		pace_changed(app->pace);
	*changes = s->changes;
	return more;
}

static int app_timeout(const struct app *app, bool more)
{
	int due = pace_due(app->pace);
	bool counting = app->session->store && app->session->client;
	bool file = app->session->store && !counting;
	if (more || app->dirty)
		return 0;
	if (app->script)
		return SCRIPT_POLL_MS;
	if (due >= 0)
		return due;
	return counting ? RATE_MS : file ? GROWTH_MS : -1;
}

int app_run(struct app *app, struct error *e)
{
	unsigned changes = 0;
	bool ok = app_start(app, e);
	while (ok && !app->quit) {
		bool more = app_work(app, &changes);
		if (app->dirty || pace_due(app->pace) == 0)
			app_show(app);
		if (app->script && !more && !script_step(app->script, app))
			break;
		int wait, due;
		app_record_step(app, &wait);
		hand_step(app, &wait);
		due = app_timeout(app, more);
		due = wait >= 0 && (due < 0 || wait < due) ? wait : due;
		ok = loop_step(app->loop, due, e);
	}
	app_end(app);
	if (app->script)
		return script_status(app->script);
	return ok ? 0 : 1;
}
