/* From a ring into a larger one, while frames come. Both see every frame for a while,
 * and the kernel stamps it once for both (SO_TIMESTAMPNS; TP_STATUS_TS_SOFTWARE says
 * that it did), so a moment cuts the stream for both at the same place: frames before
 * it are taken from the old ring, all others from the new one. What the old ring loses
 * behind the cut is not lost, and its counter does not tell where: so there is no loss
 * between choosing the moment and passing it, or another one is chosen. */
#include <sys/socket.h>

#include "core/capture/ring.h"

enum {
	TRIES = 1000, /* under constant loss: then some may be counted twice */
};

/* The kernel begins to stamp on one processor after the other. */
static const int64_t STAMPS_SETTLE = 20 * CLOCK_MS;
/* The block that is being filled is handed over; frames still on their way arrive. */
static const int64_t PASSING = (2 * SOURCE_TIMEOUT_MS + 20) * CLOCK_MS;

bool source_grow(struct source *s, struct source *bigger)
{
	struct ring *r = ring_of(s);
	if (s->kind != &ring_kind || bigger->kind != &ring_kind || r->phase ||
	    r->left || ring_of(bigger)->blocks.size <= r->blocks.size)
		return false;
	r->other = ring_of(bigger);
	r->phase = RING_WAITS;
	r->stamped = false;
	r->cuts = 0;
	return true;
}

struct source *source_left(struct source *s)
{
	struct ring *r = ring_of(s);
	if (s->kind != &ring_kind || !r->left)
		return NULL;
	struct source *left = &r->left->source;
	r->left = NULL;
	return left;
}

struct source *source_stay(struct source *s)
{
	struct ring *r = ring_of(s);
	if (s->kind != &ring_kind || (r->phase != RING_WAITS && r->phase != RING_CUTS))
		return NULL;
	struct source *other = &r->other->source;
	r->other = NULL;
	r->phase = RING_ALONE;
	return other;
}

uint32_t source_ring_kib(const struct source *s)
{
	const struct ring *r = (const struct ring *)s;
	return s->kind == &ring_kind ? (uint32_t)(r->blocks.size >> 10) : 0;
}

uint64_t ring_growth_packets(struct ring *r)
{
	if (r->phase != RING_DRAINS)
		return 0;
	blocks_count(&r->other->blocks);
	return r->other->blocks.packets - r->other->blocks.drops;
}

/* Passes over frames of the larger ring that the other one takes. */
static void pass_over(struct ring *r, int64_t until)
{
	struct blocks *b = &r->other->blocks;
	while (b->frames || blocks_start(b)) {
		for (; b->frames; blocks_step(b)) {
			if (frame_time(b->frame) >= until)
				return;
			r->stamped |= frame_header(b->frame)->tp_status &
				      TP_STATUS_TS_SOFTWARE;
		}
		blocks_release(b);
	}
}

static void cut_here(struct ring *r)
{
	blocks_count(&r->blocks);
	blocks_count(&r->other->blocks);
	r->drops_at_cut = r->blocks.drops;
	r->other_at_cut = r->other->blocks.drops;
	r->cut = clock_now();
	r->due = clock_mono() + PASSING;
	r->cuts++;
	r->phase = RING_CUTS;
}

static bool is_clean(struct ring *r)
{
	blocks_count(&r->blocks);
	blocks_count(&r->other->blocks);
	return r->blocks.drops == r->drops_at_cut &&
	       r->other->blocks.drops == r->other_at_cut;
}

static void swap(struct ring *r)
{
	const struct blocks old = r->blocks;
	r->blocks = r->other->blocks;
	r->other->blocks = old;
	r->source.fd = r->blocks.fd;
	r->other->source.fd = old.fd;
	/* What the old one lost stays in both sums; what the new one lost so far the
	 * old one has taken, as what was passed over. */
	r->packets += old.drops - r->other_at_cut;
	r->drops += old.drops - r->other_at_cut;
	r->source.rejected += r->blocks.read;
	r->due = clock_mono() + PASSING;
	r->stamped = false;
	r->phase = RING_DRAINS;
}

static enum reach read_waiting(struct ring *r, unsigned *budget)
{
	static const struct span all = { INT64_MIN, INT64_MAX, false };
	enum reach reach = ring_read(r, &r->blocks, &all, budget);
	bool stamped = r->stamped;
	pass_over(r, INT64_MAX);
	if (!stamped)
		r->due = clock_mono() + STAMPS_SETTLE;
	else if (clock_mono() >= r->due)
		cut_here(r);
	return reach;
}

static enum reach read_cut(struct ring *r, unsigned *budget)
{
	const struct span before = { INT64_MIN, r->cut, true };
	enum reach reach = ring_read(r, &r->blocks, &before, budget);
	pass_over(r, r->cut);
	bool quiet = reach == REACH_END && clock_mono() >= r->due;
	if (reach != REACH_UNTIL && !quiet)
		return reach;
	if (is_clean(r) || r->cuts >= TRIES)
		swap(r);
	else
		cut_here(r);
	return REACH_BUDGET;
}

/* Nothing more comes into the old ring. */
static void stop_old(const struct ring *r)
{
	struct sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);
	const struct sock_fprog program = { 1, &nothing };
	setsockopt(r->other->source.fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
		   sizeof(program));
}

static void leave(struct ring *r)
{
	r->packets += r->other->blocks.read;
	r->left = r->other;
	r->other = NULL;
	r->released = r->blocks.released;
	r->phase = RING_ALONE;
}

static enum reach read_both(struct ring *r, unsigned *budget)
{
	const struct span before = { INT64_MIN, r->cut, false };
	const struct span behind = { r->cut, INT64_MAX, false };
	enum reach reach = ring_read(r, &r->other->blocks, &before, budget);
	if (reach == REACH_END && clock_mono() >= r->due) {
		stop_old(r);
		/* A block that the kernel never closes shall not keep the ring. */
		if (blocks_are_empty(&r->other->blocks) ||
		    clock_mono() >= r->due + CLOCK_SEC)
			leave(r);
	}
	return reach == REACH_END ? ring_read(r, &r->blocks, &behind, budget) : reach;
}

enum reach ring_growth_read(struct ring *r, unsigned *budget)
{
	static enum reach (*const reads[])(struct ring *, unsigned *) = {
		[RING_WAITS] = read_waiting,
		[RING_CUTS] = read_cut,
		[RING_DRAINS] = read_both,
	};
	return reads[r->phase](r, budget);
}
