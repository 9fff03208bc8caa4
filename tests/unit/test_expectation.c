/* Which words of an expectation are points, and what is left of it as a filter. */
#include "core/base/text.h"
#include "tests/test.h"
#include "tests/topology.h"
#include "tui/expectation.h"

static const char topology[] = "name: X\n"
			       "provider: clab\n"
			       "defaults.device: frr\n"
			       "nodes: [a, b, c]\n"
			       "links: [a-b, b-c]\n";

static const struct fact_space spaces[] = {
	{ .cookie = 1, .kind = SPACE_HOST },
	{ .cookie = 2, .kind = SPACE_NAMED, .name = "clab-X-a" },
	{ .cookie = 3, .kind = SPACE_NAMED, .name = "clab-X-b" },
	{ .cookie = 4, .kind = SPACE_NAMED, .name = "clab-X-c" },
};

static const struct fact_link links[] = {
	{ .cookie = 2, .ifindex = 2, .arptype = 1, .name = "eth1" },
	{ .cookie = 3, .ifindex = 2, .arptype = 1, .name = "eth1" },
	{ .cookie = 3, .ifindex = 3, .arptype = 1, .name = "eth2" },
	{ .cookie = 4, .ifindex = 2, .arptype = 1, .name = "eth1" },
};

/* "filter | link:a-b a:eth1 b:eth1; ..." */
static const char *read_as(const struct lab *lab, const char *text, char *out,
			   size_t size)
{
	struct expectation x = { .filter = NULL };
	struct error e = { .code = 0 };
	struct text t = text_over(out, size);
	if (!expectation_read(&x, lab, text, &e)) {
		text_printf(&t, "! %s", e.text);
	} else {
		text_printf(&t, "%s |", x.filter);
		for (size_t i = 0; i < x.points.count; i++) {
			const struct expected_point *p = &x.points.items[i];
			text_printf(&t, "%s %s =", i ? ";" : "", p->name);
			for (size_t k = 0; k < p->endpoints.count; k++) {
				text_printf(&t, " %s", p->endpoints.items[k]);
				CHECK(expected_at(p, p->endpoints.items[k]));
			}
			CHECK(!expected_at(p, "d:eth1"));
		}
	}
	expectation_done(&x);
	return out;
}

#define JOINED                                                                         \
	"a point and the filter are joined by \"and\": "                               \
	"\"FILTER and ( POINT or POINT )\""
#define AB " link:a-b = a:eth1 b:eth1"
#define BC " link:b-c = b:eth2 c:eth1"

static void test_words(const struct lab *lab)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "ospf and link:a-b", "ospf |" AB },
		{ "link:a-b and ospf", "ospf |" AB },
		{ "link:a-b ospf", "ospf |" AB },
		{ "link:a-b link:b-c ospf", "ospf |" AB ";" BC },
		{ "link:a-b", " |" AB },
		{ "link:a-b or link:b-c", " |" AB ";" BC },
		{ "(link:a-b or link:b-c) and ospf", "ospf |" AB ";" BC },
		{ "ospf&&(link:a-b||link:b-c)", "ospf |" AB ";" BC },
		{ "!ospf and tcp[13] != 0 and a:eth1",
		  "! ospf and tcp[13] != 0 | a:eth1 = a:eth1" },
		{ "!link:a-b", "! link:a-b: " JOINED },
		{ "tcp and (link:a-b) and port 179", "tcp and port 179 |" AB },
		{ "( ospf or bgp ) and a:eth1", "( ospf or bgp ) | a:eth1 = a:eth1" },
		{ "tcp[(12)] = 1 and a:eth1", "tcp[(12)] = 1 | a:eth1 = a:eth1" },
		{ "host a:eth1 and b:eth1", "host a:eth1 | b:eth1 = b:eth1" },
		{ "host fe80::1 and b:eth1", "host fe80::1 | b:eth1 = b:eth1" },
		{ "ether host 2:0:0:0:0:1 and b:eth1",
		  "ether host 2:0:0:0:0:1 | b:eth1 = b:eth1" },
		{ "ospf", "! where? name a point as well: \"FILTER and "
			  "link:NODE-NODE\", \"FILTER and NODE:IF\"" },
		{ "ospf or link:a-b", "! link:a-b: " JOINED },
		{ "link:a-b or ospf", "! link:a-b: " JOINED },
		{ "not link:a-b", "! link:a-b: " JOINED },
		{ "ospf link:a-b", "! link:a-b: " JOINED },
		{ "ospf and link:a-b or link:b-c", "! link:a-b: " JOINED },
		{ "(ospf and link:a-b)", "! link:a-b: " JOINED },
		{ "ospf and link:a-b and link:b-c",
		  "! link:b-c: a packet is seen at one point: \"( link:a-b or "
		  "link:b-c )\" is either of them" },
		{ "ospf and link:a-z", "! link:a-z: no such link; labtap list shows "
				       "them" },
		{ "ospf and z:eth1", "! z:eth1: no such endpoint; labtap list shows "
				     "them" },
		{ "", "! where? name a point as well: \"FILTER and link:NODE-NODE\", "
		      "\"FILTER and NODE:IF\"" },
	};
	char out[512];
	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(read_as(lab, cases[i].text, out, sizeof(out)), cases[i].want);
}

int main(void)
{
	struct facts facts = { .spaces = spaces,
			       .links = links,
			       .space_count = COUNT(spaces),
			       .link_count = COUNT(links),
			       .complete = true };
	struct topology *t = topology_of(topology);
	struct lab *lab = lab_new_declared(&facts, t, true);
	test_words(lab);
	lab_free(lab);
	topology_free(t);
	return test_done();
}
