#include "core/lab/live.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/text.h"
#include "core/lab/live_cards.h"
#include "core/lab/topology_make.h"

enum { TELLERS_MAX = 600 };

/* A link while it grows, and what its ends have in common. */
struct wire {
	const char *key;
	size_t link;
};

struct making {
	const struct lab_sources *sources;
	struct topology_draft draft;
	const char *own; /* the only lab: its nodes need no name in front; else NULL */
	VEC(const struct machine *) machines; /* that no file mentions */
	VEC(struct wire) wires;
};

static bool same(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

/* What files declare -------------------------------------------------------- */

static bool is_lab(const struct making *k, const char *name)
{
	for (size_t i = 0; i < k->draft.labs.count; i++)
		if (!strcmp(k->draft.labs.items[i].name, name))
			return true;
	return false;
}

/* Labs in two folders may have one name. */
static void add_declared_lab(struct making *k, const struct topology_lab *from)
{
	struct topology_lab lab = *from;
	for (int n = 2; is_lab(k, lab.name); n++)
		lab.name = arena_printf(k->draft.arena, "%s.%d", from->name, n);
	vec_push(&k->draft.labs, lab);
}

/* Where those of a topology begin among all. */
struct base {
	size_t lab, node, port, link;
};

static void copy_link(struct making *k, const struct topology_link *l,
		      const struct base *at)
{
	struct link_draft to = { .link = *l };
	to.link.lab = at->lab;
	for (size_t i = 0; i < l->count; i++) {
		vec_push(&to.ports, at->port + l->ports[i]);
		vec_push(&to.ends, l->ends[i]);
	}
	vec_push(&k->draft.links, to);
}

static size_t moved(size_t position, size_t by)
{
	return position == TOPOLOGY_NONE ? position : position + by;
}

static void copy_declared(struct making *k, const struct topology *t)
{
	struct topology_draft *d = &k->draft;
	const struct base at = { d->labs.count, d->nodes.count, d->ports.count,
				 d->links.count };
	add_declared_lab(k, t->labs);
	for (size_t i = 0; i < t->note_count; i++)
		vec_push(&d->notes, t->notes[i]);
	d->inexact |= !t->exact;
	for (size_t i = 0; i < t->node_count; i++) {
		struct topology_node n = t->nodes[i];
		n.lab = at.lab;
		n.first += at.port;
		vec_push(&d->nodes, n);
	}
	for (size_t i = 0; i < t->port_count; i++) {
		struct topology_port p = t->ports[i];
		p.node = moved(p.node, at.node);
		p.link = moved(p.link, at.link);
		vec_push(&d->ports, p);
	}
	for (size_t i = 0; i < t->link_count; i++)
		copy_link(k, &t->links[i], &at);
}

/* Is this the node's machine? */
static bool runs_node(const struct machine *m, const struct topology_node *n)
{
	if (m->kind == MACHINE_CONTAINER)
		return same(n->container, m->name);
	return m->kind == MACHINE_DOMAIN && same(n->domain, m->name);
}

static struct topology_node *declared_node(struct making *k, const struct machine *m)
{
	for (size_t i = 0; i < k->draft.nodes.count; i++) {
		struct topology_node *n = &k->draft.nodes.items[i];
		if (!n->machine && runs_node(m, n))
			return n;
	}
	return NULL;
}

/* Libvirt's networks are the bridges of links under the same name. */
static void fill_bridges(struct making *k)
{
	const struct lab_sources *s = k->sources;
	for (size_t i = 0; i < k->draft.links.count; i++) {
		struct topology_link *l = &k->draft.links.items[i].link;
		if (l->carrier == CARRIER_LIBVIRT && l->bridge && !l->host_bridge)
			l->host_bridge = cards_bridge_of(s, l->bridge);
	}
}

/* What runs ------------------------------------------------------------------- */

static bool becomes_node(const struct machine *m)
{
	return m->kind == MACHINE_DOMAIN || m->node;
}

/* Those of no lab last: what they share with a lab is the lab's. */
static int by_lab_and_name(const void *a, const void *b)
{
	const struct machine *const *x = a, *const *y = b;
	if (!(*x)->lab != !(*y)->lab)
		return (*x)->lab ? -1 : 1;
	const char *one = (*x)->lab ? (*x)->lab : "", *two = (*y)->lab ? (*y)->lab : "";
	int order = strverscmp(one, two);
	return order ? order : strverscmp((*x)->name, (*y)->name);
}

static bool is_same(const struct machine *m, const struct machine *domain)
{
	return domain->kind == MACHINE_DOMAIN &&
	       ((m->pid && m->pid == domain->pid) || same(m->id, domain->id));
}

/* The QEMU of a domain: libvirt knows more of it. */
static bool is_of_domain(const struct making *k, const struct machine *m)
{
	const struct lab_sources *s = k->sources;
	for (size_t i = 0; m->kind == MACHINE_QEMU && i < s->machine_count; i++)
		for (size_t j = 0; s->machines[i] && j < s->machines[i]->count; j++)
			if (is_same(m, &s->machines[i]->items[j]))
				return true;
	return false;
}

static void sort_out(struct making *k)
{
	const struct lab_sources *s = k->sources;
	for (size_t i = 0; i < s->machine_count; i++) {
		const struct machines *set = s->machines[i];
		for (size_t j = 0; set && j < set->count; j++) {
			const struct machine *m = &set->items[j];
			struct topology_node *n = declared_node(k, m);
			if (n)
				cards_fill(n, k->draft.ports.items + n->first, m,
					   k->draft.arena);
			else if (becomes_node(m) && !is_of_domain(k, m))
				vec_push(&k->machines, m);
		}
	}
	if (k->machines.count > 1)
		qsort(k->machines.items, k->machines.count, sizeof(*k->machines.items),
		      by_lab_and_name);
}

/* With one lab alone nobody needs its name. */
static void choose_lab(struct making *k)
{
	size_t declared = k->draft.labs.count;
	const char *first = declared ? k->draft.labs.items[0].name : NULL;
	bool several = declared > 1;
	for (size_t i = 0; i < k->machines.count; i++) {
		const char *lab = k->machines.items[i]->lab;
		several |= first && lab && strcmp(first, lab) != 0;
		first = first ? first : lab;
	}
	k->own = several ? NULL : first;
}

static const char *in_front(const struct making *k, size_t lab, const char *name)
{
	return arena_printf(k->draft.arena, "%s/%s", k->draft.labs.items[lab].name,
			    name);
}

/* Among several labs each name has its lab in front, that of the files as well: who
 * reads "a:eth1" need not know which of them that was. */
static void put_in_front(struct making *k)
{
	struct topology_draft *d = &k->draft;
	for (size_t i = 0; !k->own && i < d->nodes.count; i++) {
		struct topology_node *n = &d->nodes.items[i];
		n->name = in_front(k, n->lab, n->name);
	}
	for (size_t i = 0; !k->own && i < d->links.count; i++) {
		struct link_draft *l = &d->links.items[i];
		l->link.name = in_front(k, l->link.lab, l->link.name);
		for (size_t e = 0; e < l->ports.count; e++) {
			size_t port = l->ports.items[e];
			if (d->ports.items[port].node != TOPOLOGY_NONE)
				l->ends.items[e] =
					in_front(k, l->link.lab, l->ends.items[e]);
		}
	}
}

/* Its position; a lab that no file mentions is added. */
static size_t lab_of(struct making *k, const struct machine *m)
{
	const char *name = m->lab ? m->lab : TOPOLOGY_NO_LAB;
	size_t i = 0;
	while (i < k->draft.labs.count &&
	       strcmp(k->draft.labs.items[i].name, name) != 0)
		i++;
	const struct topology_lab lab = { .name = name,
					  .format = "live",
					  .exact = true };
	if (i == k->draft.labs.count)
		vec_push(&k->draft.labs, lab);
	return i;
}

/* The lab a machine belongs to, when that has to be said. */
static const char *other_lab(const struct making *k, const struct machine *m)
{
	return m->lab && !same(m->lab, k->own) ? m->lab : NULL;
}

static bool is_node(const struct making *k, const char *name)
{
	for (size_t i = 0; i < k->draft.nodes.count; i++)
		if (!strcmp(k->draft.nodes.items[i].name, name))
			return true;
	return false;
}

static const char *node_name(const struct making *k, const struct machine *m)
{
	struct arena *a = k->draft.arena;
	const char *name = m->node ? m->node : m->name, *lab = other_lab(k, m);
	if (lab)
		name = arena_printf(a, "%s/%s", lab, name);
	for (int n = 2; is_node(k, name); n++)
		name = arena_printf(a, "%s.%d", m->name, n);
	return name;
}

/* Links --------------------------------------------------------------------- */

static size_t find_wire(const struct making *k, const char *key)
{
	for (size_t i = 0; i < k->wires.count; i++)
		if (!strcmp(k->wires.items[i].key, key))
			return k->wires.items[i].link;
	return TOPOLOGY_NONE;
}

/* In the lab of the first of its ends. */
static size_t add_link(struct making *k, const struct card_wire *w, size_t lab)
{
	uint32_t index = 1;
	for (size_t i = 0; i < k->draft.links.count; i++)
		index += k->draft.links.items[i].link.lab == lab;
	struct link_draft l = {
		.link = { .index = index,
			  .name = w->name,
			  .carrier = w->carrier,
			  .bridge = w->bridge,
			  .host_bridge = w->host_bridge,
			  .lab = lab },
	};
	vec_push(&k->draft.links, l);
	size_t link = k->draft.links.count - 1;
	if (w->key) {
		struct wire known = { .key = w->key, .link = link };
		vec_push(&k->wires, known);
	}
	return link;
}

static void connect_port(struct making *k, size_t port, const struct machine *m)
{
	struct card_wire w;
	const struct nic *n = k->draft.ports.items[port].nic;
	if (!cards_wire(&w, k->sources, m, n, k->draft.arena))
		return;
	size_t link = w.key ? find_wire(k, w.key) : TOPOLOGY_NONE;
	if (link == TOPOLOGY_NONE)
		link = add_link(k, &w, lab_of(k, m));
	draft_attach(&k->draft, link, port, NULL);
}

static void add_node(struct making *k, const struct machine *m)
{
	struct topology_node n = {
		.name = node_name(k, m),
		.provider = m->source,
		.kind = m->type,
		.domain = m->kind == MACHINE_DOMAIN ? m->name : NULL,
		.container = m->kind == MACHINE_CONTAINER ? m->name : NULL,
		.lab = lab_of(k, m),
		.machine = m,
	};
	size_t node = k->draft.nodes.count, first = k->draft.ports.count;
	vec_push(&k->draft.nodes, n);
	for (size_t i = 0; i < m->nic_count && first + i < PORTS_MAX; i++) {
		struct topology_port p;
		cards_port(&p, m, i, k->draft.arena);
		p.node = node;
		p.link = TOPOLOGY_NONE;
		vec_push(&k->draft.ports, p);
	}
	for (size_t i = first; i < k->draft.ports.count; i++)
		connect_port(k, i, m);
}

static const char *link_type(const struct link_draft *l)
{
	if (l->ports.count == 1)
		return "stub";
	bool cable = l->link.carrier == CARRIER_UDP || l->link.carrier == CARRIER_TCP ||
		     l->link.carrier == CARRIER_VETH;
	return cable && l->ports.count == 2 ? "p2p" : "lan";
}

/* "a-b", "X/a-b": the lab stands in front once. */
static const char *link_name(const struct making *k, const struct link_draft *l)
{
	char name[TELLERS_MAX];
	struct text t = text_over(name, sizeof(name));
	const char *lab = k->draft.labs.items[l->link.lab].name;
	size_t n = strlen(lab);
	for (size_t i = 0; i < l->ports.count; i++) {
		size_t node = k->draft.ports.items[l->ports.items[i]].node;
		const char *s = k->draft.nodes.items[node].name;
		bool again = i && !strncmp(s, lab, n) && s[n] == '/';
		text_printf(&t, "%s%s", i ? "-" : "", again ? s + n + 1 : s);
	}
	return arena_strdup(k->draft.arena, name);
}

/* Names and types follow from the ends. */
static void finish_links(struct making *k, size_t first)
{
	for (size_t i = first; i < k->draft.links.count; i++) {
		struct link_draft *l = &k->draft.links.items[i];
		l->link.type = link_type(l);
		if (!l->link.name && l->ports.count == 1)
			l->link.name = l->ends.items[0];
		else if (!l->link.name)
			l->link.name = link_name(k, l);
	}
}

/* "libvirt", "libvirt, docker": who told of the machines. */
static const char *tellers(const struct making *k)
{
	char names[TELLERS_MAX];
	const char *last = NULL;
	struct text t = text_over(names, sizeof(names));
	for (size_t i = 0; i < k->machines.count; i++) {
		const char *source = k->machines.items[i]->source;
		if (same(last, source) || strstr(names, source))
			continue;
		text_printf(&t, "%s%s", last ? ", " : "", source);
		last = source;
	}
	return arena_strdup(k->draft.arena, names);
}

/* "X, Y": the labs together. */
static const char *joined_names(const struct making *k)
{
	char names[TELLERS_MAX];
	struct text t = text_over(names, sizeof(names));
	for (size_t i = 0; i < k->draft.labs.count; i++)
		text_printf(&t, "%s%s", i ? ", " : "", k->draft.labs.items[i].name);
	return arena_strdup(k->draft.arena, names);
}

/* What the topology says of all of them is what its declared ones do. */
static const struct topology *seal(struct making *k)
{
	struct topology_draft *d = &k->draft;
	const char *who = tellers(k);
	size_t declared = k->sources->topology_count;
	for (size_t i = declared; i < d->labs.count; i++)
		d->labs.items[i].path = who;
	const struct topology_lab *first = d->labs.items;
	d->name = declared > 1 ? joined_names(k)
		  : declared   ? first->name
		  : k->own     ? k->own
			       : TOPOLOGY_NO_LAB;
	d->format = first->format;
	for (size_t i = 1; i < declared; i++)
		if (strcmp(d->labs.items[i].format, first->format) != 0)
			d->format = "several labs";
	d->path = "";
	struct topology *t = draft_seal(d);
	t->path = declared < 2 ? t->labs->path
			       : arena_printf(d->arena, "%zu labs", declared);
	return t;
}

const struct topology *live_topology(const struct lab_sources *sources,
				     struct arena *arena)
{
	struct making k = { .sources = sources, .draft = { .arena = arena } };
	const struct topology *made = NULL;
	for (size_t i = 0; i < sources->topology_count; i++)
		copy_declared(&k, sources->topologies[i]);
	sort_out(&k);
	choose_lab(&k);
	put_in_front(&k);
	fill_bridges(&k);
	size_t links = k.draft.links.count;
	for (size_t i = 0; i < k.machines.count && k.draft.nodes.count < NODES_MAX; i++)
		add_node(&k, k.machines.items[i]);
	finish_links(&k, links);
	if (k.draft.labs.count)
		made = seal(&k);
	draft_done(&k.draft);
	free(k.machines.items);
	free(k.wires.items);
	return made;
}
