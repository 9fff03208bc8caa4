/* What a pcapng file says beyond what is understood here, on its way into another file
 * in the byte order of this machine: options of packets and interfaces, whole blocks.
 * Nothing in them is trusted: what does not fit is left out. */
#ifndef STORE_PCAPNG_COPY_H
#define STORE_PCAPNG_COPY_H

#include "core/store/pcapng.h"
#include "core/store/pcapng_write.h"

/* pcapng_write_packet() with all options that the file has; direction, drops and a
 * comment that are only in the packet itself are added. */
static inline size_t pcapng_copy_packet_room(const struct packet *packet)
{
	return pcapng_packet_room(packet) + packet->options_size;
}
size_t pcapng_copy_packet(uint8_t *to, uint32_t iface, const struct packet *packet);

/* pcapng_write_iface() with all options that the file has, but how time is counted. */
static inline size_t pcapng_copy_iface_room(const struct iface *iface)
{
	return PCAPNG_IFACE_ROOM + (size_t)iface->options_size;
}
size_t pcapng_copy_iface(uint8_t *to, const struct iface *iface);

/* Is a block of this type of use in a copy, though it is nothing that is looked at?
 * Names, secrets, what others invented; counts of the whole capture are not. */
bool pcapng_is_extra(uint32_t type, bool swap);

/* A whole block in this machine's byte order; exactly `size` bytes. */
void pcapng_copy_block(uint8_t *to, const uint8_t *bytes, uint32_t size, bool swap);

#endif
