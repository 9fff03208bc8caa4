#include "core/capture/rhythm.h"

#include <stdlib.h>
#include <sys/epoll.h>

#include "core/base/clock.h"
#include "core/base/mem.h"

/* Of a frame on its way to the screen, beside the 50 ms that its block may take. */
static const int64_t LONGEST = 10 * CLOCK_MS;
/* A shorter pause is none: epoll_wait(2) counts in ms. */
static const int64_t SHORTEST = CLOCK_MS;
enum {
	QUICK = 4, /* so many in a row, each soon after the other, are fast */
	STEPS = 32,
};

struct rhythm {
	struct loop *loop, *rings;
	rhythm_patience *patience;
	void *owner;
	bool ready;
	bool paused; /* rings do not wake the loop */
	unsigned quick;
	int64_t last, due; /* clock_mono(): rings were read, are to be read */
};

static void rings_ready(void *owner, uint32_t events UNUSED)
{
	struct rhythm *r = owner;
	r->ready = true;
}

static bool wake_by_rings(struct rhythm *r, bool wake, struct error *e)
{
	r->paused = !wake;
	return loop_add(r->loop, loop_fd(r->rings), wake ? EPOLLIN : 0, rings_ready, r,
			e);
}

struct rhythm *rhythm_new(struct loop *loop, rhythm_patience *patience, void *owner,
			  struct error *e)
{
	struct rhythm *r = mem_new(sizeof(*r));
	*r = (struct rhythm){ .loop = loop, .patience = patience, .owner = owner };
	r->rings = loop_new(e);
	if (r->rings && wake_by_rings(r, true, e))
		return r;
	loop_free(r->rings);
	free(r);
	return NULL;
}

void rhythm_free(struct rhythm *r)
{
	if (!r)
		return;
	loop_remove(r->loop, loop_fd(r->rings));
	loop_free(r->rings);
	free(r);
}

struct loop *rhythm_rings(const struct rhythm *r)
{
	return r->rings;
}

int rhythm_wait(const struct rhythm *r, int64_t now, int most)
{
	if (!r->paused)
		return most;
	int64_t left = r->due > now ? (r->due - now + CLOCK_MS - 1) / CLOCK_MS : 0;
	return most >= 0 && most < left ? most : (int)left;
}

/* Whoever had frames, also when there are more of them than one step finds. */
static bool read_rings(struct rhythm *r, bool *came, struct error *e)
{
	*came = false;
	for (int i = 0; i < STEPS; i++) {
		if (!loop_step(r->rings, 0, e))
			return false;
		*came |= loop_found(r->rings) > 0;
		if (loop_found(r->rings) < LOOP_STEP)
			break;
	}
	return true;
}

static int64_t pause_for(struct rhythm *r, int64_t now, bool came)
{
	r->quick = came && (r->paused || now - r->last < LONGEST) ? r->quick + 1 : 0;
	r->last = now;
	if (r->quick < QUICK)
		return 0;
	int64_t patience = r->patience(r->owner);
	return patience < LONGEST ? patience : LONGEST;
}

bool rhythm_step(struct rhythm *r, int64_t now, struct error *e)
{
	bool came;
	if (!(r->paused ? now >= r->due : r->ready))
		return true;
	r->ready = false;
	if (!read_rings(r, &came, e))
		return false;
	int64_t pause = pause_for(r, now, came);
	r->due = now + pause;
	bool wake = pause < SHORTEST;
	return wake != r->paused || wake_by_rings(r, wake, e);
}
