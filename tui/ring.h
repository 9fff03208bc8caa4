/* One recording in several files, as tcpdump -C, -G and -W make them: which name comes
 * next, when, and which file has to go. Each is made here, with the user's rights, and
 * handed to the engine, which goes on in it between two batches. */
#ifndef TUI_RING_H
#define TUI_RING_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/capture/client.h"

struct ring_options {
	const char *path;      /* with -G also a strftime(3) pattern */
	uint64_t size;	       /* bytes that end a file, 0: none do */
	unsigned long seconds; /* that end a file, 0: none do */
	unsigned long count;   /* files at most, 0: any number */
	unsigned long packets; /* in all files, 0: any number */
	bool overwrite;
};

struct ring;

/* Makes the first file. It and, where names come round again, the others must not be
 * there, unless they may be overwritten. */
struct ring *ring_new(const struct ring_options *options, struct error *e) MUST_CHECK;

/* The first file, for client_spool(); borrowed. */
int ring_file(const struct ring *r);

/* Looks at the spool's control page and hands the next file to the client when it is
 * time. *wait: ms until it must be called again at the latest, -1: when more was
 * published. False: e says why the next file cannot be made; that is worth telling, the
 * old one goes on. */
bool ring_step(struct ring *r, int control, struct client *client, int *wait,
	       struct error *e);

/* The same for whoever writes to ring_file() in this process: `length` bytes are in it.
 * *turned: it is another file now, empty. */
bool ring_turn(struct ring *r, uint64_t length, bool *turned, int *wait,
	       struct error *e);

/* The name of the file at hand; borrowed. */
const char *ring_name(const struct ring *r);

/* All packets, or all files, that were wanted are there. */
bool ring_is_over(const struct ring *r);

/* When nobody writes any more: removes what was not used and is too much. */
bool ring_finish(struct ring *r, struct error *e);

/* When nothing was captured after all: removes what was made. */
void ring_discard(struct ring *r);

/* NULL is fine. */
void ring_free(struct ring *r);

#endif
