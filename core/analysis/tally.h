/* Sums over all packets that pass a filter: who talks to whom, which protocols there
 * are, how much there was when. One forward pass fills all three; it lags, has a
 * budget, and is thrown away when the filter changes. Memory is bounded: what does not
 * fit is counted together. */
#ifndef ANALYSIS_TALLY_H
#define ANALYSIS_TALLY_H

#include "core/analysis/filter.h"
#include "core/analysis/flow.h"
#include "core/base/attr.h"
#include "core/store/store.h"

enum {
	TALKS_MAX = 1 << 14,
	LAYERS_MAX = 512,
	SLOTS = 1024,	 /* of the time axis */
	TALLY_SERIES = 9 /* all packets, and each of the first places */
};

/* Packets between two ends (as rows name them) of one protocol. */
struct talk {
	char ends[2][64];
	char protocol[24];
	uint64_t packets[2], bytes[2]; /* from either end */
	uint64_t again;		       /* TCP segments that were sent again */
	uint64_t lost;		       /* that left a point and missed the next */
	int64_t round_trip;	       /* ns, 0: unknown (flow.h) */
	int64_t first, last;	       /* ns since the epoch */
	int64_t second;		       /* the last one with packets */
	uint32_t now[2], was[2]; /* packets and bytes in it, and in the one before */
};

/* A protocol inside another. */
struct tally_layer {
	const char *name; /* static text */
	size_t parent;	  /* SIZE_MAX: none */
	unsigned depth;
	uint64_t packets, bytes; /* with everything inside */
};

/* Packets and bytes over time: slot i begins at start + i * width. */
struct tally_series {
	char place[128]; /* "": all */
	uint32_t packets[SLOTS];
	uint64_t bytes[SLOTS];
};

struct tally;

/* Everything is borrowed and must outlive it. filter may be NULL. */
struct tally *tally_new(struct store *s, struct filter *filter,
			struct flows *flows) MUST_CHECK;
void tally_free(struct tally *t); /* NULL is fine */

/* Before the first tally_advance(): copies of one packet (trails.h, borrowed) count
 * once.
 */
struct trails;
void tally_fold(struct tally *t, const struct trails *trails);

/* Counts what was found to be lost since the last call, always with the same trails. */
void tally_lost(struct tally *t, const struct trails *trails);

/* Takes up to `budget` packets more; true while the store has more. */
bool tally_advance(struct tally *t, unsigned budget);

/* Packets looked at, and of them counted. */
uint64_t tally_seen(const struct tally *t);
uint64_t tally_packets(const struct tally *t);
uint64_t tally_bytes(const struct tally *t);
int64_t tally_last(const struct tally *t); /* time of the newest */

size_t tally_talks(const struct tally *t);
const struct talk *tally_talk(const struct tally *t, size_t i);
uint64_t tally_others(const struct tally *t); /* packets of talks that had no room */

/* Packets and bytes per second: in the last whole second when `live`, else over the
 * time it lasted. */
void talk_rate(const struct talk *talk, int64_t now, bool live, uint64_t *packets,
	       uint64_t *bytes);

/* Layers, each behind its parent: as a tree is drawn. */
size_t tally_layers(const struct tally *t);
const struct tally_layer *tally_layer(const struct tally *t, size_t i);

size_t tally_series_count(const struct tally *t);
const struct tally_series *tally_series(const struct tally *t, size_t i);
int64_t tally_start(const struct tally *t); /* of slot 0 */
int64_t tally_width(const struct tally *t); /* ns of a slot */
size_t tally_slots(const struct tally *t);  /* that have been reached */

#endif
