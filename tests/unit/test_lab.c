/* Facts on their way between processes, and the model made from facts. */
#include "tests/test.h"

#include <fcntl.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/lab/describe.h"
#include "core/lab/lab.h"
#include "core/store/packet.h"

enum { OPER_UNKNOWN = 0, OPER_DOWN = 2, OPER_LOWER_DOWN = 3, OPER_UP = 6 };
enum { UP = IFF_UP | IFF_RUNNING };

#define NOT_SEEN (UINT64_C(1) << 63)

/* A host with a bridge, two containers, one namespace nobody has a handle of. */

static const struct fact_space spaces[] = {
	{ .cookie = 1, .kind = SPACE_HOST },
	{ .cookie = 7, .kind = SPACE_PROCESS, .pid = 4711, .process = "dns\tmasq" },
	{ .cookie = 9, .kind = SPACE_NAMED, .name = "a10" },
	{ .cookie = 8, .kind = SPACE_NAMED, .name = "a9" },
	{ .cookie = NOT_SEEN | 3, .kind = SPACE_HIDDEN },
	{ .cookie = 12, .kind = SPACE_NAMED, .name = "a9" },
	{ .cookie = 13, .kind = SPACE_NAMED, .name = "host" },
};

static const struct fact_link links[] = {
	{ .cookie = 1,
	  .ifindex = 1,
	  .name = "lo",
	  .arptype = ARPHRD_LOOPBACK,
	  .flags = UP,
	  .mac_size = 6 },
	{ .cookie = 1,
	  .ifindex = 2,
	  .name = "eth10",
	  .arptype = ARPHRD_ETHER,
	  .flags = UP,
	  .operstate = OPER_UP,
	  .mac_size = 6,
	  .mac = { 2, 0, 0, 0, 0, 1 } },
	{ .cookie = 1,
	  .ifindex = 3,
	  .name = "eth2",
	  .arptype = ARPHRD_ETHER,
	  .alias = "\x1b[31mred" },
	{ .cookie = 1,
	  .ifindex = 4,
	  .name = "p9",
	  .kind = "veth",
	  .master = 5,
	  .arptype = ARPHRD_ETHER,
	  .flags = IFF_UP,
	  .operstate = OPER_LOWER_DOWN,
	  .peer_cookie = 8,
	  .peer = 2 },
	{ .cookie = 1,
	  .ifindex = 5,
	  .name = "X_1",
	  .kind = "bridge",
	  .arptype = ARPHRD_ETHER,
	  .flags = IFF_UP,
	  .operstate = OPER_DOWN },
	{ .cookie = 1,
	  .ifindex = 6,
	  .name = "p10",
	  .kind = "veth",
	  .master = 5,
	  .arptype = ARPHRD_ETHER,
	  .flags = UP,
	  .operstate = OPER_UP,
	  .peer_cookie = NOT_SEEN | 3,
	  .peer = 2 },
	{ .cookie = 1,
	  .ifindex = 7,
	  .name = "tun0",
	  .kind = "tun",
	  .arptype = ARPHRD_NONE,
	  .flags = IFF_UP,
	  .operstate = OPER_DOWN },
	{ .cookie = 7, .ifindex = 1, .name = "ppp0", .arptype = ARPHRD_PPP },
	{ .cookie = 9,
	  .ifindex = 2,
	  .name = "mv0",
	  .kind = "macvlan",
	  .arptype = ARPHRD_ETHER,
	  .flags = UP,
	  .operstate = OPER_UP,
	  .peer_cookie = 1,
	  .peer = 2 },
	{ .cookie = 9,
	  .ifindex = 3,
	  .name = "vx0",
	  .kind = "vxlan",
	  .arptype = ARPHRD_ETHER,
	  .flags = UP,
	  .vni = 42,
	  .vxlan_port = 4789,
	  .vxlan_family = AF_INET,
	  .vxlan_remote = { 192, 0, 2, 1 } },
	{ .cookie = 8,
	  .ifindex = 2,
	  .name = "eth1",
	  .kind = "veth",
	  .arptype = ARPHRD_ETHER,
	  .peer_cookie = 1,
	  .peer = 4 },
	{ .cookie = NOT_SEEN | 3,
	  .ifindex = 2,
	  .name = "inner",
	  .kind = "veth",
	  .arptype = ARPHRD_ETHER,
	  .flags = UP,
	  .operstate = OPER_UP,
	  .peer_cookie = 1,
	  .peer = 6 },
};

