/* The packet list on the screen: columns and panes. */
#include <string.h>

#include "core/base/clock.h"
#include "core/dissect/addr.h"
#include "tui/packets_columns.h"
#include "tui/packets_side.h"
#include "tui/rowtext.h"
#include "tui/session_notes.h"
#include "tui/session_trails.h"

enum {
	LEFT = 3,     /* cursor, mark, gap */
	PROTOCOL = 6, /* columns it has at least */
	FROM_MIN = 9,
	FROM_MAX = 39, /* an IPv6 address */
	AT_MAX = 24,
	BESIDE = 140, /* columns from which the bytes stand beside the tree */
	BYTES_COLUMNS = 78,
	BESIDE_FROM = 100, /* columns from which the pane can stand beside the list */
	LIST_MIN = 60,
	PANE_MIN = 36,
	STACK_ROWS = 25, /* rows from which three panes are stacked */
	BYTES_NARROW = 43,
	PANE_ROWS = 17, /* of the panes below the list on a high screen */
};

/* Layout ------------------------------------------------------------------ */

int packets_height(const struct packets *p)
{
	return p->two_lines ? 2 : 1;
}

static int clamp(int value, int low, int high)
{
	return value < low ? low : value > high ? high : value;
}

/* Tree over bytes, beside the list. */
static struct packets_layout layout_beside(const struct packets *p, int rows,
					   int columns)
{
	int list = clamp(columns * 3 / 5 - p->grow * 4, LIST_MIN, columns - PANE_MIN);
	struct packets_layout l = { .list = rows - 1, .list_columns = list };
	l.columns = columns;
	l.tree = rows;
	if (p->bytes) {
		l.bytes = rows / 2;
		l.tree = rows - l.bytes - 1;
	}
	return l;
}

/* The pane below the list gets what it needs rather than a part of a high screen. */
static int list_rows(const struct packets *p, int rows)
{
	int part = rows > PANE_ROWS * 2 ? rows - 1 - PANE_ROWS : (rows - 1) * 2 / 5;
	return clamp(part - p->grow, 4, rows - 6);
}

/* Where the bytes stand: beside the tree, 8 or 16 in a row, below it, or instead. */
static void layout_bytes(struct packets_layout *l, int rows)
{
	int rest = l->tree;
	if (l->columns >= BESIDE || l->side) {
		l->tree_columns = l->columns -
				  (l->columns >= BESIDE ? BYTES_COLUMNS : BYTES_NARROW);
		l->bytes = rest;
	} else if (rows >= STACK_ROWS) {
		l->bytes = rest / 2;
		l->tree = rest - l->bytes - 1;
	} else {
		l->bytes = rest;
		l->tree = 0;
	}
}

struct packets_layout packets_layout(const struct packets *p, int rows, int columns)
{
	int side = p->side ? SIDE_COLUMNS : 0;
	columns -= side;
	struct packets_layout l = { .list = rows - 1, .list_columns = columns };
	if (p->split && p->beside && columns >= BESIDE_FROM) {
		l = layout_beside(p, rows, columns);
	} else if (p->split) {
		l.list = list_rows(p, rows);
		l.tree = rows - 2 - l.list;
	}
	bool below = p->split && l.list_columns == columns;
	l.side = side;
	l.columns = columns;
	if (below && p->bytes)
		layout_bytes(&l, rows);
	return l;
}

/* Rows -------------------------------------------------------------------- */

/* One row with all that is needed to draw it. */
struct line {
	struct packet packet;
	struct row row;
	char place[160], copies[16]; /* where it was seen, and how often: " ›3", "" */
};

/* The addresses of the link in place of those of hosts. */
static void line_macs(struct line *l)
{
	struct text to = text_over(l->row.destination, sizeof(l->row.destination));
	struct text from = text_over(l->row.source, sizeof(l->row.source));
	addr_mac(&to, l->packet.bytes);
	addr_mac(&from, l->packet.bytes + 6);
}

