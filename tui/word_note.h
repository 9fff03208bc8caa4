/* Notes of the user. */
#ifndef TUI_WORD_NOTE_H
#define TUI_WORD_NOTE_H

struct app;

/* The key: opens the command line with what was written before, to go on from there. */
void note_open(struct app *app);

#endif