static const struct fact_address addresses[] = {
	{ .link = 0, .family = AF_INET, .prefix = 8, .bytes = { 127, 0, 0, 1 } },
	{ .link = 1, .family = AF_INET, .prefix = 24, .bytes = { 172, 16, 0, 1 } },
	{ .link = 1,
	  .family = AF_INET6,
	  .prefix = 64,
	  .bytes = { 0xfe, 0x80, [15] = 1 } },
};

static const struct fact_altname altnames[] = { { .link = 1, .name = "wan" } };

static struct facts sample(void)
{
	return (struct facts){
		.spaces = spaces,
		.links = links,
		.addresses = addresses,
		.altnames = altnames,
		.space_count = COUNT(spaces),
		.link_count = COUNT(links),
		.address_count = COUNT(addresses),
		.altname_count = COUNT(altnames),
		.serial = 5,
		.complete = true,
	};
}

static void test_round_trip(void)
{
	struct error e;
	struct facts f = sample(), g;
	int fd = facts_seal(&f, &e);
	CHECK(fd >= 0 && facts_open(&g, fd, &e));
	close(fd);
	CHECK(g.space_count == COUNT(spaces) && g.link_count == COUNT(links));
	CHECK(g.address_count == COUNT(addresses) && g.altname_count == 1);
	CHECK(g.serial == 5 && g.complete);
	CHECK(!memcmp(g.links, links, sizeof(links)));
	CHECK(!memcmp(g.addresses, addresses, sizeof(addresses)));
	CHECK_STR(g.altnames[0].name, "wan");
	facts_close(&g);
	CHECK(g.sealed.map == NULL);

	struct facts none = { .complete = false };
	fd = facts_seal(&none, &e);
	CHECK(fd >= 0 && facts_open(&g, fd, &e) && g.space_count == 0);
	facts_close(&g);
	close(fd);
}

/* Records that a broken engine might write are refused, each alone. */

static bool is_refused(const struct facts *f)
{
	struct error e;
	struct facts g;
	int fd = facts_seal(f, &e);
	bool opened = fd >= 0 && facts_open(&g, fd, &e);
	if (opened)
		facts_close(&g);
	close(fd);
	return !opened;
}

static void test_damage(void)
{
	struct facts f = sample();
	struct fact_space *s = malloc(sizeof(spaces));
	struct fact_link *l = malloc(sizeof(links));
	struct fact_address a = addresses[0];
	struct fact_altname n = altnames[0];
	memcpy(s, spaces, sizeof(spaces));
	memcpy(l, links, sizeof(links));
	f.spaces = s;
	f.links = l;
	f.addresses = &a;
	f.altnames = &n;
	f.address_count = f.altname_count = 1;
	CHECK(!is_refused(&f));

	memset(s[1].name, 'x', sizeof(s[1].name));
	CHECK_AS("name of a namespace without an end", is_refused(&f));
	memcpy(s, spaces, sizeof(spaces));
	s[1].kind = 17;
	CHECK_AS("kind of a namespace", is_refused(&f));
	memcpy(s, spaces, sizeof(spaces));
	memset(l[2].name, 'x', sizeof(l[2].name));
	CHECK_AS("name of a link without an end", is_refused(&f));
	memcpy(l, links, sizeof(links));
	memset(l[2].alias, 'x', sizeof(l[2].alias));
	CHECK_AS("alias without an end", is_refused(&f));
	memcpy(l, links, sizeof(links));
	l[2].mac_size = 9;
	CHECK_AS("size of a MAC address", is_refused(&f));
	memcpy(l, links, sizeof(links));
	l[2].cookie = 4242;
	CHECK_AS("link in no namespace", is_refused(&f));
	memcpy(l, links, sizeof(links));
	l[2].ifindex = 2;
	CHECK_AS("two links with one index", is_refused(&f));
	memcpy(l, links, sizeof(links));
	a.link = COUNT(links);
	CHECK_AS("address of no link", is_refused(&f));
	a.link = 0;
	n.link = UINT32_MAX;
	CHECK_AS("alternative name of no link", is_refused(&f));
	n.link = 0;
	memset(n.name, 'x', sizeof(n.name));
	CHECK_AS("alternative name without an end", is_refused(&f));
	free(s);
	free(l);
}

