/* The packet list in words: title, message, and what to say when it is empty. */
#include <string.h>

#include "core/base/clock.h"
#include "tui/limits.h"
#include "tui/number.h"
#include "tui/packets.h"
#include "tui/session_notes.h"
#include "tui/session_trails.h"

enum { LEFT = 3 };

/* What keeps endpoints from being captured, a line each. */
static int draw_taps(const struct session *s, const struct area *a, int row)
{
	for (size_t i = 0; i < s->taps.count; i++) {
		const struct tap *tap = &s->taps.items[i];
		const char *words = tap->state == CAPTURE_DOWN	   ? "is down"
				    : tap->state == CAPTURE_FAILED ? "failed"
				    : tap->state == CAPTURE_GONE   ? "is gone"
								   : NULL;
		if (!tap->wanted || !words)
			continue;
		if (tap->text[0])
			area_printf(a, row++, LEFT, ROLE_ALARM, "! %s", tap->text);
		else
			area_printf(a, row++, LEFT, ROLE_ALARM, "! %s %s", tap->name,
				    words);
	}
	return row;
}

static void draw_waiting(const struct packets *p, const struct session *s,
			 const struct area *a, int row)
{
	unsigned live = session_totals(s).live;
	char words[80];
	struct text t = text_over(words, sizeof(words));
	size_t opening = 0;
	for (size_t i = 0; i < s->taps.count; i++)
		opening += s->taps.items[i].wanted &&
			   s->taps.items[i].state == CAPTURE_OPENING;
	if (!s->client && s->store) {
		text_str(&t, "no packets in this file");
	} else if (opening && !live) {
		text_printf(&t, "opening %zu point%s ...", opening,
			    opening == 1 ? "" : "s");
	} else if (s->taps.count && !live && !s->remotes &&
		   limits_no_capture(s->missing_caps)) {
		text_str(&t, "nothing can be captured without CAP_NET_RAW: start "
			     "labtap with sudo");
	} else if (s->taps.count && !live) {
		text_str(&t, "nothing is captured yet; i goes to the points");
	} else {
		/* The clock, not the seconds so far: these would be sent each second.
		 */
		text_printf(&t, "0 packets from %u point%s since ", live,
			    live == 1 ? "" : "s");
		clock_text_time(&t, p->opened, 0);
	}
	area_put(a, row, LEFT, ROLE_TEXT, words);
}

void packets_draw_empty(const struct packets *p, const struct session *s,
			const struct area *a)
{
	char hidden[32];
	struct text t = text_over(hidden, sizeof(hidden));
	uint64_t all = s->store ? store_last(s->store) : 0;
	int row = draw_taps(s, a, 2);
	if (!all) {
		draw_waiting(p, s, a, row);
		return;
	}
	number_grouped(&t, all - store_first(s->store) + 1);
	area_printf(a, row, LEFT, ROLE_TEXT, "no packet matches %s (%s hidden)",
		    filter_text(s->filter), hidden);
	area_put(a, row + 1, LEFT, ROLE_DIM, "f changes the filter, u takes it back");
}

/* Which link of the lab that is, where its name does not say it already. */
static void put_link(const struct session *s, const char *point, struct text *t)
{
	const struct endpoint *e = lab_endpoint(s->lab, point);
	const struct topology *lab = s->lab->topology;
	if (!lab || !e || !e->port || e->port->link == TOPOLOGY_NONE)
		return;
	const struct topology_link *l = &lab->links[e->port->link];
	if (strcmp(l->name, point) != 0)
		text_printf(t, "  on link %s", l->name);
}

