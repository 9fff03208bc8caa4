/* Names that containerlab makes by hashing, where what they stand for is too long for
 * the kernel. */
#ifndef LAB_CLAB_HASH_H
#define LAB_CLAB_HASH_H

#include "core/lab/topology_make.h"

/* The alternative name of each interface that containerlab has made: only that one of
 * the node has it (links/ownership.go). */
const char *clab_owner_name(struct topology_draft *d, const char *node,
			    const char *ifname);

/* The interface in the host's namespace at which the frames of a stitched end pass in
 * both directions; interface: as the file has it. */
const char *clab_stitch_name(struct topology_draft *d, const char *lab,
			     const char *node, const char *interface);

#endif
