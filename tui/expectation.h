/* What `labtap expect` waits for, in words: a filter and the points where it holds,
 * joined by "and" in any order - "ospf and link:a-b", "( a:eth1 or b:eth1 ) and icmp",
 * or points in front as `labtap capture` takes them. */
#ifndef TUI_EXPECTATION_H
#define TUI_EXPECTATION_H

#include "core/base/vec.h"
#include "tui/endpoint_find.h"

/* A point as it was named, and the endpoints it stands for. */
struct expected_point {
	char *name;
	VEC(char *) endpoints;
};

struct expectation {
	char *filter; /* the rest of the words, "": any packet */
	VEC(struct expected_point) points;
	struct endpoint_list list; /* all of their endpoints; borrowed from the lab */
};

/* x: zeroed, or one that was read before. False with e set: a point is not in the lab,
 * there is none, or the words can be read in two ways. */
bool expectation_read(struct expectation *x, const struct lab *lab, const char *text,
		      struct error *e);
void expectation_done(struct expectation *x);

/* Is this endpoint one of the point's? */
bool expected_at(const struct expected_point *p, const char *endpoint);

#endif
