#include "tui/topology_text.h"

#include <string.h>

#include "tui/lab_text.h"
#include "tui/topology_view.h"

enum { LINE_BYTES = 8192, NAME_LEAST = 8, NAME_MOST = 32 };

static size_t widest(size_t width, const char *s)
{
	size_t n = s ? lab_text_width(s) : 0;
	return n > width && n <= NAME_MOST ? n : width;
}

static const char *what_it_is(const struct topology_node *n)
{
	return n->device ? n->device : n->kind ? n->kind : "";
}

static const char *where_it_is(const struct topology_node *n)
{
	const char *place = n->netns ? n->netns : n->domain ? n->domain : n->container;
	if (!place && n->machine && n->machine->kind == MACHINE_PROCESS)
		place = n->machine->name;
	return place ? place : "host";
}

static void put_nodes(struct lines *out, const struct lab *lab)
{
	const struct topology *topology = lab->topology;
	size_t name = NAME_LEAST, kind = 4, provider = 8;
	for (size_t i = 0; i < topology->node_count; i++) {
		const struct topology_node *n = &topology->nodes[i];
		name = widest(name, n->name);
		kind = widest(kind, what_it_is(n));
		provider = widest(provider, n->provider);
	}
	struct text *t = lines_room(out, LINE_BYTES);
	lab_text_field(t, "NODE", name);
	lab_text_field(t, "STATE", 5);
	lab_text_field(t, "KIND", kind);
	lab_text_field(t, "PROVIDER", provider);
	text_str(t, "WHERE\n");
	for (size_t i = 0; i < topology->node_count; i++) {
		const struct topology_node *n = &topology->nodes[i];
		t = lines_room(out, LINE_BYTES);
		lab_text_field(t, n->name, name);
		lab_text_field(t, lab_text_state(topology_node_state(lab, n)), 5);
		lab_text_field(t, what_it_is(n), kind);
		lab_text_field(t, n->provider ? n->provider : "", provider);
		text_str(t, where_it_is(n));
		if (n->machine && n->machine->shares)
			text_printf(t, " in %s", n->machine->shares);
		text_char(t, '\n');
	}
}

static void put_links(struct lines *out, const struct lab *lab)
{
	const struct topology *topology = lab->topology;
	size_t name = NAME_LEAST, bridge = 6;
	for (size_t i = 0; i < topology->link_count; i++) {
		name = widest(name, topology->links[i].name);
		bridge = widest(bridge, topology_bridge(lab, &topology->links[i]));
	}
	struct text *t = lines_room(out, LINE_BYTES);
	text_char(t, '\n');
	lab_text_field(t, "LINK", name);
	lab_text_field(t, "TYPE", 4);
	lab_text_field(t, "CARRIER", 15);
	lab_text_field(t, "BRIDGE", bridge);
	text_str(t, "ENDS\n");
	for (size_t i = 0; i < topology->link_count; i++) {
		const struct topology_link *l = &topology->links[i];
		const char *behind = topology_bridge(lab, l);
		t = lines_room(out, LINE_BYTES);
		lab_text_field(t, l->name, name);
		lab_text_field(t, l->type, 4);
		lab_text_field(t, topology_carrier(l->carrier), 15);
		lab_text_field(t, behind ? behind : "", bridge);
		for (size_t k = 0; k < l->count; k++) {
			t = lines_room(out, LINE_BYTES);
			text_str(t, k ? " " : "");
			text_str(t, l->ends[k]);
		}
		text_char(t, '\n');
	}
}

static void put_count(struct text *t, size_t count, const char *word)
{
	text_printf(t, ", %zu %s%s", count, word, count == 1 ? "" : "s");
}

static void put_lab(struct lines *out, const struct topology *topology, size_t which)
{
	const struct topology_lab *l = &topology->labs[which];
	size_t nodes = 0, links = 0;
	for (size_t i = 0; i < topology->node_count; i++)
		nodes += topology->nodes[i].lab == which;
	for (size_t i = 0; i < topology->link_count; i++)
		links += topology->links[i].lab == which;
	struct text *t = lines_room(out, LINE_BYTES);
	if (!strcmp(l->name, TOPOLOGY_NO_LAB) && !strcmp(l->format, "live"))
		text_str(t, "no lab: ");
	else
		text_printf(t, "lab %s: ", l->name);
	text_printf(t, "%s, %s", l->format, l->path);
	put_count(t, nodes, "node");
	put_count(t, links, "link");
	text_str(t, "\n");
	for (size_t i = 0; i < l->note_count; i++)
		text_printf(lines_room(out, LINE_BYTES), "%s: %s\n",
			    l->exact ? "note" : "not exact", l->notes[i]);
}

void topology_text_put(struct lines *out, const struct lab *lab)
{
	const struct topology *topology = lab->topology;
	for (size_t i = 0; i < topology->lab_count; i++)
		put_lab(out, topology, i);
	text_str(lines_room(out, LINE_BYTES), "\n");
	if (topology->node_count)
		put_nodes(out, lab);
	if (topology->link_count)
		put_links(out, lab);
	text_str(lines_room(out, LINE_BYTES), "\n");
}
