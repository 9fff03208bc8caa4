/* The last of what a program says on its standard error. */
#ifndef TUI_HEARD_H
#define TUI_HEARD_H

#include <stdbool.h>

#include "core/base/text.h"

struct heard {
	char text[512]; /* unchecked, but without NUL */
};

/* Takes in what there is; of what does not fit the end is kept. False: no more comes.
 */
bool heard_read(struct heard *h, int fd);

/* The last line, escaped; "" without. */
void heard_last(const struct heard *h, struct text *t);

#endif
