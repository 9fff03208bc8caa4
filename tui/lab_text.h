/* The model as columns, for people and for grep: one line per endpoint. */
#ifndef TUI_LAB_TEXT_H
#define TUI_LAB_TEXT_H

#include "core/lab/lab.h"
#include "tui/lines.h"

/* width: of the terminal, where long lines go on under their last column; 0: they do
 * not end. */
void lab_text_put(struct lines *out, const struct lab *lab, size_t width);

#endif
