/* The spool as one stream of pcapng for a pipe: whole published blocks, segment by
 * segment, each of which begins a section of its own (pcapng allows that). */
#ifndef STORE_FEED_H
#define STORE_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"

struct feed;

struct feed_options {
	int control, dir; /* the sealed page of the spool, its segments; borrowed */
	int to;		  /* where it goes; borrowed */
	int stop; /* readable: waits no longer for a reader that does not read; -1 */
	uint64_t limit; /* packets, 0: all */
};

struct feed *feed_new(const struct feed_options *o, struct error *e) MUST_CHECK;
void feed_free(struct feed *s); /* NULL is fine */

/* Writes everything that was published since, and waits for whoever reads. False:
 * e->code is EPIPE when nobody reads any more, ECANCELED when it was stopped; that is
 * the end of it. */
bool feed_copy(struct feed *s, struct error *e);

/* Goes no further than what is published now, whatever comes, until the next call of
 * this; or (off) no longer. */
bool feed_hold(struct feed *s, bool on, struct error *e);

/* One more block (copied) in front of the next packet. */
void feed_insert(struct feed *s, const uint8_t *block, size_t size);

uint64_t feed_packets(const struct feed *s); /* that the reader took */
bool feed_is_full(const struct feed *s);     /* limit packets are written */

/* Segments that were trimmed before they were written, or in the middle of it: the
 * reader was too slow for the ring. */
uint64_t feed_skipped(const struct feed *s);

/* Goes over the whole blocks that a pcapng file has from *offset on, up to and with
 * the packet that makes *packets equal to limit. */
bool feed_count(int fd, uint64_t *offset, uint64_t *packets, uint64_t limit,
		struct error *e);

/* Shortens a pcapng file that nobody writes any more to its first `limit` packets. */
bool feed_cut(int fd, uint64_t limit, struct error *e);

#endif
