/* Rows of the points view: groups, order, narrowing, folding. */
#include "tests/test.h"

#include <stdlib.h>

#include "core/base/text.h"
#include "tui/points.h"
#include "tui/points_rates.h"

static const char *const none[] = { NULL };

#define ENDPOINT(space_, space_name, if_, type_, ...)                                  \
	{                                                                              \
		.name = space_name ":" if_, .ifname = if_, .type = type_, .alias = "", \
		.detail = "", .addresses = none, .altnames = none, .space = space_,    \
		.cookie = space_ + 1, .can_capture = true, __VA_ARGS__                 \
	}

static const struct endpoint endpoints[] = {
	ENDPOINT(0, "host", "lo", "loopback", .ifindex = 1),
	ENDPOINT(0, "host", "br0", "bridge", .ifindex = 2),
	ENDPOINT(0, "host", "p1", "veth", .ifindex = 3, .master = "br0",
		 .peer = "a:eth1"),
	ENDPOINT(0, "host", "bond0", "bond", .ifindex = 4),
	ENDPOINT(0, "host", "e1", "ethernet", .ifindex = 5, .master = "bond0"),
	ENDPOINT(1, "a", "eth1", "veth", .ifindex = 2, .peer = "host:p1"),
	ENDPOINT(1, "a", "br0", "bridge", .ifindex = 3),
};

static const struct space spaces[] = {
	{ .name = "host", .process = "", .first = 0, .count = 5, .cookie = 1 },
	{ .name = "a", .process = "", .first = 5, .count = 2, .cookie = 2 },
};

static const struct lab model = {
	.spaces = spaces,
	.space_count = COUNT(spaces),
	.endpoints = endpoints,
	.endpoint_count = COUNT(endpoints),
};

/* "[host] host:lo ..." */
static const char *rows_of(struct points *p, const struct session *s,
			   enum points_order order, const char *narrow)
{
	static char buffer[512];
	struct text t = text_over(buffer, sizeof(buffer));
	struct points_options options = { order, narrow, s };
	points_build(p, &options);
	for (size_t i = 0; i < p->rows.count; i++) {
		const struct point_row *row = &p->rows.items[i];
		text_str(&t, i ? " " : "");
		if (row->endpoint)
			text_str(&t, row->endpoint->name);
		else
			text_printf(&t, "[%s]", row->group->name);
	}
	return buffer;
}

static void test_groups(const struct session *s)
{
	struct points p = { .namespaces = 0 };
	CHECK_STR(rows_of(&p, s, POINTS_BY_NAMESPACE, ""),
		  "[host] host:lo host:bond0 host:e1 [br0] host:p1 host:br0 "
		  "[a] a:eth1 [br0] a:br0");
	CHECK(p.namespaces == 2 && p.bridges == 2);
	CHECK_STR(rows_of(&p, s, POINTS_BY_NAMESPACE, "A:ETH"),
		  "[br0] host:p1 [a] a:eth1");
	CHECK_STR(rows_of(&p, s, POINTS_BY_NAMESPACE, "br0"),
		  "[br0] host:p1 host:br0 [br0] a:br0");
	CHECK_STR(rows_of(&p, s, POINTS_BY_NAMESPACE, "nothing"), "");
	CHECK_STR(rows_of(&p, s, POINTS_BY_DEVICE, "p1"), "a:eth1 host:p1");
	points_done(&p);
}

static void test_folding(const struct session *s)
{
	struct points p = { .namespaces = 0 };
	rows_of(&p, s, POINTS_BY_NAMESPACE, "");
	points_fold(&p, &p.groups.items[1], true);
	points_fold(&p, &p.groups.items[1], true);
	CHECK_STR(rows_of(&p, s, POINTS_BY_NAMESPACE, ""),
		  "[host] host:lo host:bond0 host:e1 [br0] [a] a:eth1 [br0] a:br0");
	points_fold(&p, &p.groups.items[1], false);
	CHECK_STR(rows_of(&p, s, POINTS_BY_NAMESPACE, "br0"),
		  "[br0] host:p1 host:br0 [br0] a:br0");
	points_done(&p);
}

