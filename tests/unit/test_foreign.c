/* The lab of another host, read from what its labtap says and joined to ours: names,
 * links, reasons; what makes no sense is left out, and never more than its bounds. */
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/lab/foreign.h"
#include "tests/test.h"

static const char object[] =
	"{ \"version\": 1, \"labs\": [ { \"name\": \"x\", \"format\": \"containerlab\","
	" \"path\": \"x.clab.yml\", \"exact\": true, \"notes\": [],"
	" \"nodes\": [ { \"name\": \"r1\", \"kind\": \"linux\", \"netns\": "
	"\"clab-x-r1\","
	"  \"interfaces\": [ { \"name\": \"eth1\", \"endpoint\": \"r1:eth1\" },"
	"   { \"name\": \"eth9\", \"endpoint\": null, \"reason\": \"user network\" } ] "
	"},"
	"  { \"name\": \"r2\", \"interfaces\": ["
	"   { \"name\": \"eth1\", \"endpoint\": \"r2:eth1\" } ] } ],"
	" \"links\": [ { \"index\": 1, \"name\": \"r1-r2\", \"type\": \"p2p\","
	"  \"carrier\": \"veth\", \"interfaces\": [ \"r1:e1\", \"r2:eth1\" ],"
	"  \"endpoints\": [ \"r1:eth1\", \"r2:eth1\" ] },"
	"  { \"index\": 2, \"name\": \"r1-host\", \"carrier\": \"bridge\","
	"  \"interfaces\": [ \"host:br0\", \"nobody:eth1\" ] } ] } ],"
	" \"endpoints\": ["
	" { \"name\": \"r2:eth1\", \"netns\": \"clab-x-r2\", \"ifname\": \"eth1\","
	"  \"kernel_ifindex\": 2, \"type\": \"veth\", \"peer\": \"r1:eth1\","
	"  \"state\": \"down\", \"reason\": \"no carrier\", \"capture\": true },"
	" { \"name\": \"r1:eth1\", \"netns\": \"clab-x-r1\", \"ifname\": \"eth1\","
	"  \"kernel_ifindex\": 3, \"type\": \"veth\", \"state\": \"up\","
	"  \"linktype\": 113, \"addresses\": [ \"10.0.0.1/24\" ], \"capture\": true },"
	" { \"name\": \"host:br0\", \"netns\": null, \"ifname\": \"br0\","
	"  \"kernel_ifindex\": 4, \"type\": \"bridge\", \"state\": \"up\","
	"  \"capture\": true },"
	" { \"name\": \"r1:eth1\", \"ifname\": \"twice\" },"
	" { \"name\": \"-w:x\" }, { \"name\": \"a b:c\" }, { \"name\": \"\\u001b:c\" },"
	" { \"name\": \"none\" }, { \"name\": 5 }, 7 ] }";

static struct foreign *read_object(const char *text)
{
	struct error e;
	struct foreign *f = foreign_read("s2", text, strlen(text), &e);
	CHECK_AS(e.text, f);
	return f;
}

static struct lab *join(const struct foreign *f, const char *trouble)
{
	const struct foreign_host host = {
		.name = "s2", .lab = f, .about = "by ssh", .trouble = trouble
	};
	const struct lab_sources s = { .hosts = &host, .host_count = 1 };
	return lab_new_from(&s);
}

static const struct endpoint *point(const struct lab *lab, const char *name)
{
	static const struct endpoint none = { .name = "" };
	const struct endpoint *e = lab_endpoint(lab, name);
	CHECK_AS(name, e);
	return e ? e : &none;
}

