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
	const char *own; /* the lab whose nodes need no name in front; NULL: none */
	VEC(const struct machine *) machines; /* that no file mentions */
	VEC(struct wire) wires;
};

static bool same(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

/* What files declare -------------------------------------------------------- */

static void copy_link(struct topology_draft *d, const struct topology_link *l)
{
	struct link_draft to = { .link = *l };
	for (size_t i = 0; i < l->count; i++) {
		vec_push(&to.ports, l->ports[i]);
		vec_push(&to.ends, l->ends[i]);
	}
	vec_push(&d->links, to);
}

static void copy_declared(struct topology_draft *d, const struct topology *t)
{
	d->name = t->name;
	d->format = t->format;
	d->inexact = !t->exact;
	for (size_t i = 0; i < t->note_count; i++)
		vec_push(&d->notes, t->notes[i]);
	for (size_t i = 0; i < t->node_count; i++)
		vec_push(&d->nodes, t->nodes[i]);
	for (size_t i = 0; i < t->port_count; i++)
		vec_push(&d->ports, t->ports[i]);
	for (size_t i = 0; i < t->link_count; i++)
		copy_link(d, &t->links[i]);
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

static int by_lab_and_name(const void *a, const void *b)
{
	const struct machine *const *x = a, *const *y = b;
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

/* With one lab alone, or the one of the files, nobody needs its name. */
static void choose_lab(struct making *k)
{
	const char *first = k->sources->topology ? k->sources->topology->name : NULL;
	bool several = false;
	for (size_t i = 0; !k->sources->topology && i < k->machines.count; i++) {
		const char *lab = k->machines.items[i]->lab;
		several |= first && lab && strcmp(first, lab) != 0;
		first = first ? first : lab;
	}
	k->own = several ? NULL : first;
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
static size_t add_link(struct making *k, const struct card_wire *w, const char *lab)
{
	struct link_draft l = {
		.link = { .index = (uint32_t)k->draft.links.count + 1,
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
		link = add_link(k, &w, other_lab(k, m));
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
		.lab = other_lab(k, m),
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

/* Names and types follow from the ends. */
static void finish_links(struct making *k, size_t first)
{
	for (size_t i = first; i < k->draft.links.count; i++) {
		struct link_draft *l = &k->draft.links.items[i];
		l->link.type = link_type(l);
		if (!l->link.name && l->ports.count == 1)
			l->link.name = l->ends.items[0];
		else if (!l->link.name)
			l->link.name = draft_link_name(&k->draft, l);
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

static const struct topology *seal(struct making *k)
{
	const struct topology *declared = k->sources->topology;
	if (!declared) {
		k->draft.name = k->own ? k->own : "host";
		k->draft.format = "live";
	}
	k->draft.path = "";
	struct topology *t = draft_seal(&k->draft);
	t->path = declared ? declared->path : tellers(k);
	return t;
}

const struct topology *live_topology(const struct lab_sources *sources,
				     struct arena *arena)
{
	struct making k = { .sources = sources, .draft = { .arena = arena } };
	const struct topology *made = sources->topology;
	if (sources->topology)
		copy_declared(&k.draft, sources->topology);
	sort_out(&k);
	choose_lab(&k);
	fill_bridges(&k);
	size_t links = k.draft.links.count;
	for (size_t i = 0; i < k.machines.count && k.draft.nodes.count < NODES_MAX; i++)
		add_node(&k, k.machines.items[i]);
	finish_links(&k, links);
	if (k.draft.nodes.count || sources->topology)
		made = seal(&k);
	draft_done(&k.draft);
	free(k.machines.items);
	free(k.wires.items);
	return made;
}
