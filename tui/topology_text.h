/* A lab's nodes and links as columns, for `labtap list`. */
#ifndef TUI_TOPOLOGY_TEXT_H
#define TUI_TOPOLOGY_TEXT_H

#include "core/lab/lab.h"
#include "tui/lines.h"

/* Ends with an empty line; the model has a topology. */
void topology_text_put(struct lines *out, const struct lab *lab);

#endif
