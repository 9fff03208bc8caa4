/* What passes a filter from some moment on, into files of its own: packet by packet,
 * where a tape (core/store/tape.h) copies all that was published. */
#ifndef TUI_RECORD_SHOWN_H
#define TUI_RECORD_SHOWN_H

#include "tui/session.h"

struct shown;

/* The view filter of this moment; the session must live longer. */
struct shown *shown_new(struct session *s, struct error *e) MUST_CHECK;
void shown_free(struct shown *w); /* NULL is fine */

/* Goes on in this empty file (borrowed). */
bool shown_file(struct shown *w, int file, struct error *e);

/* Copies what came since for at most budget_ns; the file has it when it returns true.
 * *more: there is more now. False: nothing is lost, a later call goes on. */
bool shown_copy(struct shown *w, int64_t budget_ns, bool *more, struct error *e);

uint64_t shown_length(const struct shown *w);  /* bytes in the file at hand */
uint64_t shown_packets(const struct shown *w); /* in all files */

/* How often packets had left the spool before they were looked at. */
uint64_t shown_skipped(const struct shown *w);

#endif
