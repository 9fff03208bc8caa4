/* Which words of a command line are endpoints, and where the filter begins. */
#include "core/base/text.h"
#include "tests/test.h"
#include "tests/topology.h"
#include "tui/endpoint_find.h"

static const struct fact_space spaces[] = {
	{ .cookie = 1, .inode = 1, .kind = SPACE_HOST },
	{ .cookie = 2, .inode = 2, .kind = SPACE_NAMED, .name = "clab-X-a" },
	{ .cookie = 3, .inode = 3, .kind = SPACE_NAMED, .name = "b" },
	{ .cookie = 4, .inode = 4, .kind = SPACE_NAMED, .name = "tcp" },
};

static const struct fact_link links[] = {
	{ .cookie = 1, .ifindex = 1, .arptype = 772, .name = "lo" },
	{ .cookie = 1, .ifindex = 2, .arptype = 1, .name = "eth0" },
	{ .cookie = 2, .ifindex = 2, .arptype = 1, .name = "eth1" },
	{ .cookie = 3, .ifindex = 2, .arptype = 1, .name = "eth1" },
	{ .cookie = 3, .ifindex = 3, .arptype = 1, .name = "eth2" },
	{ .cookie = 4, .ifindex = 2, .arptype = 1, .name = "port" },
};

static const struct fact_altname altnames[] = { { .link = 1, .name = "uplink" } };

static struct lab *lab_make(void)
{
	struct facts facts = {
		.spaces = spaces,
		.links = links,
		.altnames = altnames,
		.space_count = COUNT(spaces),
		.link_count = COUNT(links),
		.altname_count = COUNT(altnames),
		.complete = true,
	};
	return lab_new(&facts);
}

static const char *found(const struct lab *lab, const char *text, struct error *e)
{
	const struct endpoint *ep = endpoint_find(lab, text, e);
	return ep ? ep->name : "none";
}

static void test_find(const struct lab *lab)
{
	struct error e;
	CHECK_STR(found(lab, "b:eth1", &e), "b:eth1");
	CHECK_STR(found(lab, "eth2", &e), "b:eth2");
	CHECK_STR(found(lab, "uplink", &e), "host:eth0");
	CHECK_STR(found(lab, "a:eth1", &e), "clab-X-a:eth1");
	CHECK_STR(found(lab, "eth1", &e), "none");
	CHECK_STR(e.text, "eth1: could be b:eth1, clab-X-a:eth1");
	CHECK_STR(found(lab, "th2", &e), "none");
	CHECK_STR(found(lab, "", &e), "none");
	CHECK_STR(found(lab, "c:eth9", &e), "none");
}

static void test_missing(const struct lab *lab)
{
	struct error e;
	CHECK(!endpoint_missing(lab, "eth1", &e));
	CHECK_STR(e.text, "eth1: which endpoint? b:eth1, clab-X-a:eth1");
	CHECK(!endpoint_missing(lab, "b", &e));
	CHECK_STR(e.text, "b: which endpoint? b:eth1, b:eth2");
	CHECK(!endpoint_missing(lab, "x", &e));
	CHECK_STR(e.text, "x: no endpoint (NODE:IF); labtap list shows them all");
	CHECK(!endpoint_missing(lab, "any", &e) && strstr(e.text, "bridge:NAME"));
}

/* Words (NULL-terminated) as endpoints and the start of the filter: "b:eth1 | icmp". */
static const char *taken(const struct lab *lab, const char *const *words, size_t split,
			 char *out, size_t size)
{
	struct endpoint_list list = { .items.count = 0 };
	struct text t = text_over(out, size);
	struct error e;
	size_t count = 0, used = 0;
	while (words[count])
		count++;
	if (!endpoint_words(lab, words, count, split ? split : count, &list, &used, &e))
		text_str(&t, "refused ");
	for (size_t i = 0; i < list.items.count; i++) {
		text_str(&t, list.items.items[i]);
		text_char(&t, ' ');
	}
	text_char(&t, '|');
	for (size_t i = used; i < count; i++) {
		text_char(&t, ' ');
		text_str(&t, words[i]);
	}
	free(list.items.items);
	free(list.once.items);
	return out;
}

