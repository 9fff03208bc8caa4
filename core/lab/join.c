#include "core/lab/join.h"

#include <string.h>

#include "core/base/mem.h"

static const struct space *find_space(const struct lab *lab, const char *name)
{
	for (size_t i = 0; i < lab->space_count; i++) {
		const struct space *s = &lab->spaces[i];
		bool host = s->kind == SPACE_HOST;
		if (name ? !host && !strcmp(s->name, name) : host)
			return s;
	}
	return NULL;
}

static const struct space *space_of(const struct lab *lab,
				    const struct topology_port *p)
{
	for (size_t i = 0; p->cookie && i < lab->space_count; i++)
		if (lab->spaces[i].cookie == p->cookie)
			return &lab->spaces[i];
	return p->cookie ? NULL : find_space(lab, p->netns);
}

static bool has_altname(const struct endpoint *e, const char *name)
{
	for (const char *const *at = e->altnames; *at; at++)
		if (!strcmp(*at, name))
			return true;
	return false;
}

/* By the name it was given; by the other one where it was not given that. */
static size_t find_interface(const struct lab *lab, const struct space *s,
			     const struct topology_port *p)
{
	for (size_t i = s->first; p->ifname && i < s->first + s->count; i++)
		if (!strcmp(lab->endpoints[i].ifname, p->ifname))
			return i;
	for (size_t i = s->first; p->altname && i < s->first + s->count; i++)
		if (has_altname(&lab->endpoints[i], p->altname))
			return i;
	return TOPOLOGY_NONE;
}

void join_ports(const struct lab *lab, const struct topology *t, size_t *found)
{
	const struct space *space = find_space(lab, NULL);
	static const char unknown[] = "";
	const char *name = NULL; /* of that namespace */
	autofree bool *taken = mem_new(lab->endpoint_count + 1);
	for (size_t i = 0; i < t->port_count; i++) {
		const struct topology_port *p = &t->ports[i];
		found[i] = TOPOLOGY_NONE;
		if (p->local)
			continue;
		if (p->netns != name || p->cookie)
			space = space_of(lab, p);
		name = p->cookie ? unknown : p->netns;
		size_t at = space ? find_interface(lab, space, p) : TOPOLOGY_NONE;
		if (at == TOPOLOGY_NONE || taken[at])
			continue;
		taken[at] = true;
		found[i] = at;
	}
}

void join_missing(const struct lab *lab, const struct topology *t,
		  const struct topology_port *p, bool live, struct text *reason)
{
	const char *ifname = p->ifname ? p->ifname : p->altname;
	if (p->reason)
		text_str(reason, p->reason);
	else if (!live)
		text_printf(reason, "declared in %s; this host was not searched",
			    topology_lab_of(t, p)->path);
	else if (p->netns && !find_space(lab, p->netns))
		text_printf(reason, "there is no namespace %s: is the lab running?",
			    p->netns);
	else
		text_printf(reason, "there is no interface %s in %s",
			    ifname ? ifname : p->name,
			    p->netns ? p->netns : "the host's namespace");
}

void join_stopped(const struct machine *m, struct text *reason)
{
	text_printf(reason, "not running: the %s %s", machine_word(m->kind), m->name);
	if (m->kind == MACHINE_DOMAIN)
		text_printf(reason, " (virsh start %s)", m->name);
}
