#include "tui/pace.h"

#include <stdlib.h>

#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/base/mem.h"

enum { FAST_MS = 100, SLOW_MS = 250 };

struct pace {
	bool changed;
	int64_t drawn_at; /* clock_mono() */
	int interval;	  /* ms from one drawing to the next */
	uint64_t *rows;	  /* a hash of each row as drawn last */
	int row_count;
	int64_t counted_at;
	uint64_t packets, rate;
};

struct pace *pace_new(void)
{
	struct pace *p = mem_new(sizeof(*p));
	p->interval = FAST_MS;
	return p;
}

void pace_free(struct pace *p)
{
	if (!p)
		return;
	free(p->rows);
	free(p);
}

void pace_changed(struct pace *p)
{
	p->changed = true;
}

int pace_due(const struct pace *p)
{
	if (!p->changed)
		return -1;
	int64_t left = p->drawn_at + p->interval * CLOCK_MS - clock_mono();
	return left > 0 ? (int)((left + CLOCK_MS - 1) / CLOCK_MS) : 0;
}

/* Of what a terminal would have to be sent. */
static uint64_t row_hash(const struct canvas *c, int row)
{
	const struct cell *cells = &c->cells[(size_t)row * (size_t)c->columns];
	uint64_t hash = HASH64_START;
	for (int i = 0; i < c->columns; i++)
		hash = hash64_step(hash, (uint64_t)cells[i].code << 16 |
						 (uint64_t)cells[i].role << 1 |
						 cells[i].cursor);
	return hash;
}

void pace_drawn(struct pace *p, const struct canvas *c)
{
	int turned = 0;
	if (p->row_count != c->rows) {
		free(p->rows);
		p->rows = mem_new((size_t)c->rows * sizeof(*p->rows));
		p->row_count = c->rows;
	}
	for (int row = 0; row < c->rows; row++) {
		uint64_t hash = row_hash(c, row);
		turned += hash != p->rows[row];
		p->rows[row] = hash;
	}
	p->interval = turned * 2 > c->rows ? SLOW_MS : FAST_MS;
	p->drawn_at = clock_mono();
	p->changed = false;
}

bool pace_count(struct pace *p, uint64_t packets)
{
	int64_t now = clock_mono(), gap = now - p->counted_at;
	if (p->counted_at && gap < CLOCK_SEC)
		return false;
	uint64_t more = packets > p->packets ? packets - p->packets : 0;
	uint64_t rate = p->counted_at ? more * 1000 / (uint64_t)(gap / CLOCK_MS) : 0;
	bool other = rate != p->rate;
	p->rate = rate;
	p->packets = packets;
	p->counted_at = now;
	return other;
}

uint64_t pace_rate(const struct pace *p)
{
	return p->rate;
}
