/* containerlab topologies (containerlab.dev/manual/topo-def-file): nodes with what they
 * inherit, links in their brief and extended forms. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/lab/clab_names.h"
#include "core/lab/env_text.h"
#include "core/lab/sources.h"
#include "core/lab/yaml.h"

enum { EXPANDED_MAX = 16 << 20, NAME_SIZE = 256 };

struct clab {
	struct topology_draft *draft;
	const struct value *topology;
	const char *lab;
	const char *prefix; /* NULL: the usual one */
	struct error *e;
	uint32_t index; /* of the last link */
};

/* One end of a link, as the file has it. */
struct clab_end {
	const struct value *at; /* for messages */
	char node[NAME_SIZE];
	const char *interface;
	const struct value *more; /* with mac, ipv4 ...; NULL */
};

static bool fits(const char *name, const char *pattern)
{
	size_t a = strlen(name), b = strlen(pattern);
	return a > b && !strcmp(name + a - b, pattern);
}

/* Has the text a line that begins like this? */
static bool has_line(const char *text, const char *begin)
{
	size_t n = strlen(begin);
	for (; text; text = strchr(text, '\n')) {
		text += *text == '\n';
		if (!strncmp(text, begin, n))
			return true;
	}
	return false;
}

static bool claims(const char *name, const char *text)
{
	return fits(name, ".clab.yml") || fits(name, ".clab.yaml") ||
	       has_line(text, "topology:");
}

/* Nodes ------------------------------------------------------------------- */

static const struct value *node_value(const struct clab *c, const char *node)
{
	return value_get(value_get(c->topology, "nodes"), node);
}

/* A text the node has, or inherits: from its group, its kind, the defaults. */
static const char *inherited(const struct clab *c, const struct value *node,
			     const char *kind, const char *key)
{
	const char *group = value_text_at(node, "group");
	const struct value *from[] = {
		node,
		group ? value_get(value_get(c->topology, "groups"), group) : NULL,
		kind ? value_get(value_get(c->topology, "kinds"), kind) : NULL,
		value_get(c->topology, "defaults"),
	};
	for (size_t i = 0; i < COUNT(from); i++) {
		const char *text = value_text_at(from[i], key);
		if (text)
			return text;
	}
	return NULL;
}

static const char *kind_of(const struct clab *c, const char *node)
{
	const char *kind = inherited(c, node_value(c, node), NULL, "kind");
	return kind ? kind : "";
}

static bool is_bridge(const char *kind)
{
	return !strcmp(kind, "bridge") || !strcmp(kind, "ovs-bridge");
}

static const char *container_name(const struct clab *c, const char *node,
				  const char *kind)
{
	if (is_bridge(kind) || !strcmp(kind, "host"))
		return NULL;
	if (!strcmp(kind, "ext-container"))
		return draft_text(c->draft, node);
	const char *prefix = c->prefix ? c->prefix : "clab";
	if (!*prefix)
		return draft_text(c->draft, node);
	if (!strcmp(prefix, "__lab-name"))
		return draft_printf(c->draft, "%s-%s", c->lab, node);
	return draft_printf(c->draft, "%s-%s-%s", prefix, c->lab, node);
}

/* Several containers of one node share the namespace of the first. */
static const char *component_suffix(const struct value *node)
{
	const struct value *list = value_get(node, "components");
	if (!value_count(list) || list->kind != VALUE_LIST)
		return NULL;
	return value_text_at(list->items[0].value, "slot");
}

static const char *lower_text(struct topology_draft *d, const char *s)
{
	char buffer[64];
	snprintf(buffer, sizeof(buffer), "%s", s);
	for (char *at = buffer; *at; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at + 'a' - 'A');
	return draft_text(d, buffer);
}

/* The namespace of a node, NULL: the host's. Nodes may share that of others, who may
 * share in turn. */
static const char *netns_of(const struct clab *c, const char *node, int depth)
{
	const struct value *v = node_value(c, node);
	const char *kind = kind_of(c, node);
	const char *mode = inherited(c, v, kind, "network-mode");
	if (mode && !strncmp(mode, "container:", 10)) {
		const char *other = mode + 10;
		bool known = value_get(value_get(c->topology, "nodes"), other);
		if (known && depth < 8)
			return netns_of(c, other, depth + 1);
		return draft_text(c->draft, other);
	}
	if (mode && !strcmp(mode, "host"))
		return NULL;
	const char *name = container_name(c, node, kind);
	const char *slot = name ? component_suffix(v) : NULL;
	if (slot && !strcmp(kind, "nokia_srsim"))
		return draft_printf(c->draft, "%s-%s", name,
				    lower_text(c->draft, slot));
	return name;
}

