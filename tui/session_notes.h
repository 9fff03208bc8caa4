/* What the user adds to packets, and what is summed up over them. */
#ifndef TUI_SESSION_NOTES_H
#define TUI_SESSION_NOTES_H

#include "core/base/text.h"
#include "tui/session.h"

/* The sums over what is shown, taken on for at most budget_ns; NULL without packets.
 * *more: they do not reach the last packet yet. */
const struct tally *session_tally(struct session *s, int64_t budget_ns, bool *more);

/* What the user wrote about a packet, NULL: nothing; "" takes it away. */
const char *session_note(const struct session *s, uint64_t number);
void session_note_set(struct session *s, uint64_t number, const char *text);

/* What the user wrote about a link, a node, a bridge or a point, NULL: nothing; ""
 * takes it away. Bytes of it may be anything: escape to show. */
const char *session_point_note(const struct session *s, const char *name);
void session_point_note_set(struct session *s, const char *name, const char *text);

/* "note on a-b: TEXT", a line each, of those that are about where packets of the store
 * are from: for the comment of a file. */
size_t session_notes_room(const struct session *s); /* bytes of the longest */
void session_notes_put(const struct session *s, struct text *t);

void session_notes_done(struct session *s);

/* A number for the place where an interface of the store is: the same for interfaces of
 * one name. */
uint32_t session_place(const struct session *s, uint32_t iface);
void session_tally_drop(struct session *s);

#endif
