/* One question to a daemon on its unix socket: a container engine's, or that of Open
 * vSwitch's database. Never waits: a socket that hangs is given up after a while. The
 * answer is not looked into, but for the mark that it may end with. */
#ifndef LAB_INQUIRY_H
#define LAB_INQUIRY_H

#include "core/base/loop.h"
#include "core/lab/resident.h"

struct inquiry;

/* The end of it: code is an errno where there is no answer, else 0. The callee takes
 * the bytes; the inquiry is no more. */
typedef void inquiry_fn(void *owner, const char *socket, struct bytes answer, int code);

/* What is said to a daemon, and the bytes with which its answer ends; end NULL: it ends
 * with the connection, as HTTP/1.0 does (RFC 1945 4.4). */
struct question {
	const char *text, *end;
};

/* Asks; NULL, with *code set: nobody listens there. `socket` and the question must
 * outlive it. */
struct inquiry *inquiry_new(struct loop *loop, const char *socket,
			    const struct question *question, inquiry_fn *done,
			    void *owner, int *code) MUST_CHECK;

/* Gives up; done is not called. NULL is fine. */
void inquiry_free(struct inquiry *q);

#endif
