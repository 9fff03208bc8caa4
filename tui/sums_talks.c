/* Conversations, sorted by any of their columns, and protocols inside each other. */
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "tui/names.h"
#include "tui/number.h"
#include "tui/packets_columns.h"
#include "tui/sums.h"

enum {
	YEAR_SIZE = 5, /* "2026-" and "2026-03-14" of a date in words */
	DATE_SIZE = 10,
};

struct ranked {
	uint64_t value;
	const char *text;
	uint32_t index;
};

static uint64_t talk_value(const struct sums *s, const struct talk *talk)
{
	uint64_t packets, bytes;
	talk_rate(talk, s->now, s->live, &packets, &bytes);
	switch (s->sort) {
	case TALKS_PACKETS:
		return talk->packets[0] + talk->packets[1];
	case TALKS_BYTES:
		return talk->bytes[0] + talk->bytes[1];
	case TALKS_PPS:
		return packets;
	case TALKS_BITS:
		return bytes;
	case TALKS_AGAIN:
		return talk->again;
	case TALKS_LOST:
		return talk->lost;
	case TALKS_TRIP:
		return (uint64_t)talk->round_trip;
	case TALKS_LAST:
		return (uint64_t)talk->last;
	default:
		return 0;
	}
}

/* Most first; names in alphabetical order. */
static int ranked_compare(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	if (x->value != y->value)
		return x->value > y->value ? -1 : 1;
	int texts = strcmp(x->text, y->text);
	return texts ? texts : x->index > y->index ? 1 : -1;
}

void sums_sort(struct sums *s, const struct tally *t)
{
	size_t count = tally_talks(t);
	bool some = s->list.cursor < s->order.count;
	uint32_t under = some ? s->order.items[s->list.cursor] : 0;
	autofree struct ranked *ranked = mem_new((count + 1) * sizeof(*ranked));
	for (size_t i = 0; i < count; i++) {
		const struct talk *talk = tally_talk(t, i);
		const char *text =
			s->sort == TALKS_PROTOCOL ? talk->protocol : talk->ends[0];
		ranked[i] = (struct ranked){ talk_value(s, talk), text, (uint32_t)i };
	}
	qsort(ranked, count, sizeof(*ranked), ranked_compare);
	s->order.count = 0;
	for (size_t i = 0; i < count; i++)
		vec_push(&s->order, ranked[s->reverse ? count - 1 - i : i].index);
	list_fit(&s->list, count, s->list.height);
	for (size_t i = 0; some && i < count; i++)
		if (s->order.items[i] == under)
			list_goto(&s->list, i);
}

/* The columns there are, from the left; the ends get what is left. `from` is how wide a
 * list must be to have them. */
static const struct talks_shape {
	const char *name;
	int width, from;
} shapes[TALKS_COLUMNS] = {
	[TALKS_BETWEEN] = { "BETWEEN", 0, 0 }, [TALKS_PROTOCOL] = { "PROTO", 8, 0 },
	[TALKS_PACKETS] = { "PKTS", 6, 0 },    [TALKS_BYTES] = { "BYTES", 6, 0 },
	[TALKS_PPS] = { "PPS", 6, 100 },       [TALKS_BITS] = { "BIT/S", 6, 74 },
	[TALKS_AGAIN] = { "AGAIN", 5, 100 },   [TALKS_LOST] = { "LOST", 5, 0 },
	[TALKS_TRIP] = { "RTT", 7, 80 },       [TALKS_LAST] = { "LAST", 8, 0 },
};

bool sums_has_column(enum talks_column column, int width)
{
	return width >= shapes[column].from;
}

/* Where each begins; 0: not shown. */
struct columns {
	int at[TALKS_COLUMNS];
};

static struct columns columns_of(int width)
{
	struct columns c = { .at = { 0 } };
	int at = width - 1;
	for (int i = TALKS_COLUMNS - 1; i > TALKS_BETWEEN; i--)
		if (sums_has_column((enum talks_column)i, width)) {
			c.at[i] = at - shapes[i].width;
			at = c.at[i] - 1;
		}
	c.at[TALKS_BETWEEN] = 3;
	return c;
}

