#include "tui/plot.h"

#include <stdio.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "tui/number.h"

enum { LABEL = 8, AXIS_ROWS = 2, COLUMNS_MAX = 2048 };

/* What is drawn: a value per column, per second. */
struct curve {
	double values[COLUMNS_MAX];
	int count;
	double top; /* of the scale */
};

static const struct tally_series *series_of(const struct plot *p)
{
	size_t count = tally_series_count(p->tally);
	return tally_series(p->tally, p->series < count ? p->series : 0);
}

/* "all points", or the name of one. */
static void put_name(const struct plot *p, struct text *t)
{
	const struct tally_series *s = series_of(p);
	if (s->place[0])
		text_harmless(t, s->place, strlen(s->place));
	else
		text_str(t, "all points");
}

/* The least of 1, 2, 5, 10, 20 ... that is not below the value. */
static double round_up(double value)
{
	double scale = 1;
	while (scale < value / 10)
		scale *= 10;
	while (value > scale * 10)
		scale *= 10;
	return value <= scale	    ? scale
	       : value <= scale * 2 ? scale * 2
	       : value <= scale * 5 ? scale * 5
				    : scale * 10;
}

/* The mean of the slots that a column stands for, one at least. */
static void curve_make(const struct plot *p, struct curve *c, int columns)
{
	const struct tally_series *s = series_of(p);
	size_t slots = tally_slots(p->tally);
	double second = (double)CLOCK_SEC / (double)tally_width(p->tally), most = 0;
	c->count = columns < COLUMNS_MAX ? columns : COLUMNS_MAX;
	for (int i = 0; i < c->count; i++) {
		size_t from = slots * (size_t)i / (size_t)c->count;
		size_t to = slots * ((size_t)i + 1) / (size_t)c->count;
		to = to > from ? to : from + 1;
		double sum = 0;
		for (size_t k = from; k < to && k < slots; k++)
			sum += p->bits ? (double)s->bytes[k] * 8 : s->packets[k];
		c->values[i] = sum * second / (double)(to - from);
		most = c->values[i] > most ? c->values[i] : most;
	}
	c->top = round_up(most > 0 ? most : 1);
}

/* On the screen ------------------------------------------------------------------ */

/* Dots of a braille cell from the bottom, left and right column (Unicode 2800). */
static const uint8_t dots[2][4] = {
	{ 0x40, 0x04, 0x02, 0x01 },
	{ 0x80, 0x20, 0x10, 0x08 },
};

static void put_braille(const struct area *a, int row, int column, const int height[2],
			int below)
{
	unsigned bits = 0;
	char text[5] = { 0 };
	for (int k = 0; k < 2; k++)
		for (int i = 0; i < 4 && below + i < height[k]; i++)
			bits |= dots[k][i];
	if (!bits)
		return;
	text_of_code(0x2800 + bits, text);
	area_put(a, row, column, ROLE_ACCENT, text);
}

static void put_block(const struct area *a, int row, int column, int height, int below)
{
	int level = height - below;
	if (level <= 0)
		return;
	enum glyph glyph = (enum glyph)(GLYPH_SPARK + (level > 8 ? 7 : level - 1));
	area_put(a, row, column, ROLE_ACCENT, canvas_glyph(a->canvas, glyph));
}

/* Every traffic is seen, be it ever so little. */
static int height_of(const struct curve *c, int i, int steps)
{
	double part = i < c->count ? c->values[i] / c->top : 0;
	int height = (int)(part * steps + 0.5);
	return part > 0 && !height ? 1 : height;
}

static void draw_bars(const struct plot *p, const struct area *a)
{
	bool braille = !p->blocks && !a->canvas->ascii;
	int across = braille ? 2 : 1, up = braille ? 4 : 8;
	struct curve *c = mem_new(sizeof(*c));
	curve_make(p, c, a->columns * across);
	for (int column = 0; column < a->columns; column++) {
		int height[2] = { height_of(c, column * across, a->rows * up),
				  height_of(c, column * across + 1, a->rows * up) };
		for (int row = 0; row < a->rows; row++) {
			int below = (a->rows - 1 - row) * up;
			if (braille)
				put_braille(a, row, column, height, below);
			else
				put_block(a, row, column, height[0], below);
		}
	}
	free(c);
}

static double top_of(const struct plot *p, int columns)
{
	struct curve *c = mem_new(sizeof(*c));
	curve_make(p, c, columns);
	double top = c->top;
	free(c);
	return top;
}

static void put_label(const struct area *a, int row, double value)
{
	char words[32];
	struct text t = text_over(words, sizeof(words));
	struct area field = area_part(a, row, 0, 1, LABEL - 1);
	number_short(&t, (uint64_t)value);
	area_put_right(&field, 0, 0, ROLE_DIM, words);
}

