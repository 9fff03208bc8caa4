/* Packets that are cut or put together on their way: TCP segments of up to 64 kB that
 * a card or the kernel cuts into those of the wire (TSO, GSO) or collects (GRO), and
 * datagrams that a router fragments. The whole is then a sighting of each of its parts
 * as well: what is followed is the part, and where one of many is lost can be told.
 *
 * Nothing is guessed: the part is cut out of the whole's bytes and must have the key of
 * the one that was seen. Of TCP over IPv4 its id must be the one it has when it is cut
 * (RFC 6864 asks for nothing; Linux counts up or keeps it). Only segments larger than
 * the usual MTU are looked at, and a fixed number of recent ones. A NAT between the
 * whole and its parts changes nothing: the part that is cut out is joined to the one
 * that was seen by path.h, under its conditions. What is not followed are datagrams
 * that UDP_SEGMENT (udp(7)) bundles: such a sighting is marked as one. */
#ifndef ANALYSIS_SPLITS_H
#define ANALYSIS_SPLITS_H

#include "core/analysis/path.h"
#include "core/store/store.h"

enum { SPLITS_KEPT = 1 << 15, SPLITS_USUAL_MTU = 1500 };

struct splits;

/* The store is borrowed, for the bytes of what was seen; window as path_options. */
struct splits *splits_new(struct store *store, const struct likeness_secret *secret,
			  int64_t window) MUST_CHECK;
void splits_free(struct splits *x); /* NULL is fine */

/* path_see() of this sighting, and of the wholes it is part of, or the parts it is made
 * of. `ip` is from likeness_take(); its bytes are not valid any more afterwards. */
uint64_t splits_see(struct splits *x, struct path *p, const struct sighting *s,
		    const struct packet *ip);

#endif
