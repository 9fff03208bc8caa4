#include "core/base/mailbox.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/types.h>
#include <unistd.h>

static bool quicken(int fd)
{
	int flags = fcntl(fd, F_GETFL);
	return flags >= 0 && !fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

bool mailbox_open(struct mailbox *m, size_t size, unsigned waits, struct error *e)
{
	int ends[2];
	/* Up to PIPE_BUF bytes a write is atomic, and so is a read of whole messages.
	 */
	if (size > PIPE_BUF)
		return error_set(e, EMSGSIZE, "mailbox");
	if (pipe2(ends, O_CLOEXEC))
		return error_set(e, errno, "mailbox");
	*m = (struct mailbox){ .read = ends[0], .write = ends[1], .size = size };
	if ((!(waits & MAILBOX_TAKER_WAITS) && !quicken(m->read)) ||
	    (!(waits & MAILBOX_SENDER_WAITS) && !quicken(m->write))) {
		int why = errno;
		mailbox_close(m);
		return error_set(e, why, "mailbox");
	}
	return true;
}

void mailbox_close(struct mailbox *m)
{
	close(m->read);
	close(m->write);
	m->read = m->write = -1;
}

bool mailbox_send(const struct mailbox *m, const void *message)
{
	ssize_t n;
	do
		n = write(m->write, message, m->size);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)m->size;
}

bool mailbox_take(const struct mailbox *m, void *message)
{
	ssize_t n;
	do
		n = read(m->read, message, m->size);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)m->size;
}
