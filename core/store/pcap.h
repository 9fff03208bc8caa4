/* The classic pcap format (draft-ietf-opsawg-pcap), both ways: pure functions. Readable
 * are micro- and nanoseconds in either byte order, the old versions with swapped
 * lengths, and the "modified" format with longer record headers. */
#ifndef STORE_PCAP_H
#define STORE_PCAP_H

#include "core/store/packet.h"

enum {
	PCAP_HEADER = 24,
	PCAP_RECORD_MAX = 24, /* the longest record header */
	PCAP_CAPTURED_MAX = 1 << 24,
};

/* What the file header says. */
struct pcap_format {
	bool swap;
	bool nanoseconds;
	uint8_t record;	      /* bytes of a record header */
	bool lengths_swapped; /* the two lengths of a record are exchanged */
	bool lengths_unsure;  /* ... or are when it makes sense */
	uint32_t linktype;
	uint32_t snaplen;
};

/* Do these first bytes start a pcap file of any kind? */
bool pcap_is_magic(const uint8_t bytes[4]);

/* The file header; NULL, or the reason why it cannot be read. */
const char *pcap_decode_header(const uint8_t bytes[PCAP_HEADER], struct pcap_format *f);

struct pcap_record {
	int64_t time; /* ns */
	uint32_t captured, length;
};

/* A record header of f->record bytes; NULL, or what is wrong with it. */
const char *pcap_decode_record(const uint8_t *bytes, const struct pcap_format *f,
			       struct pcap_record *record);

/* The header of a file with nanosecond stamps in the byte order of this machine. */
void pcap_encode_header(uint8_t to[PCAP_HEADER], uint32_t linktype, uint32_t snaplen);

/* Header and bytes of one packet; returns 16 + captured. A time that 32 bits of seconds
 * cannot hold becomes the nearest that they can. */
size_t pcap_encode_record(uint8_t *to, const struct packet *packet);

#endif
