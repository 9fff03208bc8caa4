/* The labs of `labtap list --json`: nodes and links as the files have them. */
#ifndef TUI_TOPOLOGY_JSON_H
#define TUI_TOPOLOGY_JSON_H

#include "core/lab/lab.h"
#include "tui/lines.h"

/* What stands between the brackets of "labs"; the model has a topology. */
void topology_json_put(struct lines *out, const struct lab *lab);

#endif
