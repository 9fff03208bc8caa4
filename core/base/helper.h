/* Processes beside the front for what may hang or break: with its rights, which are
 * none, and one channel to it. A keeper forks a worker for each task, before anything
 * is read; one that ends is replaced, after a while that doubles each time. */
#ifndef BASE_HELPER_H
#define BASE_HELPER_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/base/user.h"

struct helper;

/* What a worker says. */
enum helper_word {
	HELPER_NOTHING = 1, /* there is nothing to do here */
	HELPER_DATA,	    /* with a descriptor; all is well */
	HELPER_NOTE,	    /* text: what is wrong */
};

struct helper_message {
	uint32_t task; /* position in the table */
	uint32_t word;
	char text[240]; /* may hold anything: escape it */
	int fd;		/* -1 without; the receiver's to close */
};

/* A worker's end of the channel. */
struct helper_line {
	int channel; /* hangs up when the front has gone: end then */
	uint32_t task;
};

struct helper_task {
	const char *name; /* "libvirt": in notes about its end */
	/* In the worker: may call only what seccomp_worker() allows, and should call
	 * alarm(2) before it calls anything that may hang. Ends when the channel does.
	 */
	void (*run)(const struct helper_line *line);
};

/* Forks the keeper. Must be called before anything is parsed, opened or threaded; the
 * caller then drops its own privileges. */
struct helper *helper_start(const struct user *u, const struct helper_task *tasks,
			    size_t count, struct error *e) MUST_CHECK;

/* Ends keeper and workers. NULL is fine. */
void helper_stop(struct helper *h);

/* Readable when a message waits. */
int helper_fd(const struct helper *h);

/* The next message that waits; false: none, or *ended. */
bool helper_next(struct helper *h, struct helper_message *m, bool *ended);

/* Of a worker; waits while the front is busy. fd -1: none; it stays the caller's. */
void helper_say(const struct helper_line *line, enum helper_word word, const char *text,
		int fd);

#endif
