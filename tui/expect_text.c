#include "tui/expect_text.h"

#include <string.h>

#include "core/base/clock.h"
#include "tui/json.h"
#include "tui/rowjson.h"

static void put_packets(struct text *t, uint64_t count)
{
	text_printf(t, "%llu packet%s", (unsigned long long)count,
		    count == 1 ? "" : "s");
}

static void put_seconds(struct text *t, int64_t ns)
{
	clock_text_seconds(t, ns, 1);
	text_str(t, " s");
}

/* "1 of 3 packets within 40.0 s" */
static void put_result(struct text *t, const struct expect_report *r)
{
	if (!r->wanted && r->met) {
		text_str(t, "no packet within ");
		put_seconds(t, r->within);
		return;
	}
	if (r->met || !r->wanted) {
		put_packets(t, r->seen);
		text_str(t, " after ");
		put_seconds(t, r->took);
		text_str(t, r->wanted ? "" : ", none was expected");
		return;
	}
	text_printf(t, "%llu of ", (unsigned long long)r->seen);
	put_packets(t, r->wanted);
	text_str(t, r->each ? " at each point within " : " within ");
	put_seconds(t, r->within);
}

static void put_points(struct text *t, const struct expect_report *r)
{
	for (size_t i = 0; i < r->point_count && r->point_count > 1; i++)
		text_printf(t, "%8llu  %s\n", (unsigned long long)r->points[i].seen,
			    r->points[i].name);
}

void expect_text_put(struct text *t, const struct expect_report *r)
{
	text_str(t, r->rows);
	put_points(t, r);
	text_printf(t, "%s: %s: ", r->met ? "met" : "not met", r->text);
	put_result(t, r);
	text_char(t, '\n');
}

/* For scripts ---------------------------------------------------------------- */

static void put_count(struct text *t, const char *key, uint64_t value)
{
	json_key(t, key);
	text_uint(t, value);
}

static void put_time(struct text *t, const char *key, int64_t ns)
{
	json_key(t, key);
	clock_text_seconds(t, ns, 3);
}

void expect_json_put(struct text *t, const struct expect_report *r)
{
	text_str(t, "{ \"version\": 1");
	json_string(t, "expectation", r->text);
	json_string(t, "lab", r->lab);
	json_key(t, "met");
	text_str(t, r->error ? "null" : r->met ? "true" : "false");
	put_count(t, "wanted", r->wanted);
	put_count(t, "seen", r->seen);
	put_time(t, "within", r->within);
	put_time(t, "took", r->took);
	json_key(t, "points");
	text_char(t, '[');
	for (size_t i = 0; i < r->point_count; i++) {
		text_str(t, i ? ", { \"name\": " : " { \"name\": ");
		rowjson_string(t, r->points[i].name);
		put_count(t, "seen", r->points[i].seen);
		text_str(t, " }");
	}
	text_str(t, r->point_count ? " ]" : "]");
	put_count(t, "capture_dropped", r->dropped);
	json_string(t, "evidence", r->evidence);
	json_string(t, "error", r->error);
	text_str(t, " }\n");
}

/* For CI ------------------------------------------------------------------------ */

/* Text that went through text_escape(): no control characters but newlines. */
static void put_xml(struct text *t, const char *s)
{
	static const struct {
		char c;
		const char *entity;
	} entities[] = {
		{ '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" }
	};
	for (; *s; s++) {
		const char *entity = NULL;
		for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
			if (entities[i].c == *s)
				entity = entities[i].entity;
		if (entity)
			text_str(t, entity);
		else
			text_char(t, *s);
	}
}

static void put_attribute(struct text *t, const char *name, const char *value)
{
	text_printf(t, " %s=\"", name);
	put_xml(t, value);
	text_char(t, '"');
}

static void put_failure(struct text *t, const struct expect_report *r)
{
	char result[160];
	struct text words = text_over(result, sizeof(result));
	put_result(&words, r);
	text_str(t, r->error ? "    <error" : "    <failure");
	put_attribute(t, "message", r->error ? r->error : result);
	text_str(t, "/>\n");
}

static void put_outcome(struct text *t, const struct expect_report *r)
{
	if (r->error || !r->met)
		put_failure(t, r);
	text_str(t, "    <system-out>");
	put_xml(t, r->rows);
	if (r->evidence) {
		text_str(t, "evidence: ");
		put_xml(t, r->evidence);
		text_char(t, '\n');
	}
	text_str(t, "</system-out>\n");
}

void expect_junit_put(struct text *t, const struct expect_report *r)
{
	char took[32];
	struct text time = text_over(took, sizeof(took));
	clock_text_seconds(&time, r->took, 3);
	text_str(t, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
		    "<testsuite name=\"labtap\" tests=\"1\"");
	text_printf(t, " failures=\"%d\" errors=\"%d\" skipped=\"0\"",
		    !r->error && !r->met, r->error != NULL);
	put_attribute(t, "time", took);
	text_str(t, ">\n  <testcase");
	put_attribute(t, "classname", r->lab ? r->lab : "labtap");
	put_attribute(t, "name", r->text);
	put_attribute(t, "time", took);
	text_str(t, ">\n");
	put_outcome(t, r);
	text_str(t, "  </testcase>\n</testsuite>\n</testsuites>\n");
}
