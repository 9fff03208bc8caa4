/* Other hosts, behind what is here. */
#include <string.h>

#include "core/base/arena.h"
#include "core/lab/foreign.h"

size_t foreign_room(const struct foreign_host *hosts, size_t count)
{
	size_t room = 0;
	for (size_t i = 0; i < count; i++)
		room += hosts[i].lab ? hosts[i].lab->endpoint_count : 0;
	return room;
}

/* While they are added: what there is of everything. */
struct joining {
	struct lab *lab;
	struct endpoint *endpoints;
	size_t count; /* of them; lab_endpoint() finds those of the lab alone */
	struct space *spaces;
	struct topology *topology; /* NULL: there is none anywhere */
	struct topology_lab *labs;
	struct topology_node *nodes;
	struct topology_port *ports;
	struct topology_link *links;
	size_t *places; /* of ports */
};

/* Room for what is there and what comes. */
static void *grown(const struct joining *j, const void *items, size_t count,
		   size_t more, size_t size)
{
	void *room = arena_alloc(j->lab->arena, (count + more + 1) * size);
	if (count)
		memcpy(room, items, count * size);
	return room;
}

static size_t moved(size_t position, size_t by)
{
	return position == TOPOLOGY_NONE ? position : position + by;
}

/* Ports of this host are where they were; the list of them is another one. */
static void ports_grow(struct joining *j, const struct topology *t, size_t more)
{
	const struct topology_port *old = t->ports;
	j->ports = grown(j, old, t->port_count, more, sizeof(*j->ports));
	j->places = grown(j, j->lab->port_endpoints, t->port_count, more,
			  sizeof(*j->places));
	for (size_t i = 0; i < j->lab->endpoint_count; i++)
		if (j->endpoints[i].port)
			j->endpoints[i].port = j->ports + (j->endpoints[i].port - old);
}

static void topology_grow(struct joining *j, const struct foreign_host *hosts,
			  size_t count)
{
	struct topology more = { .lab_count = 0 };
	const struct topology *old = j->lab->topology;
	for (size_t i = 0; i < count; i++) {
		const struct topology *t = hosts[i].lab ? hosts[i].lab->topology : NULL;
		more.lab_count += t ? t->lab_count : 0;
		more.node_count += t ? t->node_count : 0;
		more.port_count += t ? t->port_count : 0;
		more.link_count += t ? t->link_count : 0;
	}
	if (!more.lab_count)
		return;
	j->topology = arena_alloc(j->lab->arena, sizeof(*j->topology));
	*j->topology = old ? *old
			   : (struct topology){ .name = TOPOLOGY_NO_LAB,
						.format = "live",
						.path = "other hosts",
						.exact = true };
	struct topology *t = j->topology;
	j->labs = grown(j, t->labs, t->lab_count, more.lab_count, sizeof(*j->labs));
	j->nodes =
		grown(j, t->nodes, t->node_count, more.node_count, sizeof(*j->nodes));
	ports_grow(j, t, more.port_count);
	j->links =
		grown(j, t->links, t->link_count, more.link_count, sizeof(*j->links));
}

/* Where those of a host begin among all. */
struct base {
	size_t space, endpoint, lab, node, port, link;
};

static void link_add(struct joining *j, const struct topology_link *from,
		     const struct base *at)
{
	struct topology_link *l = &j->links[j->topology->link_count++];
	size_t *ports = arena_alloc(j->lab->arena, (from->count + 1) * sizeof(*ports));
	for (size_t i = 0; i < from->count; i++)
		ports[i] = from->ports[i] + at->port;
	*l = *from;
	l->ports = ports;
	l->lab += at->lab;
}

