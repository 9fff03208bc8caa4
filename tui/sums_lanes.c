/* Loss and latency between neighbouring points, per direction: what lost most first. */
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "tui/gap.h"
#include "tui/number.h"
#include "tui/packets_columns.h"
#include "tui/rowjson.h"
#include "tui/session_trails.h"
#include "tui/sums.h"

/* Of lanes, as they are shown. */
static int by_loss(const void *x, const void *y)
{
	const struct lane *const *a = x, *const *b = y;
	if ((*a)->lost != (*b)->lost)
		return (*a)->lost > (*b)->lost ? -1 : 1;
	if ((*a)->from.point != (*b)->from.point)
		return (*a)->from.point < (*b)->from.point ? -1 : 1;
	if ((*a)->to.point != (*b)->to.point)
		return (*a)->to.point < (*b)->to.point ? -1 : 1;
	return ((*a)->from.direction > (*b)->from.direction) -
	       ((*a)->from.direction < (*b)->from.direction);
}

static const struct trails *trails_of(const struct session *s)
{
	return s->trace.trails;
}

size_t sums_lanes_count(const struct session *s)
{
	return trails_of(s) ? lanes_count(trails_lanes(trails_of(s))) : 0;
}

const struct lane **sums_lanes_list(const struct session *s)
{
	size_t count = sums_lanes_count(s);
	const struct lane **list = mem_new((count + 1) * sizeof(*list));
	for (size_t i = 0; i < count; i++)
		list[i] = lanes_at(trails_lanes(trails_of(s)), i);
	qsort(list, count, sizeof(*list), by_loss);
	return list;
}

enum { ALL_FROM = 76 }; /* columns of a list that has room for all of it */

/* What is between them. */
static const char *kind_of(const struct trails *t, const struct lane *lane)
{
	struct way_point from = trails_way(t, lane->from.point),
			 to = trails_way(t, lane->to.point);
	if (from.peer == lane->to.point)
		return "wire";
	if (from.bridge != WAY_NONE && from.bridge == to.bridge)
		return "bridge";
	return from.space != WAY_NONE && from.space == to.space ? "node" : "";
}

/* Columns from the right: the points get what is left, without `all` of them what P99
 * and BY would take as well. */
struct lane_columns {
	bool all;
	int from, to, kind, packets, lost, p50, p99, max;
};

static struct lane_columns columns_of(int width)
{
	struct lane_columns c = { .all = width >= ALL_FROM,
				  .from = 3,
				  .max = width - 10 };
	c.p99 = c.max - 10;
	c.p50 = c.all ? c.p99 - 10 : c.max - 10;
	c.lost = c.p50 - 7;
	c.packets = c.lost - 7;
	c.kind = c.all ? c.packets - 7 : c.packets;
	c.to = 3 + (c.kind - 3) / 2;
	return c;
}

static void put_right(const struct area *a, int row, int column, int width,
		      enum role role, const char *words)
{
	struct area field = area_part(a, row, column, 1, width);
	area_put_right(&field, 0, 0, role, words);
}

static void put_count(const struct area *a, int row, int column, uint64_t value,
		      enum role role)
{
	char words[32];
	struct text t = text_over(words, sizeof(words));
	if (value)
		number_short(&t, value);
	else
		text_str(&t, canvas_glyph(a->canvas, GLYPH_DOT));
	put_right(a, row, column, 6, value ? role : ROLE_DIM, words);
}

static void put_delay(const struct area *a, int row, int column,
		      const struct lane *lane, int64_t ns)
{
	if (lane->packets)
		gap_put(a, row, column, 9, ns);
}

static void put_point(const struct area *a, int row, int column, int width,
		      const struct trails *trails, uint32_t point)
{
	char name[160], words[160];
	struct text t = text_over(name, sizeof(name));
	session_point_put(&t, trails, point);
	t = text_over(words, sizeof(words));
	packets_elide(&t, name, width);
	area_field(a, row, column, width, ROLE_TEXT, words);
}

/* Those that got there and those that did not. */
static uint64_t lane_sent(const struct lane *lane)
{
	return lane->packets + lane->lost;
}

static void draw_lane(const struct area *a, int row, const struct lane_columns *c,
		      const struct trails *t, const struct lane *lane)
{
	put_point(a, row, c->from, c->to - c->from - 1, t, lane->from.point);
	put_point(a, row, c->to, c->kind - c->to - 1, t, lane->to.point);
	if (c->all)
		area_put(a, row, c->kind, ROLE_DIM, kind_of(t, lane));
	put_count(a, row, c->packets, lane_sent(lane), ROLE_TEXT);
	put_count(a, row, c->lost, lane->lost, ROLE_ALARM);
	put_delay(a, row, c->p50, lane, lane_quantile(lane, 50));
	if (c->all)
		put_delay(a, row, c->p99, lane, lane_quantile(lane, 99));
	put_delay(a, row, c->max, lane, lane->max);
	if (lane->lost)
		area_put(a, row, 1, ROLE_ALARM, "!");
}

