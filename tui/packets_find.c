/* Jumps in the packet list: to lines with some text, a bounded number of them looked at
 * between two looks at the keyboard; to marks. */
#include <string.h>

#include "tui/packets.h"

enum { SEARCH_ROWS = 2000 };

/* Search ------------------------------------------------------------------ */

static bool line_has(const struct session *s, size_t at, const char *text)
{
	char line[1024];
	struct packet packet;
	struct text t = text_over(line, sizeof(line));
	const struct event *event = timeline_event(s->timeline, at);
	if (event)
		return strcasestr(event->text, text);
	if (!store_get(s->store, timeline_number(s->timeline, at), &packet))
		return false;
	packets_row_text(s, &packet, &t);
	return strcasestr(line, text);
}

static void search_end(struct packets *p, struct app *app, bool found)
{
	p->searching = false;
	if (found) {
		p->follow = false;
		list_goto(&p->list, p->search_at);
		packets_moved(p, app->session);
	} else {
		app_message(app, false, "%s: not found %s", p->search_text,
			    p->search_step > 0 ? "below; N looks above"
					       : "above; n looks below");
	}
}

/* Looks at some more rows; true while it goes on. */
void packets_search_step(struct packets *p, struct app *app)
{
	size_t count = packets_lines(p, app->session);
	for (int i = 0; i < SEARCH_ROWS; i++) {
		p->search_at += (size_t)(ptrdiff_t)p->search_step;
		if (p->search_at >= count) { /* also below 0 */
			search_end(p, app, false);
			return;
		}
		if (line_has(app->session, p->search_at, p->search_text)) {
			search_end(p, app, true);
			return;
		}
	}
	app->dirty = true;
}

void packets_search(struct packets *p, struct app *app, int step)
{
	struct text t = text_over(p->search_text, sizeof(p->search_text));
	text_str(&t, app_find_text(app));
	if (!p->search_text[0]) {
		app_message(app, false, "nothing to look for: / asks");
		return;
	}
	p->searching = true;
	p->search_step = step;
	p->search_at = p->list.cursor;
}

/* Marks ------------------------------------------------------------------- */

void packets_mark(struct packets *p, struct session *s)
{
	if (!p->number)
		return;
	session_mark(s, p->number, !session_is_marked(s, p->number));
	list_move(&p->list, 1);
	packets_moved(p, s);
}

/* Goes to the next marked packet that is shown. */
void packets_mark_jump(struct packets *p, struct app *app, int step)
{
	struct session *s = app->session;
	size_t count = packets_lines(p, s);
	ptrdiff_t i = step > 0 ? 0 : (ptrdiff_t)s->marks.count - 1;
	for (; i >= 0 && (size_t)i < s->marks.count; i += step) {
		uint64_t number = s->marks.items[i];
		size_t row = timeline_find(s->timeline, number);
		bool beyond = step > 0 ? row > p->list.cursor : row < p->list.cursor;
		if (row >= count || !beyond ||
		    timeline_number(s->timeline, row) != number)
			continue;
		p->follow = false;
		list_goto(&p->list, row);
		packets_moved(p, s);
		return;
	}
	app_message(app, false, "no mark %s", step > 0 ? "below" : "above");
}
