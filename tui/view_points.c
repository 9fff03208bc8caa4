/* The points view: choosing what to capture. */
#include "core/base/mem.h"
#include "tui/app.h"
#include "tui/list.h"
#include "tui/points.h"
#include "tui/points_draw.h"
#include "tui/points_line.h"
#include "tui/points_rates.h"
#include "tui/points_select.h"
#include "tui/session_lab.h"
#include "tui/view.h"
#include "tui/view_point.h"

struct points_view {
	struct points points;
	struct list list;
	enum points_order order;
	struct points_rates rates;
	bool built;
	unsigned changes; /* of the session, when the rows were built */
	char narrow[256];
	char cursor[128];  /* name under the cursor: found again after a reload */
	enum command wish; /* for when the host has been searched, else none */
};

static struct session *session_of(const struct view *v)
{
	return v->app->session;
}

static const struct point_row *row_at(const struct points_view *p, size_t item)
{
	return item < p->points.rows.count ? &p->points.rows.items[item] : NULL;
}

/* The list keeps a few rows whatever is missing. */
static int limits_rows(const struct view *v, int rows)
{
	int limits = points_limits(session_of(v), app_columns(v->app));
	return limits < rows - 5 ? limits : rows - 5;
}

static int body_rows(const struct view *v)
{
	int rows = app_rows(v->app) - 1 - limits_rows(v, app_rows(v->app));
	return rows > 1 ? rows : 1;
}

static void cursor_keep(struct points_view *p)
{
	const struct point_row *row = row_at(p, p->list.cursor);
	struct text t = text_over(p->cursor, sizeof(p->cursor));
	if (row)
		text_str(&t, point_row_name(row));
}

static void cursor_find(struct points_view *p)
{
	size_t old = p->list.cursor, best = SIZE_MAX;
	for (size_t i = 0; i < p->points.rows.count; i++) {
		/* Links may share a name: the one that was nearest. */
		size_t away = i > old ? i - old : old - i;
		if (away < best &&
		    !strcmp(point_row_name(&p->points.rows.items[i]), p->cursor)) {
			p->list.cursor = i;
			best = away;
		}
	}
}

/* Without a lab there are no links and nodes to order by. */
static enum points_order order_of(const struct view *v)
{
	const struct points_view *p = v->state;
	bool lab = session_of(v)->lab->topology;
	return p->order < POINTS_BY_NAMESPACE && !lab ? POINTS_BY_NAMESPACE : p->order;
}

static void view_build(struct view *v)
{
	struct points_view *p = v->state;
	struct session *s = session_of(v);
	struct points_options options = { order_of(v), p->narrow, s };
	points_build(&p->points, &options);
	p->changes = s->changes;
	p->built = true;
	if (!p->cursor[0])
		p->list.cursor = p->points.notes;
	cursor_find(p);
	list_fit(&p->list, p->points.rows.count, (size_t)body_rows(v));
	cursor_keep(p);
}

/* The model may have been replaced since the rows were built. */
static bool view_refresh(struct view *v)
{
	struct points_view *p = v->state;
	const char *narrow = app_narrow_text(v->app);
	bool same_narrow = !strncmp(narrow, p->narrow, sizeof(p->narrow) - 1);
	size_t height = (size_t)body_rows(v);
	if (height != p->list.height)
		list_fit(&p->list, p->points.rows.count, height);
	if (p->built && same_narrow && p->changes == session_of(v)->changes)
		return false;
	struct text t = text_over(p->narrow, sizeof(p->narrow));
	text_str(&t, narrow);
	view_build(v);
	return true;
}

static void points_close(struct view *v)
{
	struct points_view *p = v->state;
	points_done(&p->points);
	points_rates_done(&p->rates);
}

static bool fold(struct view *v, bool folded)
{
	struct points_view *p = v->state;
	const struct point_row *row = row_at(p, p->list.cursor);
	if (!row || !row->group)
		return true;
	points_fold(&p->points, row->group, folded);
	if (folded) {
		struct text t = text_over(p->cursor, sizeof(p->cursor));
		text_str(&t, row->group->name);
	}
	view_build(v);
	return true;
}

static void fold_all(struct view *v)
{
	struct points_view *p = v->state;
	bool folded = p->points.folded.count == 0;
	for (size_t i = 0; i < p->points.groups.count; i++)
		points_fold(&p->points, &p->points.groups.items[i], folded);
	view_build(v);
}

/* Nothing is to be found out about this row; of a group that is all of it. */
static bool is_clear(const struct view *v, const struct point_row *row)
{
	const struct points_view *p = v->state;
	if (row->endpoint)
		return row->endpoint->can_capture;
	return row->group->note || (session_of(v)->lab->complete &&
				    points_can_select(&p->points, row->group));
}

