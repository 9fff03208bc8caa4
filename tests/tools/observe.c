/* One full pass of the observer without /proc, step by step, with the processor time of
 * each, five times over, and the median: for tests/bench/observer.sh. `observe inside`:
 * as on a kernel that only answers for the own namespace. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "core/lab/reach.h"
#include "core/lab/snapshot.h"

static double cpu_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void ignore_folder(void *owner, const char *path)
{
	(void)owner;
	(void)path;
}

static bool read_all(const struct reach *r, struct spaces *s, struct error *e)
{
	for (size_t i = 0; i < s->items.count; i++) {
		bool admitted = false;
		if (!reach_survey(r, s, s->items.items[i], &admitted, e))
			return false;
	}
	(void)reach_resolve(r, s);
	return true;
}

/* Ends of veth pairs, and how many of them are known to lead somewhere. */
static void count_peers(const struct facts *f, size_t *ends, size_t *resolved)
{
	*ends = *resolved = 0;
	for (size_t i = 0; i < f->link_count; i++) {
		if (strcmp(f->links[i].kind, "veth") != 0)
			continue;
		++*ends;
		*resolved += f->links[i].peer_cookie != 0;
	}
}

static bool run(bool inside, double *spent, struct error *e)
{
	struct reach r;
	struct facts f;
	bool all;
	if (!reach_open(&r, &all, e) || !all)
		return false;
	if (inside)
		r.target = false;
	double start = cpu_ms();
	struct spaces *s = spaces_new(r.observer, e);
	struct names *names = names_new();
	struct processes *none = processes_new();
	names_read_folders(names, ignore_folder, NULL);
	spaces_settle(s, r.observer, none, names);
	double found = cpu_ms();
	if (!read_all(&r, s, e))
		return false;
	double read = cpu_ms();
	int fd = snapshot_seal(s, 1, true, e);
	double sealed = cpu_ms();
	if (fd < 0 || !facts_open(&f, fd, e))
		return false;
	size_t ends, resolved;
	count_peers(&f, &ends, &resolved);
	printf("%zu namespaces, %zu links, %zu addresses, %zu of %zu peers: "
	       "%.0f ms CPU (find %.0f, read %.0f, publish %.0f)%s\n",
	       f.space_count, f.link_count, f.address_count, resolved, ends,
	       sealed - start, found - start, read - found, sealed - read,
	       inside ? ", from inside" : "");
	*spent = sealed - start;
	facts_close(&f);
	close(fd);
	spaces_free(s);
	names_free(names);
	processes_free(none);
	reach_close(&r);
	return true;
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

int main(int argc, char **argv)
{
	enum { RUNS = 5 };
	struct error e;
	bool inside = argc > 1 && !strcmp(argv[1], "inside");
	double spent[RUNS];
	for (int i = 0; i < RUNS; i++) {
		if (!run(inside, &spent[i], &e)) {
			fprintf(stderr, "observe: %s\n", e.text);
			return 1;
		}
	}
	qsort(spent, RUNS, sizeof(*spent), by_size);
	printf("median: %.0f ms, least: %.0f ms\n", spent[RUNS / 2], spent[0]);
	return 0;
}
