/* Who said which address is his (ARP, RFC 826): a fixed number of slots, a newer claim
 * takes the slot of an older one of another address. */
#ifndef ANALYSIS_CLAIMS_H
#define ANALYSIS_CLAIMS_H

#include "core/dissect/context.h"

enum { CLAIMS = 1 << 12 };

struct claim_slot {
	uint64_t number; /* of the packet that said so last, 0: free */
	uint32_t iface;
	uint8_t address[4], mac[6];
};

struct claims {
	struct claim_slot slots[CLAIMS];
};

/* Takes a claim that packet `number` makes. The packet in which another one claimed the
 * same address on that interface, 0: nobody did. As in Wireshark the first one keeps
 * it. */
uint64_t claims_take(struct claims *c, const struct claim *claim, uint32_t iface,
		     uint64_t number);

#endif
