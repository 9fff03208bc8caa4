/* Groups of nodes, VLANs and VRFs: what a group says is said of its members
 * (netlab.tools/groups). Inner groups come first, so that they win. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/lab/netlab.h"

enum { GROUPS_MAX = 1024 };

/* Nodes ------------------------------------------------------------------- */

static void add_node(struct netlab *n, const char *name, const struct spec *said)
{
	struct spec *node = spec_copy(n->pool, spec_is(said, VALUE_MAP) ? said : NULL);
	if (said && !node->line) {
		node->line = said->line;
		node->column = said->column;
	}
	spec_put(n->pool, n->nodes, name, node);
}

static void add_listed_node(struct netlab *n, const struct spec *item)
{
	const char *name = spec_text_of(item);
	name = name ? name : spec_text_at(item, "name");
	if (name)
		add_node(n, name, item);
	else
		netlab_problem(n, item, "expected a node's name, or a map with name");
}

static const char *type_of(const struct spec *group)
{
	const char *type = spec_text_at(group, "type");
	return type ? type : "node";
}

static bool is_pattern(const char *name)
{
	return *name == '~' || strpbrk(name, "*?[");
}

/* Members that are no node yet become one. */
static bool is_taken(const struct netlab *n, const char *name)
{
	return spec_get(n->nodes, name) ||
	       spec_get(spec_get(n->root, "groups"), name) ||
	       spec_get(spec_get(n->defaults, "groups"), name);
}

static struct spec *list_of(struct netlab *n, struct spec *group)
{
	struct spec *given =
		spec_is(group, VALUE_LIST) ? group : spec_get(group, "members");
	return given ? spec_as_list(n->pool, given) : NULL;
}

/* Members that are no node yet become one. */
static void create_members(struct netlab *n, const struct spec *groups, bool all)
{
	for (size_t g = 0; spec_is(groups, VALUE_MAP) && g < groups->count; g++) {
		struct spec *group = groups->items[g].value;
		const struct spec *list = list_of(n, group);
		bool wanted = all || spec_is_true(spec_get(group, "_auto_create"));
		wanted &=
			*groups->items[g].key != '_' && !strcmp(type_of(group), "node");
		for (size_t i = 0; wanted && i < spec_count(list); i++) {
			const char *name = spec_text_of(list->items[i].value);
			if (name && !is_pattern(name) && !is_taken(n, name))
				add_node(n, name, NULL);
		}
	}
}

void netlab_make_nodes(struct netlab *n)
{
	const struct spec *given = spec_get(n->root, "nodes");
	n->nodes = spec_new(n->pool, VALUE_MAP);
	for (size_t i = 0; i < spec_count(given); i++)
		if (given->kind == VALUE_MAP)
			add_node(n, given->items[i].key, given->items[i].value);
		else
			add_listed_node(n, given->items[i].value);
	bool all = spec_is_true(spec_at(n->root, "groups._auto_create")) ||
		   spec_is_true(spec_at(n->defaults, "groups._auto_create"));
	create_members(n, spec_get(n->root, "groups"), all);
	create_members(n, spec_get(n->defaults, "groups"), false);
}

/* Groups ------------------------------------------------------------------ */

/* What the members of a group are. */
static struct spec *objects_of(const struct netlab *n, const struct spec *group)
{
	const char *type = type_of(group);
	if (!strcmp(type, "vlan"))
		return spec_get(n->root, "vlans");
	if (!strcmp(type, "vrf"))
		return spec_get(n->root, "vrfs");
	return n->nodes;
}

static void add_group(struct netlab *n, const char *name, struct spec *said)
{
	struct spec *own, *old = spec_get(n->groups, name);
	if (*name == '_')
		return;
	if (spec_is(said, VALUE_LIST)) {
		own = spec_new(n->pool, VALUE_MAP);
		spec_put(n->pool, own, "members", said);
	} else {
		own = spec_copy(n->pool, spec_is(said, VALUE_MAP) ? said : NULL);
	}
	/* Those of the topology are there first: they win. */
	if (old)
		own = spec_merge(n->pool, own, old);
	spec_put(n->pool, n->groups, name, own);
}

static void add_groups(struct netlab *n, const struct spec *groups)
{
	for (size_t i = 0; spec_is(groups, VALUE_MAP) && i < groups->count; i++) {
		if (n->groups->count < GROUPS_MAX)
			add_group(n, groups->items[i].key, groups->items[i].value);
		else if (n->groups->count == GROUPS_MAX)
			netlab_problem(n, groups, "more than %d groups", GROUPS_MAX);
	}
}

