#include "tui/points.h"

#include <string.h>

#include "core/base/text.h"
#include "core/lab/describe.h"
#include "core/lab/foreign.h"
#include "tui/session_tunnel.h"
#include "tui/topology_view.h"

enum { NOTES_MAX = 4 };

const char *points_device(const struct endpoint *e)
{
	return e->other && e->other[0] ? e->other : e->name;
}

const struct topology_link *points_link(const struct point_row *row,
					const struct lab *lab)
{
	const struct topology_port *p = row->endpoint ? row->endpoint->port : NULL;
	if (row->group && row->group->link)
		return row->group->link;
	return p && p->link != TOPOLOGY_NONE ? &lab->topology->links[p->link] : NULL;
}

bool points_match(const struct endpoint *e, const char *text)
{
	return strcasestr(e->name, text) || strcasestr(points_device(e), text) ||
	       strcasestr(e->alias, text) || (e->peer && strcasestr(e->peer, text));
}

void points_done(struct points *p)
{
	for (size_t i = 0; i < p->folded.count; i++)
		free(p->folded.items[i]);
	free(p->folded.items);
	free(p->rows.items);
	free(p->members.items);
	free(p->groups.items);
}

/* A name for a group that is found again after a reload. */
static void group_key(const struct point_group *g, char *key, size_t size)
{
	struct text t = text_over(key, size);
	if (g->link)
		text_printf(&t, "link %s", g->link->ends[0]);
	else if (g->node)
		text_printf(&t, "node %s", g->node->name);
	else if (g->bridge)
		text_printf(&t, "bridge %s", g->bridge->name);
	else
		text_printf(&t, "%s %s",
			    g->space  ? "space"
			    : g->host ? "host"
				      : "ports",
			    g->name);
}

static size_t points_folded(const struct points *p, const char *key)
{
	size_t i = 0;
	while (i < p->folded.count && strcmp(p->folded.items[i], key) != 0)
		i++;
	return i;
}

void points_fold(struct points *p, const struct point_group *g, bool folded)
{
	char key[160];
	group_key(g, key, sizeof(key));
	size_t i = points_folded(p, key);
	bool is = i < p->folded.count;
	if (is == folded)
		return;
	if (folded) {
		vec_push(&p->folded, mem_strdup(key));
		return;
	}
	free(p->folded.items[i]);
	p->folded.items[i] = p->folded.items[--p->folded.count];
}

static bool is_bridge(const struct endpoint *e)
{
	return describe_is_bridge(e->type);
}

/* The bridge an interface is a port of, NULL when it is none. */
static const struct endpoint *bridge_of(const struct lab *lab,
					const struct space *space,
					const struct endpoint *port)
{
	for (size_t i = 0; port->master && i < space->count; i++) {
		const struct endpoint *e = &lab->endpoints[space->first + i];
		if (is_bridge(e) && !strcmp(e->ifname, port->master))
			return e;
	}
	return NULL;
}

static void group_add(struct points *p, struct point_group *g, const struct endpoint *e,
		      const char *narrow)
{
	if (!points_match(e, narrow) && !strcasestr(g->name, narrow))
		return;
	vec_push(&p->members, e);
	g->count++;
}

static void group_end(struct points *p, struct point_group *g)
{
	char key[160];
	if (!g->count)
		return;
	group_key(g, key, sizeof(key));
	g->folded = points_folded(p, key) < p->folded.count;
	vec_push(&p->groups, *g);
}

/* What is shown with the links already, by position in the lab; NULL: nothing. */
struct shown {
	const struct lab *lab;
	const bool *at;
};

static bool is_shown(const struct shown *s, const struct endpoint *e)
{
	return s->at && s->at[e - s->lab->endpoints];
}

static void build_bridge(struct points *p, const struct points_options *o,
			 const struct space *space, const struct endpoint *bridge,
			 const struct shown *shown)
{
	const struct lab *lab = o->session->lab;
	struct point_group g = { .name = bridge->ifname, .space = space };
	g.bridge = bridge;
	g.first = p->members.count;
	for (size_t i = 0; i < space->count; i++) {
		const struct endpoint *e = &lab->endpoints[space->first + i];
		if (e->master && !strcmp(e->master, bridge->ifname) &&
		    !is_shown(shown, e))
			group_add(p, &g, e, o->narrow);
	}
	if (!is_shown(shown, bridge))
		group_add(p, &g, bridge, o->narrow);
	group_end(p, &g);
	p->bridges++;
}

