/* The view of sums: conversations, protocols, traffic over time; its pages. */
#ifndef TUI_SUMS_H
#define TUI_SUMS_H

#include "tui/app.h"
#include "tui/list.h"
#include "tui/plot.h"

enum sums_page {
	SUMS_TALKS,
	SUMS_LAYERS,
	SUMS_PLOT,
	SUMS_LANES,
	SUMS_PAGES,
};

enum talks_column {
	TALKS_BETWEEN,
	TALKS_PROTOCOL,
	TALKS_PACKETS,
	TALKS_BYTES,
	TALKS_PPS,
	TALKS_BITS,
	TALKS_AGAIN,
	TALKS_LOST,
	TALKS_TRIP,
	TALKS_LAST,
	TALKS_COLUMNS,
};

struct sums {
	enum sums_page page;
	struct list list;
	enum talks_column sort;
	bool reverse;
	VEC(uint32_t) order; /* talks as they are shown */
	bool more;	     /* packets that are not counted yet */
	uint64_t seen;	     /* when it was last sorted */
	int64_t sorted;	     /* clock_mono() */
	int64_t now;	     /* what rates are of: the newest packet, or the clock */
	bool live;
	bool bits;   /* of the plot: bits, not packets */
	bool blocks; /* and not braille */
	size_t series;
};

/* Sorts what there is; the cursor stays on its conversation. */
void sums_sort(struct sums *s, const struct tally *t);
void sums_draw_talks(const struct app *app, const struct sums *s, const struct tally *t,
		     const struct area *a);

/* "a <> b", or with an arrow where one of them only listens, in `width` columns; long
 * ones without their middle. */
void sums_ends(const struct app *app, struct text *t, const struct talk *talk,
	       int width);

/* Is it on a screen so wide? */
bool sums_has_column(enum talks_column column, int width);

void sums_draw_layers(const struct sums *s, const struct tally *t,
		      const struct area *a);

/* Lanes (core/analysis/lanes.h), those that lost most first: how many, all (free() the
 * list alone), drawn, and as CSV or JSON (free()). */
size_t sums_lanes_count(const struct session *s);
const struct lane **sums_lanes_list(const struct session *s) MUST_CHECK;
void sums_draw_lanes(const struct sums *s, const struct session *session,
		     const struct area *a);
char *sums_lanes_text(const struct session *s, bool json) MUST_CHECK;

/* The plot that it shows, or would. */
struct plot sums_plot(const struct sums *s, const struct tally *t);

/* Opens a page of it. */
void sums_talks(struct app *app);
void sums_layers(struct app *app);
void sums_traffic(struct app *app);
void sums_lanes(struct app *app);

#endif