/* Names of the lab in place of addresses. */
static void name_end(const struct session *s, char *address, size_t size)
{
	const char *name = hosts_name(s->hosts, address);
	if (name)
		snprintf(address, size, "%s", name);
}

/* `sign`: in front of how many copies a row stands for. */
static bool line_load(struct line *l, const struct packets *p, const struct session *s,
		      size_t at, const char *sign)
{
	uint64_t number = session_head(s, timeline_number(s->timeline, at));
	unsigned copies = session_copies(s, number);
	if (!store_get(s->store, number, &l->packet))
		return false;
	flows_dissect(s->flows, &l->row, NULL, &l->packet);
	if (p->macs && l->packet.linktype == LINKTYPE_ETHERNET &&
	    l->packet.captured >= 12)
		line_macs(l);
	if (p->names) {
		name_end(s, l->row.source, sizeof(l->row.source));
		name_end(s, l->row.destination, sizeof(l->row.destination));
	}
	const struct iface *iface = store_iface(s->store, l->packet.iface);
	struct text t = text_over(l->place, sizeof(l->place));
	text_harmless(&t, iface->name, strlen(iface->name));
	l->copies[0] = '\0';
	t = text_over(l->copies, sizeof(l->copies));
	if (copies > 1)
		text_printf(&t, " %s%u", sign, copies);
	return true;
}

void packets_row_text(const struct session *s, const struct packet *packet,
		      struct text *t)
{
	struct row row;
	const struct iface *iface = store_iface(s->store, packet->iface);
	flows_dissect(s->flows, &row, NULL, packet);
	text_harmless(t, iface->name, strlen(iface->name));
	const char *const parts[] = { row.source, row.destination, row.protocol,
				      row.info };
	for (size_t i = 0; i < COUNT(parts); i++) {
		text_char(t, ' ');
		text_str(t, parts[i]);
	}
}

static int wider(int width, const char *text, const char *behind, int most)
{
	int columns = text_columns(text) + text_columns(behind);
	columns = columns < most ? columns : most;
	return columns > width ? columns : width;
}

void packets_measure(struct packets *p, struct app *app)
{
	const struct session *s = app->session;
	p->from = p->from < FROM_MIN ? FROM_MIN : p->from;
	p->to = p->to < FROM_MIN ? FROM_MIN : p->to;
	p->at = p->at < 4 ? 4 : p->at;
	size_t count = s->rows ? timeline_count(s->timeline) : 0;
	const char *sign = canvas_glyph(&app->canvas, GLYPH_PROMPT);
	for (size_t i = 0; i < p->list.height && p->list.top + i < count; i++) {
		struct line l;
		if (!line_load(&l, p, s, p->list.top + i, sign))
			continue;
		p->from = wider(p->from, l.row.source, "", FROM_MAX);
		p->to = wider(p->to, l.row.destination, "", FROM_MAX);
		p->at = wider(p->at, l.place, l.copies, AT_MAX);
	}
}

static void put_address(const struct area *a, int row, int column, int width,
			const char *address, const char *behind)
{
	char out[192];
	struct text t = text_over(out, sizeof(out));
	if (strlen(address) != (size_t)text_columns(address))
		text_str(&t, address);
	else
		packets_elide(&t, address, width - text_columns(behind));
	text_str(&t, behind);
	area_field(a, row, column, width, ROLE_TEXT, out);
}

/* Of the packet above, whatever happened in between. */
static int64_t time_above(const struct session *s, size_t at, int64_t otherwise)
{
	while (at && timeline_event(s->timeline, at - 1))
		at--;
	return at ? store_time(s->store, timeline_number(s->timeline, at - 1))
		  : otherwise;
}

/* Of the marked packet above, else of the first. */
static int64_t time_mark(const struct session *s, size_t at)
{
	uint64_t mark = session_mark_above(s, timeline_number(s->timeline, at));
	return store_time(s->store,
			  mark > store_first(s->store) ? mark : store_first(s->store));
}

