/* When rings are read: at once while frames come now and then, in a rhythm while they
 * come faster than that. Twenty rings at 300 000 frames a second would wake the engine
 * six hundred times a second, each time for one block, and to wake up costs more than
 * to read it. */
#ifndef CAPTURE_RHYTHM_H
#define CAPTURE_RHYTHM_H

#include "core/base/attr.h"
#include "core/base/loop.h"

struct rhythm;

/* How long the rings can be left alone now, in ns; 0: not at all. */
typedef int64_t rhythm_patience(void *owner);

struct rhythm *rhythm_new(struct loop *loop, rhythm_patience *patience, void *owner,
			  struct error *e) MUST_CHECK;
void rhythm_free(struct rhythm *r);

/* Where the rings are to be watched: it is stepped here, and waited for in `loop`. */
struct loop *rhythm_rings(const struct rhythm *r);

/* How many ms the loop may wait at `now` (clock_mono()), at most `most`, -1: for ever.
 */
int rhythm_wait(const struct rhythm *r, int64_t now, int most);

/* After each step of the loop: reads the rings if that is due. */
bool rhythm_step(struct rhythm *r, int64_t now, struct error *e);

#endif
