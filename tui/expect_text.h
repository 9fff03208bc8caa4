/* What `labtap expect` found: a sentence for people, an object for scripts, a test case
 * for CI (JUnit's XML, as most of them read it). */
#ifndef TUI_EXPECT_TEXT_H
#define TUI_EXPECT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"

/* One of the points, as it was named. */
struct expect_seen {
	const char *name;
	uint64_t seen;
};

struct expect_report {
	const char *text;  /* the expectation */
	const char *lab;   /* NULL: of none */
	const char *error; /* why it could not be found out, NULL: it could */
	bool met, each;
	uint64_t wanted, seen; /* packets; wanted 0: there should be none */
	int64_t within, took;  /* ns */
	const struct expect_seen *points;
	size_t point_count;
	uint64_t dropped;     /* packets the capture lost */
	const char *evidence; /* the file they are in, NULL: none */
	const char *rows;     /* the first of them as lines, may be "" */
};

enum { EXPECT_TEXT_SIZE = 1 << 17 };

/* "met: ospf and link:a-b: 3 packets after 12.4 s" */
void expect_text_put(struct text *t, const struct expect_report *r);
void expect_json_put(struct text *t, const struct expect_report *r);
void expect_junit_put(struct text *t, const struct expect_report *r);

#endif
