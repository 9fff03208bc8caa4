#include "tui/heard.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

bool heard_read(struct heard *h, int fd)
{
	const size_t half = sizeof(h->text) / 2;
	size_t used = strlen(h->text);
	if (used > half) {
		memmove(h->text, h->text + used - half, half + 1);
		used = half;
	}
	ssize_t n = read(fd, h->text + used, sizeof(h->text) - 1 - used);
	if (n <= 0)
		return n < 0 && (errno == EAGAIN || errno == EINTR);
	h->text[used + (size_t)n] = '\0';
	for (char *c = h->text + used; c < h->text + used + n; c++)
		*c = *c ? *c : ' ';
	return true;
}

void heard_last(const struct heard *h, struct text *t)
{
	size_t end = strlen(h->text);
	while (end && strchr("\r\n", h->text[end - 1]))
		end--;
	size_t start = end;
	while (start && h->text[start - 1] != '\n')
		start--;
	text_escape(t, h->text + start, end - start);
}
