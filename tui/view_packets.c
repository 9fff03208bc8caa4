/* The packet list: follows what comes, stays on its packet when the filter changes. */
#include <string.h>

#include "core/base/clock.h"
#include "tui/decode.h"
#include "tui/names.h"
#include "tui/packets.h"
#include "tui/packets_side.h"
#include "tui/session_gather.h"
#include "tui/session_trails.h"
#include "tui/view_packet.h"
#include "tui/view_save.h"

enum { SHIFT_STEP = 8, GROW_MAX = 40 };

size_t packets_lines(const struct packets *p, const struct session *s)
{
	bool some = s->rows && rows_count(s->rows);
	size_t count = some ? timeline_count(s->timeline) : 0;
	return p->paused && p->paused_at < count ? p->paused_at : count;
}

void packets_moved(struct packets *p, struct session *s)
{
	bool some = s->rows && p->list.cursor < packets_lines(p, s);
	p->number = some ? timeline_number(s->timeline, p->list.cursor) : 0;
	p->event = some ? timeline_event(s->timeline, p->list.cursor) : NULL;
	if (p->split && p->number)
		detail_show(&p->detail, s, session_head(s, p->number));
}

static void fit(struct packets *p, struct app *app)
{
	struct packets_layout l = packets_layout(p, app_rows(app), app_columns(app));
	list_fit(&p->list, packets_lines(p, app->session),
		 (size_t)(l.list / packets_height(p)));
	int columns = l.columns;
	if (l.list_columns < columns)
		columns -= l.list_columns + 1;
	detail_fit(&p->detail, l.tree, l.bytes, columns - l.tree_columns);
}

/* A new set of rows: look for the packet that was under the cursor. */
static void rows_changed(struct packets *p, const struct session *s)
{
	p->serial = s->rows_serial;
	p->base = timeline_base(s->timeline);
	p->list = (struct list){ .height = p->list.height };
	p->paused_at = SIZE_MAX;
	packets_search_done(p);
	p->seek = p->number != 0;
}

static void rows_dropped(struct packets *p, const struct session *s)
{
	uint64_t base = timeline_base(s->timeline);
	size_t gone = (size_t)(base - p->base);
	p->base = base;
	if (!gone)
		return;
	list_drop(&p->list, gone);
	if (p->paused)
		p->paused_at = p->paused_at > gone ? p->paused_at - gone : 0;
}

static void cursor_to_event(struct packets *p, const struct session *s)
{
	size_t line = timeline_find_event(s->timeline, p->event);
	p->seek = false;
	if (line < timeline_count(s->timeline))
		list_goto(&p->list, line);
}

/* Rows may have moved under the cursor, or its packet is yet to come. */
static void cursor_keep(struct packets *p, struct session *s)
{
	size_t count = packets_lines(p, s);
	if (p->follow && !p->paused) {
		p->seek = false;
		list_goto(&p->list, count ? count - 1 : 0);
	} else if (p->event && count) {
		cursor_to_event(p, s);
	} else if (p->number && count &&
		   (p->seek || p->list.cursor >= count ||
		    timeline_number(s->timeline, p->list.cursor) != p->number)) {
		size_t at = timeline_find(s->timeline, p->number);
		bool exact = timeline_number(s->timeline, at) == p->number;
		uint64_t looked = store_first(s->store) + rows_seen(s->rows);
		list_goto(&p->list, at);
		if (p->seek && !exact && looked <= p->number)
			return; /* the rows up to it are still being looked for */
		p->seek = false;
	}
	packets_moved(p, s);
}

static void list_update(struct packets *p, struct app *app)
{
	struct session *s = app->session;
	p->names = names_on(app);
	packets_side_fit(p, app);
	if (p->serial != s->rows_serial)
		rows_changed(p, s);
	if (s->rows)
		rows_dropped(p, s);
	fit(p, app);
	if (s->rows)
		cursor_keep(p, s);
	packets_measure(p, app);
}

/* Commands ---------------------------------------------------------------- */

/* Where the reader stopped is a line, for who goes on behind it. */
static void pause_end(struct packets *p, struct session *s)
{
	char length[32];
	struct text t = text_over(length, sizeof(length));
	clock_text_seconds(&t, clock_now() - p->paused_time, 1);
	session_event(s, p->paused_time, false, "the list was frozen here for %s s",
		      length);
}

static void follow_set(struct packets *p, struct app *app, bool on)
{
	p->follow = on;
	if (on && p->paused)
		pause_end(p, app->session);
	if (on)
		p->paused = false;
	list_update(p, app);
}

