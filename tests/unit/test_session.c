/* A session without an engine: files, filters, marks, selection, rates, leftovers. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/store/feed.h"
#include "core/store/spool.h"
#include "tests/scratch.h"
#include "tests/test.h"
#include "tui/leftover.h"
#include "tui/rowjson.h"
#include "tui/session.h"

enum { PACKETS = 500 };

static const struct session_options no_options;

/* Fills a directory with a spool of small segments: even packets ARP, odd ones IPv4. */
static struct spool *spool_fill(const struct scratch *dir, struct error *e)
{
	struct spool_options options = {
		.dir = dir->fd,
		.file = -1,
		.segment_size = 8192,
		.limit = UINT64_C(1) << 30,
	};
	struct spool *s = spool_new(&options, e);
	struct iface iface = { .name = "a:eth1", .linktype = LINKTYPE_ETHERNET };
	uint32_t id = spool_iface(s, &iface);
	for (unsigned i = 0; i < PACKETS; i++) {
		uint8_t bytes[60] = { [12] = 0x08, [13] = i % 2 ? 0x00 : 0x06 };
		struct packet p = {
			.time = (int64_t)i * CLOCK_MS,
			.iface = id,
			.captured = sizeof(bytes),
			.length = sizeof(bytes),
			.bytes = bytes,
		};
		if (!spool_append(s, &p, e))
			return NULL;
	}
	return spool_publish(s, e) ? s : NULL;
}

static void advance(struct session *s)
{
	while (session_advance(s, CLOCK_MS))
		;
}

static void test_files(void)
{
	struct error e = { .code = 0 };
	struct scratch dir = scratch_new();
	spool_free(spool_fill(&dir, &e));
	struct session *s = session_new(NULL, NULL, &no_options, &e);
	CHECK(scratch_list(&dir, false) > 2);
	CHECK_AS("a spool directory opens", session_open_file(s, dir.path, &e));
	advance(s);
	CHECK(store_last(s->store) == PACKETS);
	CHECK(rows_count(s->rows) == PACKETS);

	unsigned serial = s->rows_serial;
	CHECK(session_filter(s, "arp", NULL, &e));
	CHECK(s->rows_serial != serial);
	advance(s);
	CHECK(rows_count(s->rows) == PACKETS / 2);
	CHECK_AS("a bad filter is refused", !session_filter(s, "arpp", NULL, &e));
	CHECK_STR(filter_text(s->filter), "arp");
	CHECK(rows_count(s->rows) == PACKETS / 2);

	CHECK(!session_open_file(s, "/nowhere/at/all", &e));
	CHECK(strstr(e.text, "/nowhere/at/all"));
	CHECK_AS("a device is refused", !session_open_file(s, "/dev/null", &e));
	CHECK_AS("the old packets are still there", store_last(s->store) == PACKETS);
	CHECK_AS("nothing is captured without an engine", !session_capture(s, &e));
	session_free(s);
	scratch_free(&dir);
}

static void test_marks(void)
{
	struct error e;
	struct session *s = session_new(NULL, NULL, &no_options, &e);
	static const uint64_t numbers[] = { 7, 3, 9, 1, 3 };
	for (size_t i = 0; i < COUNT(numbers); i++)
		session_mark(s, numbers[i], true);
	CHECK(s->marks.count == 4);
	bool ascending = true;
	for (size_t i = 1; i < s->marks.count; i++)
		ascending = ascending && s->marks.items[i - 1] < s->marks.items[i];
	CHECK(ascending);
	CHECK(session_is_marked(s, 3) && !session_is_marked(s, 4));
	session_mark(s, 3, false);
	session_mark(s, 4, false);
	CHECK(!session_is_marked(s, 3) && s->marks.count == 3);
	session_mark_none(s);
	CHECK(!s->marks.count);
	session_free(s);
}

static void test_selection(void)
{
	struct error e;
	struct session *s = session_new(NULL, NULL, &no_options, &e);
	session_select(s, "b:eth1", true);
	session_select(s, "a:eth1", true);
	session_select(s, "b:eth1", true);
	CHECK(s->selected.count == 2);
	CHECK_STR(s->selected.items[0], "b:eth1");
	session_select(s, "b:eth1", false);
	CHECK(!session_is_selected(s, "b:eth1") && session_is_selected(s, "a:eth1"));
	session_select_none(s);
	CHECK(!s->selected.count);
	session_free(s);
}

