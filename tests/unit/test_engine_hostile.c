/* An engine whose front was taken over: orders that are each allowed and together too
 * many, and a pipe that is made to block. It goes on answering, and ends with its
 * front. */
#include "tests/engine.h"

#include "core/base/channel.h"
#include "core/capture/engine.h"
#include "core/capture/watchman.h"
#include "core/capture/wire.h"

enum { ROUNDS = 300, CAPTURES = 6000 };

struct front {
	pid_t engine;
	int sock, wake;
	struct order order;
	struct wire_notice notice;
};

static void front_start(struct front *f, const struct user *u)
{
	const struct engine_options options = {
		.user = u,
		.spool_dir = "/var/tmp",
		.spool_limit = 1 << 30,
	};
	int ends[2], wake[2];
	struct error e;
	pid_t front = getpid();
	CHECK(channel_open(ends, &e) && !pipe2(wake, O_CLOEXEC | O_NONBLOCK));
	f->engine = fork();
	if (f->engine == 0) {
		close(ends[0]);
		close(wake[0]);
		_exit(engine_run(ends[1], wake[1], front, &options));
	}
	close(ends[1]);
	close(wake[1]);
	f->sock = ends[0];
	f->wake = wake[0];
}

/* The next notice, what comes with it closed; false: none within a time that is always
 * enough. */
static bool hear_next(struct front *f)
{
	struct channel_message m;
	struct pollfd p = { .fd = f->sock, .events = POLLIN };
	if (poll(&p, 1, PATIENCE_MS) <= 0 ||
	    channel_receive(f->sock, &f->notice, sizeof(f->notice), &m) != CHANNEL_OK)
		return false;
	channel_close_fds(&m);
	return true;
}

static bool hear_kind(struct front *f, enum notice_kind kind)
{
	while (hear_next(f))
		if (f->notice.kind == kind)
			return true;
	return false;
}

/* Orders until it is there, and hears what is said meanwhile: an engine whose own words
 * are not taken waits for that. */
static bool order(struct front *f, const int *fds, unsigned count)
{
	for (;;) {
		struct pollfd p = { .fd = f->sock, .events = POLLIN | POLLOUT };
		if (poll(&p, 1, PATIENCE_MS) <= 0)
			return false;
		if (p.revents & POLLIN && !hear_next(f))
			return false;
		enum channel_result r = channel_send(f->sock, &f->order,
						     order_size(&f->order), fds, count);
		if (r != CHANNEL_BUSY)
			return r == CHANNEL_OK;
	}
}

/* The answer to a wish that cannot be granted: the engine is at work. */
static bool still_answers(struct front *f)
{
	order_init(&f->order, ORDER_RELAY, 77);
	return order(f, NULL, 0) && hear_kind(f, NOTICE_TROUBLE);
}

/* Its parent is alive: only the end of the channel says that there is nothing to do. */
static bool front_ends(struct front *f)
{
	close(f->sock);
	close(f->wake);
	bool ended = wait_dead(f->engine);
	kill(f->engine, SIGKILL);
	waitpid(f->engine, NULL, 0);
	return ended;
}

/* Each list names other interfaces than the one before it. */
static void meters_fill(struct order *o, uint32_t round)
{
	order_init(o, ORDER_METERS, 0);
	o->count = WIRE_METERS;
	for (uint32_t i = 0; i < WIRE_METERS; i++)
		o->items.meters[i] = (struct order_meter){
			.ifindex = 1 + i + WIRE_METERS * (round % 2),
			.id = 1 + i,
			.outer = { .family = AF_INET,
				   .local = { 127, 0, 0, 1 },
				   .remote = { 127, 0, 0, 1 },
				   .local_port = 10000,
				   .remote_port = 20000 },
		};
}

static void test_many_meters(const struct user *u)
{
	struct front f;
	front_start(&f, u);
	CHECK(hear_kind(&f, NOTICE_HELLO));
	bool sent = true;
	for (uint32_t i = 0; sent && i < ROUNDS; i++) {
		meters_fill(&f.order, i);
		sent = order(&f, NULL, 0);
	}
	CHECK_AS("so many tunnels to count are taken or refused", sent);
	CHECK_AS("it answers after them", still_answers(&f));
	CHECK_AS("it ends after them", front_ends(&f));
}

/* More than there may be, of interfaces that do not exist, each ended before it was
 * opened; and links to watch in between, whose answers nobody waits for. */
static bool many_captures(struct front *f)
{
	bool sent = true;
	for (uint32_t i = 0; sent && i < CAPTURES; i++) {
		order_init(&f->order, ORDER_CAPTURE, 100 + i);
		f->order.ifindex = 1000000 + i;
		f->order.snaplen = 64;
		memcpy(f->order.name, "x:y", 4);
		memcpy(f->order.ifname, "y", 2);
		sent = order(f, NULL, 0);
		order_init(&f->order, i % 2 ? ORDER_RELEASE : ORDER_WATCH, 100 + i);
		f->order.count = i % 2 ? 0 : WIRE_KEYS;
		sent = sent && order(f, NULL, 0);
	}
	return sent;
}

static void test_many_captures(const struct user *u)
{
	struct front f;
	front_start(&f, u);
	order_init(&f.order, ORDER_SPOOL, 0);
	CHECK(order(&f, NULL, 0) && hear_kind(&f, NOTICE_SPOOL));
	CHECK_AS("so many captures are taken or refused", many_captures(&f));
	CHECK_AS("it answers after them", still_answers(&f));
	CHECK_AS("it ends after them", front_ends(&f));
}

/* Waits for what never comes, as a loop that a file system keeps. */
static void stuck_main(int sock)
{
	const struct watch w = { .sock = sock, .patience_ms = 100 };
	struct error e;
	if (watchman_start(&w, &e))
		for (;;)
			pause();
	_exit(EXIT_SUCCESS);
}

static void test_stuck(void)
{
	int ends[2];
	struct error e;
	CHECK(channel_open(ends, &e));
	pid_t pid = fork();
	if (pid == 0) {
		close(ends[0]);
		stuck_main(ends[1]);
	}
	close(ends[1]);
	usleep(300000);
	CHECK_AS("while there is a front it may take its time", is_alive(pid));
	close(ends[0]);
	CHECK_AS("without one it ends", wait_dead(pid));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

int main(void)
{
	struct user nobody;
	struct error e;
	if (geteuid() != 0 || !world_make()) {
		SKIP("an engine with a hostile front", "needs root");
		return test_done();
	}
	if (CHECK(user_find(&nobody, "nobody", &e))) {
		test_many_meters(&nobody);
		test_many_captures(&nobody);
		test_stuck();
		user_done(&nobody);
	}
	return test_done();
}
