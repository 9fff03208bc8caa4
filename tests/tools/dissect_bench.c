/* dissect_bench FILE [tree]: decodes every packet of a capture, to the row (or to the
 * row and the tree), and prints packets, CPU seconds, and microseconds per packet of
 * reading and decoding, and of decoding alone (the same loop without it taken off). */
#include <fcntl.h>
#include <stdio.h>
#include <time.h>

#include "core/dissect/dissect.h"
#include "core/store/store.h"

static double cpu_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* decode false: only touches what a row would read. The sum keeps the work alive. */
static double pass(struct store *s, bool decode, struct fields *tree,
		   unsigned long *sum)
{
	struct packet p;
	struct row row;
	double start = cpu_seconds();
	for (uint64_t n = store_first(s); n && n <= store_last(s); n++) {
		if (!store_get(s, n, &p))
			break;
		*sum += p.captured ? p.bytes[p.captured / 2] : 0;
		if (!decode)
			continue;
		dissect_packet(&row, tree, p.linktype, p.bytes, p.captured, p.length);
		*sum += (unsigned char)row.info[0];
	}
	return cpu_seconds() - start;
}

int main(int argc, char **argv)
{
	struct error e = { 0 };
	int fd = argc > 1 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1;
	struct store *s = fd < 0 ? NULL : store_open_file(fd, argv[1], &e);
	if (!s) {
		fprintf(stderr, "dissect_bench: %s\n", e.text);
		return 1;
	}
	while (store_advance(s, 100000))
		;
	struct fields *tree = argc > 2 ? fields_new() : NULL;
	unsigned long sum = 0;
	double packets = (double)(store_last(s) - store_first(s) + 1);
	double walk = pass(s, false, NULL, &sum);
	double all = pass(s, true, tree, &sum);
	printf("%.0f packets, %.3f CPU s, %.3f us each, decoding alone %.3f us\n",
	       packets, all, all * 1e6 / packets, (all - walk) * 1e6 / packets);
	fields_free(tree);
	store_free(s);
	return sum == 0;
}