static void test_rates(void)
{
	struct rates r = { .slot_count = 0 };
	struct fact_counters c[2000];
	for (uint32_t i = 0; i < COUNT(c); i++)
		c[i] = (struct fact_counters){ .cookie = i % 7, .ifindex = i };
	rates_take(&r, c, COUNT(c), CLOCK_SEC);
	CHECK(rates_find(&r, 3, 3) && !rates_find(&r, 3, 3)->known);
	CHECK(!rates_find(&r, 4, 3));
	for (uint32_t i = 0; i < COUNT(c); i++) {
		c[i].rx_packets += 10 * i;
		c[i].tx_bytes += 1000;
	}
	rates_take(&r, c, COUNT(c), 3 * CLOCK_SEC);
	const struct rate *rate = rates_find(&r, 1999 % 7, 1999);
	CHECK(rate && rate->known && rate->packets == 9995 && rate->bits == 4000);
	CHECK_AS("a bar per second", rate && rate->count == 2);
	c[5].rx_packets = 0;
	rates_take(&r, c, COUNT(c), 4 * CLOCK_SEC);
	rate = rates_find(&r, 5, 5);
	CHECK_AS("counters that start again give no rate",
		 rate && rate->packets == 25 && rate->count == 2);
	rates_take(&r, c, COUNT(c), 4 * CLOCK_SEC + CLOCK_MS);
	CHECK_AS("samples too close are left out", rate->last_at == 4 * CLOCK_SEC);
	rates_done(&r);
}

static void test_leftover(void)
{
	struct error e = { .code = 0 };
	struct scratch parent = scratch_new();
	struct leftover left;
	char path[128], name[64];
	snprintf(name, sizeof(name), "labtap-%u-test", (unsigned)getuid());
	snprintf(path, sizeof(path), "%s/%s", parent.path, name);
	CHECK(!leftover_find(&left, parent.path, getuid()));
	mkdir(path, 0700);
	CHECK_AS("an empty one is not offered",
		 !leftover_find(&left, parent.path, getuid()));
	struct scratch dir = { .fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) };
	snprintf(dir.path, sizeof(dir.path), "%.60s", path);
	struct spool *spool = spool_fill(&dir, &e);
	leftover_lock(dir.fd);
	CHECK_AS("one in use is not offered",
		 !leftover_find(&left, parent.path, getuid()));
	flock(dir.fd, LOCK_UN);
	CHECK(leftover_find(&left, parent.path, getuid()));
	CHECK_STR(left.path, path);
	CHECK(left.bytes > PACKETS * 60);
	CHECK_AS("of another user neither",
		 !leftover_find(&left, parent.path, getuid() + 1));
	spool_free(spool);
	scratch_list(&dir, true);
	close(dir.fd);
	scratch_free(&parent);
}

/* The stream of all segments, and a file cut to its first packets, hold what they
 * should: counted by the store itself. */
static void test_feed(uint64_t limit, uint64_t want)
{
	struct error e = { .code = 0 };
	struct scratch dir = scratch_new();
	char path[128];
	struct spool *spool = spool_fill(&dir, &e);
	snprintf(path, sizeof(path), "%s/stream", dir.path);
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	const struct feed_options options = {
		.control = spool_control_fd(spool),
		.dir = dir.fd,
		.to = fd,
		.stop = -1,
		.limit = limit,
	};
	struct feed *feed = feed_new(&options, &e);
	CHECK(feed && feed_copy(feed, &e) && feed_copy(feed, &e));
	CHECK(feed_packets(feed) == want);
	CHECK(feed_is_full(feed) == (limit == want));
	feed_free(feed);
	struct session *s = session_new(NULL, NULL, &no_options, &e);
	CHECK(session_open_file(s, path, &e));
	advance(s);
	CHECK(store_last(s->store) == want);
	CHECK(!store_trouble(s->store));
	CHECK(feed_cut(fd, 3, &e));
	CHECK(session_open_file(s, path, &e));
	advance(s);
	CHECK(store_last(s->store) == 3 && !store_trouble(s->store));
	session_free(s);
	close(fd);
	spool_free(spool);
	scratch_free(&dir);
}

enum { SLOW_LIMIT = 64 << 10 };

