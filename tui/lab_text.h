/* The model as columns, for people and for grep: one line per endpoint. */
#ifndef TUI_LAB_TEXT_H
#define TUI_LAB_TEXT_H

#include "core/lab/lab.h"
#include "tui/lines.h"

/* width: of the terminal, where long lines go on under their last column; 0: they do
 * not end. */
void lab_text_put(struct lines *out, const struct lab *lab, size_t width);

/* The names alone, one a line, as scripts and shells want them. */
void lab_text_put_names(struct lines *out, const struct lab *lab);

/* "up", "gone" ... */
const char *lab_text_state(enum state state);

/* In columns of the terminal. */
size_t lab_text_width(const char *s);

/* s, spaces up to the end of a column of this width, and the gap behind it. */
void lab_text_field(struct text *t, const char *s, size_t column);

#endif
