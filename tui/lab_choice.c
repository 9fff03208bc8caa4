/* Which labs a session is about: the one of this folder, those that run, one that is
 * named. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/arena.h"
#include "core/base/mem.h"
#include "core/lab/running.h"
#include "tui/session_lab.h"

/* A name comes before a file of that name: "./NAME" is the file. */
bool session_lab(struct session *s, const char *which, struct error *e)
{
	struct arena *arena = arena_new();
	const char *path = strchr(which, '/') ? NULL : running_path(arena, which, e);
	if (!path && (strchr(which, '/') || !access(which, F_OK)))
		path = which;
	bool ok = path && session_topology(s, path, e);
	arena_free(arena);
	return ok;
}

/* What containerlab takes instead of its -t and --name. */
static const struct variable {
	const char *name;
	bool (*take)(struct session *, const char *, struct error *);
} variables[] = { { "CLAB_TOPO", session_topology }, { "CLAB_NAME", session_lab } };

static const struct variable *variable_set(void)
{
	for (size_t i = 0; i < COUNT(variables); i++) {
		const char *value = getenv(variables[i].name);
		if (value && *value)
			return &variables[i];
	}
	return NULL;
}

static bool lab_of_variable(struct session *s, const struct variable *v,
			    struct error *e)
{
	return v->take(s, getenv(v->name), e) || error_in(e, "%s", v->name);
}

bool session_topology_here(struct session *s, struct error *e)
{
	const struct variable *named = variable_set();
	if (named)
		return lab_of_variable(s, named, e);
	const struct running_lab *labs;
	size_t count;
	if (topology_is_at("."))
		return session_topology(s, ".", e);
	struct arena *arena = arena_new();
	bool ok = running_labs(arena, &labs, &count, e);
	autofree const char **paths = mem_new((count + 1) * sizeof(*paths));
	for (size_t i = 0; i < count; i++)
		paths[i] = labs[i].path;
	if (count && !session_topologies(s, paths, count, e))
		ok = false;
	arena_free(arena);
	return ok;
}
