#include "tui/keys.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/text.h"

enum { ESC = 27, PASTE_START = 200 };

struct final_key {
	uint8_t final;
	int key;
};

static const struct final_key finals[] = {
	{ 'A', KEY_UP_ },      { 'B', KEY_DOWN_ },   { 'C', KEY_RIGHT_ },
	{ 'D', KEY_LEFT_ },    { 'H', KEY_HOME_ },   { 'F', KEY_END_ },
	{ 'Z', KEY_BACKTAB_ }, { 'M', KEY_ENTER_ },  { 'P', KEY_F1_ },
	{ 'Q', KEY_F1_ + 1 },  { 'R', KEY_F1_ + 2 }, { 'S', KEY_F1_ + 3 },
};

struct number_key {
	unsigned number;
	int key;
};

static const struct number_key numbers[] = {
	{ 1, KEY_HOME_ },     { 3, KEY_DELETE_ },    { 4, KEY_END_ },
	{ 5, KEY_PAGE_UP_ },  { 6, KEY_PAGE_DOWN_ }, { 7, KEY_HOME_ },
	{ 8, KEY_END_ },      { 11, KEY_F1_ },	     { 12, KEY_F1_ + 1 },
	{ 13, KEY_F1_ + 2 },  { 14, KEY_F1_ + 3 },   { 15, KEY_F1_ + 4 },
	{ 17, KEY_F1_ + 5 },  { 18, KEY_F1_ + 6 },   { 19, KEY_F1_ + 7 },
	{ 20, KEY_F1_ + 8 },  { 21, KEY_F1_ + 9 },   { 23, KEY_F1_ + 10 },
	{ 24, KEY_F1_ + 11 },
};

static int key_of_final(uint8_t final)
{
	for (size_t i = 0; i < COUNT(finals); i++)
		if (finals[i].final == final)
			return finals[i].key;
	return KEY_NONE;
}

static int key_of_number(unsigned number)
{
	for (size_t i = 0; i < COUNT(numbers); i++)
		if (numbers[i].number == number)
			return numbers[i].key;
	return KEY_NONE;
}

/* One attempt at the start of the pending bytes: how many the key took, 0 when more
 * are needed. */
struct taken {
	size_t size;
	int key;
};

static struct taken take_text(const uint8_t *p, size_t n)
{
	size_t need = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	uint32_t code;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return (struct taken){ 1, KEY_NONE };
	for (size_t i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return (struct taken){ 1, KEY_NONE };
	if (n < need)
		return (struct taken){ 0, KEY_NONE };
	bool good = text_utf8(p, need, &code) == need;
	return (struct taken){ need, good ? (int)code : KEY_NONE };
}

/* ESC [ < button ; column ; row M (m: let go, which means nothing). */
static int key_of_mouse(struct keys *k, size_t end)
{
	unsigned values[3] = { 0 }, at = 0;
	for (size_t i = 3; i < end; i++) {
		uint8_t c = k->pending[i];
		if (c == ';' && at < 2)
			at++;
		else if (c >= '0' && c <= '9' && values[at] < 10000)
			values[at] = values[at] * 10 + c - '0';
		else
			return KEY_NONE;
	}
	if (at < 2 || !values[1] || !values[2] || k->pending[end] != 'M')
		return KEY_NONE;
	k->mouse.row = (int)values[2] - 1;
	k->mouse.column = (int)values[1] - 1;
	k->mouse.kind = values[0] == 64	  ? MOUSE_UP
			: values[0] == 65 ? MOUSE_DOWN
					  : MOUSE_CLICK;
	return values[0] == 0 || values[0] == 64 || values[0] == 65 ? KEY_MOUSE
								    : KEY_NONE;
}

/* ESC [ parameters final, and the function keys of the Linux console: ESC [ [ A. */
static struct taken take_csi(struct keys *k)
{
	const uint8_t *p = k->pending;
	size_t n = k->count, end = 2;
	if (n > 2 && p[2] == '[') {
		if (n < 4)
			return (struct taken){ 0, KEY_NONE };
		bool known = p[3] >= 'A' && p[3] <= 'E';
		return (struct taken){ 4, known ? KEY_F1_ + p[3] - 'A' : KEY_NONE };
	}
	while (end < n && p[end] >= 0x20 && p[end] < 0x40)
		end++;
	if (end == n)
		return (struct taken){ n < KEYS_PENDING ? 0 : n, KEY_NONE };
	if (p[2] == '<')
		return (struct taken){ end + 1, key_of_mouse(k, end) };
	if (p[end] != '~')
		return (struct taken){ end + 1, key_of_final(p[end]) };
	unsigned number = 0;
	for (size_t i = 2; i < end && p[i] >= '0' && p[i] <= '9' && number < 1000; i++)
		number = number * 10 + p[i] - '0';
	k->pasting = number == PASTE_START;
	return (struct taken){ end + 1, key_of_number(number) };
}

static struct taken take_escape(struct keys *k)
{
	if (k->count == 1)
		return (struct taken){ 0, KEY_NONE };
	if (k->pending[1] == '[')
		return take_csi(k);
	if (k->pending[1] != 'O')
		return (struct taken){ 1, KEY_ESCAPE };
	if (k->count == 2)
		return (struct taken){ 0, KEY_NONE };
	return (struct taken){ 3, key_of_final(k->pending[2]) };
}

static struct taken take_key(struct keys *k)
{
	uint8_t first = k->pending[0];
	if (first == ESC)
		return take_escape(k);
	if (first >= 0x80)
		return take_text(k->pending, k->count);
	return (struct taken){ 1, first == '\n' ? KEY_ENTER_ : first };
}

static void keys_shift(struct keys *k, size_t n)
{
	k->count -= n;
	memmove(k->pending, k->pending + n, k->count);
}

static void keys_paste_put(struct keys *k, char c)
{
	if (k->paste_size + 1 < sizeof(k->paste))
		k->paste[k->paste_size++] = c;
	k->paste[k->paste_size] = '\0';
}

/* Everything up to ESC [ 201 ~ is text, whatever it looks like. */
static void keys_paste(struct keys *k, uint8_t byte, keys_fn *fn, void *owner)
{
	static const char end[] = "\033[201~";
	if (byte != (uint8_t)end[k->matched]) {
		for (size_t i = 0; i < k->matched; i++)
			keys_paste_put(k, end[i]);
		k->matched = 0;
	}
	if (byte != (uint8_t)end[k->matched])
		keys_paste_put(k, (char)byte);
	else
		k->matched++;
	if (k->matched < sizeof(end) - 1)
		return;
	k->pasting = false;
	k->matched = 0;
	fn(owner, KEY_PASTE);
	k->paste_size = 0;
}

static void keys_take(struct keys *k, keys_fn *fn, void *owner)
{
	while (k->count && !k->pasting) {
		struct taken t = take_key(k);
		if (!t.size)
			return;
		keys_shift(k, t.size);
		if (t.key != KEY_NONE)
			fn(owner, t.key);
	}
}

void keys_feed(struct keys *k, const uint8_t *bytes, size_t n, keys_fn *fn, void *owner)
{
	for (size_t i = 0; i < n; i++) {
		if (k->pasting) {
			keys_paste(k, bytes[i], fn, owner);
			continue;
		}
		k->pending[k->count++] = bytes[i];
		keys_take(k, fn, owner);
	}
}

bool keys_waiting(const struct keys *k)
{
	return k->count > 0;
}

void keys_flush(struct keys *k, keys_fn *fn, void *owner)
{
	while (k->count) {
		int key = k->pending[0];
		keys_shift(k, 1);
		if (key < 0x80)
			fn(owner, key);
	}
}
