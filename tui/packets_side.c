#include "tui/packets_side.h"

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "tui/number.h"
#include "tui/packets_way.h"
#include "tui/points_draw.h"
#include "tui/session_notes.h"
#include "tui/session_tunnel.h"
#include "tui/sums.h"

enum {
	FROM_COLUMNS = 140, /* of the screen; a pane of 46 leaves the list enough */
	FROM_ROWS = 40,
	TALKERS = 6,
	SLICE_MS = 2,	/* of counting in a turn */
	SORT_MS = 1000, /* rows can be read meanwhile */
	ENDS = 22,	/* columns of "a <> b" */
	BAR = 7,
	WAY = 8, /* rows of the way of a packet, where it is a long one */
	LOST = 5,
};

struct side {
	struct points points;
	struct points_rates rates;
	bool built;
	unsigned changes; /* of the session, when the rows were built */
	uint32_t top[TALKERS];
	size_t top_count;
	uint64_t seen;	/* packets, when they were sorted */
	int64_t sorted; /* clock_mono() */
	struct packets_way way;
};

void packets_side_fit(struct packets *p, struct app *app)
{
	bool room = app->session->client && app->canvas.columns >= FROM_COLUMNS &&
		    app->canvas.rows >= FROM_ROWS;
	if (room && !p->side)
		p->side = mem_new(sizeof(*p->side));
	if (room)
		return;
	packets_side_free(p->side);
	p->side = NULL;
}

void packets_side_free(struct side *side)
{
	if (!side)
		return;
	points_done(&side->points);
	points_rates_done(&side->rates);
	free(side);
}

/* Counting ---------------------------------------------------------------------- */

static uint64_t talk_packets(const struct tally *t, uint32_t i)
{
	const struct talk *talk = tally_talk(t, i);
	return talk->packets[0] + talk->packets[1];
}

/* Puts a conversation where it belongs among the largest. */
static void top_take(struct side *side, const struct tally *t, uint32_t talk)
{
	size_t at = side->top_count;
	while (at && talk_packets(t, side->top[at - 1]) < talk_packets(t, talk))
		at--;
	if (at == TALKERS)
		return;
	side->top_count += side->top_count < TALKERS;
	for (size_t i = side->top_count - 1; i > at; i--)
		side->top[i] = side->top[i - 1];
	side->top[at] = talk;
}

static bool count_talks(struct side *side, struct session *s)
{
	bool more;
	const struct tally *t = session_tally(s, SLICE_MS * CLOCK_MS, &more);
	int64_t now = clock_mono();
	uint64_t seen = t ? tally_seen(t) : 0;
	if (seen == side->seen || now - side->sorted < SORT_MS * CLOCK_MS)
		return false;
	side->seen = seen;
	side->sorted = now;
	side->top_count = 0;
	for (size_t i = 0; t && i < tally_talks(t); i++)
		top_take(side, t, (uint32_t)i);
	return true;
}

bool packets_side_tick(struct side *side, struct app *app, uint64_t number)
{
	struct session *s = app->session;
	if (!side) {
		session_count_tunnels(s, NULL, 0);
		return false;
	}
	if (!side->built || side->changes != s->changes) {
		const struct points_options options = {
			s->lab->topology ? POINTS_BY_LINK : POINTS_BY_NAMESPACE, "", s
		};
		points_build(&side->points, &options);
		side->built = true;
		side->changes = s->changes;
	}
	points_rates_watch(s, &side->points, 0, (size_t)app_rows(app));
	bool way = packets_way_tick(&side->way, s, number);
	return count_talks(side, s) || way;
}

/* Drawing ------------------------------------------------------------------------- */

/* Rows of points; where there are more than fit, those that are captured. */
static bool is_wanted(const struct session *s, const struct points *p,
		      const struct point_row *row, bool all)
{
	if (all)
		return !row->group || !row->group->note;
	if (row->endpoint)
		return session_is_selected(s, row->endpoint->name);
	for (size_t i = 0; i < row->group->count; i++)
		if (session_is_selected(s,
					p->members.items[row->group->first + i]->name))
			return true;
	return false;
}

