#include "core/lab/owners.h"

#include <string.h>

static const char *words(struct arena *a, const char *process, uint32_t pid)
{
	return arena_printf(a, "%s (%u)", process, pid);
}

static const struct holder *find_holder(const struct lab_sources *s,
					const struct endpoint *e)
{
	const struct holder *found = NULL;
	for (size_t i = 0; i < s->machine_count && !found; i++)
		if (s->machines[i])
			found = machines_holder(s->machines[i], e->cookie, e->ifname);
	return found;
}

/* The process of a machine, which libvirt does not tell of a domain: it is the QEMU
 * that goes by its UUID. NULL: none is known. */
static const struct machine *process_of(const struct lab_sources *s,
					const struct machine *m)
{
	for (size_t i = 0; i < s->machine_count; i++) {
		for (size_t k = 0; s->machines[i] && k < s->machines[i]->count; k++) {
			const struct machine *p = &s->machines[i]->items[k];
			bool same = m->pid ? p->pid == m->pid
					   : p->pid && p->id && m->id &&
						     !strcmp(p->id, m->id);
			if (same && p->process)
				return p;
		}
	}
	return NULL;
}

static const struct machine *machine_of(const struct topology *t,
					const struct endpoint *e)
{
	bool node = t && e->port && e->port->node != TOPOLOGY_NONE;
	return node ? t->nodes[e->port->node].machine : NULL;
}

void owners_set(struct endpoint *endpoints, size_t count, const struct lab_sources *s,
		const struct topology *topology, struct arena *arena)
{
	for (size_t i = 0; i < count; i++) {
		struct endpoint *e = &endpoints[i];
		const struct holder *h = e->ifindex ? find_holder(s, e) : NULL;
		const struct machine *m = e->tunnel ? machine_of(topology, e) : NULL;
		const struct machine *p = m ? process_of(s, m) : NULL;
		if (h)
			e->owner = words(arena, h->process, h->pid);
		else if (p)
			e->owner = words(arena, p->process, p->pid);
	}
}
