#include "core/base/channel.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A union, so that the control data is aligned as cmsg(3) wants it. */
union control {
	struct cmsghdr head;
	char room[CMSG_SPACE(sizeof(int) * CHANNEL_FDS)];
};

bool channel_open(int ends[2], struct error *e)
{
	enum { ROOM = 4 << 20 };
	int room = ROOM;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends))
		return error_set(e, errno, "socketpair");
	/* Without privileges the system's maximum has to do. */
	for (int i = 0; i < 2; i++)
		if (setsockopt(ends[i], SOL_SOCKET, SO_SNDBUFFORCE, &room,
			       sizeof(room)))
			setsockopt(ends[i], SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	return true;
}

static enum channel_result result_of(ssize_t n)
{
	if (n > 0)
		return CHANNEL_OK;
	return n < 0 && (errno == EAGAIN || errno == EINTR || errno == ENOBUFS ||
			 errno == ENOMEM)
		       ? CHANNEL_BUSY
		       : CHANNEL_CLOSED;
}

enum channel_result channel_send(int fd, const void *bytes, size_t size, const int *fds,
				 unsigned fd_count)
{
	union control control = { .room = { 0 } };
	char *base = NULL;
	memcpy(&base, &bytes, sizeof(base)); /* sendmsg(2) reads only */
	struct iovec part = { .iov_base = base, .iov_len = size };
	struct msghdr msg = { .msg_iov = &part, .msg_iovlen = 1 };
	if (fd_count) {
		msg.msg_control = control.room;
		msg.msg_controllen = CMSG_SPACE(sizeof(int) * fd_count);
		struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int) * fd_count);
		memcpy(CMSG_DATA(c), fds, sizeof(int) * fd_count);
	}
	return result_of(sendmsg(fd, &msg, MSG_DONTWAIT | MSG_NOSIGNAL));
}

static void fds_take(struct msghdr *msg, struct channel_message *m)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		/* The room given admits no more than CHANNEL_FDS in all. */
		memcpy(m->fds, CMSG_DATA(c), count * sizeof(int));
		m->fd_count = (unsigned)count;
	}
}

enum channel_result channel_receive(int fd, void *bytes, size_t room,
				    struct channel_message *m)
{
	union control control;
	struct iovec part = { .iov_base = bytes, .iov_len = room };
	struct msghdr msg = { .msg_iov = &part,
			      .msg_iovlen = 1,
			      .msg_control = control.room,
			      .msg_controllen = sizeof(control.room) };
	*m = (struct channel_message){ .size = 0 };
	/* MSG_TRUNC: the true length, also of a message that does not fit. */
	ssize_t n = recvmsg(fd, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC | MSG_TRUNC);
	enum channel_result r = result_of(n);
	if (r != CHANNEL_OK)
		return r;
	m->size = (size_t)n;
	fds_take(&msg, m);
	return r;
}

void channel_close_fds(struct channel_message *m)
{
	for (unsigned i = 0; i < m->fd_count; i++)
		close(m->fds[i]);
	m->fd_count = 0;
}
