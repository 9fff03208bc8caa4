/* What comes out of a tunnel's packets: the frame in a datagram, frames out of a stream
 * of segments; and what does not, counted by what is wrong with it. */
#include "core/capture/source_kind.h"

static bool is_wanted(const struct kernel_filter_rule *rule, enum direction direction)
{
	return !(rule->only_in && direction == DIRECTION_OUT) &&
	       !(rule->only_out && direction == DIRECTION_IN);
}

static void count_odd(struct source *s, enum tunnel_kind kind)
{
	s->counts.odd[kind]++;
	s->counts.dropped_us++;
}

bool source_strip(struct source *s, struct packet *p, bool *unjudged)
{
	struct tunnel_packet t = {
		.bytes = p->bytes,
		.captured = p->captured,
		.length = p->length,
	};
	enum tunnel_kind kind = tunnel_strip(&s->rule.outer, &t);
	*unjudged |= kind == TUNNEL_PADDED;
	p->direction = (enum direction)t.way;
	if (kind == TUNNEL_FOREIGN || !is_wanted(&s->rule, p->direction)) {
		s->rejected++;
		return false;
	}
	if (tunnel_words(kind)) {
		if (s->keep_outer && kind != TUNNEL_STRANGER)
			source_give(s, p);
		else
			count_odd(s, kind);
		return false;
	}
	p->bytes = t.bytes;
	p->captured = t.captured;
	p->length = t.length;
	return true;
}

/* The segment whose frames are being taken. */
struct following {
	struct source *source;
	const struct packet *segment;
};

/* A segment is no frame and counts as rejected; what is made of it counts instead. */
static void frame_made(void *owner, enum tunnel_kind kind,
		       const struct tunnel_packet *frame)
{
	const struct following *f = owner;
	struct source *s = f->source;
	s->made++;
	if (!frame) {
		count_odd(s, kind);
		return;
	}
	struct packet p = *f->segment;
	p.bytes = frame->bytes;
	p.captured = frame->captured;
	p.length = frame->length;
	p.direction = (enum direction)frame->way;
	if (!is_wanted(&s->rule, p.direction))
		s->rejected++;
	else if (source_judge(s, &p, true))
		source_give(s, &p);
}

static void segment_keep(struct source *s, const struct packet *segment,
			 enum tunnel_way way)
{
	struct packet p = *segment;
	p.direction = (enum direction)way;
	s->rejected--;
	if (!is_wanted(&s->rule, p.direction))
		s->rejected++;
	else
		source_give(s, &p);
}

void source_follow(struct source *s, const struct packet *segment)
{
	struct following f = { .source = s, .segment = segment };
	struct segment found;
	const struct tunnel_packet t = {
		.bytes = segment->bytes,
		.captured = segment->captured,
		.length = segment->length,
	};
	enum tunnel_kind kind = tunnel_segment(&s->rule.outer, &t, &found);
	s->rejected++;
	if (kind == TUNNEL_FOREIGN)
		return;
	if (s->keep_outer) {
		segment_keep(s, segment, found.way);
	} else if (kind == TUNNEL_FRAME) {
		framing_take(s->framing, &found, frame_made, &f);
	} else {
		s->made++;
		count_odd(s, kind);
	}
}
