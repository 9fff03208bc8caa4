#include "tui/path_text.h"

#include <string.h>

#include "core/base/clock.h"
#include "tui/json.h"
#include "tui/lab_text.h"
#include "tui/rowjson.h"

enum {
	NAME_WIDTH = 20, /* at least */
	NAME_WIDTH_MAX = 60,
	LOST_SHOWN = 20,
};

static const struct {
	unsigned change;
	const char *word;
} words[] = {
	{ CHANGE_HOPS, "ttl" },	      { CHANGE_MACS, "mac" },
	{ CHANGE_VLAN, "vlan" },      { CHANGE_TOS, "tos" },
	{ CHANGE_TUNNEL, "tunnel" },  { CHANGE_ADDRESSES, "nat" },
	{ CHANGE_PORTS, "nat-port" }, { CHANGE_SIZE, "size" },
};

void path_text_changes(struct text *t, unsigned changes)
{
	const char *between = "";
	for (size_t i = 0; i < COUNT(words); i++) {
		if (!(changes & words[i].change))
			continue;
		text_str(t, between);
		text_str(t, words[i].word);
		between = " ";
	}
}

/* Right-aligned in columns; µ is two bytes of one column. */
static void put_gap(struct text *t, int64_t ns, bool ascii)
{
	char text[32];
	struct text gap = text_over(text, sizeof(text));
	clock_text_gap(&gap, ns, ascii);
	int wide = strstr(text, "\xc2\xb5") ? 1 : 0;
	text_printf(t, "  %*s", 9 + wide, text);
}

static const char *end_of(const struct path_report *r)
{
	return r->points[r->point_count - 1];
}

static size_t name_width(const struct path_report *r)
{
	size_t most = lab_text_width(end_of(r));
	for (size_t i = 0; i < r->sum.count; i++) {
		size_t width = lab_text_width(r->points[r->sum.hops[i].point]);
		most = width > most ? width : most;
	}
	return most < NAME_WIDTH       ? NAME_WIDTH
	       : most > NAME_WIDTH_MAX ? NAME_WIDTH_MAX
				       : most;
}

static bool is_seen(const struct path_report *r, uint32_t point)
{
	for (size_t i = 0; i < r->sum.count; i++)
		if (r->sum.hops[i].point == point)
			return true;
	return false;
}

static void put_hop(struct text *t, const struct path_report *r, const struct hop *h,
		    bool first)
{
	lab_text_field(t, r->points[h->point], name_width(r));
	text_printf(t, "%8llu  %6llu", (unsigned long long)h->seen,
		    (unsigned long long)h->lost);
	if (!first) {
		put_gap(t, h->since_first, r->ascii);
		put_gap(t, h->p50, r->ascii);
		put_gap(t, h->p99, r->ascii);
		put_gap(t, h->max, r->ascii);
		text_str(t, h->changes ? "  " : "");
		path_text_changes(t, h->changes);
	}
	text_char(t, '\n');
}

static void put_cause(char *out, size_t size, const struct path_report *r,
		      const struct lost_packet *l)
{
	struct text t = text_over(out, size);
	if (r->cause && l->next != HOPS_NONE)
		r->cause(r->owner, l->last, l->next, &t);
}

static void put_lost(struct text *t, const struct path_report *r,
		     const struct lost_packet *l)
{
	char cause[240];
	put_cause(cause, sizeof(cause), r, l);
	text_str(t, "lost  ");
	clock_text_time(t, l->time, 6);
	text_printf(t, "  packet %llu  seen last at %s", (unsigned long long)l->number,
		    r->points[l->last]);
	if (l->next != HOPS_NONE)
		text_printf(t, ", not at %s", r->points[l->next]);
	if (cause[0])
		text_printf(t, ": %s", cause);
	text_char(t, '\n');
}

/* Files of others seldom have directions. */
static void put_doubt(struct text *t, const struct path_report *r)
{
	text_printf(
		t,
		"which packets left %s is not known: what came there from elsewhere "
		"counts as sent and lost,\nunless a filter leaves it out (src host "
		"ADDRESS)\n",
		r->points[0]);
}

