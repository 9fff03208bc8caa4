/* Links of containerlab, brief and extended (containerlab.dev/manual/links). */
#include <stdio.h>
#include <string.h>

#include "core/lab/clab.h"
#include "core/lab/clab_hash.h"
#include "core/lab/clab_names.h"

enum { NAME_SIZE = 256 };

/* One end of a link, as the file has it. */
struct clab_end {
	const struct value *at; /* for messages */
	char node[NAME_SIZE];
	const char *interface;
	const struct value *more; /* with mac, ipv4 ...; NULL */
};

/* Ends -------------------------------------------------------------------- */

/* "node:interface" */
static bool end_from_text(struct clab *c, const struct value *v, struct clab_end *end)
{
	const char *text = value_text(v);
	const char *colon = text ? strchr(text, ':') : NULL;
	if (!colon || colon == text || !colon[1] || colon - text >= NAME_SIZE)
		return draft_problem(c->draft, v,
				     "expected an endpoint as \"node:interface\"");
	snprintf(end->node, sizeof(end->node), "%.*s", (int)(colon - text), text);
	end->interface = colon + 1;
	return true;
}

static bool end_from_map(struct clab *c, const struct value *v, struct clab_end *end)
{
	const char *node = value_text_at(v, "node");
	end->interface = value_text_at(v, "interface");
	if (!node || !end->interface)
		return draft_problem(c->draft, v,
				     "expected an endpoint with node and interface");
	snprintf(end->node, sizeof(end->node), "%s", node);
	end->more = v;
	return true;
}

/* Words that stand for a node, and what they make a brief link. */
static const struct special {
	const char *word;
	enum carrier carrier;
} special_nodes[] = {
	{ "host", CARRIER_VETH },
	{ "mgmt-net", CARRIER_VETH },
	{ "macvlan", CARRIER_MACVLAN },
};

static const struct special *special_of(const char *node)
{
	for (size_t i = 0; i < COUNT(special_nodes); i++)
		if (!strcmp(node, special_nodes[i].word))
			return &special_nodes[i];
	return NULL;
}

/* False: said already. */
static bool end_from(struct clab *c, const struct value *v, const struct value *link,
		     struct clab_end *end)
{
	*end = (struct clab_end){ .at = v ? v : link };
	bool map = v && v->kind == VALUE_MAP;
	if (!(map ? end_from_map(c, v, end) : end_from_text(c, v ? v : link, end)))
		return false;
	const char *name = draft_text(c->draft, end->node);
	return special_of(end->node) ||
	       draft_find_node(c->draft, name) != TOPOLOGY_NONE ||
	       draft_problem(c->draft, end->at, "there is no node %.60s", end->node);
}

/* Nodes may be bridges; of several nodes that stand for one bridge in namespaces each
 * has something behind "|". */
static void set_bridge(struct clab *c, size_t link, const char *kind, const char *node)
{
	if (clab_is_bridge(kind))
		c->draft->links.items[link].link.bridge =
			draft_printf(c->draft, "%.*s", (int)strcspn(node, "|"), node);
}

/* An interface of a node. */
static bool attach_node(struct clab *c, size_t link, const struct clab_end *end)
{
	struct topology_draft *d = c->draft;
	size_t node = draft_find_node(d, draft_text(d, end->node));
	const char *kind = clab_kind(c, end->node);
	struct clab_name names = clab_name(kind, end->interface);
	size_t port = draft_port(d, node, names.name, c->e);
	if (port == TOPOLOGY_NONE)
		return false;
	struct topology_port *p = &d->ports.items[port];
	p->ifname = names.ifname[0] ? draft_text(d, names.ifname) : NULL;
	p->altname = names.altname[0] ? draft_text(d, names.altname) : NULL;
	p->netns = d->nodes.items[node].netns;
	p->proof = clab_owner_name(d, end->node, p->ifname ? p->ifname : names.name);
	p->mac = draft_text(d, value_text_at(end->more, "mac"));
	draft_addresses(d, p, value_text_at(end->more, "ipv4"),
			value_text_at(end->more, "ipv6"));
	draft_attach(d, link, port, NULL);
	set_bridge(c, link, kind, end->node);
	return true;
}

