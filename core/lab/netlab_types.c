/* What kind of link each one is, and its bridge (netlab.tools/links). */
#include <stdio.h>
#include <string.h>

#include "core/lab/netlab.h"

enum { BRIDGE_SIZE = 64 };

static const char *first_text(const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (texts[i])
			return texts[i];
	return NULL;
}

static const struct spec *node_of(const struct netlab *n, const struct spec *end)
{
	return spec_get(n->nodes, spec_text_at(end, "node"));
}

/* The VLAN whose frames have no tag on this link; NULL: none. */
static const char *vlan_of(const struct spec *link)
{
	static const char *const paths[] = { "vlan.access", "vlan.native" };
	const struct spec *list = netlab_interfaces(link);
	for (size_t k = 0; k < COUNT(paths); k++) {
		const char *vlan = spec_text_at(link, paths[k]);
		for (size_t i = 0; !vlan && i < list->count; i++)
			vlan = spec_text_at(list->items[i].value, paths[k]);
		if (vlan)
			return vlan;
	}
	return NULL;
}

/* Modules of the topology are those of all nodes that list none, hosts apart. */
static bool knows_vlans(const struct netlab *n, const struct spec *node)
{
	const struct spec *own = spec_get(node, "module");
	const char *role = spec_text_at(node, "role");
	if (own)
		return netlab_lists(spec_as_list(n->pool, spec_get(node, "module")),
				    "vlan");
	if (role && !strcmp(role, "host"))
		return false;
	struct spec *all = spec_get(n->root, "module");
	return all && netlab_lists(spec_as_list(n->pool, all), "vlan");
}

static const struct spec *vlan_at(const struct spec *object, const char *vlan)
{
	return spec_get(spec_get(object, "vlans"), vlan);
}

static const char *mode_of(const struct netlab *n, const struct spec *link,
			   const struct spec *end, const char *vlan)
{
	const struct spec *node = node_of(n, end), *own = vlan_at(node, vlan);
	const char *common = spec_text_at(vlan_at(n->root, vlan), "mode");
	/* A VLAN that the node lists has what is said of it in general. */
	const char *const said[] = {
		spec_text_at(end, "vlan.mode"),
		spec_text_at(link, "vlan.mode"),
		spec_text_at(own, "mode"),
		own ? common : NULL,
		spec_text_at(node, "vlan.mode"),
		common,
		spec_text_at(n->root, "vlan.mode"),
		spec_text_at(n->defaults, "vlan.mode"),
		"irb",
	};
	return first_text(said, COUNT(said));
}

/* Is the VLAN an ordinary routed interface for all who know of VLANs? */
static bool is_routed(const struct netlab *n, const struct spec *link, const char *vlan)
{
	const struct spec *list = netlab_interfaces(link);
	bool some = false;
	for (size_t i = 0; i < list->count; i++) {
		const struct spec *end = list->items[i].value;
		if (!knows_vlans(n, node_of(n, end)))
			continue;
		some = true;
		if (strcmp(mode_of(n, link, end, vlan), "route") != 0)
			return false;
	}
	return some;
}

static const char *vlan_type(const struct netlab *n, const struct spec *link,
			     const char *vlan)
{
	const struct spec *list = netlab_interfaces(link);
	const char *type = spec_text_at(vlan_at(n->root, vlan), "type");
	for (size_t i = 0; !type && i < list->count; i++)
		type = spec_text_at(vlan_at(node_of(n, list->items[i].value), vlan),
				    "type");
	return type ? type : "lan";
}

/* Is a link with this node alone made an interface inside of it? */
static bool is_inside(const struct netlab *n, const struct spec *link)
{
	const struct spec *node = node_of(n, netlab_interfaces(link)->items[0].value);
	const char *own = netlab_device_text(n, node, "features.stub_loopback");
	if (own)
		return !strcasecmp(own, "true");
	return spec_is_true(spec_at(n->defaults, "links.stub_loopback"));
}

static bool has_host(const struct netlab *n, const struct spec *link)
{
	const struct spec *list = netlab_interfaces(link);
	for (size_t i = 0; i < list->count; i++) {
		const char *role =
			spec_text_at(node_of(n, list->items[i].value), "role");
		if (role && !strcmp(role, "host"))
			return true;
	}
	return false;
}

static const char *type_of(const struct netlab *n, const struct spec *link)
{
	const char *own = spec_text_at(link, "type"), *vlan = vlan_of(link);
	size_t count = netlab_interfaces(link)->count;
	if (own && !strcmp(own, "lag"))
		return own;
	if (count == 1 && is_inside(n, link))
		return "loopback";
	if (own)
		return own;
	if (vlan && !is_routed(n, link, vlan))
		return vlan_type(n, link, vlan);
	if (count > 2 || has_host(n, link))
		return "lan";
	return count == 2 ? "p2p" : "stub";
}

static bool needs_bridge(const char *type)
{
	static const char *const without[] = { "p2p", "loopback", "vlan_member",
					       "tunnel", "lag" };
	for (size_t i = 0; i < COUNT(without); i++)
		if (!strcmp(type, without[i]))
			return false;
	return true;
}

static void set_bridge(struct netlab *n, struct spec *link)
{
	char bridge[BRIDGE_SIZE];
	const char *own = spec_text_at(link, "bridge");
	if (own || !needs_bridge(spec_text_at(link, "type")))
		return;
	snprintf(bridge, sizeof(bridge), "%.10s_%s", spec_text_at(n->root, "name"),
		 spec_text_at(link, "linkindex"));
	spec_put_text(n->pool, link, "bridge", bridge);
}

void netlab_set_types(struct netlab *n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n->links->count; i++) {
		struct spec *link = n->links->items[i].value;
		if (!netlab_interfaces(link)->count) {
			if (spec_text_at(link, "type") == NULL)
				netlab_problem(n, link, "a link without nodes");
			continue;
		}
		spec_put_text(n->pool, link, "type", type_of(n, link));
		set_bridge(n, link);
		n->links->items[kept++] = n->links->items[i];
	}
	n->links->count = kept;
}
