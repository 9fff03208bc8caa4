/* An endpoint from one model to the next: names change when files or machines are read,
 * and when a second lab makes the first one's be told apart. */
#ifndef LAB_SUCCESSOR_H
#define LAB_SUCCESSOR_H

#include "core/lab/lab.h"

/* What e, of an older model, is in this one: the same interface, the same tunnel, the
 * same card of the same machine. NULL: it is not there, or its namespace has lost its
 * name, as one that is deleted does first. */
const struct endpoint *lab_successor(const struct lab *lab, const struct lab *older,
				     const struct endpoint *e) MUST_CHECK;

#endif
