#include "tui/path_cause.h"

#include <linux/if_bridge.h>
#include <string.h>

#include "core/store/packet.h"
#include "tui/points_rates.h"

enum { ETHERNET = 14, TAG = 4 };

static void put_state(struct text *t, const struct endpoint *e)
{
	if (e->state == STATE_UP || e->state == STATE_UNKNOWN)
		return;
	text_printf(t, "%s%s %s", text_length(t) ? "; " : "", e->name,
		    e->state == STATE_MISSING ? "is gone" : "is down");
	if (e->reason)
		text_printf(t, ": %s", e->reason);
}

static void put_port(struct text *t, const struct endpoint *e)
{
	static const char *const states[] = {
		[BR_STATE_DISABLED] = "disabled",
		[BR_STATE_LISTENING] = "listening",
		[BR_STATE_LEARNING] = "learning",
		[BR_STATE_BLOCKING] = "blocking",
	};
	const char *state = e->is_port && e->port_state < COUNT(states)
				    ? states[e->port_state]
				    : NULL;
	if (state)
		text_printf(t, "%sport %s of %s is %s (STP)",
			    text_length(t) ? "; " : "", e->name,
			    e->master ? e->master : "its bridge", state);
}

static void put_mtu(struct text *t, const struct endpoint *e, uint32_t length)
{
	if (e->mtu && length > e->mtu + ETHERNET + TAG)
		text_printf(t, "%s%u bytes do not fit the MTU of %s, which is %u",
			    text_length(t) ? "; " : "", length - ETHERNET, e->name,
			    e->mtu);
}

/* All that the kernel dropped there since the interface is, the newest second too. */
static void put_drops(struct text *t, const struct session *s, const struct endpoint *e)
{
	const struct rate *r = session_rate(s, e->cookie, e->ifindex);
	if (!r)
		return;
	uint64_t dropped = r->last.rx_dropped + r->last.tx_dropped;
	if (r->last.queue_dropped)
		text_printf(t, "%squeues (tc) of %s have dropped %llu",
			    text_length(t) ? "; " : "", e->name,
			    (unsigned long long)r->last.queue_dropped);
	if (dropped)
		text_printf(t, "%s%s has dropped %llu", text_length(t) ? "; " : "",
			    e->name, (unsigned long long)dropped);
}

static void watch_add(struct link_key keys[POINTS_WATCHED], size_t *count,
		      const struct endpoint *e)
{
	if (e && e->ifindex && e->space != NO_SPACE && *count < POINTS_WATCHED)
		keys[(*count)++] = (struct link_key){ e->cookie, e->ifindex, true };
}

void path_cause_watch(struct session *s)
{
	struct link_key keys[POINTS_WATCHED];
	size_t count = 0;
	for (size_t i = 0; i < s->selected.count; i++) {
		const struct endpoint *e = lab_endpoint(s->lab, s->selected.items[i]);
		watch_add(keys, &count, e);
		if (e && e->peer && !session_is_selected(s, e->peer))
			watch_add(keys, &count, lab_endpoint(s->lab, e->peer));
	}
	if (count)
		session_watch(s, keys, count);
}

void path_cause_put(struct text *t, const struct session *s, const char *last,
		    const char *next, uint32_t length)
{
	const struct endpoint *ends[] = { lab_endpoint(s->lab, last),
					  next ? lab_endpoint(s->lab, next) : NULL };
	for (size_t i = COUNT(ends); i-- > 0;) {
		if (!ends[i])
			continue;
		put_state(t, ends[i]);
		put_port(t, ends[i]);
		put_mtu(t, ends[i], length);
	}
	for (size_t i = 0; i < COUNT(ends); i++)
		if (ends[i])
			put_drops(t, s, ends[i]);
}

const struct endpoint *path_cause_port(const struct session *s, const char *last,
				       const struct packet *packet)
{
	const struct endpoint *e = lab_endpoint(s->lab, last);
	if (!e || !e->master || packet->direction != DIRECTION_IN ||
	    packet->linktype != LINKTYPE_ETHERNET || packet->captured < ETHERNET)
		return NULL;
	for (size_t i = 0; i < s->lab->endpoint_count; i++) {
		const struct endpoint *to = &s->lab->endpoints[i];
		if (!to->has_mac ||
		    memcmp(to->mac, packet->bytes, sizeof(to->mac)) != 0)
			continue;
		const struct endpoint *port =
			to->peer ? lab_endpoint(s->lab, to->peer) : NULL;
		if (port && port->master && port->space == e->space &&
		    !strcmp(port->master, e->master))
			return port;
	}
	return NULL;
}
