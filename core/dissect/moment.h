/* Points in time that packets carry, as text. */
#ifndef DISSECT_MOMENT_H
#define DISSECT_MOMENT_H

#include <stdint.h>

#include "core/base/text.h"

/* 2026-02-28 23:59:60.123456789 UTC (ISO 8601 but for the blanks) of seconds since
 * 1970; the nanoseconds are left out when `digits` is 0, else cut to 1 to 9 digits. */
void moment_text(struct text *t, int64_t seconds, uint32_t nanoseconds,
		 unsigned digits);

#endif
