#include "core/lab/running.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/base/text.h"
#include "core/lab/clab_folder.h"
#include "core/lab/json.h"
#include "core/lab/topology_file.h"
#include "core/lab/yaml.h"

enum { PATH_SIZE = 4096, LABS_MAX = 256, FOLDERS_MAX = 256 };

static const char *text_at(const struct value *map, const char *key)
{
	const char *text = value_text_at(map, key);
	return text ? text : "";
}

struct running {
	struct arena *arena;
	struct running_lab *items;
	size_t count;
};

static bool is_known(const struct running *r, const char *name)
{
	for (size_t i = 0; i < r->count; i++)
		if (!strcmp(r->items[i].name, name))
			return true;
	return false;
}

/* netlab's -------------------------------------------------------------------- */

static bool add_netlab(struct running *r, struct error *e)
{
	char path[PATH_SIZE];
	size_t size = 0;
	topology_file_beside(".", "~/.netlab/status.yaml", path, sizeof(path));
	if (access(path, F_OK))
		return true;
	autofree char *text = topology_file_read(path, &size, e);
	const struct value *root =
		text ? yaml_read(r->arena, path, text, size, e) : NULL;
	if (!root)
		return false;
	size_t all = root->kind == VALUE_MAP ? root->count : 0;
	for (size_t i = 0; i < all && r->count < LABS_MAX; i++) {
		const struct value *lab = root->items[i].value;
		if (!*text_at(lab, "dir"))
			continue;
		r->items[r->count++] = (struct running_lab){
			.instance = root->items[i].key,
			.name = text_at(lab, "name"),
			.path = text_at(lab, "dir"),
			.status = text_at(lab, "status"),
		};
	}
	return true;
}

/* containerlab's --------------------------------------------------------------- */

/* One of its nodes has a namespace here. */
static bool is_deployed(const struct value *nodes)
{
	char path[PATH_SIZE];
	for (size_t i = 0; i < value_count(nodes); i++) {
		const char *name = text_at(nodes->items[i].value, "longname");
		snprintf(path, sizeof(path), "/run/netns/%s", name);
		if (*name && !strchr(name, '/') && !access(path, F_OK))
			return true;
	}
	return false;
}

/* The file it was deployed from, where that can still be read. */
static const char *source_of(const struct value *nodes, const char *folder)
{
	for (size_t i = 0; i < value_count(nodes); i++) {
		const struct value *labels = value_get(nodes->items[i].value, "labels");
		const char *file = text_at(labels, "clab-topo-file");
		if (*file == '/' && !access(file, R_OK))
			return file;
	}
	return folder;
}

static void add_deployed(struct running *r, const char *folder)
{
	struct error ignored;
	size_t size = 0;
	const char *file = arena_printf(r->arena, "%s/" CLAB_DATA, folder);
	if (access(file, R_OK))
		return;
	autofree char *text = topology_file_read(file, &size, &ignored);
	const struct value *root =
		text ? json_read(r->arena, text, size, &ignored) : NULL;
	const struct value *nodes = value_get(root, "nodes");
	const char *name = text_at(root, "name");
	if (!*name || is_known(r, name) || !is_deployed(nodes))
		return;
	r->items[r->count++] = (struct running_lab){
		.instance = "",
		.name = name,
		.path = source_of(nodes, arena_strdup(r->arena, folder)),
		.status = "deployed",
	};
}

static int by_version(const struct dirent **a, const struct dirent **b)
{
	return strverscmp((*a)->d_name, (*b)->d_name);
}

static int is_lab_folder(const struct dirent *d)
{
	return !strncmp(d->d_name, "clab-", 5);
}

static void add_deployed_in(struct running *r, const char *place)
{
	char folder[PATH_SIZE];
	struct dirent **list = NULL;
	int count = scandir(place, &list, is_lab_folder, by_version);
	for (int i = 0; i < count; i++) {
		snprintf(folder, sizeof(folder), "%s/%s", place, list[i]->d_name);
		if (r->count < LABS_MAX && i < FOLDERS_MAX)
			add_deployed(r, folder);
		free(list[i]);
	}
	free(list);
}

bool running_labs(struct arena *arena, const struct running_lab **labs, size_t *count,
		  struct error *e)
{
	struct running r = { .arena = arena };
	r.items = arena_alloc(arena, LABS_MAX * sizeof(*r.items));
	bool ok = add_netlab(&r, e);
	add_deployed_in(&r, ".");
	add_deployed_in(&r, "..");
	*labs = r.items;
	*count = r.count;
	return ok;
}

static void put_labs(struct text *t, const struct running_lab *labs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		text_str(t, i ? ", " : "");
		text_escape(t, labs[i].name, strlen(labs[i].name));
		if (!*labs[i].instance)
			continue;
		text_str(t, " (");
		text_escape(t, labs[i].instance, strlen(labs[i].instance));
		text_str(t, ")");
	}
}

const char *running_path(struct arena *arena, const char *which, struct error *e)
{
	char names[sizeof(e->text) / 2];
	struct text t = text_over(names, sizeof(names));
	const struct running_lab *labs;
	size_t count;
	if (!running_labs(arena, &labs, &count, e))
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (!strcmp(labs[i].instance, which) || !strcmp(labs[i].name, which))
			return labs[i].path;
	put_labs(&t, labs, count);
	error_set(
		e, 0,
		count ? "%s: no such lab runs, and there is no such file; these do: %s"
		      : "%s: no lab of that name runs here, and there is no such "
			"file%s",
		which, names);
	return NULL;
}
