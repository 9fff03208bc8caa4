/* Open vSwitch's bridges, as its database answers and as its journal has them, and what
 * they make of the kernel's facts. */
#include "core/lab/switches.h"

#include <errno.h>
#include <stdlib.h>

#include "core/base/text.h"
#include "tests/test.h"

#define UUID(n)	 "[\"uuid\",\"" n "\"]"
#define SET(...) "[\"set\",[" __VA_ARGS__ "]]"

static struct switches read_one(uint32_t kind, uint32_t code, const char *text)
{
	struct switches s;
	const struct census_answer a = { .kind = kind,
					 .code = code,
					 .text = { 0, (uint32_t)strlen(text) },
					 .from = "/run/openvswitch/db.sock" };
	const struct census c = { .answers = &a,
				  .answer_count = 1,
				  .bytes = (const uint8_t *)text,
				  .size = strlen(text) };
	switches_read(&s, &c);
	return s;
}

/* "bridge:ifname ..."; frees them. */
static const char *ports_of(struct switches s)
{
	static char buffer[1024];
	struct text t = text_over(buffer, sizeof(buffer));
	for (size_t i = 0; i < s.count; i++)
		text_printf(&t, "%s%s:%s", i ? " " : "", s.ports[i].bridge,
			    s.ports[i].ifname);
	text_str(&t, s.note[0] ? "!" : "");
	switches_done(&s);
	return buffer;
}

static void test_answer(void)
{
	CHECK_STR(
		ports_of(
			read_one(CENSUS_OVSDB, 0,
				 "{\"id\":0,\"result\":[{\"rows\":["
				 "{\"_uuid\":" UUID("b0") ",\"name\":\"br0\","
							  "\"ports\":" SET(UUID(
								  "p0") "," UUID("p1")) "},"
											"{\"_uuid\":" UUID(
												"b1") ",\"name\":\"br1\",\"ports\":" UUID("p2") "},"
																		"{\"_uuid\":" UUID(
																			"b2") ",\"name\":\"br2\",\"ports\":" SET("") "}]},"
																								     "{\"rows\":[{\"_uuid\":" UUID("p0") ",\"interfaces\":" UUID("i0") "},"
																																       "{\"_uuid\":" UUID("p1") ",\"interfaces\":" SET(
																																	       UUID("i1") "," UUID("i2")) "},"
																																					  "{\"_uuid\":" UUID("p2") ",\"interfaces\":" UUID("none") "}]},"
																																												   "{\"rows\":[{\"_uuid\":" UUID(
																																													   "i0") ",\"name\":\"br0\"},"
																																														 "{\"_uuid\":" UUID(
																																															 "i1") ",\"name\":\"eth1\"},"
																																															       "{\"_uuid\":" UUID(
																																																       "i2") ",\"name\":\"eth2\"}]}],"
																																																	     "\"error\":null}{\"id\":1,\"result\":[\"labtap ends\"]}")),
		"br0:br0 br0:eth1 br0:eth2");
	CHECK_STR(ports_of(read_one(CENSUS_OVSDB, 0,
				    "{\"id\":0,\"result\":null,\"error\":{\"error\":"
				    "\"unknown database\"}}")),
		  "!");
	CHECK_STR(ports_of(read_one(CENSUS_OVSDB, 0, "")), "!");
	CHECK_STR(ports_of(read_one(CENSUS_OVSDB, EACCES, "")), "!");
	CHECK_STR(ports_of(read_one(CENSUS_OVSDB, ECONNREFUSED, "")), "");
	CHECK_STR(ports_of(read_one(CENSUS_DOCKER, 0, "{}")), "");
}

/* Records with their sizes in front. */
static const char *journal(const char *const *records)
{
	static char buffer[4096];
	struct text t = text_over(buffer, sizeof(buffer));
	for (; *records; records++)
		text_printf(&t, "OVSDB JSON %zu 96ab\n%s\n", strlen(*records) + 1,
			    *records);
	return buffer;
}

