/* Seconds to a date of the Gregorian calendar, without the time zone database. */
#include "core/dissect/moment.h"

#define DAY 86400

/* Days since 0000-03-01: a year that starts in March has its leap day at the end. */
static void put_date(struct text *t, int64_t days)
{
	days += 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	uint32_t day = (uint32_t)(days - era * 146097);
	uint32_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	uint32_t left = day - (365 * year + year / 4 - year / 100);
	uint32_t month = (5 * left + 2) / 153;
	text_int(t, (int64_t)year + era * 400 + (month >= 10));
	text_char(t, '-');
	text_padded(t, month < 10 ? month + 3 : month - 9, 2);
	text_char(t, '-');
	text_padded(t, left - (153 * month + 2) / 5 + 1, 2);
}

void moment_text(struct text *t, int64_t seconds, uint32_t nanoseconds, unsigned digits)
{
	int64_t days = seconds / DAY, clock = seconds % DAY;
	if (clock < 0) {
		clock += DAY;
		days--;
	}
	put_date(t, days);
	text_char(t, ' ');
	text_padded(t, (uint64_t)clock / 3600, 2);
	text_char(t, ':');
	text_padded(t, (uint64_t)clock / 60 % 60, 2);
	text_char(t, ':');
	text_padded(t, (uint64_t)clock % 60, 2);
	if (digits) {
		for (unsigned i = digits; i < 9; i++)
			nanoseconds /= 10;
		text_char(t, '.');
		text_padded(t, nanoseconds, digits);
	}
	text_str(t, " UTC");
}
