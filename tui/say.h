/* Words for standard error, the only way there. */
#ifndef TUI_SAY_H
#define TUI_SAY_H

#include "core/base/attr.h"

/* As fprintf(stderr, ...) of one line or a part of it. Whatever somebody else wrote
 * into it - names, files, arguments - reaches the terminal harmless (text_harmless),
 * without line ends of its own. */
void say(const char *fmt, ...) PRINTF(1, 2);

/* Several lines, whose ends are ours. */
void say_lines(const char *text);

#endif