static void pause_toggle(struct packets *p, struct app *app)
{
	if (p->paused)
		pause_end(p, app->session);
	p->paused_at = packets_lines(p, app->session);
	p->paused_time = clock_now();
	p->paused = !p->paused;
	app_message(app, false,
		    p->paused ? "the list is frozen, capture goes on; p goes on" : "");
	list_update(p, app);
}

/* Enter: the detail pane, then the packet alone. Nobody can read one that goes away. */
static void open_more(struct packets *p, struct app *app)
{
	if (!p->number)
		return;
	p->follow = false;
	if (p->split) {
		app_open_view(app, &view_packet);
		return;
	}
	p->split = true;
	detail_show(&p->detail, app->session, session_head(app->session, p->number));
	list_update(p, app);
}

static enum want close_more(struct packets *p, struct app *app)
{
	if (p->search.on) {
		packets_search_done(p);
		app_message(app, false, "search stopped");
	} else if (p->pane != PANE_LIST) {
		p->pane = PANE_LIST;
	} else if (p->split) {
		p->split = false;
		list_update(p, app);
	} else {
		return WANT_CLOSE;
	}
	return WANT_REDRAW;
}

/* The next pane that is on the screen. */
static void pane_next(struct packets *p, struct app *app, int by)
{
	struct packets_layout l = packets_layout(p, app_rows(app), app_columns(app));
	const bool there[] = { true, l.tree > 0, l.bytes > 0 };
	int pane = (int)p->pane;
	if (!p->split) {
		app_message(app, false, "the list is the only pane: Enter opens one");
		return;
	}
	do
		pane = (pane + by + 3) % 3;
	while (!there[pane]);
	p->pane = (enum packets_pane)pane;
}

static void bytes_toggle(struct packets *p, struct app *app)
{
	p->bytes = !p->bytes || !p->split;
	p->split = true;
	p->follow = false;
	if (p->pane == PANE_BYTES)
		p->pane = PANE_LIST;
	list_update(p, app);
}

/* More or less room for the pane, by the other way of dividing the screen. */
static void pane_size(struct packets *p, struct app *app, enum command command)
{
	if (command == COMMAND_GROW)
		p->grow = p->grow < GROW_MAX ? p->grow + 1 : GROW_MAX;
	else if (command == COMMAND_SHRINK)
		p->grow = p->grow > -GROW_MAX ? p->grow - 1 : -GROW_MAX;
	else if (command == COMMAND_EVEN)
		p->grow = 0;
	else
		p->beside = !p->beside;
	if (!p->split)
		app_message(app, false, "%s",
			    command != COMMAND_BESIDE
				    ? "Enter opens a pane, of this size"
			    : p->beside ? "the pane will stand beside the list"
					: "the pane will be below the list");
	if (command == COMMAND_BESIDE &&
	    packets_layout(p, app_rows(app), app_columns(app)).columns < 100)
		app_message(app, false,
			    "the pane stands beside the list from 100 "
			    "columns on");
	list_update(p, app);
}

static void shift_by(struct packets *p, int by)
{
	p->shift = p->shift + by < 0 ? 0 : p->shift + by;
}

static void goto_number(struct packets *p, struct app *app, int number)
{
	struct session *s = app->session;
	size_t count = packets_lines(p, s);
	uint64_t leader = session_leader(s, (uint64_t)number);
	size_t row = timeline_find(s->timeline, leader);
	p->follow = false;
	list_goto(&p->list, row < count ? row : count ? count - 1 : 0);
	packets_moved(p, s);
	if (p->number != leader)
		app_message(app, false, "packet %d is not shown; this is the next one",
			    number);
}

/* What moves the cursor ends following; the last row starts it again. */
static bool move(struct packets *p, struct app *app, enum command command, int count)
{
	if (!list_command(&p->list, command, count))
		return false;
	p->seek = false;
	p->follow = command == COMMAND_LAST && session_is_growing(app->session);
	packets_moved(p, app->session);
	return true;
}

