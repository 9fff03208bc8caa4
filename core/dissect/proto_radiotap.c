/* What a radio adds to a frame of 802.11 that it received (radiotap.org). Numbers are
 * little endian; fields are in the order of their bits, each aligned to its size.
 *
 *	version:1  0:1  length:2  present:4 ...  fields */
#include "core/dissect/field.h"

enum { LINKTYPE_WLAN = 105, WLAN_CHECKED = 0x20069, MORE = 31, HAS_CHECK = 0x10 };
enum radiotap {
	TIME = 0,
	FLAGS = 1,
	RATE = 2,
	CHANNEL = 3,
	FHSS = 4,
	SIGNAL = 5,
	NOISE = 6
};

static const struct name present_names[] = {
	{ 1 << TIME, "time" },
	{ 1 << FLAGS, "flags" },
	{ 1 << RATE, "rate" },
	{ 1 << CHANNEL, "channel" },
	{ 1 << SIGNAL, "signal" },
	{ 1 << NOISE, "noise" },
	{ 0, NULL },
};

/* Bytes of a field, which it is aligned to as well (two at most of CHANNEL, FHSS). */
static size_t size_of(unsigned bit)
{
	static const uint8_t sizes[] = { 8, 1, 1, 4, 2, 1, 1 };
	return sizes[bit];
}

static void align(struct dissect *d, const uint8_t *start, size_t size)
{
	size_t to = size == 8 ? 8 : size > 1 ? 2 : 1;
	size_t at = (size_t)(d->r.at - start);
	reader_skip(&d->r, (to - at % to) % to);
}

static void show_signed(struct dissect *d, const char *name)
{
	int8_t value = (int8_t)reader_u8(&d->r);
	struct text *t = field_over(d, name, 1);
	if (t)
		text_int(t, value);
}

/* The first few fields are all that is looked at; returns the flags. */
static uint32_t read_fields(struct dissect *d, const uint8_t *start, uint32_t present)
{
	uint32_t flags = 0;
	for (unsigned bit = TIME; bit <= NOISE && part_more(d); bit++) {
		if (!(present & 1u << bit))
			continue;
		align(d, start, size_of(bit));
		if (bit == FLAGS) {
			flags = field_hex(d, "flags", 1);
		} else if (bit == RATE) {
			(void)field_uint(d, "rate, 500 kbit/s", 1);
		} else if (bit == CHANNEL) {
			uint32_t mhz = reader_u16le(&d->r);
			if (d->tree)
				field_show_uint(d, "channel MHz", 2, mhz);
			reader_skip(&d->r, 2);
		} else if (bit == SIGNAL || bit == NOISE) {
			show_signed(d, bit == SIGNAL ? "signal dBm" : "noise dBm");
		} else {
			reader_skip(&d->r, size_of(bit));
		}
	}
	return flags;
}

static void read_radiotap(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	(void)field_uint(d, "version", 1);
	reader_skip(&d->r, 1);
	uint32_t length = reader_u16le(&d->r);
	if (d->tree)
		field_show_uint(d, "length", 2, length);
	uint32_t present = reader_u32le(&d->r);
	if (d->tree)
		field_show_flags(d, "present", 4, present, present_names);
	if (d->r.cut || length < 8) {
		layer_malformed(d);
		return;
	}
	struct part outer = part_open(d, length - 8);
	for (uint32_t more = present; more >> MORE && part_more(d);)
		more = reader_u32le(&d->r);
	uint32_t flags = read_fields(d, start, present);
	part_close(d, outer);
	next(d, SPACE_LINK, flags & HAS_CHECK ? WLAN_CHECKED : LINKTYPE_WLAN);
}

const struct proto proto_radiotap = {
	.name = "Radiotap",
	.column = "802.11",
	.family = FAMILY_LINK,
	.read = read_radiotap,
};
