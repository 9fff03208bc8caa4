/* Files of keys that decrypt TLS (SSLKEYLOGFILE: the NSS key log format). */
#ifndef TUI_KEYLOG_H
#define TUI_KEYLOG_H

#include "core/base/attr.h"
#include "core/base/error.h"

/* Reads one, to be freed. NULL: it cannot be read, or is none. */
char *keylog_read(const char *path, struct error *e) MUST_CHECK;

#endif
