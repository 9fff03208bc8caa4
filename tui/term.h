/* The real terminal: the only file that knows curses. Starts and restores it - always,
 * also when the program dies -, puts a canvas on it, turns what comes in into keys. */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include <stdbool.h>

#include "core/base/error.h"
#include "core/base/loop.h"
#include "tui/canvas.h"
#include "tui/keys.h"
#include "tui/theme.h"

struct term;

/* Takes the terminal on stdin and stdout: alternate screen, raw keys, bracketed paste.
 * fn gets every key within loop_step(), KEY_RESIZED after a change of size, KEY_HANGUP
 * when the terminal is gone or SIGTERM asks to end. Only one at a time. */
struct term *term_start(struct loop *loop, keys_fn *fn, void *owner,
			struct error *e) MUST_CHECK;

/* The terminal as it was before. NULL is fine. */
void term_stop(struct term *t);

void term_size(const struct term *t, int *rows, int *columns);

/* Sends what differs from what is there. */
void term_draw(struct term *t, const struct canvas *c);

/* The next term_draw() sends everything (^L: something else wrote on the screen). */
void term_redraw(struct term *t);

/* Puts text into the clipboard of the terminal, wherever that is (xterm's OSC 52). What
 * the terminal makes of it cannot be known; false: this kind has none. */
bool term_copy(struct term *t, const char *text);

/* Gives the terminal back, stops the process group, takes the terminal again. */
void term_suspend(struct term *t);

/* What a KEY_MOUSE was, valid inside the callback. */
const struct mouse *term_mouse(const struct term *t);

/* Reports of the mouse, from now on or no more: without them the terminal selects text
 * by itself. */
void term_mouse_set(struct term *t, bool on);

void term_theme(struct term *t, enum theme theme);

void term_bell(struct term *t);

/* The title of the window, where there is one. */
void term_title(struct term *t, const char *title);

/* The pasted text behind a KEY_PASTE, valid inside the callback. */
const char *term_paste(const struct term *t);

/* The locale's characters are UTF-8: else only plain forms can be shown. */
bool term_has_utf8(void);

#endif
