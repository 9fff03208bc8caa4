#include "tui/topology_view.h"

const struct endpoint *topology_endpoint(const struct lab *lab, size_t port)
{
	return &lab->endpoints[lab->port_endpoints[port]];
}

bool topology_is_nowhere(const struct endpoint *e)
{
	return e->space == NO_SPACE && e->port && e->port->reason;
}

/* What the one who runs it says. */
static enum state machine_state(const struct machine *m)
{
	static const enum state states[] = {
		[MACHINE_UNKNOWN] = STATE_UNKNOWN,
		[MACHINE_RUNNING] = STATE_UP,
		[MACHINE_PAUSED] = STATE_UP,
		[MACHINE_STOPPED] = STATE_DOWN,
	};
	return m ? states[m->state] : STATE_UNKNOWN;
}

enum state topology_node_state(const struct lab *lab, const struct topology_node *n)
{
	if (machine_state(n->machine) != STATE_UNKNOWN)
		return machine_state(n->machine);
	bool missing = n->count > 0;
	for (size_t i = 0; i < n->count; i++) {
		const struct endpoint *e = topology_endpoint(lab, n->first + i);
		bool unknown = e->kind == ENDPOINT_REMOTE && e->state == STATE_UNKNOWN;
		if (e->space != NO_SPACE && !unknown)
			return STATE_UP;
		missing &= e->state == STATE_MISSING || topology_is_nowhere(e);
	}
	return missing ? STATE_MISSING : STATE_UNKNOWN;
}

const char *topology_netns(const struct lab *lab, const struct topology_node *n)
{
	const struct machine *m = n->machine;
	for (size_t i = 0; !n->netns && m && m->cookie && i < lab->space_count; i++)
		if (lab->spaces[i].cookie == m->cookie)
			return lab->spaces[i].kind == SPACE_HOST ? NULL
								 : lab->spaces[i].name;
	return n->netns;
}

/* What an end is a port of, or its other end. Of a cable the bridge is only sought on
 * the host: one in a node is that node's. */
static const char *master_of(const struct lab *lab, const struct endpoint *e,
			     bool cable)
{
	const struct endpoint *peer = e->peer ? lab_endpoint(lab, e->peer) : NULL;
	if (e->master && !(cable && e->netns))
		return e->master;
	return peer && !(cable && peer->netns) ? peer->master : NULL;
}

const char *topology_bridge(const struct lab *lab, const struct topology_link *l)
{
	bool cable = l->carrier == CARRIER_VETH;
	for (size_t i = 0; i < l->count; i++) {
		const struct endpoint *e = topology_endpoint(lab, l->ports[i]);
		const char *master = master_of(lab, e, cable);
		if (master)
			return master;
	}
	if (l->host_bridge)
		return l->host_bridge;
	return l->carrier == CARRIER_BRIDGE ? l->bridge : NULL;
}
