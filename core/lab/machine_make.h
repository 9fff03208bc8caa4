/* Machines while an observer makes them, in the order it was told. Texts are copied and
 * escaped. */
#ifndef LAB_MACHINE_MAKE_H
#define LAB_MACHINE_MAKE_H

#include "core/base/arena.h"
#include "core/base/vec.h"
#include "core/lab/machine.h"

/* More than any host runs; what is beyond is counted and left off. */
enum { MACHINES_MAX = 4096, NICS_MAX = 512, NETWORKS_MAX = 4096 };

/* A machine while its cards are added. */
struct machine_draft {
	struct machine machine;
	VEC(struct nic) nics;
};

struct machines_draft {
	struct arena *arena;
	const char *source;
	size_t left_off;
	VEC(struct machine_draft) items;
	VEC(struct network) networks;
	VEC(struct holder) holders;
};

/* source: a word of ours, not copied. */
struct machines_draft machines_draft(const char *source);

/* An escaped copy; NULL and "" become NULL. */
const char *machines_text(struct machines_draft *d, const char *s);

/* The next machine, valid until the one after it. NULL: no room for more. */
struct machine_draft *machines_add(struct machines_draft *d, enum machine_kind kind,
				   const char *name);

/* Its next card, valid until the one after it. NULL: no room for more. */
struct nic *machines_add_nic(struct machines_draft *d, struct machine_draft *m,
			     enum nic_kind kind);

/* bridge may be NULL. */
void machines_add_network(struct machines_draft *d, const char *name,
			  const char *bridge, bool active);

void machines_add_holder(struct machines_draft *d, const struct holder *h);

/* "52:54:00:ca:01:01"; anything else leaves the card without. */
void machines_set_mac(struct nic *n, const char *text);

/* The finished ones, which take over the arena; the draft is empty then. */
struct machines *machines_seal(struct machines_draft *d) MUST_CHECK;

#endif
