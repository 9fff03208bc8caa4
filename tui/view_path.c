/* One packet at every point that saw it: where, when, what changed, where it was lost.
 */
#include "tui/view_path.h"

#include <stdio.h>
#include <string.h>

#include "core/base/clock.h"
#include "tui/gap.h"
#include "tui/number.h"
#include "tui/packets.h"
#include "tui/path_cause.h"
#include "tui/path_save.h"
#include "tui/path_text.h"
#include "tui/session_trails.h"
#include "tui/view_packet.h"

struct path_view {
	uint64_t number; /* of the packet that was asked about */
	struct path_rows rows, reply;
	struct list list; /* both, with a heading between */
	unsigned changes; /* of the session, when the rows were made */
	char what[600];	  /* the packet in words */
};

enum { HEADING = 2 };

/* Columns: of the names what is left. */
struct path_columns {
	int where, way, since, step, changed;
};

/* Building --------------------------------------------------------------------- */

static void put_what(struct path_view *p, struct session *s)
{
	struct packet packet;
	struct row row;
	struct text t = text_over(p->what, sizeof(p->what));
	if (!store_get(s->store, p->number, &packet))
		return;
	flows_dissect(s->flows, &row, NULL, &packet);
	const char *from = hosts_name(s->hosts, row.source);
	const char *to = hosts_name(s->hosts, row.destination);
	text_printf(&t, "%s  %s > %s  %s", row.protocol, from ? from : row.source,
		    to ? to : row.destination, row.info);
}

/* The rows that line i of the list belongs to, and which of them it is; of a heading
 * none is. */
static const struct path_rows *half_at(const struct path_view *p, size_t i, size_t *row)
{
	size_t reply = p->rows.count + HEADING;
	*row = i < p->rows.count ? i : i < reply ? SIZE_MAX : i - reply;
	return i < p->rows.count ? &p->rows : &p->reply;
}

static void fit(struct view *v)
{
	struct path_view *p = v->state;
	int rows = app_rows(v->app) - 1;
	size_t reply = p->reply.count ? HEADING + p->reply.count : 0;
	list_fit(&p->list, p->rows.count + reply, rows > 0 ? (size_t)rows : 0);
}

static void build(struct view *v)
{
	struct path_view *p = v->state;
	p->changes = v->app->session->changes;
	path_rows_build(&p->rows, v->app->session, p->number);
	path_rows_reply(&p->reply, v->app->session, &p->rows);
	put_what(p, v->app->session);
	if (session_is_capturing(v->app->session))
		path_cause_watch(v->app->session);
	fit(v);
}

static void path_show_number(struct view *v, uint64_t number)
{
	struct path_view *p = v->state;
	p->number = number;
	p->list.cursor = p->list.top = 0;
	build(v);
	for (size_t i = 0; i < p->rows.hops; i++)
		if (p->rows.items[i].number == p->number)
			list_goto(&p->list, i);
}

static void path_show(struct view *v)
{
	const struct view *list = app_find_below(v, &view_packets);
	path_show_number(v, list ? packets_current(list) : 0);
}

void path_open(struct app *app)
{
	app_open_view(app, &view_path);
}

void path_open_of(struct app *app, uint64_t number)
{
	app_open_view(app, &view_path);
	path_show_number(app_top(app), number);
}

void path_fold(struct app *app)
{
	bool on = !app->session->trace.folded;
	session_fold(app->session, on);
	app->session->trace.chosen = true;
	app_message(app, false,
		    on ? "copies of one packet are one row; V shows them all"
		       : "every copy is a row of its own");
}

static bool is_settled(const struct path_rows *r)
{
	return r->state == TRAIL_CLOSED || r->state == TRAIL_DOUBTFUL;
}

static bool path_tick(struct view *v)
{
	struct path_view *p = v->state;
	/* The cause of a loss is known a little later. */
	bool lost = (p->rows.lost || p->reply.lost) &&
		    session_is_capturing(v->app->session);
	if (p->changes == v->app->session->changes && is_settled(&p->rows) &&
	    (!p->reply.count || is_settled(&p->reply)) && !lost)
		return false;
	enum trail_state was = p->rows.state, was_reply = p->reply.state;
	size_t count = p->list.count;
	build(v);
	return lost || was != p->rows.state || was_reply != p->reply.state ||
	       count != p->list.count;
}

/* Commands ----------------------------------------------------------------------- */

const struct path_rows *path_shown(const struct view *v, size_t *cursor)
{
	const struct path_view *p = v->state;
	return half_at(p, p->list.cursor, cursor);
}

uint64_t path_current(const struct view *v)
{
	size_t row;
	const struct path_rows *r = path_shown(v, &row);
	return row < r->hops ? r->items[row].number : 0;
}

bool path_step(struct view *v, int by)
{
	struct path_view *p = v->state;
	size_t was = p->list.cursor, last;
	do {
		last = p->list.cursor;
		list_move(&p->list, by);
	} while (p->list.cursor != last && !path_current(v));
	if (!path_current(v))
		list_goto(&p->list, was);
	return p->list.cursor != was;
}

