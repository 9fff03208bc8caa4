/* Conversations, sorted by any of their columns, and protocols inside each other. */
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "tui/number.h"
#include "tui/sums.h"

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

/* Columns from the right: the ends get what is left. */
struct columns {
	int protocol, packets, bytes, pps, bits, again, last;
};

static struct columns columns_of(int width)
{
	struct columns c = { .last = width - 7 };
	c.again = c.last - 7;
	c.bits = width < 80 ? 0 : c.again - 7;
	c.pps = (c.bits ? c.bits : c.again) - 7;
	c.bytes = c.pps - 7;
	c.packets = c.bytes - 8;
	c.protocol = c.packets - 8;
	return c;
}

static void put_head(const struct sums *s, const struct area *a, int column, int width,
		     const char *name, enum talks_column sort)
{
	char words[32];
	struct text t = text_over(words, sizeof(words));
	text_str(&t, name);
	if (s->sort == sort)
		text_str(&t,
			 canvas_glyph(a->canvas, s->reverse ? GLYPH_UP : GLYPH_DOWN));
	struct area field = area_part(a, 0, column, 1, width);
	enum role role = s->sort == sort ? ROLE_ACCENT : ROLE_DIM;
	if (width > 8)
		area_put(&field, 0, 0, role, words);
	else
		area_put_right(&field, 0, 0, role, words);
}

static void put_count(const struct area *a, int row, int column, int width,
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

/* "now", "4 s", "12 min": before the newest packet, or before now. */
static void put_ago(const struct area *a, int row, int column, int64_t ns)
{
	char words[32];
	int64_t seconds = ns > 0 ? ns / CLOCK_SEC : 0;
	struct text t = text_over(words, sizeof(words));
	struct area field = area_part(a, row, column, 1, 6);
	if (seconds < 2)
		text_str(&t, "now");
	else if (seconds < 120)
		text_printf(&t, "%d s", (int)seconds);
	else if (seconds < 7200)
		text_printf(&t, "%d min", (int)(seconds / 60));
	else
		text_printf(&t, "%d h", (int)(seconds / 3600));
	area_put_right(&field, 0, 0, ROLE_DIM, words);
}

/* "a <> b", or with an arrow where one of them only listens. */
static void put_ends(const struct area *a, int row, int width, const struct talk *talk)
{
	char words[160];
	struct text t = text_over(words, sizeof(words));
	bool both = talk->packets[0] && talk->packets[1];
	int from = talk->packets[0] ? 0 : 1;
	text_printf(&t, "%s %s %s", talk->ends[from],
		    canvas_glyph(a->canvas, both ? GLYPH_BOTH : GLYPH_ARROW),
		    talk->ends[!from]);
	area_field(a, row, 3, width, ROLE_TEXT, words);
}

static void draw_talk(const struct sums *s, const struct area *a, int row,
		      const struct columns *c, const struct talk *talk)
{
	uint64_t packets, bytes;
	talk_rate(talk, s->now, s->live, &packets, &bytes);
	put_ends(a, row, c->protocol - 4, talk);
	area_field(a, row, c->protocol, 8, ROLE_TEXT, talk->protocol);
	put_count(a, row, c->packets, 7, talk->packets[0] + talk->packets[1]);
	put_count(a, row, c->bytes, 6, talk->bytes[0] + talk->bytes[1]);
	put_count(a, row, c->pps, 6, packets);
	if (c->bits)
		put_count(a, row, c->bits, 6, bytes * 8);
	put_count(a, row, c->again, 6, talk->again);
	put_ago(a, row, c->last, s->now - talk->last);
	if (talk->again)
		area_put(a, row, c->last - 1, ROLE_ALARM, "!");
}

void sums_draw_talks(const struct sums *s, const struct tally *t, const struct area *a)
{
	struct columns c = columns_of(a->columns);
	put_head(s, a, 3, c.protocol - 4, "BETWEEN", TALKS_BETWEEN);
	put_head(s, a, c.protocol, 9, "PROTO", TALKS_PROTOCOL);
	put_head(s, a, c.packets, 7, "PKTS", TALKS_PACKETS);
	put_head(s, a, c.bytes, 6, "BYTES", TALKS_BYTES);
	put_head(s, a, c.pps, 6, "PPS", TALKS_PPS);
	if (c.bits)
		put_head(s, a, c.bits, 6, "BIT/S", TALKS_BITS);
	put_head(s, a, c.again, 6, "AGAIN", TALKS_AGAIN);
	put_head(s, a, c.last, 6, "LAST", TALKS_LAST);
	for (int row = 1; row < a->rows; row++) {
		size_t at = s->list.top + (size_t)row - 1;
		if (at >= s->order.count || s->order.items[at] >= tally_talks(t))
			break;
		draw_talk(s, a, row, &c, tally_talk(t, s->order.items[at]));
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
	put_count(a, row, right, 7, layer->packets);
	put_count(a, row, right + 8, 7, layer->bytes);
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
