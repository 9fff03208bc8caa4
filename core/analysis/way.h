/* The order of the points on one packet's way, by what is known of the host: the ends
 * of a wire, the ports of a bridge, the interfaces of a node. Stamps of neighbours can
 * be equal (a bridge hands a frame on with the stamp it came with), and a flooded frame
 * has several ways: then the host tells what came from where. */
#ifndef ANALYSIS_WAY_H
#define ANALYSIS_WAY_H

#include "core/analysis/path.h"

enum { WAY_NONE = INT32_MAX };

/* Of a point, by its number. */
struct way_point {
	uint32_t peer;	 /* the point at the other end of its wire, or WAY_NONE */
	uint32_t bridge; /* any number of the bridge it is or is a port of, WAY_NONE */
	uint32_t space;	 /* any number of its node or namespace, WAY_NONE: unknown */
	bool is_bridge;
};

/* A hop and the one that it came from. */
struct way_hop {
	const struct sighting *seen;
	size_t from; /* index, SIZE_MAX: the first */
};

/* Sorts sightings of one packet by time and, where that is equal, by the way. `points`
 * may be NULL: nothing is known of points `count` and above. */
void way_sort(struct sighting *hops, size_t n, const struct way_point *points,
	      size_t count);

/* For each of the sorted sightings where it came from: out[n]. */
void way_trace(const struct sighting *hops, size_t n, const struct way_point *points,
	       size_t count, struct way_hop *out);

/* Two of these are two packets; at another point, in another direction, with fewer hops
 * left (a loop), or in a tunnel, it may be the same one. */
int way_compare_place(const struct sighting *a, const struct sighting *b);

#endif
