/* pcap headers and records, from bytes and to bytes. */
#include "core/store/pcap.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/clock.h"
#include "core/store/bytes.h"

enum { RECORD = 16 };

static const struct magic {
	uint32_t value;
	bool nanoseconds;
	uint8_t record;
} magics[] = {
	{ 0xa1b2c3d4, false, RECORD },
	{ 0xa1b23c4d, true, RECORD },
	{ 0xa1b2cd34, false, RECORD + 8 }, /* Kuznetzov's: interface, protocol, type */
};

static const struct magic *find_magic(const uint8_t bytes[4], bool *swap)
{
	for (size_t i = 0; i < 2 * COUNT(magics); i++) {
		*swap = i & 1;
		if (bytes_u32(bytes, *swap) == magics[i / 2].value)
			return &magics[i / 2];
	}
	return NULL;
}

bool pcap_is_magic(const uint8_t bytes[4])
{
	bool swap;
	return find_magic(bytes, &swap) != NULL;
}

/* Files of some writers carry the system's own number for raw IP. */
static uint32_t linktype_of(uint32_t field)
{
	enum { DLT_RAW_LINUX = 12, DLT_RAW_OPENBSD = 14 };
	uint32_t linktype = field & 0xffff; /* above: the FCS length */
	bool raw = linktype == DLT_RAW_LINUX || linktype == DLT_RAW_OPENBSD;
	return raw ? LINKTYPE_RAW : linktype;
}

const char *pcap_decode_header(const uint8_t bytes[PCAP_HEADER], struct pcap_format *f)
{
	bool swap;
	const struct magic *magic = find_magic(bytes, &swap);
	if (!magic)
		return "not a pcap file";
	uint16_t major = bytes_u16(bytes + 4, swap), minor = bytes_u16(bytes + 6, swap);
	bool dg_ux = major == 543 && minor == 0; /* tcpdump of DG/UX */
	if (!dg_ux && (major != 2 || minor > 4))
		return "a pcap version other than 2.0 to 2.4";
	*f = (struct pcap_format){
		.swap = swap,
		.nanoseconds = magic->nanoseconds,
		.record = magic->record,
		.lengths_swapped = dg_ux || minor < 3,
		.lengths_unsure = !dg_ux && minor == 3,
		.snaplen = bytes_u32(bytes + 16, swap),
		.linktype = linktype_of(bytes_u32(bytes + 20, swap)),
	};
	return NULL;
}

const char *pcap_decode_record(const uint8_t *bytes, const struct pcap_format *f,
			       struct pcap_record *record)
{
	uint32_t captured = bytes_u32(bytes + 8, f->swap);
	uint32_t length = bytes_u32(bytes + 12, f->swap);
	bool swapped = f->lengths_swapped || (f->lengths_unsure && captured > length);
	record->captured = swapped ? length : captured;
	record->length = swapped ? captured : length;
	record->time =
		bytes_u32(bytes, f->swap) * CLOCK_SEC +
		bytes_u32(bytes + 4, f->swap) * (f->nanoseconds ? 1 : INT64_C(1000));
	if (record->captured > PCAP_CAPTURED_MAX)
		return "a packet of more than 16 MiB";
	return NULL;
}

void pcap_encode_header(uint8_t to[PCAP_HEADER], uint32_t linktype, uint32_t snaplen)
{
	const uint16_t version[] = { 2, 4 };
	uint8_t *p = bytes_put32(to, 0xa1b23c4d);
	memcpy(p, version, sizeof(version));
	p = bytes_put32(p + sizeof(version), 0); /* time zone and accuracy: always 0 */
	p = bytes_put32(p, 0);
	p = bytes_put32(p, snaplen);
	bytes_put32(p, linktype);
}

size_t pcap_encode_record(uint8_t *to, const struct packet *packet)
{
	int64_t last = UINT32_MAX * CLOCK_SEC + CLOCK_SEC - 1;
	int64_t time = packet->time < 0 ? 0 : packet->time;
	time = time > last ? last : time;
	uint8_t *p = bytes_put32(to, (uint32_t)(time / CLOCK_SEC));
	p = bytes_put32(p, (uint32_t)(time % CLOCK_SEC));
	p = bytes_put32(p, packet->captured);
	p = bytes_put32(p, packet->length);
	if (packet->captured)
		memcpy(p, packet->bytes, packet->captured);
	return RECORD + (size_t)packet->captured;
}
