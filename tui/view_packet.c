/* One packet: its tree over its bytes. The list below moves along. */
#include "tui/view_packet.h"

#include <string.h>

#include "tui/app.h"
#include "tui/decode.h"
#include "tui/detail.h"
#include "tui/number.h"
#include "tui/packets.h"
#include "tui/view_path.h"
#include "tui/view_save.h"
#include "tui/view_tshark.h"

struct packet_view {
	struct detail detail;
	enum detail_pane pane;
	bool zoom;     /* the pane with the keys has everything */
	bool no_bytes; /* x: the tree alone */
	int grow;      /* rows the user gave the tree */
};

/* Rows of the two panes; the rule between them takes one. */
struct packet_layout {
	int tree, bytes;
};

static struct packet_layout layout(const struct packet_view *p, int rows)
{
	int lines = p->detail.per_line ? ((int)p->detail.packet.captured +
					  (int)p->detail.per_line - 1) /
						 (int)p->detail.per_line
				       : 0;
	if (p->no_bytes || (p->zoom && p->pane == DETAIL_TREE))
		return (struct packet_layout){ .tree = rows };
	if (p->zoom)
		return (struct packet_layout){ .bytes = rows };
	int half = rows / 2, bytes = (lines < half ? lines : half) - p->grow;
	bytes = bytes < 1 ? 1 : bytes > rows - 4 ? rows - 4 : bytes;
	return (struct packet_layout){ .tree = rows - bytes - 1, .bytes = bytes };
}

static void fit(struct packet_view *p, struct app *app)
{
	detail_fit(&p->detail, 0, 0, app_columns(app));
	struct packet_layout l = layout(p, app_rows(app));
	detail_fit(&p->detail, l.tree, l.bytes, app_columns(app));
}

static void show(struct view *v)
{
	struct packet_view *p = v->state;
	const struct view *below = app_below(v->app, v);
	detail_show(&p->detail, v->app->session,
		    below->ops == &view_path ? path_current(below)
					     : packets_shown(below));
	fit(p, v->app);
}

/* The folds made in the pane of the list hold here as well. */
static void packet_open(struct view *v)
{
	struct packet_view *p = v->state;
	const struct view *list = app_find_below(v, &view_packets);
	const struct packets *below = list->state;
	for (size_t i = 0; i < below->detail.folds.count; i++)
		vec_push(&p->detail.folds, below->detail.folds.items[i]);
	show(v);
}

/* The list below may still be looking for a packet. */
static bool packet_tick(struct view *v)
{
	struct packets *list = app_find_below(v, &view_packets)->state;
	bool searching = list->search.on;
	if (searching)
		packets_search_step(list, v->app);
	if (searching && !list->search.on)
		show(v);
	fit(v->state, v->app);
	return searching;
}

static void packet_same(struct view *v, int step)
{
	packets_same(app_find_below(v, &view_packets)->state, v->app, step);
	show(v); /* most are found at once */
}

static void packet_step(struct view *v, int by)
{
	struct view *below = app_below(v->app, v);
	bool hop = below->ops == &view_path;
	if (hop ? path_step(below, by) : packets_step(below, by))
		show(v);
	else
		app_message(v->app, false, "no packet %s", by > 0 ? "below" : "above");
}

static void find(struct view *v, int step)
{
	struct packet_view *p = v->state;
	const char *text = app_find_text(v->app);
	if (!text[0])
		app_message(v->app, false, "nothing to look for: / asks");
	else if (!detail_find(&p->detail, text, step))
		app_message(v->app, false, "%s: not found", text);
}

static void pane_other(struct packet_view *p, struct app *app)
{
	p->pane = p->pane == DETAIL_TREE ? DETAIL_BYTES : DETAIL_TREE;
	if (p->no_bytes)
		p->pane = DETAIL_TREE;
	app_message(app, false,
		    p->pane == DETAIL_BYTES ? "keys move in the bytes"
		    : p->no_bytes	    ? "the tree is the only pane: x shows bytes"
					    : "keys move in the tree");
}

static void bytes_toggle(struct packet_view *p)
{
	p->no_bytes = !p->no_bytes;
	if (p->no_bytes)
		p->pane = DETAIL_TREE;
}