static void set_addresses(struct clab *c, struct topology_port *p, const char *ipv4,
			  const char *ipv6)
{
	if (ipv4 && *ipv4)
		p->ipv4 = draft_list(c->draft, ipv4);
	if (ipv6 && *ipv6)
		p->ipv6 = draft_list(c->draft, ipv6);
}

/* The interface in the management network, which containers get that have a namespace
 * of their own and are told nothing else. */
static bool add_management(struct clab *c, size_t node, const struct value *v,
			   const char *mode)
{
	struct topology_draft *d = c->draft;
	const char *kind = d->nodes.items[node].kind ? d->nodes.items[node].kind : "";
	bool own = !mode || !strcmp(mode, "bridge") || !*mode;
	if (!d->nodes.items[node].container || !own || !strcmp(kind, "ext-container"))
		return true;
	bool srl = !strcmp(kind, "nokia_srlinux") || !strcmp(kind, "srl");
	size_t port = draft_port(d, node, srl ? "mgmt0" : "eth0", c->e);
	if (port == TOPOLOGY_NONE)
		return false;
	d->ports.items[port].ifname = d->ports.items[port].name;
	d->ports.items[port].netns = d->nodes.items[node].netns;
	set_addresses(c, &d->ports.items[port], value_text_at(v, "mgmt-ipv4"),
		      value_text_at(v, "mgmt-ipv6"));
	return true;
}

static bool add_node(struct clab *c, const struct value_item *item)
{
	const struct value *v = item->value;
	if (v->kind != VALUE_MAP && v->kind != VALUE_NULL)
		return draft_fail(c->draft, v, c->e, "node %.60s: expected a map",
				  item->key);
	size_t at = draft_node(c->draft, item->key, c->e);
	if (at == TOPOLOGY_NONE)
		return false;
	const char *kind = kind_of(c, item->key);
	struct topology_node *n = &c->draft->nodes.items[at];
	n->provider = "clab";
	n->kind = *kind ? draft_text(c->draft, kind) : NULL;
	n->container = container_name(c, item->key, kind);
	n->netns = netns_of(c, item->key, 0);
	return add_management(c, at, v, inherited(c, v, kind, "network-mode"));
}

static bool add_nodes(struct clab *c)
{
	const struct value *nodes = value_get(c->topology, "nodes");
	if (!nodes || nodes->kind == VALUE_NULL)
		return true;
	if (nodes->kind != VALUE_MAP)
		return draft_fail(c->draft, nodes, c->e, "nodes: expected a map");
	for (size_t i = 0; i < nodes->count; i++)
		if (!add_node(c, &nodes->items[i]))
			return false;
	return true;
}

/* Ends -------------------------------------------------------------------- */

/* "node:interface" */
static bool end_from_text(struct clab *c, const struct value *v, struct clab_end *end)
{
	const char *text = value_text(v);
	const char *colon = text ? strchr(text, ':') : NULL;
	if (!colon || colon == text || !colon[1] || colon - text >= NAME_SIZE)
		return draft_fail(c->draft, v, c->e,
				  "expected an endpoint as \"node:interface\"");
	snprintf(end->node, sizeof(end->node), "%.*s", (int)(colon - text), text);
	end->interface = colon + 1;
	end->at = v;
	return true;
}

static bool end_from_map(struct clab *c, const struct value *v, struct clab_end *end)
{
	const char *node = value_text_at(v, "node");
	end->interface = value_text_at(v, "interface");
	if (!node || !end->interface)
		return draft_fail(c->draft, v, c->e,
				  "expected an endpoint with node and interface");
	snprintf(end->node, sizeof(end->node), "%s", node);
	end->at = end->more = v;
	return true;
}

static bool end_from(struct clab *c, const struct value *v, struct clab_end *end)
{
	*end = (struct clab_end){ .at = v };
	return v && v->kind == VALUE_MAP ? end_from_map(c, v, end)
					 : end_from_text(c, v, end);
}