void path_text_put(struct text *t, const struct path_report *r)
{
	const struct hops_summary *s = &r->sum;
	text_printf(t, "%s to %s: %llu sent, %llu arrived, %llu lost", r->points[0],
		    end_of(r), (unsigned long long)s->sent,
		    (unsigned long long)s->arrived, (unsigned long long)s->lost);
	if (s->doubtful)
		text_printf(t, ", %llu like others and not told apart",
			    (unsigned long long)s->doubtful);
	if (s->unfollowed)
		text_printf(t, ", %llu split and not followed",
			    (unsigned long long)s->unfollowed);
	text_char(t, '\n');
	if (s->lost && s->direction == DIRECTION_UNKNOWN)
		put_doubt(t, r);
	text_char(t, '\n');
	lab_text_field(t, "POINT", name_width(r));
	text_printf(t, "%8s  %6s  %9s  %9s  %9s  %9s  %s\n", "SEEN", "LOST", "IN ALL",
		    "STEP", "P99", "MAX", "CHANGED");
	for (size_t i = 0; i < s->count; i++)
		put_hop(t, r, &s->hops[i], i == 0);
	/* Where they should have arrived is a row, though nothing did. */
	const struct hop never = { .point = (uint32_t)r->point_count - 1 };
	if (!is_seen(r, never.point))
		put_hop(t, r, &never, true);
	for (size_t i = 0; i < s->lost_kept && i < LOST_SHOWN; i++)
		put_lost(t, r, &s->first_lost[i]);
	if (s->lost > LOST_SHOWN)
		text_printf(t, "and %llu more\n",
			    (unsigned long long)(s->lost - LOST_SHOWN));
}

/* For scripts ---------------------------------------------------------------- */

static void put_number(struct text *t, const char *key, int64_t value)
{
	json_key(t, key);
	text_int(t, value);
}

static const char *name_of(const struct path_report *r, uint32_t point)
{
	return point == HOPS_NONE ? NULL : r->points[point];
}

static void json_hop(struct text *t, const struct path_report *r, const struct hop *h)
{
	char changes[64];
	struct text c = text_over(changes, sizeof(changes));
	path_text_changes(&c, h->changes);
	text_str(t, "{ \"point\": ");
	rowjson_string(t, r->points[h->point]);
	put_number(t, "seen", (int64_t)h->seen);
	put_number(t, "lost", (int64_t)h->lost);
	json_string(t, "next", name_of(r, h->next));
	put_number(t, "since_first_ns", h->since_first);
	put_number(t, "p50_ns", h->p50);
	put_number(t, "p99_ns", h->p99);
	put_number(t, "max_ns", h->max);
	json_string(t, "changed", changes);
	text_str(t, " }");
}

static void json_lost(struct text *t, const struct path_report *r,
		      const struct lost_packet *l)
{
	char time[64], cause[240];
	put_cause(cause, sizeof(cause), r, l);
	struct text stamp = text_over(time, sizeof(time));
	clock_text_rfc3339(&stamp, l->time);
	text_str(t, "{ \"number\": ");
	text_uint(t, l->number);
	json_string(t, "time", time);
	json_string(t, "last", name_of(r, l->last));
	json_string(t, "next", name_of(r, l->next));
	json_string(t, "cause", cause[0] ? cause : NULL);
	text_str(t, " }");
}

void path_json_put(struct text *t, const struct path_report *r)
{
	const struct hops_summary *s = &r->sum;
	text_str(t, "{ \"version\": 1");
	json_string(t, "from", r->points[0]);
	json_string(t, "to", end_of(r));
	put_number(t, "sent", (int64_t)s->sent);
	put_number(t, "arrived", (int64_t)s->arrived);
	put_number(t, "lost", (int64_t)s->lost);
	put_number(t, "doubtful", (int64_t)s->doubtful);
	put_number(t, "unfollowed", (int64_t)s->unfollowed);
	put_number(t, "capture_dropped", (int64_t)r->dropped);
	json_key(t, "directions");
	text_str(t, s->direction == DIRECTION_UNKNOWN ? "false" : "true");
	json_key(t, "hops");
	text_char(t, '[');
	for (size_t i = 0; i < s->count; i++) {
		text_str(t, i ? ", " : " ");
		json_hop(t, r, &s->hops[i]);
	}
	text_str(t, " ]");
	json_key(t, "lost_packets");
	text_char(t, '[');
	for (size_t i = 0; i < s->lost_kept; i++) {
		text_str(t, i ? ", " : " ");
		json_lost(t, r, &s->first_lost[i]);
	}
	text_str(t, s->lost_kept ? " ] }\n" : "] }\n");
}
