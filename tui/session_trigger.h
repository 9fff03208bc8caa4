/* What is to happen when a packet comes that matches a filter: it is marked, or
 * capturing stops, so that what led up to it stays. */
#ifndef TUI_SESSION_TRIGGER_H
#define TUI_SESSION_TRIGGER_H

#include "tui/session.h"

enum trigger_kind {
	TRIGGER_STOP,
	TRIGGER_MARK,
	TRIGGER_KINDS,
};

/* Arms it for packets from now on; an empty text disarms it. */
bool session_trigger(struct session *s, enum trigger_kind kind, const char *text,
		     struct error *e);

/* Looks at packets that came. Returns the number of the last one that pulled a trigger
 * of this kind since it was asked last, 0: none. */
uint64_t session_triggered(struct session *s, enum trigger_kind kind);

void session_trigger_done(struct session *s);

#endif
