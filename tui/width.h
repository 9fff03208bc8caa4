/* How many columns a character takes on a terminal. Our own table, not wcwidth(3):
 * that one depends on the locale, and a screen must not. */
#ifndef TUI_WIDTH_H
#define TUI_WIDTH_H

#include <stdint.h>

/* 0 (combining, invisible), 1 or 2 (East Asian wide, emoji; Unicode TR 11). */
int width_of(uint32_t code);

#endif
