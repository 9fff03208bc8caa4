#include "tui/points_draw.h"

#include "tui/limits.h"
#include "tui/number.h"
#include "tui/session_notes.h"

/* Where the columns stand; names and other ends share what a wider screen gives. A
 * slim one goes without bit/s and with half of the time, a pane beside other things
 * without the other ends. */
struct columns {
	int name, peer, type, spark, seconds, packets, bits;
	bool pane;
};

static struct columns columns_of_pane(const struct area *area)
{
	struct columns c = { .name = 5, .pane = true, .seconds = POINTS_SPARK * 3 / 4 };
	c.bits = area->columns - 8;
	c.packets = c.bits - 7;
	c.spark = c.packets - c.seconds;
	c.peer = c.type = c.spark;
	return c;
}

static struct columns columns_of(const struct area *area)
{
	if (area->columns < 60)
		return columns_of_pane(area);
	bool slim = area->columns < 80;
	int more = area->columns - (slim ? 63 : 80);
	more = more > 0 ? more : 0;
	struct columns c = { .name = 6, .peer = (slim ? 23 : 25) + more / 3 };
	c.seconds = slim ? POINTS_SPARK / 2 : POINTS_SPARK;
	c.type = (slim ? 38 : 41) + more;
	c.spark = c.type + 7;
	c.packets = c.spark + c.seconds;
	c.bits = slim ? 0 : c.packets + 6;
	return c;
}

void points_draw_head(const struct area *area, enum points_order order, bool lab)
{
	static const char *const names[] = {
		[POINTS_BY_LINK] = "LINK / POINT",
		[POINTS_BY_NODE] = "NODE / POINT",
		[POINTS_BY_NAMESPACE] = "NAMESPACE / POINT",
		[POINTS_BY_RATE] = "POINT",
		[POINTS_BY_DEVICE] = "ON THE HOST",
	};
	struct columns c = columns_of(area);
	bool place = lab && order != POINTS_BY_NAMESPACE;
	const char *second = !place			 ? "OTHER END"
			     : order == POINTS_BY_DEVICE ? "POINT"
							 : "ON THE HOST";
	area_put(area, 0, c.pane ? 1 : 4, ROLE_DIM, names[order]);
	if (!c.pane) {
		area_put(area, 0, c.peer, ROLE_DIM, second);
		area_put(area, 0, c.type + 2, ROLE_DIM, "TYPE");
	}
	area_printf(area, 0, c.spark, ROLE_DIM, "LAST %d s", c.seconds);
	area_put(area, 0, c.packets + 3, ROLE_DIM, "PPS");
	if (c.bits)
		area_put(area, 0, c.bits + (c.pane ? 2 : 4), ROLE_DIM, "BIT/S");
}

static void put_number(const struct area *area, int row, int column, int width,
		       bool known, uint64_t value)
{
	char number[16];
	struct text t = text_over(number, sizeof(number));
	if (known && value)
		number_short(&t, value);
	else
		text_str(&t, canvas_glyph(area->canvas, GLYPH_DOT));
	struct area field = area_part(area, row, column, 1, width);
	area_put_right(&field, 0, 0, known && value ? ROLE_TEXT : ROLE_DIM, number);
}

/* One scale for all rows and all times, in powers of four: rows can be compared and
 * nothing jumps when a peak leaves the window. */
static int spark_level(uint64_t packets)
{
	int level = 0;
	for (; packets && level < 7; packets /= 4)
		level++;
	return level;
}

static void put_spark(const struct area *area, int row, const struct columns *c,
		      const struct point_rates *rates)
{
	unsigned first = POINTS_SPARK - (unsigned)c->seconds;
	for (unsigned i = first; i < POINTS_SPARK; i++) {
		bool known = i >= POINTS_SPARK - rates->count;
		int level = spark_level(rates->history[i]);
		enum glyph glyph =
			known ? (enum glyph)(GLYPH_SPARK + level) : GLYPH_DOT;
		area_put(area, row, c->spark + (int)(i - first),
			 known && level ? ROLE_ACCENT : ROLE_DIM,
			 canvas_glyph(area->canvas, glyph));
	}
}

