#include "core/analysis/claims.h"

#include <string.h>

#include "core/base/hash.h"

static struct claim_slot *slot_of(struct claims *c, const uint8_t *address,
				  uint32_t iface)
{
	uint32_t h = hash32_bytes(iface, address, 4);
	return &c->slots[(h ^ h >> 16) % CLAIMS];
}

uint64_t claims_take(struct claims *c, const struct claim *claim, uint32_t iface,
		     uint64_t number)
{
	struct claim_slot *s = slot_of(c, claim->address, iface);
	bool known = s->number && s->iface == iface &&
		     !memcmp(s->address, claim->address, sizeof(s->address));
	if (known && memcmp(s->mac, claim->mac, sizeof(s->mac)) != 0)
		return s->number;
	s->number = number;
	s->iface = iface;
	memcpy(s->address, claim->address, sizeof(s->address));
	memcpy(s->mac, claim->mac, sizeof(s->mac));
	return 0;
}
