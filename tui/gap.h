/* A time between two packets in a column of a table. */
#ifndef TUI_GAP_H
#define TUI_GAP_H

#include "tui/canvas.h"

/* Right-aligned in so many columns. */
void gap_put(const struct area *a, int row, int column, int width, int64_t ns);

#endif
