#include "tui/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/give.h"
#include "core/base/mem.h"
#include "core/store/unpack.h"
#include "tui/temp.h"

enum { CHUNK = 1 << 18, HEADER = 28 /* the longest fixed file header, pcapng's */ };

struct pipe {
	int from, file;
	size_t total;
	char chunk[CHUNK];
};

struct pipe *pipe_new(int fd, struct error *e)
{
	int file = temp_open(e);
	if (file < 0)
		return NULL;
	struct pipe *p = mem_new(sizeof(*p));
	p->from = fd;
	p->file = file;
	e->code = 0;
	while (p->total < HEADER && pipe_fill(p, -1, e))
		;
	if (!e->code)
		return p;
	pipe_free(p);
	return NULL;
}

void pipe_free(struct pipe *p)
{
	if (!p)
		return;
	close(p->file);
	free(p);
}

int pipe_reader(const struct pipe *p)
{
	return fcntl(p->file, F_DUPFD_CLOEXEC, 0);
}

bool pipe_is_packed(const struct pipe *p)
{
	return unpack_kind(p->file) != PACKING_NONE;
}

/* Until something comes; false: stopped before. */
static bool wait_for_some(const struct pipe *p, int stop)
{
	struct pollfd wait[] = {
		{ .fd = p->from, .events = POLLIN },
		{ .fd = stop, .events = POLLIN },
	};
	while (stop >= 0 && poll(wait, 2, -1) < 0 && errno == EINTR)
		;
	return stop < 0 || wait[0].revents;
}

bool pipe_fill(struct pipe *p, int stop, struct error *e)
{
	ssize_t n;
	if (!wait_for_some(p, stop))
		return false;
	do
		n = read(p->from, p->chunk, sizeof(p->chunk));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return error_set(e, errno, "standard input");
	if (n > 0 && give(p->file, p->chunk, (size_t)n, -1) < (size_t)n)
		return error_set(e, errno, "the temporary file");
	p->total += (size_t)n;
	return n > 0;
}
