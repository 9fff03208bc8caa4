/* netlab's source topology, read without netlab: every rule that decides about nodes
 * and links is applied, and what comes of it is read like the snapshot that netlab
 * itself would have written. */
#include <stdio.h>
#include <string.h>

#include "core/lab/netlab.h"
#include "core/lab/netlab_snapshot.h"
#include "core/lab/sources.h"

/* A line that begins so, at the top of the file. */
static const char *const begins[] = {
	"nodes:",  "nodes.",  "links:",	     "groups:",	    "groups.",
	"fabric:", "fabric.", "components:", "components.",
};

static bool claims(const char *name UNUSED, const char *text)
{
	for (; text; text = strchr(text, '\n')) {
		text += *text == '\n';
		for (size_t i = 0; i < COUNT(begins); i++)
			if (!strncmp(text, begins[i], strlen(begins[i])))
				return true;
	}
	return false;
}

static void put(struct netlab *n, struct spec *out, const char *key,
		const struct spec *from)
{
	struct spec *value = spec_get(from, key);
	if (value && value->kind != VALUE_NULL)
		spec_put(n->pool, out, key, value);
}

static void put_management(struct netlab *n, struct spec *out, const struct spec *node)
{
	struct spec *mgmt = spec_merge(n->pool, spec_get(node, "mgmt"), NULL);
	const char *name = netlab_device_text(n, node, "mgmt_if");
	if (name && !spec_get(mgmt, "ifname"))
		spec_put_text(n->pool, mgmt, "ifname", name);
	if (spec_get(mgmt, "ifname"))
		spec_put(n->pool, out, "mgmt", mgmt);
}

static struct spec *snapshot_node(struct netlab *n, const struct spec *node)
{
	static const char *const keys[] = { "id",      "device",    "provider",
					    "role",    "unmanaged", "interfaces",
					    "loopback" };
	struct spec *out = spec_new(n->pool, VALUE_MAP);
	bool guessed = spec_get(node, "_guessed");
	const char *kind = guessed ? NULL : netlab_device_text(n, node, "node.kind");
	struct spec *clab = spec_merge(n->pool, spec_get(node, "clab"), NULL);
	for (size_t i = 0; i < COUNT(keys); i++)
		put(n, out, keys[i], node);
	if (kind && !spec_get(clab, "kind"))
		spec_put_text(n->pool, clab, "kind", kind);
	if (guessed)
		spec_remove(out, "device");
	spec_remove(clab, "name");
	spec_put(n->pool, out, "clab", clab);
	put_management(n, out, node);
	return out;
}

static bool is_unmanaged(const struct netlab *n, const struct spec *end)
{
	const struct spec *node = spec_get(n->nodes, spec_text_at(end, "node"));
	return !node || spec_is_true(spec_get(node, "unmanaged"));
}

/* What is left of a link when nodes that nobody runs are taken off it; NULL: nothing.
 */
static struct spec *snapshot_link(struct netlab *n, const struct spec *link)
{
	static const char *const keys[] = { "linkindex", "type",    "bridge",
					    "name",	 "libvirt", "clab" };
	struct spec *out = spec_new(n->pool, VALUE_MAP);
	struct spec *managed = spec_new(n->pool, VALUE_LIST);
	const struct spec *list = netlab_interfaces(link);
	char bridge[64];
	for (size_t i = 0; i < COUNT(keys); i++)
		put(n, out, keys[i], link);
	for (size_t i = 0; i < list->count; i++)
		if (!is_unmanaged(n, list->items[i].value))
			spec_add(n->pool, managed, list->items[i].value);
	spec_put(n->pool, out, "interfaces", managed);
	bool alone = managed->count == 1 && list->count > 1;
	if (alone && !strcmp(spec_text_at(link, "type"), "p2p")) {
		spec_put_text(n->pool, out, "type", "stub");
		snprintf(bridge, sizeof(bridge), "%.10s_%s",
			 spec_text_at(n->root, "name"),
			 spec_text_at(link, "linkindex"));
		if (!spec_get(out, "bridge"))
			spec_put_text(n->pool, out, "bridge", bridge);
	}
	return managed->count ? out : NULL;
}

static struct spec *snapshot_of(struct netlab *n)
{
	struct spec *out = spec_new(n->pool, VALUE_MAP);
	struct spec *nodes = spec_new(n->pool, VALUE_MAP);
	struct spec *links = spec_new(n->pool, VALUE_LIST);
	struct spec *defaults = spec_new(n->pool, VALUE_MAP);
	for (size_t i = 0; i < n->nodes->count; i++)
		spec_put(n->pool, nodes, n->nodes->items[i].key,
			 snapshot_node(n, n->nodes->items[i].value));
	for (size_t i = 0; i < n->links->count; i++) {
		struct spec *link = snapshot_link(n, n->links->items[i].value);
		if (link)
			spec_add(n->pool, links, link);
	}
	put(n, out, "name", n->root);
	put(n, defaults, "providers", n->defaults);
	put(n, defaults, "multilab", n->defaults);
	spec_put_text(n->pool, out, "provider", n->provider);
	spec_put(n->pool, out, "defaults", defaults);
	spec_put(n->pool, out, "nodes", nodes);
	spec_put(n->pool, out, "links", links);
	return out;
}

/* netlab's order (netsim/augment/main.py). */
static void apply_rules(struct netlab *n)
{
	netlab_make_nodes(n);
	netlab_expand_plugins(n);
	netlab_make_links(n);
	netlab_expand_components(n);
	netlab_name_lab(n);
	netlab_make_groups(n);
	netlab_copy_groups(n);
	netlab_set_providers(n);
	netlab_set_devices(n);
	netlab_module_links(n);
	netlab_mark_links(n);
	netlab_number_nodes(n);
	netlab_set_types(n);
	netlab_number_interfaces(n);
}

static bool load(struct topology_draft *d, const char *text, size_t size,
		 struct error *e)
{
	struct spec_pool pool = { .arena = d->arena };
	struct netlab n = { .draft = d, .pool = &pool, .e = e };
	if (!netlab_read(&n, text, size))
		return false;
	apply_rules(&n);
	if (spec_overflows(&pool))
		return error_set(e, 0, "%s: what it stands for is too large", d->path);
	if (!n.nodes->count)
		return error_set(e, 0, "%s: no nodes in it", d->path);
	const struct value *root = spec_seal(&pool, snapshot_of(&n), e);
	if (!root)
		return error_in(e, "%s", d->path);
	return netlab_snapshot_load(d, root, "netlab-topology", e);
}

const struct topology_source source_netlab_topology = {
	.claims = claims,
	.load = load,
};
