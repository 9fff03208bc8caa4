/* A recording in the browser: what is captured from some moment on, or what of it the
 * filter shows, in files of its own (ring.h decides which and when). */
#ifndef TUI_RECORD_H
#define TUI_RECORD_H

#include "core/base/text.h"
#include "tui/ring.h"
#include "tui/session.h"

struct record_options {
	struct ring_options ring; /* path is borrowed for the call only */
	bool everything;	  /* with what is in the spool already */
	bool shown;		  /* only what passes the view filter of now */
	unsigned long seconds;	  /* that end it, 0: none do */
};

struct record;

/* The session must be capturing, and live longer. */
struct record *record_new(struct session *s, const struct record_options *options,
			  struct error *e) MUST_CHECK;

/* Copies what was published since. *wait: ms until it must be called again, 0: there is
 * more to do now, -1: when more was published. False: e says what is in the way, for
 * the first time; it goes on by itself when it can. */
bool record_step(struct record *r, int *wait, struct error *e);

/* As many packets, files or seconds as were wanted. */
bool record_is_over(const struct record *r);

/* Copies the rest and puts into words what became of it: "recorded 12 packets to ...".
 * Frees r. */
void record_finish(struct record *r, struct text *words);

/* For the title: the file at hand and the bytes of all. */
const char *record_name(const struct record *r);
uint64_t record_packets(const struct record *r);
bool record_is_stuck(const struct record *r); /* nothing can be written right now */

#endif
