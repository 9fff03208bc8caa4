#include "core/lab/running.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/base/text.h"
#include "core/lab/topology_file.h"
#include "core/lab/yaml.h"

enum { PATH_SIZE = 4096, LABS_MAX = 256 };

static const char *text_at(const struct value *map, const char *key)
{
	const char *text = value_text_at(map, key);
	return text ? text : "";
}

bool running_labs(struct arena *arena, const struct running_lab **labs, size_t *count,
		  struct error *e)
{
	char path[PATH_SIZE];
	size_t size = 0;
	*labs = NULL;
	*count = 0;
	topology_file_beside(".", "~/.netlab/status.yaml", path, sizeof(path));
	if (access(path, F_OK))
		return true;
	autofree char *text = topology_file_read(path, &size, e);
	const struct value *root = text ? yaml_read(arena, path, text, size, e) : NULL;
	if (!root)
		return false;
	size_t all = root->kind == VALUE_MAP ? root->count : 0;
	struct running_lab *list = arena_alloc(arena, LABS_MAX * sizeof(*list));
	for (size_t i = 0; i < all && *count < LABS_MAX; i++) {
		const struct value *lab = root->items[i].value;
		if (!*text_at(lab, "dir"))
			continue;
		list[(*count)++] = (struct running_lab){
			.instance = root->items[i].key,
			.name = text_at(lab, "name"),
			.folder = text_at(lab, "dir"),
			.status = text_at(lab, "status"),
		};
	}
	*labs = list;
	return true;
}

static void put_labs(struct text *t, const struct running_lab *labs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		text_str(t, i ? ", " : "");
		text_escape(t, labs[i].name, strlen(labs[i].name));
		text_str(t, " (");
		text_escape(t, labs[i].instance, strlen(labs[i].instance));
		text_str(t, ")");
	}
}

const char *running_folder(struct arena *arena, const char *which, struct error *e)
{
	char names[sizeof(e->text) / 2];
	struct text t = text_over(names, sizeof(names));
	const struct running_lab *labs;
	size_t count;
	if (!running_labs(arena, &labs, &count, e))
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (!strcmp(labs[i].instance, which) || !strcmp(labs[i].name, which))
			return labs[i].folder;
	put_labs(&t, labs, count);
	error_set(e, 0,
		  count ? "%s: no such lab runs; these do: %s"
			: "%s: netlab has no lab running%s",
		  which, names);
	return NULL;
}
