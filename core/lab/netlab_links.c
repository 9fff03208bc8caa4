/* Links in all the forms in which netlab takes them (netlab.tools/links), as maps with
 * a list of interfaces. */
#include <stdio.h>
#include <string.h>

#include "core/lab/netlab.h"

enum { WORD_SIZE = 256, DEPTH_MAX = 8 };

/* A node, or one that a component will bring: "COMPONENT_NODE". */
static bool is_node(const struct spec *nodes, const char *name)
{
	char head[WORD_SIZE];
	if (spec_get(nodes, name))
		return true;
	for (const char *s = strchr(name, '_'); s; s = strchr(s + 1, '_')) {
		snprintf(head, sizeof(head), "%.*s", (int)(s - name), name);
		if (spec_get(spec_get(nodes, head), "include"))
			return true;
	}
	return false;
}

static void add_interface(struct netlab *n, struct spec *link, const char *node,
			  const struct spec *said, const struct spec *nodes)
{
	const struct spec *at = said && said->line ? said : link;
	if (!is_node(nodes, node)) {
		netlab_problem(n, at, "there is no node %.60s", node);
		return;
	}
	struct spec *own = spec_copy(n->pool, spec_is(said, VALUE_MAP) ? said : NULL);
	own->line = at->line;
	own->column = at->column;
	spec_put_text(n->pool, own, "node", node);
	spec_add(n->pool, netlab_interfaces(link), own);
}

struct spec *netlab_interfaces(const struct spec *link)
{
	return spec_get(link, "interfaces");
}

static struct spec *link_new(struct netlab *n, const struct spec *form)
{
	struct spec *link = spec_new(n->pool, VALUE_MAP);
	link->line = form->line;
	link->column = form->column;
	spec_put(n->pool, link, "interfaces", spec_new(n->pool, VALUE_LIST));
	return link;
}

/* "a-b-c", with or without blanks */
static struct spec *link_from_text(struct netlab *n, const struct spec *form,
				   const struct spec *nodes)
{
	struct spec *link = link_new(n, form);
	for (const char *at = form->text;; at++) {
		char name[WORD_SIZE];
		at += strspn(at, " \t");
		size_t size = strcspn(at, "-"), own = size;
		while (own && (at[own - 1] == ' ' || at[own - 1] == '\t'))
			own--;
		snprintf(name, sizeof(name), "%.*s", (int)(own < WORD_SIZE ? own : 0),
			 at);
		add_interface(n, link, name, NULL, nodes);
		at += size;
		if (!*at)
			return link;
	}
}

static struct spec *link_from_list(struct netlab *n, struct spec *link,
				   const struct spec *list, const struct spec *nodes)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct spec *item = list->items[i].value;
		const char *name = spec_text_of(item);
		name = name ? name : spec_text_at(item, "node");
		if (name)
			add_interface(n, link, name, item, nodes);
		else
			netlab_problem(n, item,
				       "expected a node's name, or a map with "
				       "node");
	}
	return link;
}

/* Keys that are nodes are its ends, all others belong to the link. */
static struct spec *link_from_map(struct netlab *n, const struct spec *form,
				  const struct spec *nodes)
{
	struct spec *link = link_new(n, form);
	struct spec *list = spec_get(form, "interfaces");
	for (size_t i = 0; i < form->count; i++) {
		const struct spec_item *item = &form->items[i];
		if (!strcmp(item->key, "interfaces"))
			continue;
		if (!list && is_node(nodes, item->key))
			add_interface(n, link, item->key, item->value, nodes);
		else
			spec_put(n->pool, link, item->key, item->value);
	}
	return list ? link_from_list(n, link, spec_as_list(n->pool, list), nodes)
		    : link;
}

struct spec *netlab_link(struct netlab *n, struct spec *form, const struct spec *nodes)
{
	switch (form->kind) {
	case VALUE_TEXT:
		return link_from_text(n, form, nodes);
	case VALUE_LIST:
		return link_from_list(n, link_new(n, form), form, nodes);
	case VALUE_MAP:
		return link_from_map(n, form, nodes);
	default:
		netlab_problem(n, form, "expected a link");
		return NULL;
	}
}

static void add_links(struct netlab *n, struct spec *out, struct spec *forms,
		      const struct spec *nodes, int depth)
{
	bool list = spec_is(forms, VALUE_LIST), map = spec_is(forms, VALUE_MAP);
	for (size_t i = 0; (list || map) && i < forms->count; i++) {
		struct spec *form = forms->items[i].value;
		if (out->count >= LINKS_MAX || spec_overflows(n->pool))
			return;
		if (map && depth < DEPTH_MAX) {
			add_links(n, out, form, nodes, depth + 1);
			continue;
		}
		struct spec *link = netlab_link(n, form, nodes);
		if (link && !spec_is_true(spec_get(link, "disable")))
			spec_add(n->pool, out, link);
	}
	struct spec *one =
		spec_is(forms, VALUE_TEXT) ? netlab_link(n, forms, nodes) : NULL;
	if (one)
		spec_add(n->pool, out, one);
}

struct spec *netlab_link_list(struct netlab *n, struct spec *forms,
			      const struct spec *nodes)
{
	struct spec *out = spec_new(n->pool, VALUE_LIST);
	add_links(n, out, forms, nodes, 0);
	return out;
}

/* "group: name" with "members": each member is a link, the rest is said of all. */
static void expand_group(struct netlab *n, struct spec *out, const struct spec *link)
{
	struct spec *common = spec_copy(n->pool, link);
	struct spec *members = spec_get(link, "members");
	spec_remove(common, "group");
	spec_remove(common, "members");
	spec_remove(common, "interfaces");
	const struct spec *list = netlab_link_list(n, members, n->nodes);
	for (size_t i = 0; i < list->count && !spec_overflows(n->pool); i++) {
		const struct spec *member = list->items[i].value;
		struct spec *own = spec_merge(n->pool, common, member);
		own->line = member->line;
		own->column = member->column;
		spec_add(n->pool, out, own);
	}
	if (!list->count)
		netlab_problem(n, link, "a group of links without members");
}

static void append(struct netlab *n, struct spec *link, uint32_t index)
{
	spec_put_number(n->pool, link, "linkindex", index);
	spec_add(n->pool, n->links, link);
}

void netlab_make_links(struct netlab *n)
{
	uint32_t index = 1;
	struct spec *expanded = spec_new(n->pool, VALUE_LIST);
	const struct spec *list =
		netlab_link_list(n, spec_get(n->root, "links"), n->nodes);
	n->links = spec_new(n->pool, VALUE_LIST);
	for (size_t i = 0; i < list->count; i++) {
		struct spec *link = list->items[i].value;
		if (spec_get(link, "group"))
			expand_group(n, expanded, link);
		else
			spec_add(n->pool, expanded, link);
	}
	spec_number_of(spec_get(n->defaults, "link_index"), &index);
	for (size_t i = 0; i < expanded->count; i++)
		append(n, expanded->items[i].value, index++);
}

void netlab_append_link(struct netlab *n, struct spec *link)
{
	uint32_t index = 0;
	if (!n->links->count)
		spec_number_of(spec_get(n->defaults, "link_index"), &index);
	else
		spec_number_of(spec_get(n->links->items[n->links->count - 1].value,
					"linkindex"),
			       &index);
	append(n, link, n->links->count ? index + 1 : index ? index : 1);
}
