/* Asking what came before, for the protocols whose text says something about it. */
#ifndef DISSECT_RECALL_H
#define DISSECT_RECALL_H

#include "core/dissect/field.h"

/* Asks about a segment of which the protocol knows everything but the addresses; the
 * answer is in d->past. Without anybody to ask, and for a part or a copy of a packet,
 * it stays empty. */
void recall(struct dissect *d, struct segment *s);

/* Asks about an echo message, the cursor being on its identifier and sequence.
 * protocol: of IP. */
void recall_echo(struct dissect *d, uint8_t protocol, bool reply);

/* Asks about a request (or a reply) with this number in the datagram in hand, and shows
 * what answers it, or what it answers, in the tree: Info is that of Wireshark. digest:
 * what tells a request from others of its number, 0: nothing. True: a duplicate. */
bool recall_transaction(struct dissect *d, uint32_t id, bool reply, uint32_t digest);

/* Asks whether others said that these addresses are theirs. */
void recall_claims(struct dissect *d, const struct claim *claims, uint8_t count);

/* Reads a number that began at `base` (0: nobody knows), and shows both that and what
 * is on the wire; returns the former. */
uint32_t recall_number(struct dissect *d, const char *name, uint32_t base);

/* The segment in hand leaves a message unfinished (context.h). */
void recall_unfinished(struct dissect *d, const struct unfinished *what);

/* The segment in hand says which connection is to come (context.h). */
void recall_announced(struct dissect *d, const struct announced *what);

/* "[TCP Retransmission] " in front of Info, to stay there, and a line in the tree. */
void recall_put_remarks(struct dissect *d);

/* " (reply in 12)", at the end of Info. */
void recall_put_pair(struct dissect *d);

#endif
