#include "tui/points_draw.h"

#include "tui/limits.h"
#include "tui/number.h"

/* Where the columns stand; names and other ends share what a wider screen gives. A
 * slim one goes without bit/s and with half of the time. */
struct columns {
	int name, peer, type, spark, seconds, packets, bits;
};

static struct columns columns_of(const struct area *area)
{
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

void points_draw_head(const struct area *area, bool links)
{
	struct columns c = columns_of(area);
	area_put(area, 0, 4, ROLE_DIM, links ? "LINK / POINT" : "NAMESPACE / POINT");
	area_put(area, 0, c.peer, ROLE_DIM, links ? "ON THE HOST" : "OTHER END");
	area_put(area, 0, c.type + 2, ROLE_DIM, "TYPE");
	area_printf(area, 0, c.spark, ROLE_DIM, "LAST %d s", c.seconds);
	area_put(area, 0, c.packets + 3, ROLE_DIM, "PPS");
	if (c.bits)
		area_put(area, 0, c.bits + 4, ROLE_DIM, "BIT/S");
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
		put_number(area, row, c->bits, 9, rates->known, rates->bits);
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

static const char *const state_words[] = {
	[STATE_UNKNOWN] = "",
	[STATE_UP] = "",
	[STATE_DOWN] = "down",
	[STATE_MISSING] = "gone",
};

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

/* "a eth1" */
static void put_port(const struct area *area, int row, const struct columns *c,
		     const struct endpoint *e)
{
	char name[160];
	struct text t = text_over(name, sizeof(name));
	text_printf(&t, "%.*s %s", (int)strcspn(e->name, ":"), e->name, e->port->name);
	area_field(area, row, c->name, c->peer - c->name - 1, ROLE_TEXT, name);
}

/* Which interface of which namespace it is, or would be. */
static void put_place(const struct area *area, int row, const struct columns *c,
		      const struct endpoint *e)
{
	char place[200];
	struct text t = text_over(place, sizeof(place));
	const char *ifname = e->ifname[0] ? e->ifname : "?";
	if (e->port->local && !e->port->remote)
		text_str(&t, e->port->local);
	else if (e->port->local)
		text_printf(&t, "%s %s %s", e->port->local,
			    canvas_glyph(area->canvas, GLYPH_BOTH), e->port->remote);
	else if (e->netns)
		text_printf(&t, "%s/%s", e->netns, ifname);
	else
		text_str(&t, ifname);
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

/* A member of a link, or of the management ports. */
static bool is_port(const struct point_row *p)
{
	return p->group && !p->group->space && p->endpoint->port;
}

static void put_name(const struct area *area, int row, const struct columns *c,
		     const struct point_row *p)
{
	const struct endpoint *e = p->endpoint;
	bool itself = p->group && p->group->bridge == e;
	int at = p->group ? c->name : 4;
	const char *name = p->group ? e->ifname : e->name;
	if (is_port(p)) {
		put_port(area, row, c, e);
		put_place(area, row, c, e);
		return;
	}
	if (p->group && e->tunnel) {
		put_tunnel(area, row, c, e);
		return;
	}
	area_field(area, row, at, c->peer - at - 1, ROLE_TEXT,
		   itself ? "the bridge" : name);
	put_other_end(area, row, c, e);
}

static void draw_endpoint(const struct area *area, int row, const struct point_row *p,
			  const struct point_rates *rates, bool selected)
{
	const struct endpoint *e = p->endpoint;
	struct columns c = columns_of(area);
	put_sign(area, row, e, selected);
	put_name(area, row, &c, p);
	struct area type = area_part(area, row, c.type, 1, 6);
	area_put_right(&type, 0, 0, ROLE_DIM, short_type(e->type));
	if (is_up(e) && e->space != NO_SPACE)
		put_rates(area, row, &c, rates);
	else
		area_field(area, row, c.spark, area->columns - c.spark - 1, ROLE_DIM,
			   e->reason ? e->reason : state_words[e->state]);
}

/* The nodes at its ends, and the bridge or what else carries it. */
static void put_link(const struct area *area, int row, const struct columns *c,
		     const struct point_group *g)
{
	char nodes[160];
	struct text t = text_over(nodes, sizeof(nodes));
	const struct topology_link *l = g->link;
	for (size_t i = 0; l && i < l->count; i++)
		text_printf(&t, "%s%.*s", i ? " " : "", (int)strcspn(l->ends[i], ":"),
			    l->ends[i]);
	int at = 5 + text_columns(g->name);
	at = at < 14 ? 14 : at;
	if (at + 3 < c->peer)
		area_field(area, row, at, c->peer - at - 1, ROLE_DIM, nodes);
	if (l)
		area_field(area, row, c->peer, c->type - c->peer - 1, ROLE_DIM,
			   g->bridge ? g->bridge->ifname
				     : topology_carrier(l->carrier));
}

static void draw_group(const struct area *area, int row, const struct point_group *g,
		       const struct point_rates *rates)
{
	struct columns c = columns_of(area);
	area_put(area, row, 1, ROLE_DIM,
		 canvas_glyph(area->canvas, g->folded ? GLYPH_FOLDED : GLYPH_UNFOLDED));
	area_field(area, row, 4, c.peer - 5, ROLE_STRONG, g->name);
	if (!g->space)
		put_link(area, row, &c, g);
	else if (g->bridge)
		area_printf(area, row, c.peer, ROLE_DIM, "bridge in %s",
			    g->space->name);
	else if (g->space->kind == SPACE_HIDDEN)
		area_put(area, row, c.peer, ROLE_DIM, "cannot be entered");
	else if (g->space->kind == SPACE_PROCESS)
		area_printf(area, row, c.peer, ROLE_DIM, "%s %u", g->space->process,
			    g->space->pid);
	put_rates(area, row, &c, rates);
}

void points_draw_row(const struct area *area, int row, const struct point_row *p,
		     const struct point_rates *rates, const struct session *s)
{
	if (p->endpoint)
		draw_endpoint(area, row, p, rates,
			      session_is_selected(s, p->endpoint->name));
	else
		draw_group(area, row, p->group, rates);
}

/* A value that is too long goes on in the next row. */
static int put_fact(const struct area *area, int row, const char *name,
		    const char *value)
{
	char part[128];
	size_t width = area->columns > 20 ? (size_t)area->columns - 11 : 9;
	if (!value || !*value)
		return row;
	area_put(area, row, 0, ROLE_DIM, name);
	for (; *value; row++) {
		struct text t = text_over(part, width < 128 ? width + 1 : 128);
		text_str(&t, value);
		value += text_length(&t);
		area_put(area, row, 11, ROLE_TEXT, part);
	}
	return row;
}

static int put_facts(const struct area *area, int row, const char *name,
		     const char *const *values)
{
	for (size_t i = 0; values[i]; i++)
		row = put_fact(area, row, i ? "" : name, values[i]);
	return row;
}

void points_draw_facts(const struct area *area, const struct endpoint *e)
{
	char mac[24] = "", mtu[16], type[32];
	if (e->has_mac)
		snprintf(mac, sizeof(mac), "%02x:%02x:%02x:%02x:%02x:%02x", e->mac[0],
			 e->mac[1], e->mac[2], e->mac[3], e->mac[4], e->mac[5]);
	snprintf(mtu, sizeof(mtu), "%u", e->mtu);
	snprintf(type, sizeof(type), "%s%s%s", e->type,
		 *state_words[e->state] ? ", " : "", state_words[e->state]);
	area_put(area, 0, 0, ROLE_STRONG, e->name);
	int row = put_fact(area, 2, "type", type);
	row = put_fact(area, row, "why", e->reason);
	row = put_fact(area, row, "on host", e->other);
	row = put_fact(area, row, "other end", e->peer);
	row = put_fact(area, row, "in", e->master);
	row = put_fact(area, row, "tunnel", e->detail);
	row = put_fact(area, row, "mac", mac);
	row = put_fact(area, row, "mtu", mtu);
	row = put_facts(area, row, "addresses", e->addresses);
	row = put_facts(area, row, "also named", e->altnames);
	put_fact(area, row, "alias", e->alias);
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
