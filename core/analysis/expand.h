/* Filter text as people write it into the text that libpcap compiles: own words become
 * expressions, names become numbers, and every value gets its qualifiers again
 * ("port bgp or ssh": "port 179 or port 22"), so that nothing is left to look up or to
 * guess. What pcap-filter(7) does not allow is refused with its place. */
#ifndef ANALYSIS_EXPAND_H
#define ANALYSIS_EXPAND_H

#include "core/analysis/filter.h"
#include "core/base/vec.h"

enum { INNER_MAX = 3 }; /* inner ( ) in one text: each doubles the programs */

/* What inbound and outbound become. */
enum expand_direction {
	EXPAND_KEEP,	/* the word stays */
	EXPAND_LOAD,	/* what libpcap makes of it for an interface that is open */
	EXPAND_UNKNOWN, /* false, both */
	EXPAND_IN,
	EXPAND_OUT,
};

/* One primitive: where it was in the filter text, where it is in the expansion. */
struct expand_piece {
	size_t offset, size;
	size_t start, length;
};

/* What stands in the brackets of an inner ( ): a filter of its own. */
struct expand_inner {
	size_t offset, size; /* in the filter text */
};

struct expansion {
	char *text; /* owned */
	VEC(struct expand_piece) pieces;
	VEC(struct expand_inner) inner;
	bool direction; /* says inbound or outbound */
};

/* What a text is expanded for. */
struct expand_aim {
	uint32_t linktype; /* of own words of the link level */
	enum expand_direction direction;
	bool spell;	/* for people: inner ( ) stays what it is */
	unsigned inner; /* else it becomes a constant: bit n is set when the n-th holds
			 */
};

/* mark is set on failure. */
bool expand_text(struct expansion *x, const char *text, const struct expand_aim *aim,
		 struct filter_mark *mark, struct error *e);
void expand_free(struct expansion *x);

#endif