static bool is_behind_event(const struct session *s, size_t at)
{
	return !at || timeline_event(s->timeline, at - 1);
}

static void time_text(struct text *t, const struct packets *p, const struct session *s,
		      size_t row, int64_t time, unsigned digits, bool ascii)
{
	int64_t gap = time - time_above(s, row, time);
	switch (p->time) {
	case TIME_CLOCK:
		if (is_behind_event(s, row) || gap > 100 * CLOCK_MS || gap < 0)
			clock_text_time(t, time, digits);
		else
			clock_text_gap(t, gap, ascii);
		break;
	case TIME_ABOVE:
		clock_text_seconds(t, gap, 6);
		break;
	case TIME_FIRST:
		clock_text_seconds(
			t, time - store_time(s->store, store_first(s->store)), 6);
		break;
	case TIME_MARK:
		clock_text_seconds(t, time - time_mark(s, row), 6);
		break;
	case TIME_DATE:
		clock_text_date(t, time, 3);
		break;
	default:
		clock_text_seconds(t, time, 6);
		break;
	}
}

static void put_right(const struct area *a, int row, int column, int width,
		      enum role role, const char *s)
{
	int gap = width - text_columns(s);
	area_put(a, row, column + (gap > 0 ? gap : 0), role, s);
}

static enum role family_role(enum family family)
{
	static const enum role roles[] = {
		[FAMILY_OTHER] = ROLE_TEXT,	 [FAMILY_LINK] = ROLE_LINK,
		[FAMILY_ROUTING] = ROLE_ROUTING, [FAMILY_ICMP] = ROLE_ICMP,
		[FAMILY_TCP] = ROLE_TCP,	 [FAMILY_UDP] = ROLE_UDP,
		[FAMILY_NAMES] = ROLE_NAMES,
	};
	return (size_t)family < COUNT(roles) ? roles[family] : ROLE_TEXT;
}

/* The text without its first columns. */
static const char *shifted(const char *s, int columns)
{
	while (columns > 0 && *s) {
		uint32_t code;
		size_t size = text_utf8((const uint8_t *)s, strlen(s), &code);
		s += size ? size : 1;
		columns--;
	}
	return s;
}

/* One of the colours of families, by a number that stays the same. */
static enum role role_of(uint32_t number)
{
	return (enum role)(ROLE_LINK + number % (ROLE_COUNT - ROLE_LINK));
}

/* The same for both directions. */
static uint32_t conversation_hash(const struct row *row)
{
	uint32_t sum[2] = { 5381, 5381 };
	const char *const ends[] = { row->source, row->destination };
	for (int i = 0; i < 2; i++)
		for (const char *c = ends[i]; *c; c++)
			sum[i] = sum[i] * 33 + (unsigned char)*c;
	return (sum[0] + sum[1]) ^ (sum[0] * sum[1]);
}

static enum role line_role(const struct packets *p, const struct session *s,
			   const struct line *l)
{
	switch (p->colour) {
	case COLOUR_POINT:
		return role_of(session_place(s, l->packet.iface));
	case COLOUR_CONVERSATION:
		return role_of(conversation_hash(&l->row) >> 3);
	case COLOUR_OFF:
		return ROLE_TEXT;
	default:
		return family_role(l->row.family);
	}
}

static void draw_what(const struct packets *p, const struct session *s,
		      const struct area *a, int row, int column, const struct line *l)
{
	bool alarm = l->row.malformed || l->row.truncated || l->packet.dropped ||
		     session_is_lost(s, l->packet.number);
	struct area what = area_part(a, row, column, 1, a->columns - column - 1);
	enum role role = line_role(p, s, l);
	int width = text_columns(l->row.protocol);
	width = width < PROTOCOL ? PROTOCOL + 1 : width + 1;
	/* The gap in one colour with both: a terminal is told that once. */
	area_field(&what, 0, 0, width, role, l->row.protocol);
	area_put(&what, 0, width, role, shifted(l->row.info, p->shift));
	if (alarm)
		area_put_right(a, row, 0, ROLE_ALARM, "!");
}