/* Commands that need no packet. */
static bool command_look(struct packets *p, struct app *app, enum command command)
{
	switch (command) {
	case COMMAND_FOLLOW:
		follow_set(p, app, !p->follow);
		break;
	case COMMAND_PAUSE:
		pause_toggle(p, app);
		break;
	case COMMAND_DECODE:
		decode_ask(app, p->number);
		break;
	case COMMAND_BYTES:
		bytes_toggle(p, app);
		break;
	case COMMAND_PANE_NEXT:
		pane_next(p, app, 1);
		break;
	case COMMAND_PANE_PREVIOUS:
		pane_next(p, app, -1);
		break;
	case COMMAND_GROW:
	case COMMAND_SHRINK:
	case COMMAND_EVEN:
	case COMMAND_BESIDE:
		pane_size(p, app, command);
		break;
	case COMMAND_LEFT:
		shift_by(p, -SHIFT_STEP);
		break;
	case COMMAND_RIGHT:
		shift_by(p, SHIFT_STEP);
		break;
	case COMMAND_SAVE:
		app_open_view(app, &view_save);
		break;
	case COMMAND_SAVE_NOW:
		view_save_now(app);
		break;
	default:
		if (!packets_style(p, app, command))
			return false;
		list_update(p, app);
	}
	return true;
}

/* On a line that is no packet, what is about one says so. */
static bool lacks_packet(const struct packets *p, struct app *app, enum command command)
{
	static const enum command about[] = {
		COMMAND_OPEN,	   COMMAND_ZOOM, COMMAND_SELECT,	COMMAND_ONLY,
		COMMAND_EXCEPT,	   COMMAND_NOTE, COMMAND_BYTES,		COMMAND_DECODE,
		COMMAND_SAME_NEXT, COMMAND_PATH, COMMAND_SAME_PREVIOUS,
	};
	for (size_t i = 0; !p->number && i < COUNT(about); i++)
		if (about[i] == command) {
			app_message(app, false,
				    p->event ? "this line is no packet"
					     : "there is no packet yet");
			return true;
		}
	return false;
}

/* Commands about the rows there are. */
static bool command_rows(struct packets *p, struct app *app, enum command command,
			 int count)
{
	switch (command) {
	case COMMAND_GOTO:
		goto_number(p, app, count);
		break;
	case COMMAND_SELECT:
		packets_mark(p, app->session);
		break;
	case COMMAND_SELECT_NONE:
		packets_unmark(app);
		break;
	case COMMAND_MARK_NEXT:
		packets_mark_jump(p, app, 1);
		break;
	case COMMAND_MARK_PREVIOUS:
		packets_mark_jump(p, app, -1);
		break;
	case COMMAND_SEARCH_NEXT:
		packets_search(p, app, 1);
		break;
	case COMMAND_SEARCH_PREVIOUS:
		packets_search(p, app, -1);
		break;
	case COMMAND_SAME_NEXT:
	case COMMAND_SAME_PREVIOUS:
		packets_same(p, app, command == COMMAND_SAME_NEXT ? 1 : -1);
		break;
	case COMMAND_ONLY:
	case COMMAND_EXCEPT:
		packets_only(app, command == COMMAND_EXCEPT);
		break;
	case COMMAND_OPEN:
	case COMMAND_ZOOM:
		open_more(p, app);
		break;
	default:
		return move(p, app, command, count);
	}
	return true;
}

static enum want packets_command(struct view *v, enum command command, int count)
{
	struct packets *p = v->state;
	struct app *app = v->app;
	if (command == COMMAND_BACK || (command == COMMAND_INTERRUPT && p->search.on))
		return close_more(p, app);
	if (p->pane != PANE_LIST &&
	    (command == COMMAND_ONLY || command == COMMAND_EXCEPT)) {
		packets_only_field(app, &p->detail, command == COMMAND_EXCEPT);
		return WANT_REDRAW;
	}
	if (p->pane != PANE_LIST && command != COMMAND_ZOOM &&
	    detail_command(&p->detail,
			   p->pane == PANE_BYTES ? DETAIL_BYTES : DETAIL_TREE, command,
			   count))
		return WANT_REDRAW;
	if (lacks_packet(p, app, command) || command_look(p, app, command))
		return WANT_REDRAW;
	if (app->session->rows && command_rows(p, app, command, count))
		return WANT_REDRAW;
	return WANT_NOTHING;
}

/* In the list, or in the pane: that one has the keys then. */
static bool packets_click(struct view *v, int row, int column)
{
	struct packets *p = v->state;
	struct app *app = v->app;
	struct packets_layout l = packets_layout(p, app_rows(app), app_columns(app));
	size_t line = p->list.top + (size_t)((row - 1) / packets_height(p));
	column -= l.side;
	if (column < 0)
		return false;
	if (row > l.list || column > l.list_columns) {
		p->pane = l.tree ? PANE_TREE : PANE_BYTES;
		return true;
	}
	if (row < 1 || line >= packets_lines(p, app->session))
		return false;
	p->pane = PANE_LIST;
	p->follow = false;
	p->seek = false;
	list_goto(&p->list, line);
	packets_moved(p, app->session);
	return true;
}

