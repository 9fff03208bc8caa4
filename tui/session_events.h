/* What the engine tells about endpoints, as lines among the packets. */
#ifndef TUI_SESSION_EVENTS_H
#define TUI_SESSION_EVENTS_H

#include "tui/session.h"

/* The tap is in another state than `was`, since `time` (ns since the epoch). */
void session_event_state(struct session *s, const struct tap *tap,
			 enum capture_state was, int64_t time);

/* New counts, before the tap takes them. */
void session_event_loss(struct session *s, struct tap *tap, const struct notice *n);

/* A capture filter is about to take the place of another; the line is shown when the
 * first endpoint has it. */
void session_event_filter(struct session *s, const char *old, const char *text);

/* A line that is of interest without a list as well: s->news. */
void session_event_news(struct session *s, int64_t time, bool alarm, const char *fmt,
			...) PRINTF(4, 5);

/* A datagram without a frame, of a kind that this tap did not have before. Called
 * before the counts are taken. */
void session_event_odd(struct session *s, const struct tap *tap,
		       const struct notice *n);

#endif
