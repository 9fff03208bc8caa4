/* Protocols that talk in lines of text: one line ends in CR LF or LF. */
#ifndef DISSECT_LINE_H
#define DISSECT_LINE_H

#include "core/dissect/proto.h"

struct line {
	const uint8_t *at;
	size_t size; /* without its end */
	bool whole;  /* its end was there */
};

/* Takes the line at the cursor, which moves behind its end; the last one may have none.
 */
struct line line_take(struct dissect *d);

/* The same without moving. */
struct line line_peek(const struct dissect *d);

/* A line in the tree, over its bytes; the cursor must be right behind it. */
void line_show(struct dissect *d, const char *name, const struct line *line);

/* No control characters but tabs, and not empty. */
bool line_is_text(const struct line *line);

/* The line begins with `word` (in any case), and there the word ends. */
bool line_starts(const struct line *line, const char *word);

/* The value of a header "name: value" without the blanks around it; at is NULL when the
 * line is not that header. */
struct line line_header(const struct line *line, const char *name);

/* The line is three digits and a blank, a hyphen or nothing: a reply of FTP or SMTP. */
bool line_is_reply(const struct line *line);

/* Appends the line, escaped. */
void line_put(struct text *t, const struct line *line);

#endif