void packets_packet_words(const struct session *s, const struct packet *packet,
			  struct text *t)
{
	static const char *const ways[] = {
		[DIRECTION_UNKNOWN] = "",
		[DIRECTION_IN] = " in",
		[DIRECTION_OUT] = " out",
	};
	const struct iface *iface = store_iface(s->store, packet->iface);
	number_grouped(t, packet->number);
	text_str(t, "  ");
	text_uint(t, packet->length);
	text_str(t, " bytes");
	if (packet->captured < packet->length) {
		text_str(t, ", first ");
		text_uint(t, packet->captured);
	}
	if (iface->name[0]) {
		text_str(t, "  ");
		text_harmless(t, iface->name, strlen(iface->name));
	}
	text_str(t, (size_t)packet->direction < COUNT(ways) ? ways[packet->direction]
							    : "");
	put_link(s, iface->name, t);
}

/* Cut with a sign: half a filter would say something else. */
static void put_capture_filter(const struct area *line, int column, const char *filter)
{
	struct area room = area_part(line, 0, column, 1, line->columns - column - 1);
	int width = text_columns(filter);
	int at = area_put(&room, 0, 0, ROLE_ACCENT, "only ");
	if (width > room.columns - at)
		width = room.columns - at;
	area_field(&room, 0, at, width, ROLE_ACCENT, filter);
}

void packets_title(const struct view *v, const struct area *line)
{
	const struct session *s = v->app->session;
	int column = 1;
	unsigned more = 0;
	/* Of a gap and "+12", no digit of which may be cut. */
	int more_room = s->taps.count < 11 ? 4 : s->taps.count < 101 ? 5 : 6;
	if (!s->client && s->spool[0])
		column = area_put(line, 0, column, ROLE_STRONG, s->spool) + 2;
	for (size_t i = 0; i < s->taps.count; i++) {
		const struct tap *tap = &s->taps.items[i];
		if (!tap->wanted)
			continue;
		bool fits =
			column + text_columns(tap->name) + more_room <= line->columns;
		if (fits && !more)
			column = area_put(line, 0, column, ROLE_STRONG, tap->name) + 2;
		else
			more++;
	}
	if (more && column > 1)
		column = area_printf(line, 0, column, ROLE_DIM, "+%u", more) + 2;
	else if (more)
		column = area_printf(line, 0, column, ROLE_DIM, "%u point%s", more,
				     more == 1 ? "" : "s") +
			 2;
	if (session_hides_ssh(s))
		column = area_put(line, 0, column, ROLE_DIM, "without SSH") + 2;
	if (filter_text(s->capture_filter)[0])
		put_capture_filter(line, column, filter_text(s->capture_filter));
}

void packets_message(const struct view *v, const struct area *line)
{
	const struct packets *p = v->state;
	const struct session *s = v->app->session;
	char words[300];
	struct text t = text_over(words, sizeof(words));
	struct packet packet;
	const char *trouble = s->store ? store_trouble(s->store) : NULL;
	if (p->search.on) {
		text_printf(&t, "looking for %s ...  Esc stops",
			    p->search.filter ? "the same conversation"
					     : p->search.text);
	} else if (trouble) {
		area_put(line, 0, 1, ROLE_ALARM, "!");
		text_printf(&t, "  %s", trouble);
	} else if (p->event) {
		text_str(&t, p->event->text);
	} else if (p->number && s->store &&
		   store_get(s->store, session_head(s, p->number), &packet)) {
		text_str(&t, "packet ");
		packets_packet_words(s, &packet, &t);
		const char *note = session_note(s, p->number);
		if (note)
			text_printf(&t, "   \"%s\"", note);
		else if (packet.comment_size) {
			text_str(&t, "   \"");
			text_escape(&t, packet.comment, packet.comment_size);
			text_str(&t, "\"");
		}
		if (packet.dropped)
			text_printf(&t, "  ! %llu lost before it",
				    (unsigned long long)packet.dropped);
		session_lost_put(s, p->number, &t);
	}
	area_put(line, 0, 1, ROLE_TEXT, words);
	if (!s->marks.count)
		return;
	t = text_over(words, sizeof(words));
	text_uint(&t, s->marks.count);
	text_str(&t, " marked");
	area_put_right(line, 0, 1, ROLE_ACCENT, words);
}
