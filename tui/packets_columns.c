#include "tui/packets_columns.h"

#include <string.h>

#include "tui/rowtext.h"

enum {
	LEFT = 3,     /* cursor, mark, gap */
	SLIM = 70,    /* below: a coarse clock */
	NARROW = 100, /* below: one blank between columns, no length */
	WIDE = 110,   /* from here on: numbers */
	NUMBER = 7,
	LENGTH = 6,
	FROM_MIN = 9,
	FROM_NARROW = 15, /* an IPv4 address */
	AT_NARROW = 10,
};

static int at_most(int width, int limit)
{
	return width < limit ? width : limit;
}

static int time_width(enum time_style style, bool coarse)
{
	static const int widths[] = {
		[TIME_CLOCK] = 12, [TIME_ABOVE] = 12, [TIME_FIRST] = 12,
		[TIME_MARK] = 12,  [TIME_DATE] = 23,  [TIME_EPOCH] = 17,
	};
	return coarse ? 9 : widths[style];
}

/* Do the rows come from several endpoints? */
static bool has_places(const struct session *s)
{
	unsigned wanted = 0;
	for (size_t i = 0; i < s->taps.count; i++)
		wanted += s->taps.items[i].wanted;
	return wanted > 1 || (s->store && rowtext_has_places(s->store));
}

static int what_width(int total)
{
	return total < SLIM ? 16 : total < NARROW ? 28 : total * 2 / 5;
}

/* Both get what they want when there is room; else the one that wants less gets it, at
 * most half. */
static void share(struct packets_columns *c, int from, int to, int room)
{
	int half = room / 2 < FROM_MIN ? FROM_MIN : room / 2;
	c->from_width = from;
	c->to_width = to;
	if (from + to <= room)
		return;
	if (from <= half) {
		c->to_width = room - from;
	} else if (to <= half) {
		c->from_width = room - to;
	} else {
		c->from_width = half;
		c->to_width = half;
	}
}

/* Takes the next `width` columns; where they begin. */
static int take(int *at, int width, int gap)
{
	int start = *at;
	*at += width + gap;
	return start;
}

struct packets_columns packets_columns(const struct packets *p, const struct session *s,
				       int total)
{
	bool narrow = total < NARROW;
	bool coarse = total < SLIM && p->time == TIME_CLOCK;
	struct packets_columns c = {
		.time_width = time_width(p->time, coarse),
		.clock_digits = coarse ? 0 : 3,
		.at_width = narrow ? at_most(p->at, AT_NARROW) : p->at,
	};
	int at = LEFT, gap = narrow ? 1 : 2, length = narrow ? 0 : LENGTH + gap;
	if (total >= WIDE)
		c.number = take(&at, NUMBER, gap);
	c.time = take(&at, c.time_width, gap);
	if (has_places(s))
		c.at = take(&at, c.at_width, gap);
	/* Long addresses are rather elided than given the width of all rows. */
	int most = narrow ? FROM_NARROW : p->from + p->to;
	share(&c, at_most(p->from, most), at_most(p->to, most),
	      total - at - 2 * gap - length - what_width(total));
	c.from = take(&at, c.from_width, gap);
	c.to = take(&at, c.to_width, gap);
	if (length)
		c.length = take(&at, LENGTH, gap);
	c.what = at;
	return c;
}

/* Where the last parts begin that have no more than `room` bytes; the end of the text
 * when there are none. */
static size_t tail_of(const char *s, size_t size, size_t room)
{
	for (size_t i = size - room; i < size; i++)
		if (i && strchr(":.", s[i - 1]))
			return i;
	return size;
}

/* "inside-d:eth1" in 10 columns is "in~-d:eth1": what the names of nodes differ in is
 * rather at their end. False: it is no name of an interface, or that is too long. */
static bool elide_node(struct text *t, const char *name, size_t room)
{
	enum { NODE_MIN = 2 }; /* columns of it: "~d" */
	const char *colon = strchr(name, ':');
	size_t node = colon ? (size_t)(colon - name) : 0;
	size_t rest = colon ? strlen(colon) : 0;
	bool address = !colon || strchr(colon + 1, ':') || strchr(name, '.');
	if (address || room < rest + NODE_MIN)
		return false;
	size_t keep = room - rest - 1, tail = (keep + 1) / 2;
	text_mem(t, name, keep - tail);
	text_char(t, '~');
	text_mem(t, name + node - tail, tail);
	text_str(t, colon);
	return true;
}

void packets_elide(struct text *t, const char *address, int width)
{
	size_t size = strlen(address), room = width > 3 ? (size_t)width - 1 : 3;
	if (size <= room + 1) {
		text_str(t, address);
		return;
	}
	if (elide_node(t, address, room + 1))
		return;
	size_t tail = tail_of(address, size, room - 2), head;
	if (tail == size)
		tail = size - room * 2 / 3;
	head = room - (size - tail);
	for (size_t i = head; i; i--)
		if (strchr(":.", address[i - 1])) {
			head = i;
			break;
		}
	text_mem(t, address, head);
	text_char(t, '~');
	text_str(t, address + tail);
}
