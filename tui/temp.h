/* Nameless temporary files: what comes from a pipe or out of a compressed file. */
#ifndef TUI_TEMP_H
#define TUI_TEMP_H

#include "core/base/attr.h"
#include "core/base/error.h"

/* An empty file in TMPDIR, else in /var/tmp, that is gone when it is closed. -1 with e
 * set. */
int temp_open(struct error *e) MUST_CHECK;

/* fd itself (taken over) when it is not compressed; otherwise a temporary file with
 * what is in it. -1 with e set. *damaged: it is not complete, and e says why. */
int temp_unpacked(int fd, bool *damaged, struct error *e) MUST_CHECK;

#endif
