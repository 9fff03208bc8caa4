/* The sheet from the bottom that saves packets; the list stays readable above it, and
 * capture goes on. */
#include "tui/view_save.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "tui/app.h"
#include "tui/number.h"
#include "tui/record.h"
#include "tui/save.h"
#include "tui/sheet.h"
#include "tui/shell_text.h"

enum {
	SHEET_ROWS = 11,
	SLICE_MS = 8,
	VALUE_COLUMN = 10,
	COUNT_COLUMN = 28, /* of what comes behind the words of a choice */
	SIZE_COLUMN = 48,
	NOW = SAVE_WHATS, /* a choice beside those of save.h: a recording */
	WHATS,
};

enum sheet_field {
	FIELD_WHAT,
	FIELD_AS,
	FIELD_TO,
	FIELD_COUNT,
};

struct sheet {
	enum sheet_field field;
	int what;		 /* enum save_what, or NOW */
	double mean[SAVE_WHATS]; /* bytes of a packet */
	enum save_format format;
	struct lineedit to;
	char reason[240]; /* why it did not work, beside the field */
	bool running;
	struct save save;
};

/* Choices ----------------------------------------------------------------- */

static void name_propose(struct sheet *sh, const struct session *s)
{
	char path[256];
	save_name(s, sh->format != SAVE_PCAPNG, path, sizeof(path));
	lineedit_set(&sh->to, path);
}

static bool is_there(const struct session *s, int what)
{
	if (what == NOW)
		return s->client && s->spool_dir >= 0;
	return what != SAVE_MARKED || save_count(s, SAVE_MARKED);
}

static void what_next(struct sheet *sh, const struct session *s, int by)
{
	do
		sh->what = (sh->what + by + WHATS) % WHATS;
	while (!is_there(s, sh->what));
}

/* The next format, and its ending where the name had the usual one. */
static void format_next(struct sheet *sh, const struct session *s, int by)
{
	enum { FORMATS = SAVE_POINTS + 1 };
	static const char *const ends[] = { ".pcapng", ".pcap", ".pcap" };
	enum save_format old = sh->format;
	sh->format = (enum save_format)(((int)old + by + FORMATS) % FORMATS);
	sh->reason[0] = '\0';
	if (sh->format == SAVE_PCAP && !save_can_pcap(s)) {
		snprintf(sh->reason, sizeof(sh->reason),
			 "pcap holds one link type, and these packets have several");
		sh->format = by > 0 ? SAVE_POINTS : SAVE_PCAPNG;
	}
	size_t was = strlen(ends[old]), size = sh->to.length;
	if (size > was && !strcmp(sh->to.text + size - was, ends[old]))
		lineedit_replace(&sh->to, size - was, was, ends[sh->format]);
}

static void choose(struct sheet *sh, const struct session *s, int by)
{
	if (sh->field == FIELD_WHAT)
		what_next(sh, s, by);
	else if (sh->field == FIELD_AS)
		format_next(sh, s, by);
}

/* Saving ------------------------------------------------------------------ */

/* After a login as root Landlock keeps us in few places (sandbox.h). */
static void reason_set(struct sheet *sh, const struct error *e)
{
	bool kept = e->code == EACCES && geteuid() == 0;
	snprintf(sh->reason, sizeof(sh->reason), "%s",
		 kept ? "as root only in the folder where labtap was started"
		      : e->text);
}

/* What comes from now on is a recording, which w ends. */
static bool start_now(struct sheet *sh, struct app *app, struct error *e)
{
	const struct record_options options = { .ring.path = sh->to.text };
	if (sh->format != SAVE_PCAPNG)
		return error_set(e, 0, "what is captured from now on goes into pcapng");
	if (!*sh->to.text)
		return error_set(e, 0, "to which file?");
	return app_record_start(app, &options, e);
}

