/* What terminals send becomes keys, however it is cut into pieces. */
#include "tests/test.h"

#include "core/base/text.h"
#include "tui/keys.h"

struct log {
	char text[512];
	struct text t;
	struct keys *keys;
};

static void log_key(void *owner, int key)
{
	struct log *log = owner;
	char name[12];
	if (text_length(&log->t))
		text_char(&log->t, ' ');
	if (key == KEY_PASTE) {
		text_printf(&log->t, "{%s}", log->keys->paste);
		return;
	}
	if (key == KEY_MOUSE) {
		const struct mouse *m = &log->keys->mouse;
		text_printf(&log->t, "<%d %d %d>", (int)m->kind, m->row, m->column);
		return;
	}
	command_key_name(key, name);
	text_str(&log->t, name);
}

/* The keys that bytes are, fed `step` at a time, Escape flushed at the end. */
static const char *keys_of(const char *bytes, size_t step)
{
	static struct log log;
	struct keys keys = { .count = 0 };
	size_t n = strlen(bytes);
	log.t = text_over(log.text, sizeof(log.text));
	log.keys = &keys;
	for (size_t i = 0; i < n; i += step)
		keys_feed(&keys, (const uint8_t *)bytes + i,
			  n - i < step ? n - i : step, log_key, &log);
	if (keys_waiting(&keys))
		keys_flush(&keys, log_key, &log);
	return log.text;
}

static const struct {
	const char *bytes, *keys;
} cases[] = {
	{ "jq ", "j q Space" },
	{ "\r\n\t\x03", "Enter Enter Tab ^C" },
	{ "\033", "Esc" },
	{ "\033j", "Esc j" },
	{ "\033\033[A", "Esc ↑" },
	{ "\033[A\033OB\033[C\033OD", "↑ ↓ → ←" },
	{ "\033[H\033OF\033[1~\033[4~\033[7~\033[8~", "Home End Home End Home End" },
	{ "\033[5~\033[6~\033[3~\033[Z", "PgUp PgDn Del S-Tab" },
	{ "\033OP\033[[B\033[13~\033OS\033[15~\033[21~\033[24~",
	  "F1 F2 F3 F4 F5 F10 F12" },
	{ "\033[<0;10;5M\033[<0;10;5mj", "<0 4 9> j" },
	{ "\033[<64;1;1M\033[<65;200;60M", "<1 0 0> <2 59 199>" },
	{ "\033[<2;1;1M\033[<0;0;1M\033[<0;;M\033[<0;1;2;3Mj", "j" },
	{ "\033[1;5A\033[5;2~", "↑ PgUp" },
	{ "\033[?1;2cj", "j" },
	{ "\033[200~tcp\nport\033[A\033[201~x", "{tcp\nport\033[A} x" },
	{ "\033[200~a\033[20\033[201~", "{a\033[20}" },
	{ "é中\xf0\x9f\x98\x80", "é 中 😀" },
	{ "\xff\xc3(\xe4\xb8j", "( j" },
	{ "\033[99999999999999999999999999999999999999999~j", NULL },
};

int main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		for (size_t step = 1; cases[i].keys && step <= 64; step *= 4)
			CHECK_STR(keys_of(cases[i].bytes, step), cases[i].keys);
		if (!cases[i].keys)
			CHECK_AS("endless sequences end", *keys_of(cases[i].bytes, 1));
	}
	return test_done();
}
