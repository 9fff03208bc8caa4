#include "core/lab/live_spaces.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/vec.h"

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

static bool lives_in(const struct machine *m, uint64_t cookie)
{
	return m->cookie == cookie &&
	       (m->kind == MACHINE_CONTAINER || (m->kind == MACHINE_PROCESS && m->pid));
}

static bool is_chosen(const struct fact_space *space)
{
	return space->kind == SPACE_HOST ||
	       (space->kind == SPACE_NAMED && !is_made_up(space->name));
}

static const struct machine *who_lives(const struct lab_sources *s, uint64_t cookie)
{
	for (size_t i = 0; i < s->machine_count; i++)
		for (size_t k = 0; s->machines[i] && k < s->machines[i]->count; k++)
			if (lives_in(&s->machines[i]->items[k], cookie) &&
			    !s->machines[i]->items[k].shares)
				return &s->machines[i]->items[k];
	return NULL;
}

const char *live_space_name(const struct lab_sources *s, const struct fact_space *space)
{
	if (is_chosen(space))
		return NULL;
	const struct machine *m = who_lives(s, space->cookie);
	return m ? m->name : NULL;
}

bool live_space_returns(const struct lab_sources *s, const struct fact_space *space)
{
	if (is_chosen(space))
		return true;
	const struct machine *m = who_lives(s, space->cookie);
	return m && m->kind == MACHINE_CONTAINER;
}

const char *const *live_space_others(const struct lab_sources *s, uint64_t cookie,
				     struct arena *arena)
{
	VEC(const char *) names = { NULL, 0, 0 };
	for (size_t i = 0; i < s->machine_count; i++)
		for (size_t k = 0; s->machines[i] && k < s->machines[i]->count; k++)
			if (lives_in(&s->machines[i]->items[k], cookie) &&
			    s->machines[i]->items[k].shares)
				vec_push(&names, s->machines[i]->items[k].name);
	const char **list = arena_alloc(arena, (names.count + 1) * sizeof(*list));
	for (size_t i = 0; i < names.count; i++)
		list[i] = arena_strdup(arena, names.items[i]);
	free(names.items);
	return list;
}
