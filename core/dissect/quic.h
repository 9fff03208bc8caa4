/* What the files of QUIC share. */
#ifndef DISSECT_QUIC_H
#define DISSECT_QUIC_H

#include "core/dissect/proto.h"

#define QUIC_VERSION_1 0x00000001
#define QUIC_VERSION_2 0x6b3343cf

enum { QUIC_TAG = 16 /* bytes of what proves that an opened packet is whole */ };

struct quic_id {
	const uint8_t *at;
	size_t size;
};

/* An Initial packet under its protection. */
struct quic_sealed {
	uint32_t version;
	struct quic_id
		id;    /* the client's first destination id: the keys follow from it */
	bool server;   /* sent it */
	size_t number; /* offset of the packet number */
	size_t size;   /* of the whole packet */
};

/* Takes the protection of packet[s->size] off where it is (RFC 9001 5.2). Returns the
 * size of the packet number, which then is in the clear as are the frames behind it; 0
 * where these are not its keys, and then packet is as it was. */
size_t quic_open(const struct quic_sealed *s, uint8_t *packet);

/* Reads the frames of an Initial packet, to the end of the part: ", CRYPTO, PADDING" at
 * the end of Info, a server's name behind the hello that asks for it. */
void quic_frames(struct dissect *d);

/* 1, 2, 4 or 8 bytes, as the two upper bits say. */
uint64_t quic_varint(struct dissect *d, const char *name);

/* The same as a size, that of too much where it does not fit. */
size_t quic_size(uint64_t n);

#endif
