/* A cursor in a long list and the window of it that is on the screen. Pure arithmetic:
 * knows neither what the items are nor how they are drawn. */
#ifndef TUI_LIST_H
#define TUI_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/command.h"

struct list {
	size_t count;  /* items */
	size_t height; /* rows on the screen, 0: not known yet */
	size_t cursor; /* below count; 0 in an empty list */
	size_t top;    /* the item in the first row */
};

/* The list or the screen changed size: keeps the cursor in the list and on the screen.
 */
void list_fit(struct list *l, size_t count, size_t height);

/* Puts the cursor on an item (the last one when there are fewer) and scrolls no further
 * than needed. */
void list_goto(struct list *l, size_t item);

/* Moves the cursor by so many items, stopping at the ends. */
void list_move(struct list *l, ptrdiff_t by);

/* Items vanished from the front: the cursor stays on its item when that is still
 * there. */
void list_drop(struct list *l, size_t items);

/* Carries out COMMAND_DOWN ... COMMAND_LAST and COMMAND_GOTO (count from 1); count 0
 * means once. False: not a command that moves in a list. */
bool list_command(struct list *l, enum command command, int count);

#endif
