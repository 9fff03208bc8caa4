/* What stands beside the points where there is room: the nodes of the lab, its wiring,
 * and all about the row under the cursor. */
#include <stdio.h>
#include <string.h>

#include "core/base/clock.h"
#include "tui/points_draw.h"
#include "tui/points_map.h"
#include "tui/session_notes.h"
#include "tui/topology_view.h"

enum {
	ONE_FROM = 120, /* columns of a screen that has room for one of them */
	BOTH_FROM = 160,
	ONE_COLUMNS = 40,
	BOTH_COLUMNS = 58,
	FACTS = 16, /* rows that are left for what is below the wiring */
	KIND = 11,
	STATE = 24,
	ADDRESS = 30,
};

int points_side(int columns)
{
	return columns >= BOTH_FROM  ? BOTH_COLUMNS
	       : columns >= ONE_FROM ? ONE_COLUMNS
				     : 0;
}

/* The first address of its ports that is seen, NULL: none. */
static const char *address_of(const struct lab *lab, const struct topology_node *node)
{
	for (size_t i = 0; i < node->count; i++) {
		const struct endpoint *e = topology_endpoint(lab, node->first + i);
		if (e->addresses[0])
			return e->addresses[0];
	}
	return NULL;
}

static void draw_node(const struct area *area, int row, const struct lab *lab,
		      const struct topology_node *node)
{
	const char *kind = node->device ? node->device : node->kind;
	const char *address = address_of(lab, node);
	enum state state = topology_node_state(lab, node);
	const char *word = state == STATE_UP ? "up" : points_state(state);
	area_field(area, row, 0, KIND - 1, ROLE_STRONG, node->name);
	area_field(area, row, KIND, STATE - KIND - 1, ROLE_TEXT, kind ? kind : "");
	area_put(area, row, STATE, state == STATE_UP ? ROLE_TEXT : ROLE_DIM, word);
	char words[64];
	struct text t = text_over(words, sizeof(words));
	if (address)
		text_mem(&t, address, strcspn(address, "/"));
	area_field(area, row, ADDRESS, area->columns - ADDRESS, ROLE_DIM, words);
}

int points_draw_nodes(const struct area *area, const struct lab *lab)
{
	const struct topology *t = lab->topology;
	area_put(area, 0, 0, ROLE_DIM, "NODE");
	area_put(area, 0, KIND, ROLE_DIM, "KIND");
	area_put(area, 0, STATE, ROLE_DIM, "STATE");
	area_put(area, 0, ADDRESS, ROLE_DIM, "ADDRESS");
	for (size_t i = 0; i < t->node_count; i++) {
		int row = (int)i + 1;
		if (row + 1 < area->rows) {
			draw_node(area, row, lab, &t->nodes[i]);
			continue;
		}
		area_printf(area, row, 0, ROLE_DIM, "%zu more", t->node_count - i);
		return row + 1;
	}
	return (int)t->node_count + 1;
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

static int put_note(const struct area *area, int row, const struct session *s,
		    const char *name)
{
	const char *note = session_point_note(s, name);
	char words[400];
	struct text t = text_over(words, sizeof(words));
	text_escape(&t, note ? note : "", note ? strlen(note) : 0);
	return put_fact(area, row, "note", words);
}

static void draw_facts(const struct area *area, const struct session *s,
		       const struct endpoint *e)
{
	char mac[24] = "", mtu[16], type[32];
	if (e->has_mac)
		snprintf(mac, sizeof(mac), "%02x:%02x:%02x:%02x:%02x:%02x", e->mac[0],
			 e->mac[1], e->mac[2], e->mac[3], e->mac[4], e->mac[5]);
	snprintf(mtu, sizeof(mtu), "%u", e->mtu);
	snprintf(type, sizeof(type), "%s%s%s", e->type,
		 *points_state(e->state) ? ", " : "", points_state(e->state));
	area_put(area, 0, 0, ROLE_STRONG, e->name);
	int row = put_note(area, 2, s, e->name);
	row = put_fact(area, row, "type", type);
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

/* "a eth2   clab-X-a/eth2   down since 12:39:47" for each end, and why it is not up. */
static int put_ends(const struct area *area, int row, const struct session *s,
		    const struct topology_link *l)
{
	const struct lab *lab = s->lab;
	for (size_t i = 0; i < l->count; i++) {
		char words[200];
		const struct endpoint *e = topology_endpoint(lab, l->ports[i]);
		const char *state = points_state(e->state);
		struct text t = text_over(words, sizeof(words));
		text_printf(&t, "%s   ", e->name);
		points_place(area, e, &t);
		text_printf(&t, "%s%s", *state ? "   " : "", state);
		const struct state_since *since = states_find(&s->states, e);
		if (*state && since && since->changed) {
			text_str(&t, " since ");
			clock_text_time(&t, since->at, 0);
		}
		row = put_fact(area, row, i ? "" : "ends", words);
		row = put_fact(area, row, "", e->reason);
	}
	return row;
}

static void draw_link(const struct area *area, const struct session *s,
		      const struct topology_link *l)
{
	const struct lab *lab = s->lab;
	char mtu[16] = "";
	area_put(area, 0, 0, ROLE_STRONG, l->name);
	int row = put_note(area, 2, s, l->name);
	row = put_fact(area, row, "type", l->type);
	row = put_fact(area, row, "carried by", topology_carrier(l->carrier));
	row = put_fact(area, row, "bridge", topology_bridge(lab, l));
	row = put_ends(area, row, s, l);
	if (l->count && topology_endpoint(lab, l->ports[0])->mtu)
		snprintf(mtu, sizeof(mtu), "%u",
			 topology_endpoint(lab, l->ports[0])->mtu);
	put_fact(area, row, "mtu", mtu);
}

/* The wiring, where it leaves the facts room; the row below it. */
static int draw_map(const struct area *area, int row, const struct session *s,
		    const struct topology_link *current)
{
	int rows = points_map_rows(s->lab, area->columns, area->rows - row - FACTS);
	struct area map = area_part(area, row, 0, rows, area->columns);
	if (!rows)
		return row;
	points_map_draw(&map, s, current);
	return row + rows + 1;
}

void points_draw_side(const struct area *area, const struct session *s,
		      const struct point_row *row)
{
	bool both = area->columns > ONE_COLUMNS;
	bool nodes = s->lab->topology && (both || !row || !row->endpoint);
	struct area top = area_part(area, 0, 0, both ? area->rows / 2 : area->rows,
				    area->columns);
	int used = nodes ? points_draw_nodes(&top, s->lab) + 1 : 0;
	if (nodes && both)
		used = draw_map(area, used, s, row ? points_link(row, s->lab) : NULL);
	struct area below = area_part(area, used, 0, area->rows - used, area->columns);
	if (row && row->endpoint && (both || !nodes))
		draw_facts(&below, s, row->endpoint);
	else if (row && row->group->link && both)
		draw_link(&below, s, row->group->link);
}
