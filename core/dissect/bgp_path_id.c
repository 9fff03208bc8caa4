/* Whether routes have path identifiers in front (RFC 7911 3). Both ends agreed on that
 * in OPENs that the packet in hand does not have; its bytes tell: as plain routes,
 * those with identifiers do not come out even. */
#include "core/dissect/bgp.h"

enum { PATH_ID = 4, BITS_LABEL = 24, BITS_DISTINGUISHER = 64, LABELS_MAX = 4 };
enum { EVPN_HEADER = 2, EVPN_LAST = 11, EVPN_MIN = 12 };

/* Bits that a prefix has at least and at most. */
struct limits {
	uint32_t least, most;
};

static bool limits_of(struct limits *l, uint32_t family, uint32_t subfamily)
{
	uint32_t address = family == BGP_IP4 ? 32 : 128;
	if (family != BGP_IP4 && family != BGP_IP6)
		return false;
	*l = (struct limits){ 0, address };
	if (subfamily != BGP_LABELLED && subfamily != BGP_VPN)
		return subfamily <= BGP_LABELLED;
	l->least = BITS_LABEL + (subfamily == BGP_VPN ? BITS_DISTINGUISHER : 0);
	l->most = l->least + (LABELS_MAX - 1) * BITS_LABEL + address;
	return true;
}

/* Bits behind a prefix are zero, and there is one default route at most. */
static bool are_prefixes(const uint8_t *at, const uint8_t *end, const struct limits *l,
			 size_t skip)
{
	unsigned defaults = 0;
	while ((size_t)(end - at) > skip) {
		uint32_t bits = at[skip];
		size_t bytes = (bits + 7) / 8;
		at += skip + 1;
		if (bits < l->least || bits > l->most || bytes > (size_t)(end - at))
			return false;
		if (bits % 8 && at[bytes - 1] & 0xff >> bits % 8)
			return false;
		defaults += !bits;
		at += bytes;
	}
	return at == end && defaults <= 1;
}

static bool are_evpn(const uint8_t *at, const uint8_t *end, size_t skip)
{
	while ((size_t)(end - at) >= skip + EVPN_HEADER) {
		uint8_t type = at[skip], size = at[skip + 1];
		at += skip + EVPN_HEADER;
		if (!type || type > EVPN_LAST || size < EVPN_MIN || size > end - at)
			return false;
		at += size;
	}
	return at == end;
}

bool bgp_has_path_ids(const struct dissect *d, uint32_t family, uint32_t subfamily)
{
	const uint8_t *at = d->r.at, *end = d->r.end;
	struct limits limits;
	if (d->r.cut || d->beyond)
		return false;
	if (subfamily == BGP_EVPN)
		return !are_evpn(at, end, 0) && are_evpn(at, end, PATH_ID);
	return limits_of(&limits, family, subfamily) &&
	       !are_prefixes(at, end, &limits, 0) &&
	       are_prefixes(at, end, &limits, PATH_ID);
}