static void test_rate(struct session *s)
{
	struct points p = { .namespaces = 0 };
	struct fact_counters counters[] = {
		{ .cookie = 1, .ifindex = 3 },
		{ .cookie = 2, .ifindex = 2 },
	};
	rates_take(&s->rates, counters, 2, INT64_C(1000000000));
	counters[0].rx_packets = 10;
	counters[1].tx_packets = 90;
	rates_take(&s->rates, counters, 2, INT64_C(2000000000));
	CHECK_STR(rows_of(&p, s, POINTS_BY_RATE, ""),
		  "a:eth1 host:p1 a:br0 host:bond0 host:br0 host:e1 host:lo");
	rates_done(&s->rates);
	points_done(&p);
}

/* Links a-b (its port on b is not there) and, on a bridge, a; the management port of
 * b. */
static const struct fact_space fact_spaces[] = {
	{ .cookie = 1, .kind = SPACE_HOST },
	{ .cookie = 2, .kind = SPACE_NAMED, .name = "na" },
};

static const struct fact_link fact_links[] = {
	{ .cookie = 1, .ifindex = 1, .arptype = 1, .name = "lo" },
	{ .cookie = 1, .ifindex = 2, .arptype = 1, .name = "X_2", .kind = "bridge" },
	{ .cookie = 1,
	  .ifindex = 3,
	  .arptype = 1,
	  .name = "p",
	  .kind = "veth",
	  .master = 2,
	  .peer_cookie = 2,
	  .peer = 3 },
	{ .cookie = 1, .ifindex = 4, .arptype = 1, .name = "other", .master = 2 },
	{ .cookie = 2, .ifindex = 2, .arptype = 1, .name = "eth1" },
	{ .cookie = 2,
	  .ifindex = 3,
	  .arptype = 1,
	  .name = "eth2",
	  .kind = "veth",
	  .peer_cookie = 1,
	  .peer = 3 },
	{ .cookie = 2, .ifindex = 4, .arptype = 1, .name = "extra" },
};

#define PORT(name_, netns_, node_, link_)                                              \
	{                                                                              \
		.name = name_, .ifname = name_, .netns = netns_, .node = node_,        \
		.link = link_                                                          \
	}

static struct lab *lab_with_links(void)
{
	static const struct topology_node nodes[] = {
		{ .name = "a", .first = 0, .count = 2 },
		{ .name = "b", .first = 2, .count = 2 },
	};
	static const struct topology_port ports[] = {
		PORT("eth1", "na", 0, 0),
		PORT("eth2", "na", 0, 1),
		PORT("eth0", "nb", 1, TOPOLOGY_NONE),
		PORT("eth1", "nb", 1, 0),
	};
	static const size_t first[] = { 0, 3 }, second[] = { 1 };
	static const char *const first_ends[] = { "a:eth1", "b:eth1" };
	static const char *const second_ends[] = { "a:eth2" };
	static const struct topology_link links[] = {
		{ .name = "a-b", .ports = first, .ends = first_ends, .count = 2 },
		{ .name = "lan", .ports = second, .ends = second_ends, .count = 1 },
	};
	static const struct topology_lab lab = { .name = "L", .exact = true };
	static const struct topology t = { .name = "L",
					   .labs = &lab,
					   .lab_count = 1,
					   .path = "l.yml",
					   .nodes = nodes,
					   .node_count = COUNT(nodes),
					   .ports = ports,
					   .port_count = COUNT(ports),
					   .links = links,
					   .link_count = COUNT(links) };
	const struct facts facts = { .spaces = fact_spaces,
				     .links = fact_links,
				     .space_count = COUNT(fact_spaces),
				     .link_count = COUNT(fact_links),
				     .complete = true };
	return lab_new_declared(&facts, &t, true);
}

