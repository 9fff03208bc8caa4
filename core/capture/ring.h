/* What ring.c and ring_growth.c share: a source that reads a ring, and for a while two,
 * while it moves from the one to a larger one. */
#ifndef CAPTURE_RING_H
#define CAPTURE_RING_H

#include "core/capture/blocks.h"
#include "core/capture/source_kind.h"

enum ring_phase {
	RING_ALONE,
	RING_WAITS,  /* for the kernel to stamp frames for both rings */
	RING_CUTS,   /* frames before the cut are taken from the old ring */
	RING_DRAINS, /* the rest of them, and those behind it from the new one */
};

struct ring {
	struct source source;
	struct blocks blocks;
	/* Of rings that were left, and less what the one of now counted before. */
	uint64_t packets, drops;
	enum ring_phase phase;
	struct ring *other; /* the larger one; when it is in use, what is left */
	struct ring *left;  /* to be closed */
	int64_t cut;	    /* ns since the epoch, of frames */
	int64_t due;	    /* clock_mono(): the next step */
	bool stamped;	    /* as RING_WAITS wants it */
	unsigned cuts;	    /* that were tried */
	uint64_t drops_at_cut, other_at_cut;
	int64_t emptied;   /* clock_mono(): nothing was left */
	uint64_t released; /* blocks until then */
	int64_t patience;  /* ns, since it was asked for */
};

/* The frames that are taken: of others another ring takes care. */
struct span {
	int64_t from, until; /* ns since the epoch */
	bool hold;	     /* stop at `until`, or pass over what is not before it */
};

enum reach { REACH_END, REACH_UNTIL, REACH_BUDGET };

extern const struct source_kind ring_kind;

static inline struct ring *ring_of(struct source *s)
{
	return (struct ring *)s;
}

/* Takes frames, budget is what is left of it. */
enum reach ring_read(struct ring *r, struct blocks *b, const struct span *span,
		     unsigned *budget);

/* The same while there are two rings. */
enum reach ring_growth_read(struct ring *r, unsigned *budget);

/* Of the ring that is left: what it counted since, without what it lost, which is in
 * the other one. */
uint64_t ring_growth_packets(struct ring *r);

#endif
