/* Packets or bits per second over time: in cells of the screen, or as SVG. */
#ifndef TUI_PLOT_H
#define TUI_PLOT_H

#include "core/analysis/tally.h"
#include "tui/canvas.h"

struct plot {
	const struct tally *tally;
	size_t series; /* 0: all */
	bool bits;     /* not packets */
	bool blocks;   /* not braille, on the screen */
};

void plot_draw(const struct plot *p, const struct area *a);

/* The whole drawing, to be freed. filter is text of the user: escaped. */
char *plot_svg(const struct plot *p, const char *filter) MUST_CHECK;

#endif
