#include "tui/shell_text.h"

#include <string.h>
#include <unistd.h>

static bool is_plain(const char *word)
{
	return *word && !word[strspn(word, "abcdefghijklmnopqrstuvwxyz"
					   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					   "0123456789:._/@,=+-")];
}

void shell_word(struct text *t, const char *word)
{
	if (is_plain(word)) {
		text_str(t, word);
		return;
	}
	text_char(t, '\'');
	for (const char *c = word; *c; c++) {
		if (*c == '\'')
			text_str(t, "'\\'");
		text_char(t, *c);
	}
	text_char(t, '\'');
}

void shell_word_twice(struct text *t, const char *word)
{
	if (is_plain(word)) {
		text_str(t, word);
		return;
	}
	text_str(t, "\"'");
	for (const char *c = word; *c; c++) {
		if (strchr("\"\\$`", *c))
			text_char(t, '\\');
		if (*c == '\'')
			text_str(t, "'\\\\'");
		text_char(t, *c);
	}
	text_str(t, "'\"");
}

const char *shell_host(char to[SHELL_HOST_SIZE])
{
	to[SHELL_HOST_SIZE - 1] = '\0';
	bool named = !gethostname(to, SHELL_HOST_SIZE - 1) && *to;
	return named ? to : "HOST";
}
