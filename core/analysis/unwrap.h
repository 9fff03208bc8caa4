/* A saved capture of tunnels made into a capture of the frames inside: read from one
 * store, written as pcapng to a file that a second store can follow meanwhile. Each
 * tunnel is an interface of its own, named as `labtap capture` names it; what is no
 * tunnel's stays as it is, in its place. Lengths, direction and time are those that the
 * live capture would have given. */
#ifndef ANALYSIS_UNWRAP_H
#define ANALYSIS_UNWRAP_H

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/lab/tunnel.h"
#include "core/store/store.h"

struct unwrap;

struct unwrap_options {
	const struct outer *tunnels; /* [count], borrowed during unwrap_new() */
	size_t count;
	bool automatic; /* also those that carry nothing but what looks like frames */
	bool only;	/* leave out what is no tunnel's */
};

struct unwrap_counts {
	unsigned tunnels;	    /* with at least one frame */
	uint64_t frames;	    /* out of them */
	uint64_t others;	    /* as they were, or left out */
	uint64_t odd[TUNNEL_KINDS]; /* of tunnels, but without a frame to take */
};

/* from: borrowed; file: an empty one, borrowed. The head of the file is written. */
struct unwrap *unwrap_new(struct store *from, int file, const struct unwrap_options *o,
			  struct error *e) MUST_CHECK;
void unwrap_free(struct unwrap *u); /* NULL is fine */

/* Goes on for about `budget` packets, with all that the store has by now; *more: there
 * is more to do right now. False: the file could not be written. */
bool unwrap_advance(struct unwrap *u, unsigned budget, bool *more, struct error *e);

struct unwrap_counts unwrap_counts(const struct unwrap *u);

#endif
