/* :session save NAME, :session load NAME - points, filters, marks, notes and looks in a
 * small file beside the topology: NAME.labtap.yml, without one in the current folder.
 */
#include "tui/word_session.h"
#include "tui/endpoint_find.h"

#include <stdio.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/base/mem.h"
#include "core/lab/outer.h"
#include "core/lab/yaml.h"
#include "tui/bar.h"
#include "tui/packets.h"
#include "tui/session_notes.h"
#include "tui/session_once.h"
#include "tui/session_tunnel.h"
#include "tui/textfile.h"
#include "tui/view_point.h"
#include "tui/word_table.h"

enum {
	FILE_MAX = 256 << 10,
	NAME_ROOM = 200,
	PATH_ROOM = 1000,
	PANE_EVEN = 40, /* of "pane": less is smaller than usual, more is larger */
};

static const char ending[] = ".labtap.yml";

static struct packets *list_of(const struct app *app)
{
	for (int i = 0; i < app->depth; i++)
		if (app->views[i].ops == &view_packets)
			return app->views[i].state;
	return NULL;
}

/* A quoted scalar of YAML: one that never is anything else. */
static void put_quoted(struct text *t, const char *s)
{
	text_char(t, '\'');
	for (; *s; s++) {
		if (*s == '\'')
			text_char(t, '\'');
		text_char(t, *s);
	}
	text_char(t, '\'');
}

static void put_names(struct text *t, const char *key, char *const *names, size_t count)
{
	text_printf(t, "%s:%s\n", key, count ? "" : " []");
	for (size_t i = 0; i < count; i++) {
		text_str(t, "- ");
		put_quoted(t, names[i]);
		text_char(t, '\n');
	}
}

/* About points, links and nodes: those of packets are in files of packets. */
static void put_notes(struct text *t, const struct session *s)
{
	if (s->notes.points.count)
		text_str(t, "notes:\n");
	for (size_t i = 0; i < s->notes.points.count; i++) {
		text_str(t, "  ");
		put_quoted(t, s->notes.points.items[i].name);
		text_str(t, ": ");
		put_quoted(t, s->notes.points.items[i].text);
		text_char(t, '\n');
	}
}

static void put_looks(const struct packets *p, struct text *t)
{
	text_printf(t, "time: %d\ncolour: %d\nlines: %d\nnames: %d\nmacs: %d\n",
		    (int)p->time, (int)p->colour, 1 + p->two_lines, p->names, p->macs);
	text_printf(t, "detail: %d\nbytes: %d\nbeside: %d\npane: %d\n", p->split,
		    p->bytes, p->beside, PANE_EVEN + p->grow);
}

void session_text_write(const struct app *app, struct text *t)
{
	const struct session *s = app->session;
	const struct packets *p = list_of(app);
	text_str(t, "# labtap: :session load\n");
	put_notes(t, s);
	put_names(t, "points", s->selected.items, s->selected.count);
	/* Of these, ends of a link: each frame of it once. */
	put_names(t, "links", s->once.items, s->once.count);
	if (points_order_name(app))
		text_printf(t, "order: %s\n", points_order_name(app));
	text_str(t, "filter: ");
	put_quoted(t, filter_text(s->filter));
	text_str(t, "\ncapture-filter: ");
	put_quoted(t, filter_text(s->capture_filter));
	text_char(t, '\n');
	if (p)
		put_looks(p, t);
	/* Numbers mean something in the same file only. */
	if (s->client || !s->marks.count)
		return;
	text_str(t, "marks:\n");
	for (size_t i = 0; i < s->marks.count; i++)
		text_printf(t, "- %llu\n", (unsigned long long)s->marks.items[i]);
}

static bool save(struct app *app, const char *path, struct error *e)
{
	autofree char *room = mem_new(FILE_MAX);
	struct text t = text_over(room, FILE_MAX);
	session_text_write(app, &t);
	if (t.cut)
		return error_set(e, 0, "that is too much for a session");
	if (!textfile_new(path, room, e))
		return false;
	app_message(app, false, "kept in %s", path);
	return true;
}

/* Loading ------------------------------------------------------------------------ */

static int number_of(const struct value *all, const char *key, int most)
{
	uint32_t number;
	const struct value *v = value_get(all, key);
	return v && value_number(v, &number) && number <= (uint32_t)most ? (int)number
									 : 0;
}

static void load_looks(struct packets *p, const struct value *all)
{
	p->time = (enum time_style)number_of(all, "time", TIME_STYLES - 1);
	p->colour = (enum packets_colour)number_of(all, "colour", COLOURS - 1);
	p->two_lines = number_of(all, "lines", 2) == 2;
	p->macs = number_of(all, "macs", 1);
	p->split = number_of(all, "detail", 1);
	p->bytes = number_of(all, "bytes", 1);
	p->beside = number_of(all, "beside", 1);
	int pane = number_of(all, "pane", 2 * PANE_EVEN);
	p->grow = pane ? pane - PANE_EVEN : 0;
}

