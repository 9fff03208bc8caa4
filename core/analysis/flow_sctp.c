#include "core/analysis/flow_sctp.h"

#include <string.h>

enum {
	PROTOCOL = 132,
	WINDOW = 64, /* numbers that are told apart, below the highest */
};

/* Numbers wrap (RFC 9260 1.6). */
static bool before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

/* One direction of an association, whose ends may have several addresses: by its ports
 * and tag. A flow of its own, of no address. */
static struct flow_key half_key(uint16_t source, uint16_t destination, uint32_t tag,
				uint32_t iface)
{
	struct flow_key key = { .iface = iface, .kind = PROTOCOL };
	key.port[0] = source;
	key.port[1] = destination;
	memcpy(key.address[0], &tag, sizeof(tag));
	return key;
}

/* Which tag each end sends to: that of an acknowledgment is not the one of the data
 * that it acknowledges. A change begins a flow of its own, so that an earlier packet is
 * drawn again with what was known then. */
static void note_tag(struct flow_table *t, const struct segment *s, uint32_t iface,
		     uint64_t number)
{
	struct flow_key key;
	unsigned from = flow_key_of(&key, s, iface);
	struct flow *pair = flow_table_find(t, &key, number);
	struct flow_sctp now = { .base = 0 };
	if (pair && pair->sctp.tag[from] == s->sequence) {
		flow_table_touch(t, pair);
		return;
	}
	if (pair)
		now = pair->sctp;
	now.tag[from] = s->sequence;
	flow_table_add(t, &key, number)->sctp = now;
}

/* Was it there before? Far below the highest it must have been: the window of a sender
 * is no longer than what was lost and comes again. */
static bool seen(struct flow_sctp *half, uint32_t tsn)
{
	uint32_t ahead = tsn - half->newest, behind = half->newest - tsn;
	if (before(half->newest, tsn)) {
		half->seen = ahead < WINDOW ? half->seen << ahead | 1 : 1;
		half->newest = tsn;
		return false;
	}
	if (behind >= WINDOW)
		return !before(tsn, half->base);
	bool again = half->seen >> behind & 1;
	half->seen |= UINT64_C(1) << behind;
	return again;
}

void flow_sctp_take(struct flow_table *t, const struct segment *s, uint32_t iface,
		    uint64_t number, struct past *past)
{
	const struct flow_key key =
		half_key(s->source_port, s->destination_port, s->sequence, iface);
	note_tag(t, s, iface, number);
	if (s->tsn_count) {
		struct flow *half = flow_table_find(t, &key, number);
		bool first = !half;
		half = first ? flow_table_add(t, &key, number) : half;
		flow_table_touch(t, half);
		if (first)
			half->sctp.base = half->sctp.newest = s->tsns[0];
		for (uint8_t i = 0; i < s->tsn_count; i++)
			if (seen(&half->sctp, s->tsns[i]))
				past->repeats |= UINT32_C(1) << i;
	}
	flow_sctp_tell(t, s, iface, number, past);
}

static uint32_t base_of(struct flow_table *t, const struct flow_key *key,
			uint64_t number)
{
	const struct flow *half = flow_table_find(t, key, number);
	return half ? half->sctp.base : 0;
}

void flow_sctp_tell(struct flow_table *t, const struct segment *s, uint32_t iface,
		    uint64_t number, struct past *past)
{
	struct flow_key key =
		half_key(s->source_port, s->destination_port, s->sequence, iface);
	past->base = base_of(t, &key, number);
	unsigned from = flow_key_of(&key, s, iface);
	const struct flow *pair = flow_table_find(t, &key, number);
	if (!pair)
		return;
	key = half_key(s->destination_port, s->source_port, pair->sctp.tag[!from],
		       iface);
	past->ack_base = base_of(t, &key, number);
}
