/* A lab as netlab leaves it behind: with everything decided but the names that its
 * providers choose, which follow from rules. */
#include "core/lab/netlab_snapshot.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/lab/clab_hash.h"
#include "core/lab/clab_names.h"

enum { UDP_BASE = 10000, IFNAME_SIZE = 16 };

/* Where a port is found again: links name it by its node and number. */
struct place {
	size_t node, port;
	uint32_t link, ifindex;
	const struct value *interface; /* of the node */
};

struct netlab {
	struct topology_draft *draft;
	const struct value *root;
	const char *lab, *provider, *prefix, *vif;
	uint32_t multilab, tunnel;
	VEC(struct place) places; /* sorted when all nodes are there */
	struct error *e;
};

static uint32_t number_at(const struct value *v, const char *path, uint32_t otherwise)
{
	uint32_t n = otherwise;
	return value_number(value_at(v, path), &n) ? n : otherwise;
}

static const char *text_at(const struct value *v, const char *path,
			   const char *otherwise)
{
	const char *text = value_text_at(v, path);
	return text ? text : otherwise;
}

/* Nodes ------------------------------------------------------------------- */

static bool provided_by(const struct topology_node *n, const char *provider)
{
	return n->provider && !strcmp(n->provider, provider);
}

static const char *container_name(struct netlab *l, const char *node,
				  const struct value *v)
{
	const char *given = value_text_at(v, "clab.name");
	given = given ? given : value_text_at(v, "hostname");
	if (given)
		return draft_text(l->draft, given);
	if (!*l->prefix)
		return draft_text(l->draft, node);
	return draft_printf(l->draft, "%s-%s-%s", l->prefix, l->lab, node);
}

static void set_node(struct netlab *l, struct topology_node *n, const char *name,
		     const struct value *v)
{
	struct topology_draft *d = l->draft;
	n->id = number_at(v, "id", 0);
	n->device = draft_text(d, value_text_at(v, "device"));
	n->provider = draft_text(d, text_at(v, "provider", l->provider));
	n->kind = draft_text(d, value_text_at(v, "clab.kind"));
	if (provided_by(n, "clab")) {
		n->container = n->netns = container_name(l, name, v);
	} else if (provided_by(n, "libvirt")) {
		n->domain = draft_printf(d, "%s_%.*s", l->lab, (int)strcspn(name, "."),
					 name);
	}
}

/* Some addresses are only said to be there ("ipv4: true"). */
static void set_addresses(struct netlab *l, struct topology_port *p,
			  const struct value *v)
{
	const char *ipv4 = value_text_at(v, "ipv4"), *ipv6 = value_text_at(v, "ipv6");
	if (ipv4 && strchr(ipv4, '.'))
		p->ipv4 = draft_list(l->draft, ipv4);
	if (ipv6 && strchr(ipv6, ':'))
		p->ipv6 = draft_list(l->draft, ipv6);
	const char *mac = value_text_at(v, "mac_address");
	p->mac = draft_text(l->draft, mac ? mac : value_text_at(v, "mac"));
}

static void set_loopbacks(struct netlab *l, struct topology_node *n,
			  const struct value *v)
{
	const char *const texts[] = { value_text_at(v, "loopback.ipv4"),
				      value_text_at(v, "loopback.ipv6") };
	const char **list = arena_alloc(l->draft->arena, 3 * sizeof(*list));
	for (size_t i = 0, at = 0; i < COUNT(texts); i++)
		if (texts[i] && strpbrk(texts[i], ".:"))
			list[at++] = draft_text(l->draft, texts[i]);
	n->loopbacks = list;
}

static bool add_management(struct netlab *l, size_t node, const struct value *v)
{
	struct topology_draft *d = l->draft;
	const char *name = value_text_at(v, "mgmt.ifname");
	if (!name)
		return true;
	size_t port = draft_port(d, node, name, l->e);
	if (port == TOPOLOGY_NONE)
		return false;
	const struct topology_node *n = &d->nodes.items[node];
	struct topology_port *p = &d->ports.items[port];
	p->netns = n->netns;
	set_addresses(l, p, value_get(v, "mgmt"));
	bool srl = (n->kind && strstr(n->kind, "srl")) ||
		   (n->device && !strcmp(n->device, "srlinux"));
	if (n->container)
		p->ifname = srl ? "mgmt0" : "eth0";
	else
		p->reason = "which interface of the host it is, is not in the files";
	return true;
}

