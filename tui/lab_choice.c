/* Which lab a session is about: the one of this folder, one that runs, one that is
 * named. */
#include <string.h>

#include "core/base/arena.h"
#include "core/base/text.h"
#include "core/lab/running.h"
#include "tui/session.h"

bool session_lab(struct session *s, const char *which, struct error *e)
{
	struct arena *arena = arena_new();
	const char *folder = running_folder(arena, which, e);
	bool ok = folder && session_topology(s, folder, e);
	arena_free(arena);
	return ok;
}

/* The only lab that runs. */
static bool take_running(struct session *s, const struct running_lab *labs,
			 size_t count, struct error *e)
{
	char names[160];
	struct text t = text_over(names, sizeof(names));
	if (count == 1)
		return session_topology(s, labs[0].folder, e);
	for (size_t i = 0; i < count; i++) {
		text_str(&t, i ? ", " : "");
		text_escape(&t, labs[i].name, strlen(labs[i].name));
	}
	return error_set(e, 0, "several labs run: %s; --lab NAME takes one", names);
}

bool session_topology_here(struct session *s, struct error *e)
{
	const struct running_lab *labs;
	size_t count;
	if (topology_is_at("."))
		return session_topology(s, ".", e);
	struct arena *arena = arena_new();
	bool ok = running_labs(arena, &labs, &count, e) &&
		  (!count || take_running(s, labs, count, e));
	arena_free(arena);
	return ok;
}
