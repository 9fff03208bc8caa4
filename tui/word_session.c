/* :session save NAME, :session load NAME - points, filters, marks and looks in a small
 * file beside the topology: NAME.labtap.yml in the current folder. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/arena.h"
#include "core/base/mem.h"
#include "core/lab/outer.h"
#include "core/lab/yaml.h"
#include "tui/bar.h"
#include "tui/packets.h"
#include "tui/session_tunnel.h"
#include "tui/word_table.h"

enum { FILE_MAX = 256 << 10, NAME_ROOM = 200 };

static const char ending[] = ".labtap.yml";

static struct packets *list_of(struct app *app)
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

static void put_session(struct app *app, struct text *t)
{
	const struct session *s = app->session;
	const struct packets *p = list_of(app);
	text_str(t, "# labtap: :session load\npoints:\n");
	for (size_t i = 0; i < s->selected.count; i++) {
		text_str(t, "- ");
		put_quoted(t, s->selected.items[i]);
		text_char(t, '\n');
	}
	text_str(t, "filter: ");
	put_quoted(t, filter_text(s->filter));
	text_str(t, "\ncapture-filter: ");
	put_quoted(t, filter_text(s->capture_filter));
	text_char(t, '\n');
	if (p)
		text_printf(t,
			    "time: %d\ncolour: %d\nlines: %d\ndetail: %d\nbytes: %d\n",
			    (int)p->time, (int)p->colour, 1 + p->two_lines, p->split,
			    p->bytes);
	/* Numbers mean something in the same file only. */
	if (s->client || !s->marks.count)
		return;
	text_str(t, "marks:\n");
	for (size_t i = 0; i < s->marks.count; i++)
		text_printf(t, "- %llu\n", (unsigned long long)s->marks.items[i]);
}

static bool write_file(const char *path, const char *text, struct error *e)
{
	char temp[NAME_ROOM + 40];
	snprintf(temp, sizeof(temp), "%s.part", path);
	autoclose int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return error_set(e, errno, "%s", path);
	size_t size = strlen(text);
	bool ok = write(fd, text, size) == (ssize_t)size && !fsync(fd) &&
		  !link(temp, path);
	int why = errno;
	unlink(temp);
	return ok || error_set(e, why, "%s", path);
}

static bool save(struct app *app, const char *path, struct error *e)
{
	autofree char *room = mem_new(FILE_MAX);
	struct text t = text_over(room, FILE_MAX);
	put_session(app, &t);
	if (t.cut)
		return error_set(e, 0, "that is too much for a session");
	if (!write_file(path, room, e))
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
	p->split = number_of(all, "detail", 1);
	p->bytes = number_of(all, "bytes", 1);
}

/* A tunnel that was given by hand is given again. */
static const struct endpoint *point_of(struct session *s, const char *name)
{
	struct error ignored;
	if (outer_is_name(name))
		name = session_give_tunnel(s, name, &ignored);
	return name ? lab_endpoint(s->lab, name) : NULL;
}

/* Points that are not there are named; the others are captured. */
static bool load_points(struct app *app, const struct value *points, struct error *e)
{
	struct session *s = app->session;
	const char *missing = NULL;
	if (!s->client || !value_count(points))
		return true;
	session_select_none(s);
	for (size_t i = 0; i < value_count(points); i++) {
		const char *name = value_text(points->items[i].value);
		const struct endpoint *point = name ? point_of(s, name) : NULL;
		if (point && point->can_capture)
			session_select(s, point->name, true);
		else
			missing = name ? name : "?";
	}
	if (!session_capture(s, e))
		return false;
	if (!list_of(app) && session_is_capturing(s))
		app_open_view(app, &view_packets);
	if (missing)
		app_message(app, true, "%s is not there, or cannot be captured",
			    missing);
	return true;
}

static bool load_all(struct app *app, const struct value *all, struct error *e)
{
	const char *filter = value_text(value_get(all, "filter"));
	const char *kernel = value_text(value_get(all, "capture-filter"));
	const struct value *marks = value_get(all, "marks");
	struct session *s = app->session;
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
	if (!load_points(app, value_get(all, "points"), e))
		return false;
	if (list_of(app))
		load_looks(list_of(app), all);
	return true;
}

static char *read_file(const char *path, struct error *e)
{
	struct stat st;
	autoclose int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, &st)) {
		error_set(e, errno, "%s", path);
		return NULL;
	}
	if (!S_ISREG(st.st_mode) || st.st_size > FILE_MAX) {
		error_set(e, 0, "%s: no session", path);
		return NULL;
	}
	char *text = mem_new((size_t)st.st_size + 1);
	if (read(fd, text, (size_t)st.st_size) == (ssize_t)st.st_size)
		return text;
	free(text);
	error_set(e, 0, "%s: became shorter while it was read", path);
	return NULL;
}

static bool load(struct app *app, const char *path, struct error *e)
{
	autofree char *text = read_file(path, e);
	if (!text)
		return false;
	struct arena *arena = arena_new();
	const struct value *all = yaml_read(arena, path, text, strlen(text), e);
	bool ok = all && load_all(app, all, e);
	arena_free(arena);
	return ok;
}

static bool session_run(struct app *app, char *argument, struct error *e)
{
	char path[NAME_ROOM + 20];
	size_t verb = strcspn(argument, " ");
	const char *name = argument + verb + strspn(argument + verb, " ");
	size_t size = strlen(name);
	bool saves = verb == 4 && !strncmp(argument, "save", 4);
	if (!size || (!saves && (verb != 4 || strncmp(argument, "load", 4) != 0)))
		return error_set(e, 0, "save NAME, or load NAME");
	if (size > NAME_ROOM || strchr(name, '/'))
		return error_set(e, 0, "a name without /, for a file in this folder");
	snprintf(path, sizeof(path), "%s%s", name, ending);
	return saves ? save(app, path, e) : load(app, path, e);
}

static void session_complete(struct app *app UNUSED, const char *before,
			     struct complete *c)
{
	if (*before)
		return;
	complete_add(c, "save", "points, filters and looks into NAME.labtap.yml");
	complete_add(c, "load", "the same back from it");
}

const struct word_entry word_session = {
	.name = "session",
	.argument = "save|load NAME",
	.help = "points, filters, marks and looks, in a file beside the topology",
	.scopes = SCOPE_POINTS | SCOPE_PACKETS,
	.run = session_run,
	.complete = session_complete,
};
