#include "core/analysis/unwrap_flows.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/base/mem.h"
#include "core/lab/framing.h"
#include "core/lab/plausible.h"

enum {
	FLOWS_MAX = 1 << 18,
	SLOTS_FIRST = 256,
	LENGTH_SIZE = 4, /* in front of a frame in a TCP stream */
	FRAME_MIN = 14,
	FRAME_LIMIT = 1 << 16,
};

static uint32_t hash(const struct outer *o)
{
	uint32_t h = hash32_bytes(HASH32_START, o, sizeof(*o));
	return h ^ h >> 15;
}

static uint32_t *slot_of(const struct unwrap_flows *f, const struct outer *key)
{
	uint32_t at = hash(key);
	for (;; at++) {
		uint32_t *slot = &f->slots[at & (f->slot_count - 1)];
		if (!*slot || !memcmp(&f->all.items[*slot - 1]->key, key, sizeof(*key)))
			return slot;
	}
}

static void grow(struct unwrap_flows *f)
{
	if (f->slot_count && f->all.count * 2 < f->slot_count)
		return;
	free(f->slots);
	f->slot_count = f->slot_count ? f->slot_count * 4 : SLOTS_FIRST;
	f->slots = mem_new(f->slot_count * sizeof(f->slots[0]));
	for (size_t i = 0; i < f->all.count; i++)
		*slot_of(f, &f->all.items[i]->key) = (uint32_t)i + 1;
}

/* Makes it where there is room for one more; else NULL. */
static struct unwrap_flow *flow_at(struct unwrap_flows *f, const struct outer *key)
{
	grow(f);
	uint32_t *slot = slot_of(f, key);
	if (*slot)
		return f->all.items[*slot - 1];
	if (f->all.count >= FLOWS_MAX)
		return NULL;
	struct unwrap_flow *flow = mem_new(sizeof(*flow));
	flow->key = flow->outer = *key;
	vec_push(&f->all, flow);
	*slot = (uint32_t)f->all.count;
	return flow;
}

static struct outer ordered(const struct outer *o)
{
	struct outer key = *o;
	int order = memcmp(o->local, o->remote, sizeof(o->local));
	if (order < 0 || (!order && o->local_port <= o->remote_port) || !o->remote_port)
		return key;
	key.local_port = o->remote_port;
	key.remote_port = o->local_port;
	memcpy(key.local, o->remote, sizeof(key.local));
	memcpy(key.remote, o->local, sizeof(key.remote));
	return key;
}

void unwrap_flow_add(struct unwrap_flows *f, const struct outer *outer)
{
	struct outer key = ordered(outer);
	struct unwrap_flow *flow = flow_at(f, &key);
	if (!flow)
		return;
	flow->outer = *outer;
	flow->named = true;
	if (outer->kind == OUTER_TCP && !outer->remote_port)
		vec_push(&f->listeners, flow);
}

static uint32_t read32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 |
	       at[3];
}

/* Most segments begin with a frame, and a few beyond doubt are enough. */
static void see_segment(struct unwrap_flow *flow, const struct tunnel_packet *data)
{
	if (data->captured < LENGTH_SIZE + FRAME_MIN)
		return;
	uint32_t length = read32(data->bytes), here = data->captured - LENGTH_SIZE;
	if (length < FRAME_MIN || length > FRAME_LIMIT)
		return;
	flow->sure |= plausible_frame(data->bytes + LENGTH_SIZE,
				      here < length ? here : length,
				      length) == PLAUSIBLE_SURE;
}

static void see_datagram(struct unwrap_flow *flow, const struct tunnel_packet *p)
{
	struct tunnel_packet t = *p;
	if (tunnel_strip(&flow->outer, &t) > TUNNEL_PADDED)
		return;
	enum plausible is = plausible_frame(t.bytes, t.captured, t.length);
	flow->sure |= is == PLAUSIBLE_SURE;
	flow->never |= is == PLAUSIBLE_NO;
}

void unwrap_flow_see(struct unwrap_flows *f, const struct tunnel_packet *p)
{
	struct outer key;
	struct tunnel_packet data;
	struct error ignored;
	if (!tunnel_ends(p, &key, &data) || !outer_check(&key, &ignored))
		return;
	struct unwrap_flow *flow = flow_at(f, &key);
	if (flow && key.kind == OUTER_TCP)
		see_segment(flow, &data);
	else if (flow)
		see_datagram(flow, p);
}

static struct unwrap_flow *listener_find(const struct unwrap_flows *f,
					 const struct tunnel_packet *p)
{
	struct segment s;
	for (size_t i = 0; i < f->listeners.count; i++) {
		const struct outer *o = &f->listeners.items[i]->outer;
		if (tunnel_segment(o, p, &s) != TUNNEL_FOREIGN)
			return f->listeners.items[i];
	}
	return NULL;
}

struct unwrap_flow *unwrap_flow_find(struct unwrap_flows *f,
				     const struct tunnel_packet *p)
{
	struct outer key;
	struct tunnel_packet data;
	if (!tunnel_ends(p, &key, &data))
		return NULL;
	uint32_t slot = f->slot_count ? *slot_of(f, &key) : 0;
	struct unwrap_flow *flow = slot ? f->all.items[slot - 1] : NULL;
	if (flow && (flow->named || (flow->sure && !flow->never)))
		return flow;
	return key.kind == OUTER_TCP ? listener_find(f, p) : NULL;
}

void unwrap_flows_free(struct unwrap_flows *f)
{
	for (size_t i = 0; i < f->all.count; i++) {
		framing_free(f->all.items[i]->framing);
		free(f->all.items[i]);
	}
	free(f->all.items);
	free(f->slots);
	free(f->listeners.items);
}
