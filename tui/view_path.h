/* The way of one packet through all points that saw it. */
#ifndef TUI_VIEW_PATH_H
#define TUI_VIEW_PATH_H

#include "tui/app.h"
#include "tui/path_rows.h"

/* Of the packet under the cursor of the list. */
void path_open(struct app *app);

/* Of any packet. */
void path_open_of(struct app *app, uint64_t number);

/* Copies of one packet are one row of the list, or no longer. */
void path_fold(struct app *app);

/* For the views on top: the packet at the hop under the cursor, 0: none; another one;
 * what there is. */
uint64_t path_current(const struct view *v);
bool path_step(struct view *v, int by);
const struct path_rows *path_shown(const struct view *v, size_t *cursor);

#endif