static void draw_numbers(const struct area *a, int row, const struct packets_columns *c,
			 const struct packet *packet)
{
	char text[32];
	struct text t = text_over(text, sizeof(text));
	if (c->number) {
		text_uint(&t, packet->number);
		put_right(a, row, c->number, 7, ROLE_DIM, text);
	}
	t = text_over(text, sizeof(text));
	if (c->length) {
		text_uint(&t, packet->length);
		put_right(a, row, c->length, 6, ROLE_DIM, text);
	}
}

/* The second line: every layer in its own words, as tcpdump -v has it. */
static void draw_layers(const struct packets *p, const struct session *s,
			const struct area *a, int row, int column,
			const struct packet *packet)
{
	char words[600];
	struct row ignored;
	struct text t = text_over(words, sizeof(words));
	struct fields *fields = p->search.fields;
	flows_dissect(s->flows, &ignored, fields, packet);
	for (size_t i = 0; i < fields_count(fields); i++) {
		const struct field *f = fields_at(fields, i);
		bool link = !strcmp(f->name, "Ethernet");
		if (f->depth || link || !strcmp(f->name, "Data"))
			continue;
		text_printf(&t, "%s%s %s", text_length(&t) ? "  |  " : "", f->name,
			    f->value ? f->value : "");
	}
	struct area line = area_part(a, row, column, 1, a->columns - column - 1);
	area_put(&line, 0, 0, ROLE_DIM, shifted(words, p->shift));
}

static void draw_row(const struct packets *p, const struct session *s,
		     const struct area *a, const struct packets_columns *c, int at,
		     size_t row)
{
	struct line l;
	char text[64];
	struct text t = text_over(text, sizeof(text));
	uint64_t number = timeline_number(s->timeline, row);
	if (!line_load(&l, p, s, row, canvas_glyph(a->canvas, GLYPH_PROMPT))) {
		area_put(a, at, LEFT, ROLE_DIM,
			 number < store_first(s->store)
				 ? "gone with the oldest part of the spool"
				 : "not in the file any more");
		return;
	}
	if (session_is_marked(s, number))
		area_put(a, at, 1, ROLE_ACCENT, canvas_glyph(a->canvas, GLYPH_MARK));
	if (session_note(s, number) || l.packet.comment_size)
		area_put(a, at, 2, ROLE_ACCENT, "\"");
	time_text(&t, p, s, row, l.packet.time, c->clock_digits, a->canvas->ascii);
	put_right(a, at, c->time, c->time_width, ROLE_DIM, text);
	if (c->at)
		put_address(a, at, c->at, c->at_width, l.place, l.copies);
	put_address(a, at, c->from, c->from_width, l.row.source, "");
	put_address(a, at, c->to, c->to_width, l.row.destination, "");
	draw_numbers(a, at, c, &l.packet);
	draw_what(p, s, a, at, c->what, &l);
	if (p->two_lines)
		draw_layers(p, s, a, at + 1, c->from, &l.packet);
}

/* Its sign stands where those of packets do. */
static void draw_event(const struct area *a, int at, const struct event *event)
{
	char label[1024];
	struct text t = text_over(label, sizeof(label));
	clock_text_time(&t, event->time, 0);
	text_str(&t, "  ");
	text_str(&t, event->text);
	area_rule(a, at, label);
	if (event->alarm)
		area_put_right(a, at, 0, ROLE_ALARM, "!");
}

static void draw_names(const struct area *a, const struct packets_columns *c)
{
	if (c->number)
		area_put(a, 0, c->number + 4, ROLE_DIM, "NO.");
	area_put(a, 0, c->time, ROLE_DIM, "TIME");
	if (c->at)
		area_put(a, 0, c->at, ROLE_DIM, "AT");
	area_put(a, 0, c->from, ROLE_DIM, "FROM");
	area_put(a, 0, c->to, ROLE_DIM, "TO");
	if (c->length)
		area_put(a, 0, c->length + 3, ROLE_DIM, "LEN");
	area_put(a, 0, c->what, ROLE_DIM, "WHAT");
}

