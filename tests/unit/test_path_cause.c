/* Why a packet did not get from one point to the next, as far as the host knows. */
#include "tests/test.h"
#include "tests/topology.h"

#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_bridge.h>
#include <string.h>

#include "core/base/clock.h"
#include "tui/path_cause.h"

static const struct fact_space spaces[] = {
	{ .cookie = 1, .kind = SPACE_HOST },
	{ .cookie = 2, .kind = SPACE_NAMED, .name = "a" },
	{ .cookie = 3, .kind = SPACE_NAMED, .name = "b" },
	{ .cookie = 4, .kind = SPACE_NAMED, .name = "c" },
	{ .cookie = 5, .kind = SPACE_NAMED, .name = "d" },
};

#define LINK(of, index, name_, kind_, ...)                                             \
	{                                                                              \
		.cookie = of, .ifindex = index, .name = name_, .kind = kind_,          \
		.arptype = ARPHRD_ETHER, .mtu = 1500, __VA_ARGS__                      \
	}
#define UP .flags = IFF_UP | IFF_RUNNING, .operstate = IF_OPER_UP
#define PORT(bridge, state, to)                                                        \
	.master = bridge, .master_kind = "bridge", .port_state = state,                \
	.peer_cookie = to, .peer = 2
#define END(of, port, ...)                                                             \
	LINK(of, 2, "eth1", "veth", .mac_size = 6, .mac = { [0] = 2, [5] = port },     \
	     .peer_cookie = 1, .peer = port, __VA_ARGS__)

/* Ports 3, 4 and 5 of br0 lead to a, b and c; port 6 of br1 to d. */
static const struct fact_link links[] = {
	LINK(1, 2, "br0", "bridge", UP),
	LINK(1, 3, "p1", "veth", UP, PORT(2, BR_STATE_FORWARDING, 2)),
	LINK(1, 4, "p2", "veth", UP, PORT(2, BR_STATE_BLOCKING, 3)),
	LINK(1, 5, "p3", "veth", .flags = IFF_UP, .operstate = IF_OPER_LOWERLAYERDOWN,
	     PORT(2, BR_STATE_DISABLED, 4)),
	LINK(1, 6, "p4", "veth", UP, PORT(7, BR_STATE_LEARNING, 5)),
	LINK(1, 7, "br1", "bridge", UP),
	END(2, 3, UP),
	END(3, 4, UP),
	END(4, 5, .operstate = IF_OPER_DOWN),
	END(5, 6, UP),
};

static const struct facts facts = {
	.spaces = spaces,
	.links = links,
	.space_count = COUNT(spaces),
	.link_count = COUNT(links),
	.serial = 1,
	.complete = true,
};

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
		  "host:p3 is down: no carrier: c:eth1 is down; "
		  "port host:p3 of br0 is disabled (STP)");
	CHECK_STR(cause(s, "host:p4", "d:eth1", 98),
		  "port host:p4 of br1 is learning (STP)");
	CHECK_STR(cause(s, "host:p1", "c:eth1", 98),
		  "c:eth1 is down: interface is down (ip -n c link set eth1 up)");
	CHECK_STR(cause(s, "host:p1", NULL, 98), "");
	CHECK_STR(cause(s, "no:where", "else:where", 98), "");
}

/* In the file of the lab, and nowhere else. */
static void test_gone(void)
{
	struct topology *t =
		topology_of("name: x\ntopology:\n  nodes:\n"
			    "    e: {kind: linux}\n    f: {kind: linux}\n"
			    "  links:\n    - endpoints: ['e:eth1', 'f:eth1']\n");
	struct lab *lab = lab_new_declared(&facts, t, true);
	struct session s = { .lab = lab };
	CHECK_STR(
		cause(&s, "f:eth1", "e:eth1", 98),
		"e:eth1 is gone: there is no namespace clab-x-e: is the lab running?; "
		"f:eth1 is gone: there is no namespace clab-x-f: is the lab running?");
	lab_free(lab);
	topology_free(t);
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
	CHECK_STR(port_for(s, "host:p1", 4, DIRECTION_IN, 60), "host:p2");
	CHECK_STR(port_for(s, "host:p2", 3, DIRECTION_IN, 60), "host:p1");
	CHECK_AS("on another bridge", !*port_for(s, "host:p1", 6, DIRECTION_IN, 60));
	CHECK_AS("of nobody", !*port_for(s, "host:p1", 9, DIRECTION_IN, 60));
	CHECK_AS("on its way out", !*port_for(s, "host:p1", 4, DIRECTION_OUT, 60));
	CHECK_AS("cut short", !*port_for(s, "host:p1", 4, DIRECTION_IN, 13));
	CHECK_AS("no port", !*port_for(s, "a:eth1", 4, DIRECTION_IN, 60));
}

int main(void)
{
	struct lab *lab = lab_new(&facts);
	struct session s = { .lab = lab };
	test_states(&s);
	test_gone();
	test_mtu(&s);
	test_drops(&s);
	test_port(&s);
	rates_done(&s.rates);
	lab_free(lab);
	return test_done();
}
