/* What is really there for the ports that the files declare: an interface of the right
 * namespace with one of the right names. */
#ifndef LAB_JOIN_H
#define LAB_JOIN_H

#include "core/base/text.h"
#include "core/lab/lab.h"

/* The endpoint for each port of the topology, into found (as many as it has ports);
 * TOPOLOGY_NONE where there is none. An endpoint is found once at most. */
void join_ports(const struct lab *lab, const struct topology *topology, size_t *found);

/* How far the host was searched for what files declare. */
enum searched {
	SEARCHED_NOT,
	SEARCHED_PARTLY, /* the rest will follow */
	SEARCHED_ALL,	 /* what was not found is not there */
};

/* What the model says of a port that nothing was found for. */
void join_missing(const struct lab *lab, const struct topology *topology,
		  const struct topology_port *p, enum searched searched,
		  struct text *reason);

/* What the model says of a port whose machine does not run. */
void join_stopped(const struct machine *m, struct text *reason);

#endif
