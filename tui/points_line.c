#include "tui/points_line.h"

#include <string.h>

#include "tui/number.h"
#include "tui/odd.h"
#include "tui/points_select.h"
#include "tui/session_lab.h"
#include "tui/session_notes.h"
#include "tui/session_once.h"
#include "tui/session_tunnel.h"
#include "tui/topology_view.h"

enum { WIDE = 120 }; /* columns that have room for what is expected */

/* Why the tap of this point does not go on, or what it could not decode. */
static bool put_trouble(struct text *t, const struct session *s, const char *name)
{
	for (size_t i = 0; i < s->taps.count; i++) {
		const struct tap *tap = &s->taps.items[i];
		bool failed =
			tap->state == CAPTURE_FAILED || tap->state == CAPTURE_GONE;
		if (!tap->wanted || strcmp(tap->name, name) != 0)
			continue;
		if (failed)
			text_str(t, tap->text);
		else if (odd_sum(tap->odd))
			text_str(t, "not decoded: ");
		if (!failed)
			odd_list(t, tap->odd);
		return text_length(t);
	}
	return false;
}

/* What is wrong with the row under the cursor, "": nothing. */
static void put_reason(struct text *t, const struct session *s,
		       const struct point_row *row)
{
	const struct endpoint *e = row ? row->endpoint : NULL;
	const struct lab_host *h = row && row->group ? row->group->host : NULL;
	if (h && !e)
		text_str(t, h->trouble ? h->trouble : h->about);
	if (!e || put_trouble(t, s, e->name))
		return;
	bool counts = e->tunnel && e->can_capture && !e->reason;
	const char *reason = counts ? session_uncounted(s, e) : e->reason;
	text_str(t, reason ? reason : "");
}

/* What would be captured, by the counters of now; of the ends of a link each frame
 * once. Nothing where it is not known of all. */
static void put_expected(const struct session *s, struct text *t)
{
	uint64_t packets = 0, bits = 0;
	for (size_t i = 0; i < s->selected.count; i++) {
		const char *name = s->selected.items[i];
		const struct endpoint *e = lab_endpoint(s->lab, name);
		const struct rate *r = e ? session_rate_of(s, e) : NULL;
		unsigned share = session_once_way(s, name) == DIRECTION_UNKNOWN ? 1 : 2;
		if (!r || !r->known)
			return;
		packets += r->packets / share;
		bits += r->bits / share;
	}
	text_str(t, "   about ");
	number_short(t, packets);
	text_str(t, " pps, ");
	number_short(t, bits);
	text_str(t, "bit/s");
}

/* "3 points on 2 links selected" */
static void put_selected(const struct session *s, struct text *t, bool wide)
{
	const struct topology *topology = s->lab->topology;
	size_t links = 0, count = s->selected.count;
	for (size_t i = 0; topology && i < topology->link_count; i++)
		links += points_has_selected(s, &topology->links[i]);
	text_printf(t, "%zu point%s", count, count == 1 ? "" : "s");
	if (links)
		text_printf(t, " on %zu link%s", links, links == 1 ? "" : "s");
	text_str(t, " selected");
	if (wide)
		put_expected(s, t);
}

/* What the user wrote about it, or else about its link. */
static void put_note(const struct session *s, const struct point_row *row,
		     struct text *t)
{
	const char *name = row ? point_row_name(row) : "";
	const struct topology_link *l = row ? points_link(row, s->lab) : NULL;
	const char *note = session_point_note(s, name);
	if (!note && l) {
		name = l->name;
		note = session_point_note(s, name);
	}
	if (!note)
		return;
	text_printf(t, "%s: \"", name);
	text_escape(t, note, strlen(note));
	text_str(t, "\"   ");
}

/* Which file the links are from, and how much of it is not here; behind `column`. */
static void put_file(const struct area *line, int column, const struct lab *lab)
{
	const struct topology *topology = lab->topology;
	size_t gone = 0, differ = 0;
	char words[120];
	struct text t = text_over(words, sizeof(words));
	for (size_t i = 0; i < topology->port_count; i++)
		gone += topology_endpoint(lab, i)->space == NO_SPACE &&
			!topology_endpoint(lab, i)->can_capture;
	for (size_t i = 0; i < lab->endpoint_count; i++)
		differ += lab->endpoints[i].differs;
	const char *slash = strrchr(topology->path, '/');
	text_str(&t, slash ? slash + 1 : topology->path);
	if (gone)
		text_printf(&t, " · %zu not here", gone);
	if (differ)
		text_printf(&t, " · %zu differ", differ);
	if (column + text_columns(words) + 2 < line->columns)
		area_put_right(line, 0, 1, ROLE_DIM, words);
}

void points_draw_message(const struct area *line, const struct session *s,
			 const struct point_row *row)
{
	char words[400], reason[320];
	struct text t = text_over(reason, sizeof(reason));
	put_reason(&t, s, row);
	t = text_over(words, sizeof(words));
	put_note(s, row, &t);
	if (s->selected.count)
		put_selected(s, &t, line->columns >= WIDE);
	else if (!text_length(&t))
		text_str(&t, "nothing selected: Enter takes the row under the cursor");
	if (reason[0]) {
		t = text_over(words, sizeof(words));
		text_printf(&t, "%s: %s", point_row_name(row), reason);
	}
	bool note = row && !row->endpoint && row->group->note;
	if (note) {
		t = text_over(words, sizeof(words));
		text_str(&t, row->group->name);
	}
	bool plain = !reason[0] && !note;
	int at = area_put(line, 0, 1, plain ? ROLE_DIM : ROLE_TEXT, words);
	if (s->lab->topology && plain)
		put_file(line, at, s->lab);
	if (s->lab_known && !s->lab->complete)
		area_put_right(line, 0, 1, ROLE_ALARM,
			       "! not every namespace was read");
}
