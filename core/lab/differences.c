#include "core/lab/differences.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

struct comparing {
	struct endpoint *endpoints;
	const struct lab *lab;
	const struct lab_sources *sources;
	size_t declared; /* so many nodes, the first ones */
	size_t *labs;	 /* by space: which declared lab it is of, or TOPOLOGY_NONE */
	bool *strange;	 /* by space: no file mentions it */
};

static void mark(const struct comparing *c, struct endpoint *e, const char *why)
{
	e->reason =
		e->reason ? arena_printf(c->lab->arena, "%s; %s", e->reason, why) : why;
	e->differs = true;
}

static const char *file_of(const struct comparing *c, size_t lab)
{
	return c->lab->topology->labs[lab].path;
}

/* Cables ---------------------------------------------------------------------- */

static struct endpoint *end_of(const struct comparing *c, const struct topology_link *l,
			       size_t end)
{
	return &c->endpoints[c->lab->port_endpoints[l->ports[end]]];
}

static void compare_end(const struct comparing *c, const struct topology_link *l,
			size_t end)
{
	struct endpoint *e = end_of(c, l, end);
	const struct endpoint *other = end_of(c, l, 1 - end);
	if (e->space == NO_SPACE || !e->peer || !strcmp(e->peer, other->name))
		return;
	mark(c, e,
	     arena_printf(c->lab->arena, "its other end is %s, not %s as in %s",
			  e->peer, other->name, file_of(c, l->lab)));
}

static bool is_declared(const struct comparing *c, size_t lab)
{
	return strcmp(c->lab->topology->labs[lab].format, "live") != 0;
}

static void compare_links(const struct comparing *c)
{
	const struct topology *t = c->lab->topology;
	for (size_t i = 0; i < t->link_count; i++) {
		const struct topology_link *l = &t->links[i];
		if (l->carrier != CARRIER_VETH || l->count != 2 ||
		    !is_declared(c, l->lab))
			continue;
		compare_end(c, l, 0);
		compare_end(c, l, 1);
	}
}

/* Namespaces ------------------------------------------------------------------- */

static size_t space_of(const struct lab *lab, const char *name)
{
	for (size_t i = 0; name && i < lab->space_count; i++)
		if (lab->spaces[i].kind != SPACE_HOST &&
		    !strcmp(lab->spaces[i].name, name))
			return i;
	return TOPOLOGY_NONE;
}

static void find_declared(const struct comparing *c)
{
	const struct topology *t = c->lab->topology;
	for (size_t i = 0; i < c->declared; i++) {
		size_t space = space_of(c->lab, t->nodes[i].netns);
		if (space != TOPOLOGY_NONE)
			c->labs[space] = t->nodes[i].lab;
	}
}

/* "clab-X-" of clab-X-a: what namespaces of the node's lab begin with. 0: nothing. */
static size_t prefix_of(const struct topology *t, const struct topology_node *n)
{
	const char *plain = topology_plain(t, n->lab, n->name);
	size_t size = n->netns ? strlen(n->netns) : 0, end = strlen(plain);
	bool same = size > end && !strcmp(n->netns + size - end, plain);
	return same ? size - end : 0;
}

/* Whoever lives there says that it is of another lab. */
static bool is_of_other(const struct comparing *c, const struct space *s,
			const char *lab)
{
	const struct lab_sources *from = c->sources;
	for (size_t i = 0; i < from->machine_count; i++)
		for (size_t k = 0; from->machines[i] && k < from->machines[i]->count;
		     k++) {
			const struct machine *m = &from->machines[i]->items[k];
			if (m->cookie == s->cookie && m->lab &&
			    strcmp(m->lab, lab) != 0)
				return true;
		}
	return false;
}

/* Namespaces that are named as those of a lab, and no node has. */
static void find_strange(const struct comparing *c)
{
	const struct topology *t = c->lab->topology;
	size_t last = TOPOLOGY_NONE;
	for (size_t i = 0; i < c->declared; i++) {
		const struct topology_node *n = &t->nodes[i];
		size_t prefix = n->lab == last ? 0 : prefix_of(t, n);
		for (size_t k = 0; prefix && k < c->lab->space_count; k++) {
			const struct space *s = &c->lab->spaces[k];
			if (s->kind == SPACE_HOST || c->labs[k] != TOPOLOGY_NONE ||
			    strncmp(s->name, n->netns, prefix) != 0 ||
			    is_of_other(c, s, t->labs[n->lab].name))
				continue;
			c->labs[k] = n->lab;
			c->strange[k] = true;
		}
		last = prefix ? n->lab : last;
	}
}

/* Interfaces ------------------------------------------------------------------- */

/* What nodes make for themselves - bridges, loopbacks, VLANs - is nobody's wire. */
static bool is_wire(const struct endpoint *e)
{
	bool inside = e->peer && e->netns &&
		      !strncmp(e->peer, e->netns, strlen(e->netns)) &&
		      e->peer[strlen(e->netns)] == ':';
	return !inside && (!strcmp(e->type, "veth") || !strcmp(e->type, "ethernet"));
}

/* A node that only the host knows, of a lab that files declare. */
static bool is_strange_node(const struct comparing *c, size_t node)
{
	return node != TOPOLOGY_NONE && node >= c->declared &&
	       is_declared(c, c->lab->topology->nodes[node].lab);
}

/* The node's side of a cable of which the host's side is the port (stitched links). */
static bool is_behind_port(const struct comparing *c, const struct endpoint *e)
{
	const struct endpoint *peer = e->peer ? lab_endpoint(c->lab, e->peer) : NULL;
	return peer && peer->port && peer->port->one_way;
}

static void compare_endpoint(const struct comparing *c, struct endpoint *e)
{
	const struct topology *t = c->lab->topology;
	size_t lab = c->labs[e->space];
	size_t node = e->port ? e->port->node : TOPOLOGY_NONE;
	if (is_strange_node(c, node))
		mark(c, e,
		     arena_printf(c->lab->arena, "%s has no node %s",
				  file_of(c, t->nodes[node].lab),
				  topology_plain(t, t->nodes[node].lab,
						 t->nodes[node].name)));
	else if (!e->port && lab != TOPOLOGY_NONE && is_wire(e) &&
		 !is_behind_port(c, e))
		mark(c, e,
		     arena_printf(c->lab->arena,
				  c->strange[e->space] ? "%s has no such node"
						       : "%s has no such interface",
				  file_of(c, lab)));
}

void differences_mark(struct endpoint *endpoints, const struct lab *lab,
		      const struct lab_sources *sources)
{
	autofree size_t *labs = mem_new((lab->space_count + 1) * sizeof(*labs));
	autofree bool *strange = mem_new((lab->space_count + 1) * sizeof(*strange));
	struct comparing c = { endpoints, lab, sources, 0, labs, strange };
	for (size_t i = 0; i < sources->topology_count; i++)
		c.declared += sources->topologies[i]->node_count;
	if (!c.declared || !lab->topology || !lab->complete)
		return;
	for (size_t i = 0; i < lab->space_count; i++)
		labs[i] = TOPOLOGY_NONE;
	find_declared(&c);
	find_strange(&c);
	compare_links(&c);
	for (size_t i = 0; i < lab->endpoint_count; i++)
		if (endpoints[i].space != NO_SPACE)
			compare_endpoint(&c, &endpoints[i]);
}
