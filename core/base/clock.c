#include "core/base/clock.h"

#include <time.h>

static int64_t clock_read(clockid_t id)
{
	struct timespec ts;
	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * CLOCK_SEC + ts.tv_nsec;
}

int64_t clock_now(void)
{
	return clock_read(CLOCK_REALTIME);
}

int64_t clock_mono(void)
{
	return clock_read(CLOCK_MONOTONIC);
}

/* Splits so that the fraction is never negative, as stamps before 1970 need. */
static time_t split(int64_t ns, uint64_t *fraction)
{
	int64_t seconds = ns / CLOCK_SEC, rest = ns % CLOCK_SEC;
	if (rest < 0) {
		seconds--;
		rest += CLOCK_SEC;
	}
	*fraction = (uint64_t)rest;
	return (time_t)seconds;
}

static void text_fraction(struct text *t, uint64_t ns, unsigned digits)
{
	if (!digits)
		return;
	for (unsigned i = digits; i < 9; i++)
		ns /= 10;
	text_char(t, '.');
	text_padded(t, ns, digits);
}

static void text_hms(struct text *t, const struct tm *tm)
{
	text_padded(t, (uint64_t)tm->tm_hour, 2);
	text_char(t, ':');
	text_padded(t, (uint64_t)tm->tm_min, 2);
	text_char(t, ':');
	text_padded(t, (uint64_t)tm->tm_sec, 2);
}

static void text_ymd(struct text *t, const struct tm *tm)
{
	text_padded(t, (uint64_t)tm->tm_year + 1900, 4);
	text_char(t, '-');
	text_padded(t, (uint64_t)tm->tm_mon + 1, 2);
	text_char(t, '-');
	text_padded(t, (uint64_t)tm->tm_mday, 2);
}

void clock_text_time(struct text *t, int64_t ns, unsigned digits)
{
	struct tm tm;
	uint64_t fraction;
	time_t seconds = split(ns, &fraction);
	localtime_r(&seconds, &tm);
	text_hms(t, &tm);
	text_fraction(t, fraction, digits);
}

void clock_text_date(struct text *t, int64_t ns, unsigned digits)
{
	struct tm tm;
	uint64_t fraction;
	time_t seconds = split(ns, &fraction);
	localtime_r(&seconds, &tm);
	text_ymd(t, &tm);
	text_char(t, ' ');
	text_hms(t, &tm);
	text_fraction(t, fraction, digits);
}

void clock_text_rfc3339(struct text *t, int64_t ns)
{
	struct tm tm;
	uint64_t fraction;
	time_t seconds = split(ns, &fraction);
	gmtime_r(&seconds, &tm);
	text_ymd(t, &tm);
	text_char(t, 'T');
	text_hms(t, &tm);
	text_fraction(t, fraction, 9);
	text_char(t, 'Z');
}

void clock_text_seconds(struct text *t, int64_t ns, unsigned digits)
{
	uint64_t size = ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns;
	if (ns < 0)
		text_char(t, '-');
	text_uint(t, size / CLOCK_SEC);
	text_fraction(t, size % CLOCK_SEC, digits);
}

void clock_text_gap(struct text *t, int64_t ns, bool ascii)
{
	uint64_t size = ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns;
	text_char(t, ns < 0 ? '-' : '+');
	if (size < (uint64_t)CLOCK_MS) {
		text_uint(t, size / 1000);
		text_str(t, ascii ? " us" : " µs");
	} else if (size < (uint64_t)CLOCK_SEC) {
		text_uint(t, size / CLOCK_MS);
		text_fraction(t, size % CLOCK_MS * 1000, 1);
		text_str(t, " ms");
	} else {
		text_uint(t, size / CLOCK_SEC);
		text_fraction(t, size % CLOCK_SEC, 2);
		text_str(t, " s");
	}
}
