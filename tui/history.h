/* Lines entered before, kept across runs: one file per kind of line in the user's state
 * directory, "SECONDS TEXT" each, the newest last. */
#ifndef TUI_HISTORY_H
#define TUI_HISTORY_H

#include "core/base/error.h"
#include "core/base/text.h"
#include "tui/lineedit.h"

/* Puts what was entered in earlier runs in front of nothing: into a fresh editor. */
void history_load(struct lineedit *l, const char *kind);

/* The same for the text of such a file, which is cut into lines; NULL is fine. Returns
 * how many lines it had. */
size_t history_take(struct lineedit *l, char *text);

/* Keeps the newest line of the editor. */
bool history_keep(const struct lineedit *l, const char *kind, struct error *e);

/* When a line was entered, as people say it: "now", "12:38", "yesterday", "27 Nov". */
void history_when(struct text *t, int64_t time, int64_t now);

#endif
