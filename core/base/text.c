#include "core/base/text.h"

#include <stdio.h>
#include <string.h>

struct text text_over(char *buffer, size_t size)
{
	buffer[0] = '\0';
	return (struct text){ .start = buffer, .at = buffer, .end = buffer + size };
}

void text_mem(struct text *t, const char *s, size_t n)
{
	size_t room = (size_t)(t->end - t->at) - 1;
	if (n > room) {
		/* Never half a UTF-8 character: what is cut must still be shown. */
		for (n = room; n > 0 && ((uint8_t)s[n] & 0xc0) == 0x80; n--)
			;
		t->cut = true;
	}
	memcpy(t->at, s, n);
	t->at += n;
	*t->at = '\0';
}

/* Nothing is made for a text that is full: a row that nobody wants is built into no
 * room at all, and is to cost next to nothing. */
static bool is_full(struct text *t)
{
	t->cut |= t->end - t->at <= 1;
	return t->end - t->at <= 1;
}

void text_char(struct text *t, char c)
{
	if (!is_full(t))
		text_mem(t, &c, 1);
}

void text_str(struct text *t, const char *s)
{
	if (*s && !is_full(t))
		text_mem(t, s, strlen(s));
}

void text_padded(struct text *t, uint64_t value, unsigned digits)
{
	if (is_full(t))
		return;
	char buffer[24];
	char *p = buffer + sizeof(buffer);
	do {
		*--p = (char)('0' + value % 10);
		value /= 10;
	} while (value && p > buffer);
	while (p > buffer && (size_t)(buffer + sizeof(buffer) - p) < digits)
		*--p = '0';
	text_mem(t, p, (size_t)(buffer + sizeof(buffer) - p));
}

void text_uint(struct text *t, uint64_t value)
{
	text_padded(t, value, 1);
}

void text_int(struct text *t, int64_t value)
{
	if (value < 0)
		text_char(t, '-');
	text_uint(t, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void text_hex(struct text *t, uint64_t value, unsigned digits)
{
	static const char hex[] = "0123456789abcdef";
	char buffer[16];
	if (is_full(t))
		return;
	if (digits > sizeof(buffer))
		digits = sizeof(buffer);
	for (unsigned i = digits; i-- > 0; value >>= 4)
		buffer[i] = hex[value & 15];
	text_mem(t, buffer, digits);
}

void text_printf(struct text *t, const char *fmt, ...)
{
	size_t room = (size_t)(t->end - t->at);
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(t->at, room, fmt, args);
	va_end(args);
	if (n < 0)
		return;
	if ((size_t)n >= room) {
		n = (int)room - 1;
		t->cut = true;
	}
	t->at += n;
}

static bool utf8_tail(const uint8_t *s, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return false;
	return true;
}

size_t text_utf8(const uint8_t *s, size_t n, uint32_t *code)
{
	static const uint32_t lowest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t size = s[0] < 0x80		    ? 1
		      : s[0] >= 0xc2 && s[0] < 0xe0 ? 2
		      : s[0] >= 0xe0 && s[0] < 0xf0 ? 3
		      : s[0] >= 0xf0 && s[0] < 0xf5 ? 4
						    : 0;
	if (!size || size > n || !utf8_tail(s, size))
		return 0;
	uint32_t c = size == 1 ? s[0] : s[0] & (0x7fu >> size);
	for (size_t i = 1; i < size; i++)
		c = c << 6 | (s[i] & 0x3fu);
	if (c < lowest[size] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	*code = c;
	return size;
}

/* Of Unicode's category Cf those that turn or hide what stands beside them, and the
 * line ends Zl and Zp. Joiners (U+200C, U+200D) belong to words and emoji. */
static const struct {
	uint32_t first, last;
} unseen[] = {
	{ 0x061c, 0x061c }, { 0x180e, 0x180e }, { 0x200b, 0x200b },
	{ 0x200e, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f },
	{ 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe007f },
};

bool text_is_harmless(uint32_t c)
{
	if (c < 0xa0)
		return c >= 0x20 && c < 0x7f;
	for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++)
		if (c >= unseen[i].first && c <= unseen[i].last)
			return false;
	return true;
}

static void escape(struct text *t, const uint8_t *s, size_t n, bool backslash)
{
	while (n > 0) {
		uint32_t c = 0;
		size_t size = text_utf8(s, n, &c);
		if (c == '\\' && backslash) {
			text_str(t, "\\\\");
		} else if (size && text_is_harmless(c)) {
			text_mem(t, (const char *)s, size);
		} else {
			size = size ? size : 1;
			for (size_t i = 0; i < size; i++) {
				text_str(t, "\\x");
				text_hex(t, s[i], 2);
			}
		}
		s += size;
		n -= size;
	}
}

void text_escape(struct text *t, const void *bytes, size_t n)
{
	escape(t, bytes, n, true);
}

void text_harmless(struct text *t, const void *bytes, size_t n)
{
	escape(t, bytes, n, false);
}
