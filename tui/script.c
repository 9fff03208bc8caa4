#include "tui/script.h"

#include <errno.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "tui/app.h"
#include "tui/say.h"
#include "tui/script_dump.h"

enum { LIMIT_SECONDS = 60 }; /* of one wait */

struct script {
	char *path;
	FILE *file;
	char *line; /* being carried out, NULL: take the next one */
	size_t room;
	unsigned number;
	int64_t deadline; /* clock_mono(), 0: not waited yet */
	bool failed;
};

/* A kind of line. Returns false while it has to wait. */
struct script_word {
	const char *name;
	bool (*run)(struct script *s, struct app *app, char *rest);
};

struct script *script_open(const char *path, struct error *e)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;
	if (!file) {
		error_set(e, errno, "script %s", path);
		return NULL;
	}
	struct script *s = mem_new(sizeof(*s));
	s->file = file;
	s->path = mem_strdup(path);
	return s;
}

void script_free(struct script *s)
{
	if (!s)
		return;
	if (s->file != stdin)
		fclose(s->file);
	free(s->line);
	free(s->path);
	free(s);
}

int script_status(const struct script *s)
{
	return s->failed ? 1 : 0;
}

static bool script_fail(struct script *s, const char *what, const char *detail)
{
	say("labtap: %s:%u: %s%s\n", s->path, s->number, what, detail);
	s->failed = true;
	return true;
}

/* Cuts the first word off; what follows it in *rest. */
static char *script_cut(char **rest)
{
	char *word = *rest + strspn(*rest, " \t");
	size_t n = strcspn(word, " \t");
	*rest = word + n;
	if (**rest)
		*(*rest)++ = '\0';
	*rest += strspn(*rest, " \t");
	return word;
}

static bool run_keys(struct script *s, struct app *app, char *rest)
{
	while (*rest && !app->quit) {
		const char *name = script_cut(&rest);
		int key = command_key_of_name(name);
		if (key == KEY_NONE)
			return script_fail(s, "no such key: ", name);
		app_key(app, key);
	}
	return true;
}

static bool run_type(struct script *s, struct app *app, char *rest)
{
	(void)s;
	while (*rest) {
		uint32_t code;
		size_t n = text_utf8((const uint8_t *)rest, strnlen(rest, 4), &code);
		if (n)
			app_key(app, (int)code);
		rest += n ? n : 1;
	}
	return true;
}

/* mouse click|up|down ROW COLUMN */
static bool run_mouse(struct script *s, struct app *app, char *rest)
{
	const char *what = script_cut(&rest);
	struct mouse mouse = { .kind = !strcmp(what, "up")     ? MOUSE_UP
				       : !strcmp(what, "down") ? MOUSE_DOWN
							       : MOUSE_CLICK };
	mouse.row = (int)strtol(rest, &rest, 10);
	mouse.column = (int)strtol(rest, &rest, 10);
	(void)s;
	app_mouse(app, &mouse);
	return true;
}

static uint64_t value_packets(const struct session *s)
{
	return s->store ? store_last(s->store) : 0;
}

static uint64_t value_rows(const struct session *s)
{
	return s->rows ? rows_count(s->rows) : 0;
}

static uint64_t value_points(const struct session *s)
{
	return s->lab->endpoint_count;
}

static uint64_t value_selected(const struct session *s)
{
	return s->selected.count;
}

static uint64_t value_live(const struct session *s)
{
	return session_totals(s).live;
}

static uint64_t value_lost(const struct session *s)
{
	return session_totals(s).lost;
}

static uint64_t value_marks(const struct session *s)
{
	return s->marks.count;
}

static const struct {
	const char *name;
	uint64_t (*get)(const struct session *s);
} values[] = {
	{ "packets", value_packets }, { "rows", value_rows },
	{ "points", value_points },   { "selected", value_selected },
	{ "live", value_live },	      { "lost", value_lost },
	{ "marks", value_marks },
};

static bool compare(uint64_t value, const char *operator, uint64_t wanted)
{
	if (!strcmp(operator, "=="))
		return value == wanted;
	if (!strcmp(operator, "!="))
		return value != wanted;
	return operator[0] == '>' ? value > wanted || (operator[1] && value == wanted)
				  : value<wanted ||(operator[1] && value == wanted);
}

