/* :export - the plot of traffic as a drawing, once all packets are counted. */
#ifndef TUI_WORD_EXPORT_H
#define TUI_WORD_EXPORT_H

#include <stdbool.h>

struct app;

/* Counts for a slice of time, then writes; true while there is more to do. indexing:
 * there will be more packets in the file. */
bool export_step(struct app *app, bool indexing);

/* Gives it up. */
void export_end(struct app *app);

#endif
