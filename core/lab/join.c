#include "core/lab/join.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/lab/describe.h"

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

/* Of a node that containerlab has stopped its interfaces wait in a namespace made for
 * that. */
static const struct space *find_parked(const struct lab *lab, const char *name)
{
	char parked[256];
	snprintf(parked, sizeof(parked), "clab-park-%s", name ? name : "");
	return name ? find_space(lab, parked) : NULL;
}

static const struct space *space_of(const struct lab *lab,
				    const struct topology_port *p)
{
	for (size_t i = 0; p->cookie && i < lab->space_count; i++)
		if (lab->spaces[i].cookie == p->cookie)
			return &lab->spaces[i];
	if (p->cookie)
		return NULL;
	const struct space *s = find_space(lab, p->netns);
	return s ? s : find_parked(lab, p->netns);
}

static bool has_altname(const struct endpoint *e, const char *name)
{
	for (const char *const *at = e->altnames; *at; at++)
		if (!strcmp(*at, name))
			return true;
	return false;
}

static size_t find_altname(const struct lab *lab, const struct space *s,
			   const char *name)
{
	for (size_t i = s->first; name && i < s->first + s->count; i++)
		if (has_altname(&lab->endpoints[i], name))
			return i;
	return TOPOLOGY_NONE;
}

static size_t find_ifname(const struct lab *lab, const struct space *s,
			  const char *name)
{
	for (size_t i = s->first; name && i < s->first + s->count; i++)
		if (!strcmp(lab->endpoints[i].ifname, name))
			return i;
	return TOPOLOGY_NONE;
}

/* Bridges have the address of one of their ports. */
static size_t find_mac(const struct lab *lab, const struct space *s, const char *mac)
{
	char text[18];
	for (size_t i = s->first; mac && i < s->first + s->count; i++) {
		const struct endpoint *e = &lab->endpoints[i];
		const uint8_t *m = e->mac;
		snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x", m[0],
			 m[1], m[2], m[3], m[4], m[5]);
		if (e->has_mac && !describe_is_bridge(e->type) &&
		    !strcasecmp(text, mac))
			return i;
	}
	return TOPOLOGY_NONE;
}

/* By what only it can have; by the name it was given; by the other one where it was not
 * given that; in a namespace of its node's own by its address. */
static size_t find_interface(const struct lab *lab, const struct space *s,
			     const struct topology_port *p)
{
	size_t at = find_altname(lab, s, p->proof);
	at = at == TOPOLOGY_NONE ? find_ifname(lab, s, p->ifname) : at;
	at = at == TOPOLOGY_NONE ? find_altname(lab, s, p->altname) : at;
	return at == TOPOLOGY_NONE && p->netns ? find_mac(lab, s, p->mac) : at;
}

/* In whatever namespace, where only one interface has it: nodes of two labs may have
 * one name. */
static size_t find_proven(const struct lab *lab, const struct topology_port *p)
{
	size_t found = TOPOLOGY_NONE;
	for (size_t i = 0; p->proof && i < lab->space_count; i++) {
		size_t at = find_altname(lab, &lab->spaces[i], p->proof);
		if (at != TOPOLOGY_NONE && found != TOPOLOGY_NONE)
			return TOPOLOGY_NONE;
		found = at == TOPOLOGY_NONE ? found : at;
	}
	return found;
}

static bool has_proofs(const struct lab *lab)
{
	for (size_t i = 0; i < lab->endpoint_count; i++)
		for (const char *const *at = lab->endpoints[i].altnames; *at; at++)
			if (!strncmp(*at, "clab-o-", 7))
				return true;
	return false;
}

static bool is_free(const bool *taken, size_t at)
{
	return at != TOPOLOGY_NONE && !taken[at];
}

/* While ports are joined: the namespace of the last one. */
struct joining {
	const struct lab *lab;
	const struct space *host, *space;
	const char *name; /* of that namespace */
	bool proofs;
	bool *taken;
};

static size_t find_port(struct joining *j, const struct topology_port *p)
{
	static const char unknown[] = "";
	if (p->netns != j->name || p->cookie)
		j->space = space_of(j->lab, p);
	j->name = p->cookie ? unknown : p->netns;
	size_t better = p->one_way && j->host ? find_ifname(j->lab, j->host, p->also)
					      : TOPOLOGY_NONE;
	if (is_free(j->taken, better))
		return better;
	size_t at = j->space ? find_interface(j->lab, j->space, p) : TOPOLOGY_NONE;
	if (!j->space && j->proofs)
		at = find_proven(j->lab, p);
	/* Several links may lead to one interface of the host (macvlan). */
	bool shared = p->node == TOPOLOGY_NONE;
	return shared || is_free(j->taken, at) ? at : TOPOLOGY_NONE;
}

void join_ports(const struct lab *lab, const struct topology *t, size_t *found)
{
	const struct space *host = find_space(lab, NULL);
	autofree bool *taken = mem_new(lab->endpoint_count + 1);
	struct joining j = { lab, host, host, NULL, has_proofs(lab), taken };
	for (size_t i = 0; i < t->port_count; i++) {
		const struct topology_port *p = &t->ports[i];
		found[i] = p->local ? TOPOLOGY_NONE : find_port(&j, p);
		if (found[i] != TOPOLOGY_NONE)
			taken[found[i]] = true;
	}
}

/* Does another node of its lab run? */
static bool others_run(const struct lab *lab, const struct topology *t,
		       const struct topology_port *p)
{
	size_t own = t->nodes[p->node].lab;
	for (size_t i = 0; i < t->node_count; i++)
		if (t->nodes[i].lab == own && t->nodes[i].netns &&
		    find_space(lab, t->nodes[i].netns))
			return true;
	return false;
}

static void put_absent(struct text *reason, const struct lab *lab,
		       const struct topology *t, const struct topology_port *p)
{
	bool changed = p->node != TOPOLOGY_NONE && others_run(lab, t, p);
	if (changed)
		text_printf(reason,
			    "there is no namespace %s, but others of its lab: "
			    "stopped, or gone since %s?",
			    p->netns, topology_lab_of(t, p)->path);
	else
		text_printf(reason, "there is no namespace %s: is the lab running?",
			    p->netns);
}

void join_missing(const struct lab *lab, const struct topology *t,
		  const struct topology_port *p, enum searched searched,
		  struct text *reason)
{
	const char *ifname = p->ifname ? p->ifname : p->altname;
	if (p->reason)
		text_str(reason, p->reason);
	else if (searched != SEARCHED_ALL)
		text_printf(reason, "declared in %s; this host %s",
			    topology_lab_of(t, p)->path,
			    searched == SEARCHED_PARTLY ? "is being searched for it"
							: "was not searched");
	else if (p->netns && !find_space(lab, p->netns))
		put_absent(reason, lab, t, p);
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
