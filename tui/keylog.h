/* Files of keys that decrypt TLS (SSLKEYLOGFILE: the NSS key log format). */
#ifndef TUI_KEYLOG_H
#define TUI_KEYLOG_H

#include <sys/types.h>

#include "core/base/attr.h"
#include "core/base/error.h"

/* Reads one, to be freed. NULL: it cannot be read, or is none. */
char *keylog_read(const char *path, struct error *e) MUST_CHECK;

/* One that programs write while they run; need not be there yet. */
struct keylog_tail {
	const char *path;
	off_t offset; /* behind the last whole line */
};

/* The entries that came since, and only those, to be freed; NULL: none. A file that was
 * made anew is read anew. */
char *keylog_more(struct keylog_tail *tail) MUST_CHECK;

#endif
