#include "tui/points_map.h"

#include "tui/number.h"
#include "tui/session_tunnel.h"
#include "tui/topology_view.h"

enum {
	LINK = 12,    /* columns of the name of a link */
	RATE = 10,    /* and of its rate, at the right */
	NODE_MIN = 5, /* columns of a node, with the gap */
	NODE_MAX = 12,
	HEAD = 2, /* rows above the links */
};

/* Columns of a node: all alike, as wide as the longest name. */
static int node_width(const struct topology *t)
{
	int width = NODE_MIN;
	for (size_t i = 0; i < t->node_count; i++) {
		int columns = text_columns(t->nodes[i].name) + 2;
		width = columns > width ? columns : width;
	}
	return width < NODE_MAX ? width : NODE_MAX;
}

int points_map_rows(const struct lab *lab, int columns, int rows)
{
	const struct topology *t = lab->topology;
	if (!t || t->node_count < 2 || !t->link_count)
		return 0;
	int needed = (int)t->link_count + HEAD;
	int wide = LINK + RATE + (int)t->node_count * node_width(t);
	bool fits = t->link_count < (size_t)rows && t->node_count < (size_t)columns &&
		    needed <= rows && wide <= columns;
	return fits ? needed : 0;
}

/* Where the line of a node stands. */
static int node_column(const struct topology *t, size_t node)
{
	return LINK + (int)node * node_width(t) + 1;
}

/* The node that a port belongs to, node_count: none. */
static size_t node_of(const struct topology *t, size_t port)
{
	size_t i = 0;
	while (i < t->node_count && (port < t->nodes[i].first ||
				     port >= t->nodes[i].first + t->nodes[i].count))
		i++;
	return i;
}

static void put_end(const struct area *a, int row, int column, const struct session *s,
		    const struct endpoint *e)
{
	bool bad =
		!e->can_capture || e->state == STATE_DOWN || e->state == STATE_MISSING;
	bool selected = session_is_selected(s, e->name);
	enum glyph glyph = bad	      ? GLYPH_BAD
			   : selected ? GLYPH_SELECTED
				      : GLYPH_SELECTABLE;
	area_put(a, row, column, selected ? ROLE_ACCENT : ROLE_TEXT,
		 canvas_glyph(a->canvas, glyph));
}

/* Packets a second of its busiest end; a dot where nobody knows. */
static void put_rate(const struct area *a, int row, const struct session *s,
		     const struct topology_link *l)
{
	const struct topology *topology = s->lab->topology;
	uint64_t most = 0;
	for (size_t i = 0; i < l->count; i++) {
		const struct rate *r =
			session_rate_of(s, topology_endpoint(s->lab, l->ports[i]));
		if (r && r->known && r->packets > most)
			most = r->packets;
	}
	char words[24];
	struct text t = text_over(words, sizeof(words));
	if (most)
		number_short(&t, most);
	text_str(&t, most ? " pps" : canvas_glyph(a->canvas, GLYPH_DOT));
	struct area field = area_part(
		a, row, 0, 1, node_column(topology, topology->node_count) + RATE - 2);
	area_put_right(&field, 0, 0, most ? ROLE_TEXT : ROLE_DIM, words);
}

static void draw_link(const struct area *a, int row, const struct session *s,
		      const struct topology_link *l, bool current)
{
	const struct topology *t = s->lab->topology;
	int first = a->columns, last = 0;
	for (size_t i = 0; i < l->count; i++) {
		size_t node = node_of(t, l->ports[i]);
		if (node == t->node_count)
			continue;
		int column = node_column(t, node);
		first = column < first ? column : first;
		last = column > last ? column : last;
	}
	for (int column = first; column < last; column++)
		area_put(a, row, column, current ? ROLE_ACCENT : ROLE_DIM,
			 canvas_glyph(a->canvas, GLYPH_LINE));
	for (size_t i = 0; i < l->count; i++) {
		size_t node = node_of(t, l->ports[i]);
		if (node < t->node_count)
			put_end(a, row, node_column(t, node), s,
				topology_endpoint(s->lab, l->ports[i]));
	}
	area_field(a, row, 0, LINK - 1, current ? ROLE_STRONG : ROLE_TEXT, l->name);
	put_rate(a, row, s, l);
}

void points_map_draw(const struct area *area, const struct session *s,
		     const struct topology_link *current)
{
	const struct topology *t = s->lab->topology;
	int width = node_width(t);
	area_put(area, 0, 0, ROLE_DIM, "LINK");
	for (size_t i = 0; i < t->node_count; i++) {
		int column = node_column(t, i);
		area_field(area, 0, column, width - 1, ROLE_STRONG, t->nodes[i].name);
		for (int row = 1; row < area->rows; row++)
			area_put(area, row, column, ROLE_DIM,
				 canvas_glyph(area->canvas, GLYPH_VLINE));
	}
	for (size_t i = 0; i < t->link_count; i++)
		draw_link(area, HEAD + (int)i, s, &t->links[i],
			  &t->links[i] == current);
}