/* "group: x" of a node. */
static void join_groups(struct netlab *n)
{
	for (size_t i = 0; i < n->nodes->count; i++) {
		struct spec *asked = spec_get(n->nodes->items[i].value, "group");
		const struct spec *list = asked ? spec_as_list(n->pool, asked) : NULL;
		for (size_t k = 0; k < spec_count(list); k++) {
			const char *name = spec_text_of(list->items[k].value);
			if (!name)
				continue;
			struct spec *group = spec_map(n->pool, n->groups, name);
			struct spec *members = spec_get(group, "members");
			if (!spec_is(members, VALUE_LIST)) {
				members = spec_new(n->pool, VALUE_LIST);
				spec_put(n->pool, group, "members", members);
			}
			spec_add(n->pool, members,
				 spec_text(n->pool, n->nodes->items[i].key));
		}
	}
}

void netlab_make_groups(struct netlab *n)
{
	n->groups = spec_new(n->pool, VALUE_MAP);
	add_groups(n, spec_get(n->root, "groups"));
	add_groups(n, spec_get(n->defaults, "groups"));
	for (size_t i = 0; i < n->groups->count; i++) {
		struct spec *group = n->groups->items[i].value;
		spec_put(n->pool, group, "members",
			 netlab_members(n, list_of(n, group), objects_of(n, group),
					n->groups));
	}
	join_groups(n);
}

/* What they say ------------------------------------------------------------ */

static int by_name(const void *a, const void *b)
{
	const struct spec_item *x = a, *y = b;
	return strcmp(x->key, y->key);
}

static bool waits(const struct spec *group, const struct spec *left)
{
	const struct spec *members = spec_get(group, "members");
	for (size_t i = 0; i < spec_count(members); i++)
		if (spec_get(left, members->items[i].value->text))
			return true;
	return false;
}

/* Moves the groups that wait for no other one, by name, from left to order. False:
 * there is none. */
static bool order_some(struct netlab *n, struct spec *left, struct spec *order)
{
	size_t count = left->count, before = order->count;
	autofree struct spec_item *sorted = mem_new((count + 1) * sizeof(*sorted));
	memcpy(sorted, left->items, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), by_name);
	for (size_t i = 0; i < count; i++) {
		if (waits(sorted[i].value, left))
			continue;
		spec_put(n->pool, order, sorted[i].key, sorted[i].value);
		spec_remove(left, sorted[i].key);
	}
	return order->count > before;
}

/* The groups by name, each behind those that are members of it. */
static struct spec *order_of(struct netlab *n)
{
	struct spec *order = spec_new(n->pool, VALUE_MAP);
	struct spec *left = spec_copy(n->pool, n->groups);
	while (left->count && order_some(n, left, order))
		;
	if (left->count)
		netlab_problem(n, left->items[0].value,
			       "group %.60s is a member of itself", left->items[0].key);
	return order;
}

/* Nodes of the groups that are made by what they are. */
static void collect_all(struct netlab *n, const char *device, struct spec *out)
{
	for (size_t i = 0; i < n->nodes->count; i++) {
		const struct spec_item *node = &n->nodes->items[i];
		const char *own = spec_text_at(node->value, "device");
		if (!device || (own && !strcmp(own, device)))
			spec_put(n->pool, out, node->key, node->value);
	}
}

/* seen: groups that were looked at. */
static void collect(struct netlab *n, const char *name, struct spec *out,
		    struct spec *seen)
{
	const struct spec *group = spec_get(n->groups, name);
	const struct spec *members = spec_get(group, "members");
	const struct spec *objects = objects_of(n, group);
	spec_put(n->pool, seen, name, out);
	bool all = objects == n->nodes && !strcmp(name, "all");
	if (all || (objects == n->nodes && netlab_device_is_known(n, name))) {
		collect_all(n, all ? NULL : name, out);
		return;
	}
	for (size_t i = 0; i < spec_count(members); i++) {
		const char *member = members->items[i].value->text;
		struct spec *object = spec_get(objects, member);
		if (object)
			spec_put(n->pool, out, member, object);
		if (spec_get(n->groups, member) && !spec_get(seen, member) &&
		    !spec_overflows(n->pool))
			collect(n, member, out, seen);
	}
}

/* All of them, also of the groups in it: a map by name. */
static struct spec *members_of(struct netlab *n, const char *name)
{
	struct spec *out = spec_new(n->pool, VALUE_MAP);
	collect(n, name, out, spec_new(n->pool, VALUE_MAP));
	return out;
}

static void copy_device(struct netlab *n, const struct spec_item *item)
{
	const char *device = spec_text_at(item->value, "device");
	const struct spec *members = device ? members_of(n, item->key) : NULL;
	for (size_t i = 0; i < spec_count(members); i++) {
		struct spec *node = members->items[i].value;
		if (spec_is(node, VALUE_MAP) && !spec_get(node, "device"))
			spec_put_text(n->pool, node, "device", device);
	}
}

