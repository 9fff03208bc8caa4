#include "tui/say.h"

#include <stdarg.h>
#include <stdio.h>

#include "core/base/mem.h"
#include "core/base/text.h"

/* In one piece, so that what others write at the same time does not come between. */
static void put(const char *line, size_t size, bool ended)
{
	size_t room = 4 * size + 2; /* every byte as \xNN */
	autofree char *harmless = mem_new(room);
	struct text t = text_over(harmless, room);
	text_harmless(&t, line, size);
	if (ended)
		text_char(&t, '\n');
	fwrite(harmless, 1, text_length(&t), stderr);
}

void say(const char *fmt, ...)
{
	autofree char *line = NULL;
	va_list args;
	va_start(args, fmt);
	int n = vasprintf(&line, fmt, args);
	va_end(args);
	if (n < 0)
		line = NULL;
	size_t size = n < 0 ? 0 : (size_t)n, last = strlen(fmt);
	bool ended = last > 0 && fmt[last - 1] == '\n';
	if (line)
		put(line, ended ? size - 1 : size, ended);
}

void say_lines(const char *text)
{
	while (*text) {
		size_t size = strcspn(text, "\n");
		put(text, size, text[size] == '\n');
		text += size + (text[size] == '\n');
	}
}
