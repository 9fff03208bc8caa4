/* Names of the lab in place of addresses, wherever there are hosts on the screen: where
 * a lab is known, unless the user wants it otherwise. */
#ifndef TUI_NAMES_H
#define TUI_NAMES_H

#include "tui/app.h"

bool names_on(const struct app *app);
void names_toggle(struct app *app);

/* What to show for an address; borrowed. */
const char *names_of(const struct app *app, const char *address);

#endif
