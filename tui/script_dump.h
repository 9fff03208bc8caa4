/* What a script sees of the screen: its text, its roles, its looks. */
#ifndef TUI_SCRIPT_DUMP_H
#define TUI_SCRIPT_DUMP_H

#include "core/base/attr.h"
#include "tui/app.h"

/* "screen": the characters; "roles": and a letter for what each means (canvas.h);
 * "colours": with the sequences of the theme in force, as 256 colours have them;
 * "looks": these, then without colours, then without UTF-8; "model": what the view
 * knows. NULL: none of these. free() the result. */
char *script_dump(struct app *app, const char *what) MUST_CHECK;

#endif
