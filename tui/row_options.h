/* The options that `read` and `capture` share: what a line holds. */
#ifndef TUI_ROW_OPTIONS_H
#define TUI_ROW_OPTIONS_H

#include "tui/rowtext.h"
#include "tui/verb.h"

extern const struct verb_option row_options[]; /* for verb->shared */

/* Takes one of them. *mine is false when it is none. */
bool row_option(struct rowtext_options *o, int letter, const char *argument, bool *mine,
		struct error *e);

#endif
