/* Sees to it that the engine ends. Its loop does not while it waits for a file system
 * that answers no more - a network's, one of the user's own making - and once the front
 * is gone nobody else is left to end it. */
#ifndef CAPTURE_WATCHMAN_H
#define CAPTURE_WATCHMAN_H

#include "core/base/attr.h"
#include "core/base/error.h"

struct watch {
	int sock;	 /* borrowed for ever: the channel to the front */
	int patience_ms; /* from the front's end to ours, which comes by itself */
};

/* Starts a thread that ends the process that long after the front has gone. */
bool watchman_start(const struct watch *w, struct error *e) MUST_CHECK;

#endif