/* The view ---------------------------------------------------------------- */

static void draw_list(const struct packets *p, const struct session *s,
		      const struct area *a)
{
	struct packets_columns c = packets_columns(p, s, a->columns);
	draw_names(a, &c);
	size_t count = p->list.count;
	if (!s->rows || !count) {
		packets_draw_empty(p, s, a);
		return;
	}
	int height = packets_height(p);
	for (int i = 1; i < a->rows; i += height) {
		size_t row = p->list.top + (size_t)((i - 1) / height);
		if (row >= count || row >= timeline_count(s->timeline))
			break;
		const struct event *event = timeline_event(s->timeline, row);
		if (event)
			draw_event(a, i, event);
		else
			draw_row(p, s, a, &c, i, row);
		if (row == p->list.cursor)
			area_cursor_row(a, i);
	}
}

/* The pane's own area: tree, and bytes below or beside it. */
static void draw_panes(const struct packets *p, const struct area *a,
		       const struct packets_layout *l)
{
	int width = l->tree_columns ? l->tree_columns : a->columns;
	struct area tree = area_part(a, 0, 0, l->tree, width);
	detail_draw_tree(&p->detail, &tree, p->pane == PANE_TREE);
	if (!l->bytes)
		return;
	bool below = l->tree && !l->tree_columns;
	if (below)
		area_rule(a, l->tree, NULL);
	struct area bytes = area_part(a, below ? l->tree + 1 : 0, l->tree_columns,
				      l->bytes, a->columns - l->tree_columns);
	detail_draw_bytes(&p->detail, &bytes);
}

static void draw_detail(const struct packets *p, const struct session *s,
			const struct area *a, const struct packets_layout *l)
{
	char label[256];
	struct text t = text_over(label, sizeof(label));
	if (!p->detail.packet.number)
		return;
	if (l->list_columns < a->columns) {
		for (int row = 0; row < a->rows; row++)
			area_put(a, row, l->list_columns, ROLE_DIM,
				 canvas_glyph(a->canvas, GLYPH_VLINE));
		struct area beside = area_part(a, 0, l->list_columns + 1, a->rows,
					       a->columns - l->list_columns - 1);
		draw_panes(p, &beside, l);
		return;
	}
	packets_packet_words(s, &p->detail.packet, &t);
	area_rule(a, l->list + 1, label);
	struct area below =
		area_part(a, l->list + 2, 0, a->rows - l->list - 2, a->columns);
	draw_panes(p, &below, l);
}

/* Points at the left of the list, the rest at the left of its panes. */
static void draw_side(const struct view *v, const struct area *area,
		      const struct packets_layout *l)
{
	const struct packets *p = v->state;
	int below = area->rows - (p->split && l->list_columns == l->columns
					  ? l->list + 1
					  : area->rows - SIDE_BELOW);
	struct area top = area_part(area, 0, 0, area->rows - below, l->side - 1);
	struct area rest = area_part(area, area->rows - below, 0, below, l->side - 1);
	for (int row = 0; row < area->rows; row++)
		area_put(area, row, l->side - 1, ROLE_DIM,
			 canvas_glyph(area->canvas, GLYPH_VLINE));
	packets_side_draw(p->side, v->app, &top, &rest);
}

void packets_draw(const struct view *v, const struct area *area)
{
	const struct packets *p = v->state;
	const struct session *s = v->app->session;
	struct packets_layout l = packets_layout(p, area->rows, area->columns);
	struct area own = area_part(area, 0, l.side, area->rows, l.columns);
	struct area list = area_part(&own, 0, 0, l.list + 1, l.list_columns);
	draw_list(p, s, &list);
	if (p->split)
		draw_detail(p, s, &own, &l);
	if (l.side)
		draw_side(v, area, &l);
}
