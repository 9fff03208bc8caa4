#include "core/store/pcapng_copy.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/reader.h"
#include "core/store/bytes.h"

enum {
	/* Packet blocks, section 4.3 of the draft. */
	PACKET_HASH = 3,
	PACKET_ID = 5,
	PACKET_QUEUE = 6,
	PACKET_VERDICT = 7,
	/* Interface blocks, section 4.2. */
	IFACE_SPEED = 8,
	IFACE_TZONE = 10,
	IFACE_TX_SPEED = 16,
	IFACE_RX_SPEED = 17,
	/* Every block, section 3.5.1: a number of IANA's, then anything. */
	CUSTOM_TEXT = 2988,
	CUSTOM_BYTES = 2989,
	CUSTOM_TEXT_PRIVATE = 19372,
	CUSTOM_BYTES_PRIVATE = 19373,
	/* Whole blocks. */
	BLOCK_NAMES = 4,
	BLOCK_JOURNAL = 9,
	BLOCK_SECRETS = 10,
	BLOCK_CUSTOM = 0xbad,
	BLOCK_CUSTOM_PRIVATE = 0x40000bad,
};

/* Numbers in values of options: where, and of how many bytes. */
struct number {
	uint16_t code, offset, width;
};

static const struct number packet_numbers[] = {
	{ PACKET_FLAGS, 0, 4 },
	{ PACKET_DROPS, 0, 8 },
	{ PACKET_ID, 0, 8 },
	{ PACKET_QUEUE, 0, 4 },
	{ PACKET_VERDICT, 1, 8 },
	{ CUSTOM_TEXT, 0, 4 },
	{ CUSTOM_BYTES, 0, 4 },
	{ CUSTOM_TEXT_PRIVATE, 0, 4 },
	{ CUSTOM_BYTES_PRIVATE, 0, 4 },
};

static const struct number iface_numbers[] = {
	{ IFACE_SPEED, 0, 8 },	       { IFACE_TZONE, 0, 4 },
	{ IFACE_TX_SPEED, 0, 8 },      { IFACE_RX_SPEED, 0, 8 },
	{ CUSTOM_TEXT, 0, 4 },	       { CUSTOM_BYTES, 0, 4 },
	{ CUSTOM_TEXT_PRIVATE, 0, 4 }, { CUSTOM_BYTES_PRIVATE, 0, 4 },
};

struct numbers {
	const struct number *items;
	size_t count;
};

static void reverse(uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size / 2; i++) {
		uint8_t byte = bytes[i];
		bytes[i] = bytes[size - 1 - i];
		bytes[size - 1 - i] = byte;
	}
}

/* A verdict is a number only in two of its kinds, and then of that width. */
static bool is_number(const struct number *n, const struct pcapng_value *o)
{
	bool fits = n->code == o->code && o->size >= n->offset + n->width;
	return fits && (n->code != PACKET_VERDICT || o->size == 9);
}

static uint8_t *put(uint8_t *p, const struct pcapng_value *o, bool swap,
		    struct numbers numbers)
{
	p = bytes_put16(p, o->code);
	p = bytes_put16(p, o->size);
	size_t padded = (o->size + 3u) & ~3u;
	memset(p + padded - (padded ? 4 : 0), 0, padded ? 4 : 0);
	memcpy(p, o->value, o->size);
	for (size_t i = 0; swap && i < numbers.count; i++)
		if (is_number(&numbers.items[i], o))
			reverse(p + numbers.items[i].offset, numbers.items[i].width);
	return p + padded;
}

static uint8_t *put_value(uint8_t *p, uint16_t code, const void *value, size_t size)
{
	const struct pcapng_value o = { code, (uint16_t)size, value };
	return put(p, &o, false, (struct numbers){ NULL, 0 });
}

/* The other bits of the flags stay what they were; our word on the direction counts. */
static uint8_t *put_flags(uint8_t *p, const struct packet *packet, uint32_t flags)
{
	if (packet->direction)
		flags = (flags & ~3u) | packet->direction;
	return flags ? put_value(p, PACKET_FLAGS, &flags, sizeof(flags)) : p;
}

