/* The words of the filter language as lines of the help. On its own, because the
 * grammar's keys and the keyboard's share names. */
#ifndef TUI_HELP_WORDS_H
#define TUI_HELP_WORDS_H

#include <stddef.h>

struct help_word {
	const char *word, *meaning;
	const char *expansion; /* NULL: libpcap's own word */
};

size_t help_word_count(void);
struct help_word help_word_at(size_t index);

#endif
