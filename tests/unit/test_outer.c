/* What a person types for a tunnel, and which interface carries it. */
#include "core/lab/outer.h"

#include "core/lab/lab.h"
#include "tests/test.h"

static void test_fine(void)
{
	struct error e;
	struct outer o;
	struct outer_place place;
	CHECK(outer_parse(&o, &place, "udp:127.1.1.1:10002-127.1.1.2:10003", &e));
	CHECK(o.family == AF_INET && o.local_port == 10002 && o.remote_port == 10003);
	CHECK(!memcmp(o.local, "\x7f\1\1\1", 4) && !memcmp(o.remote, "\x7f\1\1\2", 4));
	CHECK_STR(place.space, "host");
	CHECK(outer_parse(&o, &place, "udp:10.0.0.1:1-10.0.0.1:65535@clab-X-a", &e));
	CHECK(o.remote_port == 65535);
	CHECK_STR(place.space, "clab-X-a");
	CHECK(outer_parse(&o, &place, "udp:[::1]:1-[fd00::2]:2@a@b", &e));
	CHECK(o.family == AF_INET6 && o.local[15] == 1 && o.remote[0] == 0xfd);
	CHECK_STR(place.space, "a@b");
	CHECK(o.kind == OUTER_UDP && !place.ifname[0]);
	CHECK(outer_parse(&o, &place, "udp:230.0.0.1:1234%eth0@a", &e));
	CHECK(o.kind == OUTER_GROUP && o.local[0] == 230 && o.local_port == 1234);
	CHECK(!o.remote_port);
	CHECK_STR(place.ifname, "eth0");
	CHECK_STR(place.space, "a");
	CHECK(outer_parse(&o, &place, "udp:[ff02::7]:9", &e) && o.kind == OUTER_GROUP);
	CHECK(outer_parse(&o, &place, "tcp:127.0.0.1:1234", &e));
	CHECK(o.kind == OUTER_TCP && o.local_port == 1234 && !o.remote_port);
	CHECK(outer_parse(&o, &place, "tcp:127.0.0.1:1-127.0.0.1:2", &e));
	CHECK(o.kind == OUTER_TCP && o.remote_port == 2);
}

static void test_wrong(void)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ "a:eth1", "not a tunnel" },
		{ "udp:", "two ends are needed" },
		{ "udp:127.1.1.1:10002", "two ends are needed" },
		{ "udp:127.1.1.1-127.1.1.2:1", "127.1.1.1: not ADDRESS:PORT" },
		{ "udp:127.1.1:1-127.1.1.2:1", "127.1.1: not an address" },
		{ "udp:127.1.1.1:1-", "not ADDRESS:PORT" },
		{ "udp:127.1.1.1:1-:1", "not an address" },
		{ "udp:127.1.1.1:-127.1.1.2:1", "not a port" },
		{ "udp:127.1.1.1:65536-127.1.1.2:1", "65536: not a port" },
		{ "udp:127.1.1.1:99999999999-127.1.1.2:1", "not a port" },
		{ "udp:127.1.1.1:1x-127.1.1.2:1", "1x: not a port" },
		{ "udp:127.1.1.1:0-127.1.1.2:1", "port 0" },
		{ "udp:127.1.1.1:1-127.1.1.2:0", "port 0" },
		{ "udp:127.1.1.1:1-127.1.1.1:1", "both ends are the same" },
		{ "udp:127.1.1.1:1%-", "two ends are needed" },
		{ "udp:230.0.0.1:1%", "not an interface name" },
		{ "udp:230.0.0.1:1%sixteen-letters-long", "not an interface name" },
		{ "tcp:127.1.1.1:0", "port 0" },
		{ "tcp:127.1.1.1:1-127.1.1.1:0", "port 0" },
		{ "tcp:127.1.1.1", "an end is ADDRESS:PORT: tcp:LISTENER" },
		{ "udp:127.1.1.1:1-[::1]:1", "one end is IPv4, the other IPv6" },
		{ "udp:::1:1-::2:1", "not an address" },
		{ "udp:[::1]-[::2]:1", "not a" },
		{ "udp:[::1:1-[::2]:1", "not an address" },
		{ "udp:1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19.20.21.22.23.24."
		  "25"
		  ".26:1-1.1.1.1:1",
		  "not ADDRESS:PORT" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error e = { .text = "" };
		struct outer o;
		struct outer_place place;
		bool taken = outer_parse(&o, &place, cases[i].text, &e);
		if (!CHECK_AS(cases[i].text, !taken && strstr(e.text, cases[i].why)))
			printf("# says: %s\n", e.text);
	}
}