void sums_draw_lanes(const struct sums *s, const struct session *session,
		     const struct area *a)
{
	struct lane_columns c = columns_of(a->columns);
	size_t count = sums_lanes_count(session);
	if (!count) {
		area_put(a, 2, 3, ROLE_TEXT,
			 "no packet was seen at two points: capture both ends of a "
			 "link");
		return;
	}
	area_put(a, 0, c.from, ROLE_DIM, "FROM");
	area_put(a, 0, c.to, ROLE_DIM, "TO");
	if (c.all) {
		area_put(a, 0, c.kind, ROLE_DIM, "BY");
		put_right(a, 0, c.p99, 9, ROLE_DIM, "P99");
	}
	put_right(a, 0, c.packets, 6, ROLE_DIM, "PKTS");
	put_right(a, 0, c.lost, 6, ROLE_DIM, "LOST");
	put_right(a, 0, c.p50, 9, ROLE_DIM, "P50");
	put_right(a, 0, c.max, 9, ROLE_DIM, "MAX");
	autofree const struct lane **list = sums_lanes_list(session);
	for (int row = 1; row < a->rows; row++) {
		size_t at = s->list.top + (size_t)row - 1;
		if (at >= count)
			break;
		draw_lane(a, row, &c, trails_of(session), list[at]);
		if (at == s->list.cursor)
			area_cursor_row(a, row);
	}
}

/* For scripts ---------------------------------------------------------------- */

static const char *direction_word(enum direction d)
{
	return d == DIRECTION_IN ? "in" : d == DIRECTION_OUT ? "out" : "";
}

/* As RFC 4180 has it, where a name needs it. */
static void csv_name(struct text *t, const struct trails *trails, uint32_t point)
{
	char safe[300];
	struct text s = text_over(safe, sizeof(safe));
	session_point_put(&s, trails, point);
	bool quote = strpbrk(safe, ",\"") != NULL;
	text_str(t, quote ? "\"" : "");
	for (const char *c = safe; *c; c++) {
		if (*c == '"')
			text_char(t, '"');
		text_char(t, *c);
	}
	text_str(t, quote ? "\"" : "");
}

static void csv_lane(struct text *t, const struct trails *trails,
		     const struct lane *lane)
{
	csv_name(t, trails, lane->from.point);
	text_printf(t, ",%s,", direction_word(lane->from.direction));
	csv_name(t, trails, lane->to.point);
	text_printf(t, ",%s,%s,%llu,%llu,%llu,%lld,%lld,%lld\n",
		    direction_word(lane->to.direction), kind_of(trails, lane),
		    (unsigned long long)lane_sent(lane), (unsigned long long)lane->lost,
		    (unsigned long long)lane->doubtful,
		    (long long)lane_quantile(lane, 50),
		    (long long)lane_quantile(lane, 99), (long long)lane->max);
}

static void json_name(struct text *t, const struct trails *trails, uint32_t point)
{
	char safe[300];
	struct text s = text_over(safe, sizeof(safe));
	session_point_put(&s, trails, point);
	rowjson_string(t, safe);
}

static void json_lane(struct text *t, const struct trails *trails,
		      const struct lane *lane)
{
	text_str(t, "{ \"from\": ");
	json_name(t, trails, lane->from.point);
	text_printf(t, ", \"from_direction\": \"%s\", \"to\": ",
		    direction_word(lane->from.direction));
	json_name(t, trails, lane->to.point);
	text_printf(t,
		    ", \"to_direction\": \"%s\", \"by\": \"%s\", \"packets\": %llu, "
		    "\"lost\": %llu, \"doubtful\": %llu, \"p50_ns\": %lld, \"p99_ns\": "
		    "%lld, \"max_ns\": %lld }",
		    direction_word(lane->to.direction), kind_of(trails, lane),
		    (unsigned long long)lane_sent(lane), (unsigned long long)lane->lost,
		    (unsigned long long)lane->doubtful,
		    (long long)lane_quantile(lane, 50),
		    (long long)lane_quantile(lane, 99), (long long)lane->max);
}

char *sums_lanes_text(const struct session *s, bool json)
{
	enum { LANE_ROOM = 1200 };
	size_t count = sums_lanes_count(s), size = (count + 2) * LANE_ROOM;
	char *out = mem_new(size);
	struct text t = text_over(out, size);
	autofree const struct lane **list = sums_lanes_list(s);
	text_str(&t,
		 json ? "{ \"version\": 1, \"lanes\": ["
		      : "from,from_direction,to,to_direction,by,packets,lost,doubtful,"
			"p50_ns,p99_ns,max_ns\n");
	for (size_t i = 0; i < count; i++) {
		if (json)
			text_str(&t, i ? ",\n  " : "\n  ");
		(json ? json_lane : csv_lane)(&t, trails_of(s), list[i]);
	}
	text_str(&t, json ? "\n] }\n" : "");
	return out;
}