static void test_words(const struct lab *lab)
{
	char out[256];
	struct {
		const char *words[6];
		size_t split; /* words in front of "--", 0: there is none */
		const char *want;
	} cases[] = {
		{ { "b:eth1" }, 0, "b:eth1 |" },
		{ { "b:eth1", "b:eth2", "icmp" }, 0, "b:eth1 b:eth2 | icmp" },
		{ { "b:eth1", "ether", "host", "0:1:2:3:4:5" },
		  0,
		  "b:eth1 | ether host 0:1:2:3:4:5" },
		{ { "b", "eth1", "b", "eth2", "arp" }, 0, "b:eth1 b:eth2 | arp" },
		{ { "b:eth1", "b", "eth3" }, 0, "b:eth1 | b eth3" },
		{ { "icmp", "b:eth1" }, 0, "| icmp b:eth1" },
		{ { "tcp", "port", "80" }, 0, "refused | tcp port 80" },
		{ { "tcp:port", "port", "80" }, 0, "tcp:port | port 80" },
		{ { "eth2", "b:eth1", "tcp" }, 2, "b:eth2 b:eth1 | tcp" },
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(taken(lab, cases[i].words, cases[i].split, out, sizeof(out)),
			  cases[i].want);
	const char *const unknown[] = { "b:eth1", "c:eth9", NULL };
	CHECK(!strncmp(taken(lab, unknown, 0, out, sizeof(out)), "refused", 7));
}

/* A lab of machines and containers that does not run: names of its own. */
static const char topology[] = "name: X\n"
			       "provider: clab\n"
			       "nodes:\n"
			       "  r1: {device: iosv, provider: libvirt}\n"
			       "  r2: {device: vsrx, provider: libvirt}\n"
			       "  r3: {device: srlinux}\n"
			       "  h1: {device: linux}\n"
			       "  icmp: {device: linux}\n"
			       "links:\n"
			       "- r1-r2\n"
			       "- r1-r2\n"
			       "- {r1: , r3: , name: uplink}\n"
			       "- {r2: , r3: , h1: , bridge: lan0}\n"
			       "- r3-icmp\n";

static void test_loose_names(const struct lab *lab)
{
	struct error e;
	CHECK_STR(found(lab, "r1:GigabitEthernet0/1", &e), "r1:GigabitEthernet0/1");
	CHECK_STR(found(lab, "r1:gi0/1", &e), "r1:GigabitEthernet0/1");
	CHECK_STR(found(lab, "r1:Gi0-3", &e), "r1:GigabitEthernet0/3");
	CHECK_STR(found(lab, "r1:GIGABITETHERNET0/2", &e), "r1:GigabitEthernet0/2");
	CHECK_STR(found(lab, "r2:ge-0/0/0", &e), "r2:ge-0/0/0.0");
	CHECK_STR(found(lab, "r2:ge0/0/1", &e), "r2:ge-0/0/1.0");
	CHECK_STR(found(lab, "r2:ge_0_0_2", &e), "r2:ge-0/0/2.0");
	CHECK_STR(found(lab, "r3:e1-1", &e), "r3:ethernet-1/1");
	CHECK_STR(found(lab, "r3:e1/2", &e), "r3:ethernet-1/2");
	CHECK_STR(found(lab, "vgif_r1_3", &e), "r1:GigabitEthernet0/3");
	CHECK_STR(found(lab, "r1:r3", &e), "r1:GigabitEthernet0/3");
	CHECK_STR(found(lab, "X-h1", &e), "host:X-h1");
	CHECK_STR(found(lab, "h1", &e), "h1:eth1"); /* though X-h1 ends so */
	CHECK_STR(found(lab, "X/r1:gi0/1", &e), "r1:GigabitEthernet0/1");
	CHECK_STR(found(lab, "Y/r1:gi0/1", &e), "none");
	CHECK_STR(found(lab, "r1:gi", &e), "none");
	CHECK_STR(found(lab, "r1:gi0/", &e), "none");
	CHECK_STR(found(lab, "r1:gi0/11", &e), "none");
	CHECK_STR(found(lab, "r1:r2", &e), "none");
	CHECK_STR(e.text, "r1:r2: could be r1:GigabitEthernet0/1, "
			  "r1:GigabitEthernet0/2");
	CHECK_STR(found(lab, "r2", &e), "none");
	CHECK_STR(e.text, "r2: could be r2:ge-0/0/0.0, r2:ge-0/0/1.0, r2:ge-0/0/2.0");
}

/* A UDP tunnel is captured without an interface; what is not there is not. */
static void test_links(const struct lab *lab)
{
	struct endpoint_list list = { .items.count = 0 };
	struct error e;
	CHECK(!endpoint_add(lab, "link:r1-r2", &list, &e));
	CHECK_STR(e.text, "link:r1-r2: could be link:1 (r1:GigabitEthernet0/1 "
			  "r2:ge-0/0/0), link:2 (r1:GigabitEthernet0/2 r2:ge-0/0/1)");
	CHECK(!endpoint_add(lab, "link:r1-r9", &list, &e));
	CHECK_STR(e.text, "link:r1-r9: no such link; labtap list shows them");
	CHECK(!endpoint_add(lab, "link:uplink", &list, &e));
	CHECK_STR(e.text, "link:uplink: nothing of it can be captured: there is no "
			  "interface vgif_r1_3 in the host's namespace");
	CHECK(!endpoint_add(lab, "node:r9", &list, &e));
	CHECK_STR(e.text, "node:r9: no such node with links; labtap list shows them");
	CHECK(!endpoint_add(lab, "node:h1", &list, &e));
	CHECK_STR(e.text, "node:h1: nothing of it can be captured: there is no "
			  "namespace clab-X-h1: is the lab running?");
	CHECK(!endpoint_add(lab, "bridge:lan9", &list, &e));
	CHECK_STR(e.text, "bridge:lan9: no such bridge; labtap list shows them");
	CHECK(!endpoint_add(lab, "bridge:lan0", &list, &e) && !list.items.count);
	CHECK(endpoint_add(lab, "link:1", &list, &e) && list.items.count == 2);
	CHECK_STR(list.items.items[1], "r2:ge-0/0/0.0");
	CHECK_AS("of a node what can be captured of it, both ways",
		 endpoint_add(lab, "node:r1", &list, &e) && list.items.count == 4 &&
			 list.once.count == 2);
	CHECK_STR(list.items.items[3], "r1:GigabitEthernet0/2");
	free(list.items.items);
	free(list.once.items);
	CHECK(!endpoint_name(lab, "link:1", &e));
	CHECK_STR(e.text, "link:1: one endpoint is wanted: which of "
			  "r1:GigabitEthernet0/1, r2:ge-0/0/0.0?");
	CHECK(!endpoint_name(lab, "link:r1-r9", &e));
	CHECK_STR(e.text, "link:r1-r9: no such link; labtap list shows them");
}

static void test_netlab_words(const struct lab *lab)
{
	static const struct {
		const char *words[6];
		const char *want;
	} cases[] = {
		{ { "r1", "gi0/1", "arp" }, "r1:GigabitEthernet0/1 | arp" },
		{ { "r1", "r3", "h1", "arp" }, "r1:GigabitEthernet0/3 h1:eth1 | arp" },
		{ { "h1", "tcp", "port", "80" }, "h1:eth1 | tcp port 80" },
		{ { "X/r1", "gi0/1", "X/h1" }, "r1:GigabitEthernet0/1 h1:eth1 |" },
		{ { "r1", "tcp" }, "| r1 tcp" },
		{ { "icmp", "or", "arp" }, "refused | icmp or arp" },
		{ { "link:2", "arp" }, "r1:GigabitEthernet0/2 r2:ge-0/0/1.0 | arp" },
	};
	char out[256];
	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(taken(lab, cases[i].words, 0, out, sizeof(out)),
			  cases[i].want);
}

static void test_declared(void)
{
	static const struct fact_space host = { .cookie = 1, .kind = SPACE_HOST };
	static const struct fact_link port = {
		.cookie = 1, .ifindex = 2, .arptype = 1, .name = "X-h1"
	};
	struct facts facts = { .spaces = &host,
			       .links = &port,
			       .space_count = 1,
			       .link_count = 1,
			       .complete = true };
	struct topology *t = topology_of(topology);
	struct lab *lab = lab_new_declared(&facts, t, true);
	test_loose_names(lab);
	test_links(lab);
	test_netlab_words(lab);
	lab_free(lab);
	topology_free(t);
}

int main(void)
{
	struct lab *lab = lab_make();
	test_declared();
	test_find(lab);
	test_missing(lab);
	test_words(lab);
	lab_free(lab);
	return test_done();
}
