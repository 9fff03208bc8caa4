/* The packets of one path, and of that of its reply, as a file. */
#ifndef TUI_PATH_SAVE_H
#define TUI_PATH_SAVE_H

#include "tui/app.h"
#include "tui/path_rows.h"

/* Into path-NUMBER.pcapng in the current directory; says so, or why not. */
void path_save(struct app *app, const struct path_rows *rows,
	       const struct path_rows *reply, uint64_t number);

#endif