/* Fills the ring of a spool several times over. */
static bool spool_overrun(struct spool *s, struct error *e)
{
	bool ok = true;
	for (unsigned i = 0; ok && i < 4 * PACKETS; i++) {
		uint8_t bytes[1000] = { 0 };
		struct packet p = { .captured = sizeof(bytes),
				    .length = sizeof(bytes),
				    .bytes = bytes };
		ok = spool_append(s, &p, e) && (i % 8 || spool_publish(s, e));
	}
	return ok && spool_publish(s, e);
}

/* A pipe that nobody reads for a while: what was trimmed meanwhile is left out, the
 * rest is whole. */
static void test_slow_feed(void)
{
	struct error e = { .code = 0 };
	struct scratch dir = scratch_new();
	struct spool_options options = {
		.dir = dir.fd, .file = -1, .segment_size = 16384, .limit = SLOW_LIMIT
	};
	struct spool *spool = spool_new(&options, &e);
	struct iface iface = { .name = "a:eth1", .linktype = LINKTYPE_ETHERNET };
	char path[128], bytes[4096];
	int ends[2], status = 1;
	spool_iface(spool, &iface);
	CHECK(!pipe2(ends, O_CLOEXEC) && fcntl(ends[1], F_SETPIPE_SZ, 4096) > 0);
	CHECK(spool_overrun(spool, &e));
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		close(ends[0]);
		const struct feed_options to_pipe = {
			.control = spool_control_fd(spool),
			.dir = dir.fd,
			.to = ends[1],
			.stop = -1,
		};
		struct feed *f = feed_new(&to_pipe, &e);
		bool ok = f && feed_copy(f, &e);
		printf("# %s\n", ok ? "copied" : e.text);
		fflush(stdout);
		_exit(ok && feed_skipped(f) ? 0 : 1);
	}
	close(ends[1]);
	/* The first bytes show that it is on its way, and stuck. */
	snprintf(path, sizeof(path), "%s/stream", dir.path);
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ssize_t n = read(ends[0], bytes, sizeof(bytes));
	CHECK(n > 0 && write(fd, bytes, (size_t)n) == n);
	CHECK(spool_overrun(spool, &e));
	while ((n = read(ends[0], bytes, sizeof(bytes))) > 0)
		CHECK(write(fd, bytes, (size_t)n) == n);
	waitpid(pid, &status, 0);
	CHECK_AS("it goes on with what is there, and knows", status == 0);
	struct session *s = session_new(NULL, NULL, &no_options, &e);
	CHECK(session_open_file(s, path, &e));
	advance(s);
	CHECK(store_last(s->store) > 20 && !store_trouble(s->store));
	session_free(s);
	close(ends[0]);
	close(fd);
	spool_free(spool);
	scratch_free(&dir);
}

static const char *json(const char *escaped, char *out, size_t size)
{
	struct text t = text_over(out, size);
	rowjson_string(&t, escaped);
	return out;
}

/* RFC 8259: what text_escape() wrote becomes what JSON calls it. */
static void test_json(void)
{
	char out[256];
	CHECK_STR(json("plain \xc3\xa9", out, sizeof(out)), "\"plain \xc3\xa9\"");
	CHECK_STR(json("a\"b", out, sizeof(out)), "\"a\\\"b\"");
	CHECK_STR(json("tab\\x09", out, sizeof(out)), "\"tab\\u0009\"");
	CHECK_STR(json("\\x7f", out, sizeof(out)), "\"\\u007f\"");
	CHECK_STR(json("back\\\\slash", out, sizeof(out)), "\"back\\\\slash\"");
	CHECK_STR(json("\\\\x41", out, sizeof(out)), "\"\\\\x41\"");
	CHECK_STR(json("bad \\xff", out, sizeof(out)), "\"bad \\\\xff\"");
	CHECK_STR(json("\\xc2\\x85", out, sizeof(out)), "\"\\u0085\"");
	CHECK_STR(json("\\xe2\\x80\\xae.", out, sizeof(out)), "\"\\u202e.\"");
	CHECK_STR(json("\\xf3\\xa0\\x81\\x81.", out, sizeof(out)),
		  "\"\\udb40\\udc41.\"");
	CHECK_STR(json("cut \\x", out, sizeof(out)), "\"cut \\\\x\"");
}

int main(void)
{
	test_files();
	test_marks();
	test_selection();
	test_rates();
	test_leftover();
	test_feed(0, PACKETS);
	test_feed(123, 123);
	test_slow_feed();
	test_json();
	return test_done();
}
