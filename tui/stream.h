/* The spool as one stream of pcapng for a pipe: whole published blocks, segment by
 * segment, each of which begins a section of its own (pcapng allows that). */
#ifndef TUI_STREAM_H
#define TUI_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"

struct stream;

/* control: the sealed page of the spool; dir: its segments; both borrowed. fd: where
 * it goes, borrowed. limit: packets, 0: all. */
struct stream *stream_new(int control, int dir, int fd, uint64_t limit,
			  struct error *e) MUST_CHECK;
void stream_free(struct stream *s);

/* Writes everything that was published since. False: e->code is EPIPE when nobody
 * reads any more. */
bool stream_copy(struct stream *s, struct error *e);

uint64_t stream_packets(const struct stream *s);
bool stream_is_full(const struct stream *s); /* limit packets are written */

/* Shortens a pcapng file that nobody writes any more to its first `limit` packets. */
bool stream_cut(int fd, uint64_t limit, struct error *e);

#endif
