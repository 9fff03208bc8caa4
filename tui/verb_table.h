/* The verbs, one per file: the registration lines of verb.c refer to these. */
#ifndef TUI_VERB_TABLE_H
#define TUI_VERB_TABLE_H

#include "tui/verb.h"

extern const struct verb verb_browse;
extern const struct verb verb_list;
extern const struct verb verb_capture;
extern const struct verb verb_read;
extern const struct verb verb_path;
extern const struct verb verb_expect;
extern const struct verb verb_extcap;
extern const struct verb verb_help;

#endif
