/* A ring that is left for a larger one while frames come from two processors, and while
 * the reader is late: every frame is taken once, or counted as lost once. */
#include "tests/test.h"

#include <pthread.h>
#include <stdatomic.h>

#include "tests/cable.h"

enum {
	SENDERS = 2,
	FRAME = 200,
	BATCH = 32,
	ROUNDS = 8,
	SMALL_KIB = 256,
	LARGE_KIB = 1024,
	NUMBERS = 1 << 22,
};

struct sender {
	pthread_t thread;
	int fd;
	uint8_t id;
	atomic_bool stop, slow;
	uint32_t sent; /* frames 0..sent-1 */
};

struct taken {
	uint8_t *times[SENDERS]; /* each number was taken */
	uint32_t newest[SENDERS];
	uint64_t count, dropped, strange, twice, behind;
	int64_t time;
};

static void frames_fill(const struct sender *s, uint8_t (*frames)[FRAME],
			struct mmsghdr *messages, struct iovec *io)
{
	for (unsigned i = 0; i < BATCH; i++) {
		memset(frames[i], 0xff, 6);
		memset(frames[i] + 6, 2, 6);
		memcpy(frames[i] + 12, "\x88\xb5", 2);
		frames[i][14] = s->id;
		io[i] = (struct iovec){ frames[i], FRAME };
		messages[i] = (struct mmsghdr){
			.msg_hdr = { .msg_iov = &io[i], .msg_iovlen = 1 },
		};
	}
}

static void *sender_main(void *owner)
{
	struct sender *s = owner;
	uint8_t frames[BATCH][FRAME];
	struct mmsghdr messages[BATCH];
	struct iovec io[BATCH];
	frames_fill(s, frames, messages, io);
	while (!s->stop && s->sent < NUMBERS - BATCH) {
		for (uint32_t i = 0; i < BATCH; i++) {
			uint32_t number = s->sent + i;
			memcpy(frames[i] + 16, &number, sizeof(number));
		}
		int done = sendmmsg(s->fd, messages, BATCH, 0);
		s->sent += done > 0 ? (uint32_t)done : 0;
		usleep(s->slow ? 2000 : 100);
	}
	return NULL;
}

static void take(void *owner, struct packet *p)
{
	struct taken *t = owner;
	uint32_t number;
	unsigned id = p->bytes[14];
	memcpy(&number, p->bytes + 16, sizeof(number));
	t->count++;
	t->dropped += p->dropped;
	if (p->length != FRAME || id >= SENDERS || number >= NUMBERS) {
		t->strange++;
		return;
	}
	t->twice += t->times[id][number] > 0;
	t->behind += number < t->newest[id];
	t->times[id][number] = 1;
	t->newest[id] = number;
}

static void drain(struct source *s, struct taken *t)
{
	struct pollfd p = { .fd = source_fd(s), .events = POLLIN };
	poll(&p, 1, 5);
	(void)source_drain(s, 4096, take, t);
}

/* Until the smaller ring has lost something. */
static void lose(struct source *s, struct taken *t)
{
	uint64_t before = source_counts(s).dropped_kernel;
	while (source_counts(s).dropped_kernel == before)
		usleep(10000);
	drain(s, t);
}

static struct source *ring_of_size(uint32_t kib, bool stamps)
{
	struct error e = { 0 };
	struct source_options o = cable_options("right");
	o.buffer_kib = kib;
	o.stamps = stamps;
	struct source *s = source_open_ring(&o, &e);
	if (!s)
		printf("# %s\n", e.text);
	return s;
}

static void senders_start(struct sender *senders)
{
	for (uint8_t i = 0; i < SENDERS; i++) {
		senders[i] = (struct sender){ .fd = cable_socket("left"), .id = i };
		if (pthread_create(&senders[i].thread, NULL, sender_main, &senders[i]))
			abort();
	}
}

static void senders_slow(struct sender *senders, bool slow)
{
	for (unsigned i = 0; i < SENDERS; i++)
		senders[i].slow = slow;
}

