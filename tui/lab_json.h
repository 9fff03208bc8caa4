/* The model as one JSON object, for scripts (RFC 8259). */
#ifndef TUI_LAB_JSON_H
#define TUI_LAB_JSON_H

#include "core/lab/lab.h"
#include "tui/lines.h"

/* Keys and arrays always come in the same order, endpoints by name; what is not known
 * is null. limits: one line per missing capability (limits_list()). */
void lab_json_put(struct lines *out, const struct lab *lab, const char *limits);

#endif
