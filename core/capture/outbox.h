/* Notices on their way to the front. Never waits: while the front does not read, the
 * newest notice of each kind and endpoint is kept and everything it replaces is
 * dropped. What is left is one or two for each id the front has used: while there are
 * too many of those, outbox_is_full() and no more orders should be taken. */
#ifndef CAPTURE_OUTBOX_H
#define CAPTURE_OUTBOX_H

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/capture/client.h"

struct outbox;

/* sock is borrowed. The caller watches sock and calls outbox_flush() when it
 * is writable. */
struct outbox *outbox_new(int sock);

/* An empty notice of this kind, without descriptors. */
struct notice *outbox_begin(struct outbox *o, enum notice_kind kind, uint32_t id);

/* Sends the one that was begun, or keeps it. Its descriptors are taken over. */
void outbox_end(struct outbox *o);

/* Begins and ends a NOTICE_TROUBLE. */
void outbox_trouble(struct outbox *o, const struct error *e);

/* Sends what is kept, as far as there is room. */
void outbox_flush(struct outbox *o);

bool outbox_is_waiting(const struct outbox *o);
bool outbox_is_full(const struct outbox *o);

#endif
