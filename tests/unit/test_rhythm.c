/* When the engine reads its rings, which are pipes here, at times that we choose. */
#include "tests/test.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/capture/rhythm.h"

enum { RINGS = 200 };

struct rig {
	struct loop *loop;
	struct rhythm *rhythm;
	int pipes[RINGS][2];
	int64_t now, patience;
	unsigned asked, reads;
};

static struct rig rig;

static int64_t patience(void *owner)
{
	struct rig *r = owner;
	r->asked++;
	return r->patience;
}

static void read_ring(void *owner, uint32_t events UNUSED)
{
	char byte;
	const int *pipe = owner;
	rig.reads += read(pipe[0], &byte, 1) == 1;
}

static void setup(int64_t ns)
{
	struct error e;
	rig = (struct rig){ .now = CLOCK_SEC, .patience = ns };
	rig.loop = loop_new(&e);
	rig.rhythm = rhythm_new(rig.loop, patience, &rig, &e);
	CHECK(rig.rhythm);
	bool ok = true;
	for (size_t i = 0; i < RINGS; i++)
		ok &= !pipe(rig.pipes[i]) &&
		      loop_add(rhythm_rings(rig.rhythm), rig.pipes[i][0], EPOLLIN,
			       read_ring, rig.pipes[i], &e);
	CHECK(ok);
}

static void teardown(void)
{
	for (size_t i = 0; i < RINGS; i++) {
		close(rig.pipes[i][0]);
		close(rig.pipes[i][1]);
	}
	rhythm_free(rig.rhythm);
	loop_free(rig.loop);
}

/* What the engine does once, so many ms later; how many rings were read. */
static unsigned step(int ms)
{
	struct error e;
	unsigned before = rig.reads;
	rig.now += ms * CLOCK_MS;
	CHECK(loop_step(rig.loop, 0, &e));
	CHECK(rhythm_step(rig.rhythm, rig.now, &e));
	return rig.reads - before;
}

static void fill(size_t rings)
{
	bool ok = true;
	for (size_t i = 0; i < rings; i++)
		ok &= write(rig.pipes[i][1], "", 1) == 1;
	CHECK(ok);
}

static int wait_for(int most)
{
	return rhythm_wait(rig.rhythm, rig.now, most);
}

/* So many in a row that the next ones have to wait. */
static void hurry(void)
{
	for (int i = 0; i < 5; i++) {
		fill(1);
		CHECK(step(i ? 2 : 100) == 1);
	}
}

static void test_slow(void)
{
	setup(CLOCK_SEC);
	for (int i = 0; i < 50; i++) {
		fill(2);
		CHECK(step(20) == 2);
		CHECK(wait_for(-1) == -1 && wait_for(20) == 20);
	}
	CHECK(!rig.asked);
	teardown();
}

static void test_fast(void)
{
	setup(CLOCK_SEC);
	hurry();
	CHECK(wait_for(-1) == 10 && wait_for(3) == 3 && wait_for(0) == 0);
	fill(3);
	CHECK(step(4) == 0);
	CHECK(wait_for(-1) == 6);
	CHECK(step(6) == 3);
	CHECK(wait_for(-1) == 10);
	/* Late, as on a busy machine: that changes nothing. */
	fill(1);
	CHECK(step(300) == 1);
	CHECK(wait_for(-1) == 10);
	/* Nothing came: from now on whatever comes is read at once. */
	CHECK(step(10) == 0);
	CHECK(wait_for(-1) == -1);
	fill(1);
	CHECK(step(1) == 1);
	CHECK(wait_for(-1) == -1);
	teardown();
}

static void test_impatient(void)
{
	setup(0);
	hurry();
	CHECK(rig.asked && wait_for(-1) == -1);
	rig.patience = 3 * CLOCK_MS + 1;
	fill(1);
	CHECK(step(1) == 1);
	CHECK(wait_for(-1) == 4);
	/* The rings fill faster than that by now. */
	rig.patience = CLOCK_MS / 2;
	fill(1);
	CHECK(step(4) == 1);
	CHECK(wait_for(-1) == -1);
	fill(1);
	CHECK(step(0) == 1);
	teardown();
}

/* More than one look at epoll finds. */
static void test_many(void)
{
	setup(CLOCK_SEC);
	hurry();
	fill(RINGS);
	CHECK(step(10) == RINGS);
	fill(RINGS);
	CHECK(step(10) == RINGS);
	teardown();
}

int main(void)
{
	test_slow();
	test_fast();
	test_impatient();
	test_many();
	return test_done();
}
