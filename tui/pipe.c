#include "tui/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/store/unpack.h"
#include "tui/lines.h"
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
	while (p->total < HEADER && pipe_fill(p, e))
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

bool pipe_fill(struct pipe *p, struct error *e)
{
	ssize_t n;
	do
		n = read(p->from, p->chunk, sizeof(p->chunk));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return error_set(e, errno, "standard input");
	if (n > 0 && !write_all(p->file, p->chunk, (size_t)n))
		return error_set(e, errno, "the temporary file");
	p->total += (size_t)n;
	return n > 0;
}
