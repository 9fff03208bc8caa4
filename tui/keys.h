/* What a terminal sends, as keys: UTF-8, the control sequences of the terminals in use
 * (ECMA-48, xterm, rxvt, linux(4)), bracketed paste. Pure: bytes in, keys out. */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/command.h"

enum { KEYS_PENDING = 32, KEYS_PASTE = 1024 };

/* What a KEY_MOUSE was: SGR reports (xterm's mode 1006). Rows and columns from 0. */
struct mouse {
	enum {
		MOUSE_CLICK,
		MOUSE_UP, /* the wheel */
		MOUSE_DOWN,
	} kind;
	int row, column;
};

struct keys {
	struct mouse mouse;	       /* behind a KEY_MOUSE */
	uint8_t pending[KEYS_PENDING]; /* the start of a sequence */
	size_t count;
	bool pasting;
	size_t matched;		/* bytes of the end of a paste seen so far */
	char paste[KEYS_PASTE]; /* the text behind a KEY_PASTE, terminated */
	size_t paste_size;
};

typedef void keys_fn(void *owner, int key);

/* Calls fn for every key that is complete; unknown sequences are swallowed whole. */
void keys_feed(struct keys *k, const uint8_t *bytes, size_t n, keys_fn *fn,
	       void *owner);

/* A sequence has begun and not ended: it is Escape when nothing follows soon. */
bool keys_waiting(const struct keys *k);

/* Nothing followed: what waits is taken as single keys. */
void keys_flush(struct keys *k, keys_fn *fn, void *owner);

#endif
