/* Text built into a caller's buffer: bounded, always terminated, remembers when it did
 * not fit. Numbers and addresses are formatted without the printf family, because rows
 * are built at millions per second. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"

struct text {
	char *start, *at, *end; /* *at is always the terminating NUL */
	bool cut;
};

/* Starts an empty text in buffer; size must be at least 1. */
struct text text_over(char *buffer, size_t size);

static inline size_t text_length(const struct text *t)
{
	return (size_t)(t->at - t->start);
}

void text_char(struct text *t, char c);
void text_str(struct text *t, const char *s);
void text_mem(struct text *t, const char *s, size_t n);
void text_uint(struct text *t, uint64_t value);
void text_int(struct text *t, int64_t value);

/* Decimal, at least `digits` wide, padded with zeros. */
void text_padded(struct text *t, uint64_t value, unsigned digits);

/* Lower-case hex, exactly `digits` wide, without 0x. */
void text_hex(struct text *t, uint64_t value, unsigned digits);

void text_printf(struct text *t, const char *fmt, ...) PRINTF(2, 3);

/* Bytes that somebody else wrote, made harmless for a terminal and a log line: tab,
 * newline, C0 and C1 controls, DEL, bidirectional and unseen marks and invalid UTF-8
 * become \xNN per byte, a backslash becomes two. Valid UTF-8 passes. */
void text_escape(struct text *t, const void *bytes, size_t n);

/* The same for words that may hold such escapes already: a backslash stays one. */
void text_harmless(struct text *t, const void *bytes, size_t n);

/* May this character go to a terminal as it is? */
bool text_is_harmless(uint32_t c);

/* Length in bytes of the valid UTF-8 sequence at s (1-4), 0 where there is none;
 * *code receives the character (RFC 3629). */
size_t text_utf8(const uint8_t *s, size_t n, uint32_t *code);

#endif
