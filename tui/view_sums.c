/* Sums over what is shown: conversations, protocols, traffic over time. */
#include <string.h>

#include "core/analysis/only.h"
#include "core/base/clock.h"
#include "core/base/mem.h"
#include "tui/bar.h"
#include "tui/names.h"
#include "tui/number.h"
#include "tui/session_notes.h"
#include "tui/sums.h"
#include "tui/view.h"
#include "tui/view_path.h"
#include "tui/view_save.h"

enum { SLICE_MS = 6, SORT_MS = 1000 };

static const char *const page_names[SUMS_PAGES] = {
	[SUMS_TALKS] = "conversations",
	[SUMS_LAYERS] = "protocols",
	[SUMS_LANES] = "losses",
	[SUMS_PLOT] = "traffic",
};

static size_t page_rows(const struct sums *s, const struct session *session)
{
	const struct tally *t = session->tally;
	if (s->page == SUMS_LANES)
		return sums_lanes_count(session);
	return !t			? 0
	       : s->page == SUMS_TALKS	? tally_talks(t)
	       : s->page == SUMS_LAYERS ? tally_layers(t)
					: 0;
}

static void fit(struct view *v)
{
	struct sums *s = v->state;
	int rows = app_rows(v->app) - 1;
	list_fit(&s->list, page_rows(s, v->app->session), rows > 0 ? (size_t)rows : 0);
}

/* While packets come the rows are sorted once a second: they can be read meanwhile. */
static bool sums_tick(struct view *v)
{
	struct sums *s = v->state;
	struct session *session = v->app->session;
	const struct tally *t = session_tally(session, SLICE_MS * CLOCK_MS, &s->more);
	int64_t now = clock_mono();
	bool due = now - s->sorted >= SORT_MS * CLOCK_MS;
	uint64_t seen = t ? tally_seen(t) : 0;
	s->live = session_is_capturing(session);
	if (s->more)
		v->app->dirty = true; /* goes on at once */
	if (!t || (seen == s->seen && !(s->live && due)) ||
	    (!due && s->seen && s->more))
		return false;
	if (!due && s->live && s->seen)
		return false;
	s->sorted = now;
	s->seen = seen;
	s->now = s->live ? clock_now() : tally_last(t);
	sums_sort(s, t);
	fit(v);
	return true;
}

static void sums_view_open(struct view *v)
{
	struct sums *s = v->state;
	s->sort = TALKS_BYTES;
	fit(v);
}

static void page_set(struct view *v, enum sums_page page)
{
	struct sums *s = v->state;
	s->page = page;
	s->list.cursor = s->list.top = 0;
	s->seen = 0;
	fit(v);
}

static void sums_open(struct app *app, enum sums_page page)
{
	if (app_top(app)->ops != &view_sums)
		app_open_view(app, &view_sums);
	page_set(app_top(app), page);
}

void sums_talks(struct app *app)
{
	sums_open(app, SUMS_TALKS);
}

void sums_layers(struct app *app)
{
	sums_open(app, SUMS_LAYERS);
}

void sums_traffic(struct app *app)
{
	sums_open(app, SUMS_PLOT);
}

void sums_lanes(struct app *app)
{
	sums_open(app, SUMS_LANES);
}

static void sort_by(struct view *v, int step)
{
	struct sums *s = v->state;
	do
		s->sort = (enum talks_column)(((int)s->sort + step + TALKS_COLUMNS) %
					      TALKS_COLUMNS);
	while (!sums_has_column(s->sort, app_columns(v->app)));
	s->seen = 0;
}

static void plot_turn(struct view *v, int step)
{
	struct sums *s = v->state;
	const struct tally *t = v->app->session->tally;
	size_t count = t ? tally_series_count(t) : 1;
	/* With one place, it is all. */
	count = count == 2 ? 1 : count;
	s->series = (s->series + count + (size_t)(ptrdiff_t)step) % count;
}

struct plot sums_plot(const struct sums *s, const struct tally *t)
{
	return (struct plot){
		.tally = t, .series = s->series, .bits = s->bits, .blocks = s->blocks
	};
}

/* Narrowing -------------------------------------------------------------------- */

static void put_end(struct text *t, const char *end)
{
	bool mac = strlen(end) == 17 && strspn(end, "0123456789abcdef:") == 17;
	text_printf(t, "%shost %s", mac ? "ether " : "", end);
}

static bool is_filter(const char *text)
{
	struct error e;
	struct filter *f = filter_new(text, NULL, &e);
	filter_free(f);
	return f;
}

/* The order is as old as the rows on the screen: it may know more talks than there are
 * now, or fewer. */
static const struct talk *talk_under(const struct sums *s, const struct tally *t)
{
	size_t at = s->list.cursor;
	bool known = s->page == SUMS_TALKS && at < s->order.count &&
		     s->order.items[at] < tally_talks(t);
	return known ? tally_talk(t, s->order.items[at]) : NULL;
}

