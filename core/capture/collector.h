/* The thread that looks at the host: the observer with a loop of its own. */
#ifndef CAPTURE_COLLECTOR_H
#define CAPTURE_COLLECTOR_H

#include "core/base/attr.h"
#include "core/base/mailbox.h"
#include "core/capture/note.h"
#include "core/capture/opener.h"

struct collector;

/* Starts the thread. What it sees goes to `out`; jobs get their namespace and go on to
 * the openers, failed ones to `out`. Both are borrowed, for ever: the thread ends with
 * the process. */
struct collector *collector_start(const struct mailbox *out,
				  const struct openers *openers,
				  struct error *e) MUST_CHECK;

/* Hands over a source to open; by the engine's main thread, as the next. */
void collector_send_job(struct collector *c, struct job *job);

/* One that there was no room for, failed, to be taken as what comes from `out`: the
 * thread that empties it must not wait for room there. NULL: none. */
struct job *collector_refused(struct collector *c);

/* As observer_watch(), observer_look() and observer_rescan(). */
void collector_watch(const struct collector *c, const struct order_key *keys,
		     size_t count);
void collector_look(const struct collector *c);
void collector_rescan(const struct collector *c);

#endif
