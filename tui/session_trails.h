/* The ways of the packets of a session (core/analysis/trails.h): computed while more
 * than one point is there, for somebody who looks on; with what the session knows of
 * the points. Losses are lines among the packets. */
#ifndef TUI_SESSION_TRAILS_H
#define TUI_SESSION_TRAILS_H

#include "core/base/text.h"
#include "tui/session.h"

/* Looks at up to `budget` packets more; true while there are more to look at now.
 * session_advance() does it. */
bool session_trails_step(struct session *s, unsigned budget);

/* The store is another one. */
void session_trails_drop(struct session *s);

/* Copies of one packet are one row, or no longer. */
void session_fold(struct session *s, bool on);

/* The same, unless it was chosen otherwise: while several points are captured copies
 * are one row, a file is shown as it is. */
void session_fold_usual(struct session *s, bool on);

/* Of the copies that a row stands for, the one to show: the first on the way that
 * passes the filter. The packet itself where nothing is folded. */
uint64_t session_head(const struct session *s, uint64_t number);

/* The packet whose row stands for it: the first of its copies where those are folded.
 */
uint64_t session_leader(const struct session *s, uint64_t number);

/* How many sightings a row stands for; 1 where nothing is folded. */
unsigned session_copies(const struct session *s, uint64_t number);

/* Did the packet not get where it should have? And in words. */
bool session_is_lost(const struct session *s, uint64_t number);
void session_lost_put(const struct session *s, uint64_t number, struct text *t);

/* The name of a point. */
void session_point_put(struct text *t, const struct trails *trails, uint32_t point);

#endif