static void start(struct view *v)
{
	struct sheet *sh = v->state;
	struct app *app = v->app;
	struct error e;
	bool now = sh->what == NOW, ok;
	ok = now ? start_now(sh, app, &e)
		 : save_start(&sh->save, app->session, (enum save_what)sh->what,
			      sh->to.text, sh->format, &e);
	sh->running = ok && !now;
	sh->reason[0] = '\0';
	if (!ok)
		reason_set(sh, &e);
	else if (now)
		app_close_view(app);
	app->dirty = true;
}

/* "scp me@lab:/tmp/a.pcapng .", to be typed on another machine. */
static void put_fetch(const char *path, struct text *t)
{
	char host[SHELL_HOST_SIZE], from[1100];
	const char *user = getenv("USER");
	struct text word = text_over(from, sizeof(from));
	text_printf(&word, "%s%s%s:%s", user ? user : "", user ? "@" : "",
		    shell_host(host), path);
	text_str(t, "scp ");
	shell_word(t, from);
	text_str(t, " .");
}

/* The path, and how to fetch the file when we are on another machine. */
static void tell_saved(struct app *app, const struct save *save)
{
	char path[1000], cwd[400];
	char missing[48] = "";
	unsigned long long count = save->written;
	if (save->missing)
		snprintf(missing, sizeof(missing), ", %llu could not be read",
			 (unsigned long long)save->missing);
	struct text t = text_over(path, sizeof(path));
	struct text fetch = text_over(app->fetch, sizeof(app->fetch));
	if (save->path[0] != '/' && getcwd(cwd, sizeof(cwd))) {
		text_str(&t, cwd);
		text_char(&t, '/');
	}
	save_written(save, &t);
	put_fetch(path, &fetch);
	app->fetch_age = 0;
	if (getenv("SSH_CONNECTION"))
		app_message(app, false, "saved %llu packets%s; y copies: %s", count,
			    missing, app->fetch);
	else if (save->format == SAVE_POINTS)
		app_message(app, false, "saved %llu packets%s to %zu files, %s", count,
			    missing, save->files, path);
	else
		app_message(app, false, "saved %llu packets%s to %s", count, missing,
			    path);
}

/* A slice of the save; true when it is done. */
static bool work(struct sheet *sh, struct app *app)
{
	struct error e;
	bool failed;
	app->dirty = true;
	if (save_step(&sh->save, SLICE_MS * CLOCK_MS, &failed, &e))
		return false;
	sh->running = false;
	if (failed)
		reason_set(sh, &e);
	return !failed;
}

static bool save_view_tick(struct view *v)
{
	struct sheet *sh = v->state;
	struct app *app = v->app;
	bool changed = sheet_tick(v);
	if (!sh->running)
		return changed;
	if (work(sh, app)) {
		struct save done = sh->save;
		app_close_view(app);
		tell_saved(app, &done);
	}
	return true;
}

void view_save_now(struct app *app)
{
	app_open_view(app, &view_save);
	struct view *v = app_top(app);
	if (v->ops == &view_save)
		start(v);
}

/* Keys -------------------------------------------------------------------- */

/* In the name, only what moves between fields or ends the sheet is not typed; what is
 * typed elsewhere can only be meant for it. */
static bool save_view_key(struct view *v, int key, enum want *want)
{
	struct sheet *sh = v->state;
	*want = WANT_REDRAW;
	if (sh->running || key == KEY_UP_ || key == KEY_DOWN_)
		return false;
	if (sh->field != FIELD_TO && !sheet_is_typed(key))
		return false;
	sh->field = FIELD_TO;
	sh->reason[0] = '\0';
	return sheet_type(v, &sh->to, key);
}

