/* The rows of packets with what else happened between them: a filter was changed, an
 * endpoint went down, came back, lost frames. A line is a packet or an event; events
 * stand where their time belongs, whatever the view filter shows. */
#ifndef ANALYSIS_TIMELINE_H
#define ANALYSIS_TIMELINE_H

#include "core/analysis/rows.h"

struct timeline;

struct event {
	int64_t time; /* ns since the epoch, comparable with packet stamps */
	bool alarm;   /* something is missing or wrong */
	char *text;   /* safe to show */
};

/* Without rows at first. */
struct timeline *timeline_new(void) MUST_CHECK;
void timeline_free(struct timeline *t); /* NULL is fine */

/* A new set of rows (borrowed with their store; NULL: none), moved by up to merge_ns as
 * in rows_new(). The events stay. */
void timeline_set(struct timeline *t, const struct rows *r, const struct store *s,
		  int64_t merge_ns);

/* Adds an event, which stays valid and belongs to the timeline; text is copied. */
struct event *timeline_add(struct timeline *t, int64_t time, bool alarm,
			   const char *text);
void timeline_reword(struct event *e, const char *text);

/* Puts events where they belong among the rows there are by now. Call it after every
 * rows_advance() and timeline_add(); the numbers of lines hold until then. */
void timeline_update(struct timeline *t);

/* Lines 0..count-1; like rows they vanish from the front, and line + base is stable but
 * for the lines of the last moments. */
size_t timeline_count(const struct timeline *t);
uint64_t timeline_base(const struct timeline *t);

/* What a line is: an event or, when that is NULL, the packet of this number (0: there
 * is no such line). */
const struct event *timeline_event(const struct timeline *t, size_t line);
uint64_t timeline_number(const struct timeline *t, size_t line);

/* The line of packet `number`, or as rows_find(); of an event; timeline_count() when
 * none. */
size_t timeline_find(const struct timeline *t, uint64_t number);
size_t timeline_find_event(const struct timeline *t, const struct event *e);

size_t timeline_events(const struct timeline *t);

#endif
