/* The columns of the packet list: who gets the width, and how addresses are cut. */
#include "tui/packets_columns.h"

#include <string.h>

#include "tests/test.h"

static void elided(const char *address, int width, const char *expected)
{
	char out[128];
	struct text t = text_over(out, sizeof(out));
	packets_elide(&t, address, width);
	CHECK_STR(out, expected);
	CHECK(text_length(&t) <= (size_t)width);
}

static void test_elide(void)
{
	elided("10.0.0.1", 9, "10.0.0.1");
	elided("172.16.0.254", 12, "172.16.0.254");
	elided("172.16.0.254", 9, "172~0.254");
	elided("02:3a:e8:ca:d8:a2", 17, "02:3a:e8:ca:d8:a2");
	elided("01:80:c2:00:00:0e", 15, "01:~c2:00:00:0e");
	elided("02:3a:e8:ca:d8:a2", 13, "02:~ca:d8:a2");
	elided("fe80::3a:e8ff:feca:d8a2", 15, "fe80:~feca:d8a2");
	elided("fe80::3a:e8ff:feca:d8a2", 11, "fe80::~d8a2");
	elided("2001:db8:0:1::2", 13, "20~db8:0:1::2");
	elided("clab-lab-r1:eth1", 10, "cl~r1:eth1");
	elided("inside-d:eth1", 10, "in~-d:eth1");
	elided("inside-d:eth1", 9, "i~-d:eth1");
	elided("inside-d:eth1", 7, "~d:eth1");
	elided("r1:GigabitEthernet0/2", 10, "r1:~net0/2");
	elided("a-name-without-parts", 10, "a-n~-parts");
	for (int width = 4; width < 40; width++)
		elided("", width, "");
}

static const struct packets wide = { .from = 39, .to = 39, .at = 20 };

/* Nothing runs out of the line, what is left for the text is enough. */
static void test_columns(void)
{
	struct session s = { 0 };
	for (int total = 60; total < 300; total++)
		for (int style = 0; style < TIME_STYLES; style++) {
			struct packets p = wide;
			p.time = (enum time_style)style;
			struct packets_columns c = packets_columns(&p, &s, total);
			CHECK(c.what <= total - 13);
			CHECK(c.to >= c.from + c.from_width + 1);
			CHECK(c.what >= c.to + c.to_width + 1);
			CHECK(!c.at);
		}
}

/* The end that wants less leaves the rest to the other one. */
static void test_share(void)
{
	struct session s = { 0 };
	struct packets p = { .from = 25, .to = 9, .at = 4 };
	struct packets_columns c = packets_columns(&p, &s, 80);
	CHECK(c.to_width == 9);
	CHECK(c.from_width == 15);
	CHECK(80 - c.what >= 28);
	c = packets_columns(&p, &s, 160);
	CHECK(c.from_width == 25);
	CHECK(c.number && c.length);
	p = wide;
	c = packets_columns(&p, &s, 80);
	CHECK(c.from_width == 15 && c.to_width == 15);
	CHECK(c.clock_digits == 3);
	c = packets_columns(&p, &s, 60);
	CHECK(c.clock_digits == 0);
}

int main(void)
{
	test_elide();
	test_columns();
	test_share();
	return test_done();
}
