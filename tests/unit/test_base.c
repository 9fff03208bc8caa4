/* text, reader, error, arena, clock, loop: what the rest of the tree relies on. */
#include "tests/test.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/base/arena.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/loop.h"
#include "core/base/netns.h"
#include "core/base/reader.h"
#include "core/base/text.h"

static const char *escaped(const char *bytes, size_t n)
{
	static char buffer[128];
	struct text t = text_over(buffer, sizeof(buffer));
	text_escape(&t, bytes, n);
	return buffer;
}

static void test_escape(void)
{
	CHECK_STR(escaped("plain", 5), "plain");
	CHECK_STR(escaped("a\tb\n\x1b[2J", 8), "a\\x09b\\x0a\\x1b[2J");
	CHECK_STR(escaped("\x7f", 1), "\\x7f");
	CHECK_STR(escaped("caf\xc3\xa9", 5), "caf\xc3\xa9");
	CHECK_STR(escaped("\xc2\x85", 2), "\\xc2\\x85");
	CHECK_STR(escaped("\xe2\x80\xae", 3), "\\xe2\\x80\\xae");
	CHECK_STR(escaped("\xd8\x9c", 2), "\\xd8\\x9c");
	CHECK_STR(escaped("\xe2\x80\x8b", 3), "\\xe2\\x80\\x8b");
	CHECK_STR(escaped("\xe2\x80\x8d", 3), "\xe2\x80\x8d");
	CHECK_STR(escaped("\xef\xbb\xbf", 3), "\\xef\\xbb\\xbf");
	CHECK_STR(escaped("\xf3\xa0\x81\x81", 4), "\\xf3\\xa0\\x81\\x81");
	CHECK_STR(escaped("\xc0\xaf", 2), "\\xc0\\xaf");
	CHECK_STR(escaped("\xed\xa0\x80", 3), "\\xed\\xa0\\x80");
	CHECK_STR(escaped("\xf4\x90\x80\x80", 4), "\\xf4\\x90\\x80\\x80");
	CHECK_STR(escaped("\xe2\x82", 2), "\\xe2\\x82");
	CHECK_STR(escaped("a\\b", 3), "a\\\\b");
}

static void test_text(void)
{
	char small[8];
	struct text t = text_over(small, sizeof(small));
	text_str(&t, "abcdef");
	CHECK(!t.cut);
	text_uint(&t, 12);
	CHECK(t.cut);
	CHECK_STR(small, "abcdef1");
	text_printf(&t, "%d", 5);
	CHECK_STR(small, "abcdef1");

	char buffer[64];
	t = text_over(buffer, sizeof(buffer));
	text_uint(&t, UINT64_MAX);
	text_char(&t, ' ');
	text_int(&t, INT64_MIN);
	CHECK_STR(buffer, "18446744073709551615 -9223372036854775808");
	t = text_over(buffer, sizeof(buffer));
	text_hex(&t, 0xbeef, 6);
	text_padded(&t, 7, 3);
	CHECK_STR(buffer, "00beef007");
}

static void test_reader(void)
{
	const uint8_t bytes[] = { 1, 2, 3, 4, 5 };
	struct reader r = reader_over(bytes, sizeof(bytes));
	CHECK(reader_u16(&r) == 0x0102);
	CHECK(reader_u24(&r) == 0x030405);
	CHECK(!r.cut && reader_left(&r) == 0);
	CHECK(reader_u8(&r) == 0 && r.cut);

	r = reader_over(bytes, sizeof(bytes));
	reader_skip(&r, 1);
	struct reader sub = reader_sub(&r, 2);
	CHECK(reader_u8(&sub) == 2 && reader_offset(&sub) == 2);
	CHECK(reader_u16le(&sub) == 0 && sub.cut && !r.cut);
	CHECK(reader_u16le(&r) == 0x0504);
	sub = reader_sub(&r, 1);
	CHECK(sub.cut && r.cut);
}

static void test_error(void)
{
	struct error e;
	CHECK(!error_set(&e, ENOENT, "open %s", "x"));
	CHECK_STR(e.text, "open x: No such file or directory");
	CHECK(!error_in(&e, "lab"));
	CHECK_STR(e.text, "lab: open x: No such file or directory");
	CHECK(e.code == ENOENT);
}

static void test_arena(void)
{
	struct arena *a = arena_new();
	char *big = arena_alloc(a, 100000);
	memset(big, 'x', 100000);
	CHECK_STR(arena_printf(a, "%s-%d", "r", 5), "r-5");
	CHECK((uintptr_t)arena_alloc(a, 3) % 16 == 0);
	arena_free(a);
}

static void test_clock(void)
{
	char buffer[64];
	setenv("TZ", "UTC", 1);
	tzset();
	struct text t = text_over(buffer, sizeof(buffer));
	clock_text_rfc3339(&t, 1700000000123456789);
	CHECK_STR(buffer, "2023-11-14T22:13:20.123456789Z");
	t = text_over(buffer, sizeof(buffer));
	clock_text_time(&t, -1, 3);
	CHECK_STR(buffer, "23:59:59.999");
	t = text_over(buffer, sizeof(buffer));
	clock_text_seconds(&t, -1000250000, 6);
	CHECK_STR(buffer, "-1.000250");
	t = text_over(buffer, sizeof(buffer));
	clock_text_gap(&t, 2000000, true);
	CHECK_STR(buffer, "+2.0 ms");
}

struct poke {
	struct loop *loop;
	int a, b, calls;
};

/* Whichever runs first removes the other: the other must not be called any more. */
static void poke_fn(void *owner, uint32_t events)
{
	struct poke *p = owner;
	(void)events;
	p->calls++;
	loop_remove(p->loop, p->a);
	loop_remove(p->loop, p->b);
}

static void test_loop(void)
{
	struct error e;
	struct loop *l = loop_new(&e);
	struct poke p = { l, eventfd(1, EFD_NONBLOCK), eventfd(1, EFD_NONBLOCK), 0 };
	CHECK(loop_add(l, p.a, EPOLLIN, poke_fn, &p, &e));
	CHECK(loop_add(l, p.b, EPOLLIN, poke_fn, &p, &e));
	CHECK(loop_step(l, 0, &e));
	CHECK(p.calls == 1);
	close(p.a);
	close(p.b);
	loop_free(l);
}

static void test_netns(void)
{
	struct error e;
	uint64_t cookie = 0;
	int fd = netns_open_self(&e);
	CHECK(fd >= 0 && netns_cookie(fd, &cookie, &e) && cookie != 0);
	close(fd);
	CHECK(netns_open("/etc/passwd", &e) < 0);
	CHECK(netns_open("/proc/self/ns/mnt", &e) < 0);
}

int main(void)
{
	test_escape();
	test_text();
	test_reader();
	test_error();
	test_arena();
	test_clock();
	test_loop();
	test_netns();
	return test_done();
}