static void test_points(void)
{
	struct foreign *f = read_object(object);
	struct lab *lab = join(f, NULL);
	CHECK(lab->endpoint_count == 4 && lab->space_count == 3);
	const struct endpoint *e = point(lab, "s2/r1:eth1");
	CHECK(e->kind == ENDPOINT_REMOTE && e->linktype == 113 && e->ifindex == 3);
	CHECK(!strcmp(e->netns, "s2/clab-x-r1") && e->state == STATE_UP);
	CHECK(!strcmp(e->addresses[0], "10.0.0.1/24") && !e->addresses[1]);
	CHECK(foreign_cookie(e->cookie) && lab_link(lab, e->cookie, 3) == e);
	e = point(lab, "s2/r2:eth1");
	CHECK(!strcmp(e->peer, "s2/r1:eth1") && !strcmp(e->reason, "no carrier"));
	CHECK(e->state == STATE_DOWN && e->can_capture);
	e = point(lab, "s2/r1:eth9");
	CHECK(e->space == NO_SPACE && !e->can_capture);
	CHECK(!strcmp(e->reason, "user network"));
	CHECK(!strcmp(lab->spaces[0].name, "s2/host"));
	lab_free(lab);
	foreign_free(f);
}

static void test_labs(void)
{
	struct foreign *f = read_object(object);
	struct lab *lab = join(f, NULL);
	const struct topology *t = lab->topology;
	CHECK(t && t->lab_count == 1 && t->node_count == 2 && t->link_count == 2);
	CHECK(!strcmp(t->labs[0].name, "s2") && !strcmp(t->labs[0].host, "s2"));
	CHECK_AS("it is not ours", topology_own(t) == TOPOLOGY_NONE);
	CHECK(!strcmp(t->nodes[0].name, "s2/r1") && t->nodes[0].count == 2);
	const struct topology_link *l = &t->links[0];
	CHECK(!strcmp(l->name, "s2/r1-r2") && l->count == 2 &&
	      l->carrier == CARRIER_VETH && !strcmp(l->ends[0], "s2/r1:e1"));
	CHECK(&lab->endpoints[lab->port_endpoints[l->ports[1]]] ==
	      point(lab, "s2/r2:eth1"));
	CHECK(point(lab, "s2/r1:eth1")->port == &t->ports[l->ports[0]]);
	/* An interface of the host is a port of no node; who is not there, of none. */
	l = &t->links[1];
	CHECK(l->count == 1 && t->ports[l->ports[0]].node == TOPOLOGY_NONE);
	lab_free(lab);
	foreign_free(f);
}

static void test_away(void)
{
	struct foreign *f = read_object(object);
	struct lab *lab = join(f, "Connection refused");
	const struct endpoint *e = point(lab, "s2/r1:eth1");
	CHECK(!e->can_capture && e->state == STATE_UNKNOWN);
	CHECK(!strcmp(e->reason, "Connection refused"));
	CHECK(lab->host_count == 1 && !strcmp(lab->hosts[0].about, "by ssh"));
	lab_free(lab);
	foreign_free(f);
	lab = join(NULL, "Connection refused");
	CHECK(!lab->endpoint_count && lab->host_count == 1);
	lab_free(lab);
}

/* With several labs each has its name behind that of the host. */
static void test_several(void)
{
	struct foreign *f = read_object(
		"{ \"labs\": [ { \"name\": \"x\", \"nodes\": [ { \"name\": \"a\","
		" \"interfaces\": [ { \"name\": \"m\" }, { \"name\": \"n\" } ] } ] },"
		" { \"name\": \"y\", \"nodes\": [ { \"name\": \"a\" } ] } ],"
		" \"endpoints\": [] }");
	CHECK(f->topology->lab_count == 2 && f->topology->node_count == 2);
	CHECK(!strcmp(f->topology->nodes[0].name, "s2/x/a"));
	CHECK(!strcmp(f->topology->nodes[1].name, "s2/y/a"));
	foreign_free(f);
}

static void test_refused(void)
{
	static const char *const wrong[] = { "",
					     "{",
					     "[]",
					     "{}",
					     "7",
					     "{ \"endpoints\": {} }",
					     "{ \"endpoints\": null }" };
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct error e = { .code = 0 };
		CHECK_AS(wrong[i], !foreign_read("s2", wrong[i], strlen(wrong[i]), &e));
		CHECK(e.text[0]);
	}
}

int main(void)
{
	test_points();
	test_labs();
	test_away();
	test_several();
	test_refused();
	return test_done();
}
