/* Network cards of machines as ports of a lab: what carries each, and which of them
 * share a wire. Texts are shared with the machines, or in the arena. */
#ifndef LAB_LIVE_CARDS_H
#define LAB_LIVE_CARDS_H

#include "core/base/arena.h"
#include "core/lab/lab.h"

/* The Linux bridge of a libvirt network; NULL: none, or not known. */
const char *cards_bridge_of(const struct lab_sources *sources, const char *network);

/* Finds the machine's cards for the ports that files declare for its node (ports: the
 * node's first one) and fills in what the files left open. */
void cards_fill(struct topology_node *node, struct topology_port *ports,
		const struct machine *m, struct arena *arena);

/* The port of a card of a machine that no file mentions; without node and link. */
void cards_port(struct topology_port *p, const struct machine *m, size_t card,
		struct arena *arena);

/* The link a card is on. */
struct card_wire {
	const char *key;  /* the same for all on it; NULL: it is alone */
	const char *name; /* NULL: called after its ends */
	enum carrier carrier;
	const char *bridge, *host_bridge; /* as in struct topology_link */
};

/* False: it is on no link of the lab. */
bool cards_wire(struct card_wire *w, const struct lab_sources *sources,
		const struct machine *m, const struct nic *n, struct arena *arena);

#endif
