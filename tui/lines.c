#include "tui/lines.h"

#include <errno.h>
#include <stdlib.h>

#include "core/base/give.h"
#include "core/base/mem.h"

enum { LINES_SIZE = 128 << 10 };

void lines_init(struct lines *l, int fd)
{
	*l = (struct lines){ .fd = fd, .stop = -1 };
	l->text = text_over(mem_new(LINES_SIZE), LINES_SIZE);
}

void lines_done(struct lines *l)
{
	free(l->text.start);
}

bool lines_flush(struct lines *l)
{
	size_t size = text_length(&l->text);
	for (size_t i = 0; l->joined && i < size; i++)
		if (l->text.start[i] == '\n')
			l->text.start[i] = ' ';
	if (!l->code && give(l->fd, l->text.start, size, l->stop) < size)
		l->code = errno;
	l->text.at = l->text.start;
	*l->text.at = '\0';
	return !l->code;
}