static void put_rates(const struct area *area, int row, const struct columns *c,
		      const struct point_rates *rates)
{
	put_spark(area, row, c, rates);
	put_number(area, row, c->packets, 6, rates->known, rates->packets);
	if (c->bits)
		put_number(area, row, c->bits, c->pane ? 7 : 9, rates->known,
			   rates->bits);
}

static const char *short_type(const char *type)
{
	static const char *const shorter[][2] = {
		{ "loopback", "lo" },
		{ "ethernet", "ether" },
	};
	for (size_t i = 0; i < COUNT(shorter); i++)
		if (!strcmp(shorter[i][0], type))
			return shorter[i][1];
	return type;
}

const char *points_state(enum state state)
{
	static const char *const words[] = {
		[STATE_UNKNOWN] = "",
		[STATE_UP] = "",
		[STATE_DOWN] = "down",
		[STATE_MISSING] = "gone",
	};
	return words[state];
}

static bool is_up(const struct endpoint *e)
{
	return e->state != STATE_DOWN && e->state != STATE_MISSING;
}

static void put_sign(const struct area *area, int row, const struct endpoint *e,
		     bool selected)
{
	bool bad = !e->can_capture || !is_up(e);
	enum glyph glyph = selected ? GLYPH_SELECTED
			   : bad    ? GLYPH_BAD
				    : GLYPH_SELECTABLE;
	area_put(area, row, 1, selected ? ROLE_ACCENT : ROLE_DIM,
		 canvas_glyph(area->canvas, glyph));
}

static void put_other_end(const struct area *area, int row, const struct columns *c,
			  const struct endpoint *e)
{
	char other[160];
	struct text t = text_over(other, sizeof(other));
	if (e->peer)
		text_printf(&t, "%s %s", canvas_glyph(area->canvas, GLYPH_BOTH),
			    e->peer);
	else if (e->detail[0])
		text_str(&t, e->detail);
	else if (e->master)
		text_printf(&t, "in %s", e->master);
	else if (e->addresses[0])
		text_str(&t, e->addresses[0]);
	area_field(area, row, c->peer, c->type - c->peer - 1, ROLE_TEXT, other);
}

/* "a eth1"; under its node "eth1" and the link. */
static void put_port(const struct area *area, int row, const struct columns *c,
		     const struct point_row *p, const struct lab *lab)
{
	char name[160];
	const struct endpoint *e = p->endpoint;
	const struct topology_link *l = points_link(p, lab);
	struct text t = text_over(name, sizeof(name));
	if (!p->group->node)
		text_printf(&t, "%.*s ", (int)strcspn(e->name, ":"), e->name);
	text_str(&t, e->port->name);
	area_field(area, row, c->name, c->peer - c->name - 1, ROLE_TEXT, name);
	int at = c->name + text_columns(name) + 2;
	at = at < 14 ? 14 : at;
	if (p->group->node && l && at + 3 < c->peer)
		area_field(area, row, at, c->peer - at - 1, ROLE_DIM, l->name);
}

void points_place(const struct area *area, const struct endpoint *e, struct text *t)
{
	const char *ifname = e->ifname[0] ? e->ifname : "?";
	if (e->port && e->port->local && !e->port->remote)
		text_str(t, e->port->local);
	else if (e->port && e->port->local)
		text_printf(t, "%s %s %s", e->port->local,
			    canvas_glyph(area->canvas, GLYPH_BOTH), e->port->remote);
	else if (e->netns)
		text_printf(t, "%s/%s", e->netns, ifname);
	else
		text_str(t, ifname);
}

/* Which interface of which namespace it is, or would be. */
static void put_place(const struct area *area, int row, const struct columns *c,
		      const struct endpoint *e)
{
	char place[200];
	struct text t = text_over(place, sizeof(place));
	points_place(area, e, &t);
	area_field(area, row, c->peer, c->type - c->peer - 1, ROLE_TEXT, place);
}

/* By its ends, as far as there is room; those of UDP alone. */
static void put_tunnel(const struct area *area, int row, const struct columns *c,
		       const struct endpoint *e)
{
	const char *ends = strncmp(e->name, "udp:", 4) ? e->name : e->name + 4;
	int room = c->peer - c->name - 1, whole = c->type - c->name - 1;
	bool alone = text_columns(ends) > room;
	area_field(area, row, c->name, alone ? whole : room, ROLE_TEXT, ends);
	if (!alone)
		put_other_end(area, row, c, e);
}

