/* The words of the command line that take an argument, each at the end of its file. */
#ifndef TUI_WORD_TABLE_H
#define TUI_WORD_TABLE_H

#include "tui/word.h"

extern const struct word_entry word_copy, word_decode, word_except, word_filter,
	word_find, word_forget, word_keep, word_narrow, word_note, word_only, word_open;

#endif