/* The row under the cursor as a filter. */
static bool row_filter(const struct sums *s, const struct tally *t, char out[ONLY_TEXT])
{
	char protocol[64];
	struct text text = text_over(out, ONLY_TEXT), p;
	p = text_over(protocol, sizeof(protocol));
	const struct talk *talk = talk_under(s, t);
	if (s->page != SUMS_TALKS &&
	    (s->page != SUMS_LAYERS || s->list.cursor >= tally_layers(t)))
		return false;
	if (s->page == SUMS_TALKS && !talk)
		return false;
	const char *name = talk ? talk->protocol : tally_layer(t, s->list.cursor)->name;
	for (; *name && *name != ' '; name++)
		text_char(&p,
			  *name >= 'A' && *name <= 'Z' ? (char)(*name + 32) : *name);
	if (!talk) {
		text_str(&text, !strcmp(protocol, "ipv4")     ? "ip"
				: !strcmp(protocol, "ipv6")   ? "ip6"
				: !strcmp(protocol, "icmpv6") ? "icmp6"
							      : protocol);
		return is_filter(out);
	}
	put_end(&text, talk->ends[0]);
	text_str(&text, " and ");
	put_end(&text, talk->ends[1]);
	if (is_filter(protocol))
		text_printf(&text, " and %s", protocol);
	return is_filter(out);
}

static bool narrow(struct view *v, bool except, bool leave)
{
	const struct sums *s = v->state;
	struct app *app = v->app;
	const struct tally *t = app->session->tally;
	char term[ONLY_TEXT], text[ONLY_TEXT];
	struct error e;
	if (!t || !row_filter(s, t, term)) {
		app_message(app, false, "no filter can say this row");
		return false;
	}
	const struct only o = { .hosts = app->session->hosts };
	if (!only_term(&o, term, filter_text(app->session->filter), except, text, &e) ||
	    !bar_filter(app->bar, app, text, &e)) {
		app_message(app, true, "%s", e.text);
		return false;
	}
	if (leave)
		app_close_view(app);
	app_message(app, false, "f %s   u takes it back", text);
	return true;
}

static bool plot_command(struct view *v, enum command command)
{
	struct sums *s = v->state;
	switch (command) {
	case COMMAND_LEFT:
	case COMMAND_SORT_PREVIOUS:
		plot_turn(v, -1);
		break;
	case COMMAND_RIGHT:
	case COMMAND_SORT_NEXT:
		plot_turn(v, 1);
		break;
	case COMMAND_REVERSE:
	case COMMAND_BITS:
		s->bits = !s->bits;
		break;
	case COMMAND_LINES:
		s->blocks = !s->blocks;
		break;
	default:
		return false;
	}
	return true;
}

static bool rows_command(struct view *v, enum command command, int count)
{
	struct sums *s = v->state;
	switch (command) {
	case COMMAND_SORT_NEXT:
		sort_by(v, 1);
		break;
	case COMMAND_SORT_PREVIOUS:
		sort_by(v, -1);
		break;
	case COMMAND_REVERSE:
		s->reverse = !s->reverse;
		s->seen = 0;
		break;
	case COMMAND_ONLY:
	case COMMAND_EXCEPT:
		narrow(v, command == COMMAND_EXCEPT, false);
		break;
	case COMMAND_NAMES:
		names_toggle(v->app);
		break;
	default:
		return list_command(&s->list, command, count);
	}
	return true;
}

/* The way of the packet that was lost last on the lane under the cursor. */
static void show_lost(struct view *v)
{
	const struct sums *s = v->state;
	struct app *app = v->app;
	autofree const struct lane **list = sums_lanes_list(app->session);
	const struct lane *lane = s->list.cursor < sums_lanes_count(app->session)
					  ? list[s->list.cursor]
					  : NULL;
	if (!lane || !lane->lost) {
		app_message(app, false, "nothing was lost there");
		return;
	}
	uint64_t number = lane->last_number;
	app_close_view(app);
	app_do(app, COMMAND_GOTO, (int)number);
	path_open_of(app, number);
}

static bool sums_offers(const struct view *v, enum command command)
{
	static const unsigned pages[COMMAND_COUNT] = {
		[COMMAND_OPEN] =
			1U << SUMS_TALKS | 1U << SUMS_LAYERS | 1U << SUMS_LANES,
		[COMMAND_SORT_PREVIOUS] = 1U << SUMS_TALKS,
		[COMMAND_REVERSE] = 1U << SUMS_TALKS,
		[COMMAND_BITS] = 1U << SUMS_PLOT,
		[COMMAND_SAVE] = 1U << SUMS_TALKS | 1U << SUMS_LAYERS,
	};
	const struct sums *s = v->state;
	return !pages[command] || pages[command] >> s->page & 1;
}

