/* The pcapng format (draft-ietf-opsawg-pcapng), writing side: one block each into a
 * caller's buffer, in the byte order of this machine, times in nanoseconds. Every
 * function returns the bytes written, a multiple of four that is never more than its
 * _room. */
#ifndef STORE_PCAPNG_WRITE_H
#define STORE_PCAPNG_WRITE_H

#include "core/store/packet.h"

/* What a section header says about where it was written; what is empty or NULL is left
 * out, a comment longer than an option can hold (65535 bytes) is cut. */
struct pcapng_origin {
	char hardware[64];
	char os[136];
	char application[32];
	const char *comment; /* borrowed */
};

/* This machine (uname(2)) and this program, without a comment. */
struct pcapng_origin pcapng_origin_here(void);

enum { PCAPNG_IFACE_ROOM = 1024, PCAPNG_STATS_ROOM = 64 };

size_t pcapng_section_room(const struct pcapng_origin *origin);
size_t pcapng_write_section(uint8_t *to, const struct pcapng_origin *origin);

/* A block of secrets that decrypt TLS (4.7), in the format of NSS key logs. */
size_t pcapng_secrets_room(size_t size);
size_t pcapng_write_secrets(uint8_t *to, const char *keys, size_t size);

/* An interface block with nanosecond stamps. */
size_t pcapng_write_iface(uint8_t *to, const struct iface *iface);

/* An enhanced packet block on interface `iface` of the section. Times before the epoch
 * cannot be written and become the epoch. packet->iface and number are not looked at.
 */
static inline size_t pcapng_packet_room(const struct packet *packet)
{
	return (size_t)packet->captured + packet->comment_size + packet->options_size +
	       72;
}
size_t pcapng_write_packet(uint8_t *to, uint32_t iface, const struct packet *packet);

/* An interface statistics block: totals since the interface was opened. */
size_t pcapng_write_stats(uint8_t *to, uint32_t iface, int64_t time, uint64_t received,
			  uint64_t dropped);

#endif
