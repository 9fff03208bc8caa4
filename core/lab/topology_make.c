#include "core/lab/topology_make.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/base/text.h"

/* Slots: twice as many as there may be nodes. */
enum { TEXT_MAX = 1024, SLOTS = 2 * NODES_MAX, NOTES_MAX = 100 };

const char *draft_text(struct topology_draft *d, const char *s)
{
	char buffer[TEXT_MAX];
	if (!s)
		return NULL;
	struct text t = text_over(buffer, sizeof(buffer));
	text_escape(&t, s, strlen(s));
	return arena_strdup(d->arena, buffer);
}

const char *draft_printf(struct topology_draft *d, const char *fmt, ...)
{
	char buffer[TEXT_MAX];
	va_list args;
	va_start(args, fmt);
	vsnprintf(buffer, sizeof(buffer), fmt, args);
	va_end(args);
	return draft_text(d, buffer);
}

/* Where the node stands, or would; its first one where several have one name. */
static size_t slot_of(const struct topology_draft *d, const char *name)
{
	size_t at = hash32_text(HASH32_START, name) % SLOTS;
	while (d->node_slots.items[at] &&
	       strcmp(d->nodes.items[d->node_slots.items[at] - 1].name, name) != 0)
		at = (at + 1) % SLOTS;
	return at;
}

static void index_node(struct topology_draft *d)
{
	size_t position = d->nodes.count - 1;
	while (d->node_slots.count < SLOTS)
		vec_push(&d->node_slots, 0);
	size_t at = slot_of(d, d->nodes.items[position].name);
	if (!d->node_slots.items[at])
		d->node_slots.items[at] = (uint32_t)position + 1;
}

size_t draft_node(struct topology_draft *d, const char *name, struct error *e)
{
	if (d->nodes.count == NODES_MAX) {
		error_set(e, 0, "%s: more than %d nodes", d->path, NODES_MAX);
		return TOPOLOGY_NONE;
	}
	struct topology_node n = { .name = draft_text(d, name),
				   .first = d->ports.count };
	vec_push(&d->nodes, n);
	index_node(d);
	return d->nodes.count - 1;
}

size_t draft_port(struct topology_draft *d, size_t node, const char *name,
		  struct error *e)
{
	static const char *const none[] = { NULL };
	if (d->ports.count == PORTS_MAX) {
		error_set(e, 0, "%s: more than %d interfaces", d->path, PORTS_MAX);
		return TOPOLOGY_NONE;
	}
	struct topology_port p = { .name = draft_text(d, name), .node = node };
	p.link = TOPOLOGY_NONE;
	p.ipv4 = p.ipv6 = none;
	vec_push(&d->ports, p);
	if (node != TOPOLOGY_NONE)
		d->nodes.items[node].count++;
	return d->ports.count - 1;
}

size_t draft_link(struct topology_draft *d, uint32_t index, struct error *e)
{
	if (d->links.count == LINKS_MAX) {
		error_set(e, 0, "%s: more than %d links", d->path, LINKS_MAX);
		return TOPOLOGY_NONE;
	}
	struct link_draft l = { .link = { .index = index } };
	vec_push(&d->links, l);
	return d->links.count - 1;
}

static const char *node_name(const struct topology_draft *d, size_t port)
{
	size_t node = d->ports.items[port].node;
	return node == TOPOLOGY_NONE ? "host" : d->nodes.items[node].name;
}

void draft_attach(struct topology_draft *d, size_t link, size_t port, const char *name)
{
	struct link_draft *l = &d->links.items[link];
	char end[TEXT_MAX];
	struct text t = text_over(end, sizeof(end));
	const char *own = name ? draft_text(d, name) : d->ports.items[port].name;
	text_printf(&t, "%s:%s", node_name(d, port), own);
	d->ports.items[port].link = link;
	vec_push(&l->ports, port);
	vec_push(&l->ends, arena_strdup(d->arena, end));
}

const char *draft_link_name(struct topology_draft *d, const struct link_draft *l)
{
	char name[TEXT_MAX];
	struct text t = text_over(name, sizeof(name));
	for (size_t i = 0; i < l->ports.count; i++)
		text_printf(&t, "%s%s", i ? "-" : "", node_name(d, l->ports.items[i]));
	return arena_strdup(d->arena, name);
}

const char *const *draft_list(struct topology_draft *d, const char *address)
{
	const char **list = arena_alloc(d->arena, 2 * sizeof(*list));
	list[0] = draft_text(d, address);
	return list;
}

void draft_addresses(struct topology_draft *d, struct topology_port *p,
		     const char *ipv4, const char *ipv6)
{
	if (ipv4 && *ipv4)
		p->ipv4 = draft_list(d, ipv4);
	if (ipv6 && *ipv6)
		p->ipv6 = draft_list(d, ipv6);
}

size_t draft_find_node(const struct topology_draft *d, const char *name)
{
	size_t slot = d->node_slots.count ? slot_of(d, name) : 0;
	uint32_t found = d->node_slots.count ? d->node_slots.items[slot] : 0;
	return found ? found - 1 : TOPOLOGY_NONE;
}

/* Each once. */
static void add_note(struct topology_draft *d, const char *note)
{
	for (size_t i = 0; i < d->notes.count; i++)
		if (!strcmp(d->notes.items[i], note))
			return;
	if (d->notes.count < NOTES_MAX)
		vec_push(&d->notes, draft_text(d, note));
}

