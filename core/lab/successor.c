#include "core/lab/successor.h"

#include <string.h>

static bool same(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

static const struct machine *machine_of(const struct lab *lab, const struct endpoint *e)
{
	const struct topology_port *p = e->port;
	return p && p->node != TOPOLOGY_NONE ? lab->topology->nodes[p->node].machine
					     : NULL;
}

static bool same_machine(const struct machine *a, const struct machine *b)
{
	if (!a || !b)
		return false;
	return a->id ? same(a->id, b->id)
		     : a->kind == b->kind && same(a->name, b->name);
}

/* One that has neither interface nor tunnel: its node does not run, or did not. */
static bool same_card(const struct nic *a, const struct nic *b)
{
	if (!a || !b)
		return false;
	return a->has_mac ? b->has_mac && !memcmp(a->mac, b->mac, sizeof(a->mac))
			  : same(a->guest, b->guest);
}

/* Its namespace goes: whoever wants it waits for another one of that name. */
static bool lost_name(const struct lab *lab, const struct endpoint *now,
		      const struct lab *older, const struct endpoint *e)
{
	return older->spaces[e->space].returns && !lab->spaces[now->space].returns;
}

const struct endpoint *lab_successor(const struct lab *lab, const struct lab *older,
				     const struct endpoint *e)
{
	const struct endpoint *link =
		e->ifindex ? lab_link(lab, e->cookie, e->ifindex) : NULL;
	if (link && lost_name(lab, link, older, e))
		return NULL;
	for (size_t i = 0; !link && i < lab->endpoint_count; i++) {
		const struct endpoint *f = &lab->endpoints[i];
		if (same(e->tunnel, f->tunnel))
			return f;
		if (e->port && f->port && same_card(e->port->nic, f->port->nic) &&
		    same_machine(machine_of(older, e), machine_of(lab, f)))
			return f;
	}
	return link;
}