static void test_journal(void)
{
	const char *const records[] = {
		"{\"name\":\"Open_vSwitch\",\"tables\":{\"Bridge\":{\"columns\":{}}}}",
		"{\"_date\":1,\"_is_diff\":true,\"Bridge\":{\"b\":{\"name\":\"br0\","
		"\"ports\":" UUID(
			"p0") "}},"
			      "\"Port\":{\"p0\":{\"name\":\"br0\",\"interfaces\":" UUID(
				      "i0") "}},"
					    "\"Interface\":{\"i0\":{\"name\":\"br0\"}}"
					    "}",
		"{\"_is_diff\":true,\"Bridge\":{\"b\":{\"ports\":" SET(
			UUID("p1") "," UUID(
				"p2")) "}},"
				       "\"Port\":{\"p1\":{\"interfaces\":" UUID(
					       "i1") "},"
						     "\"p2\":{\"interfaces\":" UUID(
							     "i2") "}},"
								   "\"Interface\":{"
								   "\"i1\":{\"name\":"
								   "\"x1\"},\"i2\":{"
								   "\"name\":\"x2\"}}}",
		"{\"_is_diff\":true,\"Bridge\":{\"b\":{\"ports\":" UUID(
			"p1") "}},"
			      "\"Port\":{\"p1\":null},\"Interface\":{\"i1\":null}}",
		"{\"Bridge\":{\"c\":{\"name\":\"br1\",\"ports\":" SET(
			UUID("p3")) "}},"
				    "\"Port\":{\"p3\":{\"interfaces\":" UUID(
					    "i3") "}},"
						  "\"Interface\":{\"i3\":{\"name\":"
						  "\"x3\"}}}",
		"{\"Bridge\":{\"c\":{\"ports\":" SET("") "}}}",
		NULL,
	};
	const char *whole = journal(records);
	CHECK_STR(ports_of(read_one(CENSUS_OVSDB_FILE, 0, whole)), "br0:br0 br0:x2");
	char *cut = strdup(whole);
	cut[strlen(cut) - 5] = '\0'; /* the last one is just being written */
	CHECK_STR(ports_of(read_one(CENSUS_OVSDB_FILE, 0, cut)),
		  "br0:br0 br0:x2 br1:x3");
	cut[6] = '?';
	CHECK_STR(ports_of(read_one(CENSUS_OVSDB_FILE, 0, cut)), "!");
	CHECK_STR(ports_of(read_one(CENSUS_OVSDB_FILE, 0, "OVSDB JSON 3 x\n{?}")), "!");
	CHECK_STR(ports_of(read_one(CENSUS_OVSDB_FILE, 0,
				    "OVSDB JSON 99999999999999999999999 x\n{}")),
		  "");
	free(cut);
}

static void test_join(void)
{
	static const struct fact_space spaces[] = {
		{ .cookie = 1, .kind = SPACE_HOST },
		{ .cookie = 2, .kind = SPACE_NAMED },
	};
	static const struct fact_link links[] = {
		{ .cookie = 1, .ifindex = 1, .name = "ovs-system" },
		{ .cookie = 1, .ifindex = 2, .name = "br0", .kind = "tun" },
		{ .cookie = 1, .ifindex = 3, .name = "x1", .master = 1 },
		{ .cookie = 1, .ifindex = 4, .name = "x2" },
		{ .cookie = 2, .ifindex = 2, .name = "x1" },
	};
	static const struct switch_port ports[] = {
		{ "br0", "br0" }, { "br0", "x1" }, { "br1", "x2" }, { "br0", "gone" }
	};
	const struct switches s = { .ports = ports, .count = COUNT(ports) };
	const struct switches none = { .ports = NULL };
	struct facts f = { .spaces = spaces,
			   .links = links,
			   .space_count = COUNT(spaces),
			   .link_count = COUNT(links) };
	CHECK(!switches_join(&none, &f) && f.links == links);
	struct fact_link *joined = switches_join(&s, &f);
	CHECK(joined && f.links == joined);
	CHECK_STR(joined[1].kind, "openvswitch");
	CHECK(joined[1].master == 0);
	CHECK_AS("a port of a bridge", joined[2].master == 2);
	CHECK_AS("one of a bridge that is no interface", joined[3].master == 0);
	CHECK_AS("the same name in another namespace", joined[4].master == 0);
	free(joined);
	struct facts empty = { .spaces = NULL };
	CHECK(!switches_join(&s, &empty));
}

int main(void)
{
	test_answer();
	test_journal();
	test_join();
	return test_done();
}
