/* Time as nanoseconds since the epoch, and its forms as text. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"

#define CLOCK_MS  INT64_C(1000000)
#define CLOCK_SEC INT64_C(1000000000)

int64_t clock_now(void);  /* CLOCK_REALTIME: comparable with packet stamps */
int64_t clock_mono(void); /* CLOCK_MONOTONIC: for intervals and timers */

/* "12:41:03.184" with 0-9 digits behind the point, local time (TZ). */
void clock_text_time(struct text *t, int64_t ns, unsigned digits);

/* "2026-03-14 12:41:03.184120", local time. */
void clock_text_date(struct text *t, int64_t ns, unsigned digits);

/* RFC 3339 in UTC with nine digits: "2026-03-14T11:41:03.184120551Z". */
void clock_text_rfc3339(struct text *t, int64_t ns);

/* Seconds with a sign when negative: "-1.000250", "0.000000". */
void clock_text_seconds(struct text *t, int64_t ns, unsigned digits);

/* A gap as a person reads it: "+261 µs", "+2.0 ms", "+1.25 s" (ascii: "us"). */
void clock_text_gap(struct text *t, int64_t ns, bool ascii);

#endif
