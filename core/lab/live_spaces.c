#include "core/lab/live_spaces.h"

#include <string.h>

#include "core/base/attr.h"

/* Container engines name namespaces by numbers: docker by 12 hex digits, podman and CNI
 * by a UUID. */
static bool is_made_up(const char *name)
{
	static const char *const begins[] = { "netns-", "cni-" };
	for (size_t i = 0; i < COUNT(begins); i++)
		if (!strncmp(name, begins[i], strlen(begins[i])))
			return true;
	return strlen(name) == 12 && strspn(name, "0123456789abcdef") == 12;
}

/* Of several in one namespace the one that belongs to a lab. */
static const struct machine *who_lives(const struct lab_sources *s, uint64_t cookie)
{
	const struct machine *found = NULL;
	for (size_t i = 0; i < s->machine_count; i++) {
		for (size_t k = 0; s->machines[i] && k < s->machines[i]->count; k++) {
			const struct machine *m = &s->machines[i]->items[k];
			bool lives = m->kind == MACHINE_CONTAINER ||
				     (m->kind == MACHINE_PROCESS && m->pid);
			if (lives && m->cookie == cookie &&
			    (!found || (!found->lab && m->lab)))
				found = m;
		}
	}
	return found;
}

const char *live_space_name(const struct lab_sources *s, const struct fact_space *space)
{
	bool named = space->kind == SPACE_NAMED && !is_made_up(space->name);
	if (named || space->kind == SPACE_HOST)
		return NULL;
	const struct machine *m = who_lives(s, space->cookie);
	return m ? m->name : NULL;
}
