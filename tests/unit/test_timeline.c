/* Events among rows: where they stand while rows come, move and go. */
#include "tests/test.h"

#include <stdlib.h>

#include "core/analysis/timeline.h"
#include "core/base/text.h"
#include "core/store/spool.h"
#include "tests/scratch.h"

enum { SECOND = 1000000000, MERGE = 100 };

struct live {
	struct scratch dir;
	struct spool *spool;
	struct store *store;
	struct rows *rows;
	struct timeline *lines;
};

static struct live live_new(uint64_t segment, uint64_t limit)
{
	struct live l = { .dir = scratch_new() };
	struct error e = { .code = 0 };
	const struct spool_options o = {
		.dir = l.dir.fd, .file = -1, .segment_size = segment, .limit = limit
	};
	const struct iface iface = { .name = "a:eth1", .linktype = LINKTYPE_ETHERNET };
	l.spool = spool_new(&o, &e);
	spool_iface(l.spool, &iface);
	l.store =
		store_open_spool(dup(spool_control_fd(l.spool)), dup(l.dir.fd), -1, &e);
	l.rows = rows_new(l.store, NULL, MERGE);
	l.lines = timeline_new();
	timeline_set(l.lines, l.rows, l.store, MERGE);
	return l;
}

static void live_free(struct live *l)
{
	timeline_free(l->lines);
	rows_free(l->rows);
	store_free(l->store);
	spool_free(l->spool);
	scratch_free(&l->dir);
}

static void live_look(struct live *l)
{
	while (store_advance(l->store, 100) || rows_advance(l->rows, 100))
		;
	timeline_update(l->lines);
}

/* Packets at these times, ns behind the first second, up to a negative one. */
static void live_add(struct live *l, const int64_t *times)
{
	struct error e;
	for (; *times >= 0; times++) {
		const uint8_t bytes[60] = { 0 };
		const struct packet p = { .time = SECOND + *times,
					  .captured = sizeof(bytes),
					  .length = sizeof(bytes),
					  .bytes = bytes };
		if (!spool_append(l->spool, &p, &e))
			exit(1);
	}
	if (!spool_publish(l->spool, &e))
		exit(1);
	live_look(l);
}

#define ADD(l, ...) live_add(l, (const int64_t[]){ __VA_ARGS__, -1 })

static struct event *event(struct live *l, int64_t time, const char *text)
{
	return timeline_add(l->lines, SECOND + time, false, text);
}

/* The lines as text: numbers and the first letters of events. */
static bool lines_are(const struct live *l, const char *want)
{
	char got[200];
	struct text t = text_over(got, sizeof(got));
	for (size_t i = 0; i < timeline_count(l->lines); i++) {
		const struct event *e = timeline_event(l->lines, i);
		uint64_t number = timeline_number(l->lines, i);
		if (i)
			text_char(&t, ' ');
		if (e)
			text_char(&t, e->text[0]);
		else
			text_uint(&t, number);
		bool found = e ? timeline_find_event(l->lines, e) == i
			       : timeline_find(l->lines, number) == i;
		if (!found || (e && number) || (!e && !number))
			text_char(&t, '?');
	}
	if (!strcmp(got, want))
		return true;
	printf("# lines: %s\n", got);
	return false;
}

static void test_places(void)
{
	struct live l = live_new(1 << 20, 1 << 30);
	CHECK(lines_are(&l, ""));
	struct event *first = event(&l, 5, "a");
	CHECK_AS("events alone", lines_are(&l, "a"));
	ADD(&l, 1, 10, 20);
	CHECK_AS("a packet from before", lines_are(&l, "1 a 2 3"));
	event(&l, 25, "c");
	event(&l, 15, "b");
	CHECK_AS("one that was told late", lines_are(&l, "1 a 2 b 3 c"));
	ADD(&l, 22, 30);
	CHECK_AS("rows that come", lines_are(&l, "1 a 2 b 3 4 c 5"));
	ADD(&l, 3, 12);
	CHECK_AS("rows that move", lines_are(&l, "1 6 a 2 7 b 3 4 c 5"));
	ADD(&l, 1000, 2000);
	event(&l, 20, "x");
	CHECK_AS("in front of settled ones",
		 lines_are(&l, "1 6 a 2 7 b 3 x 4 c 5 8 9"));
	CHECK(timeline_events(l.lines) == 4);
	timeline_reword(first, "A");
	CHECK(lines_are(&l, "1 6 A 2 7 b 3 x 4 c 5 8 9"));
	CHECK(!timeline_event(l.lines, 13) && !timeline_number(l.lines, 13));
	live_free(&l);
}

static void test_new_rows(void)
{
	struct live l = live_new(1 << 20, 1 << 30);
	ADD(&l, 1, 2, 3, 4);
	event(&l, 2, "a");
	event(&l, 9, "b");
	CHECK(lines_are(&l, "1 2 a 3 4 b"));
	struct error e;
	struct filter *none = filter_new("ether[0] = 1", NULL, &e);
	struct rows *rows = rows_new(l.store, none, MERGE);
	timeline_set(l.lines, rows, l.store, MERGE);
	rows_free(l.rows);
	l.rows = rows;
	live_look(&l);
	CHECK_AS("a filter hides packets only", lines_are(&l, "a b"));
	rows = rows_new(l.store, NULL, MERGE);
	timeline_set(l.lines, rows, l.store, MERGE);
	rows_free(l.rows);
	l.rows = rows;
	rows_advance(l.rows, 2);
	timeline_update(l.lines);
	CHECK_AS("the rest is still to come", lines_are(&l, "1 2 a b"));
	live_look(&l);
	CHECK(lines_are(&l, "1 2 a 3 4 b"));
	timeline_set(l.lines, NULL, NULL, 0);
	CHECK(timeline_count(l.lines) == 2 && timeline_find(l.lines, 1) == 2);
	filter_free(none);
	live_free(&l);
}

/* Numbers of lines fall as the spool forgets, base + line stays. */
static void test_trim(void)
{
	struct live l = live_new(4096, 3 * 4096);
	bool stays = true, kept = true;
	size_t events = 0;
	for (int64_t i = 0; i < 2000; i++) {
		uint64_t number = timeline_number(l.lines, 5);
		uint64_t at = timeline_base(l.lines) + 5;
		ADD(&l, i * MERGE);
		if (i % 10 == 0) {
			event(&l, i * MERGE, "e");
			events++;
		}
		size_t line = number ? timeline_find(l.lines, number) : 0;
		if (number && timeline_number(l.lines, line) == number)
			stays = stays && timeline_base(l.lines) + line == at;
		size_t rows = rows_count(l.rows);
		kept = kept &&
		       timeline_count(l.lines) == rows + timeline_events(l.lines);
	}
	CHECK_AS("line and base are stable", stays);
	CHECK_AS("lines are rows and events", kept);
	CHECK(rows_base(l.rows) > 1000);
	CHECK_AS("events go with the packets around them",
		 timeline_events(l.lines) < events / 2 && timeline_events(l.lines) > 1);
	live_free(&l);
}

int main(void)
{
	test_places();
	test_new_rows();
	test_trim();
	return test_done();
}
