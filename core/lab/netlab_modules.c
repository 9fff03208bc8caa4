/* Links that modules make of others, in netlab's order: nodes that are bridges
 * (netlab.tools/node/bridge), bundles (module/lag), links of VLANs and VRFs. */
#include <stdio.h>
#include <string.h>

#include "core/lab/netlab.h"

enum { NAME_SIZE = 64, FIRST_VLAN = 100 };

/* Bridges ----------------------------------------------------------------- */

static bool is_bridge(const struct netlab *n, const char *node)
{
	const char *role = spec_text_at(spec_get(n->nodes, node), "role");
	return role && !strcmp(role, "bridge");
}

/* They forward in VLANs, one of which has all ports that name none. */
static void set_bridge(struct netlab *n, struct spec *node)
{
	struct spec *vlans = spec_merge(n->pool, spec_get(node, "vlans"), NULL);
	struct spec *vlan = spec_merge(n->pool, spec_get(node, "vlan"), NULL);
	struct spec *given = spec_get(node, "module");
	struct spec *modules = spec_copy(n->pool, spec_as_list(n->pool, given));
	spec_map(n->pool, vlans, "br_default");
	if (!spec_get(vlan, "mode"))
		spec_put_text(n->pool, vlan, "mode", "bridge");
	spec_add(n->pool, modules, spec_text(n->pool, "vlan"));
	spec_put(n->pool, node, "vlans", vlans);
	spec_put(n->pool, node, "vlan", vlan);
	spec_put(n->pool, node, "module", modules);
}

static void set_access(struct netlab *n, struct spec *map, const char *vlan)
{
	struct spec *own = spec_merge(n->pool, spec_get(map, "vlan"), NULL);
	spec_put_text(n->pool, own, "access", vlan);
	spec_put(n->pool, map, "vlan", own);
}

static void set_bridge_ports(struct netlab *n, const struct spec *link)
{
	const struct spec *list = netlab_interfaces(link);
	for (size_t i = 0; i < list->count && !spec_get(link, "vlan"); i++) {
		struct spec *end = list->items[i].value;
		if (is_bridge(n, spec_text_at(end, "node")) && !spec_get(end, "vlan"))
			set_access(n, end, "br_default");
	}
}

/* What the pieces of such a link have of it. */
static const char *const wire_keys[] = { "bandwidth", "mtu", "stp" };

static void add_piece(struct netlab *n, const struct spec *link, struct spec *end,
		      const char *bridge, const char *vlan)
{
	struct spec *piece = spec_new(n->pool, VALUE_MAP);
	struct spec *list = spec_new(n->pool, VALUE_LIST);
	struct spec *port = spec_new(n->pool, VALUE_MAP);
	for (size_t i = 0; i < COUNT(wire_keys); i++)
		if (spec_get(link, wire_keys[i]))
			spec_put(n->pool, piece, wire_keys[i],
				 spec_get(link, wire_keys[i]));
	spec_put_text(n->pool, port, "node", bridge);
	set_access(n, port, vlan);
	spec_add(n->pool, list, port);
	spec_add(n->pool, list, end);
	spec_put(n->pool, piece, "interfaces", list);
	piece->line = link->line;
	piece->column = link->column;
	netlab_append_link(n, piece);
}

/* A link with "bridge: NODE" becomes one from each of its ends to that node. */
static void expand_bridge(struct netlab *n, const struct spec *link, uint32_t vlan)
{
	const char *bridge = spec_text_at(link, "bridge");
	struct spec *node = spec_get(n->nodes, bridge);
	const struct spec *list = netlab_interfaces(link);
	char name[NAME_SIZE];
	snprintf(name, sizeof(name), "br_vlan_%u", vlan);
	struct spec *own = spec_new(n->pool, VALUE_MAP);
	spec_put_text(n->pool, own, "mode", "bridge");
	struct spec *vlans = spec_merge(n->pool, spec_get(node, "vlans"), NULL);
	spec_put(n->pool, vlans, name, own);
	spec_put(n->pool, node, "vlans", vlans);
	for (size_t i = 0; i < list->count && n->links->count < LINKS_MAX; i++)
		add_piece(n, link, list->items[i].value, bridge, name);
}

