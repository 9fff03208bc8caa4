/* The plugin "node.clone": "clone: {count, start, step}" makes several nodes of one,
 * each with links of its own (netlab.tools/plugins/node.clone). */
#include <stdio.h>
#include <string.h>

#include "core/lab/netlab.h"

enum { NAME_SIZE = 128 };

static const char usual_name[] = "{name[:13]}-{id:02d}";

struct cloning {
	struct netlab *n;
	const char *node;
	struct spec *names; /* of the clones, a list */
};

/* Adds to a number that stands under this key. */
static void shift(struct netlab *n, struct spec *map, const char *key, size_t by)
{
	uint32_t number;
	if (spec_number_of(spec_get(map, key), &number))
		spec_put_number(n->pool, map, key, number + (uint32_t)by);
}

/* A link for one clone; ports of others move on by as many as there were before. */
static struct spec *clone_link(const struct cloning *c, const struct spec *link,
			       size_t i)
{
	struct netlab *n = c->n;
	struct spec *own = spec_copy(n->pool, link);
	struct spec *list = spec_new(n->pool, VALUE_LIST);
	const struct spec *interfaces = netlab_interfaces(link);
	for (size_t k = 0; k < interfaces->count; k++) {
		struct spec *end = spec_copy(n->pool, interfaces->items[k].value);
		if (!strcmp(spec_text_at(end, "node"), c->node))
			spec_put(n->pool, end, "node", c->names->items[i].value);
		else
			shift(n, end, "ifindex", i);
		spec_add(n->pool, list, end);
	}
	spec_put(n->pool, own, "interfaces", list);
	return own;
}

static bool has_node(const struct spec *link, const char *node)
{
	const struct spec *list = netlab_interfaces(link);
	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(spec_text_at(list->items[i].value, "node"), node))
			return true;
	return false;
}

static struct spec *clone_list(const struct cloning *c, const struct spec *forms,
			       struct spec *made);

static struct spec *shift_ends(struct netlab *n, struct spec *link, size_t by)
{
	const struct spec *list = netlab_interfaces(link);
	for (size_t i = 0; i < list->count; i++)
		shift(n, list->items[i].value, "ifindex", by);
	return link;
}

/* A bundle for each clone, of the members that lead to it. */
static struct spec *clone_bundle(const struct cloning *c, const struct spec *link)
{
	struct netlab *n = c->n;
	struct spec *made = spec_new(n->pool, VALUE_LIST);
	struct spec *out = spec_new(n->pool, VALUE_LIST);
	clone_list(c, spec_as_list(n->pool, spec_at(link, "lag.members")), made);
	for (size_t i = 0; made->count && i < c->names->count; i++) {
		struct spec *own = spec_copy(n->pool, link);
		struct spec *lag = spec_copy(n->pool, spec_get(link, "lag"));
		struct spec *members = spec_new(n->pool, VALUE_LIST);
		shift(n, lag, "ifindex", i);
		for (size_t k = 0; k < made->count; k++)
			spec_add(
				n->pool, members,
				shift_ends(n, made->items[k].value->items[i].value, i));
		spec_put(n->pool, lag, "members", members);
		spec_put(n->pool, own, "lag", lag);
		spec_add(n->pool, out, own);
	}
	return out;
}

static struct spec *clones_of(const struct cloning *c, struct spec *form)
{
	struct netlab *n = c->n;
	struct spec *out = spec_new(n->pool, VALUE_LIST);
	struct spec *link = netlab_link(n, form, n->nodes);
	if (!link)
		return out;
	if (spec_at(link, "lag.members"))
		return clone_bundle(c, link);
	for (size_t i = 0; has_node(link, c->node) && i < c->names->count; i++)
		spec_add(n->pool, out, clone_link(c, link, i));
	return out;
}

/* The list with clones behind all others; made: what each link became. */
static struct spec *clone_list(const struct cloning *c, const struct spec *forms,
			       struct spec *made)
{
	struct netlab *n = c->n;
	struct spec *out = spec_new(n->pool, VALUE_LIST);
	struct spec *all = made ? made : spec_new(n->pool, VALUE_LIST);
	for (size_t i = 0; i < spec_count(forms) && !spec_overflows(n->pool); i++) {
		struct spec *clones = clones_of(c, forms->items[i].value);
		spec_add(n->pool, clones->count ? all : out,
			 clones->count ? clones : forms->items[i].value);
	}
	for (size_t i = 0; i < all->count; i++)
		for (size_t k = 0; k < all->items[i].value->count; k++)
			spec_add(n->pool, out, all->items[i].value->items[k].value);
	return out;
}

