#include "tui/lineedit.h"

#include "core/base/text.h"
#include "tui/canvas.h"
#include "tui/command.h"

void lineedit_done(struct lineedit *l)
{
	for (size_t i = 0; i < l->history.count; i++)
		free(l->history.items[i].text);
	free(l->history.items);
	*l = (struct lineedit){ .length = 0 };
}

static void lineedit_load(struct lineedit *l, const char *text)
{
	l->length = l->caret = 0;
	l->text[0] = '\0';
	lineedit_insert(l, text);
}

void lineedit_set(struct lineedit *l, const char *text)
{
	lineedit_load(l, text);
	l->draft[0] = '\0';
	l->at = l->history.count;
}

static void lineedit_remove(struct lineedit *l, size_t offset, size_t size)
{
	memmove(l->text + offset, l->text + offset + size, l->length - offset - size);
	l->length -= size;
	l->text[l->length] = '\0';
	l->caret = offset;
}

static bool lineedit_put(struct lineedit *l, const char *bytes, size_t size)
{
	if (l->length + size >= sizeof(l->text))
		return false;
	memmove(l->text + l->caret + size, l->text + l->caret, l->length - l->caret);
	memcpy(l->text + l->caret, bytes, size);
	l->length += size;
	l->caret += size;
	l->text[l->length] = '\0';
	return true;
}

void lineedit_insert(struct lineedit *l, const char *text)
{
	while (*text) {
		uint32_t code;
		size_t n = text_utf8((const uint8_t *)text, strnlen(text, 4), &code);
		bool plain = n && code >= 0x20 && code != 0x7f;
		if (!lineedit_put(l, plain ? text : " ", plain ? n : 1))
			return;
		text += n ? n : 1;
	}
}

void lineedit_replace(struct lineedit *l, size_t offset, size_t size, const char *text)
{
	if (offset > l->length)
		offset = l->length;
	if (size > l->length - offset)
		size = l->length - offset;
	lineedit_remove(l, offset, size);
	lineedit_insert(l, text);
}

/* Starts of the characters before and behind the caret. */
static size_t lineedit_before(const struct lineedit *l)
{
	size_t at = l->caret;
	while (at > 0 && ((unsigned char)l->text[--at] & 0xc0) == 0x80)
		;
	return at;
}

static size_t lineedit_behind(const struct lineedit *l)
{
	size_t at = l->caret;
	if (at < l->length)
		at++;
	while (at < l->length && ((unsigned char)l->text[at] & 0xc0) == 0x80)
		at++;
	return at;
}

static void lineedit_kill(struct lineedit *l, size_t from, size_t to)
{
	if (from == to)
		return;
	memcpy(l->killed, l->text + from, to - from);
	l->killed[to - from] = '\0';
	lineedit_remove(l, from, to - from);
}

/* Blanks, then the word before them: what ^W takes in a shell. */
static size_t lineedit_word(const struct lineedit *l)
{
	size_t at = l->caret;
	while (at > 0 && l->text[at - 1] == ' ')
		at--;
	while (at > 0 && l->text[at - 1] != ' ')
		at--;
	return at;
}

static void lineedit_history(struct lineedit *l, bool older)
{
	size_t at = l->at, count = l->history.count;
	if (at == count)
		memcpy(l->draft, l->text, l->length + 1);
	size_t same = l->alike ? strlen(l->draft) : 0;
	do {
		if (older ? at == 0 : at >= count)
			return;
		at += older ? (size_t)-1 : 1;
	} while (at < count && strncmp(l->history.items[at].text, l->draft, same) != 0);
	l->at = at;
	lineedit_load(l, at == count ? l->draft : l->history.items[at].text);
}

#define CTRL(letter) ((letter)&0x1f)

static bool lineedit_move(struct lineedit *l, int key)
{
	switch (key) {
	case KEY_LEFT_:
	case CTRL('b'):
		l->caret = lineedit_before(l);
		return true;
	case KEY_RIGHT_:
	case CTRL('f'):
		l->caret = lineedit_behind(l);
		return true;
	case KEY_HOME_:
	case CTRL('a'):
		l->caret = 0;
		return true;
	case KEY_END_:
	case CTRL('e'):
		l->caret = l->length;
		return true;
	case KEY_UP_:
	case CTRL('p'):
		lineedit_history(l, true);
		return true;
	case KEY_DOWN_:
	case CTRL('n'):
		lineedit_history(l, false);
		return true;
	default:
		return false;
	}
}

static bool lineedit_erase(struct lineedit *l, int key)
{
	size_t before = lineedit_before(l);
	switch (key) {
	case KEY_BACKSPACE_:
	case CTRL('h'):
		lineedit_remove(l, before, l->caret - before);
		return true;
	case KEY_DELETE_:
	case CTRL('d'):
		lineedit_remove(l, l->caret, lineedit_behind(l) - l->caret);
		return true;
	case CTRL('k'):
		lineedit_kill(l, l->caret, l->length);
		return true;
	case CTRL('u'):
		lineedit_kill(l, 0, l->caret);
		return true;
	case CTRL('w'):
		lineedit_kill(l, lineedit_word(l), l->caret);
		return true;
	case CTRL('y'):
		lineedit_insert(l, l->killed);
		return true;
	default:
		return false;
	}
}

bool lineedit_key(struct lineedit *l, int key)
{
	if (lineedit_move(l, key) || lineedit_erase(l, key))
		return true;
	if (key < 0x20 || key == 0x7f || key >= KEY_FIRST_SPECIAL)
		return false;
	char bytes[4] = { 0 };
	size_t n = text_of_code((uint32_t)key, bytes);
	lineedit_put(l, bytes, n);
	return true;
}

static void lineedit_forget(struct lineedit *l, size_t i)
{
	free(l->history.items[i].text);
	l->history.count--;
	memmove(&l->history.items[i], &l->history.items[i + 1],
		(l->history.count - i) * sizeof(*l->history.items));
}

bool lineedit_remember(struct lineedit *l, int64_t now)
{
	bool blank = l->text[strspn(l->text, " ")] == '\0';
	size_t same = 0, count = l->history.count;
	while (same < count && strcmp(l->history.items[same].text, l->text) != 0)
		same++;
	if (blank || (count && same == count - 1))
		return false;
	if (same < count)
		lineedit_forget(l, same);
	else if (count == LINEEDIT_HISTORY)
		lineedit_forget(l, 0);
	struct lineedit_line line = { mem_strdup(l->text), now };
	vec_push(&l->history, line);
	return true;
}

int lineedit_column(const struct lineedit *l)
{
	char head[LINEEDIT_SIZE];
	memcpy(head, l->text, l->caret);
	head[l->caret] = '\0';
	return text_columns(head);
}
