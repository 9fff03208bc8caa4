/* A tunnel that neither a file nor a program announces: somebody gave its name
 * (outer.h), and that is all there is to know. */
#ifndef LAB_GIVEN_H
#define LAB_GIVEN_H

#include "core/base/arena.h"
#include "core/lab/lab.h"

/* The endpoint of this name: what carries it is looked for among those of the lab; it
 * cannot be captured, with the reason, where that is not there. */
void given_endpoint(struct endpoint *e, const struct lab *lab, const char *name,
		    struct arena *arena);

#endif