/* In the first moments nobody knows yet what of a lab is there: what is wanted of it is
 * done as soon as that is known, unless another key comes first. */
static bool wish(struct view *v, enum command command, const char *name)
{
	struct points_view *p = v->state;
	if (!session_is_searching(session_of(v)))
		return false;
	p->wish = command;
	app_message(v->app, false, "%s: looking for it on this host ...", name);
	return true;
}

/* False, with a message, for what cannot be captured. */
static bool select_one(struct view *v, const struct endpoint *e, bool on)
{
	if (on && !e->can_capture) {
		app_message(v->app, true, "%s cannot be captured%s%s", e->name,
			    e->reason ? ": " : "", e->reason ? e->reason : "");
		return false;
	}
	session_select(session_of(v), e->name, on);
	return true;
}

static void toggle(struct view *v)
{
	struct points_view *p = v->state;
	const struct point_row *row = row_at(p, p->list.cursor);
	if (!row)
		return;
	const struct endpoint *e = row->endpoint;
	if (!is_clear(v, row) && wish(v, COMMAND_SELECT, point_row_name(row)))
		return;
	if (!e)
		points_select_group(&p->points, session_of(v), row->group);
	else if (!select_one(v, e, !session_is_selected(session_of(v), e->name)))
		return;
	list_move(&p->list, 1);
}

static void select_all(struct view *v)
{
	const struct points_view *p = v->state;
	struct session *s = session_of(v);
	points_select_all(&p->points, s);
	if (!s->selected.count && !wish(v, COMMAND_SELECT_ALL, "all"))
		app_message(v->app, true, "nothing here can be captured");
}

/* False, with a message, when nothing of the row can be captured. */
static bool select_row(struct view *v, const struct point_row *row)
{
	const struct points_view *p = v->state;
	if (row->endpoint)
		return select_one(v, row->endpoint, true);
	points_select_group(&p->points, session_of(v), row->group);
	if (session_of(v)->selected.count)
		return true;
	app_message(v->app, true,
		    row->group->note ? "%s" : "nothing of %s can be captured",
		    row->group->name);
	return false;
}

/* What is selected; where nothing is, what the cursor is on. */
static void capture(struct view *v)
{
	struct points_view *p = v->state;
	struct session *s = session_of(v);
	const struct point_row *row = row_at(p, p->list.cursor);
	struct error e;
	if (!s->selected.count && row && !is_clear(v, row) &&
	    wish(v, COMMAND_OPEN, point_row_name(row)))
		return;
	if (!s->selected.count && (!row || !select_row(v, row)))
		return;
	bool whole = session_capture(s, &e);
	if (whole || session_is_capturing(s))
		app_open_view(v->app, &view_packets);
	if (!whole)
		app_message(v->app, true, "%s", e.text);
}

static void find(struct view *v, int step)
{
	struct points_view *p = v->state;
	const char *text = app_find_text(v->app);
	size_t count = p->points.rows.count, at = p->list.cursor;
	for (size_t i = 0; *text && i < count; i++) {
		at = step > 0 ? (at + 1) % count : (at + count - 1) % count;
		const struct point_row *row = &p->points.rows.items[at];
		bool match = row->endpoint ? points_match(row->endpoint, text)
					   : strcasestr(row->group->name, text) != NULL;
		if (match) {
			list_goto(&p->list, at);
			return;
		}
	}
	app_message(v->app, false, *text ? "nothing here has \"%s\"" : "/ finds", text);
}

static const char *const orders[] = {
	[POINTS_BY_LINK] = "link",	     [POINTS_BY_NODE] = "node",
	[POINTS_BY_NAMESPACE] = "namespace", [POINTS_BY_RATE] = "rate",
	[POINTS_BY_DEVICE] = "host device",
};

const char *points_order_name(const struct app *app)
{
	const struct view *v = &app->views[0];
	return app->depth && v->ops == &view_points ? orders[order_of(v)] : NULL;
}

void points_order_set(struct app *app, const char *name)
{
	struct view *v = &app->views[0];
	if (!app->depth || v->ops != &view_points)
		return;
	for (size_t i = 0; i < COUNT(orders); i++) {
		struct points_view *p = v->state;
		if (strcmp(orders[i], name) != 0)
			continue;
		p->order = (enum points_order)i;
		view_build(v);
	}
}

static void reorder(struct view *v)
{
	struct points_view *p = v->state;
	p->order = (order_of(v) + 1) % POINTS_ORDERS;
	view_build(v);
}

const struct endpoint *points_current(const struct view *v)
{
	const struct points_view *p = v->state;
	const struct point_row *row = row_at(p, p->list.cursor);
	return row ? row->endpoint : NULL;
}

