/* What the store costs: store_bench FILE [SPOOL_DIRECTORY]
 * One line per measure, name and value, for tests/bench/store.sh. CPU time is user and
 * system of this process. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "core/store/spool.h"
#include "core/store/store.h"

static double cpu(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void say(const char *what, double value)
{
	printf("%s %.4f\n", what, value);
}

static struct store *bench_index(const char *path)
{
	struct error e;
	struct store *s = store_open_file(open(path, O_RDONLY | O_CLOEXEC), path, &e);
	if (!s) {
		fprintf(stderr, "%s\n", e.text);
		exit(1);
	}
	double start = cpu();
	while (store_advance(s, 65536))
		;
	double spent = cpu() - start, count = (double)store_last(s);
	say("packets", count);
	say("index_cpu_s", spent);
	say("index_per_second", count / spent);
	say("memory_bytes_per_packet", (double)store_memory(s) / count);
	return s;
}

static void bench_scan(struct store *s)
{
	struct packet p;
	uint64_t bytes = 0;
	double start = cpu();
	for (uint64_t n = 1; n <= store_last(s); n++)
		if (store_get(s, n, &p))
			bytes += p.captured;
	double spent = cpu() - start;
	say("scan_per_second", (double)store_last(s) / spent);
	say("captured_bytes", (double)bytes);
}

static void bench_random(struct store *s)
{
	enum { ROUNDS = 200000 };
	struct packet p;
	uint64_t random = 1, found = 0;
	double start = cpu();
	for (int i = 0; i < ROUNDS; i++) {
		random = random * UINT64_C(6364136223846793005) + 1;
		found += store_get(s, 1 + (random >> 20) % store_last(s), &p);
	}
	say("get_random_ns", (cpu() - start) / ROUNDS * 1e9);
	if (found != ROUNDS)
		exit(1);
}

/* Into the buffer only; the writes in between do not count. */
static double bench_append(struct spool *spool, const struct packet *p)
{
	enum { ROUNDS = 100, BUFFERED = 4000 };
	struct error e;
	double spent = 0;
	for (int round = 0; round < ROUNDS; round++) {
		double start = cpu();
		for (int n = 0; n < BUFFERED; n++)
			if (!spool_append(spool, p, &e))
				exit(1);
		spent += cpu() - start;
		if (!spool_publish(spool, &e))
			exit(1);
	}
	return spent / ROUNDS / BUFFERED * 1e9;
}

/* The packets of the file into a ring, published as the engine does it. */
static void bench_spool(struct store *s, int dir)
{
	enum { BATCH = 200 };
	struct error e;
	struct packet p;
	const struct spool_options o = {
		.dir = dir, .file = -1, .segment_size = 64 << 20, .limit = 256 << 20
	};
	struct spool *spool = spool_new(&o, &e);
	if (!spool || !store_get(s, 1, &p)) {
		fprintf(stderr, "%s\n", e.text);
		exit(1);
	}
	p.iface = spool_iface(spool, store_iface(s, 0));
	uint64_t count = store_last(s);
	double start = cpu();
	for (uint64_t n = 1; n <= count; n++) {
		p.time++;
		if (!spool_append(spool, &p, &e) ||
		    (n % BATCH == 0 && !spool_publish(spool, &e))) {
			fprintf(stderr, "%s\n", e.text);
			exit(1);
		}
	}
	say("spool_append_publish_ns", (cpu() - start) / (double)count * 1e9);
	say("spool_append_alone_ns", bench_append(spool, &p));
	spool_free(spool);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: store_bench FILE [SPOOL_DIRECTORY]\n");
		return 2;
	}
	struct store *s = bench_index(argv[1]);
	bench_scan(s);
	bench_random(s);
	if (argc > 2)
		bench_spool(s, open(argv[2], O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	store_free(s);
	return 0;
}