static enum want save_view_command(struct view *v, enum command command,
				   int count UNUSED)
{
	struct sheet *sh = v->state;
	struct session *s = v->app->session;
	if (sh->running && command != COMMAND_BACK)
		return command == COMMAND_INTERRUPT ? WANT_CLOSE : WANT_NOTHING;
	switch (command) {
	case COMMAND_PANE_NEXT:
		sh->field = (enum sheet_field)((sh->field + 1) % FIELD_COUNT);
		break;
	case COMMAND_PANE_PREVIOUS:
		sh->field =
			(enum sheet_field)((sh->field + FIELD_COUNT - 1) % FIELD_COUNT);
		break;
	case COMMAND_SELECT:
	case COMMAND_RIGHT:
		choose(sh, s, 1);
		break;
	case COMMAND_LEFT:
		choose(sh, s, -1);
		break;
	case COMMAND_OPEN:
		start(v);
		break;
	case COMMAND_BACK:
		return WANT_CLOSE;
	default:
		return WANT_NOTHING;
	}
	return WANT_REDRAW;
}

/* Drawing ----------------------------------------------------------------- */

static void draw_label(const struct sheet *sh, const struct area *a, int row,
		       enum sheet_field field)
{
	static const char *const labels[] = {
		[FIELD_WHAT] = "what",
		[FIELD_AS] = "as",
		[FIELD_TO] = "to",
	};
	area_put(a, row, 3, sh->field == field ? ROLE_KEY : ROLE_DIM, labels[field]);
}

/* How many, and about how much that is. */
static void draw_count(const struct sheet *sh, const struct session *s,
		       const struct area *a, int row, enum save_what what)
{
	char words[48];
	struct text t = text_over(words, sizeof(words));
	uint64_t count = save_count(s, what);
	struct area field = area_part(a, row, COUNT_COLUMN, 1, 19);
	number_grouped(&t, count);
	text_str(&t, count == 1 ? " packet " : " packets");
	area_put_right(&field, 0, 0, ROLE_TEXT, words);
	if (!count)
		return;
	t = text_over(words, sizeof(words));
	number_short(&t, (uint64_t)((double)count * sh->mean[what]));
	area_printf(a, row, SIZE_COLUMN, ROLE_DIM, "about %sB", words);
}

static void draw_what(const struct sheet *sh, const struct session *s,
		      const struct area *a, int row)
{
	static const char *const names[] = {
		[SAVE_SHOWN] = "what is shown",
		[SAVE_ALL] = "everything",
		[SAVE_MARKED] = "marked",
		[NOW] = "from now on",
	};
	draw_label(sh, a, row, FIELD_WHAT);
	for (int i = 0; i < WHATS; i++) {
		if (i == NOW && !is_there(s, NOW))
			return;
		sheet_draw_choice(a, row + i, VALUE_COLUMN, sh->what == i,
				  sh->field == FIELD_WHAT, names[i]);
		if (i < NOW)
			draw_count(sh, s, a, row + i, (enum save_what)i);
		else
			area_put(a, row + i, COUNT_COLUMN + 3, ROLE_DIM,
				 "until w ends it");
	}
}

static void draw_as(const struct sheet *sh, const struct session *s,
		    const struct area *a, int row)
{
	bool focus = sh->field == FIELD_AS;
	draw_label(sh, a, row, FIELD_AS);
	sheet_draw_choice(a, row, VALUE_COLUMN, sh->format == SAVE_PCAPNG, focus,
			  "pcapng, one file, points and notes kept");
	sheet_draw_choice(a, row + 1, VALUE_COLUMN, sh->format == SAVE_PCAP, focus,
			  save_can_pcap(s) ? "pcap, one file" : "pcap: several links");
	sheet_draw_choice(a, row + 1, VALUE_COLUMN + 24, sh->format == SAVE_POINTS,
			  focus, "pcap, a file per point");
}

