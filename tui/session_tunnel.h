/* What a session can do with tunnels only (session_capture.c). */
#ifndef TUI_SESSION_TUNNEL_H
#define TUI_SESSION_TUNNEL_H

#include "tui/session.h"

/* Of tunnels their packets as they are, or (off) the frames inside, from now on: those
 * that are captured begin anew. */
bool session_keep_outer(struct session *s, bool on, struct error *e);

/* Captures, beside all else, a tunnel that nothing announces: its name or its two ends
 * (core/lab/outer.h; without "udp:" they are of UDP). */
bool session_add_tunnel(struct session *s, const char *text, struct error *e);

#endif
