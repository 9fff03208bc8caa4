/* What the census of a host costs, for tests/bench/host.sh: the first one, then SECONDS
 * of keeping it current, then reading it as machines. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/lab/clerk.h"
#include "core/lab/machine_census.h"

struct office {
	struct census census;
	unsigned told;
};

static double cpu_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void on_census(void *owner, int fd)
{
	struct office *o = owner;
	struct error e;
	census_close(&o->census);
	if (!census_open(&o->census, fd, &e)) {
		fprintf(stderr, "census: %s\n", e.text);
		exit(1);
	}
	close(fd);
	o->told++;
}

static void read_machines(const struct office *o)
{
	static const struct facts nothing;
	struct error e;
	char note[200];
	struct rules *rules = rules_new(NULL, &e);
	const struct census_sources s = { &o->census, &nothing, rules, "" };
	double start = cpu_ms();
	struct machines *m = machine_census(&s, note);
	printf("read as %zu machines: %.1f ms CPU\n", m->count, cpu_ms() - start);
	machines_free(m);
	rules_free(rules);
}

int main(int argc, char **argv)
{
	static const struct clerk_options options = { .home = "/nonexistent" };
	struct error e;
	struct office o = { .told = 0 };
	long seconds = argc > 1 ? strtol(argv[1], NULL, 10) : 10;
	double start = cpu_ms();
	int64_t begun = clock_mono();
	struct loop *loop = loop_new(&e);
	struct clerk *c = loop ? clerk_new(loop, &options, on_census, &o, &e) : NULL;
	while (c && !o.told && loop_step(loop, 1000, &e))
		;
	if (!c || !o.told) {
		fprintf(stderr, "census: %s\n", e.text);
		return 1;
	}
	printf("first census: %zu processes, %zu bytes of words: %.0f ms CPU, %.0f "
	       "ms\n",
	       o.census.process_count, o.census.size, cpu_ms() - start,
	       (double)(clock_mono() - begun) / CLOCK_MS);
	/* Young processes are looked at more often: that is over then. */
	for (begun = clock_mono(); clock_mono() - begun < 10 * CLOCK_SEC;)
		(void)loop_step(loop, 1000, &e);
	start = cpu_ms();
	begun = clock_mono();
	while (clock_mono() - begun < seconds * CLOCK_SEC)
		(void)loop_step(loop, 1000, &e);
	printf("kept current: %.2f ms CPU per second\n",
	       (cpu_ms() - start) / (double)seconds);
	read_machines(&o);
	clerk_free(c);
	loop_free(loop);
	census_close(&o.census);
	return 0;
}