static void build_space(struct points *p, const struct points_options *o,
			const struct space *space, const struct shown *shown)
{
	const struct lab *lab = o->session->lab;
	const struct endpoint *endpoints = &lab->endpoints[space->first];
	struct point_group g = { .name = space->name, .space = space };
	g.first = p->members.count;
	for (size_t i = 0; i < space->count; i++)
		if (!is_bridge(&endpoints[i]) &&
		    !bridge_of(lab, space, &endpoints[i]) &&
		    !is_shown(shown, &endpoints[i]))
			group_add(p, &g, &endpoints[i], o->narrow);
	group_end(p, &g);
	for (size_t i = 0; i < space->count; i++)
		if (is_bridge(&endpoints[i]))
			build_bridge(p, o, space, &endpoints[i], shown);
	p->namespaces++;
}

/* The bridge behind a link, where it is seen. */
static const struct endpoint *bridge_behind(const struct lab *lab,
					    const struct topology_link *l)
{
	char name[64];
	const char *bridge = topology_bridge(lab, l);
	struct text t = text_over(name, sizeof(name));
	if (!bridge)
		return NULL;
	text_printf(&t, "host:%s", bridge);
	return lab_endpoint(lab, name);
}

static void show(const struct lab *lab, bool *shown, const struct endpoint *e)
{
	if (e)
		shown[e - lab->endpoints] = true;
}

/* The other end of a node's cable shows the same frames; one that should not be there
 * is seen all the same. */
static void show_port(const struct lab *lab, bool *shown, const struct endpoint *e)
{
	const struct endpoint *peer = e->peer ? lab_endpoint(lab, e->peer) : NULL;
	show(lab, shown, e);
	if (peer && !peer->differs)
		show(lab, shown, peer);
}

static void build_link(struct points *p, const struct points_options *o,
		       const struct topology_link *l, bool *shown)
{
	const struct lab *lab = o->session->lab;
	const struct endpoint *bridge = bridge_behind(lab, l);
	struct point_group g = { .name = l->name, .link = l, .bridge = bridge };
	if (!l->count)
		return;
	g.first = p->members.count;
	for (size_t i = 0; i < l->count; i++) {
		const struct endpoint *e = topology_endpoint(lab, l->ports[i]);
		group_add(p, &g, e, o->narrow);
		show_port(lab, shown, e);
	}
	/* Several links of a containerlab bridge: it stands under the first. */
	if (bridge && !shown[bridge - lab->endpoints])
		group_add(p, &g, bridge, o->narrow);
	show(lab, shown, bridge);
	group_end(p, &g);
}

static void build_management(struct points *p, const struct points_options *o,
			     bool *shown)
{
	const struct lab *lab = o->session->lab;
	struct point_group g = { .name = "mgmt", .first = p->members.count };
	for (size_t i = 0; i < lab->topology->port_count; i++) {
		if (lab->topology->ports[i].link != TOPOLOGY_NONE)
			continue;
		const struct endpoint *e = topology_endpoint(lab, i);
		group_add(p, &g, e, o->narrow);
		show_port(lab, shown, e);
	}
	group_end(p, &g);
}

/* Those given by hand: the others are ports of the lab. */
static void build_tunnels(struct points *p, const struct points_options *o)
{
	const struct lab *lab = o->session->lab;
	struct point_group g = { .name = "tunnels", .first = p->members.count };
	for (size_t i = 0; i < lab->endpoint_count; i++)
		if (lab->endpoints[i].tunnel && !lab->endpoints[i].port)
			group_add(p, &g, &lab->endpoints[i], o->narrow);
	group_end(p, &g);
}

static bool is_of_host(const char *name, const struct lab_host *h)
{
	size_t size = strlen(h->name);
	return !strncmp(name, h->name, size) && name[size] == '/';
}

static bool is_elsewhere(const struct space *s)
{
	return foreign_cookie(s->cookie);
}

/* Its head says how it is reached; what is no interface there stands under it. */
static void build_host(struct points *p, const struct points_options *o,
		       const struct lab_host *h)
{
	const struct lab *lab = o->session->lab;
	struct point_group g = { .name = h->name, .host = h };
	g.first = p->members.count;
	for (size_t i = 0; i < lab->endpoint_count; i++) {
		const struct endpoint *e = &lab->endpoints[i];
		if (e->kind == ENDPOINT_REMOTE && e->space == NO_SPACE && !e->port &&
		    is_of_host(e->name, h))
			group_add(p, &g, e, o->narrow);
	}
	if (g.count)
		group_end(p, &g);
	else if (!*o->narrow)
		vec_push(&p->groups, g);
}

