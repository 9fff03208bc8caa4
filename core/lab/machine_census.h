/* The census of the host, read: QEMU processes, containers, and what rules know as
 * nodes of other labs become machines. */
#ifndef LAB_MACHINE_CENSUS_H
#define LAB_MACHINE_CENSUS_H

#include "core/lab/census.h"
#include "core/lab/facts.h"
#include "core/lab/machine.h"
#include "core/lab/rules.h"

struct census_sources {
	const struct census *census;
	const struct facts *facts; /* namespaces and interfaces that belong to it */
	const struct rules *rules;
	const char *host; /* this host's name: one that says nothing */
};

/* note: what could not be asked or read, "" when all is fine. */
struct machines *machine_census(const struct census_sources *sources,
				char note[200]) MUST_CHECK;

#endif
