#include "core/capture/growth.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/capture/stream.h"

enum {
	FACTOR = 4,
	TIMES = 3,
	MOST_KIB = 1 << 20,
};

/* As large as there is room for, 0: not worth it. */
static uint32_t size_of_next(uint32_t kib, uint64_t room)
{
	uint64_t next = (uint64_t)kib * FACTOR;
	while (next > kib && (next > room || next > MOST_KIB))
		next /= 2;
	return next > kib ? (uint32_t)next : 0;
}

static bool may_grow(const struct stream *s)
{
	const struct growth *g = &s->growth;
	return s->phase == STREAM_LIVE && !s->shared && !s->order->buffer &&
	       !g->opening && !g->moving && g->times < TIMES &&
	       source_ring_kib(s->source);
}

struct job *growth_begin(struct stream *s, uint64_t room)
{
	if (!may_grow(s))
		return NULL;
	uint64_t drops = source_counts(s->source).dropped_kernel;
	uint32_t kib = size_of_next(source_ring_kib(s->source), room);
	if (drops == s->growth.drops || !kib)
		return NULL;
	s->growth.opening = true;
	struct job *job = stream_job_grow(s, kib);
	job->serial = ++s->growth.serial;
	return job;
}

bool growth_take(struct stream *s, const struct job *job)
{
	struct growth *g = &s->growth;
	if (!g->opening || job->serial != g->serial)
		return false;
	g->opening = false;
	if (s->phase != STREAM_LIVE)
		return false;
	g->moving = job->source && source_grow(s->source, job->source);
	if (!g->moving)
		g->times = TIMES; /* there is no memory */
	return g->moving;
}

static void size_text(struct text *t, uint32_t kib)
{
	if (kib < 1024)
		text_printf(t, "%u KiB", kib);
	else
		text_printf(t, "%u MiB", kib / 1024);
}

static void tell(struct stream *s)
{
	char words[120];
	struct text t = text_over(words, sizeof(words));
	text_str(&t, "the ring grew to ");
	size_text(&t, s->growth.kib);
	text_printf(&t, " after %llu packets were lost",
		    (unsigned long long)s->growth.drops);
	stream_remark(s, words);
}

struct source *growth_step(struct stream *s)
{
	struct growth *g = &s->growth;
	if (!g->moving)
		return NULL;
	uint32_t kib = source_ring_kib(s->source);
	if (kib != g->kib) {
		g->kib = kib;
		g->times++;
		g->drops = source_counts(s->source).dropped_kernel;
		tell(s);
	}
	struct source *left = source_left(s->source);
	g->moving = !left;
	return left;
}

struct source *growth_stop(struct stream *s)
{
	struct source *other = s->source ? source_stay(s->source) : NULL;
	s->growth.opening = false;
	if (other)
		s->growth.moving = false;
	return other;
}
