#include "tui/say.h"

#include <stdarg.h>
#include <stdio.h>

#include "core/base/mem.h"
#include "core/base/text.h"

/* Enough for most lines, also of those that tell of having no memory. */
enum { SMALL = 2048 };

/* In one piece, so that what others write at the same time does not come between. */
static void put(const char *line, size_t size, bool ended)
{
	size_t room = 4 * size + 2; /* every byte as \xNN */
	char small[SMALL];
	autofree char *large = room > sizeof(small) ? mem_new(room) : NULL;
	char *harmless = large ? large : small;
	struct text t = text_over(harmless, room);
	text_harmless(&t, line, size);
	if (ended)
		text_char(&t, '\n');
	fwrite(harmless, 1, text_length(&t), stderr);
}

void say(const char *fmt, ...)
{
	char small[SMALL];
	va_list args, again;
	va_start(args, fmt);
	va_copy(again, args);
	int n = vsnprintf(small, sizeof(small), fmt, args);
	va_end(args);
	size_t size = n < 0 ? 0 : (size_t)n, last = strlen(fmt);
	bool ended = last > 0 && fmt[last - 1] == '\n';
	autofree char *large = size < sizeof(small) ? NULL : mem_new(size + 1);
	if (large)
		vsnprintf(large, size + 1, fmt, again);
	va_end(again);
	if (n >= 0)
		put(large ? large : small, ended ? size - 1 : size, ended);
}

void say_lines(const char *text)
{
	while (*text) {
		size_t size = strcspn(text, "\n");
		put(text, size, text[size] == '\n');
		text += size + (text[size] == '\n');
	}
}
