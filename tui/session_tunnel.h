/* What a session can do with tunnels only. */
#ifndef TUI_SESSION_TUNNEL_H
#define TUI_SESSION_TUNNEL_H

#include "tui/session.h"

/* Of tunnels their packets as they are, or (off) the frames inside, from now on: those
 * that are captured begin anew. (session_capture.c) */
bool session_keep_outer(struct session *s, bool on, struct error *e);

/* Makes a tunnel that nothing announces an endpoint of the lab, by its name or its two
 * ends (core/lab/outer.h; without "udp:" they are of UDP). The endpoint's name, which
 * is another one where the lab knows that tunnel: it lives as long as the lab. NULL:
 * this is no tunnel's name. What carries it need not be there yet. */
const char *session_give_tunnel(struct session *s, const char *text, struct error *e);

/* Gives it and captures it, beside all else. */
bool session_add_tunnel(struct session *s, const char *text, struct error *e);

void session_tunnels_done(struct session *s);

#endif