/* Texts begin at the left of their column, numbers end at its right. */
static bool is_text(int column)
{
	return column == TALKS_BETWEEN || column == TALKS_PROTOCOL;
}

static void put_heads(const struct sums *s, const struct area *a,
		      const struct columns *c)
{
	for (int i = 0; i < TALKS_COLUMNS; i++) {
		bool sorted = (int)s->sort == i;
		char words[32];
		struct text t = text_over(words, sizeof(words));
		if (!c->at[i])
			continue;
		text_str(&t, shapes[i].name);
		if (sorted)
			text_str(&t, canvas_glyph(a->canvas,
						  s->reverse ? GLYPH_UP : GLYPH_DOWN));
		enum role role = sorted ? ROLE_ACCENT : ROLE_DIM;
		int right = c->at[i] + shapes[i].width - text_columns(words);
		area_put(a, 0, is_text(i) ? c->at[i] : right, role, words);
	}
}

static void put_number(const struct area *a, int row, int column, int width,
		       uint64_t value)
{
	char words[32];
	struct text t = text_over(words, sizeof(words));
	struct area field = area_part(a, row, column, 1, width);
	if (value)
		number_short(&t, value);
	else
		text_str(&t, canvas_glyph(a->canvas, GLYPH_DOT));
	area_put_right(&field, 0, 0, value ? ROLE_TEXT : ROLE_DIM, words);
}

static void put_count(const struct area *a, int row, const struct columns *c,
		      enum talks_column column, uint64_t value)
{
	if (c->at[column])
		put_number(a, row, c->at[column], shapes[column].width, value);
}

/* "0.3 ms" */
static void put_trip(const struct area *a, int row, int column, int64_t ns)
{
	char words[32];
	struct text t = text_over(words, sizeof(words));
	struct area field = area_part(a, row, column, 1, shapes[TALKS_TRIP].width);
	int tenths = (int)(ns / (CLOCK_MS / 10) % 10);
	if (!ns)
		text_str(&t, canvas_glyph(a->canvas, GLYPH_DOT));
	else if (ns < CLOCK_MS)
		text_printf(&t, "%d %ss", (int)(ns / 1000),
			    a->canvas->ascii ? "u" : "µ");
	else if (ns < 100 * CLOCK_MS)
		text_printf(&t, "%d.%d ms", (int)(ns / CLOCK_MS), tenths);
	else
		text_printf(&t, "%d ms", (int)(ns / CLOCK_MS));
	area_put_right(&field, 0, 0, ns ? ROLE_TEXT : ROLE_DIM, words);
}

/* "now", then the clock, or "03-14" of another day: an age would change each second,
 * and be sent each second, of a screen at which nothing happens. */
static void put_last(const struct area *a, int row, int column, int64_t last,
		     int64_t now)
{
	char then[32], today[32];
	struct text t = text_over(then, sizeof(then));
	struct text day = text_over(today, sizeof(today));
	struct area field = area_part(a, row, column, 1, shapes[TALKS_LAST].width);
	bool same;
	clock_text_date(&t, last, 0);
	clock_text_date(&day, now, 0);
	same = !memcmp(then, today, DATE_SIZE);
	if (!same)
		then[DATE_SIZE] = '\0';
	area_put_right(&field, 0, 0, ROLE_DIM,
		       now - last < 2 * CLOCK_SEC ? "now"
		       : same			  ? then + DATE_SIZE + 1
						  : then + YEAR_SIZE);
}

void sums_ends(const struct app *app, struct text *t, const struct talk *talk,
	       int width)
{
	bool both = talk->packets[0] && talk->packets[1];
	int from = talk->packets[0] ? 0 : 1;
	const char *left = names_of(app, talk->ends[from]);
	const char *right = names_of(app, talk->ends[!from]);
	const char *sign = canvas_glyph(&app->canvas, both ? GLYPH_BOTH : GLYPH_ARROW);
	int room = width - 2 - text_columns(sign), half = room / 2;
	int first = text_columns(left);
	int second = text_columns(right);
	if (first + second > room && second <= room - half)
		first = room - second;
	else if (first + second > room && first > half)
		first = half;
	packets_elide(t, left, first);
	text_printf(t, " %s ", sign);
	packets_elide(t, right, room - first);
}

