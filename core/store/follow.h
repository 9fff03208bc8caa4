/* The files behind a store and how much of them may be read: one file, as long as it is
 * now; the segments of a spool, as far as its control page says (another process wrote
 * it: every value is checked); or the segments that a dead writer left behind. */
#ifndef STORE_FOLLOW_H
#define STORE_FOLLOW_H

#include "core/base/attr.h"
#include "core/base/error.h"
#include "core/store/control.h"

enum { FOLLOW_OPEN = 16 }; /* segments that are kept open */

struct follow {
	struct control *control; /* mapped read-only; NULL: nobody publishes */
	int file;		 /* the only file, or -1 */
	int dir;		 /* of the segments, or -1 */
	uint64_t first, last;	 /* segment numbers; 1 for a single file */
	uint64_t length;	 /* readable bytes of the last one */
	struct follow_slot {
		uint64_t number; /* 0: free */
		int fd;
	} slots[FOLLOW_OPEN];
};

/* All descriptors are owned from the call on, also on failure. */
bool follow_file(struct follow *f, int fd, struct error *e);
bool follow_spool(struct follow *f, int control_fd, int dir, int file, struct error *e);
bool follow_left(struct follow *f, int dir, struct error *e);
void follow_free(struct follow *f);

/* Updates first, last and length. False: what is published makes no sense (then nothing
 * changes). Closes the segments that are gone. */
bool follow_look(struct follow *f, struct error *e);

/* The segment's descriptor, borrowed until the next follow call; -1 with e set. */
int follow_fd(struct follow *f, uint64_t number, struct error *e);

/* Readable bytes of a segment. */
uint64_t follow_length(struct follow *f, uint64_t number);

#endif
