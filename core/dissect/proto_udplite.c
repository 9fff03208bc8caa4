/* Lightweight user datagrams (RFC 3828): the header of UDP, whose length says how many
 * bytes the checksum covers (0: all). The ports are those of UDP.
 *
 *	0               16               32               48               64
 *	+---------------+----------------+----------------+----------------+
 *	| source port   | destination    | coverage       | checksum       |
 *	+---------------+----------------+----------------+----------------+ */
#include "core/dissect/checksum.h"

enum { IPPROTO_NUMBER = 136, HEADER = 8 };

static void read_udplite(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	size_t length = reader_left(&d->r) + d->beyond;
	uint32_t source = field_uint(d, "source port", 2);
	uint32_t destination = field_uint(d, "destination port", 2);
	size_t coverage = field_uint(d, "coverage", 2);
	reader_skip(&d->r, 2);
	struct text *info = info_start(d);
	if (d->r.cut)
		return;
	size_t covered = coverage ? coverage : length;
	if (d->tree && covered >= HEADER && covered <= length)
		checksum_field(d, CHECKSUM_PSEUDO,
			       checksum_pseudo(d, IPPROTO_NUMBER, length), start,
			       covered);
	text_uint(info, source);
	text_str(info, ARROW);
	text_uint(info, destination);
	bool bad = (coverage && coverage < HEADER) || coverage > length;
	if (bad) {
		text_str(info, " [BAD LIGHTWEIGHT UDP CHECKSUM COVERAGE LENGTH ");
		text_uint(info, coverage);
		text_str(info, " < 8 or > ");
		text_uint(info, length);
		text_char(info, ']');
	}
	text_str(info, " Len=");
	text_uint(info, length - HEADER);
	layer_repeats_info(d);
	if (bad)
		return;
	d->source_port = source;
	d->destination_port = destination;
	next(d, SPACE_UDP, source < destination ? source : destination);
	or_next(d, SPACE_UDP, source < destination ? destination : source);
}

const struct proto proto_udplite = {
	.name = "UDP-Lite",
	.column = "UDP-Lite",
	.family = FAMILY_UDP,
	.read = read_udplite,
};