/* An interface of a node. */
static bool attach_node(struct clab *c, size_t link, const struct clab_end *end)
{
	struct topology_draft *d = c->draft;
	const char *name = draft_text(d, end->node);
	size_t node = draft_find_node(d, name);
	if (node == TOPOLOGY_NONE)
		return draft_fail(d, end->at, c->e, "there is no node %.60s",
				  end->node);
	const char *kind = kind_of(c, end->node);
	struct clab_name names = clab_name(kind, end->interface);
	size_t port = draft_port(d, node, names.name, c->e);
	if (port == TOPOLOGY_NONE)
		return false;
	struct topology_port *p = &d->ports.items[port];
	p->ifname = names.ifname[0] ? draft_text(d, names.ifname) : NULL;
	p->altname = names.altname[0] ? draft_text(d, names.altname) : NULL;
	p->netns = d->nodes.items[node].netns;
	p->mac = draft_text(d, value_text_at(end->more, "mac"));
	set_addresses(c, p, value_text_at(end->more, "ipv4"),
		      value_text_at(end->more, "ipv6"));
	draft_attach(d, link, port, NULL);
	if (is_bridge(kind) && !strchr(end->node, '|'))
		d->links.items[link].link.bridge = d->nodes.items[node].name;
	return true;
}

/* An interface of the host. */
static bool attach_host(struct clab *c, size_t link, const char *interface)
{
	struct topology_draft *d = c->draft;
	size_t port = draft_port(d, TOPOLOGY_NONE, interface, c->e);
	if (port == TOPOLOGY_NONE)
		return false;
	d->ports.items[port].ifname = d->ports.items[port].name;
	draft_attach(d, link, port, NULL);
	return true;
}

/* Words that stand for a node in brief links, and what they make the link. */
static const struct {
	const char *word;
	enum carrier carrier;
} special_nodes[] = {
	{ "host", CARRIER_VETH },
	{ "mgmt-net", CARRIER_VETH },
	{ "macvlan", CARRIER_MACVLAN },
};

static bool attach(struct clab *c, size_t link, const struct clab_end *end)
{
	for (size_t i = 0; i < COUNT(special_nodes); i++) {
		if (strcmp(end->node, special_nodes[i].word) != 0)
			continue;
		c->draft->links.items[link].link.carrier = special_nodes[i].carrier;
		return attach_host(c, link, end->interface);
	}
	return attach_node(c, link, end);
}

/* Links ------------------------------------------------------------------- */

static size_t link_new(struct clab *c, enum carrier carrier)
{
	size_t link = draft_link(c->draft, ++c->index, c->e);
	if (link != TOPOLOGY_NONE)
		c->draft->links.items[link].link.carrier = carrier;
	return link;
}

static const char *item_text(const struct value *list, size_t i)
{
	return i < value_count(list) ? value_text(list->items[i].value) : NULL;
}

static bool stitches(const struct clab *c, const struct clab_end *ends)
{
	return !strcmp(kind_of(c, ends[0].node), "nokia_srsim") ||
	       !strcmp(kind_of(c, ends[1].node), "nokia_srsim");
}

/* Two ends, each a text or a map. */
static bool add_pair(struct clab *c, const struct value *v, enum carrier carrier)
{
	const struct value *list = value_get(v, "endpoints");
	struct clab_end ends[2];
	if (!list || list->kind != VALUE_LIST || list->count != 2)
		return draft_fail(c->draft, list ? list : v, c->e,
				  "expected a link with two endpoints");
	if (!end_from(c, list->items[0].value, &ends[0]) ||
	    !end_from(c, list->items[1].value, &ends[1]))
		return false;
	bool brief = !value_get(v, "type");
	size_t link =
		link_new(c, brief && stitches(c, ends) ? CARRIER_STITCH : carrier);
	if (link == TOPOLOGY_NONE)
		return false;
	for (size_t i = 0; i < 2; i++) {
		if (!attach(c, link, &ends[i]))
			return false;
		struct topology_draft *d = c->draft;
		set_addresses(c, &d->ports.items[d->ports.count - 1],
			      item_text(value_get(v, "ipv4"), i),
			      item_text(value_get(v, "ipv6"), i));
	}
	return true;
}