static bool is_operator(const char *word)
{
	static const char *const operators[] = { "==", "!=", ">=", "<=", ">", "<" };
	for (size_t i = 0; i < COUNT(operators); i++)
		if (!strcmp(word, operators[i]))
			return true;
	return false;
}

static bool wait_number(struct script *s, struct app *app, const char *name, char *rest)
{
	const char *operator= script_cut(&rest);
	char *end;
	uint64_t wanted = strtoull(rest, &end, 10);
	if (!is_operator(operator) || end == rest || *end)
		return script_fail(s, "wait needs NAME OPERATOR NUMBER: ", name);
	for (size_t i = 0; i < COUNT(values); i++)
		if (!strcmp(values[i].name, name))
			return compare(values[i].get(app->session), operator, wanted);
	return script_fail(s, "nothing to wait for: ", name);
}

static bool run_wait(struct script *s, struct app *app, char *rest)
{
	autofree char *words = mem_strdup(rest);
	char *at = words;
	const char *what = script_cut(&at);
	if (!strcmp(what, "message"))
		return strstr(app->message, at) != NULL;
	if (strcmp(what, "screen") != 0)
		return wait_number(s, app, what, at);
	app_draw(app);
	autofree char *screen = canvas_dump(&app->canvas, false);
	return strstr(screen, at) != NULL;
}

static bool run_resize(struct script *s, struct app *app, char *rest)
{
	int columns = (int)strtol(rest, &rest, 10), rows = (int)strtol(rest, &rest, 10);
	if (columns < 1 || rows < 1 || columns > 1000 || rows > 1000)
		return script_fail(s, "resize needs columns and rows, 1 to 1000", "");
	canvas_done(&app->canvas);
	canvas_init(&app->canvas, rows, columns);
	app_key(app, KEY_RESIZED);
	return true;
}

static bool run_dump(struct script *s, struct app *app, char *rest)
{
	const char *what = script_cut(&rest);
	autofree char *dump = script_dump(app, what);
	if (!dump)
		return script_fail(
			s, "dump screen, roles, colours, looks or model, not ", what);
	FILE *out = *rest ? fopen(rest, "we") : stdout;
	if (!out)
		return script_fail(s, "cannot write ", rest);
	bool written = fputs(dump, out) >= 0 && fflush(out) == 0;
	if (out != stdout)
		written = fclose(out) == 0 && written;
	return written || script_fail(s, "cannot write ", *rest ? rest : "the dump");
}

static const struct script_word words[] = {
	{ "mouse", run_mouse }, { "keys", run_keys },	  { "type", run_type },
	{ "wait", run_wait },	{ "resize", run_resize }, { "dump", run_dump },
};

static bool script_run(struct script *s, struct app *app, const char *line)
{
	autofree char *copy = mem_strdup(line);
	char *rest = copy;
	const char *name = script_cut(&rest);
	if (!*name || *name == '#')
		return true;
	for (size_t i = 0; i < COUNT(words); i++)
		if (!strcmp(words[i].name, name))
			return words[i].run(s, app, rest);
	return script_fail(s, "not a line of a script: ", name);
}

/* The next line without its newline; false at the end. */
static bool script_next(struct script *s)
{
	ssize_t n = getline(&s->line, &s->room, s->file);
	if (n < 0)
		return false;
	s->line[strcspn(s->line, "\r\n")] = '\0';
	s->number++;
	s->deadline = 0;
	return true;
}

/* Waiting goes on until the limit; the screen then says best what was there instead. */
static void script_wait(struct script *s, struct app *app)
{
	if (!s->deadline)
		s->deadline = clock_mono() + LIMIT_SECONDS * CLOCK_SEC;
	if (clock_mono() < s->deadline)
		return;
	script_fail(s, "waited in vain: ", s->line);
	app_draw(app);
	autofree char *screen = canvas_dump(&app->canvas, false);
	say_lines(screen);
}

bool script_step(struct script *s, struct app *app)
{
	bool waiting = s->deadline != 0;
	if (!waiting && !script_next(s))
		return false;
	if (script_run(s, app, s->line))
		s->deadline = 0;
	else
		script_wait(s, app);
	app->dirty = true;
	return !s->failed;
}