static enum want packet_command(struct view *v, enum command command, int count)
{
	struct packet_view *p = v->state;
	switch (command) {
	case COMMAND_PACKET_NEXT:
		packet_step(v, count ? count : 1);
		break;
	case COMMAND_PACKET_PREVIOUS:
		packet_step(v, count ? -count : -1);
		break;
	case COMMAND_PANE_NEXT:
	case COMMAND_PANE_PREVIOUS:
		pane_other(p, v->app);
		break;
	case COMMAND_ZOOM:
		p->zoom = !p->zoom;
		break;
	case COMMAND_DECODE:
		decode_ask(v->app, p->detail.packet.number);
		break;
	case COMMAND_TSHARK:
		app_open_view(v->app, &view_tshark);
		return WANT_REDRAW;
	case COMMAND_BYTES:
		bytes_toggle(p);
		break;
	case COMMAND_ONLY:
	case COMMAND_EXCEPT:
		packets_only_field(v->app, &p->detail, command == COMMAND_EXCEPT);
		break;
	case COMMAND_SAME_NEXT:
	case COMMAND_SAME_PREVIOUS:
		packet_same(v, command == COMMAND_SAME_NEXT ? 1 : -1);
		break;
	case COMMAND_GROW:
		p->grow += p->grow < app_rows(v->app);
		break;
	case COMMAND_SHRINK:
		p->grow -= p->grow > -app_rows(v->app);
		break;
	case COMMAND_EVEN:
		p->grow = 0;
		break;
	case COMMAND_SEARCH_NEXT:
		find(v, 1);
		break;
	case COMMAND_SEARCH_PREVIOUS:
		find(v, -1);
		break;
	case COMMAND_SAVE:
		app_open_view(v->app, &view_save);
		break;
	case COMMAND_BACK:
		return WANT_CLOSE;
	default:
		if (!detail_command(&p->detail, p->pane, command, count))
			return WANT_NOTHING;
	}
	fit(p, v->app);
	return WANT_REDRAW;
}

static void packet_draw(const struct view *v, const struct area *area)
{
	const struct packet_view *p = v->state;
	struct packet_layout l = layout(p, area->rows);
	struct area tree = area_part(area, 0, 0, l.tree, area->columns);
	struct area bytes =
		area_part(area, area->rows - l.bytes, 0, l.bytes, area->columns);
	if (!p->detail.packet.number) {
		area_put(area, 0, 1, ROLE_DIM, "this packet is gone");
		return;
	}
	if (l.tree)
		detail_draw_tree(&p->detail, &tree, true);
	if (l.tree && l.bytes)
		area_rule(area, l.tree, NULL);
	if (l.bytes)
		detail_draw_bytes(&p->detail, &bytes);
}

static void packet_title(const struct view *v, const struct area *line)
{
	const struct packet_view *p = v->state;
	const struct session *s = v->app->session;
	char words[200];
	struct text t = text_over(words, sizeof(words));
	if (!p->detail.packet.number || !s->store)
		return;
	const struct iface *iface = store_iface(s->store, p->detail.packet.iface);
	text_harmless(&t, iface->name, strlen(iface->name));
	int column = area_put(line, 0, 1, ROLE_STRONG, words);
	t = text_over(words, sizeof(words));
	text_str(&t, "packet ");
	number_grouped(&t, p->detail.packet.number);
	area_put(line, 0, column > 1 ? column + 3 : 1, ROLE_TEXT, words);
}

static const char *packet_health(const struct view *v)
{
	return session_is_capturing(v->app->session) ? "held" : "";
}

static void packet_message(const struct view *v, const struct area *line)
{
	const struct packet_view *p = v->state;
	const struct field *f =
		p->detail.packet.number ? detail_field(&p->detail) : NULL;
	if (!f)
		return;
	int column = area_put(line, 0, 1, ROLE_STRONG, f->name);
	if (f->size)
		area_printf(line, 0, column + 3, ROLE_DIM, "offset 0x%02x   %u byte%s",
			    f->offset, f->size, f->size == 1 ? "" : "s");
}

const struct detail *view_packet_detail(const struct view *v)
{
	const struct packet_view *p = v->state;
	return &p->detail;
}

static void packet_dump(const struct view *v, struct text *out)
{
	const struct packet_view *p = v->state;
	const struct field *f =
		p->detail.packet.number ? detail_field(&p->detail) : NULL;
	text_printf(out, "packet %llu\nfield %s\nbyte %zu\npane %s\n",
		    (unsigned long long)p->detail.packet.number, f ? f->name : "",
		    p->detail.byte, p->pane == DETAIL_TREE ? "tree" : "bytes");
}

static void packet_close(struct view *v)
{
	struct packet_view *p = v->state;
	detail_done(&p->detail);
}

const struct view_ops view_packet = {
	.name = "packet",
	.scope = SCOPE_PACKET,
	.size = sizeof(struct packet_view),
	.open = packet_open,
	.tick = packet_tick,
	.draw = packet_draw,
	.command = packet_command,
	.title = packet_title,
	.health = packet_health,
	.message = packet_message,
	.dump = packet_dump,
	.close = packet_close,
};
