/* What a capture file says of the lab it was made in, a fact in each line. */
#ifndef TUI_LAB_ABOUT_H
#define TUI_LAB_ABOUT_H

#include "core/base/text.h"
#include "core/lab/lab.h"

/* "lab: X", the file it was read from, the host. lab NULL: not known yet. */
void lab_about(struct text *t, const struct lab *lab);

#endif
