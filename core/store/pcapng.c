/* pcapng blocks from bytes. */
#include "core/store/pcapng.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/clock.h"
#include "core/base/reader.h"
#include "core/store/bytes.h"

const char *pcapng_block(const uint8_t bytes[8], bool swap, struct pcapng_block *block)
{
	block->type = bytes_u32(bytes, swap);
	block->size = bytes_u32(bytes + 4, swap);
	if (block->size < PCAPNG_BLOCK_MIN)
		return "a block that is shorter than any can be";
	if (block->size & 3)
		return "a block length that is no multiple of four";
	if (block->size > PCAPNG_BLOCK_MAX)
		return "a block of more than 16 MiB";
	return NULL;
}

const char *pcapng_trailer(const uint8_t bytes[4], bool swap, uint32_t size)
{
	return bytes_u32(bytes, swap) == size ? NULL
					      : "a block whose two lengths differ";
}

const char *pcapng_section(const uint8_t bytes[16], bool *swap)
{
	uint32_t order = bytes_u32(bytes + 8, false);
	*swap = order == __builtin_bswap32(PCAPNG_BYTE_ORDER);
	if (!*swap && order != PCAPNG_BYTE_ORDER)
		return "a section header without a byte order";
	if (bytes_u32(bytes + 4, *swap) < PCAPNG_SECTION_MIN)
		return "a section header that is too short";
	if (bytes_u16(bytes + 12, *swap) != 1)
		return "a pcapng version other than 1";
	return NULL;
}

bool pcapng_next_value(struct reader *r, bool swap, struct pcapng_value *o)
{
	const uint8_t *header = reader_bytes(r, 4);
	if (!header)
		return false;
	o->code = bytes_u16(header, swap);
	o->size = bytes_u16(header + 2, swap);
	o->value = reader_bytes(r, o->size);
	if (o->code == OPTION_END || !o->value)
		return false;
	reader_skip(r, -(size_t)o->size & 3);
	return true;
}

static void take_text(char *to, size_t room, const uint8_t *text, size_t size)
{
	if (size > room - 1)
		size = room - 1;
	memcpy(to, text, size);
	to[size] = '\0';
}

static void take_iface_option(const struct pcapng_value *o, bool swap,
			      struct iface *iface, struct pcapng_clock *clock)
{
	if (o->code == IFACE_NAME)
		take_text(iface->name, sizeof(iface->name), o->value, o->size);
	if (o->code == IFACE_DESCRIPTION)
		take_text(iface->description, sizeof(iface->description), o->value,
			  o->size);
	if (o->code == IFACE_FILTER && o->size > 1 && o->value[0] == 0)
		take_text(iface->filter, sizeof(iface->filter), o->value + 1,
			  o->size - 1u);
	if (o->code == IFACE_MAC && o->size == sizeof(iface->mac)) {
		iface->has_mac = true;
		memcpy(iface->mac, o->value, sizeof(iface->mac));
	}
	if (o->code == IFACE_RESOLUTION && o->size == 1)
		clock->resolution = o->value[0];
	if (o->code == IFACE_OFFSET && o->size == 8)
		clock->offset = (int64_t)bytes_u64(o->value, swap);
}

const char *pcapng_iface(const uint8_t *bytes, size_t have, bool swap,
			 struct iface *iface, struct pcapng_clock *clock)
{
	enum { FIXED = 16, DEFAULT_MICROSECONDS = 6 };
	memset(iface, 0, sizeof(*iface));
	*clock = (struct pcapng_clock){ .resolution = DEFAULT_MICROSECONDS };
	if (have < FIXED + 4)
		return "an interface block that is too short";
	iface->linktype = bytes_u16(bytes + 8, swap);
	iface->snaplen = bytes_u32(bytes + 12, swap);
	struct reader r = reader_over(bytes + FIXED, have - FIXED - 4);
	struct pcapng_value o;
	iface->options = r.at;
	iface->options_size = (uint32_t)reader_left(&r);
	iface->options_swap = swap;
	while (pcapng_next_value(&r, swap, &o))
		take_iface_option(&o, swap, iface, clock);
	return NULL;
}

static int64_t decimal_ns(unsigned exponent, uint64_t ticks)
{
	static const uint64_t powers[] = { 1,	      10,	 100,	  1000,
					   10000,     100000,	 1000000, 10000000,
					   100000000, 1000000000 };
	if (exponent <= 9) {
		uint64_t ns;
		bool over = __builtin_mul_overflow(ticks, powers[9 - exponent], &ns);
		return over || ns > INT64_MAX ? INT64_MAX : (int64_t)ns;
	}
	for (; exponent > 9 && ticks; exponent--)
		ticks /= 10;
	return ticks > INT64_MAX ? INT64_MAX : (int64_t)ticks;
}

