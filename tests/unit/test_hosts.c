/* Names of the lab: for addresses in rows, and in filters. */
#include "core/analysis/filter_names.h"
#include "core/analysis/hosts.h"
#include "core/lab/lab.h"
#include "tests/test.h"
#include "tests/topology.h"

static const char topology[] =
	"_netlab_version: '26.03'\n"
	"name: X\n"
	"provider: clab\n"
	"nodes:\n"
	"  a: {id: 1, device: eos, hostname: clab-X-a, clab: {kind: ceos},\n"
	"   loopback: {ipv4: 10.0.0.1/32, ipv6: '2001:db8::1/128'}, interfaces: [\n"
	"    {ifindex: 1, ifname: Ethernet1, clab: {name: et1}, linkindex: 1,\n"
	"     ipv4: 10.1.0.1/30}]}\n"
	"  r-2: {id: 2, device: iol, hostname: clab-X-r-2, interfaces: [\n"
	"    {ifindex: 1, ifname: Ethernet0/1, linkindex: 1, ipv4: 10.1.0.2/30,\n"
	"     ipv6: '2001:db8:1::2/64'}]}\n"
	"links:\n"
	"- {linkindex: 1, type: p2p, interfaces: [\n"
	"   {node: a, ifindex: 1, ifname: Ethernet1},\n"
	"   {node: r-2, ifindex: 1, ifname: Ethernet0/1}]}\n";

static const struct fact_space spaces[] = {
	{ .cookie = 1, .kind = SPACE_HOST },
	{ .cookie = 2, .kind = SPACE_NAMED, .name = "clab-X-a" },
	{ .cookie = 3, .kind = SPACE_NAMED, .name = "other" },
};

static const struct fact_link links[] = {
	{ .cookie = 2, .ifindex = 1, .arptype = 772, .name = "lo" },
	{ .cookie = 2,
	  .ifindex = 2,
	  .arptype = 1,
	  .name = "et1",
	  .mac_size = 6,
	  .mac = { 2, 0, 0, 0, 0, 1 } },
	{ .cookie = 3, .ifindex = 2, .arptype = 1, .name = "eth0" },
};

static const struct fact_address addresses[] = {
	{ .link = 0, .family = 2, .prefix = 8, .bytes = { 127, 0, 0, 1 } },
	{ .link = 0, .family = 2, .prefix = 32, .bytes = { 10, 0, 0, 9 } },
	{ .link = 1, .family = 2, .prefix = 30, .bytes = { 10, 1, 0, 1 } },
	{ .link = 2, .family = 2, .prefix = 24, .bytes = { 10, 9, 0, 1 } },
};

static void test_names(const struct hosts *h)
{
	static const struct {
		const char *address, *name;
	} cases[] = {
		{ "10.0.0.1", "a" },
		{ "10.0.0.9", "a" },
		{ "2001:db8::1", "a" },
		{ "10.1.0.1", "a:Ethernet1" },
		{ "2001:db8:1:0::2", "r-2:Ethernet0/1" },
		{ "02:00:00:00:00:01", "a:Ethernet1" },
		{ "10.9.0.1", "other:eth0" },
		{ "224.0.0.5", "all-ospf" },
		{ "ff02::5", "all-ospf" },
		{ "127.0.0.1", NULL },
		{ "10.0.0.2", NULL },
		{ "", NULL },
		{ "no address", NULL },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *name = hosts_name(h, cases[i].address);
		CHECK_STR(name ? name : "-", cases[i].name ? cases[i].name : "-");
	}
}

static const char *put(const struct hosts *h, const char *text)
{
	static char out[1024];
	struct filter_names f;
	struct filter_mark mark = { .size = 0 };
	struct error e;
	if (filter_names_put(&f, text, h, &mark, &e))
		snprintf(out, sizeof(out), "%s", f.text);
	else
		snprintf(out, sizeof(out), "%zu+%zu %s", mark.offset, mark.size,
			 e.text);
	filter_names_free(&f);
	return out;
}

#define A4 "10.0.0.1 or 10.0.0.9 or 10.1.0.1"

static void test_filters(const struct hosts *h)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "host a", "host (" A4 " or 2001:db8::1)" },
		{ "ip host a and port bgp", "ip host (" A4 ") and port bgp" },
		{ "host a:Ethernet1", "host 10.1.0.1" },
		{ "src r-2:Ethernet0/1 and tcp",
		  "src (10.1.0.2 or 2001:db8:1::2) and tcp" },
		{ "ip6 dst host r-2", "ip6 dst host 2001:db8:1::2" },
		{ "ether host a", "ether host 02:00:00:00:00:01" },
		{ "not (host a:Ethernet1 or r-2:Ethernet0/1) or icmp",
		  "not (host 10.1.0.1 or (10.1.0.2 or 2001:db8:1::2)) or icmp" },
		{ "host 10.1.0.1 or a:Ethernet1", "host 10.1.0.1 or 10.1.0.1" },
		{ "host all-ospf", "host (224.0.0.5 or ff02::5)" },
		{ "net a-r-2", "net (10.1.0.0/30 or 2001:db8:1::/64)" },
		{ "ip net a:Ethernet1", "ip net 10.1.0.0/30" },
		{ "host other", "host 10.9.0.1" },
		{ "tcp port 179 or ospf", "tcp port 179 or ospf" },
		{ "port a", "port a" },
		{ "host 10.0.0.1 or ospf", "host 10.0.0.1 or ospf" },
		{ "host nobody",
		  "5+6 the lab has no host of this name; write its address" },
		{ "ip6 host other", "9+5 the lab knows no IPv6 address of this" },
		{ "src port 5 and host a:Ethernet", "src port 5 and host a:Ethernet" },
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(put(h, cases[i].text), cases[i].want);
	CHECK_STR(put(NULL, "host a"), "host a");
}

/* Places in the longer text lead back to what was typed. */
static void test_places(const struct hosts *h)
{
	struct filter_mark mark;
	struct error e;
	CHECK(!filter_new_named("host a and port nothing", h, &mark, &e));
	CHECK(mark.offset == 16 && mark.size == 7);
	CHECK(!filter_new_named("host a and (tcp", h, &mark, &e));
	CHECK(mark.offset == 11);
	struct filter *f = filter_new_named("host a and port bgp", h, &mark, &e);
	CHECK(f && !strcmp(filter_text(f), "host a and port bgp"));
	filter_free(f);
}

int main(void)
{
	struct facts facts = { .spaces = spaces,
			       .links = links,
			       .addresses = addresses,
			       .space_count = COUNT(spaces),
			       .link_count = COUNT(links),
			       .address_count = COUNT(addresses),
			       .complete = true };
	struct topology *t = topology_of(topology);
	struct lab *lab = lab_new_declared(&facts, t, true);
	struct hosts *h = hosts_new(lab);
	lab_free(lab);
	topology_free(t);
	test_names(h);
	test_filters(h);
	test_places(h);
	hosts_free(h);
	return test_done();
}
