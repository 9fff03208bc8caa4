#include "core/lab/plausible.h"

#include <string.h>

#include "core/base/attr.h"

enum {
	ETHER_SIZE = 14,
	TAGS_MAX = 2,
	PADDED = 64, /* the shortest frame of Ethernet: shorter content is padded */
	LLC_MAX = 1500,
	TYPE_MIN = 0x600, /* IEEE 802.3 3.2.6 */
};

/* What stands behind the type: [here] of [length] bytes. */
struct content {
	const uint8_t *bytes;
	uint32_t here, length;
	bool small; /* there may be padding */
};

static uint16_t read16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static bool fills(const struct content *c, uint32_t size)
{
	return size == c->length || (size < c->length && c->small);
}

/* RFC 1071: the sum of a header with its checksum is all ones. */
static bool sums_up(const uint8_t *bytes, uint32_t size)
{
	uint32_t sum = 0;
	for (uint32_t i = 0; i < size; i += 2)
		sum += read16(bytes + i);
	return (sum & 0xffff) + (sum >> 16) == 0xffff;
}

static enum plausible ip4(const struct content *c)
{
	if (c->here < 20)
		return PLAUSIBLE_MAYBE;
	uint32_t header = (c->bytes[0] & 15U) * 4, total = read16(c->bytes + 2);
	if (c->bytes[0] >> 4 != 4 || header < 20 || total < header || !fills(c, total))
		return PLAUSIBLE_NO;
	return header <= c->here && sums_up(c->bytes, header) ? PLAUSIBLE_SURE
							      : PLAUSIBLE_MAYBE;
}

/* IANA protocol numbers that begin what a lab sends over IPv6. */
static bool follows_ip6(uint8_t next)
{
	static const uint8_t known[] = { 0,  4,	 6,  17, 41, 43, 44,  46,  47,	50,
					 51, 58, 60, 88, 89, 59, 103, 112, 115, 132 };
	return memchr(known, next, sizeof(known));
}

static enum plausible ip6(const struct content *c)
{
	if (c->here < 40)
		return PLAUSIBLE_MAYBE;
	if (c->bytes[0] >> 4 != 6 || !fills(c, 40U + read16(c->bytes + 4)))
		return PLAUSIBLE_NO;
	return follows_ip6(c->bytes[6]) ? PLAUSIBLE_SURE : PLAUSIBLE_MAYBE;
}

static enum plausible arp(const struct content *c)
{
	static const uint8_t ethernet_ip4[] = { 0, 1, 8, 0, 6, 4, 0 };
	if (c->here < 28)
		return PLAUSIBLE_MAYBE;
	bool fits = !memcmp(c->bytes, ethernet_ip4, sizeof(ethernet_ip4));
	return fits && fills(c, 28) ? PLAUSIBLE_SURE : PLAUSIBLE_MAYBE;
}

/* IEEE 802.2: spanning tree, IS-IS, SNAP. */
static enum plausible llc(const struct content *c, uint32_t size)
{
	static const uint8_t known[][3] = {
		{ 0x42, 0x42, 3 },
		{ 0xfe, 0xfe, 3 },
		{ 0xaa, 0xaa, 3 },
	};
	if (size > LLC_MAX || size < sizeof(known[0]) || !fills(c, size))
		return PLAUSIBLE_NO;
	for (size_t i = 0; i < COUNT(known) && c->here >= sizeof(known[0]); i++)
		if (!memcmp(c->bytes, known[i], sizeof(known[i])))
			return PLAUSIBLE_SURE;
	return PLAUSIBLE_MAYBE;
}

/* IEEE 802.1AB: first the chassis ID, to a reserved address. */
static enum plausible lldp(const struct content *c, const uint8_t *target)
{
	static const uint8_t nearest[] = { 0x01, 0x80, 0xc2, 0, 0 };
	bool fits = c->here >= 2 && c->bytes[0] == 2 && c->bytes[1] > 1;
	return fits && !memcmp(target, nearest, sizeof(nearest)) ? PLAUSIBLE_SURE
								 : PLAUSIBLE_MAYBE;
}

static bool is_tag(uint16_t type)
{
	return type == 0x8100 || type == 0x88a8 || type == 0x9100;
}

enum plausible plausible_frame(const uint8_t *bytes, uint32_t captured, uint32_t length)
{
	uint32_t at = ETHER_SIZE;
	if (length < ETHER_SIZE)
		return PLAUSIBLE_NO;
	if (captured < ETHER_SIZE)
		return PLAUSIBLE_MAYBE;
	if (bytes[6] & 1) /* a group sends nothing */
		return PLAUSIBLE_NO;
	for (int i = 0; i < TAGS_MAX && is_tag(read16(bytes + at - 2)); i++) {
		at += 4;
		if (length < at)
			return PLAUSIBLE_NO;
		if (captured < at)
			return PLAUSIBLE_MAYBE;
	}
	const struct content c = {
		.bytes = bytes + at,
		.here = captured - at,
		.length = length - at,
		.small = length <= PADDED + at - ETHER_SIZE,
	};
	uint16_t type = read16(bytes + at - 2);
	if (type < TYPE_MIN)
		return llc(&c, type);
	return type == 0x0800	? ip4(&c)
	       : type == 0x86dd ? ip6(&c)
	       : type == 0x0806 ? arp(&c)
	       : type == 0x88cc ? lldp(&c, bytes)
				: PLAUSIBLE_MAYBE;
}
