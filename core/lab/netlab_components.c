/* Components: nodes and links that a node with "include" stands for
 * (netlab.tools/components). */
#include <stdio.h>
#include <string.h>

#include "core/lab/netlab.h"

enum { NAME_SIZE = 256, DEPTH_MAX = 8 };

static void include(struct netlab *n, const char *name, const struct spec *node,
		    int depth);

static const char *child_name(struct netlab *n, const char *name, const char *child)
{
	return arena_printf(n->pool->arena, "%s_%s", name, child);
}

/* Of a list or a map, as a map. */
static struct spec *nodes_of(struct netlab *n, const struct spec *component)
{
	const struct spec *given = spec_get(component, "nodes");
	struct spec *nodes = spec_new(n->pool, VALUE_MAP);
	for (size_t i = 0; i < spec_count(given); i++) {
		struct spec *value = given->items[i].value;
		const char *name = given->items[i].key;
		name = name ? name : spec_text_of(value);
		name = name ? name : spec_text_at(value, "name");
		if (name)
			spec_put(n->pool, nodes, name, value);
	}
	return nodes;
}

static void add_nodes(struct netlab *n, const char *name, const struct spec *nodes,
		      int depth)
{
	for (size_t i = 0; i < nodes->count && n->nodes->count < NODES_MAX; i++) {
		const struct spec_item *item = &nodes->items[i];
		const char *full = child_name(n, name, item->key);
		if (spec_get(item->value, "include"))
			include(n, full, item->value, depth + 1);
		else
			spec_put(n->pool, n->nodes, full,
				 spec_merge(n->pool, item->value, NULL));
	}
}

static void add_links(struct netlab *n, const char *name, const struct spec *component,
		      const struct spec *nodes)
{
	const struct spec *list =
		netlab_link_list(n, spec_get(component, "links"), nodes);
	for (size_t i = 0; i < list->count; i++) {
		struct spec *link = list->items[i].value;
		const struct spec *ends = netlab_interfaces(link);
		if (n->links->count >= LINKS_MAX)
			return;
		for (size_t k = 0; k < ends->count; k++) {
			struct spec *end = ends->items[k].value;
			spec_put_text(n->pool, end, "node",
				      child_name(n, name, spec_text_at(end, "node")));
		}
		netlab_append_link(n, link);
	}
}

/* What component and node say besides is said of all of it. */
static void add_group(struct netlab *n, const char *name, const struct spec *component,
		      const struct spec *node, const struct spec *nodes)
{
	struct spec *members = spec_new(n->pool, VALUE_LIST);
	struct spec *group = spec_merge(n->pool, component, node);
	for (size_t i = 0; i < nodes->count; i++) {
		const char *full = child_name(n, name, nodes->items[i].key);
		if (spec_get(nodes->items[i].value, "include"))
			full = arena_printf(n->pool->arena, "inc_%s", full);
		spec_add(n->pool, members, spec_text(n->pool, full));
	}
	spec_remove(group, "nodes");
	spec_remove(group, "links");
	spec_remove(group, "include");
	spec_put(n->pool, group, "members", members);
	struct spec *groups = spec_merge(n->pool, spec_get(n->root, "groups"), NULL);
	spec_put(n->pool, groups, arena_printf(n->pool->arena, "inc_%s", name), group);
	spec_put(n->pool, n->root, "groups", groups);
}

static void include(struct netlab *n, const char *name, const struct spec *node,
		    int depth)
{
	const char *which = spec_text_at(node, "include");
	const struct spec *component =
		which ? spec_get(spec_get(n->root, "components"), which) : NULL;
	if (!component || depth > DEPTH_MAX || strlen(name) > NAME_SIZE) {
		netlab_problem(n, node, "node %.60s: there is no component %.60s", name,
			       which ? which : "");
		return;
	}
	if (n->nodes->count >= NODES_MAX || spec_overflows(n->pool))
		return;
	const struct spec *nodes = nodes_of(n, component);
	add_nodes(n, name, nodes, depth);
	add_links(n, name, component, nodes);
	add_group(n, name, component, node, nodes);
}

void netlab_expand_components(struct netlab *n)
{
	const struct spec *before = spec_copy(n->pool, n->nodes);
	if (!spec_get(n->root, "components"))
		return;
	for (size_t i = 0; i < before->count; i++) {
		const struct spec *node = before->items[i].value;
		if (!spec_get(node, "include"))
			continue;
		spec_remove(n->nodes, before->items[i].key);
		include(n, before->items[i].key, node, 0);
	}
}
