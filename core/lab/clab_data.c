/* What is only known when a lab was deployed: addresses that nobody chose, in
 * topology-data.json. */
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/lab/clab.h"
#include "core/lab/clab_folder.h"

/* A port by its node and one of its names. */
struct key {
	size_t node, port;
	const char *ifname;
};

static int by_node_and_name(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	if (x->node != y->node)
		return x->node < y->node ? -1 : 1;
	return strcmp(x->ifname, y->ifname);
}

struct keys {
	VEC(struct key) items;
};

static void add_key(struct keys *k, const struct topology_draft *d, size_t port,
		    const char *ifname)
{
	struct key key = { d->ports.items[port].node, port, ifname };
	if (ifname && key.node != TOPOLOGY_NONE)
		vec_push(&k->items, key);
}

static void sort_ports(struct keys *k, const struct topology_draft *d)
{
	for (size_t i = 0; i < d->ports.count; i++) {
		add_key(k, d, i, d->ports.items[i].ifname);
		add_key(k, d, i, d->ports.items[i].altname);
	}
	if (k->items.count > 1)
		qsort(k->items.items, k->items.count, sizeof(struct key),
		      by_node_and_name);
}

static void take_end(struct clab *c, const struct keys *k, const struct value *end)
{
	struct topology_draft *d = c->draft;
	const char *node = value_text_at(end, "node");
	const char *interface = value_text_at(end, "interface");
	if (!node || !interface || !k->items.count)
		return;
	struct key key = { .node = draft_find_node(d, draft_text(d, node)),
			   .ifname = draft_text(d, interface) };
	const struct key *found = bsearch(&key, k->items.items, k->items.count,
					  sizeof(key), by_node_and_name);
	if (!found)
		return;
	struct topology_port *p = &d->ports.items[found->port];
	const char *mac = value_text_at(end, "mac");
	if (!p->mac && mac && *mac)
		p->mac = draft_text(d, mac);
	draft_addresses(d, p, p->ipv4[0] ? NULL : value_text_at(end, "ipv4"),
			p->ipv6[0] ? NULL : value_text_at(end, "ipv6"));
}

static void take_links(struct clab *c, const struct value *links)
{
	struct keys k = { .items.count = 0 };
	sort_ports(&k, c->draft);
	for (size_t i = 0; i < value_count(links); i++) {
		const struct value *l = links->items[i].value;
		const struct value *ends = value_get(l, "endpoints");
		take_end(c, &k, value_get(ends ? ends : l, "a"));
		take_end(c, &k, value_get(ends ? ends : l, "z"));
	}
	free(k.items.items);
}

/* "172.20.20.3/24"; NULL: none. */
static const char *address(struct clab *c, const struct value *node, const char *key,
			   const char *prefix_key)
{
	const char *text = value_text_at(node, key);
	const char *prefix = value_text_at(node, prefix_key);
	if (!text || !*text)
		return NULL;
	return prefix ? draft_printf(c->draft, "%s/%s", text, prefix) : text;
}

/* The management port, the only one that is on no link. */
static void take_management(struct clab *c, size_t node, const struct value *v)
{
	struct topology_draft *d = c->draft;
	size_t i = d->nodes.items[node].first;
	if (i >= d->ports.count || d->ports.items[i].node != node ||
	    d->ports.items[i].link != TOPOLOGY_NONE)
		return;
	struct topology_port *p = &d->ports.items[i];
	draft_addresses(d, p,
			p->ipv4[0] ? NULL
				   : address(c, v, "mgmt-ipv4-address",
					     "mgmt-ipv4-prefix-length"),
			p->ipv6[0] ? NULL
				   : address(c, v, "mgmt-ipv6-address",
					     "mgmt-ipv6-prefix-length"));
}

/* Is the lab that was deployed the one that is in the file? */
static bool is_same_lab(struct clab *c, const struct value *nodes)
{
	struct topology_draft *d = c->draft;
	for (size_t i = 0; i < nodes->count; i++) {
		size_t at = draft_find_node(d, draft_text(d, nodes->items[i].key));
		const char *name = value_text_at(nodes->items[i].value, "longname");
		const char *container =
			at == TOPOLOGY_NONE ? NULL : d->nodes.items[at].container;
		if (at == TOPOLOGY_NONE ||
		    (container && name && strncmp(name, container, strlen(name)) != 0))
			return false;
	}
	return nodes->count == d->nodes.count;
}

void clab_take_data(struct clab *c, const struct value *data)
{
	struct topology_draft *d = c->draft;
	const struct value *nodes = value_get(data, "nodes");
	for (size_t i = 0; i < value_count(nodes); i++) {
		const char *name = nodes->items[i].key;
		size_t at =
			name ? draft_find_node(d, draft_text(d, name)) : TOPOLOGY_NONE;
		if (at != TOPOLOGY_NONE)
			take_management(c, at, nodes->items[i].value);
	}
	take_links(c, value_get(data, "links"));
}

void clab_add_data(struct clab *c)
{
	struct topology_draft *d = c->draft;
	const struct value *data =
		clab_folder_lab(d) ? clab_data_beside(d) : clab_data_of(d, c->lab);
	const struct value *nodes = value_get(data, "nodes");
	if (!nodes || nodes->kind != VALUE_MAP)
		return;
	if (is_same_lab(c, nodes))
		clab_take_data(c, data);
	else
		draft_remark(d,
			     "%s has changed since the lab was deployed (clab-%s/%s)",
			     d->path, c->lab, CLAB_DATA);
}