static void put_ends(const struct app *app, const struct area *a, int row, int width,
		     const struct talk *talk)
{
	char words[300];
	struct text t = text_over(words, sizeof(words));
	sums_ends(app, &t, talk, width);
	area_field(a, row, 3, width, ROLE_TEXT, words);
}

static void draw_talk(const struct app *app, const struct sums *s, const struct area *a,
		      int row, const struct columns *c, const struct talk *talk)
{
	uint64_t packets, bytes;
	int protocol = c->at[TALKS_PROTOCOL];
	talk_rate(talk, s->now, s->live, &packets, &bytes);
	put_ends(app, a, row, protocol - 4, talk);
	area_field(a, row, protocol, shapes[TALKS_PROTOCOL].width, ROLE_TEXT,
		   talk->protocol);
	put_count(a, row, c, TALKS_PACKETS, talk->packets[0] + talk->packets[1]);
	put_count(a, row, c, TALKS_BYTES, talk->bytes[0] + talk->bytes[1]);
	put_count(a, row, c, TALKS_PPS, packets);
	put_count(a, row, c, TALKS_BITS, bytes * 8);
	put_count(a, row, c, TALKS_AGAIN, talk->again);
	put_count(a, row, c, TALKS_LOST, talk->lost);
	if (c->at[TALKS_TRIP])
		put_trip(a, row, c->at[TALKS_TRIP], talk->round_trip);
	put_last(a, row, c->at[TALKS_LAST], talk->last, s->now);
	if (talk->again || talk->lost)
		area_put(a, row, a->columns - 1, ROLE_ALARM, "!");
}

void sums_draw_talks(const struct app *app, const struct sums *s, const struct tally *t,
		     const struct area *a)
{
	struct columns c = columns_of(a->columns);
	put_heads(s, a, &c);
	for (int row = 1; row < a->rows; row++) {
		size_t at = s->list.top + (size_t)row - 1;
		if (at >= s->order.count || s->order.items[at] >= tally_talks(t))
			break;
		draw_talk(app, s, a, row, &c, tally_talk(t, s->order.items[at]));
		if (at == s->list.cursor)
			area_cursor_row(a, row);
	}
}

/* Protocols ------------------------------------------------------------------- */

enum { BAR_CELLS = 20 };

static void draw_layer(const struct area *a, int row, const struct tally_layer *layer,
		       uint64_t packets)
{
	int right = a->columns - 40, depth = (int)layer->depth;
	double part = packets ? (double)layer->packets / (double)packets : 0;
	int cells = (int)(part * BAR_CELLS + 0.5);
	area_field(a, row, 3 + 2 * depth, right - 4 - 2 * depth,
		   depth ? ROLE_TEXT : ROLE_STRONG, layer->name);
	put_number(a, row, right, 7, layer->packets);
	put_number(a, row, right + 8, 7, layer->bytes);
	struct area share = area_part(a, row, right + 15, 1, 5);
	char words[16];
	snprintf(words, sizeof(words), "%d%%", (int)(part * 100 + 0.5));
	area_put_right(&share, 0, 0, ROLE_DIM, words);
	for (int i = 0; i < cells && right + 21 + i < a->columns; i++)
		area_put(a, row, right + 21 + i, ROLE_ACCENT,
			 canvas_glyph(a->canvas, GLYPH_LINE));
}

void sums_draw_layers(const struct sums *s, const struct tally *t, const struct area *a)
{
	int right = a->columns - 40;
	area_put(a, 0, 3, ROLE_DIM, "PROTOCOL");
	area_put(a, 0, right + 3, ROLE_DIM, "PKTS");
	area_put(a, 0, right + 10, ROLE_DIM, "BYTES");
	area_put(a, 0, right + 21, ROLE_DIM, "OF ALL PACKETS");
	for (int row = 1; row < a->rows; row++) {
		size_t at = s->list.top + (size_t)row - 1;
		if (at >= tally_layers(t))
			break;
		draw_layer(a, row, tally_layer(t, at), tally_packets(t));
		if (at == s->list.cursor)
			area_cursor_row(a, row);
	}
}
