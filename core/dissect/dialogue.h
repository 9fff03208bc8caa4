/* Control connections where one side asks in lines and the other answers in lines. */
#ifndef DISSECT_DIALOGUE_H
#define DISSECT_DIALOGUE_H

#include "core/dissect/line.h"

struct dialogue {
	const char *request, *reply; /* what Info starts with */
	/* Whether a segment of one of them may begin so. */
	bool (*is_request)(const struct line *line);
	bool (*is_reply)(const struct line *line);
	bool last; /* Info has the last line, and not the first */
};

/* A row with one line and a tree with all of them; declines a segment that begins with
 * anything else. */
void dialogue_read(struct dissect *d, const struct dialogue *dialogue);

/* What is neither: a part of what is transferred, "C: DATA fragment, 9 bytes", from the
 * cursor to the end. Declines records of TLS. */
void dialogue_data(struct dissect *d, const char *side);

#endif
