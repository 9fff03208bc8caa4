#include "tui/topology_json.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "tui/json.h"
#include "tui/rowjson.h"
#include "tui/topology_view.h"

enum { OBJECT_BYTES = 16384, NAME_BYTES = 600 };

/* The other ends of its link. */
static void put_neighbors(struct lines *out, const struct topology *topology,
			  size_t port)
{
	const struct topology_port *p = &topology->ports[port];
	struct text *t = lines_room(out, OBJECT_BYTES);
	bool some = false;
	json_key(t, "neighbors");
	text_char(t, '[');
	if (p->link != TOPOLOGY_NONE) {
		const struct topology_link *l = &topology->links[p->link];
		for (size_t i = 0; i < l->count; i++) {
			if (l->ports[i] == port)
				continue;
			t = lines_room(out, OBJECT_BYTES);
			text_str(t, some ? ", " : " ");
			rowjson_string(t, l->ends[i]);
			some = true;
		}
	}
	text_str(t, some ? " ]" : "]");
}

/* Where the same frames are seen as well. */
static void put_also(struct text *t, const struct topology_port *p,
		     const struct endpoint *e)
{
	char name[NAME_BYTES];
	struct text also = text_over(name, sizeof(name));
	const char *list[] = { NULL, NULL };
	if (e->peer)
		list[0] = e->peer;
	else if (p->also) {
		text_printf(&also, "host:%s", p->also);
		list[0] = name;
	}
	json_list(t, "also", list);
}

static void put_interface(struct lines *out, const struct lab *lab, size_t port)
{
	struct text *t = lines_room(out, OBJECT_BYTES);
	const struct topology *topology = lab->topology;
	const struct topology_port *p = &topology->ports[port];
	const struct endpoint *e = topology_endpoint(lab, port);
	/* Its number is one of the links of this lab. */
	bool linked = p->link != TOPOLOGY_NONE && p->node != TOPOLOGY_NONE &&
		      topology->links[p->link].lab == topology->nodes[p->node].lab;
	text_str(t, "{ \"name\": ");
	rowjson_string(t, p->name);
	json_string(t, "ifname", e->space == NO_SPACE ? p->ifname : e->ifname);
	json_key(t, "ifindex");
	text_uint(t, p->ifindex);
	json_number(t, "link", linked ? topology->links[p->link].index : 0);
	put_neighbors(out, topology, port);
	t = lines_room(out, OBJECT_BYTES);
	json_list(t, "ipv4", p->ipv4);
	json_list(t, "ipv6", p->ipv6);
	json_string(t, "mac", p->mac);
	json_string(t, "endpoint", topology_is_nowhere(e) ? NULL : e->name);
	put_also(t, p, e);
	json_string(t, "reason", e->reason);
	json_string(t, "state", json_state(e->state));
	text_str(t, " }");
}

static void put_node(struct lines *out, const struct lab *lab,
		     const struct topology_node *n)
{
	struct text *t = lines_room(out, OBJECT_BYTES);
	text_str(t, "{\n      \"name\": ");
	rowjson_string(t, topology_plain(lab->topology, n->lab, n->name));
	json_number(t, "id", n->id);
	json_string(t, "device", n->device);
	json_string(t, "provider", n->provider);
	json_string(t, "kind", n->kind);
	json_string(t, "container", n->container);
	json_string(t, "domain", n->domain);
	json_string(t, "netns", topology_netns(lab, n));
	json_string(t, "state", json_state(topology_node_state(lab, n)));
	text_str(t, ",\n      \"interfaces\": [");
	for (size_t i = 0; i < n->count; i++) {
		t = lines_room(out, OBJECT_BYTES);
		text_str(t, i ? ",\n        " : "\n        ");
		put_interface(out, lab, n->first + i);
	}
	t = lines_room(out, OBJECT_BYTES);
	text_str(t, n->count ? "\n      ] }" : "] }");
}

/* What each of its ends is captured as. */
static void put_link_points(struct lines *out, const struct lab *lab,
			    const struct topology_link *l)
{
	struct text *t = lines_room(out, OBJECT_BYTES);
	json_key(t, "endpoints");
	text_char(t, '[');
	for (size_t i = 0; i < l->count; i++) {
		const struct endpoint *e = topology_endpoint(lab, l->ports[i]);
		t = lines_room(out, OBJECT_BYTES);
		text_str(t, i ? ", " : " ");
		if (topology_is_nowhere(e))
			text_str(t, "null");
		else
			rowjson_string(t, e->name);
	}
	t = lines_room(out, OBJECT_BYTES);
	text_str(t, l->count ? " ] }" : "] }");
}

