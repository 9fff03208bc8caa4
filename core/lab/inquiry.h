/* One question to a container engine: GET on its unix socket, HTTP/1.0, so that the
 * answer ends with the connection (RFC 1945 4.4). Never waits: a socket that hangs is
 * given up after a while. The answer is not looked into. */
#ifndef LAB_INQUIRY_H
#define LAB_INQUIRY_H

#include "core/base/loop.h"
#include "core/lab/resident.h"

struct inquiry;

/* The end of it: code is an errno where there is no answer, else 0. The callee takes
 * the bytes; the inquiry is no more. */
typedef void inquiry_fn(void *owner, const char *socket, struct bytes answer, int code);

/* Asks; NULL, with *code set: nobody listens there. `socket` must outlive it. */
struct inquiry *inquiry_new(struct loop *loop, const char *socket, const char *path,
			    inquiry_fn *done, void *owner, int *code) MUST_CHECK;

/* Gives up; done is not called. NULL is fine. */
void inquiry_free(struct inquiry *q);

#endif
