/* The words of the command line that take an argument, each at the end of its file. */
#ifndef TUI_WORD_TABLE_H
#define TUI_WORD_TABLE_H

#include "tui/word.h"

extern const struct word_entry word_copy;
extern const struct word_entry word_decode;
extern const struct word_entry word_except;
extern const struct word_entry word_export;
extern const struct word_entry word_filter;
extern const struct word_entry word_find;
extern const struct word_entry word_forget;
extern const struct word_entry word_keep;
extern const struct word_entry word_narrow;
extern const struct word_entry word_note;
extern const struct word_entry word_only;
extern const struct word_entry word_open;
extern const struct word_entry word_tunnel;
extern const struct word_entry word_unmap;
extern const struct word_entry word_select;
extern const struct word_entry word_set;
extern const struct word_entry word_stop;
extern const struct word_entry word_session;
extern const struct word_entry word_mark;
extern const struct word_entry word_map;
extern const struct word_entry word_ssh;

#endif