/* Clock at both ends and in the middle. */
static void draw_times(const struct plot *p, const struct area *a, int row)
{
	int64_t start = tally_start(p->tally);
	int64_t length = tally_width(p->tally) * (int64_t)tally_slots(p->tally);
	for (int i = 0; i < 3; i++) {
		char words[40];
		struct text t = text_over(words, sizeof(words));
		clock_text_time(&t, start + length * i / 2,
				length < CLOCK_SEC	  ? 4
				: length < 10 * CLOCK_SEC ? 2
							  : 0);
		int size = text_columns(words), room = a->columns - LABEL;
		area_put(a, row, LABEL + (room - size) * i / 2, ROLE_DIM, words);
	}
}

void plot_draw(const struct plot *p, const struct area *a)
{
	bool braille = !p->blocks && !a->canvas->ascii;
	struct area bars =
		area_part(a, 1, LABEL, a->rows - 1 - AXIS_ROWS, a->columns - LABEL - 1);
	double top = top_of(p, bars.columns * (braille ? 2 : 1));
	char name[160];
	struct text t = text_over(name, sizeof(name));
	put_name(p, &t);
	area_put(a, 0, LABEL, ROLE_STRONG, name);
	area_put(a, 0, 1, ROLE_DIM, p->bits ? "BIT/S" : "PKTS/S");
	put_label(a, 1, top);
	if (bars.rows > 6)
		put_label(a, 1 + bars.rows / 2, top / 2);
	area_put(a, bars.rows, LABEL - 2, ROLE_DIM, "0");
	struct area axis = area_part(a, 1 + bars.rows, LABEL, 1, bars.columns);
	area_rule(&axis, 0, NULL);
	draw_times(p, a, a->rows - 1);
	draw_bars(p, &bars);
}

/* SVG --------------------------------------------------------------------------------
 */

enum {
	SVG_WIDTH = 960,
	SVG_HEIGHT = 360,
	SVG_LEFT = 70,
	SVG_TOP = 40,
	SVG_POINTS = 480
};

static void put_xml(struct text *t, const char *s)
{
	for (; *s; s++) {
		if (*s == '<')
			text_str(t, "&lt;");
		else if (*s == '&')
			text_str(t, "&amp;");
		else
			text_char(t, *s);
	}
}

static void svg_curve(const struct plot *p, struct text *t)
{
	struct curve *c = mem_new(sizeof(*c));
	int wide = SVG_WIDTH - SVG_LEFT - 20, high = SVG_HEIGHT - SVG_TOP - 40;
	curve_make(p, c, SVG_POINTS);
	text_printf(t, "<path fill=\"#2aa198\" d=\"M%d %d", SVG_LEFT, SVG_TOP + high);
	for (int i = 0; i < c->count; i++)
		text_printf(t, "V%.1fH%.1f",
			    SVG_TOP + high * (1 - c->values[i] / c->top),
			    SVG_LEFT + (double)wide * (i + 1) / c->count);
	text_printf(t, "V%dZ\"/>\n", SVG_TOP + high);
	for (int i = 0; i <= 2; i++) {
		char value[32];
		struct text v = text_over(value, sizeof(value));
		number_short(&v, (uint64_t)(c->top * i / 2));
		text_printf(
			t,
			"<path stroke=\"#888\" stroke-opacity=\".4\" d=\"M%d %dH%d\"/>"
			"<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n",
			SVG_LEFT, SVG_TOP + high * (2 - i) / 2, SVG_LEFT + wide,
			SVG_LEFT - 8, SVG_TOP + high * (2 - i) / 2 + 5, value);
	}
	free(c);
}

static void svg_times(const struct plot *p, struct text *t)
{
	static const char *const anchors[] = { "start", "middle", "end" };
	int64_t length = tally_width(p->tally) * (int64_t)tally_slots(p->tally);
	for (int i = 0; i < 3; i++) {
		text_printf(t, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">",
			    SVG_LEFT + (SVG_WIDTH - SVG_LEFT - 20) * i / 2,
			    SVG_HEIGHT - 15, anchors[i]);
		clock_text_time(t, tally_start(p->tally) + length * i / 2,
				length < CLOCK_SEC ? 4 : 1);
		text_str(t, "</text>\n");
	}
}

char *plot_svg(const struct plot *p, const char *filter)
{
	enum { ROOM = 64 << 10 };
	char *out = mem_new(ROOM), name[160];
	struct text t = text_over(out, ROOM), n = text_over(name, sizeof(name));
	put_name(p, &n);
	text_printf(&t,
		    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
		    "height=\"%d\" font-family=\"sans-serif\" font-size=\"13\" "
		    "fill=\"#555\">\n<rect width=\"100%%\" height=\"100%%\" "
		    "fill=\"#fff\"/>\n<text x=\"%d\" y=\"24\" font-weight=\"bold\">",
		    SVG_WIDTH, SVG_HEIGHT, SVG_LEFT);
	text_str(&t, p->bits ? "bits per second, " : "packets per second, ");
	put_xml(&t, name);
	if (*filter) {
		text_str(&t, ", only ");
		put_xml(&t, filter);
	}
	text_str(&t, "</text>\n");
	svg_curve(p, &t);
	svg_times(p, &t);
	text_str(&t, "</svg>\n");
	return out;
}
