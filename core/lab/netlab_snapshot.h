/* The tree of a netlab snapshot, however it was read or made. */
#ifndef LAB_NETLAB_SNAPSHOT_H
#define LAB_NETLAB_SNAPSHOT_H

#include "core/lab/topology_make.h"

/* Nodes, ports, links and what carries them. False, with e set: no such tree. */
bool netlab_snapshot_load(struct topology_draft *d, const struct value *root,
			  const char *format, struct error *e);

#endif
