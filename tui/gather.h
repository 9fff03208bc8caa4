/* What a session can look at though it is not one file: several captures merged by
 * time, or a pipe. Both are made into one nameless file that grows meanwhile. */
#ifndef TUI_GATHER_H
#define TUI_GATHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"

struct gather;

/* Opens all of them. Their packets come by time, file by file in file order. */
struct gather *gather_files(const char *const *paths, size_t count,
			    struct error *e) MUST_CHECK;

/* fd: a pipe, borrowed. Waits for what tells the format; for all of it when that is
 * compressed. */
struct gather *gather_pipe(int fd, struct error *e) MUST_CHECK;
void gather_free(struct gather *g); /* NULL is fine */

/* A new descriptor of the file, for the caller to close. */
int gather_reader(const struct gather *g);

/* The pipe while it is open, for a loop to wait for; -1: nothing has to be waited for.
 */
int gather_fd(const struct gather *g);

/* Adds what there is, for at most budget_ns. True: there is more to do now. e->code or
 * e->text is set when something is wrong; what came before it is in the file. */
bool gather_step(struct gather *g, int64_t budget_ns, struct error *e);

#endif
