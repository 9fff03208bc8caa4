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

/* What containerlab takes instead of its -t. */
static bool topology_of_environment(struct session *s, const char *path,
				    struct error *e)
{
	struct error why;
	return session_topology(s, path, &why) ||
	       error_set(e, 0, "CLAB_TOPO: %s", why.text);
}

bool session_topology_here(struct session *s, struct error *e)
{
	const char *named = getenv("CLAB_TOPO");
	if (named && *named)
		return topology_of_environment(s, named, e);
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
