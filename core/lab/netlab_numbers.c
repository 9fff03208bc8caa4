/* Numbers of nodes and of their interfaces, and the names that follow from those. */
#include <stdio.h>
#include <string.h>

#include "core/base/vec.h"
#include "core/lab/netlab.h"

enum {
	ID_MAX = 250,
	NAME_SIZE = 128,
};

/* Nodes ------------------------------------------------------------------- */

/* Numbers that are taken, up to ID_MAX. */
struct taken {
	bool ids[ID_MAX + 1];
};

static void take(struct taken *t, const struct spec *id)
{
	uint32_t number;
	if (spec_number_of(id, &number) && number <= ID_MAX)
		t->ids[number] = true;
}

static bool uses_gateway(const struct netlab *n)
{
	struct spec *all = spec_get(n->root, "module");
	if (all && netlab_lists(spec_as_list(n->pool, all), "gateway"))
		return true;
	for (size_t i = 0; i < n->nodes->count; i++) {
		struct spec *own = spec_get(n->nodes->items[i].value, "module");
		if (own && netlab_lists(spec_as_list(n->pool, own), "gateway"))
			return true;
	}
	return false;
}

/* Gateways have addresses that no node may have. */
static void take_gateways(const struct netlab *n, struct taken *t)
{
	const struct spec *vlans = spec_get(n->root, "vlans");
	if (!uses_gateway(n))
		return;
	take(t, spec_at(n->root, "gateway.id"));
	if (!spec_at(n->root, "gateway.id"))
		take(t, spec_at(n->defaults, "gateway.id"));
	for (size_t i = 0; i < n->links->count; i++)
		take(t, spec_at(n->links->items[i].value, "gateway.id"));
	for (size_t i = 0; spec_is(vlans, VALUE_MAP) && i < vlans->count; i++)
		take(t, spec_at(vlans->items[i].value, "gateway.id"));
}

void netlab_number_nodes(struct netlab *n)
{
	struct taken t = { .ids = { true } };
	uint32_t next = 1;
	take_gateways(n, &t);
	for (size_t i = 0; i < n->nodes->count; i++)
		take(&t, spec_get(n->nodes->items[i].value, "id"));
	for (size_t i = 0; i < n->nodes->count; i++) {
		struct spec *node = n->nodes->items[i].value;
		uint32_t own;
		if (spec_number_of(spec_get(node, "id"), &own))
			continue;
		while (next <= ID_MAX && t.ids[next])
			next++;
		spec_put_number(n->pool, node, "id", next++);
	}
}

/* Interfaces -------------------------------------------------------------- */

static bool is_virtual(const struct spec *link)
{
	static const char *const types[] = { "loopback", "tunnel", "lag",
					     "vlan_member" };
	const char *type = spec_text_at(link, "type");
	for (size_t i = 0; type && i < COUNT(types); i++)
		if (!strcmp(type, types[i]))
			return true;
	return false;
}

/* Which numbers a node has used; as many as it may have links. */
struct used {
	VEC(uint32_t) numbers;
	uint32_t next; /* below it all are used, or too low */
};

static bool is_used(const struct used *u, uint32_t number)
{
	for (size_t i = 0; i < u->numbers.count; i++)
		if (u->numbers.items[i] == number)
			return true;
	return false;
}

static uint32_t number_of(const struct spec *end, struct used *u)
{
	uint32_t own;
	if (!spec_number_of(spec_get(end, "ifindex"), &own)) {
		while (is_used(u, u->next))
			u->next++;
		return u->next++;
	}
	vec_push(&u->numbers, own);
	return own;
}

static void put_name(struct netlab *n, const struct spec *node, struct spec *end,
		     const char *format, const char *key, uint32_t number)
{
	const struct netlab_variable v = { .name = "ifindex", .number = number };
	char name[NAME_SIZE];
	if (netlab_format(format, &v, 1, name, sizeof(name))) {
		spec_put_text(n->pool, end, key, name);
		return;
	}
	netlab_problem(n, node, "expression \"%.60s\" of device %.60s is not evaluated",
		       format, spec_text_at(node, "device"));
}

/* Junos has units: traffic is on the first one. */
static bool has_units(const char *device)
{
	static const char *const devices[] = { "vsrx", "vmx", "vptx", "vjunos-router",
					       "vjunos-switch" };
	for (size_t i = 0; i < COUNT(devices); i++)
		if (!strcmp(device, devices[i]))
			return true;
	return false;
}

/* What the node says of the interface: more than the link does. */
static void add_interface(struct netlab *n, struct spec *node, const struct spec *link,
			  const struct spec *end, const char *container)
{
	struct spec *own = spec_copy(n->pool, end);
	char name[NAME_SIZE];
	struct spec *list = spec_get(node, "interfaces");
	spec_put(n->pool, own, "linkindex", spec_get(link, "linkindex"));
	spec_put(n->pool, own, "type", spec_get(link, "type"));
	if (container) {
		struct spec *clab = spec_new(n->pool, VALUE_MAP);
		spec_put_text(n->pool, clab, "name", container);
		spec_put(n->pool, own, "clab", clab);
	}
	if (has_units(spec_text_at(node, "device"))) {
		snprintf(name, sizeof(name), "%.100s.0", spec_text_at(end, "ifname"));
		spec_put_text(n->pool, own, "ifname", name);
	}
	spec_add(n->pool, list, own);
}

static void number_end(struct netlab *n, const struct spec *link, struct spec *end,
		       struct spec *node, struct used *u)
{
	const char *format = netlab_device_text(n, node, "interface_name");
	const char *inside = netlab_device_text(n, node, "interface.name");
	uint32_t number = number_of(end, u);
	struct spec *scratch = spec_new(n->pool, VALUE_MAP);
	spec_put_number(n->pool, end, "ifindex", number);
	if (!spec_text_at(end, "ifname"))
		put_name(n, node, end, format ? format : "eth{ifindex}", "ifname",
			 number);
	if (!spec_text_at(end, "ifname"))
		put_name(n, node, end, "eth{ifindex}", "ifname", number);
	if (inside)
		put_name(n, node, scratch, inside, "name", number);
	add_interface(n, node, link, end, spec_text_at(scratch, "name"));
}

static void number_link(struct netlab *n, const struct spec *link, struct used *used)
{
	const struct spec *list = netlab_interfaces(link);
	for (size_t i = 0; i < list->count; i++) {
		struct spec *end = list->items[i].value;
		struct spec *node = spec_get(n->nodes, spec_text_at(end, "node"));
		uint32_t position;
		if (!spec_number_of(spec_get(node, "_position"), &position))
			continue;
		number_end(n, link, end, node, &used[position]);
	}
}

void netlab_number_interfaces(struct netlab *n)
{
	size_t count = n->nodes->count;
	autofree struct used *used = mem_new((count + 1) * sizeof(*used));
	for (size_t i = 0; i < count; i++) {
		struct spec *node = n->nodes->items[i].value;
		const char *first = netlab_device_text(n, node, "ifindex_offset");
		used[i].next = 1;
		if (first)
			spec_number_of(spec_text(n->pool, first), &used[i].next);
		spec_put_number(n->pool, node, "_position", (uint32_t)i);
		spec_put(n->pool, node, "interfaces", spec_new(n->pool, VALUE_LIST));
	}
	for (size_t i = 0; i < n->links->count && !spec_overflows(n->pool); i++)
		if (!is_virtual(n->links->items[i].value))
			number_link(n, n->links->items[i].value, used);
	for (size_t i = 0; i < count; i++)
		free(used[i].numbers.items);
}