/* An interface of the host. */
static bool attach_host(struct clab *c, size_t link, const char *interface)
{
	struct topology_draft *d = c->draft;
	size_t port = draft_port(d, TOPOLOGY_NONE, interface, c->e);
	if (port == TOPOLOGY_NONE)
		return false;
	d->ports.items[port].ifname = d->ports.items[port].name;
	draft_attach(d, link, port, NULL);
	return true;
}

static bool attach(struct clab *c, size_t link, const struct clab_end *end)
{
	const struct special *special = special_of(end->node);
	if (!special)
		return attach_node(c, link, end);
	struct topology_link *l = &c->draft->links.items[link].link;
	l->carrier = special->carrier;
	if (!strcmp(special->word, "mgmt-net"))
		l->bridge = draft_text(c->draft, c->management);
	return attach_host(c, link, end->interface);
}

/* Links ------------------------------------------------------------------- */

static size_t link_new(struct clab *c, enum carrier carrier)
{
	size_t link = draft_link(c->draft, ++c->index, c->e);
	if (link != TOPOLOGY_NONE)
		c->draft->links.items[link].link.carrier = carrier;
	return link;
}

static const char *item_text(const struct value *list, size_t i)
{
	return i < value_count(list) ? value_text(list->items[i].value) : NULL;
}

static const struct value *item_value(const struct value *list, size_t i)
{
	return i < value_count(list) ? list->items[i].value : NULL;
}

static bool stitches(const struct clab *c, const struct clab_end *ends)
{
	return !strcmp(clab_kind(c, ends[0].node), "nokia_srsim") ||
	       !strcmp(clab_kind(c, ends[1].node), "nokia_srsim");
}

/* SR-SIM sends past everybody who listens on its interfaces: both directions are seen
 * in the host's namespace only. */
static void stitch_end(struct clab *c, const struct clab_end *end)
{
	struct topology_draft *d = c->draft;
	struct topology_port *p = &d->ports.items[d->ports.count - 1];
	if (p->node == TOPOLOGY_NONE)
		return;
	p->also = clab_stitch_name(d, c->lab, end->node, end->interface);
	p->one_way = !strcmp(clab_kind(c, end->node), "nokia_srsim");
}

/* The ends that could be read. */
static bool attach_pair(struct clab *c, size_t link, const struct value *v,
			const struct clab_end *ends, const bool *good)
{
	struct topology_draft *d = c->draft;
	for (size_t i = 0; i < 2; i++) {
		if (!good[i])
			continue;
		if (!attach(c, link, &ends[i]))
			return false;
		if (d->links.items[link].link.carrier == CARRIER_STITCH)
			stitch_end(c, &ends[i]);
		draft_addresses(d, &d->ports.items[d->ports.count - 1],
				item_text(value_get(v, "ipv4"), i),
				item_text(value_get(v, "ipv6"), i));
	}
	return true;
}

/* Two ends, each a text or a map: a list, or by the names that topology-data.json has
 * for them, where one that leads nowhere is alone. */
static size_t ends_of(const struct value *v, const struct value *ends[2])
{
	const struct value *given = value_get(v, "endpoints");
	bool named = !given || given->kind == VALUE_MAP;
	const struct value *names = given ? given : v;
	ends[0] = named ? value_get(names, "a") : item_value(given, 0);
	ends[1] = named ? value_get(names, "z") : item_value(given, 1);
	if (named)
		return !ends[0] ? 0 : ends[1] ? 2 : 1;
	return value_count(given) == 2 ? 2 : 0;
}

static bool add_pair(struct clab *c, const struct value *v, enum carrier carrier)
{
	const struct value *given[2];
	struct clab_end ends[2] = { { .node = "" }, { .node = "" } };
	bool good[2] = { false, false };
	size_t count = ends_of(v, given);
	if (!count)
		draft_problem(c->draft,
			      value_get(v, "endpoints") ? value_get(v, "endpoints") : v,
			      "expected a link with two endpoints");
	for (size_t i = 0; i < count; i++)
		good[i] = end_from(c, given[i], v, &ends[i]);
	if (!good[0] && !good[1]) {
		c->index++;
		return true;
	}
	if (carrier == CARRIER_UNKNOWN)
		carrier = count == 1	      ? CARRIER_DUMMY
			  : stitches(c, ends) ? CARRIER_STITCH
					      : CARRIER_VETH;
	size_t link = link_new(c, carrier);
	return link != TOPOLOGY_NONE && attach_pair(c, link, v, ends, good);
}

