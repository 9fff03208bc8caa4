/* A pipe made into a file: what comes out of it is kept in a nameless temporary file,
 * because a store must be able to go back. */
#ifndef TUI_PIPE_H
#define TUI_PIPE_H

#include <stdbool.h>

#include "core/base/attr.h"
#include "core/base/error.h"

struct pipe;

/* fd is borrowed. The file is in TMPDIR, else in /var/tmp. Waits for the first bytes,
 * which tell the format. */
struct pipe *pipe_new(int fd, struct error *e) MUST_CHECK;
void pipe_free(struct pipe *p);

/* A new descriptor of the file, for the caller to close. */
int pipe_reader(const struct pipe *p);

/* Is what came so far the beginning of something compressed? */
bool pipe_is_packed(const struct pipe *p);

/* Waits for more and adds it to the file. False: the end, or `stop` became readable
 * before (-1: nothing does), or (e->code set) an error. */
bool pipe_fill(struct pipe *p, int stop, struct error *e);

#endif
