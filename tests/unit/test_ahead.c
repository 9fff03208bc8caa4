/* A file that a thread fetches from the disk while it is indexed: nothing is missing,
 * nothing is said that is not so, and it goes on growing afterwards. */
#include "tests/test.h"

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/store/ahead.h"
#include "core/store/store.h"
#include "tests/craft.h"

enum { PACKETS = 60000, SIZE = 60 }; /* five megabytes */

static void make(struct craft *c)
{
	static const uint8_t bytes[SIZE] = { 0xff };
	craft_section(c, false, NULL);
	craft_iface(c, 1, 0, "eth0", 9);
	for (uint32_t n = 0; n < PACKETS; n++)
		craft_packet(c, 0, n, bytes, SIZE);
}

static bool all_there(struct store *s, uint64_t last)
{
	struct packet p;
	bool fine = store_last(s) == last;
	for (uint64_t n = 1; fine && n <= last; n++)
		fine = store_get(s, n, &p) && p.captured == SIZE &&
		       p.time == (int64_t)n - 1;
	return fine;
}

static void read_all(struct store *s)
{
	while (store_advance(s, 4096))
		if (store_trouble(s))
			break;
}

static void test_whole(const struct craft *c)
{
	struct error e;
	struct store *s = store_open_file(craft_fd(c, c->size), "F", &e);
	store_read_ahead(s);
	store_read_ahead(s);
	read_all(s);
	CHECK(all_there(s, PACKETS) && !store_trouble(s));
	store_free(s);
}

/* The last packet comes later. */
static void test_torn(const struct craft *c)
{
	struct error e;
	int fd = craft_fd(c, c->size - 9), other = dup(fd);
	struct store *s = store_open_file(fd, "F", &e);
	store_read_ahead(s);
	read_all(s);
	CHECK(all_there(s, PACKETS - 1));
	CHECK(store_trouble(s) &&
	      strstr(store_trouble(s), "cut short in packet 60000"));
	CHECK(pwrite(other, c->bytes + c->size - 9, 9, (off_t)c->size - 9) == 9);
	read_all(s);
	CHECK(all_there(s, PACKETS) && !store_trouble(s));
	store_free(s);
	close(other);
}

/* Somebody empties it while it is read. */
static void test_truncated(const struct craft *c)
{
	struct error e;
	int fd = craft_fd(c, c->size), other = dup(fd);
	struct store *s = store_open_file(fd, "F", &e);
	store_read_ahead(s);
	while (!store_last(s) && store_advance(s, 1000))
		;
	CHECK(!ftruncate(other, 100));
	read_all(s);
	while (store_advance(s, 4096))
		;
	CHECK(store_trouble(s) && store_is_stopped(s));
	store_free(s);
	close(other);
}

static void test_stop(const struct craft *c)
{
	struct error e;
	struct store *s = store_open_file(craft_fd(c, c->size), "F", &e);
	store_read_ahead(s);
	store_free(s);
	int fd = craft_fd(c, c->size);
	struct ahead *a = ahead_new(fd);
	CHECK(a && ahead_reached(a, c->size, 10000) >= c->size);
	ahead_free(a);
	a = ahead_new(-1);
	CHECK(a && ahead_reached(a, 1, 10000) == UINT64_MAX);
	ahead_free(a);
	close(fd);
}

int main(void)
{
	struct craft c = { 0 };
	make(&c);
	test_whole(&c);
	test_torn(&c);
	test_truncated(&c);
	test_stop(&c);
	craft_free(&c);
	return test_done();
}
