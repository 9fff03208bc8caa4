#include "core/lab/machine_cards.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/lab/describe.h"

static const struct fact_space *space_of(const struct facts *f, uint64_t cookie)
{
	for (size_t i = 0; i < f->space_count; i++)
		if (f->spaces[i].cookie == cookie)
			return &f->spaces[i];
	return NULL;
}

static const struct fact_link *link_of(const struct facts *f, uint64_t cookie,
				       uint32_t ifindex)
{
	for (size_t i = 0; i < f->link_count; i++)
		if (f->links[i].cookie == cookie && f->links[i].ifindex == ifindex)
			return &f->links[i];
	return NULL;
}

static bool is_one_of(const char *s, const char *const *list)
{
	for (size_t i = 0; list && list[i]; i++)
		if (!strcmp(list[i], s))
			return true;
	return false;
}

/* Bridges, VLANs, tunnels and the like are what a node has made for itself. */
static bool leads_out(const struct fact_link *l)
{
	static const char *const kinds[] = { "",	"veth",	  "netkit", "macvlan",
					     "macvtap", "ipvlan", "tun",    NULL };
	static const uint16_t ethernet = 1; /* ARPHRD_ETHER: hardware, no loopback */
	return is_one_of(l->kind, kinds) && l->arptype == ethernet;
}

static bool is_cable(const struct fact_link *l)
{
	return !strcmp(l->kind, "veth") || !strcmp(l->kind, "netkit");
}

/* A bridge of the host, or of nobody, is the wire; one in a node is that node's. */
static bool is_wire(const struct machine_cards *c, const struct fact_space *space,
		    const struct fact_link *master)
{
	return master && describe_is_bridge(master->kind) &&
	       !(space && c->nodes[space - c->facts->spaces]);
}

/* What is at the other end: a bridge, or another card. */
static void set_wire(struct machines_draft *d, struct nic *n,
		     const struct machine_cards *c, const struct fact_link *l,
		     const struct fact_link *peer)
{
	const struct facts *f = c->facts;
	char wire[128];
	struct text t = text_over(wire, sizeof(wire));
	const struct fact_space *space = space_of(f, peer->cookie);
	const struct fact_link *master =
		peer->master ? link_of(f, peer->cookie, peer->master) : NULL;
	bool first = l->cookie < peer->cookie ||
		     (l->cookie == peer->cookie && l->ifindex < peer->ifindex);
	const struct fact_link *one = first ? l : peer, *two = first ? peer : l;
	bool bridged = is_wire(c, space, master);
	if (bridged && space && space->kind == SPACE_HOST)
		n->bridge = machines_text(d, master->name);
	else if (bridged)
		text_printf(&t, "bridge %llu %u", (unsigned long long)master->cookie,
			    master->ifindex);
	else if (space && space->kind != SPACE_HOST)
		text_printf(&t, "veth %llu %u %llu %u", (unsigned long long)one->cookie,
			    one->ifindex, (unsigned long long)two->cookie,
			    two->ifindex);
	n->wire = machines_text(d, wire);
}

static void set_lower(struct machines_draft *d, struct nic *n,
		      const struct fact_link *lower)
{
	n->kind = NIC_DIRECT;
	n->lower = machines_text(d, lower->name);
}

static void add_card(struct machines_draft *d, struct machine_draft *m,
		     const struct machine_cards *c, const struct fact_link *l)
{
	struct nic *n = machines_add_nic(d, m, NIC_ETHERNET);
	if (!n)
		return;
	const struct fact_link *other =
		l->peer ? link_of(c->facts, l->peer_cookie, l->peer) : NULL;
	n->ifname = machines_text(d, l->name);
	n->guest =
		c->vendor_names && l->alias[0] ? machines_text(d, l->alias) : n->ifname;
	n->cookie = c->cookie;
	n->has_mac = l->mac_size == sizeof(n->mac);
	memcpy(n->mac, l->mac, sizeof(n->mac));
	n->management = c->first_is_management && !strcmp(l->name, "eth0");
	if (other && is_cable(l))
		set_wire(d, n, c, l, other);
	else if (other)
		set_lower(d, n, other);
}

static int by_name(const void *a, const void *b)
{
	const struct fact_link *const *x = a, *const *y = b;
	return strverscmp((*x)->name, (*y)->name);
}

void machine_cards_add(struct machines_draft *d, struct machine_draft *m,
		       const struct machine_cards *c)
{
	VEC(const struct fact_link *) list = { NULL, 0, 0 };
	for (size_t i = 0; i < c->facts->link_count; i++) {
		const struct fact_link *l = &c->facts->links[i];
		if (l->cookie == c->cookie && leads_out(l) &&
		    !is_one_of(l->name, c->taken))
			vec_push(&list, l);
	}
	if (list.count > 1)
		qsort(list.items, list.count, sizeof(*list.items), by_name);
	for (size_t i = 0; i < list.count; i++)
		add_card(d, m, c, list.items[i]);
	free(list.items);
}