/* A copy of a good snapshot with `size` bytes, changed at one place, then sealed. */
static int forged(size_t size, size_t at, uint8_t value, int seals)
{
	struct error e;
	struct facts f = sample();
	char buffer[32768] = "";
	int good = facts_seal(&f, &e);
	ssize_t n = pread(good, buffer, sizeof(buffer), 0);
	close(good);
	if (at < sizeof(buffer))
		buffer[at] = (char)value;
	int fd = memfd_create("forged", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (n < 0 || write(fd, buffer, size ? size : (size_t)n) < 0 ||
	    fcntl(fd, F_ADD_SEALS, seals))
		perror("# forged");
	return fd;
}

static bool is_forgery_refused(size_t size, size_t at, uint8_t value, int seals)
{
	struct error e;
	struct facts g;
	int fd = forged(size, at, value, seals);
	bool opened = facts_open(&g, fd, &e);
	if (opened)
		facts_close(&g);
	close(fd);
	return !opened;
}

static void test_forgery(void)
{
	const int all = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;
	CHECK(!is_forgery_refused(0, SIZE_MAX, 0, all));
	CHECK_AS("not sealed", is_forgery_refused(0, SIZE_MAX, 0, F_SEAL_GROW));
	CHECK_AS("may shrink",
		 is_forgery_refused(0, SIZE_MAX, 0, all & ~F_SEAL_SHRINK));
	CHECK_AS("shorter than a header", is_forgery_refused(12, SIZE_MAX, 0, all));
	CHECK_AS("records are missing", is_forgery_refused(2000, SIZE_MAX, 0, all));
	CHECK_AS("more than the records", is_forgery_refused(32768, SIZE_MAX, 0, all));
	/* Every single byte of the header, set to what overflows best: refused, or at
	 * least read without harm (flags and serial may be anything). */
	unsigned refused = 0;
	for (size_t at = 0; at < 56; at++)
		refused += is_forgery_refused(0, at, 0xff, all);
	CHECK(refused >= 8 + 4 + 16 + 16);
	struct error e;
	struct facts g;
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	CHECK(!facts_open(&g, fd, &e));
	close(fd);
}

/* The model */

static const char *reason_of(const struct lab *lab, const char *name)
{
	const struct endpoint *e = lab_endpoint(lab, name);
	return !e ? "no such endpoint" : e->reason ? e->reason : "";
}

static const char *detail_of(const struct lab *lab, const char *name)
{
	const struct endpoint *e = lab_endpoint(lab, name);
	return e ? e->detail : "no such endpoint";
}

static const char *peer_of(const struct lab *lab, const char *name)
{
	const struct endpoint *e = lab_endpoint(lab, name);
	return !e ? "no such endpoint" : e->peer ? e->peer : "none";
}

static void names_in_order(const struct lab *lab, char *buffer, size_t size)
{
	struct text t = text_over(buffer, size);
	for (size_t i = 0; i < lab->endpoint_count; i++)
		text_printf(&t, "%s%s", i ? " " : "", lab->endpoints[i].name);
}

static void test_names(const struct lab *lab)
{
	char names[1024];
	names_in_order(lab, names, sizeof(names));
	CHECK_STR(names, "host:X_1 host:p9 host:p10 host:eth2 host:eth10 host:tun0 "
			 "host:lo a9:eth1 a10:mv0 a10:vx0 dns\\x09masq.4711:ppp0 "
			 "hidden.3:inner");
	CHECK(lab->space_count == COUNT(spaces));
	CHECK_STR(lab->spaces[0].name, "host");
	CHECK_STR(lab->spaces[1].name, "a9");
	CHECK_STR(lab->spaces[2].name, "a9.12");
	CHECK(lab->spaces[1].cookie == 8 && lab->spaces[2].count == 0);
	CHECK_STR(lab->spaces[6].name, "host.13");
	CHECK(lab->spaces[0].first == 0 && lab->spaces[0].count == 7);
	for (size_t i = 0; i < lab->endpoint_count; i++) {
		const struct endpoint *e = &lab->endpoints[i];
		const struct space *s = &lab->spaces[e->space];
		if (lab_endpoint(lab, e->name) != e ||
		    lab_link(lab, e->cookie, e->ifindex) != e ||
		    s->cookie != e->cookie || i < s->first || i >= s->first + s->count)
			CHECK_AS(e->name, false);
	}
	CHECK(!lab_endpoint(lab, "host:eth3") && !lab_link(lab, 1, 99));
}

static void test_details(const struct lab *lab)
{
	const struct endpoint *e = lab_endpoint(lab, "host:eth10");
	CHECK(e && e->netns == NULL && e->state == STATE_UP && e->can_capture);
	CHECK(e && e->has_mac && e->mac[5] == 1 && e->linktype == LINKTYPE_ETHERNET);
	CHECK_STR(e ? e->addresses[0] : "", "172.16.0.1/24");
	CHECK_STR(e ? e->addresses[1] : "", "fe80::1/64");
	CHECK(e && !e->addresses[2] && !strcmp(e->altnames[0], "wan") &&
	      !e->altnames[1]);
	CHECK_STR(e ? e->type : "", "ethernet");
	e = lab_endpoint(lab, "host:eth2");
	CHECK_STR(e ? e->alias : "", "\\x1b[31mred");
	CHECK(e && e->addresses[0] == NULL && !e->has_mac);
	e = lab_endpoint(lab, "host:p9");
	CHECK_STR(e && e->master ? e->master : "", "X_1");
	e = lab_endpoint(lab, "a9:eth1");
	CHECK_STR(e && e->netns ? e->netns : "", "a9");
	e = lab_endpoint(lab, "host:tun0");
	CHECK(e && e->linktype == LINKTYPE_RAW && !e->has_mac);
	e = lab_endpoint(lab, "host:lo");
	CHECK(e && e->linktype == LINKTYPE_ETHERNET && e->state == STATE_UP);
	CHECK_STR(e ? e->type : "", "loopback");

	CHECK_STR(peer_of(lab, "host:p9"), "a9:eth1");
	CHECK_STR(peer_of(lab, "a9:eth1"), "host:p9");
	CHECK_STR(peer_of(lab, "host:p10"), "hidden.3:inner");
	CHECK_STR(peer_of(lab, "a10:mv0"), "none");
	CHECK_STR(detail_of(lab, "a10:mv0"), "on host:eth10");
	CHECK_STR(detail_of(lab, "a10:vx0"), "vni 42 remote 192.0.2.1 port 4789");
	CHECK_STR(detail_of(lab, "host:p9"), "");
}

static void test_reasons(const struct lab *lab)
{
	CHECK_STR(reason_of(lab, "host:eth10"), "");
	CHECK_STR(reason_of(lab, "host:eth2"),
		  "interface is down (ip link set eth2 up)");
	CHECK_STR(reason_of(lab, "a9:eth1"),
		  "interface is down (ip -n a9 link set eth1 up)");
	CHECK_STR(reason_of(lab, "dns\\x09masq.4711:ppp0"),
		  "interface is down (nsenter -n -t 4711 ip link set ppp0 up)");
	CHECK_STR(reason_of(lab, "host:p9"), "no carrier: a9:eth1 is down");
	CHECK_STR(reason_of(lab, "host:X_1"), "no carrier: no port of it forwards");
	CHECK_STR(reason_of(lab, "host:tun0"), "no carrier: no program has it open");
	CHECK_STR(reason_of(lab, "hidden.3:inner"),
		  "no name and no process leads into its namespace: capture at the "
		  "other end, host:p10");
	const struct endpoint *e = lab_endpoint(lab, "hidden.3:inner");
	CHECK(e && !e->can_capture && e->state == STATE_UP);
}

/* Facts cannot be wrong in these ways, but the engine could. */
static void test_circle(void)
{
	struct fact_space host = { .cookie = 1, .kind = SPACE_HOST };
	struct fact_link round[] = {
		{ .cookie = 1, .ifindex = 1, .name = "a", .master = 2 },
		{ .cookie = 1, .ifindex = 2, .name = "b", .master = 1 },
		{ .cookie = 1, .ifindex = 3, .name = "c", .master = 3 },
		{ .cookie = 1,
		  .ifindex = 4,
		  .name = "d",
		  .master = 99,
		  .peer = 4,
		  .peer_cookie = 1 },
	};
	struct facts f = { .spaces = &host,
			   .links = round,
			   .space_count = 1,
			   .link_count = COUNT(round) };
	struct lab *lab = lab_new(&f);
	char names[128];
	names_in_order(lab, names, sizeof(names));
	CHECK_STR(names, "host:d host:a host:b host:c");
	lab_free(lab);
	lab = lab_new(NULL);
	CHECK(lab->endpoint_count == 0 && !lab_endpoint(lab, "") &&
	      !lab_link(lab, 0, 0));
	lab_free(lab);
}

/* A tunnel given by hand is an endpoint, with what carries it, or with the reason. */
static void test_given(void)
{
	static const char *const tunnels[] = { "udp:127.1.1.1:1-127.1.1.2:1",
					       "tcp:127.1.1.1:1@nowhere" };
	const struct fact_space host = { .cookie = 1, .kind = SPACE_HOST };
	const struct fact_link lo = { .cookie = 1,
				      .ifindex = 1,
				      .name = "lo",
				      .flags = IFF_UP,
				      .arptype = ARPHRD_LOOPBACK };
	const struct facts f = {
		.spaces = &host, .links = &lo, .space_count = 1, .link_count = 1
	};
	const struct lab_sources sources = { .facts = &f,
					     .tunnels = tunnels,
					     .tunnel_count = COUNT(tunnels) };
	struct lab *lab = lab_new_from(&sources);
	const struct endpoint *e = lab_endpoint(lab, tunnels[0]);
	CHECK(e && e->can_capture && e->kind == ENDPOINT_UDP && e->space == NO_SPACE);
	CHECK_STR(e->tunnel, tunnels[0]);
	CHECK_STR(e->detail, "on host:lo");
	e = lab_endpoint(lab, tunnels[1]);
	CHECK(e && !e->can_capture && e->kind == ENDPOINT_TCP);
	CHECK_STR(e->reason,
		  "no network namespace nowhere; labtap list shows their names");
	lab_free(lab);
}

/* A name that is longer than a file name may be is cut, not in the middle of a
 * character. */
static void test_long_name(void)
{
	struct fact_space space = { .cookie = 1, .kind = SPACE_NAMED };
	for (size_t i = 0; i + 2 < sizeof(space.name); i += 2)
		memcpy(space.name + i, "\xc3\xa9", 2);
	struct facts f = { .spaces = &space, .space_count = 1 };
	struct lab *lab = lab_new(&f);
	CHECK(strlen(lab->spaces[0].name) == 96);
	lab_free(lab);
}

static void test_linktypes(void)
{
	CHECK(describe_linktype(ARPHRD_ETHER) == LINKTYPE_ETHERNET);
	CHECK(describe_linktype(ARPHRD_LOOPBACK) == LINKTYPE_ETHERNET);
	CHECK(describe_linktype(ARPHRD_NONE) == LINKTYPE_RAW);
	CHECK(describe_linktype(ARPHRD_PPP) == LINKTYPE_LINUX_SLL2);
	CHECK(describe_linktype(ARPHRD_IPGRE) == LINKTYPE_LINUX_SLL2);
}

/* A model of a large lab is made while somebody waits for the next key. */
static void test_large(void)
{
	enum { SPACES = 1000, EACH = 5 };
	struct fact_space *s = calloc(SPACES, sizeof(*s));
	struct fact_link *l = calloc((size_t)SPACES * EACH, sizeof(*l));
	for (uint32_t i = 0; i < SPACES; i++) {
		s[i].cookie = i + 1;
		s[i].kind = i ? SPACE_NAMED : SPACE_HOST;
		snprintf(s[i].name, sizeof(s[i].name), "node%u", i % 10);
		for (uint32_t k = 0; k < EACH; k++) {
			struct fact_link *link = &l[i * EACH + k];
			link->cookie = i + 1;
			link->ifindex = k + 1;
			snprintf(link->name, sizeof(link->name), "eth%u", k);
		}
	}
	struct facts f = { .spaces = s,
			   .links = l,
			   .space_count = SPACES,
			   .link_count = (size_t)SPACES * EACH };
	int64_t start = clock_mono();
	struct lab *lab = lab_new(&f);
	printf("# %d us\n", (int)((clock_mono() - start) / 1000));
	unsigned lost = 0;
	for (size_t i = 0; i < lab->endpoint_count; i++)
		lost += lab_endpoint(lab, lab->endpoints[i].name) != &lab->endpoints[i];
	CHECK_AS("every name is there once", lost == 0);
	lab_free(lab);
	free(s);
	free(l);
}

int main(void)
{
	test_round_trip();
	test_damage();
	test_forgery();
	struct facts f = sample();
	struct lab *lab = lab_new(&f);
	test_names(lab);
	test_details(lab);
	test_reasons(lab);
	lab_free(lab);
	test_circle();
	test_given();
	test_long_name();
	test_linktypes();
	test_large();
	return test_done();
}
