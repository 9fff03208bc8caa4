#include "tui/about.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "tui/number.h"

enum { LINE_ROOM = 4096, SHOWN_MAX = 1024 };

struct sums {
	uint64_t packets, in, out, lost;
};

/* What somebody else wrote, as one line; of long ones the beginning. */
static void put_foreign(struct text *t, const char *bytes, size_t size)
{
	text_escape(t, bytes, size < SHOWN_MAX ? size : SHOWN_MAX);
	if (size > SHOWN_MAX)
		text_str(t, " ...");
}

static void put_comment(struct lines *out, const char *comment)
{
	while (comment && *comment) {
		size_t size = strcspn(comment, "\n");
		struct text *t = lines_room(out, LINE_ROOM);
		put_foreign(t, comment, size);
		text_char(t, '\n');
		comment += size + (comment[size] == '\n');
	}
}

static void put_number(struct text *t, uint64_t number, unsigned width)
{
	char digits[32];
	struct text d = text_over(digits, sizeof(digits));
	number_grouped(&d, number);
	text_printf(t, "%*s", (int)width, digits);
}

static void put_iface(struct lines *out, const struct iface *iface,
		      const struct sums *sums)
{
	struct text *t = lines_room(out, LINE_ROOM);
	put_number(t, sums->packets, 12);
	put_number(t, sums->in, 12);
	put_number(t, sums->out, 12);
	put_number(t, sums->lost, 12);
	text_str(t, "  ");
	text_harmless(t, iface->name, strlen(iface->name));
	if (iface->description[0]) {
		text_str(t, ": ");
		put_foreign(t, iface->description, strlen(iface->description));
	}
	if (iface->filter[0]) {
		text_str(t, ", filter: ");
		put_foreign(t, iface->filter, strlen(iface->filter));
	}
	text_char(t, '\n');
}

static void put_note(struct lines *out, const struct packet *p)
{
	struct text *t = lines_room(out, LINE_ROOM);
	put_number(t, p->number, 12);
	text_str(t, "  ");
	put_foreign(t, p->comment, p->comment_size);
	text_char(t, '\n');
}

static void put_span(struct lines *out, struct store *s)
{
	struct text *t = lines_room(out, LINE_ROOM);
	uint64_t first = store_first(s), last = store_last(s);
	number_grouped(t, last ? last - first + 1 : 0);
	text_str(t, last == first && last ? " packet" : " packets");
	if (last) {
		text_str(t, ", ");
		clock_text_date(t, store_time(s, first), 6);
		text_str(t, " to ");
		clock_text_date(t, store_time(s, last), 6);
	}
	text_char(t, '\n');
}

/* Who passes the file on should know. */
static void put_secrets(struct lines *out, size_t blocks)
{
	if (blocks)
		text_printf(lines_room(out, LINE_ROOM),
			    "keys: with those that decrypt it (%zu block%s)\n", blocks,
			    blocks == 1 ? "" : "s");
}

/* The notes on the way; how many there are. */
static uint64_t count_all(struct store *s, struct sums *sums)
{
	uint64_t notes = 0;
	for (uint64_t n = store_first(s); n && n <= store_last(s); n++) {
		struct packet p;
		if (!store_get(s, n, &p))
			continue;
		struct sums *of = &sums[p.iface];
		of->packets++;
		of->in += p.direction == DIRECTION_IN;
		of->out += p.direction == DIRECTION_OUT;
		of->lost += p.dropped;
		notes += p.comment_size > 0;
	}
	return notes;
}

static void put_notes(struct lines *out, struct store *s)
{
	text_str(lines_room(out, LINE_ROOM), "\n      PACKET  NOTE\n");
	for (uint64_t n = store_first(s); n <= store_last(s); n++) {
		struct packet p;
		if (store_get(s, n, &p) && p.comment_size)
			put_note(out, &p);
	}
}

void about_put(struct lines *out, const char *name, struct store *s)
{
	uint32_t ifaces = store_ifaces(s);
	autofree struct sums *sums = mem_new((ifaces + 1) * sizeof(*sums));
	uint64_t notes = count_all(s, sums);
	struct text *t = lines_room(out, LINE_ROOM);
	put_foreign(t, name, strlen(name));
	text_str(t, ": ");
	put_span(out, s);
	put_comment(out, store_comment(s));
	put_secrets(out, store_secrets(s));
	if (ifaces)
		text_str(lines_room(out, LINE_ROOM),
			 "\n     PACKETS    RECEIVED        SENT        LOST  "
			 "INTERFACE\n");
	for (uint32_t i = 0; i < ifaces; i++)
		put_iface(out, store_iface(s, i), &sums[i]);
	if (notes)
		put_notes(out, s);
}
