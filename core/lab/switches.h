/* Open vSwitch's bridges and their ports, which the kernel does not know: to it a port
 * belongs to all of a datapath, or to nobody. Read from what the switch's database
 * answers (RFC 7047), or from the journal it keeps (ovsdb(5)). */
#ifndef LAB_SWITCHES_H
#define LAB_SWITCHES_H

#include "core/base/arena.h"
#include "core/lab/census.h"
#include "core/lab/facts.h"

/* An interface of the host that is a port of a bridge; the bridge's own has its name.
 */
struct switch_port {
	const char *bridge, *ifname;
};

struct switches {
	struct arena *arena;
	const struct switch_port *ports;
	size_t count;
	char note[200]; /* what could not be asked or read, "" */
};

/* Reads the answers of a census that are of such a database. */
void switches_read(struct switches *s, const struct census *census);
void switches_done(struct switches *s);

/* Completes facts: ports have their bridge for a master, bridges are of the kind
 * "openvswitch". f then has its links in what is returned, for the caller to free();
 * NULL, and f as it was: there is nothing to add. */
struct fact_link *switches_join(const struct switches *s, struct facts *f) MUST_CHECK;

#endif
