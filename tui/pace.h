/* When to draw: at once for a key, ten times a second while packets come, four times
 * when most rows change each time; never when nothing changed. Also the packets per
 * second of the health line. */
#ifndef TUI_PACE_H
#define TUI_PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "tui/canvas.h"

struct pace;

struct pace *pace_new(void);
void pace_free(struct pace *p);

/* Something on the screen is not what it should be. */
void pace_changed(struct pace *p);

/* Milliseconds until it is time to draw, 0: now, -1: nothing has changed. */
int pace_due(const struct pace *p);

/* It was drawn. */
void pace_drawn(struct pace *p, const struct canvas *c);

/* Tells how many packets there are in all; true when the rate changed by it. */
bool pace_count(struct pace *p, uint64_t packets);

/* Packets in the last full second. */
uint64_t pace_rate(const struct pace *p);

#endif