/* Is it one of the hops? */
static bool is_hop(const struct path_view *p, uint64_t number)
{
	for (size_t i = 0; i < p->rows.hops; i++)
		if (p->rows.items[i].number == number)
			return true;
	return false;
}

/* The next one that is another packet, not another copy. */
static void other_packet(struct view *v, int by)
{
	struct view *list = app_find_below(v, &view_packets);
	bool moved = list && packets_step(list, by);
	for (int i = 0; moved && is_hop(v->state, packets_current(list)); i++)
		moved = i < TRAIL_HOPS && packets_step(list, by > 0 ? 1 : -1);
	if (moved)
		path_show(v);
	else
		app_message(v->app, false, "no packet %s", by > 0 ? "below" : "above");
}

static void open_hop(struct view *v)
{
	if (path_current(v))
		app_open_view(v->app, &view_packet);
	else
		app_message(v->app, false, "it was not seen here");
}

static enum want path_command(struct view *v, enum command command, int count)
{
	const struct path_view *p = v->state;
	size_t row;
	switch (command) {
	case COMMAND_PACKET_NEXT:
		other_packet(v, count ? count : 1);
		break;
	case COMMAND_PACKET_PREVIOUS:
		other_packet(v, count ? -count : -1);
		break;
	case COMMAND_OPEN:
		open_hop(v);
		break;
	case COMMAND_DIFF:
		if (path_shown(v, &row)->hops < 2)
			app_message(v->app, false,
				    "one point saw it: nothing to compare");
		else
			app_open_view(v->app, &view_diff);
		break;
	case COMMAND_SAVE:
		path_save(v->app, &p->rows, &p->reply, p->number);
		break;
	case COMMAND_BACK:
		return WANT_CLOSE;
	default:
		return list_command(&((struct path_view *)v->state)->list, command,
				    count)
			       ? WANT_REDRAW
			       : WANT_NOTHING;
	}
	fit(v);
	return WANT_REDRAW;
}

static bool path_click(struct view *v, int row, int column UNUSED)
{
	struct path_view *p = v->state;
	size_t at = p->list.top + (size_t)row - 1;
	if (row < 1 || at >= p->list.count)
		return false;
	list_goto(&p->list, at);
	return true;
}

/* On the screen ------------------------------------------------------------------ */

static struct path_columns columns_of(int width)
{
	int names = (width - 52) / 2;
	names = names < 10 ? 10 : names > 30 ? 30 : names;
	struct path_columns c = { .where = 4 + names + 1 };
	c.way = c.where + names + 1;
	c.since = c.way + 4;
	c.step = c.since + 12;
	c.changed = c.step + 11;
	return c;
}

/* What changed, and where it came from when that is not the row above. */
static void put_changed(const struct path_rows *rows, const struct area *a, int row,
			int column, size_t i)
{
	char words[240];
	struct text t = text_over(words, sizeof(words));
	const struct path_row *r = &rows->items[i];
	path_text_changes(&t, r->changes);
	if (r->from != SIZE_MAX && r->from + 1 != i)
		text_printf(&t, "%sfrom %s", text_length(&t) ? "  " : "",
			    rows->items[r->from].point);
	area_field(a, row, column, a->columns - column - 1, ROLE_ACCENT, words);
}

static void draw_hop(const struct path_rows *rows, const struct area *a, int row,
		     size_t i, const struct path_columns *c)
{
	const struct path_row *r = &rows->items[i];
	bool end = i == 0 || (i + 1 == rows->count && !rows->lost);
	enum glyph sign = !r->number ? GLYPH_BAD : end ? GLYPH_LIVE : GLYPH_VLINE;
	enum role role = r->number ? ROLE_TEXT : ROLE_ALARM;
	area_put(a, row, 1, r->number ? ROLE_DIM : ROLE_ALARM,
		 canvas_glyph(a->canvas, sign));
	area_field(a, row, 4, c->where - 5, role, r->point);
	area_field(a, row, c->where, c->way - c->where - 1, ROLE_DIM, r->where);
	area_put(a, row, c->way, role, r->way);
	if (!r->number) {
		area_put(a, row, c->since + 3, ROLE_ALARM, "not seen");
		area_put(a, row, c->changed, ROLE_DIM, "expected");
		return;
	}
	gap_put(a, row, c->since, 11, r->since);
	if (i || r->since)
		gap_put(a, row, c->step, 10, r->step);
	put_changed(rows, a, row, c->changed, i);
}

static void draw_line(const struct path_view *p, const struct area *a, int row,
		      size_t i, const struct path_columns *c)
{
	size_t at;
	const struct path_rows *rows = half_at(p, i, &at);
	if (at < rows->count)
		draw_hop(rows, a, row, at, c);
	else if (i + 1 == p->rows.count + HEADING)
		area_put(a, row, 1, ROLE_DIM, "reply");
	if (i == p->list.cursor)
		area_cursor_row(a, row);
}

static const char *nothing_words(const struct session *s)
{
	return s->trace.trails ? "nothing is known of this packet's way (yet)"
	       : session_is_capturing(s) || !s->store
		       ? "one point is captured: select more than one to follow packets"
		       : "all packets were captured at one point";
}