static void expand_bridges(struct netlab *n)
{
	size_t count = n->links->count, kept = 0;
	uint32_t vlan = FIRST_VLAN;
	for (size_t i = 0; i < n->nodes->count; i++)
		if (is_bridge(n, n->nodes->items[i].key))
			set_bridge(n, n->nodes->items[i].value);
	for (size_t i = 0; i < count; i++)
		set_bridge_ports(n, n->links->items[i].value);
	for (size_t i = 0; i < count; i++) {
		const char *bridge = spec_text_at(n->links->items[i].value, "bridge");
		if (bridge && is_bridge(n, bridge))
			expand_bridge(n, n->links->items[i].value, vlan++);
	}
	for (size_t i = 0; i < n->links->count; i++) {
		const char *bridge = spec_text_at(n->links->items[i].value, "bridge");
		if (i >= count || !bridge || !is_bridge(n, bridge))
			n->links->items[kept++] = n->links->items[i];
	}
	n->links->count = kept;
}

/* Bundles ----------------------------------------------------------------- */

/* Numbered by how many links there are, not by the last one. */
static void append_member(struct netlab *n, struct spec *member)
{
	spec_put_number(n->pool, member, "linkindex", (uint32_t)n->links->count + 1);
	spec_add(n->pool, n->links, member);
}

static void set_wire(struct netlab *n, struct spec *link)
{
	spec_put_text(n->pool, link, "type", "p2p");
	spec_remove(link, "lag");
}

/* Between the two switches of a multi-chassis bundle: its first link stands where the
 * bundle stood. */
static void expand_peers(struct netlab *n, size_t at, const struct spec *members)
{
	struct spec *link = n->links->items[at].value;
	for (size_t i = 0; i < members->count; i++) {
		struct spec *member = members->items[i].value;
		if (i) {
			set_wire(n, member);
			append_member(n, member);
			continue;
		}
		struct spec *first = spec_merge(n->pool, link, member);
		set_wire(n, first);
		n->links->items[at].value = first;
	}
}

/* Of its ends a member has the node and the number. */
static struct spec *plain_ends(struct netlab *n, const struct spec *member)
{
	static const char *const keys[] = { "node", "ifindex" };
	struct spec *out = spec_new(n->pool, VALUE_LIST);
	const struct spec *list = netlab_interfaces(member);
	for (size_t i = 0; i < list->count; i++) {
		struct spec *end = spec_new(n->pool, VALUE_MAP);
		for (size_t k = 0; k < COUNT(keys); k++) {
			struct spec *value = spec_get(list->items[i].value, keys[k]);
			if (value)
				spec_put(n->pool, end, keys[k], value);
		}
		spec_add(n->pool, out, end);
	}
	return out;
}

static void expand_members(struct netlab *n, size_t at, const struct spec *members)
{
	for (size_t i = 0; i < members->count; i++) {
		struct spec *member = members->items[i].value;
		spec_put(n->pool, member, "interfaces", plain_ends(n, member));
		set_wire(n, member);
		append_member(n, member);
	}
	/* The bundle is no wire: it goes when all are numbered. */
	spec_put_text(n->pool, n->links->items[at].value, "type", "lag");
}

static void expand_bundles(struct netlab *n)
{
	size_t count = n->links->count;
	for (size_t i = 0; i < count && !spec_overflows(n->pool); i++) {
		const struct spec *link = n->links->items[i].value;
		struct spec *given = spec_at(link, "lag.members");
		const struct spec *peers = spec_at(link, "lag.mlag.peergroup");
		if (!given)
			continue;
		const struct spec *members =
			netlab_link_list(n, spec_as_list(n->pool, given), n->nodes);
		if (n->links->count + members->count > LINKS_MAX)
			return;
		if (peers && strcasecmp(peers->text, "false") != 0)
			expand_peers(n, i, members);
		else
			expand_members(n, i, members);
	}
}

/* VLANs and VRFs ----------------------------------------------------------- */

static void expand_objects(struct netlab *n, const char *key, bool vlan)
{
	const struct spec *objects = spec_get(n->root, key);
	for (size_t i = 0; spec_is(objects, VALUE_MAP) && i < objects->count; i++) {
		const struct spec_item *item = &objects->items[i];
		struct spec *given = spec_get(item->value, "links");
		const struct spec *links =
			given ? netlab_link_list(n, spec_as_list(n->pool, given),
						 n->nodes)
			      : NULL;
		for (size_t k = 0; k < spec_count(links); k++) {
			struct spec *link = links->items[k].value;
			if (n->links->count >= LINKS_MAX)
				return;
			if (vlan)
				set_access(n, link, item->key);
			else
				spec_put_text(n->pool, link, "vrf", item->key);
			netlab_append_link(n, link);
		}
	}
}

void netlab_module_links(struct netlab *n)
{
	expand_bridges(n);
	expand_bundles(n);
	expand_objects(n, "vlans", true);
	expand_objects(n, "vrfs", false);
}
