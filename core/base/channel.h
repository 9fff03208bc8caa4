/* One end of the SOCK_SEQPACKET pair between two of our processes: whole messages with
 * descriptors (unix(7), SCM_RIGHTS), never blocking. */
#ifndef BASE_CHANNEL_H
#define BASE_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/error.h"

enum { CHANNEL_FDS = 3 };

enum channel_result {
	CHANNEL_OK,
	CHANNEL_BUSY,	/* nothing to read, or no room to write: poll */
	CHANNEL_CLOSED, /* the other end is gone */
};

/* Close-on-exec, non-blocking, with room for some hundred messages. */
bool channel_open(int ends[2], struct error *e);

/* Sends copies of the descriptors along; they stay the caller's. */
enum channel_result channel_send(int fd, const void *bytes, size_t size, const int *fds,
				 unsigned fd_count);

struct channel_message {
	size_t size; /* above the room given: too long, cut */
	int fds[CHANNEL_FDS];
	unsigned fd_count; /* the receiver's to close */
};

enum channel_result channel_receive(int fd, void *bytes, size_t room,
				    struct channel_message *m);

void channel_close_fds(struct channel_message *m);

#endif
