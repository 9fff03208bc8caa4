/* What surrounds every view: title with the health of the capture, filter line,
 * hairline, one line for messages, one for keys. */
#ifndef TUI_CHROME_H
#define TUI_CHROME_H

#include "tui/app.h"

enum { CHROME_MIN_ROWS = 16, CHROME_MIN_COLUMNS = 60 };

/* The rectangle that is left for the view, and its rows. */
struct area chrome_body(struct app *app);
int chrome_rows(const struct app *app);

void chrome_draw(struct app *app);

/* Instead of everything, on a screen that is too small. */
void chrome_draw_tiny(struct app *app);

#endif
