/* Nodes of containerlab: what they inherit, what their containers are called, whose
 * network namespace they are in. */
#include <stdio.h>
#include <string.h>

#include "core/lab/clab.h"

/* Nodes that share a namespace with one that shares it with ... */
enum { SHARE_MAX = 8 };

static const struct value *node_value(const struct clab *c, const char *node)
{
	return value_get(value_get(c->topology, "nodes"), node);
}

static const struct value *group_value(const struct clab *c, const char *group)
{
	return group ? value_get(value_get(c->topology, "groups"), group) : NULL;
}

static const struct value *kind_value(const struct clab *c, const char *kind)
{
	return value_get(value_get(c->topology, "kinds"), kind);
}

/* The first that says it, NULL: none. */
static const char *first_text(const struct value *const *from, size_t count,
			      const char *key)
{
	const char *text = NULL;
	for (size_t i = 0; i < count && !(text && *text); i++)
		text = value_text_at(from[i], key);
	return text && *text ? text : NULL;
}

const char *clab_kind(const struct clab *c, const char *node)
{
	const struct value *v = node_value(c, node);
	const struct value *defaults = value_get(c->topology, "defaults");
	const struct value *from[] = {
		v,
		group_value(c, value_text_at(v, "group")),
		group_value(c, value_text_at(defaults, "group")),
		defaults,
	};
	const char *kind = first_text(from, COUNT(from), "kind");
	return kind ? kind : "";
}

/* A text the node has, or inherits: from its group, its kind, the defaults. */
static const char *inherited(const struct clab *c, const struct value *node,
			     const char *kind, const char *key)
{
	const struct value *defaults = value_get(c->topology, "defaults");
	const struct value *groups[] = { node, kind_value(c, kind), defaults };
	const struct value *from[] = {
		node,
		group_value(c, first_text(groups, COUNT(groups), "group")),
		kind_value(c, kind),
		defaults,
	};
	return first_text(from, COUNT(from), key);
}

bool clab_is_bridge(const char *kind)
{
	return !strcmp(kind, "bridge") || !strcmp(kind, "ovs-bridge");
}

/* What containers of the lab are called; NULL: a node of this kind is none. */
static const char *container_name(const struct clab *c, const char *node,
				  const char *kind)
{
	/* A cluster's containers are named by kind, and are nodes of their own. */
	if (clab_is_bridge(kind) || !strcmp(kind, "host") || !strcmp(kind, "k8s-kind"))
		return NULL;
	if (!strcmp(kind, "ext-container"))
		return draft_text(c->draft, node);
	const char *deployed = value_text_at(node_value(c, node), "longname");
	if (deployed)
		return draft_text(c->draft, deployed);
	const char *prefix = c->prefix ? c->prefix : "clab";
	if (!*prefix)
		return draft_text(c->draft, node);
	if (!strcmp(prefix, "__lab-name"))
		return draft_printf(c->draft, "%s-%s", c->lab, node);
	return draft_printf(c->draft, "%s-%s-%s", prefix, c->lab, node);
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

/* Each component of a distributed SR-SIM is a container, and all share the namespace of
 * the first one. */
static const char *first_container(const struct clab *c, const char *node,
				   const char *kind)
{
	const char *name = container_name(c, node, kind);
	const struct value *list = value_get(node_value(c, node), "components");
	if (!name || strcmp(kind, "nokia_srsim") != 0 || !value_count(list) ||
	    list->kind != VALUE_LIST)
		return name;
	const char *slot = value_text_at(list->items[0].value, "slot");
	return slot ? draft_printf(c->draft, "%s-%s", name, lower_text(c->draft, slot))
		    : name;
}

/* The namespace of a node, NULL: the host's. */
static const char *netns_of(const struct clab *c, const char *node, int depth)
{
	const struct value *v = node_value(c, node);
	const char *kind = clab_kind(c, node);
	const char *mode = inherited(c, v, kind, "network-mode");
	if (mode && !strncmp(mode, "container:", 10)) {
		const char *other = mode + 10;
		bool known = value_get(value_get(c->topology, "nodes"), other);
		if (known && depth < SHARE_MAX)
			return netns_of(c, other, depth + 1);
		return draft_text(c->draft, other);
	}
	if (mode && !strcmp(mode, "host"))
		return NULL;
	return first_container(c, node, kind);
}

/* The interface in the management network, which containers get that have a namespace
 * of their own and are told nothing else. */
static bool add_management(struct clab *c, size_t node, const struct value *v,
			   const char *mode)
{
	struct topology_draft *d = c->draft;
	const char *kind = d->nodes.items[node].kind ? d->nodes.items[node].kind : "";
	bool own = !mode || !strcmp(mode, "bridge");
	/* Of a lab that was deployed it is known. */
	const char *address = value_text_at(v, "mgmt-ipv4-address");
	own &= !address || *address;
	if (!d->nodes.items[node].container || !own || !strcmp(kind, "ext-container"))
		return true;
	bool srl = !strcmp(kind, "nokia_srlinux") || !strcmp(kind, "srl");
	size_t port = draft_port(d, node, srl ? "mgmt0" : "eth0", c->e);
	if (port == TOPOLOGY_NONE)
		return false;
	struct topology_port *p = &d->ports.items[port];
	p->ifname = p->name;
	p->netns = d->nodes.items[node].netns;
	draft_addresses(d, p, value_text_at(v, "mgmt-ipv4"),
			value_text_at(v, "mgmt-ipv6"));
	return true;
}

static bool add_node(struct clab *c, const struct value_item *item)
{
	const struct value *v = item->value;
	if (v->kind != VALUE_MAP && v->kind != VALUE_NULL) {
		draft_problem(c->draft, v, "node %.60s: expected a map", item->key);
		return true;
	}
	size_t at = draft_node(c->draft, item->key, c->e);
	if (at == TOPOLOGY_NONE)
		return false;
	const char *kind = clab_kind(c, item->key);
	struct topology_node *n = &c->draft->nodes.items[at];
	n->provider = "clab";
	n->kind = *kind ? draft_text(c->draft, kind) : NULL;
	n->container = first_container(c, item->key, kind);
	n->netns = netns_of(c, item->key, 0);
	return add_management(c, at, v, inherited(c, v, kind, "network-mode"));
}

bool clab_add_nodes(struct clab *c)
{
	const struct value *nodes = value_get(c->topology, "nodes");
	if (!nodes || nodes->kind == VALUE_NULL)
		return true;
	if (nodes->kind != VALUE_MAP) {
		draft_problem(c->draft, nodes, "nodes: expected a map");
		return true;
	}
	for (size_t i = 0; i < nodes->count; i++)
		if (!add_node(c, &nodes->items[i]))
			return false;
	return true;
}
