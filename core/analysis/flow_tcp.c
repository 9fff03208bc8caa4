#include "core/analysis/flow_tcp.h"

enum {
	FAST_NS = 20000000, /* a retransmission that duplicate ACKs asked for */
	ORDER_NS = 3000000, /* overtaken on the way, where no round trip is known */
	FAST_REPEATS = 2,   /* duplicate ACKs in front of it; one may be missing */
	CONTROL = TCP_SYN | TCP_FIN | TCP_RST,
};

/* One segment and both sides of its flow. */
struct step {
	const struct segment *s;
	const struct flow *flow;
	const struct flow_side *us, *peer;
	uint32_t size, end; /* SYN and FIN count as one in end */
	int64_t time;
};

/* ns; a clock that was set back makes it very long. */
static uint64_t since(int64_t now, int64_t then)
{
	return (uint64_t)now - (uint64_t)then;
}

/* Sequence numbers wrap (RFC 9293, 3.4). */
static bool before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

bool flow_tcp_is_new(const struct flow *f, unsigned from, const struct segment *s)
{
	const struct flow_side *us = &f->side[from];
	if (!(s->flags & TCP_SYN) || !us->based)
		return false;
	return s->sequence != us->base;
}

/* The first segment seen starts at 1, unless it is the SYN itself. */
static void note_bases(struct flow_side *us, struct flow_side *peer,
		       const struct segment *s)
{
	if (!us->based)
		us->base = s->flags & TCP_SYN ? s->sequence : s->sequence - 1;
	us->based = true;
	if (!peer->based && s->flags & TCP_ACK) {
		peer->base = s->acknowledgment - 1;
		peer->based = true;
	}
}

/* Windows are scaled when both SYNs say so (RFC 7323, 2.2). */
static void note_shift(struct flow_side *us, struct flow_side *peer,
		       const struct segment *s)
{
	if (!(s->flags & TCP_SYN))
		return;
	us->shift = s->shift < 0 ? SHIFT_NONE : s->shift;
	if (!(s->flags & TCP_ACK))
		return;
	if (us->shift == SHIFT_NONE || peer->shift == SHIFT_NONE)
		us->shift = peer->shift = SHIFT_NONE;
}

static bool is_zero_window_probe(const struct step *p)
{
	return p->size == 1 && p->us->sent && p->s->sequence == p->us->next &&
	       p->peer->sent && !p->peer->window;
}

/* Nothing new but perhaps the window: the same numbers as before, no data. */
static bool is_repeated(const struct step *p)
{
	return !p->size && p->us->sent && p->s->sequence == p->us->next &&
	       p->s->acknowledgment == p->us->ack && !(p->s->flags & CONTROL);
}

static unsigned judge_window(const struct step *p)
{
	unsigned remarks = 0;
	if (!p->s->window && !(p->s->flags & CONTROL))
		remarks |= REMARK_ZERO_WINDOW;
	if (is_repeated(p) && p->s->window && p->s->window != p->us->window)
		remarks |= REMARK_WINDOW_UPDATE;
	if (p->size && p->peer->shift != SHIFT_UNKNOWN && p->peer->sent &&
	    p->s->sequence + p->size == p->peer->ack + p->peer->room &&
	    !(p->s->flags & CONTROL))
		remarks |= REMARK_WINDOW_FULL;
	return remarks;
}

static unsigned judge_position(const struct step *p)
{
	unsigned remarks = 0;
	if (!p->us->sent)
		return 0;
	if (before(p->us->next, p->s->sequence) && !(p->s->flags & TCP_RST))
		remarks |= REMARK_UNSEEN_BEFORE;
	if (p->size <= 1 && p->s->sequence == p->us->next - 1 &&
	    !(p->s->flags & CONTROL))
		remarks |= REMARK_KEEP_ALIVE;
	return remarks;
}

/* A segment that only repeats what was said. */
static unsigned judge_repeated(const struct step *p)
{
	if (!is_repeated(p) || p->s->window != p->us->window)
		return 0;
	if (p->s->window && p->peer->remarks & REMARK_KEEP_ALIVE)
		return REMARK_KEEP_ALIVE_ACK;
	if (!p->s->window && p->peer->remarks & REMARK_ZERO_WINDOW_PROBE)
		return REMARK_ZERO_WINDOW_PROBE_ACK;
	return p->s->window ? REMARK_DUPLICATE_ACK : 0;
}

/* It acknowledges what was never seen, or answers a probe of the closed window. */
static unsigned judge_ack(const struct step *p)
{
	if (!(p->s->flags & TCP_ACK) || !p->peer->sent || p->peer->overtaken ||
	    !before(p->peer->unbroken, p->s->acknowledgment))
		return 0;
	bool reopened = p->s->acknowledgment == p->us->ack + 1 && p->us->sent &&
			p->s->sequence == p->us->next &&
			p->peer->remarks & REMARK_ZERO_WINDOW_PROBE;
	return reopened ? REMARK_WINDOW_UPDATE : REMARK_ACKED_UNSEEN;
}

