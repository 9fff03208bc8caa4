#include "core/lab/live_cards.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/text.h"
#include "core/lab/describe.h"

enum { ESCAPED_MAX = 4 * 16 + 1 };

static bool same(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

/* "127.1.1.1:10002", "[::1]:1" */
static const char *end_text(struct arena *a, uint16_t family, const uint8_t *bytes,
			    uint16_t port)
{
	char address[INET6_ADDRSTRLEN] = "";
	inet_ntop(family, bytes, address, sizeof(address));
	return arena_printf(a, family == AF_INET6 ? "[%s]:%u" : "%s:%u", address, port);
}

static void set_ends(struct topology_port *p, const struct outer *o, struct arena *a)
{
	p->local = end_text(a, o->family, o->local, o->local_port);
	if (o->remote_port)
		p->remote = end_text(a, o->family, o->remote, o->remote_port);
}

static const char *mac_text(const struct nic *n, struct arena *a)
{
	const uint8_t *m = n->mac;
	return arena_printf(a, "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2], m[3],
			    m[4], m[5]);
}

/* Bridges ------------------------------------------------------------------- */

static const struct network *find_network(const struct lab_sources *s,
					  const char *source, const char *name,
					  const char *bridge)
{
	for (size_t i = 0; i < s->machine_count; i++) {
		const struct machines *set = s->machines[i];
		for (size_t k = 0; set && k < set->network_count; k++) {
			const struct network *n = &set->networks[k];
			if ((!source || !strcmp(n->source, source)) &&
			    (same(n->name, name) || same(n->bridge, bridge)))
				return n;
		}
	}
	return NULL;
}

const char *cards_bridge_of(const struct lab_sources *s, const char *network)
{
	const struct network *n = find_network(s, "libvirt", network, NULL);
	return n ? n->bridge : NULL;
}

static uint64_t host_cookie(const struct facts *f)
{
	for (size_t i = 0; f && i < f->space_count; i++)
		if (f->spaces[i].kind == SPACE_HOST)
			return f->spaces[i].cookie;
	return 0;
}

static const char *escaped(struct arena *a, const char *s)
{
	char buffer[ESCAPED_MAX];
	struct text t = text_over(buffer, sizeof(buffer));
	text_escape(&t, s, strlen(s));
	return arena_strdup(a, buffer);
}

static const struct fact_link *find_link(const struct facts *f, uint64_t cookie,
					 const char *ifname)
{
	cookie = cookie ? cookie : host_cookie(f);
	for (size_t i = 0; f && ifname && i < f->link_count; i++)
		if (f->links[i].cookie == cookie && !strcmp(f->links[i].name, ifname))
			return &f->links[i];
	return NULL;
}

static const struct fact_link *by_index(const struct facts *f, uint64_t cookie,
					uint32_t ifindex)
{
	for (size_t i = 0; f && ifindex && i < f->link_count; i++)
		if (f->links[i].cookie == cookie && f->links[i].ifindex == ifindex)
			return &f->links[i];
	return NULL;
}

/* What the kernel says an interface is a port of, where that is a bridge. */
static const char *kernel_bridge(const struct facts *f, uint64_t cookie,
				 const char *ifname, struct arena *a)
{
	const struct fact_link *port = find_link(f, cookie, ifname);
	const struct fact_link *master =
		port ? by_index(f, port->cookie, port->master) : NULL;
	return master && describe_is_bridge(master->kind) ? escaped(a, master->name)
							  : NULL;
}

/* What a macvtap stands on. */
static const char *kernel_lower(const struct facts *f, uint64_t cookie,
				const char *ifname, struct arena *a)
{
	const struct fact_link *tap = find_link(f, cookie, ifname);
	bool stands = tap && !strcmp(tap->kind, "macvtap");
	const struct fact_link *lower =
		stands ? by_index(f, tap->peer_cookie, tap->peer) : NULL;
	return lower ? escaped(a, lower->name) : NULL;
}

/* Wires --------------------------------------------------------------------- */

static void on_bridge(struct card_wire *w, const struct lab_sources *s,
		      const struct nic *n, const char *bridge, struct arena *a)
{
	const struct network *net = find_network(s, NULL, n->network, bridge);
	w->key = arena_printf(a, "bridge %s", bridge);
	w->carrier = net ? CARRIER_LIBVIRT : CARRIER_BRIDGE;
	w->name = w->bridge = net ? net->name : bridge;
	w->host_bridge = bridge;
}

static void on_tunnel(struct card_wire *w, const struct nic *n, struct arena *a)
{
	const struct outer *o = &n->outer;
	const char *one = end_text(a, o->family, o->local, o->local_port);
	const char *two = end_text(a, o->family, o->remote, o->remote_port);
	bool first = strcmp(one, two) < 0;
	w->key = arena_printf(a, "udp %s %s", first ? one : two, first ? two : one);
	w->carrier = CARRIER_UDP;
}

static void on_lower(struct card_wire *w, const char *lower, struct arena *a)
{
	w->key = arena_printf(a, "lower %s", lower);
	w->carrier = CARRIER_MACVTAP;
	w->name = lower;
}

static enum carrier wire_carrier(const struct nic *n)
{
	enum nic_kind k = n->kind;
	if (k == NIC_TCP_SERVER || k == NIC_TCP_CLIENT)
		return CARRIER_TCP;
	if (k == NIC_ETHERNET)
		return strncmp(n->wire, "bridge ", 7) ? CARRIER_VETH : CARRIER_BRIDGE;
	return k == NIC_MCAST ? CARRIER_UDP : CARRIER_UNKNOWN;
}

/* In the node's own namespace: a bridge there is the node's. */
static bool is_inside(const struct machine *m, const struct nic *n)
{
	return (m->kind == MACHINE_CONTAINER || m->kind == MACHINE_PROCESS) &&
	       n->cookie == m->cookie;
}

bool cards_wire(struct card_wire *w, const struct lab_sources *s,
		const struct machine *m, const struct nic *n, struct arena *a)
{
	const char *bridge = n->bridge ? n->bridge : cards_bridge_of(s, n->network);
	*w = (struct card_wire){ .carrier = CARRIER_UNKNOWN };
	if (n->management || n->kind == NIC_USER || n->kind == NIC_PLACEHOLDER)
		return false;
	uint64_t cookie = n->cookie ? n->cookie : m->cookie;
	if (!bridge && !is_inside(m, n))
		bridge = kernel_bridge(s->facts, cookie, n->ifname, a);
	const char *lower =
		n->lower ? n->lower : kernel_lower(s->facts, cookie, n->ifname, a);
	if (bridge) {
		on_bridge(w, s, n, bridge, a);
	} else if (n->kind == NIC_UDP && n->outer.family) {
		on_tunnel(w, n, a);
	} else if (lower) {
		on_lower(w, lower, a);
	} else if (n->network) {
		w->key = arena_printf(a, "network %s", n->network);
		w->carrier = CARRIER_LIBVIRT;
		w->name = w->bridge = n->network;
	} else if (n->wire) {
		w->key = arena_printf(a, "wire %s", n->wire);
		w->carrier = wire_carrier(n);
	}
	return true;
}

/* Ports --------------------------------------------------------------------- */

/* As its guest calls it; a second one of that name gets its place behind it. */
static const char *port_name(const struct machine *m, size_t card, struct arena *a)
{
	const char *guest = m->nics[card].guest;
	if (!guest)
		return arena_printf(a, "nic%zu", card);
	for (size_t i = 0; i < card; i++)
		if (same(m->nics[i].guest, guest))
			return arena_printf(a, "%s.%zu", guest, card);
	return guest;
}

void cards_port(struct topology_port *p, const struct machine *m, size_t card,
		struct arena *a)
{
	static const char *const none[] = { NULL };
	const struct nic *n = &m->nics[card];
	*p = (struct topology_port){
		.name = port_name(m, card, a),
		.ifname = n->ifname,
		.cookie = n->cookie ? n->cookie : m->cookie,
		.ipv4 = none,
		.ipv6 = none,
		.mac = n->has_mac ? mac_text(n, a) : NULL,
		.reason = n->reason,
		.nic = n,
	};
	if (n->outer.family)
		set_ends(p, &n->outer, a);
}

/* Is it this card, going by what files say of it? */
typedef bool match_fn(const struct topology_port *p, const struct nic *n,
		      struct arena *a);

static bool match_tunnel(const struct topology_port *p, const struct nic *n,
			 struct arena *a)
{
	const struct outer *o = &n->outer;
	return p->local && o->family &&
	       !strcmp(p->local, end_text(a, o->family, o->local, o->local_port));
}

static bool match_ifname(const struct topology_port *p, const struct nic *n,
			 struct arena *a UNUSED)
{
	return !p->local && same(p->ifname, n->ifname);
}

static bool match_mac(const struct topology_port *p, const struct nic *n,
		      struct arena *a)
{
	return p->mac && n->has_mac && !strcasecmp(p->mac, mac_text(n, a));
}

static bool match_management(const struct topology_port *p, const struct nic *n,
			     struct arena *a UNUSED)
{
	return p->link == TOPOLOGY_NONE && n->management;
}

/* netlab's cards come in the order of the node's interfaces. */
static bool match_next(const struct topology_port *p, const struct nic *n,
		       struct arena *a UNUSED)
{
	return p->link != TOPOLOGY_NONE && !p->local && !p->ifname && !n->management &&
	       n->kind != NIC_PLACEHOLDER && !n->outer.family;
}

/* Where the files left it open. */
static void fill_port(struct topology_port *p, const struct nic *n, struct arena *a)
{
	p->nic = n;
	p->cookie = n->cookie;
	if (!p->mac && n->has_mac)
		p->mac = mac_text(n, a);
	if (!p->ifname && !p->local && n->ifname) {
		p->ifname = n->ifname;
		p->reason = NULL;
	} else if (!p->ifname && !p->local && n->outer.family) {
		set_ends(p, &n->outer, a);
		p->reason = NULL;
	} else if (!p->ifname && !p->local && n->reason) {
		p->reason = n->reason;
	}
}

void cards_fill(struct topology_node *node, struct topology_port *ports,
		const struct machine *m, struct arena *a)
{
	static match_fn *const matches[] = { match_tunnel, match_ifname, match_mac,
					     match_management, match_next };
	autofree bool *used = mem_new(m->nic_count + 1);
	node->machine = m;
	for (size_t k = 0; k < COUNT(matches); k++) {
		for (size_t i = 0; i < node->count; i++) {
			for (size_t c = 0; c < m->nic_count && !ports[i].nic; c++) {
				if (used[c] || !matches[k](&ports[i], &m->nics[c], a))
					continue;
				used[c] = true;
				fill_port(&ports[i], &m->nics[c], a);
			}
		}
	}
}
