/* Reading of basic encoding. Whoever nests values bounds the depth himself. */
#include "core/dissect/ber.h"

struct part ber_open(struct dissect *d, uint32_t *tag)
{
	*tag = reader_u8(&d->r);
	size_t size = reader_u8(&d->r);
	if (size & 0x80) {
		unsigned bytes = size & 0x7f;
		size = 0;
		if (!bytes || bytes > 4)
			d->r.cut = true;
		while (bytes-- && !d->r.cut)
			size = size << 8 | reader_u8(&d->r);
	}
	return part_open(d, size);
}

static uint64_t read_bytes(struct dissect *d, bool extend, bool *wide)
{
	size_t n = reader_left(&d->r);
	uint64_t value = extend && n && *d->r.at & 0x80 ? UINT64_MAX : 0;
	*wide = !n || n > 9 || (n == 9 && *d->r.at);
	while (n--)
		value = value << 8 | reader_u8(&d->r);
	return value;
}

int64_t ber_integer(struct dissect *d, bool *wide)
{
	return (int64_t)read_bytes(d, true, wide);
}

uint64_t ber_unsigned(struct dissect *d, bool *wide)
{
	return read_bytes(d, false, wide);
}

/* The first number holds two: 40 times the one, plus the other. */
static void put_first(struct text *t, uint64_t value)
{
	uint64_t first = value < 80 ? value / 40 : 2;
	text_uint(t, first);
	text_char(t, '.');
	text_uint(t, value - first * 40);
}

void ber_oid(struct text *t, const uint8_t *bytes, size_t n)
{
	uint64_t value = 0;
	bool first = true;
	for (size_t i = 0; i < n; i++) {
		value = value << 7 | (bytes[i] & 0x7f);
		if (bytes[i] & 0x80)
			continue;
		if (first) {
			put_first(t, value);
		} else {
			text_char(t, '.');
			text_uint(t, value);
		}
		first = false;
		value = 0;
	}
}
