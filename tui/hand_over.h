/* The stream of a hand-over, copied by a thread of its own: a reader that does not read
 * holds up nobody else. */
#ifndef TUI_HAND_OVER_H
#define TUI_HAND_OVER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"

struct session;
struct hand_over;

/* Prepares: the session's spool, or its file, which must both stay. */
struct hand_over *hand_over_new(const struct session *s, struct error *e) MUST_CHECK;

/* Starts copying into `to` (taken over), or into the named pipe at `path` (to -1) as
 * soon as somebody reads from it. */
bool hand_over_start(struct hand_over *h, int to, const char *path, struct error *e);

/* It has ended by itself: why (code EPIPE: nobody reads any more). */
bool hand_over_ended(struct hand_over *h, struct error *why);

/* Has somebody opened it? */
bool hand_over_is_read(struct hand_over *h);

/* Copies what there is now, for at most a second, and ends. Packets that the reader
 * took; of a file, which is copied as it is, 0. Frees h; NULL is fine. */
uint64_t hand_over_finish(struct hand_over *h);

#endif