/* A row of no group: by its name, or by the device it is on the host. */
static void put_flat(const struct area *area, int row, const struct columns *c,
		     const struct endpoint *e, enum points_order order)
{
	bool device = order == POINTS_BY_DEVICE;
	area_field(area, row, 4, c->peer - 5, ROLE_TEXT,
		   device ? points_device(e) : e->name);
	if (!e->port)
		put_other_end(area, row, c, e);
	else if (device)
		area_field(area, row, c->peer, c->type - c->peer - 1, ROLE_TEXT,
			   e->name);
	else
		put_place(area, row, c, e);
}

static void put_name(const struct area *area, int row, const struct columns *c,
		     const struct point_row *p, const struct lab *lab)
{
	const struct endpoint *e = p->endpoint;
	bool itself = p->group->bridge == e;
	if (!p->group->space && e->port) {
		put_port(area, row, c, p, lab);
		put_place(area, row, c, e);
		return;
	}
	if (e->tunnel) {
		put_tunnel(area, row, c, e);
		return;
	}
	if (p->group->host) {
		area_field(area, row, c->name, c->type - c->name - 1, ROLE_TEXT,
			   e->name);
		return;
	}
	area_field(area, row, c->name, c->peer - c->name - 1, ROLE_TEXT,
		   itself ? "the bridge" : e->ifname);
	if (itself && !p->group->space)
		put_place(area, row, c, e);
	else if (e->port)
		area_field(area, row, c->peer, c->type - c->peer - 1, ROLE_TEXT,
			   e->name);
	else
		put_other_end(area, row, c, e);
}

static void draw_endpoint(const struct area *area, int row, const struct point_row *p,
			  const struct point_rates *rates,
			  const struct points_look *look)
{
	const struct endpoint *e = p->endpoint;
	struct columns c = columns_of(area);
	put_sign(area, row, e, session_is_selected(look->session, e->name));
	if (p->group)
		put_name(area, row, &c, p, look->session->lab);
	else
		put_flat(area, row, &c, e, look->order);
	struct area type = area_part(area, row, c.type, 1, 6);
	if (!c.pane)
		area_put_right(&type, 0, 0, ROLE_DIM, short_type(e->type));
	bool told = e->kind == ENDPOINT_REMOTE && e->can_capture;
	bool live = told || (e->kind != ENDPOINT_REMOTE && e->space != NO_SPACE) ||
		    (e->tunnel && e->can_capture);
	if (is_up(e) && live)
		put_rates(area, row, &c, rates);
	else
		area_field(area, row, c.spark, area->columns - c.spark - 1, ROLE_DIM,
			   e->reason ? e->reason : points_state(e->state));
}

/* The nodes at the ends of a link, or what a node is. */
static void group_words(const struct point_group *g, struct text *t)
{
	const struct topology_link *l = g->link;
	const struct topology_node *n = g->node;
	for (size_t i = 0; l && i < l->count; i++)
		text_printf(t, "%s%.*s", i ? " " : "", (int)strcspn(l->ends[i], ":"),
			    l->ends[i]);
	if (n && (n->device || n->kind))
		text_str(t, n->device ? n->device : n->kind);
}

/* The bridge or what else carries a link, where a node runs. */
static const char *group_place(const struct point_group *g)
{
	const struct topology_node *n = g->node;
	if (n)
		return n->container ? n->container
		       : n->domain  ? n->domain
		       : n->netns   ? n->netns
				    : "";
	if (!g->link)
		return "";
	return g->bridge ? g->bridge->ifname : topology_carrier(g->link->carrier);
}

static void put_declared(const struct area *area, int row, const struct columns *c,
			 const struct point_group *g)
{
	char words[160];
	struct text t = text_over(words, sizeof(words));
	group_words(g, &t);
	int at = 5 + text_columns(g->name), least = c->pane ? 10 : 14;
	at = at < least ? least : at;
	if (at + 3 < c->peer)
		area_field(area, row, at, c->peer - at - 1, ROLE_DIM, words);
	area_field(area, row, c->peer, c->type - c->peer - 1, ROLE_DIM, group_place(g));
}