static uint64_t senders_stop(struct sender *senders)
{
	uint64_t sent = 0;
	for (unsigned i = 0; i < SENDERS; i++)
		senders[i].stop = true;
	for (unsigned i = 0; i < SENDERS; i++) {
		pthread_join(senders[i].thread, NULL);
		close(senders[i].fd);
		sent += senders[i].sent;
	}
	return sent;
}

/* A reader that is late now and then, so that frames are lost at any moment of it. */
static bool move(struct source *s, struct taken *t, bool late)
{
	int64_t end = clock_mono() + 20 * CLOCK_SEC;
	struct source *left = NULL;
	for (unsigned i = 1; !left && clock_mono() < end; i++) {
		drain(s, t);
		left = source_left(s);
		if (late && i % 16 == 0)
			usleep(30000);
	}
	source_close(left);
	return left;
}

static void settle(struct source *s, struct taken *t)
{
	for (unsigned i = 0; i < 40; i++)
		drain(s, t);
}

static void round_run(bool late, bool quiet)
{
	struct taken t = { 0 };
	struct sender senders[SENDERS];
	struct source *s = ring_of_size(SMALL_KIB, false);
	struct source *bigger = ring_of_size(LARGE_KIB, true);
	for (unsigned i = 0; i < SENDERS; i++)
		t.times[i] = calloc(NUMBERS, 1);
	CHECK(s && bigger);
	senders_start(senders);
	lose(s, &t);
	senders_slow(senders, quiet);
	CHECK(source_grow(s, bigger));
	CHECK(move(s, &t, late));
	CHECK(source_ring_kib(s) == LARGE_KIB);
	for (unsigned i = 0; i < 20; i++)
		drain(s, &t);
	uint64_t sent = senders_stop(senders);
	settle(s, &t);
	struct source_counts c = source_counts(s);
	CHECK(t.strange == 0);
	CHECK(t.twice == 0);
	CHECK(t.behind == 0);
	CHECK(c.kept == t.count);
	CHECK(c.dropped_kernel > 0);
	CHECK(t.count + c.dropped_kernel == sent);
	CHECK(c.received == sent);
	printf("# %lu sent, %lu lost\n", sent, c.dropped_kernel);
	source_close(s);
	for (unsigned i = 0; i < SENDERS; i++)
		free(t.times[i]);
}

static void test_stay(void)
{
	struct taken t = { 0 };
	struct source *s = ring_of_size(SMALL_KIB, false);
	struct source *bigger = ring_of_size(LARGE_KIB, true);
	CHECK(s && bigger && source_grow(s, bigger));
	drain(s, &t);
	CHECK(source_stay(s) == bigger);
	CHECK(!source_stay(s) && !source_left(s));
	CHECK(source_ring_kib(s) == SMALL_KIB);
	CHECK(!source_grow(bigger, s)); /* it is none */
	CHECK(source_grow(s, bigger));
	source_close(s); /* with both */
}

/* A ring can be left alone for as long as it takes to fill at 800 MB/s, at most; not
 * while there are two. */
static void test_patience(void)
{
	const int64_t fills = SMALL_KIB * 1024 * 5 / 4,
		      large = LARGE_KIB * 1024 * 5 / 4;
	struct taken t = { 0 };
	struct source_options o = cable_options("right");
	struct source *s = ring_of_size(SMALL_KIB, false);
	struct source *bigger = ring_of_size(LARGE_KIB, true);
	struct source *other = cable_source(CABLE_PCAP, &o);
	CHECK(source_patience(other) == 0);
	CHECK(source_patience(s) == 0); /* nothing is known yet */
	CHECK(source_patience(s) == fills);
	source_patience(bigger);
	CHECK(source_patience(bigger) == large);
	CHECK(source_grow(s, bigger) && source_patience(s) == 0);
	drain(s, &t);
	CHECK(source_stay(s) == bigger && source_patience(s) == fills);
	source_close(s);
	source_close(bigger);
	source_close(other);
}

int main(void)
{
	if (cable_open() && cable_veth("left", "right")) {
		for (unsigned i = 0; i < ROUNDS; i++)
			round_run(i % 2, i % 4 > 1);
		test_stay();
		test_patience();
	}
	return test_done();
}
