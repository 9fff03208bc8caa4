/* Words as a shell takes them: for lines that are there to be copied. */
#ifndef TUI_SHELL_TEXT_H
#define TUI_SHELL_TEXT_H

#include "core/base/text.h"

enum { SHELL_HOST_SIZE = 65 }; /* HOST_NAME_MAX of limits.h, and its end */

/* One word, in single quotes where it needs them. */
void shell_word(struct text *t, const char *word);

/* One word that passes two shells: behind ssh, this machine's and the other one's. */
void shell_word_twice(struct text *t, const char *word);

/* This host's name, in `to`, for lines that are typed on another one; "HOST": it has
 * none. */
const char *shell_host(char to[SHELL_HOST_SIZE]);

#endif
