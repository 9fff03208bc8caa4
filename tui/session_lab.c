#include "tui/session_lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "core/base/clock.h"
#include "core/lab/successor.h"
#include "tui/endpoint_find.h"
#include "tui/limits.h"
#include "tui/session_hosts.h"
#include "tui/session_once.h"

enum { PATIENCE_MS = 1000, SEARCH_MS = 5000 };

bool session_settled(const struct session *s)
{
	bool files = s->client && helpers_refused(&s->helpers);
	bool heard = helpers_heard(&s->helpers) && s->residents.heard &&
		     s->residents.census.libvirt == files;
	return heard || clock_mono() - s->started > PATIENCE_MS * CLOCK_MS;
}

const char *session_shortfall(const struct session *s, unsigned *serial)
{
	const char *note = helpers_note(&s->helpers);
	*serial = s->helpers.notes_serial + s->residents.notes_serial;
	return note[0] ? note : residents_note(&s->residents);
}

/* The name that the endpoint has now that files or machines gave it another. */
static const struct endpoint *renamed(const struct lab *lab, const struct lab *older,
				      const char *name)
{
	const struct endpoint *e = lab_endpoint(older, name);
	if (e)
		return lab_successor(lab, older, e);
	e = endpoint_named(lab, name);
	for (size_t i = 0; !e && i < lab->endpoint_count; i++)
		if (!strcmp(lab->endpoints[i].other, name))
			e = &lab->endpoints[i];
	return e;
}

/* What is selected under a name that is no more gets the new one. */
static void session_rename(struct session *s, const struct lab *older)
{
	for (size_t i = 0; i < s->selected.count; i++) {
		char *name = s->selected.items[i];
		const struct endpoint *e = lab_endpoint(s->lab, name)
						   ? NULL
						   : renamed(s->lab, older, name);
		if (!e)
			continue;
		for (size_t k = 0; k < s->taps.count; k++)
			if (!strcmp(s->taps.items[k].name, name))
				snprintf(s->taps.items[k].name,
					 sizeof(s->taps.items[k].name), "%s", e->name);
		session_once_rename(s, name, e->name);
		s->selected.items[i] = mem_strdup(e->name);
		free(name);
	}
}

/* The lab that is there from now on. */
static void take_lab(struct session *s, struct lab *lab)
{
	struct lab *older = s->lab;
	hosts_free(s->hosts);
	s->lab = lab;
	s->hosts = hosts_new(lab);
	states_take(&s->states, lab, clock_now());
	session_rename(s, older);
	lab_free(older);
}

/* With these rights every namespace is found. */
static bool sees_all(const struct session *s)
{
	return s->client && !limits_own_namespace(s->missing_caps);
}

bool session_is_searching(const struct session *s)
{
	bool done = s->lab_known && s->lab->complete && session_settled(s);
	return sees_all(s) && !s->engine_ended && !done &&
	       clock_mono() - s->started < SEARCH_MS * CLOCK_MS;
}

void session_renew_lab(struct session *s)
{
	struct facts facts = s->facts;
	autofree UNUSED const struct fact_link *links =
		switches_join(&s->residents.switches, &facts);
	struct machines *old[RESIDENTS_SETS] = { NULL };
	residents_renew(&s->residents, &facts, old);
	const struct machines *machines[HELPER_TASKS + RESIDENTS_SETS];
	for (size_t i = 0; i < HELPER_TASKS; i++)
		machines[i] = s->helpers.tasks[i].machines;
	/* One that answers meanwhile knows better than its files. */
	machines[HELPER_TASKS] = machines[0] ? NULL : s->residents.domains;
	machines[HELPER_TASKS + 1] = s->residents.machines;
	const struct foreign_host *hosts;
	size_t host_count = hosts_for_lab(s->remotes, &hosts);
	const struct lab_sources sources = {
		.hosts = hosts,
		.host_count = host_count,
		.facts = s->lab_known ? &facts : NULL,
		.topologies = (const struct topology *const *)s->topologies.items,
		.topology_count = s->topologies.count,
		.machines = machines,
		.machine_count = COUNT(machines),
		.tunnels = (const char *const *)s->tunnels.given.items,
		.tunnel_count = s->tunnels.given.count,
		.live = s->lab_known && sees_all(s),
		.searching = sees_all(s) && !(s->lab_known && s->facts.complete),
	};
	take_lab(s, lab_new_from(&sources));
	for (size_t i = 0; i < RESIDENTS_SETS; i++)
		machines_free(old[i]);
	s->lab_serial++;
	s->changes++;
}

bool session_topologies(struct session *s, const char *const *paths, size_t count,
			struct error *e)
{
	struct topology **old = s->topologies.items;
	size_t old_count = s->topologies.count, taken = 0;
	struct topology **loaded = mem_new((count + 1) * sizeof(struct topology *));
	bool all = true;
	for (size_t i = 0; i < count; i++) {
		struct topology *t = topology_load(paths[i], e);
		all &= t != NULL;
		if (t)
			loaded[taken++] = t;
	}
	if (!taken && count) {
		free(loaded);
		return false;
	}
	s->topologies.items = loaded;
	s->topologies.count = s->topologies.room = taken;
	session_renew_lab(s);
	for (size_t i = 0; i < old_count; i++)
		topology_free(old[i]);
	free(old);
	return all;
}

bool session_topology(struct session *s, const char *path, struct error *e)
{
	return session_topologies(s, &path, 1, e);
}

/* The model still uses the old ones until it is made anew. */
static void helpers_read(void *owner, uint32_t events UNUSED)
{
	struct session *s = owner;
	struct machines *old[HELPER_TASKS] = { NULL };
	int fd = helper_fd(s->helpers.helper);
	bool changed = helpers_take(&s->helpers, old);
	if (!s->helpers.helper)
		loop_remove(s->loop, fd);
	if (s->client)
		client_libvirt(s->client, helpers_refused(&s->helpers));
	if (changed)
		session_renew_lab(s);
	for (size_t i = 0; i < HELPER_TASKS; i++)
		machines_free(old[i]);
	s->changes++;
}

bool session_join_helpers(struct session *s, struct error *e)
{
	struct helper *h = s->helpers.helper;
	return !h || loop_add(s->loop, helper_fd(h), EPOLLIN, helpers_read, s, e);
}