static void put_link(struct lines *out, const struct lab *lab,
		     const struct topology_link *l)
{
	struct text *t = lines_room(out, OBJECT_BYTES);
	text_str(t, "{ \"index\": ");
	text_uint(t, l->index);
	json_string(t, "name", topology_plain(lab->topology, l->lab, l->name));
	json_string(t, "type", l->type);
	json_string(t, "carrier", topology_carrier(l->carrier));
	json_string(t, "bridge", l->bridge);
	json_string(t, "linux_bridge", topology_bridge(lab, l));
	json_key(t, "interfaces");
	text_char(t, '[');
	for (size_t i = 0; i < l->count; i++) {
		t = lines_room(out, OBJECT_BYTES);
		text_str(t, i ? ", " : " ");
		rowjson_string(t, l->ends[i]);
	}
	text_str(t, l->count ? " ]" : "]");
	put_link_points(out, lab, l);
}

static void put_notes(struct lines *out, const struct topology_lab *t)
{
	struct text *text = lines_room(out, OBJECT_BYTES);
	json_key(text, "notes");
	text_char(text, '[');
	for (size_t i = 0; i < t->note_count; i++) {
		text = lines_room(out, OBJECT_BYTES);
		text_str(text, i ? ", " : " ");
		rowjson_string(text, t->notes[i]);
	}
	text_str(text, t->note_count ? " ]" : "]");
}

static void put_nodes(struct lines *out, const struct lab *lab, size_t which)
{
	const struct topology *topology = lab->topology;
	bool some = false;
	text_str(lines_room(out, OBJECT_BYTES), ",\n    \"nodes\": [");
	for (size_t i = 0; i < topology->node_count; i++) {
		if (topology->nodes[i].lab != which)
			continue;
		text_str(lines_room(out, OBJECT_BYTES), some ? ", " : "");
		put_node(out, lab, &topology->nodes[i]);
		some = true;
	}
}

static void put_links(struct lines *out, const struct lab *lab, size_t which)
{
	const struct topology *topology = lab->topology;
	bool some = false;
	text_str(lines_room(out, OBJECT_BYTES), "],\n    \"links\": [");
	for (size_t i = 0; i < topology->link_count; i++) {
		if (topology->links[i].lab != which)
			continue;
		struct text *t = lines_room(out, OBJECT_BYTES);
		text_str(t, some ? ",\n      " : "\n      ");
		put_link(out, lab, &topology->links[i]);
		some = true;
	}
}

static void put_lab(struct lines *out, const struct lab *lab, size_t which)
{
	const struct topology_lab *l = &lab->topology->labs[which];
	struct text *t = lines_room(out, OBJECT_BYTES);
	text_str(t, "{\n    \"name\": ");
	rowjson_string(t, l->name);
	json_string(t, "format", l->format);
	json_string(t, "path", strcmp(l->format, "live") ? l->path : NULL);
	json_key(t, "exact");
	text_str(t, l->exact ? "true" : "false");
	put_notes(out, l);
	put_nodes(out, lab, which);
	put_links(out, lab, which);
	text_str(lines_room(out, OBJECT_BYTES), "]\n  }");
}

static int by_name(const void *a, const void *b, void *labs)
{
	const struct topology_lab *l = labs;
	const size_t *x = a, *y = b;
	return strcmp(l[*x].name, l[*y].name);
}

void topology_json_put(struct lines *out, const struct lab *lab)
{
	const struct topology *topology = lab->topology;
	size_t count = topology->lab_count;
	autofree size_t *order = mem_new(count * sizeof(*order));
	autofree struct topology_lab *labs = mem_new(count * sizeof(*labs));
	for (size_t i = 0; i < count; i++) {
		order[i] = i;
		labs[i] = topology->labs[i];
	}
	qsort_r(order, count, sizeof(*order), by_name, labs);
	for (size_t i = 0; i < count; i++) {
		text_str(lines_room(out, OBJECT_BYTES), i ? ", " : "");
		put_lab(out, lab, order[i]);
	}
}
