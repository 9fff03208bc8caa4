/* Why a packet did not get from one point to the next, as far as the host knows. */
#include "tests/test.h"

#include <linux/if_bridge.h>
#include <string.h>

#include "core/base/clock.h"
#include "tui/path_cause.h"

static const char *const none[] = { NULL };

#define ENDPOINT(space_, space_name, if_, type_, ...)                                  \
	{                                                                              \
		.name = space_name ":" if_, .ifname = if_, .type = type_, .alias = "", \
		.detail = "", .addresses = none, .altnames = none, .space = space_,    \
		.cookie = space_ + 1, .can_capture = true, __VA_ARGS__                 \
	}
#define UP		 .state = STATE_UP, .enabled = true
#define PORT(of, state_) UP, .master = of, .is_port = true, .port_state = state_
#define MAC(n)		 .has_mac = true, .mac = { 2, 0, 0, 0, 0, n }

/* a, b, c and e on br0; d on br1. */
static const struct endpoint endpoints[] = {
	ENDPOINT(0, "host", "br0", "bridge", .ifindex = 2, UP),
	ENDPOINT(0, "host", "p1", "veth", .ifindex = 3, .peer = "a:eth1",
		 PORT("br0", BR_STATE_FORWARDING)),
	ENDPOINT(0, "host", "p2", "veth", .ifindex = 4, .peer = "b:eth1",
		 PORT("br0", BR_STATE_BLOCKING)),
	ENDPOINT(0, "host", "p3", "veth", .ifindex = 5, .peer = "c:eth1", .mtu = 1000,
		 .state = STATE_DOWN, .master = "br0", .is_port = true,
		 .port_state = BR_STATE_DISABLED, .reason = "no carrier"),
	ENDPOINT(0, "host", "p4", "veth", .ifindex = 6, .peer = "d:eth1",
		 PORT("br1", BR_STATE_LEARNING)),
	ENDPOINT(1, "a", "eth1", "veth", .ifindex = 2, .peer = "host:p1", UP, MAC(1)),
	ENDPOINT(2, "b", "eth1", "veth", .ifindex = 2, .peer = "host:p2", UP, MAC(2)),
	ENDPOINT(3, "c", "eth1", "veth", .ifindex = 2, .peer = "host:p3", MAC(3),
		 .state = STATE_DOWN),
	ENDPOINT(4, "d", "eth1", "veth", .ifindex = 2, .peer = "host:p4", UP, MAC(4)),
	ENDPOINT(5, "e", "eth1", "veth", .ifindex = 2, .state = STATE_MISSING,
		 .reason = "there is no namespace e: is the lab running?"),
};

static const struct lab model = { .endpoints = endpoints,
				  .endpoint_count = COUNT(endpoints) };

static const char *cause(const struct session *s, const char *last, const char *next,
			 uint32_t length)
{
	static char buffer[400];
	struct text t = text_over(buffer, sizeof(buffer));
	path_cause_put(&t, s, last, next, length);
	return buffer;
}

static void test_states(const struct session *s)
{
	CHECK_STR(cause(s, "a:eth1", "host:p1", 98), "");
	CHECK_STR(cause(s, "host:p1", "host:p2", 98),
		  "port host:p2 of br0 is blocking (STP)");
	CHECK_STR(cause(s, "host:p1", "host:p3", 98),
		  "host:p3 is down: no carrier; port host:p3 of br0 is disabled (STP)");
	CHECK_STR(cause(s, "host:p4", "d:eth1", 98),
		  "port host:p4 of br1 is learning (STP)");
	CHECK_STR(cause(s, "host:p1", "c:eth1", 98), "c:eth1 is down");
	CHECK_STR(cause(s, "host:p1", "e:eth1", 98),
		  "e:eth1 is gone: there is no namespace e: is the lab running?");
	CHECK_STR(cause(s, "host:p1", NULL, 98), "");
	CHECK_STR(cause(s, "no:where", "else:where", 98), "");
}

static void test_mtu(const struct session *s)
{
	/* With a tag, which is not counted, it fits yet. */
	CHECK_STR(cause(s, "a:eth1", "host:p1", 1518), "");
	CHECK_STR(cause(s, "a:eth1", "host:p1", 1519),
		  "1505 bytes do not fit the MTU of host:p1, which is 1500; "
		  "1505 bytes do not fit the MTU of a:eth1, which is 1500");
}

static void count(struct session *s, uint32_t ifindex, int64_t at,
		  const struct fact_counters *c)
{
	struct fact_counters own = *c;
	own.cookie = 1;
	own.ifindex = ifindex;
	rates_take(&s->rates, &own, 1, at * CLOCK_SEC);
}

static void test_drops(struct session *s)
{
	count(s, 3, 1, &(struct fact_counters){ .queues = 1 });
	CHECK_STR(cause(s, "a:eth1", "host:p1", 98), "");
	count(s, 3, 2, &(struct fact_counters){ .queues = 1, .queue_dropped = 7 });
	CHECK_STR(cause(s, "a:eth1", "host:p1", 98),
		  "queues (tc) of host:p1 have dropped 7");
	/* Not asked for: what is known of the queues stays. */
	count(s, 3, 3, &(struct fact_counters){ .rx_dropped = 1, .tx_dropped = 2 });
	CHECK_STR(cause(s, "a:eth1", "host:p1", 98),
		  "queues (tc) of host:p1 have dropped 7; host:p1 has dropped 3");
}

/* Where a bridge sends a frame for an address that is at the other end of one of its
 * ports. */
static const char *port_for(const struct session *s, const char *last, uint8_t to,
			    enum direction direction, uint32_t captured)
{
	const uint8_t bytes[60] = { [0] = 2, [5] = to };
	const struct packet p = { .linktype = LINKTYPE_ETHERNET,
				  .direction = direction,
				  .captured = captured,
				  .length = sizeof(bytes),
				  .bytes = bytes };
	const struct endpoint *e = path_cause_port(s, last, &p);
	return e ? e->name : "";
}

static void test_port(const struct session *s)
{
	CHECK_STR(port_for(s, "host:p1", 2, DIRECTION_IN, 60), "host:p2");
	CHECK_STR(port_for(s, "host:p2", 1, DIRECTION_IN, 60), "host:p1");
	CHECK_AS("on another bridge", !*port_for(s, "host:p1", 4, DIRECTION_IN, 60));
	CHECK_AS("of nobody", !*port_for(s, "host:p1", 9, DIRECTION_IN, 60));
	CHECK_AS("on its way out", !*port_for(s, "host:p1", 2, DIRECTION_OUT, 60));
	CHECK_AS("cut short", !*port_for(s, "host:p1", 2, DIRECTION_IN, 13));
	CHECK_AS("no port", !*port_for(s, "a:eth1", 2, DIRECTION_IN, 60));
}

int main(void)
{
	struct lab lab = model;
	struct session s = { .lab = &lab };
	test_states(&s);
	test_mtu(&s);
	test_drops(&s);
	test_port(&s);
	rates_done(&s.rates);
	return test_done();
}
