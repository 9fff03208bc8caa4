/* Small files of text, whole: those a person asked for and those that are kept. */
#ifndef TUI_TEXTFILE_H
#define TUI_TEXTFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/attr.h"
#include "core/base/error.h"

/* Writes a file that is not there yet (mode 0644): complete, on disk, or absent; never
 * in the place of another. */
bool textfile_new(const char *path, const char *text, struct error *e);

/* Writes all of it, in as many steps as it takes. False: errno says why. */
bool textfile_put(int fd, const char *text);

/* Reads a regular file of at most `most` bytes; free() it. NUL characters become
 * blanks: they would hide what is behind them. NULL: e says why. */
char *textfile_read(const char *path, size_t most, struct error *e) MUST_CHECK;

#endif
