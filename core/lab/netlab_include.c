/* "_include: [patterns]" in a map: each file becomes a key that is named as the file is
 * without its ending; what stands under "_top" in it goes into the map itself. */
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "core/lab/netlab.h"
#include "core/lab/topology_file.h"
#include "core/lab/yaml.h"

enum { FILES_MAX = 64, DEPTH_MAX = 4, STEM_MAX = 256 };

struct including {
	struct netlab *n;
	int depth;
	size_t files;
};

static bool include_in(struct including *in, struct spec *t);

static void stem_of(const char *path, char *stem, size_t size)
{
	const char *slash = strrchr(path, '/');
	snprintf(stem, size, "%s", slash ? slash + 1 : path);
	char *dot = strrchr(stem, '.');
	if (dot)
		*dot = '\0';
}

static bool include_file(struct including *in, struct spec *map, const char *path)
{
	struct netlab *n = in->n;
	char stem[STEM_MAX];
	struct spec *t = NULL;
	if (++in->files > FILES_MAX)
		return error_set(n->e, 0, "%s: more than %d files are included",
				 n->draft->path, FILES_MAX);
	if (!topology_file_spec(n->pool, path, &t, n->e))
		return false;
	if (++in->depth > DEPTH_MAX)
		return error_set(n->e, 0, "%s: included too deeply", path);
	if (!include_in(in, t))
		return false;
	in->depth--;
	const struct spec *top = spec_get(t, "_top");
	for (size_t i = 0; spec_is(top, VALUE_MAP) && i < top->count; i++)
		if (!spec_get(map, top->items[i].key))
			spec_put(n->pool, map, top->items[i].key, top->items[i].value);
	if (top)
		spec_remove(t, "_top");
	stem_of(path, stem, sizeof(stem));
	if (!top || t->count)
		spec_put(n->pool, map, stem,
			 spec_merge(n->pool, t, spec_get(map, stem)));
	return true;
}

static bool include_pattern(struct including *in, struct spec *map, const char *pattern)
{
	char path[4096];
	glob_t found;
	bool ok = true;
	const char *last = strrchr(pattern, '/');
	size_t folder = last ? (size_t)(last - pattern) : 0;
	/* In more than one place a search may take as long as the disk is large. */
	if (strcspn(pattern, "*?[") < folder) {
		netlab_problem(in->n, map, "_include: pattern %.80s is not evaluated",
			       pattern);
		return true;
	}
	topology_file_beside(in->n->draft->path, pattern, path, sizeof(path));
	if (glob(path, 0, NULL, &found))
		return true;
	for (size_t i = 0; ok && i < found.gl_pathc; i++)
		ok = include_file(in, map, found.gl_pathv[i]);
	globfree(&found);
	return ok;
}

static bool include_in(struct including *in, struct spec *t)
{
	for (size_t i = 0; t->kind != VALUE_TEXT && i < t->count; i++)
		if (!include_in(in, t->items[i].value))
			return false;
	struct spec *asked = spec_get(t, "_include");
	const struct spec *list = asked ? spec_as_list(in->n->pool, asked) : NULL;
	if (!list)
		return true;
	spec_remove(t, "_include");
	for (size_t i = 0; i < list->count; i++) {
		const char *pattern = spec_text_of(list->items[i].value);
		if (pattern && !include_pattern(in, t, pattern))
			return false;
	}
	return true;
}

bool netlab_include(struct netlab *n, struct spec *t)
{
	struct including in = { .n = n };
	return include_in(&in, t);
}