PRINTF(2, 0)
static void add_note_of(struct topology_draft *d, const char *fmt, va_list args)
{
	char buffer[TEXT_MAX];
	vsnprintf(buffer, sizeof(buffer), fmt, args);
	add_note(d, buffer);
}

void draft_note(struct topology_draft *d, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	add_note_of(d, fmt, args);
	va_end(args);
	d->inexact = true;
}

void draft_remark(struct topology_draft *d, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	add_note_of(d, fmt, args);
	va_end(args);
}

bool draft_problem(struct topology_draft *d, const struct value *at, const char *fmt,
		   ...)
{
	char why[TEXT_MAX / 2];
	va_list args;
	va_start(args, fmt);
	vsnprintf(why, sizeof(why), fmt, args);
	va_end(args);
	if (at && at->line)
		draft_note(d, "%s:%u:%u: %s", d->path, at->line, at->column, why);
	else
		draft_note(d, "%s: %s", d->path, why);
	return false;
}

bool draft_fail(const struct topology_draft *d, const struct value *at, struct error *e,
		const char *fmt, ...)
{
	char why[sizeof(e->text)];
	va_list args;
	va_start(args, fmt);
	vsnprintf(why, sizeof(why), fmt, args);
	va_end(args);
	if (!at || !at->line)
		return error_set(e, 0, "%s: %s", d->path, why);
	return error_set(e, 0, "%s:%u:%u: %s", d->path, at->line, at->column, why);
}

/* Where each port goes when they are grouped by node; node_count + 1 groups. */
static size_t *group_ports(struct topology_draft *d)
{
	size_t nodes = d->nodes.count, at = 0;
	size_t *moved = mem_new((d->ports.count + 1) * sizeof(*moved));
	for (size_t n = 0; n < nodes; n++)
		d->nodes.items[n].count = 0;
	for (size_t i = 0; i < d->ports.count; i++)
		if (d->ports.items[i].node != TOPOLOGY_NONE)
			d->nodes.items[d->ports.items[i].node].count++;
	autofree size_t *next = mem_new((nodes + 1) * sizeof(*next));
	for (size_t n = 0; n < nodes; n++) {
		d->nodes.items[n].first = next[n] = at;
		at += d->nodes.items[n].count;
	}
	next[nodes] = at;
	for (size_t i = 0; i < d->ports.count; i++) {
		size_t node = d->ports.items[i].node;
		moved[i] = next[node == TOPOLOGY_NONE ? nodes : node]++;
	}
	return moved;
}

static void *copy(struct topology_draft *d, const void *items, size_t size)
{
	void *p = arena_alloc(d->arena, size);
	if (size)
		memcpy(p, items, size);
	return p;
}

static void seal_ports(struct topology_draft *d, struct topology *t,
		       const size_t *moved)
{
	struct topology_port *ports =
		arena_alloc(d->arena, d->ports.count * sizeof(*ports));
	for (size_t i = 0; i < d->ports.count; i++)
		ports[moved[i]] = d->ports.items[i];
	t->ports = ports;
	t->port_count = d->ports.count;
}

static void seal_links(struct topology_draft *d, struct topology *t,
		       const size_t *moved)
{
	struct topology_link *links =
		arena_alloc(d->arena, d->links.count * sizeof(*links));
	for (size_t i = 0; i < d->links.count; i++) {
		const struct link_draft *l = &d->links.items[i];
		size_t *ports = arena_alloc(d->arena, l->ports.count * sizeof(*ports));
		for (size_t k = 0; k < l->ports.count; k++)
			ports[k] = moved[l->ports.items[k]];
		links[i] = l->link;
		links[i].ports = ports;
		links[i].ends =
			copy(d, l->ends.items, l->ends.count * sizeof(*l->ends.items));
		links[i].count = l->ports.count;
	}
	t->links = links;
	t->link_count = d->links.count;
}

static void seal_labs(struct topology_draft *d, struct topology *t)
{
	const struct topology_lab own = { .name = t->name,
					  .format = t->format,
					  .path = t->path,
					  .exact = t->exact,
					  .notes = t->notes,
					  .note_count = t->note_count };
	if (!d->labs.count)
		vec_push(&d->labs, own);
	t->labs = copy(d, d->labs.items, d->labs.count * sizeof(*t->labs));
	t->lab_count = d->labs.count;
}

struct topology *draft_seal(struct topology_draft *d)
{
	struct topology *t = arena_alloc(d->arena, sizeof(*t));
	autofree size_t *moved = group_ports(d);
	t->arena = d->arena;
	t->name = d->name;
	t->format = d->format;
	t->path = draft_text(d, d->path);
	t->exact = !d->inexact;
	t->notes = copy(d, d->notes.items, d->notes.count * sizeof(*t->notes));
	t->note_count = d->notes.count;
	seal_labs(d, t);
	t->nodes = copy(d, d->nodes.items, d->nodes.count * sizeof(*t->nodes));
	t->node_count = d->nodes.count;
	seal_ports(d, t, moved);
	seal_links(d, t, moved);
	return t;
}

void draft_done(struct topology_draft *d)
{
	for (size_t i = 0; i < d->links.count; i++) {
		free(d->links.items[i].ports.items);
		free(d->links.items[i].ends.items);
	}
	free(d->links.items);
	free(d->ports.items);
	free(d->nodes.items);
	free(d->node_slots.items);
	free(d->notes.items);
	free(d->labs.items);
}
