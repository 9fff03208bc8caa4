/* The interfaces of a capture. A section counts its own from 0; we count all that are
 * different. An interface that repeats what the section before had in the same place is
 * the same one: segments of a spool repeat all of theirs. */
#ifndef STORE_IFACES_H
#define STORE_IFACES_H

#include "core/base/vec.h"
#include "core/store/packet.h"
#include "core/store/pcapng.h"

/* More than any lab has, and what a hostile file can make us remember. */
enum { IFACES_MAX = 1 << 16 };

struct iface_local {
	uint32_t id; /* ours */
	struct pcapng_clock clock;
};

struct ifaces {
	VEC(struct iface *) all; /* pointers, so that they never move */
	VEC(struct iface_local) local;
	uint32_t local_count; /* in this section; behind it: of earlier ones */
};

void ifaces_free(struct ifaces *list);

/* A new section starts without any. */
void ifaces_section(struct ifaces *list);

/* The next interface of this section; false: there are IFACES_MAX already. */
bool ifaces_add(struct ifaces *list, const struct iface *iface,
		struct pcapng_clock clock);

/* What number `local` of this section is, or NULL. */
static inline const struct iface_local *ifaces_local(const struct ifaces *list,
						     uint32_t local)
{
	return local < list->local_count ? &list->local.items[local] : NULL;
}

#endif
