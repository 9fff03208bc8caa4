/* User datagrams (RFC 768).
 *
 *	0               16               32               48               64
 *	+---------------+----------------+----------------+----------------+
 *	| source port   | destination    | length         | checksum       |
 *	+---------------+----------------+----------------+----------------+
 *
 * Length 0 stands for "all there is" (jumbograms, RFC 2675; segmentation offload). */
#include "core/dissect/checksum.h"

#define IPPROTO_NUMBER 17
#define HEADER	       8

/* True when there is none, which IPv4 allows. */
static bool read_checksum(struct dissect *d, const uint8_t *start, size_t length)
{
	uint32_t value = reader_u16(&d->r);
	if (!d->tree || d->r.cut)
		return !value;
	if (!value)
		field_show_str(d, "checksum", 2, "0x0000  none");
	else
		checksum_field(d, CHECKSUM_PSEUDO,
			       checksum_pseudo(d, IPPROTO_NUMBER, length), start,
			       length);
	return !value;
}

static void put_ports(struct text *t, uint32_t source, uint32_t destination)
{
	text_uint(t, source);
	text_str(t, ARROW);
	text_uint(t, destination);
}

static void read_udp(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	size_t room = reader_left(&d->r) + d->beyond;
	uint32_t source = field_uint(d, "source port", 2);
	uint32_t destination = field_uint(d, "destination port", 2);
	d->source_port = source;
	d->destination_port = destination;
	struct text *info = info_start(d);
	put_ports(info, source, destination);
	size_t length = field_uint(d, "length", 2);
	size_t covered = length ? length : room;
	bool unchecked = read_checksum(d, start, covered);
	if (d->r.cut)
		return;
	struct text *t = layer_summary(d);
	if (t) {
		put_ports(t, source, destination);
		text_str(t, "  len ");
		text_uint(t, covered > HEADER ? covered - HEADER : 0);
	}
	if (covered < HEADER) {
		text_str(info, " [BAD UDP LENGTH ");
		text_uint(info, length);
		text_str(info, " < 8]");
		layer_malformed(d);
		return;
	}
	if (covered > room && !d->quoted && !d->ip.partial) {
		text_str(info, " [BAD UDP LENGTH ");
		text_uint(info, length);
		text_str(info, " > IP PAYLOAD LENGTH]");
	}
	text_str(info, " Len=");
	text_uint(info, covered - HEADER);
	if (d->ip.size == 16 && unchecked && !d->quoted)
		text_str(info, " [ILLEGAL CHECKSUM (0)]");
	layer_limit(d, covered - HEADER);
	if (covered == HEADER)
		return;
	next(d, SPACE_UDP, source < destination ? source : destination);
	or_next(d, SPACE_UDP, source < destination ? destination : source);
}

const struct proto proto_udp = {
	.name = "UDP",
	.column = "UDP",
	.family = FAMILY_UDP,
	.read = read_udp,
};
