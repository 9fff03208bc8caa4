/* Numbers as they stand on the screen. */
#ifndef TUI_NUMBER_H
#define TUI_NUMBER_H

#include <stdint.h>

#include "core/base/text.h"

/* "12 480" */
void number_grouped(struct text *t, uint64_t value);

/* At most five columns: "950", "27.2k", "4.1M", "812G" (powers of 1000). */
void number_short(struct text *t, uint64_t value);

#endif
