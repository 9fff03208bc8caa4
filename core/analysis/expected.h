/* Connections that others announced: the data of FTP on ports that only its control
 * connection tells. A fixed number of them, newer ones take the place of older ones.
 * What is learned later about one is an entry of its own, so that a packet can be drawn
 * again with what was known then. */
#ifndef ANALYSIS_EXPECTED_H
#define ANALYSIS_EXPECTED_H

#include "core/dissect/context.h"

enum { EXPECTED = 1 << 10, EXPECTED_COMMAND = 64 };

struct expected_entry {
	uint64_t number;  /* packet that said so; ascending; 0: free */
	uint64_t place;	  /* print of address, port and interface */
	uint64_t control; /* print of the connection that said so */
	const char *how;
	char command[EXPECTED_COMMAND];
	uint32_t chain; /* the one before in its bucket: number of the entry, 0: none */
};

struct expectations {
	uint32_t count; /* of entries ever: one is at its number modulo EXPECTED */
	uint32_t buckets[EXPECTED];
	struct expected_entry entries[EXPECTED];
};

/* Where and by whom it was said. */
struct expected_said {
	uint64_t number; /* of the packet */
	uint64_t control;
	uint32_t iface;
	const uint8_t *address; /* of who said it */
	uint8_t address_size;
};

/* Notes what was announced. */
void expected_note(struct expectations *e, const struct expected_said *said,
		   const struct announced *what);

/* Was the connection of this segment, in packet `number`, announced before? Sets *past
 * if it was; its texts are good until the next note. */
void expected_find(const struct expectations *e, const struct segment *s,
		   uint32_t iface, uint64_t number, struct expected *past);

#endif
