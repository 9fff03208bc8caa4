/* The interfaces in a namespace of its own as the cards of who lives there. */
#ifndef LAB_MACHINE_CARDS_H
#define LAB_MACHINE_CARDS_H

#include "core/lab/facts.h"
#include "core/lab/machine_make.h"

/* What leads out of the namespace: cables, macvlans, taps, hardware that was moved in -
 * though not the taps that a QEMU inside has, whose frames pass the cables as well. */
struct machine_cards {
	const struct facts *facts;
	uint64_t cookie;
	const bool *nodes;	  /* by position of facts' spaces: a node lives there */
	const char *const *taken; /* names that are no cards, NULL-terminated */
	bool vendor_names;	  /* an alias is what the device calls it */
	bool first_is_management; /* eth0 leads to the lab's manager */
};

void machine_cards_add(struct machines_draft *d, struct machine_draft *m,
		       const struct machine_cards *cards);

#endif