const char *points_current_name(const struct view *v)
{
	const struct points_view *p = v->state;
	const struct point_row *row = row_at(p, p->list.cursor);
	bool words = row && !row->endpoint && row->group->note;
	return row && !words ? point_row_name(row) : NULL;
}

static void open_detail(struct view *v)
{
	if (points_current(v))
		app_open_view(v->app, &view_point);
	else
		app_message(v->app, false,
			    "D tells all about one point: move to one below");
}

/* The next group of that side: a link, by default. */
static void other_group(struct view *v, int step)
{
	struct points_view *p = v->state;
	size_t i = p->list.cursor;
	do
		i += (size_t)step;
	while (row_at(p, i) && row_at(p, i)->endpoint);
	if (row_at(p, i))
		list_goto(&p->list, i);
	else
		app_message(v->app, false, "no group of rows %s",
			    step > 0 ? "below" : "above");
}

static bool points_do(struct view *v, enum command command)
{
	struct points_view *p = v->state;
	switch (command) {
	case COMMAND_LEFT:
		return fold(v, true);
	case COMMAND_RIGHT:
		return fold(v, false);
	case COMMAND_FOLD_ALL:
		fold_all(v);
		return true;
	case COMMAND_SELECT:
		toggle(v);
		return true;
	case COMMAND_SELECT_NONE:
		session_select_none(session_of(v));
		return true;
	case COMMAND_SELECT_ALL:
		select_all(v);
		return true;
	case COMMAND_OPEN:
		capture(v);
		return true;
	case COMMAND_SEARCH_NEXT:
		find(v, 1);
		return true;
	case COMMAND_SEARCH_PREVIOUS:
		find(v, -1);
		return true;
	case COMMAND_SAME_NEXT:
	case COMMAND_SAME_PREVIOUS:
		other_group(v, command == COMMAND_SAME_NEXT ? 1 : -1);
		return true;
	case COMMAND_PAUSE:
		points_rates_freeze(&p->rates, session_of(v));
		return true;
	case COMMAND_ORDER:
		reorder(v);
		return true;
	case COMMAND_DETAIL:
		open_detail(v);
		return true;
	default:
		return false;
	}
}

static enum want points_command(struct view *v, enum command command, int count)
{
	struct points_view *p = v->state;
	view_refresh(v);
	p->wish = COMMAND_NONE;
	bool done = list_command(&p->list, command, count) || points_do(v, command);
	cursor_keep(p);
	return done ? WANT_REDRAW : WANT_NOTHING;
}

static bool points_tick(struct view *v)
{
	struct points_view *p = v->state;
	bool changed = view_refresh(v);
	if (p->wish && !session_is_searching(session_of(v))) {
		points_command(v, p->wish, 0);
		changed = true;
	}
	points_rates_watch(session_of(v), &p->points, p->list.top, p->list.height);
	return changed;
}

static bool points_click(struct view *v, int row, int column UNUSED)
{
	struct points_view *p = v->state;
	size_t item = p->list.top + (size_t)row - 1;
	if (row < 1 || row > body_rows(v) || item >= p->points.rows.count)
		return false;
	list_goto(&p->list, item);
	cursor_keep(p);
	return true;
}

/* Why there is no row at all. */
static void draw_empty(const struct view *v, const struct area *area)
{
	const struct points_view *p = v->state;
	const struct session *s = session_of(v);
	if (s->engine_ended)
		area_put(area, 0, 4, ROLE_TEXT,
			 "The engine ended before it found any.");
	else if (!s->client)
		area_put(area, 0, 4, ROLE_TEXT,
			 "No engine is running: interfaces are not looked for.");
	else if (!s->lab_known)
		area_put(area, 0, 4, ROLE_DIM, "looking for interfaces ...");
	else if (p->narrow[0])
		area_printf(area, 0, 4, ROLE_TEXT,
			    "Nothing has \"%s\" in its name.  \\ changes that.",
			    p->narrow);
	else
		area_put(area, 0, 4, ROLE_TEXT, "There is no interface at all.");
}

static void draw_rows(const struct view *v, const struct area *area)
{
	const struct points_view *p = v->state;
	const struct points_look look = { session_of(v), order_of(v) };
	points_draw_head(area, look.order, look.session->lab->topology);
	for (int i = 0; i + 1 < area->rows; i++) {
		size_t item = p->list.top + (size_t)i;
		const struct point_row *row = row_at(p, item);
		if (!row)
			return;
		struct point_rates rates =
			points_rates_of(&p->rates, session_of(v), &p->points, row);
		points_draw_row(area, i + 1, row, &rates, &look);
		if (item == p->list.cursor)
			area_cursor_row(area, i + 1);
	}
}