/* Where a group of a namespace is. */
static void put_space(const struct area *area, int row, const struct columns *c,
		      const struct point_group *g)
{
	if (g->bridge)
		area_printf(area, row, c->peer, ROLE_DIM, "bridge in %s",
			    g->space->name);
	else if (g->space->kind == SPACE_HIDDEN)
		area_put(area, row, c->peer, ROLE_DIM, "cannot be entered");
	else if (g->space->kind == SPACE_PROCESS)
		area_printf(area, row, c->peer, ROLE_DIM, "%s %u", g->space->process,
			    g->space->pid);
}

/* How it is reached, or why it is not. */
static void put_host(const struct area *area, int row, const struct columns *c,
		     const struct lab_host *h)
{
	if (!c->pane)
		area_field(area, row, c->peer, area->columns - c->peer - 1,
			   h->trouble ? ROLE_ALARM : ROLE_DIM,
			   h->trouble ? h->trouble : h->about);
}

static void draw_group(const struct area *area, int row, const struct point_group *g,
		       const struct point_rates *rates)
{
	struct columns c = columns_of(area);
	area_put(area, row, 1, ROLE_DIM,
		 canvas_glyph(area->canvas, g->folded ? GLYPH_FOLDED : GLYPH_UNFOLDED));
	area_field(area, row, c.pane ? 3 : 4, c.peer - 5, ROLE_STRONG, g->name);
	if (g->host) {
		put_host(area, row, &c, g->host);
		return;
	}
	if (!g->space)
		put_declared(area, row, &c, g);
	else if (!c.pane)
		put_space(area, row, &c, g);
	put_rates(area, row, &c, rates);
}

static void draw_note(const struct area *area, int row, const struct point_group *g)
{
	area_put(area, row, 1, ROLE_ALARM, "!");
	area_field(area, row, 4, area->columns - 5, ROLE_TEXT, g->name);
}

void points_draw_row(const struct area *area, int row, const struct point_row *p,
		     const struct point_rates *rates, const struct points_look *look)
{
	bool words = !p->endpoint && p->group->note;
	if (!words && session_point_note(look->session, point_row_name(p)))
		area_put(area, row, 2, ROLE_ACCENT, "\"");
	if (p->endpoint)
		draw_endpoint(area, row, p, rates, look);
	else if (words)
		draw_note(area, row, p->group);
	else
		draw_group(area, row, p->group, rates);
}

/* One line of `text`, at most `width` columns of it: a longer one goes on in the next
 * row as a shell would take it, since it is there to be copied. Returns what comes
 * next. */
static const char *limits_line(const char *text, size_t width, char *out)
{
	size_t n = strcspn(text, "\n"), end = n;
	if (n > width) {
		end = width;
		while (end > 1 && text[end - 1] != ',' && text[end - 1] != ' ')
			end--;
		end = end > 1 ? end : width;
	}
	memcpy(out, text, end);
	memcpy(out + end, "\\", end < n ? 2 : 1);
	out[end + (end < n)] = '\0';
	return text + end + (end == n && text[n] == '\n');
}

/* Draws (area not NULL) and counts the rows. */
static int limits_rows(const struct area *area, const struct session *s, int columns)
{
	char text[1200], line[256];
	struct text t = text_over(text, sizeof(text));
	size_t width = columns > 20 && columns < 200 ? (size_t)columns - 6 : 76;
	limits_list(&t, s->missing_caps);
	limits_remedy(&t);
	int row = 1;
	for (const char *at = text; *at; row++) {
		bool rest = at > text && at[-1] != '\n';
		at = limits_line(at, width, line);
		if (area)
			area_put(area, row, rest ? 0 : 3, ROLE_TEXT, line);
	}
	return row;
}

int points_limits(const struct session *s, int columns)
{
	return s->missing_caps ? limits_rows(NULL, s, columns) : 0;
}

void points_draw_limits(const struct area *area, const struct session *s)
{
	area_rule(area, 0, "limited: started without privileges");
	limits_rows(area, s, area->columns);
}
