/* The processes that started this one: what their environment says. sudo and su hide
 * it from us, but not from /proc. */
#ifndef BASE_ANCESTORS_H
#define BASE_ANCESTORS_H

#include <stdbool.h>

struct ancestry {
	char ssh[128];	 /* SSH_CONNECTION (ssh(1)) of the nearest that has it, or "" */
	char agent[128]; /* SSH_AUTH_SOCK, in the same way */
	bool multiplexed; /* one is tmux or screen: who looks on may be somebody else */
};

/* Needs the right to read other processes' environments (proc_pid_environ(5)) where
 * they are not the caller's own; without it they count as empty. The value is as it
 * was found there: bounded, unchecked. */
struct ancestry ancestry_read(void);

#endif