/* One end, and an interface of the host where the type has one. */
static bool add_single(struct clab *c, const struct value *v, enum carrier carrier)
{
	struct clab_end end;
	const struct value *at = value_get(v, "endpoint");
	const char *host = value_text_at(v, "host-interface");
	if (!at)
		return draft_fail(c->draft, v, c->e, "expected a link with endpoint");
	size_t link = link_new(c, carrier);
	if (link == TOPOLOGY_NONE || !end_from(c, at, &end) || !attach(c, link, &end))
		return false;
	bool wants = carrier == CARRIER_VETH || carrier == CARRIER_MACVLAN;
	if (wants && !host)
		return draft_fail(c->draft, v, c->e, "expected host-interface");
	return !wants || attach_host(c, link, host);
}

static const struct {
	const char *type;
	bool (*add)(struct clab *c, const struct value *v, enum carrier carrier);
	enum carrier carrier;
} link_types[] = {
	{ "veth", add_pair, CARRIER_VETH },
	{ "veth-stitch", add_pair, CARRIER_STITCH },
	{ "mgmt-net", add_single, CARRIER_VETH },
	{ "host", add_single, CARRIER_VETH },
	{ "macvlan", add_single, CARRIER_MACVLAN },
	{ "vxlan", add_single, CARRIER_VXLAN },
	{ "vxlan-stitch", add_single, CARRIER_STITCH },
	{ "dummy", add_single, CARRIER_DUMMY },
};

static bool add_link(struct clab *c, const struct value *v)
{
	const struct value *type = value_get(v, "type");
	const char *word = value_text(type);
	if (v->kind != VALUE_MAP)
		return draft_fail(c->draft, v, c->e, "expected a link as a map");
	if (!type)
		return add_pair(c, v, CARRIER_VETH);
	for (size_t i = 0; word && i < COUNT(link_types); i++)
		if (!strcmp(word, link_types[i].type))
			return link_types[i].add(c, v, link_types[i].carrier);
	return draft_fail(c->draft, type, c->e, "no such type of link: %.40s",
			  word ? word : "");
}

/* What it is called, and what it is by the number of its ends. */
static void finish_link(struct clab *c, struct link_draft *l)
{
	static const char *const types[] = { "stub", "stub", "p2p" };
	l->link.name = draft_link_name(c->draft, l);
	l->link.type = types[l->ports.count];
}

static bool add_links(struct clab *c)
{
	const struct value *links = value_get(c->topology, "links");
	if (!links || links->kind == VALUE_NULL)
		return true;
	if (links->kind != VALUE_LIST)
		return draft_fail(c->draft, links, c->e, "links: expected a list");
	for (size_t i = 0; i < links->count; i++) {
		if (!add_link(c, links->items[i].value))
			return false;
		finish_link(c, &c->draft->links.items[c->draft->links.count - 1]);
	}
	return true;
}

/* The file ---------------------------------------------------------------- */

static const char *from_environment(const char *name)
{
	return getenv(name);
}

static bool load_root(struct topology_draft *d, const struct value *root,
		      struct error *e)
{
	struct clab c = { .draft = d, .e = e };
	c.topology = value_get(root, "topology");
	c.lab = value_text_at(root, "name");
	const struct value *prefix = value_get(root, "prefix");
	if (!c.lab)
		return draft_fail(d, root, e, "expected the lab's name: \"name: LAB\"");
	if (!c.topology || c.topology->kind != VALUE_MAP)
		return draft_fail(d, c.topology ? c.topology : root, e,
				  "topology: expected a map with nodes and links");
	c.prefix = value_text(prefix);
	d->name = draft_text(d, c.lab);
	d->format = "containerlab";
	return add_nodes(&c) && add_links(&c);
}

static bool load(struct topology_draft *d, const char *text, size_t size,
		 struct error *e)
{
	size_t expanded = 0;
	if (memmem(text, size, "{{", 2))
		return error_set(e, 0,
				 "%s: a Go template is not read; containerlab deploy "
				 "--export-rendered FILE writes what it stands for",
				 d->path);
	autofree char *plain =
		env_replace(text, size, from_environment, EXPANDED_MAX, &expanded);
	if (!plain)
		return error_set(e, 0, "%s: larger than 16 MiB with its variables",
				 d->path);
	const struct value *root = yaml_read(d->arena, d->path, plain, expanded, e);
	return root && load_root(d, root, e);
}

const struct topology_source source_containerlab = {
	.claims = claims,
	.load = load,
};
