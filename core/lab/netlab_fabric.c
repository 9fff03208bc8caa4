/* The plugin "fabric": leafs and spines, each leaf linked with each spine
 * (netlab.tools/plugins/fabric). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/lab/netlab.h"

enum { NAME_SIZE = 128 };

struct layer {
	const char *key;	       /* "leaf" */
	const char *count_key;	       /* "leafs" */
	const char *name, *group;      /* unless the topology says otherwise */
	struct spec *nodes, *settings; /* nodes: map by name */
};

static const char *setting(const struct netlab *n, const struct layer *l,
			   const char *key, const char *otherwise)
{
	const char *own = spec_text_at(l->settings, key);
	if (own)
		return own;
	const struct spec *usual = spec_get(spec_get(n->defaults, "fabric"), l->key);
	own = spec_text_at(usual, key);
	return own ? own : otherwise;
}

static bool is_expression(const struct spec *t)
{
	const char *text = spec_text_of(t);
	return text && strchr(text, '{');
}

/* What is said once for each node: "id: '{count + 10}'". */
static void put_evaluated(struct netlab *n, const struct spec *from, struct spec *to,
			  const char *name, uint32_t count)
{
	const struct netlab_variable variables[] = {
		{ .name = "count", .number = count },
		{ .name = "name", .text = name },
	};
	char value[NAME_SIZE];
	for (size_t i = 0; spec_is(from, VALUE_MAP) && i < from->count; i++) {
		const struct spec_item *item = &from->items[i];
		if (spec_is(item->value, VALUE_MAP))
			put_evaluated(n, item->value, spec_map(n->pool, to, item->key),
				      name, count);
		if (!is_expression(item->value))
			continue;
		if (netlab_format(item->value->text, variables, COUNT(variables), value,
				  sizeof(value)))
			spec_put_text(n->pool, to, item->key, value);
		else if (!strcmp(item->key, "id") || !strcmp(item->key, "device"))
			netlab_problem(n, item->value,
				       "expression \"%.60s\" is not evaluated",
				       item->value->text);
	}
}

static struct spec *own_settings(struct netlab *n, const struct layer *l)
{
	struct spec *own = spec_copy(
		n->pool, spec_is(l->settings, VALUE_MAP) ? l->settings : NULL);
	spec_remove(own, "name");
	spec_remove(own, "group");
	return own;
}

static void make_nodes(struct netlab *n, struct layer *l)
{
	uint32_t count = 1;
	const struct spec *fabric = spec_get(n->root, "fabric");
	const char *format = setting(n, l, "name", l->name);
	const struct spec *own = own_settings(n, l);
	spec_number_of(spec_get(fabric, l->count_key), &count);
	l->nodes = spec_new(n->pool, VALUE_MAP);
	for (uint32_t i = 1; i <= count && i <= NODES_MAX; i++) {
		const struct netlab_variable v = { .name = "count", .number = i };
		char name[NAME_SIZE];
		if (!netlab_format(format, &v, 1, name, sizeof(name))) {
			netlab_problem(n, fabric,
				       "expression \"%.60s\" is not evaluated", format);
			return;
		}
		struct spec *node = spec_new(n->pool, VALUE_MAP);
		put_evaluated(n, own, node, name, i);
		spec_put(n->pool, l->nodes, name, node);
	}
}

/* The members that the topology gives the group stay in it. */
static void make_group(struct netlab *n, const struct layer *l)
{
	const char *name = setting(n, l, "group", l->group);
	struct spec *groups = spec_merge(n->pool, spec_get(n->root, "groups"), NULL);
	struct spec *old = spec_get(groups, name);
	struct spec *members = spec_new(n->pool, VALUE_LIST);
	struct spec *said = spec_is(old, VALUE_LIST) ? old : spec_get(old, "members");
	for (size_t i = 0; i < l->nodes->count; i++)
		spec_add(n->pool, members, spec_text(n->pool, l->nodes->items[i].key));
	const struct spec *more = said ? spec_as_list(n->pool, said) : NULL;
	for (size_t i = 0; i < spec_count(more); i++)
		spec_add(n->pool, members, more->items[i].value);
	struct spec *group = own_settings(n, l);
	for (size_t i = group->count; i-- > 0;)
		if (is_expression(group->items[i].value))
			spec_remove(group, group->items[i].key);
	group = spec_merge(n->pool, group, old);
	spec_put(n->pool, group, "members", members);
	spec_put(n->pool, groups, name, group);
	spec_put(n->pool, n->root, "groups", groups);
}

static struct spec *make_links(struct netlab *n, const struct spec *leafs,
			       const struct spec *spines)
{
	const struct spec *common = spec_at(n->root, "fabric.link");
	struct spec *links = spec_new(n->pool, VALUE_LIST);
	for (size_t i = 0; i < leafs->count; i++)
		for (size_t k = 0; k < spines->count; k++) {
			struct spec *link = spec_merge(n->pool, common, NULL);
			spec_put(n->pool, link, leafs->items[i].key,
				 spec_new(n->pool, VALUE_MAP));
			spec_put(n->pool, link, spines->items[k].key,
				 spec_new(n->pool, VALUE_MAP));
			if (links->count >= LINKS_MAX || spec_overflows(n->pool))
				return links;
			spec_add(n->pool, links, link);
		}
	return links;
}

/* In front of those of the topology. */
static void prepend_links(struct netlab *n, const struct spec *links)
{
	struct spec *all = spec_new(n->pool, VALUE_LIST);
	for (size_t i = 0; i < links->count; i++)
		spec_add(n->pool, all, netlab_link(n, links->items[i].value, n->nodes));
	const struct spec *more =
		netlab_link_list(n, spec_get(n->root, "links"), n->nodes);
	for (size_t i = 0; i < more->count; i++)
		spec_add(n->pool, all, more->items[i].value);
	spec_put(n->pool, n->root, "links", all);
}

void netlab_expand_fabric(struct netlab *n)
{
	const struct spec *fabric = spec_get(n->root, "fabric");
	struct layer leaf = { "leaf", "leafs", "L{count}", "leafs", NULL, NULL };
	struct layer spine = { "spine", "spines", "S{count}", "spines", NULL, NULL };
	if (!spec_is(fabric, VALUE_MAP))
		return;
	leaf.settings = spec_get(fabric, "leaf");
	spine.settings = spec_get(fabric, "spine");
	make_nodes(n, &leaf);
	make_nodes(n, &spine);
	struct spec *made = spec_merge(n->pool, leaf.nodes, spine.nodes);
	n->nodes = spec_merge(n->pool, made, n->nodes);
	prepend_links(n, make_links(n, leaf.nodes, spine.nodes));
	make_group(n, &leaf);
	make_group(n, &spine);
}
