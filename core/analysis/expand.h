/* Filter text as people write it into the text that libpcap compiles: own words become
 * expressions, names become numbers, and every value gets its qualifiers again
 * ("port bgp or ssh": "port 179 or port 22"), so that nothing is left to look up or to
 * guess. What pcap-filter(7) does not allow is refused with its place. */
#ifndef ANALYSIS_EXPAND_H
#define ANALYSIS_EXPAND_H

#include "core/analysis/filter.h"
#include "core/base/vec.h"

/* What inbound and outbound become. */
enum expand_direction {
	EXPAND_KEEP,	/* the word stays */
	EXPAND_UNKNOWN, /* false, both */
	EXPAND_IN,
	EXPAND_OUT,
};

/* One primitive: where it was in the filter text, where it is in the expansion. */
struct expand_piece {
	size_t offset, size;
	size_t start, length;
};

struct expansion {
	char *text; /* owned */
	VEC(struct expand_piece) pieces;
	bool direction; /* says inbound or outbound */
};

/* Own words of the link level are written for frames of linktype. mark is set on
 * failure. */
bool expand_text(struct expansion *x, const char *text, uint32_t linktype,
		 enum expand_direction direction, struct filter_mark *mark,
		 struct error *e);
void expand_free(struct expansion *x);

#endif
