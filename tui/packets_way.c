#include "tui/packets_way.h"

#include <string.h>

#include "core/base/clock.h"
#include "tui/gap.h"
#include "tui/number.h"
#include "tui/path_text.h"
#include "tui/session_trails.h"
#include "tui/sums.h"

enum { /* columns */
       POINT = 4,
       POINT_WIDTH = 20,
       STEP = 25,
       STEP_WIDTH = 9,
       CHANGED = 36,
};

bool packets_way_tick(struct packets_way *w, const struct session *s, uint64_t number)
{
	if (!s->trace.trails)
		number = 0;
	bool settled = w->rows.state == TRAIL_CLOSED || w->rows.state == TRAIL_DOUBTFUL;
	if (w->number == number && (!number || (settled && w->changes == s->changes)))
		return false;
	w->number = number;
	w->changes = s->changes;
	path_rows_build(&w->rows, s, number);
	return true;
}

static void draw_hop(const struct packets_way *w, const struct area *a, int row,
		     size_t i)
{
	const struct path_row *r = &w->rows.items[i];
	char words[240];
	struct text t = text_over(words, sizeof(words));
	bool end = !i || (i + 1 == w->rows.count && !w->rows.lost);
	enum glyph sign = !r->number ? GLYPH_BAD : end ? GLYPH_LIVE : GLYPH_VLINE;
	enum role role = r->number ? ROLE_TEXT : ROLE_ALARM;
	area_put(a, row, 2, r->number ? ROLE_DIM : role, canvas_glyph(a->canvas, sign));
	area_field(a, row, POINT, POINT_WIDTH, role, r->point);
	if (!r->number) {
		area_put(a, row, STEP + 1, ROLE_ALARM, "not seen");
		return;
	}
	gap_put(a, row, STEP, STEP_WIDTH, r->since);
	path_text_changes(&t, r->changes);
	area_field(a, row, CHANGED, a->columns - CHANGED - 1, ROLE_ACCENT, words);
}

static void put_state(const struct path_rows *r, struct text *t)
{
	if (r->state == TRAIL_OPEN)
		text_str(t, "waiting for more of it");
	else if (r->state == TRAIL_DOUBTFUL)
		text_str(t, "equal ones met");
	else if (r->hops > 1)
		text_printf(t, "%zu points saw it", r->hops);
	else
		text_str(t, r->hops ? "one point saw it" : "not known yet");
}

int packets_way_draw(const struct packets_way *w, const struct area *a, int row,
		     int most)
{
	char words[32];
	struct text t = text_over(words, sizeof(words));
	const struct path_rows *r = &w->rows;
	int end = row + most < a->rows ? row + most : a->rows;
	if (!w->number || row + 1 >= end)
		return row;
	number_grouped(&t, w->number);
	int at = area_put(a, row, 1, ROLE_DIM, "path");
	at = area_put(a, row, at + 2, ROLE_STRONG, words);
	t = text_over(words, sizeof(words));
	put_state(r, &t);
	area_put(a, row++, at + 2, ROLE_DIM, words);
	/* The last one of a way that is too long for the pane says how it ended. */
	size_t room = (size_t)(end - row), first = r->count;
	if (r->count > room)
		first = room - 2;
	for (size_t i = 0; (r->hops > 1 || r->lost) && i < first; i++)
		draw_hop(w, a, row++, i);
	if (first < r->count) {
		area_printf(a, row++, POINT, ROLE_DIM, "%zu more, P shows all",
			    r->count - first - 1);
		draw_hop(w, a, row++, r->count - 1);
	}
	return row + 1;
}

/* Between which points, how many of how many, the newest of them. */
static void draw_lane(const struct trails *trails, const struct area *a, int row,
		      const struct lane *lane)
{
	char ends[400], counts[80];
	struct text e = text_over(ends, sizeof(ends)),
		    c = text_over(counts, sizeof(counts));
	session_point_put(&e, trails, lane->from.point);
	text_printf(&e, " %s ", canvas_glyph(a->canvas, GLYPH_ARROW));
	session_point_put(&e, trails, lane->to.point);
	text_str(&c, "! ");
	number_grouped(&c, lane->lost);
	text_str(&c, " of ");
	number_grouped(&c, lane->packets + lane->lost);
	area_put_right(a, row, 1, ROLE_ALARM, counts);
	area_field(a, row, 2, a->columns - text_columns(counts) - 4, ROLE_TEXT, ends);
	c = text_over(counts, sizeof(counts));
	clock_text_time(&c, lane->last_lost, 0);
	text_str(&c, "  packet ");
	number_grouped(&c, lane->last_number);
	area_put(a, row + 1, POINT, ROLE_DIM, counts);
}

int packets_way_lost(const struct app *app, const struct area *a, int row, int most)
{
	const struct trails *trails = app->session->trace.trails;
	size_t count = sums_lanes_count(app->session);
	int end = row + most < a->rows ? row + most : a->rows;
	autofree const struct lane **list = sums_lanes_list(app->session);
	if (!count || !list[0]->lost || row + 2 >= end)
		return row;
	area_put(a, row++, 1, ROLE_DIM, "lost on the way");
	for (size_t i = 0; i < count && list[i]->lost && row + 1 < end; i++, row += 2)
		draw_lane(trails, a, row, list[i]);
	return row + 1;
}
