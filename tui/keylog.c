#include "tui/keylog.h"

#include <stdlib.h>
#include <string.h>

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
