/* Who runs the nodes (netlab.tools/providers): one provider, or libvirt with containers
 * beside its machines, and then links between the two are bridges. */
#include <stdio.h>
#include <string.h>

#include "core/lab/netlab.h"

/* The first of these that some node has leads, where they are mixed. */
static const char *const leading[] = { "libvirt", "clab", "external" };

const char *netlab_provider_of(const struct netlab *n, const struct spec *node)
{
	const char *own = spec_text_at(node, "provider");
	return own ? own : n->provider;
}

static bool some_has(const struct netlab *n, const char *provider)
{
	for (size_t i = 0; i < n->nodes->count; i++)
		if (!strcmp(netlab_provider_of(n, n->nodes->items[i].value), provider))
			return true;
	return false;
}

static bool all_have(const struct netlab *n, const char *provider)
{
	for (size_t i = 0; i < n->nodes->count; i++)
		if (strcmp(netlab_provider_of(n, n->nodes->items[i].value), provider) !=
		    0)
			return false;
	return n->nodes->count > 0;
}

static const char *primary(const struct netlab *n)
{
	const char *first = n->nodes->count
				    ? netlab_provider_of(n, n->nodes->items[0].value)
				    : n->provider;
	if (all_have(n, first))
		return first;
	for (size_t i = 0; i < COUNT(leading); i++)
		if (some_has(n, leading[i]))
			return leading[i];
	return n->provider;
}

void netlab_set_providers(struct netlab *n)
{
	const char *own = spec_text_at(n->root, "provider");
	own = own ? own : spec_text_at(n->defaults, "provider");
	n->provider = own ? own : "libvirt";
	const char *leads = primary(n);
	for (size_t i = 0; i < n->nodes->count; i++) {
		struct spec *node = n->nodes->items[i].value;
		if (!spec_get(node, "provider"))
			spec_put_text(n->pool, node, "provider", n->provider);
	}
	n->provider = leads;
}

/* Does some end belong to another provider? */
static bool is_mixed(const struct netlab *n, const struct spec *link)
{
	const struct spec *list = netlab_interfaces(link);
	for (size_t i = 0; i < list->count; i++) {
		const char *name = spec_text_at(list->items[i].value, "node");
		const struct spec *node = spec_get(n->nodes, name);
		if (node && strcmp(netlab_provider_of(n, node), n->provider) != 0)
			return true;
	}
	return false;
}

static bool has_impairment(const struct spec *link)
{
	const struct spec *list = netlab_interfaces(link);
	bool some = spec_get(link, "tc");
	for (size_t i = 0; i < list->count; i++)
		some |= spec_get(list->items[i].value, "tc") != NULL;
	return some;
}

/* A link that libvirt cannot make a tunnel of. */
static void force_bridge(struct netlab *n, struct spec *link)
{
	char bridge[64];
	spec_put_text(n->pool, link, "type", "lan");
	if (spec_get(link, "bridge"))
		return;
	snprintf(bridge, sizeof(bridge), "%.10s_%s", spec_text_at(n->root, "name"),
		 spec_text_at(link, "linkindex"));
	spec_put_text(n->pool, link, "bridge", bridge);
}

static void mark_link(struct netlab *n, struct spec *link, bool bridges)
{
	const char *type = spec_text_at(link, "type");
	bool mixed = is_mixed(n, link);
	struct spec *own = spec_merge(n->pool, spec_get(link, n->provider), NULL);
	if (mixed)
		spec_put(n->pool, own, "provider", spec_new(n->pool, VALUE_MAP));
	if (own->count)
		spec_put(n->pool, link, n->provider, own);
	if (strcmp(n->provider, "libvirt") != 0 ||
	    (type && (!strcmp(type, "tunnel") || !strcmp(type, "loopback"))))
		return;
	bool p2p = !type || !strcmp(type, "p2p");
	if (mixed || (bridges && p2p) || has_impairment(link))
		force_bridge(n, link);
}

void netlab_mark_links(struct netlab *n)
{
	bool bridges =
		spec_is_true(spec_at(n->defaults, "providers.libvirt.p2p_bridge"));
	for (size_t i = 0; i < n->links->count; i++)
		mark_link(n, n->links->items[i].value, bridges);
}