/* With the detail pane open, the keys of a packet work as well. */
static bool packets_key(struct view *v, int key, enum want *want)
{
	struct packets *p = v->state;
	enum command command =
		p->split ? command_of_key(key, SCOPE_PACKET) : COMMAND_NONE;
	*want = WANT_REDRAW;
	if (command == COMMAND_PACKET_NEXT || command == COMMAND_PACKET_PREVIOUS)
		packets_step(v, command == COMMAND_PACKET_NEXT ? 1 : -1);
	else if (command == COMMAND_FOLD_ALL)
		detail_command(&p->detail, DETAIL_TREE, command, 0);
	else
		return false;
	return true;
}

uint64_t packets_current(const struct view *v)
{
	const struct packets *p = v->state;
	return p->number;
}

uint64_t packets_shown(const struct view *v)
{
	return session_head(v->app->session, packets_current(v));
}

bool packets_step(struct view *v, int by)
{
	struct packets *p = v->state;
	uint64_t was = p->number;
	size_t from;
	if (!v->app->session->rows)
		return false;
	p->follow = false;
	p->seek = false;
	do {
		from = p->list.cursor;
		list_move(&p->list, by);
		packets_moved(p, v->app->session);
	} while (!p->number && p->list.cursor != from);
	return p->number != was;
}

/* Life -------------------------------------------------------------------- */

static void looks_take(struct packets *p, const struct app_looks *looks)
{
	p->time = (enum time_style)looks->time;
	p->colour = (enum packets_colour)looks->colour;
	p->grow = looks->grow;
	p->two_lines = looks->two_lines;
	p->macs = looks->macs;
	p->beside = looks->beside;
}

static void looks_keep(const struct packets *p, struct app_looks *looks)
{
	*looks = (struct app_looks){
		.time = (int)p->time,
		.colour = (int)p->colour,
		.grow = p->grow,
		.two_lines = p->two_lines,
		.macs = p->macs,
		.beside = p->beside,
	};
}

static void packets_open(struct view *v)
{
	struct packets *p = v->state;
	looks_take(p, &v->app->looks);
	p->follow = v->app->session->client || session_is_growing(v->app->session);
	p->serial = v->app->session->rows_serial - 1;
	p->opened = clock_now();
	p->search.fields = fields_new();
	list_update(p, v->app);
}

static bool packets_tick(struct view *v)
{
	struct packets *p = v->state;
	struct session *s = v->app->session;
	bool changed = p->changes != s->changes;
	bool idle = !s->rows || !rows_count(s->rows);
	list_update(p, v->app);
	changed |= packets_side_tick(p->side, v->app, p->follow ? 0 : p->number);
	if (p->search.on)
		packets_search_step(p, v->app);
	p->changes = s->changes;
	return changed && !(p->paused && !idle);
}

static const char *packets_health(const struct view *v)
{
	const struct packets *p = v->state;
	if (!session_is_capturing(v->app->session))
		return "";
	return p->paused ? "paused" : p->follow ? "follow" : "held";
}

static void packets_dump(const struct view *v, struct text *out)
{
	const struct packets *p = v->state;
	const struct session *s = v->app->session;
	text_printf(out, "rows %zu\ncursor %zu\npacket %llu\nfollow %d\npaused %d\n",
		    s->rows ? rows_count(s->rows) : 0, p->list.cursor,
		    (unsigned long long)p->number, p->follow, p->paused);
	text_printf(out, "filter %s\nmarks %zu\n", filter_text(s->filter),
		    s->marks.count);
}

static void packets_close(struct view *v)
{
	struct packets *p = v->state;
	looks_keep(p, &v->app->looks);
	packets_search_done(p);
	packets_side_free(p->side);
	fields_free(p->search.fields);
	detail_done(&p->detail);
}

const struct view_ops view_packets = {
	.name = "packets",
	.scope = SCOPE_PACKETS,
	.size = sizeof(struct packets),
	.open = packets_open,
	.tick = packets_tick,
	.draw = packets_draw,
	.command = packets_command,
	.click = packets_click,
	.key = packets_key,
	.title = packets_title,
	.health = packets_health,
	.message = packets_message,
	.dump = packets_dump,
	.close = packets_close,
};
