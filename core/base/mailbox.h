/* Messages of one fixed size between threads: a pipe(7), so a loop can wait for it and
 * several threads may take from it. Ownership of what a message points to goes with
 * the message. */
#ifndef BASE_MAILBOX_H
#define BASE_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/attr.h"
#include "core/base/error.h"

struct mailbox {
	int read, write;
	size_t size; /* of a message, up to PIPE_BUF */
};

/* Which side waits when there is nothing to take, or no room to put. */
enum {
	MAILBOX_TAKER_WAITS = 1,
	MAILBOX_SENDER_WAITS = 2,
};

bool mailbox_open(struct mailbox *m, size_t size, unsigned waits, struct error *e);
void mailbox_close(struct mailbox *m);

/* False: there is no room (and the sender does not wait), or the mailbox is closed. */
bool mailbox_send(const struct mailbox *m, const void *message);

/* False: there is none (and the taker does not wait), or the mailbox is closed. */
bool mailbox_take(const struct mailbox *m, void *message);

#endif
