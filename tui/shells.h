/* What shells need to complete a command line of labtap, from the tables of its verbs.
 * bash(1) "Programmable Completion", zshcompsys(1), fish complete(1). */
#ifndef TUI_SHELLS_H
#define TUI_SHELLS_H

#include <stdbool.h>

/* The script for one shell to stdout; false: there is none for a shell of this name. */
bool shells_put(const char *shell);

#endif