static void path_draw(const struct view *v, const struct area *area)
{
	const struct path_view *p = v->state;
	struct path_columns c = columns_of(area->columns);
	if (!p->rows.count) {
		area_put(area, 1, 3, ROLE_TEXT, nothing_words(v->app->session));
		return;
	}
	area_put(area, 0, 4, ROLE_DIM, "AT");
	area_put(area, 0, c.where, ROLE_DIM, "WHERE");
	area_put(area, 0, c.since, ROLE_DIM, "SINCE FIRST");
	area_put(area, 0, c.step + 6, ROLE_DIM, "STEP");
	area_put(area, 0, c.changed, ROLE_DIM, "CHANGED");
	for (int row = 1; row < area->rows; row++) {
		size_t i = p->list.top + (size_t)row - 1;
		if (i >= p->list.count)
			break;
		draw_line(p, area, row, i, &c);
	}
}

static void path_title(const struct view *v, const struct area *line)
{
	const struct path_view *p = v->state;
	char words[64];
	struct text t = text_over(words, sizeof(words));
	text_str(&t, "path of packet ");
	number_grouped(&t, p->number);
	int at = area_put(line, 0, 1, ROLE_STRONG, words);
	area_field(line, 0, at + 3, line->columns - at - 4, ROLE_TEXT, p->what);
}

/* How it was known again. */
static void path_line(const struct view *v, const struct area *line)
{
	const struct path_view *p = v->state;
	char words[160];
	struct text t = text_over(words, sizeof(words));
	if (p->rows.state == TRAIL_DOUBTFUL)
		text_str(&t, "packets equal to it met: only what is certain is here");
	else if (p->rows.hops < 2)
		text_str(&t, p->rows.hops ? "one point saw it" : "");
	else if (p->rows.same)
		text_str(&t, "same frame: all bytes are equal");
	else if (p->rows.translated)
		text_str(&t, "same packet, behind a NAT");
	else
		text_str(&t, "same packet: addresses, protocol and payload");
	int at = area_put(line, 0, 1, ROLE_ACCENT, words);
	t = text_over(words, sizeof(words));
	text_str(&t, "not ");
	path_text_changes(&t, p->rows.changes);
	if (p->rows.changes && p->rows.hops > 1)
		area_put(line, 0, at + 2, ROLE_DIM, words);
}

static void put_summary(const struct path_rows *r, struct text *t, bool ascii)
{
	if (r->state == TRAIL_OPEN)
		text_str(t, "waiting for the rest of its way ...   ");
	if (r->hops < 2)
		return;
	char gap[32];
	struct text g = text_over(gap, sizeof(gap));
	clock_text_gap(&g, r->items[r->hops - 1].since, ascii);
	text_printf(t, "%zu points saw it within %s", r->hops, gap + (gap[0] == '+'));
}

static void path_message(const struct view *v, const struct area *line)
{
	const struct path_view *p = v->state;
	const struct path_rows *r =
		!p->rows.lost && p->reply.lost ? &p->reply : &p->rows;
	char words[600];
	struct text t = text_over(words, sizeof(words));
	if (r->lost) {
		text_printf(&t, "%slost between %s and %s",
			    r == &p->reply ? "reply " : "", r->last, r->next);
		if (r->cause[0])
			text_printf(&t, ": %s", r->cause);
		area_field(line, 0, 1, line->columns - 2, ROLE_ALARM, words);
		return;
	}
	put_summary(r, &t, line->canvas->ascii);
	if (r->cause[0])
		text_printf(&t, "%s%s", text_length(&t) ? "   " : "", r->cause);
	area_field(line, 0, 1, line->columns - 2, ROLE_DIM, words);
}

static const char *path_health(const struct view *v)
{
	return session_is_capturing(v->app->session) ? "held" : "";
}

static void dump_rows(const struct path_rows *rows, struct text *out)
{
	for (size_t i = 0; i < rows->count; i++) {
		const struct path_row *r = &rows->items[i];
		text_printf(out, "%s %s %s ", r->number ? "seen" : "missing", r->point,
			    r->way[0] ? r->way : "-");
		path_text_changes(out, r->changes);
		text_char(out, '\n');
	}
	if (rows->cause[0])
		text_printf(out, "cause %s\n", rows->cause);
}

static void path_dump(const struct view *v, struct text *out)
{
	const struct path_view *p = v->state;
	static const char *const states[] = { "unknown", "open", "doubtful", "closed" };
	text_printf(out, "packet %llu\nstate %s\nlost %d\n",
		    (unsigned long long)p->number, states[p->rows.state], p->rows.lost);
	dump_rows(&p->rows, out);
	if (p->reply.count)
		text_printf(out, "reply\nlost %d\n", p->reply.lost);
	dump_rows(&p->reply, out);
}

const struct view_ops view_path = {
	.name = "path",
	.scope = SCOPE_PATH,
	.size = sizeof(struct path_view),
	.open = path_show,
	.tick = path_tick,
	.draw = path_draw,
	.command = path_command,
	.click = path_click,
	.title = path_title,
	.line = path_line,
	.health = path_health,
	.message = path_message,
	.dump = path_dump,
};