/* Returns the row below them. */
static int draw_points(const struct side *side, const struct session *s,
		       const struct area *area)
{
	const struct points *p = &side->points;
	const struct points_look look = { s, s->lab->topology ? POINTS_BY_LINK
							      : POINTS_BY_NAMESPACE };
	bool all = p->rows.count + 1 < (size_t)area->rows;
	int at = 1;
	points_draw_head(area, look.order, s->lab->topology);
	for (size_t i = 0; i < p->rows.count && at < area->rows; i++) {
		const struct point_row *row = &p->rows.items[i];
		if (!is_wanted(s, p, row, all))
			continue;
		struct point_rates rates = points_rates_of(&side->rates, s, p, row);
		points_draw_row(area, at++, row, &rates, &look);
	}
	return at;
}

static int draw_lost(const struct session *s, const struct area *area, int row)
{
	bool any = false;
	for (size_t i = 0; i < s->taps.count && row < area->rows; i++) {
		const struct tap *tap = &s->taps.items[i];
		uint64_t lost = tap->dropped_kernel + tap->dropped_us;
		char words[32];
		struct text t = text_over(words, sizeof(words));
		if (!tap->wanted || !lost)
			continue;
		if (!any)
			area_put(area, row++, 1, ROLE_DIM, "lost while capturing");
		any = true;
		number_grouped(&t, lost);
		area_field(area, row, 4, ENDS, ROLE_TEXT, tap->name);
		area_printf(area, row++, 5 + ENDS, ROLE_ALARM, "! %s", words);
	}
	return any ? row + 1 : row;
}

static void draw_ends(const struct app *app, const struct area *area, int row,
		      const struct talk *talk)
{
	char words[300];
	struct text t = text_over(words, sizeof(words));
	sums_ends(app, &t, talk, ENDS);
	area_field(area, row, 2, ENDS, ROLE_TEXT, words);
}

static void draw_talkers(const struct side *side, const struct app *app,
			 const struct area *area, int row)
{
	const struct tally *t = app->session->tally;
	uint64_t all = t ? tally_packets(t) : 0;
	if (!all)
		return;
	area_put(area, row, 1, ROLE_DIM, "talkers");
	area_put(area, row++, 3 + ENDS, ROLE_DIM, "of all packets shown");
	for (size_t i = 0; i < side->top_count && row < area->rows; i++, row++) {
		if (side->top[i] >= tally_talks(t))
			return;
		const struct talk *talk = tally_talk(t, side->top[i]);
		uint64_t packets = talk_packets(t, side->top[i]);
		int percent = (int)(packets * 100 / all);
		draw_ends(app, area, row, talk);
		area_field(area, row, 3 + ENDS, 6, ROLE_TEXT, talk->protocol);
		area_printf(area, row, 10 + ENDS, ROLE_TEXT, "%3d %%", percent);
		for (int c = 0; c < (percent * BAR + 50) / 100; c++)
			area_put(area, row, 16 + ENDS + c, ROLE_ACCENT,
				 canvas_glyph(area->canvas, GLYPH_SPARK + 7));
	}
}

void packets_side_draw(const struct side *side, const struct app *app,
		       const struct area *points, const struct area *below)
{
	const struct session *s = app->session;
	int row = draw_points(side, s, points) + 1;
	struct area nodes =
		area_part(points, row, 1, points->rows - row, points->columns - 1);
	if (s->lab->topology && nodes.rows > 2)
		points_draw_nodes(&nodes, s->lab);
	area_rule(below, 0, NULL);
	row = packets_way_draw(&side->way, below, 1, WAY);
	row = packets_way_lost(app, below, row, LOST);
	draw_talkers(side, app, below, draw_lost(s, below, row));
}
