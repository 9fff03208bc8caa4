#include "tui/keylog.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "tui/textfile.h"

enum { KEYLOG_MAX = 8 << 20 };

/* A label, and at least two fields of hex digits: random number and secret. */
static bool is_entry(const char *line, size_t size)
{
	static const char label[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
	static const char hex[] = "0123456789abcdefABCDEF";
	size_t name = strspn(line, label);
	if (!name || name >= size || line[name] != ' ')
		return false;
	size_t random = strspn(line + name + 1, hex), at = name + 1 + random;
	return random && at < size && line[at] == ' ' && strspn(line + at + 1, hex);
}

static bool has_entry(const char *text)
{
	while (*text) {
		size_t size = strcspn(text, "\n");
		if (is_entry(text, size))
			return true;
		text += size + (text[size] == '\n');
	}
	return false;
}

char *keylog_read(const char *path, struct error *e)
{
	char *text = textfile_read(path, KEYLOG_MAX, e);
	if (!text || has_entry(text))
		return text;
	free(text);
	error_set(e, 0,
		  "%s: no line of it is a TLS key, as SSLKEYLOGFILE has programs write "
		  "them",
		  path);
	return NULL;
}

/* What is behind the last whole line that was read; NULL: nothing. */
static char *tail_read(struct keylog_tail *tail, size_t *size)
{
	struct stat st;
	autoclose int fd =
		open(tail->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode))
		return NULL;
	if (st.st_size < tail->offset)
		tail->offset = 0;
	off_t room = st.st_size - tail->offset;
	if (room <= 0)
		return NULL;
	room = room < KEYLOG_MAX ? room : KEYLOG_MAX;
	char *text = mem_new((size_t)room + 1);
	ssize_t n = pread(fd, text, (size_t)room, tail->offset);
	*size = n > 0 ? (size_t)n : 0;
	return text;
}

char *keylog_more(struct keylog_tail *tail)
{
	size_t size = 0, kept = 0, at = 0;
	char *text = tail_read(tail, &size);
	for (char *end; text && (end = memchr(text + at, '\n', size - at));) {
		size_t line = (size_t)(end - text) + 1 - at;
		*end = '\0'; /* what ends before that is no entry either */
		if (is_entry(text + at, line - 1)) {
			*end = '\n';
			memmove(text + kept, text + at, line);
			kept += line;
		}
		at += line;
	}
	tail->offset += (off_t)at;
	if (text && !kept) {
		free(text);
		return NULL;
	}
	if (text)
		text[kept] = '\0';
	return text;
}
