/* A few threads that open and close sources: each takes tens of milliseconds of waiting
 * in the kernel, and many can wait at once. */
#ifndef CAPTURE_OPENER_H
#define CAPTURE_OPENER_H

#include "core/base/attr.h"
#include "core/base/mailbox.h"
#include "core/capture/note.h"

struct openers;

/* Finished jobs go to `done` (borrowed) as NOTE_JOB. */
struct openers *openers_new(const struct mailbox *done, struct error *e) MUST_CHECK;

/* Starts the threads. They are never stopped: the process ends with them. */
bool openers_start(struct openers *o, unsigned threads, struct error *e);

/* Hands a job over, from any thread. A job to open brings job->space, which is closed.
 */
void openers_send(const struct openers *o, struct job *job);

#endif