/* A tunnel that was given by hand is given again. */
static const struct endpoint *point_of(struct session *s, const char *name)
{
	struct error ignored;
	if (outer_is_name(name))
		name = session_give_tunnel(s, name, &ignored);
	return name ? endpoint_named(s->lab, name) : NULL;
}

/* The last one that is not there, NULL: all are. */
static const char *select_points(struct session *s, const struct value *points,
				 void (*select)(struct session *s, const char *name))
{
	const char *missing = NULL;
	for (size_t i = 0; i < value_count(points); i++) {
		const char *name = value_text(points->items[i].value);
		const struct endpoint *point = name ? point_of(s, name) : NULL;
		if (point && point->can_capture)
			select(s, point->name);
		else
			missing = name ? name : "?";
	}
	return missing;
}

static void select_whole(struct session *s, const char *name)
{
	if (!session_is_selected(s, name))
		session_select(s, name, true);
}

/* Points that are not there are named; the others are captured. */
static bool load_points(struct app *app, const struct value *all, struct error *e)
{
	struct session *s = app->session;
	const struct value *points = value_get(all, "points");
	if (!s->client || !value_count(points))
		return true;
	session_select_none(s);
	(void)select_points(s, value_get(all, "links"), session_select_once);
	const char *missing = select_points(s, points, select_whole);
	if (!session_capture(s, e))
		return false;
	if (!list_of(app) && session_is_capturing(s))
		app_open_view(app, &view_packets);
	if (missing)
		app_message(app, true, "%s is not there, or cannot be captured",
			    missing);
	return true;
}

static void load_notes(struct session *s, const struct value *notes)
{
	for (size_t i = 0; notes && i < notes->count; i++) {
		const char *text = value_text(notes->items[i].value);
		if (notes->items[i].key && text)
			session_point_note_set(s, notes->items[i].key, text);
	}
}

static bool load_all(struct app *app, const struct value *all, struct error *e)
{
	const char *filter = value_text(value_get(all, "filter"));
	const char *kernel = value_text(value_get(all, "capture-filter"));
	const struct value *marks = value_get(all, "marks");
	const char *order = value_text(value_get(all, "order"));
	struct session *s = app->session;
	load_notes(s, value_get(all, "notes"));
	if (order)
		points_order_set(app, order);
	if (filter && !bar_filter(app->bar, app, filter, e))
		return false;
	if (kernel && s->client && !session_capture_filter(s, kernel, NULL, e))
		return false;
	for (size_t i = 0; s->store && i < value_count(marks); i++) {
		uint32_t number;
		if (value_number(marks->items[i].value, &number) && number &&
		    number <= store_last(s->store))
			session_mark(s, number, true);
	}
	if (!load_points(app, all, e))
		return false;
	if (!list_of(app))
		return true;
	app->names = number_of(all, "names", 1) ? NAMES_ON : NAMES_OFF;
	load_looks(list_of(app), all);
	return true;
}

bool session_text_load(struct app *app, const char *name, const char *text,
		       struct error *e)
{
	struct arena *arena = arena_new();
	const struct value *all = yaml_read(arena, name, text, strlen(text), e);
	bool ok = all && load_all(app, all, e);
	arena_free(arena);
	return ok;
}

static bool load(struct app *app, const char *path, struct error *e)
{
	autofree char *text = textfile_read(path, FILE_MAX, e);
	return text && session_text_load(app, path, text, e);
}

/* The folder of the topology with a slash; "" for this one, as for several. */
static void folder_of(const struct session *s, char *folder, size_t size)
{
	bool one = s->topologies.count == 1;
	const char *path = one ? s->topologies.items[0]->path : "";
	const char *slash = strrchr(path, '/');
	struct text t = text_over(folder, size);
	if (slash)
		text_mem(&t, path, (size_t)(slash - path) + 1);
}

static bool session_run(struct app *app, char *argument, struct error *e)
{
	char path[PATH_ROOM + NAME_ROOM + 20], folder[PATH_ROOM];
	size_t verb = strcspn(argument, " ");
	const char *name = argument + verb + strspn(argument + verb, " ");
	size_t size = strlen(name);
	bool saves = verb == 4 && !strncmp(argument, "save", 4);
	if (!size || (!saves && (verb != 4 || strncmp(argument, "load", 4) != 0)))
		return error_set(e, 0, "save NAME, or load NAME");
	if (size > NAME_ROOM || strchr(name, '/'))
		return error_set(e, 0, "a name without /, for a file beside the lab's");
	folder_of(app->session, folder, sizeof(folder));
	snprintf(path, sizeof(path), "%s%s%s", folder, name, ending);
	return saves ? save(app, path, e) : load(app, path, e);
}

static void session_complete(struct app *app UNUSED, const char *before,
			     struct complete *c)
{
	if (*before)
		return;
	complete_add(c, "save",
		     "points, notes, filters and looks into NAME.labtap.yml");
	complete_add(c, "load", "the same back from it");
}

const struct word_entry word_session = {
	.name = "session",
	.argument = "save|load NAME",
	.help = "points, filters, marks, notes and looks, beside the topology",
	.scopes = SCOPE_POINTS | SCOPE_PACKETS,
	.run = session_run,
	.complete = session_complete,
};
