/* Lines on their way to a descriptor: one buffer, text functions write into it, one
 * write(2) when it is full or when the reader should see it. */
#ifndef TUI_LINES_H
#define TUI_LINES_H

#include <stdbool.h>

#include "core/base/attr.h"
#include "core/base/text.h"

struct lines {
	int fd;		  /* borrowed */
	int stop;	  /* readable: give up waiting for the reader; -1: never */
	int code;	  /* errno of the first write that failed, 0 */
	bool joined;	  /* what is written is all one line: no newline gets out */
	struct text text; /* what waits */
};

void lines_init(struct lines *l, int fd);
void lines_done(struct lines *l);

/* Writes what waits; after a failure nothing is written any more. False: it failed. */
bool lines_flush(struct lines *l);

/* A text with room for n more bytes (n up to 64 KiB). */
static inline struct text *lines_room(struct lines *l, size_t n)
{
	if ((size_t)(l->text.end - l->text.at) <= n)
		lines_flush(l);
	return &l->text;
}

#endif
