/* Names of the lab in a filter become addresses before anything else reads it: "src
 * host a" is "src host (10.0.0.1 or 172.16.0.1)". */
#ifndef ANALYSIS_FILTER_NAMES_H
#define ANALYSIS_FILTER_NAMES_H

#include "core/analysis/filter.h"
#include "core/analysis/hosts.h"
#include "core/base/vec.h"

/* A name, and what stands for it. */
struct filter_name {
	size_t offset, size;  /* in the text as given */
	size_t start, length; /* in the other one */
};

struct filter_names {
	char *text; /* owned */
	VEC(struct filter_name) names;
};

/* False, with the place in mark: a name that the lab does not know, or that has no
 * address of the kind asked for. hosts NULL: the text as it is. */
bool filter_names_put(struct filter_names *f, const char *text,
		      const struct hosts *hosts, struct filter_mark *mark,
		      struct error *e);
void filter_names_free(struct filter_names *f);

/* The place in the text as given. */
void filter_names_back(const struct filter_names *f, struct filter_mark *mark);

#endif
