/* Writing to somebody who may be slow, or stop reading for good: a pipe, a socket, a
 * terminal. */
#ifndef BASE_GIVE_H
#define BASE_GIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/attr.h"

/* Writes all of it, however long that takes; once `stop` (-1: never) is readable, only
 * as long as the reader takes something every second. Returns the bytes written: fewer
 * than size when errno says why; ECANCELED: it was stopped. */
size_t give(int fd, const void *bytes, size_t size, int stop) MUST_CHECK;

#endif
