#include "tui/view_point.h"

#include <string.h>

#include "core/base/text.h"
#include "tui/app.h"
#include "tui/list.h"
#include "tui/point_facts.h"

enum { VALUES_AT = 14, SOURCES_AT = 56, NARROW = 64, LINES_MAX = 512 };

/* A row of the screen: a fact, or what goes on of one that is longer than a row. */
struct fact_line {
	size_t fact, from, size; /* bytes of its value */
	bool first;
};

struct point_view {
	char name[128];
	struct point_facts facts;
	struct fact_line lines[LINES_MAX];
	size_t count;
	struct list list; /* of first lines: its cursor is what the page starts with */
	unsigned changes; /* of the session, when the lines were made */
	int columns;
};

static int width_of_values(int columns)
{
	int until = columns < NARROW ? columns : columns - 16;
	int width = until - VALUES_AT - 1;
	return width > 10 ? width : 10;
}

/* As much of the text as fits, cut between words where there are any. */
static size_t fitting(const char *text, size_t width)
{
	size_t size = strlen(text);
	if (size <= width)
		return size;
	size_t end = width;
	while (end > width / 2 && text[end] != ' ')
		end--;
	end = text[end] == ' ' ? end + 1 : width;
	while (end > 1 && ((unsigned char)text[end] & 0xc0) == 0x80)
		end--;
	return end;
}

static void lines_make(struct point_view *p)
{
	size_t width = (size_t)width_of_values(p->columns);
	p->count = 0;
	for (size_t i = 0; i < p->facts.items.count; i++) {
		const char *value = p->facts.items.items[i].value;
		size_t from = 0;
		do {
			size_t size = fitting(value + from, width);
			if (p->count < LINES_MAX)
				p->lines[p->count++] =
					(struct fact_line){ i, from, size, !from };
			from += size;
		} while (value[from]);
	}
}

static void fit(struct view *v)
{
	struct point_view *p = v->state;
	int rows = app_rows(v->app);
	size_t most = (int)p->count > rows ? p->count - (size_t)rows + 1 : 1;
	list_fit(&p->list, most, 1);
}

static void build(struct view *v)
{
	struct point_view *p = v->state;
	const struct session *s = v->app->session;
	p->changes = s->changes;
	p->columns = app_columns(v->app);
	point_facts_build(&p->facts, s, p->name);
	lines_make(p);
	fit(v);
}

static void point_open(struct view *v)
{
	struct point_view *p = v->state;
	const struct endpoint *e = points_current(app_below(v->app, v));
	struct text t = text_over(p->name, sizeof(p->name));
	if (!e)
		return;
	text_str(&t, e->name);
	const struct link_key key = { e->cookie, e->ifindex, true };
	if (e->ifindex)
		session_watch(v->app->session, &key, 1);
	build(v);
}

static bool point_tick(struct view *v)
{
	const struct point_view *p = v->state;
	if (p->changes == v->app->session->changes && p->columns == app_columns(v->app))
		return false;
	build(v);
	return true;
}

static enum want point_command(struct view *v, enum command command, int count)
{
	struct point_view *p = v->state;
	int screen = app_rows(v->app) > 2 ? app_rows(v->app) - 2 : 1;
	bool page = command == COMMAND_PAGE_DOWN || command == COMMAND_PAGE_UP ||
		    command == COMMAND_HALF_DOWN || command == COMMAND_HALF_UP;
	if (command == COMMAND_DETAIL)
		return WANT_CLOSE;
	return list_command(&p->list, command, page ? screen : count) ? WANT_REDRAW
								      : WANT_NOTHING;
}

static void draw_line(const struct point_view *p, const struct area *area, int row,
		      const struct fact_line *line)
{
	const struct point_fact *f = &p->facts.items.items[line->fact];
	char part[256];
	struct text t = text_over(part, sizeof(part));
	text_mem(&t, f->value + line->from, line->size);
	if (line->first)
		area_put(area, row, 1, ROLE_DIM, f->label);
	int at = area_put(area, row, VALUES_AT, ROLE_TEXT, part);
	if (line->first && area->columns >= NARROW && f->source[0])
		area_field(area, row, at < SOURCES_AT ? SOURCES_AT : at + 2,
			   area->columns - (at < SOURCES_AT ? SOURCES_AT : at + 2) - 1,
			   ROLE_DIM, f->source);
}

static void point_draw(const struct view *v, const struct area *area)
{
	const struct point_view *p = v->state;
	if (!p->count)
		area_put(area, 0, 1, ROLE_DIM, "this point is gone");
	for (int row = 0; row < area->rows; row++) {
		size_t line = p->list.cursor + (size_t)row;
		if (line < p->count)
			draw_line(p, area, row, &p->lines[line]);
	}
}

static void point_title(const struct view *v, const struct area *line)
{
	const struct point_view *p = v->state;
	int at = area_put(line, 0, 1, ROLE_STRONG, p->name);
	area_put(line, 0, at + 3, ROLE_TEXT, "what is known");
	if (line->columns >= NARROW)
		area_put_right(line, 0, 1, ROLE_DIM, "who says so");
}

static void point_message(const struct view *v, const struct area *line)
{
	const struct point_view *p = v->state;
	if (p->list.cursor + 1 < p->list.count)
		area_put_right(line, 0, 1, ROLE_ACCENT, "more below: j");
}

static void point_dump(const struct view *v, struct text *out)
{
	const struct point_view *p = v->state;
	for (size_t i = 0; i < p->facts.items.count; i++) {
		const struct point_fact *f = &p->facts.items.items[i];
		text_printf(out, "%s\t%s\t%s\n", f->label, f->value, f->source);
	}
}

static void point_close(struct view *v)
{
	struct point_view *p = v->state;
	point_facts_done(&p->facts);
}

const struct view_ops view_point = {
	.name = "point",
	.scope = SCOPE_POINT,
	.size = sizeof(struct point_view),
	.open = point_open,
	.tick = point_tick,
	.draw = point_draw,
	.command = point_command,
	.title = point_title,
	.message = point_message,
	.dump = point_dump,
	.close = point_close,
};
