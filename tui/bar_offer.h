/* What a word of a filter could be: words, names of nodes, ports and protocols. */
#ifndef TUI_BAR_OFFER_H
#define TUI_BAR_OFFER_H

#include "tui/complete.h"

struct app;

/* Where words of a filter end. */
#define FILTER_BREAKS " ()[]!=<>&|,"

/* Adds what may stand behind `before`, the filter up to the word in question. */
void bar_offer_words(const struct app *app, const char *before, struct complete *c);

#endif
