/* Handing over to Wireshark in the middle: everything kept so far, then what comes, as
 * one stream into the Wireshark of this display, or, where there is none, into a named
 * pipe that one elsewhere reads by ssh. */
#ifndef TUI_HAND_H
#define TUI_HAND_H

struct app;

/* Begins, or ends. */
void hand_toggle(struct app *app);

/* Has it ended by itself? *wait: ms until this must be called again, -1: no need. */
void hand_step(struct app *app, int *wait);

/* Ends it: what was captured until now is handed over, unless the reader is too slow;
 * app->farewell says what it got. */
void hand_end(struct app *app);

#endif
