/* The runner: starts the outside programs there are - tshark, Wireshark, ssh - because
 * the front cannot. It is the invoking user, without privileges, was forked before
 * anything was read, and builds the command lines itself: the front chooses which one,
 * and gives it words that cannot be options. */
#ifndef TUI_RUNNER_H
#define TUI_RUNNER_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/base/user.h"

struct runner;

enum run_program {
	RUN_TSHARK,    /* one capture on its standard input, every field as text;
			* words: ports to be decoded as something else */
	RUN_WIRESHARK, /* follows its standard input, in a window */
	RUN_SSH,       /* labtap on a host: words are its command line there */
	RUN_ASK,       /* the same for questions, see remote.c */
	RUN_PIPE,      /* no program: makes a named pipe, see runner_pipe() */
	RUN_PROGRAMS
};

/* What the command line says of other hosts; borrowed, constant from the start on. */
struct runner_hosts {
	const char *const *names; /* as ssh(1) takes them */
	size_t count;
	const char *ssh;    /* instead of ssh: a program and its options; or NULL */
	const char *labtap; /* instead of labtap by sudo where it is not root's; NULL */
};

struct run {
	enum run_program program;
	uint32_t host; /* RUN_SSH: position in the names */
	bool quiet;    /* RUN_SSH: ask nobody for a password */
	const char *const *words;
	size_t count;
	uint32_t limit_ms; /* then it is killed; 0: never */
	int in, out, err;  /* its standard descriptors; stay the caller's */
};

/* Forks it. Must be called before anything is parsed, opened or threaded. ssh_agent:
 * SSH_AUTH_SOCK of who started us, which sudo hides; "" unknown. */
struct runner *runner_start(const struct user *u, const struct runner_hosts *hosts,
			    const char *ssh_agent, struct error *e) MUST_CHECK;

/* Ends it, and the tshark and ssh it has started; Wireshark stays. NULL is fine. */
void runner_stop(struct runner *r);

/* Starts one; 0: the runner is gone or busy. What cannot be started says why on its
 * standard error and ends with status 127. */
uint32_t runner_run(struct runner *r, const struct run *run, struct error *e);

/* Makes a named pipe for the user alone, which the front may not; waits for it. */
bool runner_pipe(struct runner *r, const char *path, struct error *e);

/* Kills what runs under this number, but no Wireshark; done with it. */
void runner_forget(struct runner *r, uint32_t id);

/* Has it ended? Then *status is its exit status, -1: it was killed. */
bool runner_ended(struct runner *r, uint32_t id, int *status);

#endif
