/* The sheet that saves packets; opened on top of the view it is about. */
#ifndef TUI_VIEW_SAVE_H
#define TUI_VIEW_SAVE_H

#include "tui/view.h"

extern const struct view_ops view_save;

/* Saves what is shown under the proposed name, without questions. */
void view_save_now(struct app *app);

#endif
