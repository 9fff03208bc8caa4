/* Sums of 16-bit words and the words that the tree has for the outcome. */
#include "core/dissect/checksum.h"

uint16_t checksum_add(uint16_t sum, const uint8_t *bytes, size_t n)
{
	uint64_t total = sum;
	size_t i = 0;
	for (; i + 1 < n; i += 2)
		total += (uint32_t)bytes[i] << 8 | bytes[i + 1];
	if (i < n)
		total += (uint32_t)bytes[i] << 8;
	while (total >> 16)
		total = (total & 0xffff) + (total >> 16);
	return (uint16_t)total;
}

uint16_t checksum_pseudo(const struct dissect *d, uint8_t protocol, size_t length)
{
	const uint8_t tail[6] = { (uint8_t)(length >> 24),
				  (uint8_t)(length >> 16),
				  (uint8_t)(length >> 8),
				  (uint8_t)length,
				  0,
				  protocol };
	uint16_t sum = checksum_add(0, d->ip.source, d->ip.size);
	sum = checksum_add(sum, d->ip.destination, d->ip.size);
	return checksum_add(sum, tail, sizeof(tail));
}

static void put_outcome(struct text *t, enum checksum_kind kind, uint16_t value,
			uint16_t total, uint16_t pseudo)
{
	if (total == 0xffff) {
		text_str(t, "good");
	} else if ((kind == CHECKSUM_PSEUDO && value == pseudo) ||
		   (kind == CHECKSUM_OFFLOAD && value == 0)) {
		text_str(t, "unfinished (left to the hardware)");
	} else {
		/* Taking the field out of the sum gives what it should have been. */
		uint32_t without = total + (uint32_t)(uint16_t)~value;
		without = (without & 0xffff) + (without >> 16);
		text_str(t, "bad, should be 0x");
		text_hex(t, (uint16_t)~without, 4);
	}
}

void checksum_field(struct dissect *d, enum checksum_kind kind, uint16_t sum,
		    const uint8_t *start, size_t n)
{
	struct text *t = field_over(d, "checksum", 2);
	if (!t)
		return;
	uint16_t value = (uint16_t)(d->r.at[-2] << 8 | d->r.at[-1]);
	text_str(t, "0x");
	text_hex(t, value, 4);
	text_str(t, "  ");
	if (d->quoted || d->ip.partial || n > (size_t)(d->r.end - start) ||
	    (kind == CHECKSUM_PSEUDO && !d->ip.size))
		text_str(t, "not verified");
	else
		put_outcome(t, kind, value, checksum_add(sum, start, n), sum);
}

bool checksum_fletcher(const uint8_t *p, const uint8_t *end)
{
	uint32_t first = 0, second = 0;
	for (; p < end; p++) {
		first = (first + *p) % 255;
		second = (second + first) % 255;
	}
	return !first && !second;
}

void checksum_fletcher_field(struct dissect *d, const uint8_t *start,
			     const uint8_t *end)
{
	struct text *t = field_over(d, "checksum", 2);
	if (!t)
		return;
	text_str(t, "0x");
	text_hex(t, (uint32_t)d->r.at[-2] << 8 | d->r.at[-1], 4);
	text_str(t, !start			    ? "  not verified"
		    : checksum_fletcher(start, end) ? "  good"
						    : "  bad");
}