/* A port of its own, on a link: not a VLAN, a loopback, a bundle. */
static bool is_physical(const struct value *interface)
{
	return value_get(interface, "linkindex") &&
	       !value_is_true(value_get(interface, "virtual_interface"));
}

static bool add_ports(struct netlab *l, size_t node, const struct value *v)
{
	struct topology_draft *d = l->draft;
	const struct value *list = value_get(v, "interfaces");
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *interface = list->items[i].value;
		const char *name = value_text_at(interface, "ifname");
		if (!is_physical(interface))
			continue;
		if (!name) {
			draft_problem(d, interface, "expected an ifname");
			continue;
		}
		size_t port = draft_port(d, node, name, l->e);
		if (port == TOPOLOGY_NONE)
			return false;
		struct topology_port *p = &d->ports.items[port];
		struct place place = { .node = node, .port = port };
		place.link = number_at(interface, "linkindex", 0);
		place.ifindex = p->ifindex = number_at(interface, "ifindex", 0);
		place.interface = interface;
		vec_push(&l->places, place);
		set_addresses(l, p, interface);
	}
	return true;
}

static bool add_node(struct netlab *l, const struct value_item *item)
{
	struct topology_draft *d = l->draft;
	if (item->value->kind != VALUE_MAP) {
		draft_problem(d, item->value, "expected a node as a map");
		return true;
	}
	size_t node = draft_node(d, item->key, l->e);
	if (node == TOPOLOGY_NONE)
		return false;
	set_node(l, &d->nodes.items[node], item->key, item->value);
	set_loopbacks(l, &d->nodes.items[node], item->value);
	return add_management(l, node, item->value) && add_ports(l, node, item->value);
}

/* Links ------------------------------------------------------------------- */

