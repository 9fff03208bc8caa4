/* What is kept from run to run: lines entered, filters under a name. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/mem.h"
#include "tests/test.h"
#include "tui/history.h"
#include "tui/own.h"
#include "tui/saved.h"

static void enter(struct lineedit *l, const char *text, int64_t seconds)
{
	struct error e;
	lineedit_set(l, text);
	if (lineedit_remember(l, seconds * CLOCK_SEC))
		CHECK(history_keep(l, "filter-history", &e));
}

static void test_kept(void)
{
	struct lineedit first = { .length = 0 }, second = { .length = 0 };
	history_load(&first, "filter-history");
	CHECK(first.history.count == 0);
	enter(&first, "icmp", 1000);
	enter(&first, "host 10.0.0.1 and port 53", 2000);
	enter(&first, "icmp", 3000);
	history_load(&second, "filter-history");
	CHECK(second.history.count == 2);
	CHECK_STR(second.history.items[0].text, "host 10.0.0.1 and port 53");
	CHECK_STR(second.history.items[1].text, "icmp");
	CHECK(second.history.items[1].time == 3000 * CLOCK_SEC);
	CHECK_STR(second.text, "");
	lineedit_done(&first);
	lineedit_done(&second);
}

static void test_mode(void)
{
	char path[OWN_PATH];
	struct stat st;
	CHECK(own_path(OWN_STATE, "filter-history", path));
	CHECK(!stat(path, &st) && (st.st_mode & 0777) == 0600);
	CHECK(own_path(OWN_STATE, "", path));
	CHECK(!stat(path, &st) && (st.st_mode & 0777) == 0700);
}

/* Whatever stands in the file, the editor gets lines of text and the file gets shorter
 * when it has grown long. */
static void test_foreign(void)
{
	struct lineedit l = { .length = 0 };
	struct error e;
	CHECK(own_write(OWN_STATE, "find-history",
			"\n\nno number\n12 good\n-5 early\n99999999999999999999 late\n"
			"7 \x1b[2J\n8",
			&e));
	history_load(&l, "find-history");
	CHECK(l.history.count == 2);
	CHECK_STR(l.history.items[0].text, "good");
	CHECK_STR(l.history.items[1].text, " [2J");
	lineedit_done(&l);
	for (int i = 0; i < 1000; i++) {
		char line[40];
		snprintf(line, sizeof(line), "%d port %d", i, i);
		CHECK(own_append(OWN_STATE, "long", line, &e));
	}
	struct lineedit many = { .length = 0 };
	history_load(&many, "long");
	CHECK(many.history.count == LINEEDIT_HISTORY);
	CHECK_STR(many.history.items[LINEEDIT_HISTORY - 1].text, "port 999");
	autofree char *all = own_read(OWN_STATE, "long");
	CHECK(all && strlen(all) < 2000 && !strncmp(all, "900 port 900\n", 13));
	lineedit_done(&many);
}

static const char *when(int64_t seconds, int64_t now)
{
	static char words[40];
	struct text t = text_over(words, sizeof(words));
	history_when(&t, seconds * CLOCK_SEC, now * CLOCK_SEC);
	return words;
}

static void test_when(void)
{
	const int64_t now = 1773491000; /* 2026-03-14 12:23:20 UTC */
	CHECK_STR(when(now - 10, now), "now");
	CHECK_STR(when(now - 3600, now), "11:23");
	CHECK_STR(when(now - 86400, now), "yesterday");
	CHECK_STR(when(now - 5 * 86400, now), " 9 Mar 2026");
}

static void test_saved(void)
{
	struct saved s = { .filters = { .count = 0 } }, again = s;
	struct filter_mark mark;
	struct error e;
	char out[200];
	saved_load(&s);
	CHECK(saved_set(&s, "control", "ospf or bgp", &e));
	CHECK(saved_set(&s, "dns-2", "port 53", &e));
	CHECK(saved_set(&s, "dns-2", "port 5353", &e));
	CHECK(!saved_set(&s, "two words", "arp", &e));
	CHECK(!saved_set(&s, "unknown", "", &e));
	saved_load(&again);
	CHECK(again.filters.count == 2);
	CHECK(saved_expand(&again, "@control", out, sizeof(out), &mark, &e));
	CHECK_STR(out, "ospf or bgp");
	CHECK(saved_expand(&again, "not @dns-2 and icmp", out, sizeof(out), &mark, &e));
	CHECK_STR(out, "not (port 5353) and icmp");
	CHECK(!saved_expand(&again, "arp or @nope", out, sizeof(out), &mark, &e));
	CHECK(mark.offset == 7 && mark.size == 5);
	CHECK(!saved_expand(&again, "@control", out, 5, &mark, &e));
	CHECK(saved_set(&again, "control", "", &e));
	CHECK(!saved_expand(&again, "@control", out, sizeof(out), &mark, &e));
	saved_done(&s);
	saved_done(&again);
}

/* No home, and a home that cannot be written: said, and nothing worse. */
static void test_homeless(void)
{
	struct error e;
	setenv("XDG_STATE_HOME", "/dev/null/x", 1);
	CHECK(!own_append(OWN_STATE, "x", "y", &e) && strstr(e.text, "/dev/null"));
	setenv("XDG_STATE_HOME", "relative", 1);
	unsetenv("HOME");
	CHECK(!own_append(OWN_STATE, "x", "y", &e) && strstr(e.text, "HOME"));
	CHECK(!own_read(OWN_STATE, "x"));
}

int main(void)
{
	char dir[] = "/tmp/labtap-history-XXXXXX", command[64];
	setenv("TZ", "UTC", 1);
	CHECK(mkdtemp(dir) != NULL);
	setenv("XDG_STATE_HOME", dir, 1);
	setenv("XDG_CONFIG_HOME", dir, 1);
	test_kept();
	test_mode();
	test_foreign();
	test_when();
	test_saved();
	test_homeless();
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	CHECK(!system(command));
	return test_done();
}