/* Data that does not go on where the last ended, by what asked for it and when. */
static unsigned judge_again(const struct step *p, unsigned remarks)
{
	const struct segment *s = p->s;
	if ((!p->size && !(s->flags & (TCP_SYN | TCP_FIN))) ||
	    remarks & REMARK_KEEP_ALIVE)
		return 0;
	if (p->size && p->peer->sent && p->peer->ack &&
	    !before(p->peer->ack, s->sequence + p->size))
		return REMARK_SPURIOUS_RETRANSMISSION;
	/* More than a byte that begins with a probed one is new. */
	if (!p->us->sent || !before(s->sequence, p->us->next) ||
	    (p->size > 1 && s->sequence == p->us->next - 1))
		return 0;
	if (p->peer->repeats >= FAST_REPEATS && p->peer->ack == s->sequence &&
	    since(p->time, p->peer->ack_time) < FAST_NS)
		return REMARK_FAST_RETRANSMISSION;
	uint64_t limit = p->flow->trip ? p->flow->trip : ORDER_NS;
	if (since(p->time, p->us->next_time) < limit && p->us->next != p->end)
		return REMARK_OUT_OF_ORDER;
	return REMARK_RETRANSMISSION;
}

static unsigned judge(const struct step *p)
{
	unsigned remarks = REMARK_ZERO_WINDOW_PROBE;
	if (!is_zero_window_probe(p))
		remarks = judge_window(p) | judge_position(p) | judge_repeated(p);
	remarks |= judge_ack(p);
	return remarks | judge_again(p, remarks);
}

static void note_ack(struct flow_side *us, const struct step *p, uint64_t number,
		     unsigned remarks)
{
	if (remarks & REMARK_DUPLICATE_ACK)
		us->repeats++;
	if (p->s->acknowledgment != us->ack || !us->sent) {
		us->ack_first = number;
		us->repeats = 0;
	}
	us->ack = p->s->acknowledgment;
	us->ack_time = p->time;
}

/* Where the data without gaps ends: what was acknowledged without being seen leaves
 * that open until more is sent. */
static void note_end(struct flow_side *us, const struct step *p, unsigned remarks)
{
	bool ahead = !us->sent || before(us->next, p->end);
	bool joins = !us->sent || p->s->sequence == us->unbroken;
	if (remarks & REMARK_UNSEEN_BEFORE) {
		us->unbroken = us->next;
		joins = false;
	} else if (ahead && us->overtaken) {
		joins = true;
	}
	if (ahead) {
		us->overtaken = false;
		us->next = p->end;
		us->next_time = p->time;
	}
	if (joins)
		us->unbroken = us->next;
}

/* From the SYN to the ACK that ends the handshake. */
static void note_trip(struct flow *f, const struct step *p)
{
	if ((p->s->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN)
		f->opened = p->time;
	else if (!(p->s->flags & TCP_SYN) && f->opened && !f->trip)
		f->trip = p->time > f->opened ? since(p->time, f->opened) : 1;
}

void flow_tcp_take(struct flow *f, unsigned from, const struct segment *s,
		   uint64_t number, int64_t time, struct past *past)
{
	struct flow_side *us = &f->side[from], *peer = &f->side[!from];
	struct step p = { .s = s, .flow = f, .us = us, .peer = peer, .time = time };
	p.size = s->payload;
	p.end = s->sequence + s->payload + ((s->flags & (TCP_SYN | TCP_FIN)) != 0);
	note_bases(us, peer, s);
	note_shift(us, peer, s);
	unsigned remarks = judge(&p);
	if (remarks & REMARK_ACKED_UNSEEN)
		peer->overtaken = true;
	note_ack(us, &p, number, remarks);
	if (!(remarks & REMARK_ZERO_WINDOW_PROBE))
		note_end(us, &p, remarks);
	us->window = s->window;
	us->room = s->window << (s->flags & TCP_SYN || us->shift < 0 ? 0 : us->shift);
	us->sent = true;
	us->remarks = (uint16_t)remarks;
	note_trip(f, &p);
	past->remarks |= (uint16_t)remarks;
	if (remarks & REMARK_DUPLICATE_ACK) {
		past->repeats = us->repeats;
		past->other = us->ack_first;
	}
}

void flow_tcp_tell(const struct flow *f, unsigned from, const struct segment *s,
		   struct past *past)
{
	const struct flow_side *us = &f->side[from], *peer = &f->side[!from];
	past->relative = us->based;
	past->base = us->based ? us->base : 0;
	past->ack_base = peer->based && s->flags & TCP_ACK ? peer->base : 0;
	if (!(s->flags & TCP_SYN) && us->shift > 0)
		past->shift = (uint8_t)us->shift;
}

bool flow_tcp_rest(struct flow_side *us, const struct segment *s, struct past *past)
{
	struct unfinished *open = &us->open;
	uint32_t rest = open->missing - s->sequence;
	if (s->flags & TCP_SYN || past->remarks & REMARK_UNSEEN_BEFORE ||
	    (!us->unknown_end && !before(s->sequence, open->missing)))
		open->protocol = NULL;
	if (!open->protocol || !s->payload)
		return false;
	past->rest = *open;
	open->whole = false;
	if (us->unknown_end)
		return true;
	past->rest.missing = rest;
	if (rest <= s->payload)
		open->protocol = NULL;
	return true;
}
