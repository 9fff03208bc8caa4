#include "tui/session_sides.h"

#include <string.h>

#include "tui/session_events.h"
#include "tui/session_once.h"

enum {
	ENOUGH = 10, /* frames that were sent; fewer may be on their way */
	ROUNDS = 2,  /* of counters, each a second or more after the one before */
};

/* Are both directions wanted, and all of them? */
static bool sees_both(const struct session *s, const struct tap *tap,
		      const struct endpoint *ep)
{
	const struct session_options *o = &s->options;
	return tap->wanted && tap->state == CAPTURE_UP && !ep->tunnel && !o->only_in &&
	       !o->only_out && o->backend == BACKEND_RING &&
	       !filter_text(s->capture_filter)[0] && strcmp(ep->ifname, "lo") != 0 &&
	       session_once_way(s, tap->name) == DIRECTION_UNKNOWN;
}

static void tell(struct session *s, const struct tap *tap, const struct endpoint *ep)
{
	session_event_news(s, 0, true,
			   "%s: only ingress is seen here, what it sends bypasses the "
			   "tap: try %s%s",
			   tap->name,
			   ep->peer ? "the peer " : "the other end of its link",
			   ep->peer ? ep->peer : "");
}

static void compare(struct session *s, struct tap *tap, const struct endpoint *ep,
		    const struct fact_counters *c)
{
	if (!tap->counted || c->tx_packets < tap->tx_packets) {
		tap->counted = true;
		tap->tx_packets = c->tx_packets;
		return;
	}
	if (tap->sent)
		tap->compared = true;
	else if (c->tx_packets - tap->tx_packets >= ENOUGH)
		tap->unseen++;
	if (tap->compared || tap->unseen < ROUNDS)
		return;
	tap->compared = true;
	tell(s, tap, ep);
}

void session_compare_sides(struct session *s, const struct fact_counters *c,
			   size_t count)
{
	for (size_t i = 0; i < s->taps.count; i++) {
		struct tap *tap = &s->taps.items[i];
		const struct endpoint *ep =
			tap->compared ? NULL : lab_endpoint(s->lab, tap->name);
		if (!ep || !sees_both(s, tap, ep))
			continue;
		for (size_t k = 0; k < count; k++)
			if (c[k].cookie == ep->cookie && c[k].ifindex == ep->ifindex)
				compare(s, tap, ep, &c[k]);
	}
}
