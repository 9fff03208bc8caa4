/* An event loop over epoll(7): file descriptors with callbacks, and timers that are
 * file descriptors too. One thread, no knowledge of what the descriptors are. */
#ifndef BASE_LOOP_H
#define BASE_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"

struct loop;

enum { LOOP_STEP = 64 }; /* descriptors that one step looks at */

/* events: the EPOLL* bits that are ready. A callback may add and remove any fd. */
typedef void loop_fn(void *owner, uint32_t events);

struct loop *loop_new(struct error *e) MUST_CHECK;
void loop_free(struct loop *l);

/* Watches fd (borrowed) for EPOLL* events; adding it again changes them. */
bool loop_add(struct loop *l, int fd, uint32_t events, loop_fn *fn, void *owner,
	      struct error *e);

/* Must come before close(fd). Removing what is not watched does nothing. */
void loop_remove(struct loop *l, int fd);

/* Waits up to timeout_ms (-1: for ever, 0: not at all) and runs what is ready.
 * False only when epoll itself failed; a signal is not a failure. */
bool loop_step(struct loop *l, int timeout_ms, struct error *e);

/* How many of them the last step found ready: LOOP_STEP says that there may be more. */
size_t loop_found(const struct loop *l);

/* Readable when something is ready: to be watched by another loop. Borrowed. */
int loop_fd(const struct loop *l);

/* A new fd, for the caller to close, that is readable when one of `count` fds is, all
 * of which must be open as long as it is; -1 on failure. */
int loop_join(const int *fds, size_t count, struct error *e) MUST_CHECK;

/* A disarmed timer as a new fd that the caller closes; -1 on failure. */
int loop_timer_open(struct error *e) MUST_CHECK;

/* Arms: after first_ms, then every period_ms (0: once). first_ms 0 disarms. */
void loop_timer_set(int fd, unsigned first_ms, unsigned period_ms);

/* Reads an expired timer, or a pipe of 8 byte pokes, so that it is quiet again. */
void loop_drain(int fd);

#endif