static const struct fact_space spaces[] = {
	{ .cookie = 1, .inode = 1, .kind = SPACE_HOST },
	{ .cookie = 2, .inode = 2, .kind = SPACE_NAMED, .name = "a" },
	{ .cookie = 3, .inode = 3, .kind = SPACE_NAMED, .name = "bare" },
};

static const struct fact_link links[] = {
	{ .cookie = 1, .ifindex = 1, .arptype = 772, .name = "lo" },
	{ .cookie = 1, .ifindex = 2, .arptype = 1, .name = "eth0" },
	{ .cookie = 1, .ifindex = 3, .arptype = 1, .name = "eth1" },
	{ .cookie = 2, .ifindex = 1, .arptype = 772, .name = "lo" },
	{ .cookie = 2, .ifindex = 2, .arptype = 1, .name = "eth1" },
	{ .cookie = 3, .ifindex = 2, .arptype = 1, .name = "eth1" },
};

static const struct fact_address addresses[] = {
	{ .link = 0, .family = AF_INET, .prefix = 8, .bytes = { 127, 0, 0, 1 } },
	{ .link = 1, .family = AF_INET, .prefix = 24, .bytes = { 192, 0, 2, 1 } },
	{ .link = 2, .family = AF_INET, .prefix = 24, .bytes = { 192, 0, 3, 1 } },
	{ .link = 2, .family = AF_INET6, .prefix = 64, .bytes = { 0xfd, [15] = 1 } },
	{ .link = 4, .family = AF_INET, .prefix = 24, .bytes = { 192, 0, 2, 1 } },
};

static void test_carrier(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "udp:127.1.1.1:1-127.1.1.2:1", "host:lo" },
		{ "udp:127.1.1.1:1-127.1.1.2:1@a", "a:lo" },
		{ "udp:[::1]:1-[::1]:2@a", "a:lo" },
		{ "udp:192.0.2.1:1-192.0.2.2:1", "host:eth0" },
		{ "udp:192.0.2.1:1-192.0.2.2:1@a", "a:eth1" },
		{ "udp:192.0.3.1:1-192.0.2.2:1@host", "host:eth1" },
		{ "udp:[fd00::1]:1-[fd00::2]:2", "host:eth1" },
		/* Both are here: they talk through the loopback. */
		{ "udp:192.0.2.1:1-192.0.3.1:1", "host:lo" },
		{ "udp:192.0.2.1:1-192.0.2.1:2", "host:lo" },
		{ "udp:192.0.2.1:1-192.0.3.1:1%eth1", "host:eth1" },
		{ "udp:192.0.2.1:1-192.0.3.1:1%eth7", "no interface eth7 in host" },
		{ "udp:230.0.0.1:7", "host:lo" },
		{ "udp:230.0.0.1:7%eth1@a", "a:eth1" },
		{ "tcp:127.0.0.1:7@a", "a:lo" },
		{ "tcp:192.0.2.1:7", "host:eth0" },
		{ "udp:192.0.2.9:1-192.0.2.1:2",
		  "no interface of host has the address 192.0.2.9" },
		{ "udp:127.1.1.1:1-127.1.1.2:1@bare", "no interface of bare has" },
		{ "udp:127.1.1.1:1-127.1.1.2:1@c", "no network namespace c" },
		{ "udp:127.1.1.1:1-127.1.1.2:1@", "no network namespace" },
	};
	const struct facts facts = {
		.spaces = spaces,
		.links = links,
		.addresses = addresses,
		.space_count = COUNT(spaces),
		.link_count = COUNT(links),
		.address_count = COUNT(addresses),
		.complete = true,
	};
	struct lab *lab = lab_new(&facts);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error e = { .text = "" };
		struct outer o;
		const struct endpoint *ep = outer_find(lab, cases[i].text, &o, &e);
		const char *got = ep ? ep->name : e.text;
		if (!CHECK_AS(cases[i].text, ep ? !strcmp(got, cases[i].want)
						: !!strstr(got, cases[i].want)))
			printf("# got: %s\n", got);
	}
	lab_free(lab);
}

static void test_text(void)
{
	static const char *const names[] = {
		"udp:127.1.1.1:10002-127.1.1.2:10003",
		"udp:[::1]:1-[fd00::2]:65535",
		"udp:230.0.0.1:1234",
		"tcp:[::1]:7",
		"tcp:10.0.0.1:1-10.0.0.2:2",
	};
	for (size_t i = 0; i < COUNT(names); i++) {
		struct error e;
		struct outer o;
		struct outer_place place;
		char text[OUTER_TEXT];
		if (CHECK(outer_parse(&o, &place, names[i], &e))) {
			outer_text(&o, text);
			CHECK_STR(text, names[i]);
		}
	}
}

int main(void)
{
	test_text();
	test_fine();
	test_wrong();
	test_carrier();
	return test_done();
}
