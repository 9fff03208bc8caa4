/* Settings: $XDG_CONFIG_HOME/labtap/config.yaml at the start, `:set NAME VALUE` later.
 *
 *	theme: light
 *	mouse: off
 *	keys:
 *	  ^T: time
 *	  B: filter bgp
 */
#ifndef TUI_SETTINGS_H
#define TUI_SETTINGS_H

#include "core/base/error.h"

struct app;

/* Reads the file; what is wrong in it is said on the screen, the rest holds. */
void settings_load(struct app *app);

/* The same for a text, for tests. */
bool settings_read(struct app *app, const char *text, struct error *e);

#endif
