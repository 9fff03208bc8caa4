/* Many tunnels on one interface through one source: the kernel would run the filter of
 * each on every packet, so beyond a few (sharing.h) a table is cheaper. The
 * shared source's filter passes what may be of any of them and, where all have the same
 * filter, what that takes; here the table finds whose a packet is, and that tunnel's
 * own filter judges it. What comes out is the same. Of packets that the ring had no
 * room for nobody knows whose they were: the next one that is taken carries their
 * number. */
#ifndef CAPTURE_HUB_H
#define CAPTURE_HUB_H

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/capture/source.h"

struct hub;

/* A source for one tunnel over UDP, fed by `shared` (opened with
 * options.shared, which must live longer). It is drained, filtered and counted as any
 * other and closed at once; its descriptor is that of the shared source. emit takes
 * frames whenever any of them is drained. */
struct source *hub_join(struct source *shared, const struct source_options *o,
			source_emit *emit, void *owner, struct error *e) MUST_CHECK;

/* Lets nothing pass for a while, or again what is of its tunnels. */
bool hub_pause(struct source *shared, bool paused, struct error *e);

/* How many packets the shared source had so far. */
uint64_t hub_taken(const struct source *shared);

/* Of the source kinds: the table of a shared source. */
struct hub *hub_new(void);
void hub_free(struct hub *h); /* empty by now; NULL is fine */

/* Hands the packet to the tunnel it is of; to none where it is of none. */
void hub_take(struct source *shared, const struct packet *p);

#endif