static int compare(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int by_link(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int order = compare(x->node, y->node);
	order = order ? order : compare(x->link, y->link);
	return order ? order : compare(x->ifindex, y->ifindex);
}

static int by_place(const void *a, const void *b)
{
	int order = by_link(a, b);
	return order ? order
		     : compare(((const struct place *)a)->port,
			       ((const struct place *)b)->port);
}

/* The port of this node with this link and number - names differ in places - that is on
 * no link yet. NULL: there is none. */
static const struct place *find_port(const struct netlab *l, const struct place *key)
{
	const struct place *items = l->places.items;
	size_t low = 0, high = l->places.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (by_link(&items[middle], key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < l->places.count && !by_link(&items[low], key); low++)
		if (l->draft->ports.items[items[low].port].link == TOPOLOGY_NONE)
			return &items[low];
	return NULL;
}

/* The interface of a container: its name where that is not what the device says. */
static void place_in_container(struct netlab *l, struct topology_port *p,
			       const struct topology_node *n, const struct value *v)
{
	const char *given = text_at(v, "clab.name", text_at(v, "ifname", ""));
	struct clab_name c = clab_name(n->kind ? n->kind : "", given);
	p->netns = n->netns;
	p->ifname = c.ifname[0] ? draft_text(l->draft, c.ifname) : NULL;
	p->altname = c.altname[0] ? draft_text(l->draft, c.altname) : NULL;
	p->proof = clab_owner_name(l->draft, n->name, p->ifname ? p->ifname : c.name);
}

/* PREFIX_NODE_IFINDEX, the node without dashes, in lower case, up to a dot; libvirt
 * chooses where that is too long. */
static void place_on_tap(struct netlab *l, struct topology_port *p, const char *node)
{
	char tap[IFNAME_SIZE * 4];
	struct text t = text_over(tap, sizeof(tap));
	text_printf(&t, "%s_", l->vif);
	for (; *node && *node != '.'; node++)
		if (*node != '-')
			text_char(&t, (char)tolower((unsigned char)*node));
	text_printf(&t, "_%u", p->ifindex);
	if (text_length(&t) < IFNAME_SIZE)
		p->ifname = draft_text(l->draft, tap);
	else
		p->reason = "which tap of the host it is, is not in the files";
}

/* Who is at the ends. */
struct ends {
	size_t count, containers, machines;
};

static enum carrier carrier_of(const struct value *v, const struct ends *e)
{
	bool p2p = !strcmp(text_at(v, "type", ""), "p2p");
	if (value_at(v, "clab.uplink"))
		return CARRIER_MACVLAN;
	if (value_at(v, "libvirt.uplink") || value_at(v, "libvirt.public"))
		return CARRIER_MACVTAP;
	if (!e->count || e->containers + e->machines != e->count)
		return CARRIER_UNKNOWN;
	if (e->machines == 2 && e->count == 2 && p2p && !value_get(v, "libvirt"))
		return CARRIER_UDP;
	if (e->machines)
		return CARRIER_LIBVIRT;
	if (e->count == 1)
		return CARRIER_DUMMY;
	return e->count == 2 ? CARRIER_VETH : CARRIER_BRIDGE;
}

static const char *tunnel_address(struct netlab *l, const struct topology_node *n,
				  const struct topology_port *p)
{
	return draft_printf(l->draft, "127.1.%u.%u:%u", l->tunnel, n->id,
			    UDP_BASE + p->ifindex);
}

static void place_tunnel(struct netlab *l, const struct link_draft *link)
{
	struct topology_draft *d = l->draft;
	struct topology_port *a = &d->ports.items[link->ports.items[0]];
	struct topology_port *b = &d->ports.items[link->ports.items[1]];
	a->local = b->remote = tunnel_address(l, &d->nodes.items[a->node], a);
	b->local = a->remote = tunnel_address(l, &d->nodes.items[b->node], b);
}

/* What carries each end, now that it is known what the link is. */
static void place_port(struct netlab *l, const struct link_draft *link,
		       const struct place *at)
{
	struct topology_port *p = &l->draft->ports.items[at->port];
	const struct topology_node *n = &l->draft->nodes.items[p->node];
	enum carrier carrier = link->link.carrier;
	if (provided_by(n, "clab")) {
		place_in_container(l, p, n, at->interface);
		if (carrier == CARRIER_BRIDGE || carrier == CARRIER_LIBVIRT)
			p->also = draft_printf(l->draft, "bni%un%ui%u", l->multilab,
					       n->id, p->ifindex);
	} else if (provided_by(n, "libvirt")) {
		if (carrier == CARRIER_LIBVIRT)
			place_on_tap(l, p, n->name);
		else if (carrier != CARRIER_UDP)
			p->reason = "which interface of the host carries it, is not "
				    "in the files";
	} else {
		p->reason = "its provider has no interface on this host";
	}
}

static void count_end(struct ends *e, const struct topology_node *n)
{
	e->count++;
	e->containers += provided_by(n, "clab");
	e->machines += provided_by(n, "libvirt");
}

/* Links of these types are inside of nodes. */
static bool is_wire(const struct value *v)
{
	static const char *const inside[] = { "loopback", "tunnel", "lag",
					      "vlan_member" };
	const char *type = text_at(v, "type", "");
	for (size_t i = 0; i < COUNT(inside); i++)
		if (!strcmp(type, inside[i]))
			return false;
	return true;
}

/* The port of an end of a link; NULL: there is none, which is said. */
static const struct place *find_end(struct netlab *l, const struct value *end,
				    uint32_t link)
{
	struct topology_draft *d = l->draft;
	const char *name = text_at(end, "node", "");
	struct place key = { .node = draft_find_node(d, draft_text(d, name)),
			     .link = link,
			     .ifindex = number_at(end, "ifindex", 0) };
	if (key.node == TOPOLOGY_NONE) {
		draft_problem(d, end, "there is no node %.60s", name);
		return NULL;
	}
	const struct place *at = find_port(l, &key);
	if (!at)
		draft_problem(d, end, "node %.60s has no such interface", name);
	return at;
}

/* Finds the port of each end; places has room for all. How many there are. */
static size_t add_ends(struct netlab *l, const struct value *v, size_t link,
		       struct place *places, struct ends *ends)
{
	struct topology_draft *d = l->draft;
	const struct value *list = value_get(v, "interfaces");
	size_t count = 0;
	for (size_t i = 0; i < value_count(list); i++) {
		const struct value *end = list->items[i].value;
		const struct place *at = find_end(l, end, number_at(v, "linkindex", 0));
		if (!at)
			continue;
		draft_attach(d, link, at->port, value_text_at(end, "ifname"));
		places[count++] = *at;
		count_end(ends, &d->nodes.items[at->node]);
	}
	return count;
}

static void set_link(struct netlab *l, struct link_draft *link, const struct value *v,
		     const struct ends *ends)
{
	struct topology_draft *d = l->draft;
	const char *name = value_text_at(v, "name");
	const char *bridge = value_text_at(v, "bridge");
	link->link.name = name ? draft_text(d, name) : draft_link_name(d, link);
	link->link.type = draft_text(d, text_at(v, "type", "p2p"));
	link->link.bridge = draft_text(d, bridge);
	link->link.carrier = carrier_of(v, ends);
	bool forced = link->link.carrier == CARRIER_LIBVIRT && !bridge;
	if (forced)
		link->link.bridge =
			draft_printf(d, "%.10s_%u", l->lab, link->link.index);
}

static bool add_link(struct netlab *l, const struct value *v)
{
	struct topology_draft *d = l->draft;
	struct ends ends = { .count = 0 };
	if (v->kind != VALUE_MAP) {
		draft_problem(d, v, "expected a link as a map");
		return true;
	}
	if (!is_wire(v))
		return true;
	size_t at = draft_link(d, number_at(v, "linkindex", 0), l->e);
	if (at == TOPOLOGY_NONE)
		return false;
	size_t room = value_count(value_get(v, "interfaces")) + 1;
	autofree struct place *places = mem_new(room * sizeof(*places));
	size_t count = add_ends(l, v, at, places, &ends);
	struct link_draft *link = &d->links.items[at];
	set_link(l, link, v, &ends);
	for (size_t i = 0; i < count; i++)
		place_port(l, link, &places[i]);
	if (link->link.carrier == CARRIER_UDP)
		place_tunnel(l, link);
	return true;
}

/* Links of nodes that netlab does not manage have no ends there. */
static void finish_ports(struct netlab *l)
{
	for (size_t i = 0; i < l->places.count; i++) {
		struct topology_port *p =
			&l->draft->ports.items[l->places.items[i].port];
		if (p->link == TOPOLOGY_NONE && !p->reason)
			p->reason = "netlab does not manage its node";
	}
}

/* The file ---------------------------------------------------------------- */

static bool load_root(struct netlab *l)
{
	struct topology_draft *d = l->draft;
	l->lab = value_text_at(l->root, "name");
	if (!l->lab)
		return draft_fail(d, l->root, l->e, "expected the lab's name");
	const struct value *nodes = value_get(l->root, "nodes");
	if (!nodes || nodes->kind != VALUE_MAP)
		return draft_fail(d, nodes ? nodes : l->root, l->e,
				  "nodes: expected a map");
	d->name = draft_text(d, l->lab);
	for (size_t i = 0; i < nodes->count; i++)
		if (!add_node(l, &nodes->items[i]))
			return false;
	if (l->places.count)
		qsort(l->places.items, l->places.count, sizeof(struct place), by_place);
	const struct value *links = value_get(l->root, "links");
	if (!value_count(links))
		return true;
	if (links->kind != VALUE_LIST) {
		draft_problem(d, links, "links: expected a list");
		return true;
	}
	for (size_t i = 0; i < links->count; i++)
		if (!add_link(l, links->items[i].value))
			return false;
	return true;
}

bool netlab_snapshot_load(struct topology_draft *d, const struct value *root,
			  const char *format, struct error *e)
{
	d->format = format;
	struct netlab l = { .draft = d, .root = root, .e = e };
	const struct value *providers = value_at(root, "defaults.providers");
	l.provider = text_at(root, "provider",
			     text_at(root, "defaults.provider", "libvirt"));
	l.prefix = text_at(providers, "clab.lab_prefix", "clab");
	l.vif = text_at(providers, "libvirt.vifprefix", "vgif");
	l.tunnel = number_at(providers, "libvirt.tunnel_id", 1);
	l.multilab = number_at(root, "defaults.multilab.id", 0);
	bool ok = load_root(&l);
	finish_ports(&l);
	free(l.places.items);
	return ok;
}