/* The links of each VLAN, each VRF. */
static void clone_objects(const struct cloning *c, const char *key)
{
	struct spec *objects = spec_get(c->n->root, key);
	for (size_t i = 0; spec_is(objects, VALUE_MAP) && i < objects->count; i++) {
		struct spec *object = objects->items[i].value;
		struct spec *links = spec_get(object, "links");
		if (spec_is(links, VALUE_LIST))
			spec_put(c->n->pool, object, "links",
				 clone_list(c, links, NULL));
	}
}

static void clone_members(const struct cloning *c)
{
	struct netlab *n = c->n;
	const struct spec *groups = spec_get(n->root, "groups");
	for (size_t i = 0; spec_is(groups, VALUE_MAP) && i < groups->count; i++) {
		struct spec *group = groups->items[i].value;
		struct spec *old =
			spec_is(group, VALUE_LIST) ? group : spec_get(group, "members");
		if (!netlab_lists(old, c->node))
			continue;
		struct spec *list = spec_new(n->pool, VALUE_LIST);
		for (size_t k = 0; k < old->count; k++) {
			const char *name = spec_text_of(old->items[k].value);
			if (!name || strcmp(name, c->node) != 0)
				spec_add(n->pool, list, old->items[k].value);
		}
		for (size_t k = 0; k < c->names->count; k++)
			spec_add(n->pool, list, c->names->items[k].value);
		if (spec_is(group, VALUE_LIST))
			groups->items[i].value = list;
		else
			spec_put(n->pool, group, "members", list);
	}
}

static uint32_t number_at(const struct spec *t, const char *key, uint32_t otherwise)
{
	uint32_t number = otherwise;
	return spec_number_of(spec_get(t, key), &number) ? number : otherwise;
}

/* False: the names cannot be made. */
static bool make_nodes(const struct cloning *c, const struct spec *node)
{
	struct netlab *n = c->n;
	const struct spec *how = spec_get(node, "clone");
	const char *format = spec_text_at(n->defaults, "clone.node_name_pattern");
	uint32_t start = number_at(how, "start", 1), step = number_at(how, "step", 1);
	uint32_t count = number_at(how, "count", 0), id = number_at(node, "id", 0);
	for (uint32_t i = 0; i < count && n->nodes->count < NODES_MAX; i++) {
		const struct netlab_variable variables[] = {
			{ .name = "name", .text = c->node },
			{ .name = "id", .number = (int64_t)start + (int64_t)i * step },
		};
		char name[NAME_SIZE];
		if (!netlab_format(format ? format : usual_name, variables,
				   COUNT(variables), name, sizeof(name)))
			return false;
		struct spec *own = spec_copy(n->pool, node);
		spec_remove(own, "clone");
		if (id)
			spec_put_number(n->pool, own, "id",
					id + (uint32_t)variables[1].number - 1);
		spec_put(n->pool, n->nodes, name,
			 spec_merge(n->pool, own, spec_get(n->nodes, name)));
		spec_add(n->pool, c->names, spec_text(n->pool, name));
	}
	return count > 0;
}

static void clone_node(struct netlab *n, const char *name, const struct spec *node)
{
	struct cloning c = { .n = n, .node = name };
	struct spec *links = spec_get(n->root, "links");
	c.names = spec_new(n->pool, VALUE_LIST);
	if (!make_nodes(&c, node)) {
		netlab_problem(n, node, "node %.60s: expected clone.count", name);
		return;
	}
	if (links)
		spec_put(n->pool, n->root, "links",
			 clone_list(&c, netlab_link_list(n, links, n->nodes), NULL));
	clone_members(&c);
	clone_objects(&c, "vlans");
	clone_objects(&c, "vrfs");
	spec_remove(n->nodes, name);
}

void netlab_expand_clones(struct netlab *n)
{
	const struct spec *before = spec_copy(n->pool, n->nodes);
	for (size_t i = 0; i < before->count && !spec_overflows(n->pool); i++)
		if (spec_get(before->items[i].value, "clone"))
			clone_node(n, before->items[i].key, before->items[i].value);
}