static void copy_modules(struct netlab *n, const struct spec_item *item)
{
	struct spec *given = spec_get(item->value, "module");
	const struct spec *modules = given ? spec_as_list(n->pool, given) : NULL;
	const struct spec *members = given ? members_of(n, item->key) : NULL;
	for (size_t i = 0; i < spec_count(members); i++) {
		struct spec *node = members->items[i].value;
		struct spec *old = spec_get(node, "module");
		if (!spec_is(node, VALUE_MAP))
			continue;
		struct spec *own =
			spec_copy(n->pool, spec_as_list(n->pool, old ? old : given));
		for (size_t k = 0; old && k < spec_count(modules); k++)
			spec_add(n->pool, own, modules->items[k].value);
		spec_put(n->pool, node, "module", own);
	}
}

/* What is about the group itself. */
static const char *const own_keys[] = { "members", "type",	"device",
					"module",  "node_data", "_auto_create" };

static struct spec *data_of(struct netlab *n, const struct spec *group)
{
	struct spec *data = spec_merge(n->pool, spec_get(group, "node_data"), group);
	for (size_t i = 0; i < COUNT(own_keys); i++)
		spec_remove(data, own_keys[i]);
	return data;
}

static void copy_data(struct netlab *n, const struct spec_item *item)
{
	struct spec *objects = objects_of(n, item->value);
	const struct spec *data = data_of(n, item->value);
	const struct spec *members = data->count ? members_of(n, item->key) : NULL;
	for (size_t i = 0; i < spec_count(members) && !spec_overflows(n->pool); i++) {
		const char *name = members->items[i].key;
		const struct spec *old = members->items[i].value;
		struct spec *merged = spec_merge(n->pool, data, old);
		if (spec_get(objects, name))
			spec_put(n->pool, objects, name, merged);
	}
}

/* Groups of autonomous systems ---------------------------------------------- */

/* "65000", "1.10" (RFC 5396); 0: it is none. */
static uint32_t as_number(const char *text)
{
	unsigned high = 0, low = 0;
	int size = 0;
	if (text && sscanf(text, "%5u.%5u%n", &high, &low, &size) == 2 && !text[size])
		return high << 16 | low;
	if (text && sscanf(text, "%10u%n", &low, &size) == 1 && !text[size])
		return low;
	return 0;
}

/* "bgp.as_list": systems by number, each a list of members or a map that has one. */
static void read_as_list(struct netlab *n)
{
	const struct spec *list = spec_at(n->root, "bgp.as_list");
	for (size_t i = 0; spec_is(list, VALUE_MAP) && i < list->count; i++) {
		const struct spec *given = list->items[i].value;
		const struct spec *members =
			spec_is(given, VALUE_LIST) ? given : spec_get(given, "members");
		for (size_t k = 0; spec_is(members, VALUE_LIST) && k < members->count;
		     k++) {
			const char *name = spec_text_of(members->items[k].value);
			struct spec *node = name ? spec_get(n->nodes, name) : NULL;
			if (!spec_is(node, VALUE_MAP) || spec_at(node, "bgp.as"))
				continue;
			struct spec *bgp = spec_copy(n->pool, spec_get(node, "bgp"));
			spec_put_text(n->pool, bgp, "as", list->items[i].key);
			spec_put(n->pool, node, "bgp", bgp);
		}
	}
}

/* The system of a node that has the module; 0: none. */
static uint32_t as_of(struct netlab *n, const struct spec *node)
{
	struct spec *modules = spec_get(node, "module");
	modules = modules ? modules : spec_get(n->root, "module");
	if (!modules || !netlab_lists(spec_as_list(n->pool, modules), "bgp"))
		return 0;
	const char *as = spec_text_at(node, "bgp.as");
	as = as ? as : spec_text_at(n->root, "bgp.as");
	return as_number(as ? as : spec_text_at(n->defaults, "bgp.as"));
}

/* Nodes of one system are a group, "as65000". */
static void make_as_groups(struct netlab *n)
{
	char name[16];
	for (size_t i = 0; i < n->nodes->count; i++) {
		uint32_t as = as_of(n, n->nodes->items[i].value);
		if (!as)
			continue;
		snprintf(name, sizeof(name), "as%u", as);
		/* One that says nothing changes nothing. */
		struct spec *group = spec_get(n->groups, name);
		struct spec *members = spec_get(group, "members");
		if (spec_is(members, VALUE_LIST))
			spec_add(n->pool, members,
				 spec_text(n->pool, n->nodes->items[i].key));
	}
}

void netlab_copy_groups(struct netlab *n)
{
	const struct spec *order = order_of(n);
	for (size_t i = 0; i < order->count; i++)
		copy_device(n, &order->items[i]);
	for (size_t i = 0; i < order->count; i++)
		copy_modules(n, &order->items[i]);
	for (size_t i = 0; i < order->count; i++)
		copy_data(n, &order->items[i]);
	read_as_list(n);
	make_as_groups(n);
	for (size_t i = 0; i < order->count; i++)
		if (!strncmp(order->items[i].key, "as", 2))
			copy_data(n, &order->items[i]);
}