static void points_draw(const struct view *v, const struct area *area)
{
	const struct points_view *p = v->state;
	const struct session *s = session_of(v);
	int limits = limits_rows(v, area->rows);
	struct area list = area_part(area, 0, 0, area->rows - limits, area->columns);
	struct area below =
		area_part(area, area->rows - limits, 0, limits, area->columns);
	if (limits)
		points_draw_limits(&below, s);
	const struct point_row *row = row_at(p, p->list.cursor);
	if (!p->points.rows.count) {
		struct area empty = area_part(&list, 1, 0, list.rows - 1, list.columns);
		draw_empty(v, &empty);
		return;
	}
	int side = points_side(list.columns);
	if (side) {
		int left = list.columns - side;
		struct area facts = area_part(&list, 0, left, list.rows, side - 1);
		list.columns = left - 2;
		points_draw_side(&facts, s, row);
	}
	draw_rows(v, &list);
}

static void put_count(struct text *t, size_t count, const char *word)
{
	text_printf(t, "%s%zu %s%s", text_length(t) ? " · " : "", count, word,
		    count == 1 ? "" : "s");
}

/* How many of what, the points alone where there is no room. */
static void put_counts(const struct area *line, int column, const struct points *p,
		       const struct lab *lab)
{
	const struct topology *topology = lab->topology;
	size_t points = lab->endpoint_count;
	char words[120];
	struct text t = text_over(words, sizeof(words));
	if (topology) {
		put_count(&t, topology->node_count, "node");
		put_count(&t, topology->link_count, "link");
	} else {
		put_count(&t, p->namespaces, "namespace");
		put_count(&t, p->bridges, "bridge");
	}
	put_count(&t, points, "point");
	if (column + text_columns(words) > line->columns) {
		t = text_over(words, sizeof(words));
		put_count(&t, points, "point");
	}
	if (column + text_columns(words) <= line->columns)
		area_put(line, 0, column, ROLE_TEXT, words);
}

static void points_title(const struct view *v, const struct area *line)
{
	const struct points_view *p = v->state;
	const struct session *s = session_of(v);
	const struct topology *lab = s->lab->topology;
	int at = area_put(line, 0, 1, ROLE_STRONG, lab ? lab->name : "labtap");
	if (lab)
		at = area_put(line, 0, at + 3, ROLE_DIM, lab->format);
	if (!s->lab_known && s->client)
		area_put(line, 0, at + 3, ROLE_DIM, "looking for interfaces ...");
	else
		put_counts(line, at + 3, &p->points, s->lab);
	if (!s->store && app_columns(v->app) >= (lab ? 100 : 80))
		area_put_right(line, 0, 1, ROLE_DIM, "nothing captured yet");
}

static void points_line(const struct view *v, const struct area *line)
{
	const struct points_view *p = v->state;
	int at = area_put(line, 0, 1, ROLE_KEY, "only");
	at = area_put(line, 0, at + 1, ROLE_DIM,
		      canvas_glyph(line->canvas, GLYPH_PROMPT));
	area_put(line, 0, at + 1, ROLE_TEXT, p->narrow);
	char right[64];
	struct text t = text_over(right, sizeof(right));
	text_printf(&t, "by %s%s", orders[order_of(v)],
		    p->rates.freeze ? " · rates frozen" : "");
	area_put_right(line, 0, 1, ROLE_DIM, right);
}

static void points_message(const struct view *v, const struct area *line)
{
	const struct points_view *p = v->state;
	points_draw_message(line, session_of(v), row_at(p, p->list.cursor));
}

static void points_dump(const struct view *v, struct text *out)
{
	const struct points_view *p = v->state;
	for (size_t i = 0; i < p->points.rows.count; i++) {
		const struct point_row *row = &p->points.rows.items[i];
		const struct endpoint *e = row->endpoint;
		if (!e) {
			text_printf(out, "%s %s\n",
				    row->group->note	 ? "note"
				    : row->group->node	 ? "node"
				    : !row->group->space ? "link"
				    : row->group->bridge ? "bridge"
							 : "space",
				    row->group->name);
			continue;
		}
		text_printf(out, "  %s %s%s%s%s\n", e->name, e->type,
			    e->peer ? " peer " : "", e->peer ? e->peer : "",
			    session_is_selected(session_of(v), e->name) ? " selected"
									: "");
	}
}

const struct view_ops view_points = {
	.name = "points",
	.scope = SCOPE_POINTS,
	.size = sizeof(struct points_view),
	.tick = points_tick,
	.draw = points_draw,
	.command = points_command,
	.click = points_click,
	.title = points_title,
	.line = points_line,
	.message = points_message,
	.dump = points_dump,
	.close = points_close,
};