static void test_links(struct session *s)
{
	struct lab *old = s->lab;
	struct points p = { .namespaces = 0 };
	s->lab = lab_with_links();
	CHECK_STR(rows_of(&p, s, POINTS_BY_LINK, ""),
		  "[a-b] a:eth1 b:eth1 [lan] a:eth2 host:X_2 [mgmt] b:eth0 "
		  "[host] host:lo [X_2] host:other [na] na:extra");
	CHECK_STR(rows_of(&p, s, POINTS_BY_LINK, "a-b"), "[a-b] a:eth1 b:eth1");
	points_fold(&p, &p.groups.items[0], true);
	CHECK_STR(rows_of(&p, s, POINTS_BY_LINK, "b:eth"), "[a-b] [mgmt] b:eth0");
	CHECK_STR(rows_of(&p, s, POINTS_BY_NODE, ""),
		  "[a] a:eth1 a:eth2 [b] b:eth0 b:eth1 [host] host:lo [X_2] host:other "
		  "host:X_2 [na] na:extra");
	CHECK_STR(rows_of(&p, s, POINTS_BY_NAMESPACE, ""),
		  "[host] host:lo [X_2] host:other host:p host:X_2 "
		  "[na] a:eth1 a:eth2 na:extra");
	lab_free(s->lab);
	s->lab = old;
	CHECK_STR(rows_of(&p, s, POINTS_BY_LINK, "br0"),
		  "[br0] host:p1 host:br0 [br0] a:br0");
	points_done(&p);
}

/* The links whose counters are asked for: "1.2 2.3" */
static const char *watched(const struct session *s)
{
	static char buffer[128];
	struct text t = text_over(buffer, sizeof(buffer));
	for (size_t i = 0; i < s->watched.count; i++)
		text_printf(&t, "%s%llu.%u", i ? " " : "",
			    (unsigned long long)s->watched.items[i].cookie,
			    s->watched.items[i].ifindex);
	return buffer;
}

/* The same as a model of facts: what is selected is looked up in it. */
static struct lab *lab_make(void)
{
	static const struct fact_space places[] = {
		{ .cookie = 1, .kind = SPACE_HOST },
		{ .cookie = 2, .kind = SPACE_NAMED, .name = "a" },
	};
	static const struct fact_link wires[] = {
		{ .cookie = 1, .ifindex = 1, .arptype = 772, .name = "lo" },
		{ .cookie = 1, .ifindex = 2, .name = "br0", .kind = "bridge" },
		{ .cookie = 1,
		  .ifindex = 3,
		  .name = "p1",
		  .kind = "veth",
		  .master = 2,
		  .peer = 2,
		  .peer_cookie = 2 },
		{ .cookie = 1, .ifindex = 4, .name = "bond0", .kind = "bond" },
		{ .cookie = 1, .ifindex = 5, .name = "e1", .master = 4 },
		{ .cookie = 2,
		  .ifindex = 2,
		  .name = "eth1",
		  .kind = "veth",
		  .peer = 3,
		  .peer_cookie = 1 },
		{ .cookie = 2, .ifindex = 3, .name = "br0", .kind = "bridge" },
	};
	const struct facts facts = { .spaces = places,
				     .links = wires,
				     .space_count = COUNT(places),
				     .link_count = COUNT(wires),
				     .complete = true };
	return lab_new(&facts);
}

/* Rows that are on the screen, a folded group whole, and what is selected. */
static void test_watched(void)
{
	struct lab *lab = lab_make();
	struct session own = { .lab = lab }, *s = &own;
	struct points p = { .namespaces = 0 };
	CHECK_STR(rows_of(&p, s, POINTS_BY_NAMESPACE, ""),
		  "[host] host:bond0 host:e1 host:lo [br0] host:p1 host:br0 [a] a:eth1 "
		  "[br0] a:br0");
	points_rates_watch(s, &p, 0, 3);
	CHECK_STR(watched(s), "1.4 1.5");
	session_select(s, "a:eth1", true);
	points_rates_watch(s, &p, 1, 1);
	CHECK_STR(watched(s), "1.4 2.2");
	points_fold(&p, &p.groups.items[1], true);
	(void)rows_of(&p, s, POINTS_BY_NAMESPACE, "");
	points_rates_watch(s, &p, 4, 1);
	CHECK_STR(watched(s), "1.3 1.2 2.2");
	session_select_none(s);
	points_rates_watch(s, &p, 99, 5);
	CHECK_STR(watched(s), "");
	free(s->selected.items);
	free(s->watched.items);
	points_done(&p);
	lab_free(lab);
}

int main(void)
{
	struct lab lab = model;
	struct session s = { .lab = &lab };
	test_groups(&s);
	test_folding(&s);
	test_links(&s);
	test_rate(&s);
	test_watched();
	return test_done();
}
