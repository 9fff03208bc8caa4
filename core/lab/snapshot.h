/* Turns what the observer knows into the records that travel to the front. */
#ifndef LAB_SNAPSHOT_H
#define LAB_SNAPSHOT_H

#include "core/lab/spaces.h"

/* A sealed snapshot (facts_open()); -1 on failure. The caller closes it. */
int snapshot_seal(const struct spaces *s, uint64_t serial, bool complete,
		  struct error *e) MUST_CHECK;

#endif
