/* What is published of the spool from some moment on, block by block into files of its
 * own, each of which is complete: a section header, and every interface so far. The
 * spool is the buffer: a full disk costs no packet as long as the spool has it. */
#ifndef STORE_TAPE_H
#define STORE_TAPE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"

struct tape;

/* control: the sealed page of the spool; dir: its segments; both borrowed. From now on,
 * or with `everything` from the oldest packet that is still there. */
struct tape *tape_new(int control, int dir, bool everything,
		      struct error *e) MUST_CHECK;
void tape_free(struct tape *t); /* NULL is fine */

/* Goes on in this empty file (borrowed). */
bool tape_file(struct tape *t, int file, struct error *e);

/* Copies up to about `budget` bytes of what was published since; whole blocks, and the
 * file has them when it returns true. *more: there is more now. False: nothing is lost,
 * a later call goes on. */
bool tape_copy(struct tape *t, uint64_t budget, bool *more, struct error *e);

uint64_t tape_length(const struct tape *t);  /* bytes in the file at hand */
uint64_t tape_packets(const struct tape *t); /* in all files */

/* Segments that were trimmed before they were copied. */
uint64_t tape_skipped(const struct tape *t);

#endif
