/* Runs a filter over a capture file with what the browser uses for it:
 *   filter_bench FILE EXPR      packets per CPU second of rows_advance
 *   filter_bench -l FILE EXPR   one line per packet that passes: time, lengths, a sum
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "core/analysis/rows.h"
#include "core/base/clock.h"
#include "core/base/hash.h"

enum { STEP = 8192 };

static double cpu_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint32_t sum(const struct packet *p)
{
	return hash32_bytes(HASH32_START, p->bytes, p->captured);
}

static void list(struct store *s, const struct rows *r)
{
	for (size_t row = 0; row < rows_count(r); row++) {
		struct packet p;
		if (store_get(s, rows_number(r, row), &p))
			printf("%" PRId64 " %u %u %08x\n", p.time, p.captured, p.length,
			       sum(&p));
	}
}

static int run(struct store *s, struct filter *f, bool listed)
{
	struct rows *r = rows_new(s, f, 0);
	while (store_advance(s, STEP))
		;
	double start = cpu_seconds();
	while (rows_advance(r, STEP))
		;
	double took = cpu_seconds() - start;
	if (listed)
		list(s, r);
	else
		printf("%.0f packets per CPU second, %zu of %ju match\n",
		       (double)rows_seen(r) / took, rows_count(r),
		       (uintmax_t)rows_seen(r));
	rows_free(r);
	return 0;
}

static int expand(const char *text)
{
	struct error e;
	struct filter *f = filter_new(text, NULL, &e);
	printf("%s\n", f ? filter_expanded(f) : e.text);
	filter_free(f);
	return f ? 0 : 1;
}

int main(int argc, char **argv)
{
	struct error e = { 0 };
	if (argc == 3 && !strcmp(argv[1], "-x"))
		return expand(argv[2]);
	bool listed = argc == 4 && !strcmp(argv[1], "-l");
	if (argc != 3 + listed) {
		fprintf(stderr, "usage: filter_bench [-l] FILE EXPR | -x EXPR\n");
		return 2;
	}
	int fd = open(argv[1 + listed], O_RDONLY | O_CLOEXEC);
	struct store *s = fd < 0 ? NULL : store_open_file(fd, argv[1 + listed], &e);
	struct filter *f = s ? filter_new(argv[2 + listed], NULL, &e) : NULL;
	if (f)
		run(s, f, listed);
	else
		fprintf(stderr, "filter_bench: %s\n",
			fd < 0 ? strerrorname_np(errno) : e.text);
	filter_free(f);
	store_free(s);
	return f ? 0 : 1;
}