static uint8_t *copy_packet_options(uint8_t *p, const struct packet *packet)
{
	const struct numbers numbers = { packet_numbers, COUNT(packet_numbers) };
	const uint8_t *from = packet->options;
	struct reader r = reader_over(from, packet->options_size);
	struct pcapng_value o;
	bool flags = false, drops = false, comment = !packet->comment_size;
	while (pcapng_next_value(&r, packet->options_swap, &o)) {
		comment |= o.value == (const uint8_t *)packet->comment;
		drops |= o.code == PACKET_DROPS;
		if (o.code != PACKET_FLAGS || o.size != 4) {
			p = put(p, &o, packet->options_swap, numbers);
			continue;
		}
		flags = true;
		p = put_flags(p, packet, bytes_u32(o.value, packet->options_swap));
	}
	if (!flags)
		p = put_flags(p, packet, 0);
	if (!drops && packet->dropped)
		p = put_value(p, PACKET_DROPS, &packet->dropped,
			      sizeof(packet->dropped));
	if (!comment)
		p = put_value(p, OPTION_COMMENT, packet->comment,
			      packet->comment_size > UINT16_MAX ? UINT16_MAX
								: packet->comment_size);
	return p;
}

/* The end of the options and of the block. */
static size_t close_block(uint8_t *block, uint8_t *p)
{
	p = put_value(p, OPTION_END, p, 0);
	uint32_t size = (uint32_t)(p + 4 - block);
	bytes_put32(block + 4, size);
	bytes_put32(p, size);
	return size;
}

size_t pcapng_copy_packet(uint8_t *to, uint32_t iface, const struct packet *packet)
{
	if (!packet->options_size)
		return pcapng_write_packet(to, iface, packet);
	struct packet bare = *packet;
	bare.direction = DIRECTION_UNKNOWN;
	bare.dropped = bare.comment_size = 0;
	uint8_t *end = to + pcapng_write_packet(to, iface, &bare);
	return close_block(to, copy_packet_options(end - 4, packet));
}

size_t pcapng_copy_iface(uint8_t *to, const struct iface *iface)
{
	const struct numbers numbers = { iface_numbers, COUNT(iface_numbers) };
	const uint8_t nanoseconds = 9;
	struct reader r = reader_over(iface->options, iface->options_size);
	struct pcapng_value o;
	bool named = false;
	if (!iface->options_size)
		return pcapng_write_iface(to, iface);
	uint8_t *p = bytes_put32(to, PCAPNG_INTERFACE) + 4;
	p = bytes_put16(p, (uint16_t)iface->linktype);
	p = bytes_put16(p, 0);
	p = bytes_put32(p, iface->snaplen);
	while (pcapng_next_value(&r, iface->options_swap, &o)) {
		named |= o.code == IFACE_NAME && o.size;
		if (o.code != IFACE_RESOLUTION && o.code != IFACE_OFFSET)
			p = put(p, &o, iface->options_swap, numbers);
	}
	if (!named && iface->name[0])
		p = put_value(p, IFACE_NAME, iface->name, strlen(iface->name));
	p = put_value(p, IFACE_RESOLUTION, &nanoseconds, 1);
	return close_block(to, p);
}

/* What is known of the numbers inside: words in front of what has no byte order. */
static const struct extra {
	uint32_t type;
	unsigned words;
} known[] = {
	{ BLOCK_JOURNAL, 0 },
	{ BLOCK_SECRETS, 2 },
	{ BLOCK_CUSTOM, 1 },
	{ BLOCK_CUSTOM_PRIVATE, 1 },
};

static const struct extra *find_known(uint32_t type)
{
	for (size_t i = 0; i < COUNT(known); i++)
		if (known[i].type == type)
			return &known[i];
	return NULL;
}

bool pcapng_is_extra(uint32_t type, bool swap)
{
	bool ours = pcapng_is_packet(type) || type == PCAPNG_INTERFACE ||
		    type == PCAPNG_SECTION || type == PCAPNG_STATISTICS;
	/* In the other byte order nobody can tell where the numbers are. */
	return !ours && (!swap || find_known(type));
}

void pcapng_copy_block(uint8_t *to, const uint8_t *bytes, uint32_t size, bool swap)
{
	memcpy(to, bytes, size);
	if (!swap)
		return;
	uint32_t type = bytes_u32(bytes, true);
	const struct extra *extra = find_known(type);
	bytes_put32(to, type);
	bytes_put32(to + 4, size);
	bytes_put32(to + size - 4, size);
	for (unsigned i = 0; extra && i < extra->words && 16 + 4 * i <= size - 4; i++)
		reverse(to + 8 + 4 * i, 4);
}
