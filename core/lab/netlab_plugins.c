/* Plugins that come with netlab. Those that change nodes, links or interfaces are
 * evaluated here or said; for the rest it makes no difference whether they run. */
#include <stdio.h>
#include <string.h>

#include "core/lab/netlab.h"

enum { LAB_NAME_MAX = 12 };

/* They add configuration, or links that are no wires behind all others. */
static const char *const harmless[] = {
	"bgp.confederation", "bgp.domain",     "bgp.local_role",   "bgp.originate",
	"bgp.policy",	     "bgp.session",    "check.config",	   "ebgp.multihop",
	"ebgp.utils",	     "evpn.es",	       "evpn.multihoming", "firewall.zonebased",
	"mlag.vtep",	     "ospf.areas",     "ospf.stub",	   "proxy-arp",
	"test.fixup",	     "test.vrf_check", "vrrp.version",
};

static bool is_harmless(const char *name)
{
	for (size_t i = 0; i < COUNT(harmless); i++)
		if (!strcmp(name, harmless[i]))
			return true;
	return false;
}

/* Has some value below t this key? */
static bool has_key(const struct spec *t, const char *key)
{
	for (size_t i = 0; t && i < t->count; i++)
		if ((t->items[i].key && !strcmp(t->items[i].key, key)) ||
		    has_key(t->items[i].value, key))
			return true;
	return false;
}

static bool ends(const char *s, const char *end)
{
	size_t a = strlen(s), b = strlen(end);
	return a >= b && !strcmp(s + a - b, end);
}

/* Files that it makes may be defaults or plugins. */
static bool makes_code(const struct spec *files)
{
	for (size_t i = 0; spec_is(files, VALUE_MAP) && i < files->count; i++)
		if (ends(files->items[i].key, ".py") || ends(files->items[i].key, "py"))
			return true;
	for (size_t i = 0; spec_is(files, VALUE_LIST) && i < files->count; i++) {
		const char *path = spec_text_at(files->items[i].value, "path");
		if (path && (ends(path, ".py") || ends(path, ".yml")))
			return true;
	}
	return false;
}

static void note_plugin(struct netlab *n, const struct spec *at, const char *name)
{
	netlab_problem(n, at,
		       "plugin '%.60s' is not evaluated; run netlab to get a snapshot",
		       name);
}

static const struct {
	const char *name;
	void (*expand)(struct netlab *n);
} expanding[] = {
	{ "fabric", netlab_expand_fabric },
	{ "node.clone", netlab_expand_clones },
};

static void run_plugin(struct netlab *n, const struct spec *at, const char *name)
{
	for (size_t i = 0; i < COUNT(expanding); i++) {
		if (strcmp(name, expanding[i].name) != 0)
			continue;
		expanding[i].expand(n);
		return;
	}
	bool known = is_harmless(name) || !strcmp(name, "multilab");
	known |= !strcmp(name, "bonding") && !has_key(n->root, "bonding");
	known |= !strcmp(name, "files") && !makes_code(spec_get(n->root, "files"));
	if (!known)
		note_plugin(n, at, name);
}

static struct spec *plugins_of(struct netlab *n)
{
	struct spec *given = spec_get(n->root, "plugin");
	struct spec *usual = spec_get(n->defaults, "plugin");
	struct spec *list = spec_copy(
		n->pool,
		spec_as_list(n->pool, spec_is(usual, VALUE_NULL) ? NULL : usual));
	const struct spec *own = spec_as_list(n->pool, given);
	for (size_t i = 0; i < own->count; i++)
		spec_add(n->pool, list, own->items[i].value);
	return list;
}

void netlab_expand_plugins(struct netlab *n)
{
	const struct spec *list = plugins_of(n);
	for (size_t i = 0; i < list->count; i++) {
		const char *name = spec_text_of(list->items[i].value);
		if (name)
			run_plugin(n, list->items[i].value, name);
	}
}

/* The name of the folder: letters and digits, no digit in front. */
static void name_by_folder(struct netlab *n, char *out)
{
	autofree char *path = realpath(n->draft->path, NULL);
	char *end = path ? strrchr(path, '/') : NULL;
	size_t at = 0;
	if (end)
		*end = '\0';
	const char *folder = end ? strrchr(path, '/') : NULL;
	bool begun = false;
	for (const char *s = folder ? folder + 1 : ""; *s && at < LAB_NAME_MAX; s++) {
		bool digit = *s >= '0' && *s <= '9';
		bool letter = (*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z');
		begun |= !digit;
		if (letter || (digit && begun))
			out[at++] = *s;
	}
	snprintf(out + at, LAB_NAME_MAX + 1 - at, "%s", "");
	if (!at)
		snprintf(out, LAB_NAME_MAX + 1, "default");
}

/* Several labs on one host are numbered, and named by their numbers. */
static void name_multilab(struct netlab *n)
{
	uint32_t id;
	char name[64];
	const struct spec *multilab = spec_get(n->defaults, "multilab");
	if (!netlab_lists(plugins_of(n), "multilab"))
		return;
	if (spec_get(multilab, "change"))
		note_plugin(n, spec_get(multilab, "change"), "multilab");
	if (!spec_number_of(spec_get(multilab, "id"), &id)) {
		note_plugin(n, multilab, "multilab");
		return;
	}
	struct spec *providers =
		spec_merge(n->pool, spec_get(n->defaults, "providers"), NULL);
	struct spec *libvirt =
		spec_merge(n->pool, spec_get(providers, "libvirt"), NULL);
	spec_put_number(n->pool, libvirt, "tunnel_id", id);
	snprintf(name, sizeof(name), "vgif_%u", id);
	spec_put_text(n->pool, libvirt, "vifprefix", name);
	spec_put(n->pool, providers, "libvirt", libvirt);
	spec_put(n->pool, n->defaults, "providers", providers);
	snprintf(name, sizeof(name), "ml-%u", id);
	spec_put_text(n->pool, n->root, "name", name);
}

void netlab_name_lab(struct netlab *n)
{
	char name[LAB_NAME_MAX + 1];
	if (!spec_text_at(n->root, "name")) {
		name_by_folder(n, name);
		spec_put_text(n->pool, n->root, "name", name);
	}
	name_multilab(n);
}