static void build_links(struct points *p, const struct points_options *o, bool *shown)
{
	const struct topology *t = o->session->lab->topology;
	for (size_t i = 0; i < t->link_count; i++)
		build_link(p, o, &t->links[i], shown);
	build_management(p, o, shown);
}

static void build_nodes(struct points *p, const struct points_options *o, bool *shown)
{
	const struct lab *lab = o->session->lab;
	for (size_t i = 0; i < lab->topology->node_count; i++) {
		const struct topology_node *n = &lab->topology->nodes[i];
		struct point_group g = { .name = n->name, .node = n };
		g.first = p->members.count;
		for (size_t k = 0; k < n->count; k++) {
			const struct endpoint *e = topology_endpoint(lab, n->first + k);
			group_add(p, &g, e, o->narrow);
			show_port(lab, shown, e);
		}
		group_end(p, &g);
	}
}

/* What could not be read of the files, without the folder that they are in. */
static const char *note_text(const struct topology_lab *l, const char *note)
{
	const char *slash = strrchr(l->path, '/');
	size_t folder = slash ? (size_t)(slash + 1 - l->path) : 0;
	return strncmp(note, l->path, folder) ? note : note + folder;
}

/* The first few: labtap list has them all. */
static void build_notes(struct points *p, const struct points_options *o)
{
	const struct topology *t = o->session->lab->topology;
	for (size_t i = 0; !*o->narrow && i < t->lab_count; i++)
		for (size_t k = 0; k < t->labs[i].note_count && p->notes < NOTES_MAX;
		     k++, p->notes++) {
			struct point_group g = { .note = true };
			g.name = note_text(&t->labs[i], t->labs[i].notes[k]);
			vec_push(&p->groups, g);
		}
}

static void rows_grouped(struct points *p)
{
	for (size_t i = 0; i < p->groups.count; i++) {
		const struct point_group *g = &p->groups.items[i];
		vec_push(&p->rows, ((struct point_row){ .group = g }));
		for (size_t k = 0; !g->folded && k < g->count; k++)
			vec_push(&p->rows,
				 ((struct point_row){
					 .group = g,
					 .endpoint = p->members.items[g->first + k] }));
	}
}

/* A point with what it is sorted by. */
struct ranked {
	uint64_t rate;
	const char *name;
	const struct endpoint *endpoint;
};

static int ranked_compare(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	if (x->rate != y->rate)
		return x->rate > y->rate ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void rows_flat(struct points *p, const struct points_options *o)
{
	size_t count = p->members.count;
	struct ranked *ranked = mem_new((count + 1) * sizeof(*ranked));
	for (size_t i = 0; i < count; i++) {
		const struct endpoint *e = p->members.items[i];
		const struct rate *rate = NULL;
		if (o->order == POINTS_BY_RATE)
			rate = session_rate_of(o->session, e);
		const char *name =
			o->order == POINTS_BY_DEVICE ? points_device(e) : e->name;
		ranked[i] = (struct ranked){ rate ? rate->packets : 0, name, e };
	}
	qsort(ranked, count, sizeof(*ranked), ranked_compare);
	for (size_t i = 0; i < count; i++)
		vec_push(&p->rows,
			 ((struct point_row){ .endpoint = ranked[i].endpoint }));
	free(ranked);
}

void points_build(struct points *p, const struct points_options *o)
{
	const struct lab *lab = o->session->lab;
	bool links = o->order == POINTS_BY_LINK && lab->topology;
	bool nodes = o->order == POINTS_BY_NODE && lab->topology;
	autofree bool *at = mem_new(lab->endpoint_count + 1);
	const struct shown shown = { lab, links || nodes ? at : NULL };
	p->groups.count = p->members.count = p->rows.count = 0;
	p->namespaces = p->bridges = p->notes = 0;
	if (links || nodes)
		build_notes(p, o);
	if (links)
		build_links(p, o, at);
	if (nodes)
		build_nodes(p, o, at);
	build_tunnels(p, o);
	size_t space = 0, host = 0;
	for (; space < lab->space_count && !is_elsewhere(&lab->spaces[space]); space++)
		build_space(p, o, &lab->spaces[space], &shown);
	for (; host < lab->host_count; host++) {
		build_host(p, o, &lab->hosts[host]);
		for (; space < lab->space_count &&
		       is_of_host(lab->spaces[space].name, &lab->hosts[host]);
		     space++)
			build_space(p, o, &lab->spaces[space], &shown);
	}
	if (o->order == POINTS_BY_RATE || o->order == POINTS_BY_DEVICE)
		rows_flat(p, o);
	else
		rows_grouped(p);
}

const char *point_row_name(const struct point_row *row)
{
	return row->endpoint ? row->endpoint->name : row->group->name;
}