static enum want sums_command(struct view *v, enum command command, int count)
{
	struct sums *s = v->state;
	int page = (int)s->page;
	if (command == COMMAND_BACK)
		return WANT_CLOSE;
	if (command == COMMAND_OPEN && s->page == SUMS_LANES) {
		show_lost(v);
		return WANT_REDRAW;
	}
	bool rows = s->page == SUMS_TALKS || s->page == SUMS_LAYERS;
	if (rows && (command == COMMAND_OPEN || command == COMMAND_SAVE)) {
		struct app *app = v->app;
		if (narrow(v, false, true) && command == COMMAND_SAVE)
			app_open_view(app, &view_save);
		return WANT_REDRAW;
	}
	if (command == COMMAND_PANE_NEXT || command == COMMAND_PANE_PREVIOUS) {
		int step = command == COMMAND_PANE_NEXT ? 1 : SUMS_PAGES - 1;
		page_set(v, (enum sums_page)((page + step) % SUMS_PAGES));
		return WANT_REDRAW;
	}
	bool done = s->page == SUMS_PLOT ? plot_command(v, command)
					 : rows_command(v, command, count);
	return done ? WANT_REDRAW : WANT_NOTHING;
}

static bool sums_click(struct view *v, int row, int column UNUSED)
{
	struct sums *s = v->state;
	size_t at = s->list.top + (size_t)row - 1;
	if (row < 1 || at >= s->list.count)
		return false;
	list_goto(&s->list, at);
	return true;
}

/* On the screen ------------------------------------------------------------------ */

static void sums_draw(const struct view *v, const struct area *area)
{
	const struct sums *s = v->state;
	const struct tally *t = v->app->session->tally;
	if (s->page == SUMS_LANES) {
		sums_draw_lanes(s, v->app->session, area);
		return;
	}
	if (!t || !tally_packets(t)) {
		area_put(area, 2, 3, ROLE_TEXT,
			 s->more ? "counting ..." : "no packets to sum up");
		return;
	}
	struct plot plot = sums_plot(s, t);
	if (s->page == SUMS_TALKS)
		sums_draw_talks(v->app, s, t, area);
	else if (s->page == SUMS_LAYERS)
		sums_draw_layers(s, t, area);
	else
		plot_draw(&plot, area);
}

static void sums_title(const struct view *v, const struct area *line)
{
	const struct sums *s = v->state;
	int at = 1, all = 0;
	for (int i = 0; i < SUMS_PAGES; i++)
		all += text_columns(page_names[i]) + 2;
	/* No word is cut: where they do not fit this page is the first, the next ones
	 * follow as Tab takes them. */
	int first = all <= line->columns ? 0 : (int)s->page;
	for (int i = 0; i < SUMS_PAGES; i++) {
		int page = (first + i) % SUMS_PAGES;
		enum role role = page == (int)s->page ? ROLE_STRONG : ROLE_DIM;
		if (at + text_columns(page_names[page]) >= line->columns && i)
			break;
		at = area_put(line, 0, at, role, page_names[page]) + 2;
	}
}

static void sums_message(const struct view *v, const struct area *line)
{
	const struct sums *s = v->state;
	const struct tally *t = v->app->session->tally;
	static const char *const hints[SUMS_PAGES] = {
		[SUMS_TALKS] = "LOST: left a point, missed the next",
		[SUMS_LAYERS] = "each with everything inside it",
		[SUMS_LANES] = "Enter: the newest lost one, :export losses.csv",
		[SUMS_PLOT] = "h l one point, b packets or bits, :export plot.svg",
	};
	char words[160];
	struct text text = text_over(words, sizeof(words));
	int taken = area_put(line, 0, 1, ROLE_DIM, hints[s->page]);
	if (!t || s->page == SUMS_LANES)
		return;
	number_grouped(&text, tally_packets(t));
	text_str(&text, s->more ? " pkts so far ..." : " pkts");
	if (s->page == SUMS_TALKS) {
		text_str(&text, " in ");
		number_grouped(&text, tally_talks(t));
		if (tally_others(t))
			text_char(&text, '+');
		text_printf(&text, " conversation%s", tally_talks(t) == 1 ? "" : "s");
	}
	area_put_right_of(line, 0, taken + 2, ROLE_TEXT, words);
}

static void sums_close(struct view *v)
{
	struct sums *s = v->state;
	free(s->order.items);
}

const struct view_ops view_sums = {
	.name = "sums",
	.scope = SCOPE_SUMS,
	.size = sizeof(struct sums),
	.open = sums_view_open,
	.tick = sums_tick,
	.draw = sums_draw,
	.command = sums_command,
	.offers = sums_offers,
	.click = sums_click,
	.title = sums_title,
	.message = sums_message,
	.close = sums_close,
};