/* Where the file would go, and how much room there is. */
static void draw_room(const struct sheet *sh, const struct session *s,
		      const struct area *a, int row)
{
	struct statvfs fs;
	char room[24];
	struct text t = text_over(room, sizeof(room));
	autofree char *copy = mem_strdup(sh->to.text);
	if (sh->reason[0]) {
		area_put(a, row, 3, ROLE_ALARM, "!");
		area_put(a, row, VALUE_COLUMN, ROLE_ALARM, sh->reason);
		return;
	}
	area_put(a, row, 3, ROLE_DIM, "free");
	if (statvfs(dirname(copy), &fs)) {
		area_put(a, row, VALUE_COLUMN, ROLE_ALARM, "! no such directory");
		return;
	}
	number_short(&t, (uint64_t)fs.f_bavail * fs.f_frsize);
	area_printf(a, row, VALUE_COLUMN, ROLE_TEXT, "%sB", room);
	if (!geteuid() || s->client)
		area_put(a, row, VALUE_COLUMN + 12, ROLE_DIM,
			 geteuid() ? "will be owned by you, not root"
				   : "will be owned by root");
}

static void draw_progress(const struct sheet *sh, const struct area *a, int row)
{
	uint64_t total = sh->save.total ? sh->save.total : 1;
	area_printf(a, row, VALUE_COLUMN, ROLE_ACCENT, "%llu %% of %llu packets",
		    (unsigned long long)(sh->save.written * 100 / total),
		    (unsigned long long)sh->save.total);
}

static void draw_to(const struct sheet *sh, const struct area *a, int row)
{
	bool focus = sh->field == FIELD_TO;
	draw_label(sh, a, row, FIELD_TO);
	sheet_draw_field(a, row, VALUE_COLUMN, a->columns - VALUE_COLUMN - 2, focus,
			 &sh->to);
}

static void save_view_draw(const struct view *v, const struct area *area)
{
	const struct sheet *sh = v->state;
	const struct session *s = v->app->session;
	struct area sheet =
		sheet_area(v, area, SHEET_ROWS, sh->running ? "saving" : "save");
	draw_what(sh, s, &sheet, 2);
	draw_as(sh, s, &sheet, 7);
	draw_to(sh, &sheet, 9);
	if (sh->running)
		draw_progress(sh, &sheet, 10);
	else
		draw_room(sh, s, &sheet, 10);
}

/* Is a tunnel captured? */
static bool has_tunnel(const struct session *s)
{
	for (size_t i = 0; i < s->taps.count; i++) {
		const struct tap *tap = &s->taps.items[i];
		const struct endpoint *e = lab_endpoint(s->lab, tap->name);
		if (tap->wanted && e && e->tunnel)
			return true;
	}
	return false;
}

static void save_view_message(const struct view *v, const struct area *line)
{
	const struct session *s = v->app->session;
	int taken = 0;
	if (session_is_capturing(s))
		taken = area_put(line, 0, 1, ROLE_DIM,
				 "capture goes on while this is open");
	if (has_tunnel(s))
		area_put_right_of(line, 0, taken + 2, ROLE_DIM,
				  s->options.keep_outer
					  ? "tunnels' outer packets are kept"
					  : "tunnels are saved unwrapped");
}

/* Life -------------------------------------------------------------------- */

static void save_view_open(struct view *v)
{
	struct sheet *sh = v->state;
	struct session *s = v->app->session;
	sh->what = s->marks.count ? SAVE_MARKED : SAVE_SHOWN;
	sh->field = FIELD_TO;
	name_propose(sh, s);
	for (int i = 0; i < SAVE_WHATS; i++)
		sh->mean[i] = save_mean(s, (enum save_what)i);
}

static void save_view_close(struct view *v)
{
	struct sheet *sh = v->state;
	if (sh->running)
		save_cancel(&sh->save);
	lineedit_done(&sh->to);
}

const struct view_ops view_save = {
	.name = "save",
	.scope = SCOPE_SHEET,
	.size = sizeof(struct sheet),
	.open = save_view_open,
	.tick = save_view_tick,
	.draw = save_view_draw,
	.command = save_view_command,
	.key = save_view_key,
	.title = sheet_title,
	.health = sheet_health,
	.message = save_view_message,
	.close = save_view_close,
};