/* Below a nanosecond nothing is left of 32 binary places. */
static int64_t binary_ns(unsigned exponent, uint64_t ticks)
{
	if (exponent > 32) {
		unsigned drop = exponent - 32;
		ticks = drop < 64 ? ticks >> drop : 0;
		exponent = 32;
	}
	uint64_t seconds = ticks >> exponent;
	uint64_t rest = ticks & ((UINT64_C(1) << exponent) - 1);
	if (seconds >= INT64_MAX / CLOCK_SEC)
		return INT64_MAX;
	return (int64_t)(seconds * CLOCK_SEC + (rest * CLOCK_SEC >> exponent));
}

int64_t pcapng_time(struct pcapng_clock clock, uint64_t ticks)
{
	unsigned exponent = clock.resolution & 0x7f;
	int64_t ns = clock.resolution & 0x80 ? binary_ns(exponent, ticks)
					     : decimal_ns(exponent, ticks);
	int64_t offset, sum;
	bool over = __builtin_mul_overflow(clock.offset, CLOCK_SEC, &offset);
	if (over || __builtin_add_overflow(ns, offset, &sum))
		return clock.offset < 0 ? INT64_MIN : INT64_MAX;
	return sum;
}

bool pcapng_is_packet(uint32_t type)
{
	return type == PCAPNG_PACKET || type == PCAPNG_SIMPLE_PACKET ||
	       type == PCAPNG_OBSOLETE_PACKET;
}

static const char *simple_packet(const uint8_t *bytes, struct pcapng_block block,
				 bool swap, struct pcapng_packet *packet)
{
	enum { FIXED = 12 };
	if (block.size < FIXED + 4)
		return "a packet block that is too short";
	uint32_t room = block.size - FIXED - 4;
	uint32_t length = bytes_u32(bytes + 8, swap);
	*packet = (struct pcapng_packet){
		.captured = length < room ? length : room,
		.length = length,
		.start = FIXED,
	};
	return NULL;
}

const char *pcapng_packet(const uint8_t *bytes, struct pcapng_block block, bool swap,
			  struct pcapng_packet *packet)
{
	if (block.type == PCAPNG_SIMPLE_PACKET)
		return simple_packet(bytes, block, swap, packet);
	if (block.size < PCAPNG_PACKET_FIXED + 4)
		return "a packet block that is too short";
	packet->iface = bytes_u32(bytes + 8, swap);
	packet->drops = 0;
	if (block.type == PCAPNG_OBSOLETE_PACKET) {
		uint16_t drops = bytes_u16(bytes + 10, swap);
		packet->iface = bytes_u16(bytes + 8, swap);
		packet->drops = drops == UINT16_MAX ? 0 : drops;
	}
	packet->stamped = true;
	packet->ticks = (uint64_t)bytes_u32(bytes + 12, swap) << 32 |
			bytes_u32(bytes + 16, swap);
	packet->captured = bytes_u32(bytes + 20, swap);
	packet->length = bytes_u32(bytes + 24, swap);
	packet->start = PCAPNG_PACKET_FIXED;
	if (packet->captured > block.size - PCAPNG_PACKET_FIXED - 4)
		return "a packet that is longer than its block";
	return NULL;
}

/* Of the four values of the two lowest bits one means nothing. */
static enum direction direction_of(uint32_t flags)
{
	uint32_t bits = flags & 3;
	return bits == DIRECTION_IN || bits == DIRECTION_OUT ? bits : DIRECTION_UNKNOWN;
}

void pcapng_packet_options(const uint8_t *bytes, struct pcapng_block block, bool swap,
			   const struct pcapng_packet *fixed, struct packet *packet)
{
	if (block.type == PCAPNG_SIMPLE_PACKET)
		return;
	struct reader r = reader_over(bytes, block.size - 4);
	reader_skip(&r, fixed->start + (((size_t)fixed->captured + 3) & ~(size_t)3));
	struct pcapng_value o;
	packet->options = bytes + (r.at - bytes);
	packet->options_size = (uint32_t)(r.end - r.at);
	packet->options_swap = swap;
	while (pcapng_next_value(&r, swap, &o)) {
		if (o.code == PACKET_FLAGS && o.size == 4)
			packet->direction = direction_of(bytes_u32(o.value, swap));
		if (o.code == PACKET_DROPS && o.size == 8)
			packet->dropped = bytes_u64(o.value, swap);
		if (o.code == OPTION_COMMENT && !packet->comment) {
			packet->comment = (const char *)o.value;
			packet->comment_size = o.size;
		}
	}
}

const char *pcapng_section_comment(const uint8_t *bytes, size_t have, bool swap,
				   size_t *size)
{
	enum { FIXED = 24 };
	struct reader r = reader_over(bytes, have);
	reader_skip(&r, FIXED);
	struct pcapng_value o;
	while (pcapng_next_value(&r, swap, &o)) {
		if (o.code == OPTION_COMMENT) {
			*size = o.size;
			return (const char *)o.value;
		}
	}
	return NULL;
}
