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

/* Counts the frames of these tunnels, and of no others: what is on the screen. Most of
 * them at once: METERS_MAX. Asking again for the same costs nothing. */
void session_count_tunnels(struct session *s, const struct endpoint *const *tunnels,
			   size_t count);

/* The rate of a point, also where it is a tunnel; NULL: it is not known, or not yet. */
const struct rate *session_rate_of(const struct session *s, const struct endpoint *e);

/* Why the tunnel has no rate although it is shown, NULL: it has, or soon. */
const char *session_uncounted(const struct session *s, const struct endpoint *tunnel);

/* NOTICE_METER */
void session_on_meter(struct session *s, const struct notice *n);

void session_tunnels_done(struct session *s);

#endif