static void topology_add(struct joining *j, const struct foreign *f,
			 const struct base *at)
{
	const struct topology *t = f->topology;
	struct topology *all = j->topology;
	for (size_t i = 0; i < t->lab_count; i++)
		j->labs[all->lab_count++] = t->labs[i];
	for (size_t i = 0; i < t->node_count; i++) {
		struct topology_node *n = &j->nodes[all->node_count++];
		*n = t->nodes[i];
		n->lab += at->lab;
		n->first += at->port;
	}
	for (size_t i = 0; i < t->port_count; i++) {
		struct topology_port *p = &j->ports[all->port_count];
		*p = t->ports[i];
		p->node = moved(p->node, at->node);
		p->link = moved(p->link, at->link);
		j->places[all->port_count++] = at->endpoint + f->port_endpoints[i];
	}
	for (size_t i = 0; i < t->link_count; i++)
		link_add(j, &t->links[i], at);
}

static void endpoint_add(struct joining *j, const struct foreign_host *h, size_t i,
			 const struct base *at, const char *trouble)
{
	struct endpoint *e = &j->endpoints[j->count++];
	size_t port = h->lab->port_of[i];
	*e = h->lab->endpoints[i];
	e->space = e->space == NO_SPACE ? e->space : e->space + (uint32_t)at->space;
	e->port = port == TOPOLOGY_NONE ? NULL : &j->ports[at->port + port];
	if (lab_endpoint(j->lab, e->name)) {
		e->name = arena_printf(j->lab->arena, "%s~", e->name);
		e->reason = "something of this host has that name";
		e->can_capture = false;
	}
	if (trouble) {
		e->state = STATE_UNKNOWN;
		e->reason = trouble;
		e->can_capture = false;
	}
}

static void host_add(struct joining *j, const struct foreign_host *h)
{
	struct lab *lab = j->lab;
	const struct foreign *f = h->lab;
	const struct topology *t = j->topology;
	const char *trouble = h->trouble ? arena_strdup(lab->arena, h->trouble) : NULL;
	const struct base at = { .space = lab->space_count,
				 .endpoint = j->count,
				 .lab = t ? t->lab_count : 0,
				 .node = t ? t->node_count : 0,
				 .port = t ? t->port_count : 0,
				 .link = t ? t->link_count : 0 };
	for (size_t i = 0; i < f->space_count; i++) {
		struct space *s = &j->spaces[lab->space_count++];
		*s = f->spaces[i];
		s->first += at.endpoint;
	}
	for (size_t i = 0; i < f->endpoint_count; i++)
		endpoint_add(j, h, i, &at, trouble);
	if (f->topology)
		topology_add(j, f, &at);
}

static void hosts_name(struct lab *lab, const struct foreign_host *hosts, size_t count)
{
	struct lab_host *list = arena_alloc(lab->arena, (count + 1) * sizeof(*list));
	for (size_t i = 0; i < count; i++)
		list[i] = (struct lab_host){
			.name = arena_strdup(lab->arena, hosts[i].name),
			.about = arena_strdup(lab->arena, hosts[i].about),
			.trouble = hosts[i].trouble
					   ? arena_strdup(lab->arena, hosts[i].trouble)
					   : NULL,
		};
	lab->hosts = list;
	lab->host_count = count;
}

void foreign_join(struct lab *lab, struct endpoint *endpoints,
		  const struct foreign_host *hosts, size_t count)
{
	struct joining j = { .lab = lab,
			     .endpoints = endpoints,
			     .count = lab->endpoint_count };
	size_t spaces = 0;
	if (!count)
		return;
	for (size_t i = 0; i < count; i++)
		spaces += hosts[i].lab ? hosts[i].lab->space_count : 0;
	j.spaces = grown(&j, lab->spaces, lab->space_count, spaces, sizeof(*j.spaces));
	lab->spaces = j.spaces;
	topology_grow(&j, hosts, count);
	for (size_t i = 0; i < count; i++)
		if (hosts[i].lab)
			host_add(&j, &hosts[i]);
	lab->endpoint_count = j.count;
	if (j.topology) {
		j.topology->labs = j.labs;
		j.topology->nodes = j.nodes;
		j.topology->ports = j.ports;
		j.topology->links = j.links;
		lab->topology = j.topology;
		lab->port_endpoints = j.places;
	}
	hosts_name(lab, hosts, count);
}
