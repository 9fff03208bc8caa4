/* Rings that turn out too small: an endpoint that loses frames moves to a larger ring,
 * as long as there is memory for it, unless the user chose the size. */
#ifndef CAPTURE_GROWTH_H
#define CAPTURE_GROWTH_H

#include "core/base/attr.h"
#include "core/capture/note.h"

struct stream;

struct growth {
	unsigned serial; /* of the newest try */
	bool opening;	 /* the larger ring's job is on the way */
	bool moving;	 /* both are being read */
	unsigned times;	 /* it grew so often */
	uint64_t drops;	 /* that were the reason to grow, in all */
	uint32_t kib;	 /* of ring now; 0: not open, or not ours */
};

/* What it loses now, with `room` KiB left for rings: the job that opens a larger one;
 * NULL: there is no need for it, or no way. */
struct job *growth_begin(struct stream *s, uint64_t room);

/* The larger ring is open, or could not be; true: its source is taken. */
bool growth_take(struct stream *s, const struct job *job);

/* After a drain, when it is moving: tells when it has moved. The old ring when nothing
 * of it is needed any more, to be closed. */
struct source *growth_step(struct stream *s);

/* Not now: the filter changes, or the capture ends. The larger ring, to be closed. */
struct source *growth_stop(struct stream *s);

#endif
