/* Jumps in the packet list: to lines with some text in row, fields or bytes, to packets
 * of the same conversation, a bounded number of them looked at between two looks at the
 * keyboard; to marks. */
#include <ctype.h>
#include <string.h>

#include "core/analysis/only.h"
#include "tui/packets.h"

enum { SEARCH_ROWS = 400 };

/* Search ------------------------------------------------------------------ */

void packets_search_done(struct packets *p)
{
	p->search.on = false;
	filter_free(p->search.filter);
	p->search.filter = NULL;
}

static bool has_bytes(const struct packets_search *look, const struct packet *packet)
{
	size_t n = look->byte_count;
	for (size_t i = 0; n && i + n <= packet->captured; i++) {
		size_t k = 0;
		while (k < n && (look->hex ? packet->bytes[i + k] == look->bytes[k]
					   : tolower(packet->bytes[i + k]) ==
						     tolower(look->bytes[k])))
			k++;
		if (k == n)
			return true;
	}
	return false;
}

static bool has_field(const struct packets_search *look, const struct session *s,
		      const struct packet *packet)
{
	struct row row;
	flows_dissect(s->flows, &row, look->fields, packet);
	for (size_t i = 0; i < fields_count(look->fields); i++) {
		const struct field *f = fields_at(look->fields, i);
		if (strcasestr(f->name, look->text) ||
		    (f->value && strcasestr(f->value, look->text)))
			return true;
	}
	return false;
}

static bool packet_has(struct packets_search *look, const struct session *s,
		       const struct packet *packet)
{
	char line[1024];
	struct text t = text_over(line, sizeof(line));
	look->where = NULL;
	if (look->filter)
		return filter_match(look->filter, packet);
	packets_row_text(s, packet, &t);
	if (!look->hex && strcasestr(line, look->text))
		return true;
	look->where = "fields";
	if (!look->hex && has_field(look, s, packet))
		return true;
	look->where = "bytes";
	return has_bytes(look, packet);
}

static bool line_has(struct packets_search *look, const struct session *s, size_t at)
{
	struct packet packet;
	const struct event *event = timeline_event(s->timeline, at);
	if (event)
		return !look->filter && strcasestr(event->text, look->text);
	return store_get(s->store, timeline_number(s->timeline, at), &packet) &&
	       packet_has(look, s, &packet);
}

static void search_end(struct packets *p, struct app *app, bool found)
{
	const struct packets_search *look = &p->search;
	if (found) {
		p->follow = false;
		list_goto(&p->list, look->at);
		packets_moved(p, app->session);
		if (look->where)
			app_message(app, false, "%s: in the %s of this packet",
				    look->text, look->where);
	} else if (look->filter) {
		app_message(app, false, "no packet of this conversation %s",
			    look->step > 0 ? "below" : "above");
	} else {
		app_message(app, false, "%s: not found %s", look->text,
			    look->step > 0 ? "below; N looks above"
					   : "above; n looks below");
	}
	packets_search_done(p);
	app->dirty = true;
}

/* Looks at some more rows; true while it goes on. */
void packets_search_step(struct packets *p, struct app *app)
{
	size_t count = packets_lines(p, app->session);
	for (int i = 0; i < SEARCH_ROWS; i++) {
		p->search.at += (size_t)(ptrdiff_t)p->search.step;
		if (p->search.at >= count) { /* also below 0 */
			search_end(p, app, false);
			return;
		}
		if (line_has(&p->search, app->session, p->search.at)) {
			search_end(p, app, true);
			return;
		}
	}
	app->dirty = true;
}

static void search_start(struct packets *p, int step)
{
	p->search.on = true;
	p->search.step = step;
	p->search.at = p->list.cursor;
}

static int hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, tolower((unsigned char)c)) : NULL;
	return at ? (int)(at - digits) : -1;
}

static uint8_t hex_byte(const char *digits)
{
	unsigned high = (unsigned)hex_value(digits[0]);
	return (uint8_t)(high << 4 | (unsigned)hex_value(digits[1]));
}

/* "0x0a01" are two bytes; any other text is looked for as it is. */
static void search_bytes(struct packets_search *look)
{
	const char *text = look->text;
	size_t size = strlen(text), room = sizeof(look->bytes);
	look->hex = size > 3 && size % 2 == 0 && !strncmp(text, "0x", 2) &&
		    strspn(text + 2, "0123456789abcdefABCDEF") == size - 2;
	look->byte_count = look->hex ? size / 2 - 1 : size;
	if (look->byte_count > room)
		look->byte_count = 0;
	for (size_t i = 0; i < look->byte_count; i++)
		look->bytes[i] =
			look->hex ? hex_byte(text + 2 + 2 * i) : (uint8_t)text[i];
}

void packets_search(struct packets *p, struct app *app, int step)
{
	struct text t = text_over(p->search.text, sizeof(p->search.text));
	text_str(&t, app_find_text(app));
	if (!p->search.text[0]) {
		app_message(app, false, "nothing to look for: / asks");
		return;
	}
	packets_search_done(p);
	search_bytes(&p->search);
	search_start(p, step);
}

void packets_same(struct packets *p, struct app *app, int step)
{
	struct packet packet;
	char text[ONLY_TEXT];
	struct error e;
	const struct only o = { &packet, p->search.fields, NULL };
	packets_search_done(p);
	if (!packets_take(app, &packet, p->search.fields) ||
	    !only_conversation(&o, text)) {
		app_message(app, false, "this is no packet of a conversation");
		return;
	}
	p->search.filter = filter_new(text, NULL, &e);
	search_start(p, step);
	packets_search_step(p, app);
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

void packets_unmark(struct app *app)
{
	app_message(app, false,
		    app->session->marks.count ? "no packet is marked any more"
					      : "no packet is marked");
	session_mark_none(app->session);
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