/* One end, and an interface of the host where the type has one. */
static bool add_single(struct clab *c, const struct value *v, enum carrier carrier)
{
	struct clab_end end;
	const char *host = value_text_at(v, "host-interface");
	if (!value_get(v, "endpoint"))
		draft_problem(c->draft, v, "expected a link with endpoint");
	if (!value_get(v, "endpoint") ||
	    !end_from(c, value_get(v, "endpoint"), v, &end)) {
		c->index++;
		return true;
	}
	size_t link = link_new(c, carrier);
	return link != TOPOLOGY_NONE && attach(c, link, &end) &&
	       (!host || attach_host(c, link, host));
}

/* The other side is an interface of the host that the file names. */
static bool add_hosted(struct clab *c, const struct value *v, enum carrier carrier)
{
	if (!value_text_at(v, "host-interface"))
		draft_problem(c->draft, v, "expected host-interface");
	return add_single(c, v, carrier);
}

static bool add_managed(struct clab *c, const struct value *v, enum carrier carrier)
{
	size_t before = c->draft->links.count;
	if (!add_hosted(c, v, carrier))
		return false;
	if (c->draft->links.count > before)
		c->draft->links.items[before].link.bridge =
			draft_text(c->draft, c->management);
	return true;
}

/* What the node sends comes out of its wire in the host's namespace, and goes into the
 * tunnel there. */
static bool add_stitched_vxlan(struct clab *c, const struct value *v,
			       enum carrier carrier)
{
	struct topology_draft *d = c->draft;
	size_t before = d->links.count;
	if (!add_single(c, v, carrier))
		return false;
	if (d->links.count == before || !d->links.items[before].ports.count)
		return true;
	struct topology_port *p =
		&d->ports.items[d->links.items[before].ports.items[0]];
	if (p->node != TOPOLOGY_NONE && p->ifname)
		p->also = draft_printf(d, "ve-%s_%s", d->nodes.items[p->node].name,
				       p->ifname);
	return true;
}

static const struct {
	const char *type;
	bool (*add)(struct clab *c, const struct value *v, enum carrier carrier);
	enum carrier carrier;
} link_types[] = {
	{ "", add_pair, CARRIER_UNKNOWN },
	{ "brief", add_pair, CARRIER_UNKNOWN },
	{ "veth", add_pair, CARRIER_VETH },
	{ "veth-stitch", add_pair, CARRIER_STITCH },
	{ "mgmt-net", add_managed, CARRIER_VETH },
	{ "host", add_hosted, CARRIER_VETH },
	{ "macvlan", add_hosted, CARRIER_MACVLAN },
	{ "vxlan", add_single, CARRIER_VXLAN },
	{ "vxlan-stitch", add_stitched_vxlan, CARRIER_STITCH },
	{ "dummy", add_single, CARRIER_DUMMY },
};

static bool add_link(struct clab *c, const struct value *v)
{
	const char *word = value_text_at(v, "type");
	if (v->kind != VALUE_MAP) {
		draft_problem(c->draft, v, "expected a link as a map");
		c->index++;
		return true;
	}
	word = word ? word : "";
	for (size_t i = 0; i < COUNT(link_types); i++)
		if (!strcasecmp(word, link_types[i].type))
			return link_types[i].add(c, v, link_types[i].carrier);
	draft_problem(c->draft, value_get(v, "type"), "no such type of link: %.40s",
		      word);
	c->index++;
	return true;
}

/* Name and type of one that has its ends. */
static void finish_link(struct clab *c, struct link_draft *l)
{
	static const char *const types[] = { "stub", "stub", "p2p" };
	l->link.name = draft_link_name(c->draft, l);
	l->link.type = types[l->ports.count];
}

bool clab_add_links(struct clab *c)
{
	const struct value *links = value_get(c->topology, "links");
	if (!links || links->kind == VALUE_NULL)
		return true;
	if (links->kind != VALUE_LIST) {
		draft_problem(c->draft, links, "links: expected a list");
		return true;
	}
	for (size_t i = 0; i < links->count; i++) {
		size_t before = c->draft->links.count;
		if (!add_link(c, links->items[i].value))
			return false;
		if (c->draft->links.count > before)
			finish_link(c, &c->draft->links.items[before]);
	}
	return true;
}
