/* Sessions as files (":session load"). */
#ifndef TUI_WORD_SESSION_H
#define TUI_WORD_SESSION_H

#include "core/base/text.h"
#include "tui/app.h"

/* Writes what session_text_load() reads. */
void session_text_write(const struct app *app, struct text *t);

/* Takes over what the text of a session file says; name is for messages. False: what is
 * wrong, nothing or a part was taken over. */
bool session_text_load(struct app *app, const char *name, const char *text,
		       struct error *e);

#endif
