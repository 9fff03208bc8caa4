/* What netlab tells Ansible of each node (host_vars/NODE/topology.json, or .yml), put
 * together again: for a lab whose snapshot is gone. Begins at group_vars/all, where the
 * lab's name is. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/lab/netlab_snapshot.h"
#include "core/lab/sources.h"
#include "core/lab/spec.h"
#include "core/lab/topology_file.h"
#include "core/lab/yaml.h"

enum { PATH_SIZE = 4096 };

struct hosts {
	struct topology_draft *draft;
	struct spec_pool *pool;
	struct spec *root, *nodes;
	char folder[PATH_SIZE]; /* of the lab */
};

static bool claims(const char *name UNUSED, const char *text)
{
	return strstr(text, "netlab_name\":") || !strncmp(text, "netlab_name:", 12) ||
	       strstr(text, "\nnetlab_name:");
}

/* A file of the lab's folder; NULL: it is not there, or cannot be read, which is
 * remarked. */
static struct spec *read_file(struct hosts *h, const char *name)
{
	char path[PATH_SIZE + 300];
	struct error e = { .code = 0 };
	struct spec *t = NULL;
	snprintf(path, sizeof(path), "%s/%s", h->folder, name);
	if (access(path, F_OK))
		return NULL;
	if (topology_file_spec(h->pool, path, &t, &e) && spec_is(t, VALUE_MAP))
		return t;
	draft_note(h->draft, "%s", e.text[0] ? e.text : path);
	return NULL;
}

static struct spec *read_host(struct hosts *h, const char *node)
{
	static const char *const ends[] = { "json", "yml" };
	char name[300];
	struct spec *t = NULL;
	for (size_t i = 0; i < COUNT(ends) && !t; i++) {
		snprintf(name, sizeof(name), "host_vars/%.255s/topology.%s", node,
			 ends[i]);
		t = read_file(h, name);
	}
	return t;
}

static int by_text(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

static void read_hosts(struct hosts *h)
{
	char path[PATH_SIZE + 300];
	VEC(char *) names = { NULL, 0, 0 };
	snprintf(path, sizeof(path), "%s/host_vars", h->folder);
	DIR *folder = opendir(path);
	for (const struct dirent *d; folder && (d = readdir(folder));)
		if (*d->d_name != '.' && names.count < NODES_MAX)
			vec_push(&names, mem_strdup(d->d_name));
	if (folder)
		closedir(folder);
	if (names.count > 1)
		qsort(names.items, names.count, sizeof(char *), by_text);
	for (size_t i = 0; i < names.count; i++) {
		struct spec *t = read_host(h, names.items[i]);
		if (t)
			spec_put(h->pool, h->nodes, names.items[i], t);
		free(names.items[i]);
	}
	free(names.items);
}

/* The number of a node is in the inventory: "GROUP: hosts: NODE: id". */
static void number_nodes(struct hosts *h, const struct spec *inventory)
{
	for (size_t i = 0; spec_is(inventory, VALUE_MAP) && i < inventory->count; i++) {
		const struct spec *list = spec_get(inventory->items[i].value, "hosts");
		for (size_t k = 0; spec_is(list, VALUE_MAP) && k < list->count; k++) {
			struct spec *node = spec_get(h->nodes, list->items[k].key);
			struct spec *id = spec_get(list->items[k].value, "id");
			if (node && id && !spec_get(node, "id"))
				spec_put(h->pool, node, "id", id);
		}
	}
}

static struct spec *link_of(struct hosts *h, struct spec *links,
			    const struct spec *interface)
{
	static const char *const keys[] = { "linkindex", "type", "bridge" };
	const char *number = spec_text_at(interface, "linkindex");
	struct spec *l = spec_get(links, number);
	if (l)
		return l;
	l = spec_map(h->pool, links, number);
	for (size_t i = 0; i < COUNT(keys); i++)
		if (spec_get(interface, keys[i]))
			spec_put(h->pool, l, keys[i], spec_get(interface, keys[i]));
	spec_put(h->pool, l, "interfaces", spec_new(h->pool, VALUE_LIST));
	return l;
}

static void add_interfaces(struct hosts *h, struct spec *links,
			   const struct spec_item *node)
{
	const struct spec *list = spec_get(node->value, "interfaces");
	for (size_t i = 0; spec_is(list, VALUE_LIST) && i < list->count; i++) {
		const struct spec *interface = list->items[i].value;
		uint32_t number;
		if (!spec_number_of(spec_get(interface, "linkindex"), &number) ||
		    spec_is_true(spec_get(interface, "virtual_interface")))
			continue;
		struct spec *end = spec_copy(h->pool, interface);
		spec_put_text(h->pool, end, "node", node->key);
		spec_add(h->pool, spec_get(link_of(h, links, interface), "interfaces"),
			 end);
	}
}

static int by_index(const void *a, const void *b)
{
	const struct spec_item *x = a, *y = b;
	return strverscmp(x->key, y->key);
}

/* Links in their order, made of the interfaces that have their number. */
static void make_links(struct hosts *h)
{
	struct spec *links = spec_new(h->pool, VALUE_MAP);
	struct spec *list = spec_new(h->pool, VALUE_LIST);
	for (size_t i = 0; i < h->nodes->count; i++)
		add_interfaces(h, links, &h->nodes->items[i]);
	autofree struct spec_item *sorted =
		mem_new((links->count + 1) * sizeof(*sorted));
	for (size_t i = 0; i < links->count; i++)
		sorted[i] = links->items[i];
	qsort(sorted, links->count, sizeof(*sorted), by_index);
	for (size_t i = 0; i < links->count; i++)
		spec_add(h->pool, list, sorted[i].value);
	spec_put(h->pool, h->root, "links", list);
}

/* "LAB/group_vars/all/topology.json" */
static void set_folder(struct hosts *h)
{
	snprintf(h->folder, sizeof(h->folder), "%s", h->draft->path);
	for (int i = 0; i < 3; i++) {
		char *slash = strrchr(h->folder, '/');
		if (slash)
			*slash = '\0';
		else
			snprintf(h->folder, sizeof(h->folder), ".");
	}
}

static bool load(struct topology_draft *d, const char *text, size_t size,
		 struct error *e)
{
	struct spec_pool pool = { .arena = d->arena };
	struct hosts h = { .draft = d, .pool = &pool };
	const struct value *given = yaml_read(d->arena, d->path, text, size, e);
	const char *name = value_text_at(given, "netlab_name");
	const char *provider = value_text_at(given, "netlab_provider");
	if (!given)
		return false;
	if (!name)
		return draft_fail(d, given, e, "expected netlab_name, the lab's name");
	set_folder(&h);
	h.root = spec_new(&pool, VALUE_MAP);
	h.nodes = spec_new(&pool, VALUE_MAP);
	spec_put_text(&pool, h.root, "name", name);
	if (provider)
		spec_put_text(&pool, h.root, "provider", provider);
	spec_put(&pool, h.root, "nodes", h.nodes);
	read_hosts(&h);
	if (!h.nodes->count)
		return error_set(e, 0, "%s: no host_vars/NODE/topology.json beside it",
				 d->path);
	number_nodes(&h, read_file(&h, "hosts.yml"));
	make_links(&h);
	draft_note(d, "%s: of links only what their interfaces say is known", d->path);
	const struct value *root = spec_seal(&pool, h.root, e);
	return root ? netlab_snapshot_load(d, root, "netlab-snapshot", e)
		    : error_in(e, "%s", d->path);
}

const struct topology_source source_netlab_hosts = {
	.claims = claims,
	.load = load,
};
