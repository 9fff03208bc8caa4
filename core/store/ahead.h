/* Fetches a file from the disk before it is needed, in a thread of its own: whoever
 * scans it never waits for the disk longer than it wants to. The bytes stay in the page
 * cache, where pread(2) finds them. */
#ifndef STORE_AHEAD_H
#define STORE_AHEAD_H

#include <stdint.h>

#include "core/base/attr.h"

struct ahead;

/* Starts at the beginning of the file; fd is borrowed until ahead_free(). NULL when
 * there can be no thread: the file is read all the same, only later. */
struct ahead *ahead_new(int fd) MUST_CHECK;

/* NULL is fine. Waits for the read under way, one page. */
void ahead_free(struct ahead *a);

/* How many bytes from the beginning are there; waits up to wait_ms for `wanted` of
 * them. UINT64_MAX: all that the file had, or it cannot be read, which the next read
 * tells. */
uint64_t ahead_reached(struct ahead *a, uint64_t wanted, unsigned wait_ms);

#endif
