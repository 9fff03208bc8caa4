/* Sources that many tunnels share (hub.h), one per interface: who uses them, when they
 * open and close. */
#ifndef CAPTURE_SHARING_H
#define CAPTURE_SHARING_H

#include "core/base/loop.h"
#include "core/base/vec.h"
#include "core/capture/hub.h"
#include "core/capture/note.h"
#include "core/capture/opener.h"

/* Up to so many tunnels of an interface have a source each, whose filter, ring and
 * losses are its own: a loss of one is no loss of another. It has its price: each costs
 * every packet of the interface some 150 ns, a shared one 300 ns in all, 100 ns of a
 * packet that its filter drops. Per datagram sent, beside no capture (3350 ns): with 20
 * sources 1.89 as much, with the one 1.09, tcpdump of all of lo 1.18 (medians of five
 * runs in turn; tests/bench/tunnels.sh). */
enum { SHARING_FROM = 20 };

struct shared {
	uint64_t cookie;
	uint32_t ifindex;
	size_t users;
	bool opening;
	struct source *source; /* NULL: not open yet */
	void *owner;	       /* of the loop's callback */
};

struct sharing {
	struct loop *loop;
	const struct openers *openers;
	VEC(struct shared *) items;
};

/* Is this a capture that could share? */
bool sharing_can(const struct order *o);

struct shared *sharing_find(const struct sharing *all, uint64_t cookie,
			    uint32_t ifindex);

/* One more user of the interface's; made when there is none. */
struct shared *shared_enter(struct sharing *all, const struct order *o, void *owner);

/* One less; the last one closes it. */
void shared_leave(struct sharing *all, struct shared *s);

/* The job that opens it. */
struct job *shared_job(struct shared *s, const struct order *o);

#endif
