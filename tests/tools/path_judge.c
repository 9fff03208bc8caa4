/* Is what path.h joins right? path_judge FILE [FROM TO [SECONDS]]: every packet of a
 * lab that was made for it carries a number of its own behind the letters "labtapID",
 * which path.h knows nothing of; a way takes so many seconds at the most (1). One line:
 * "name value name value ...".
 *
 *  - right, wrong: sightings that were joined to one of the same number, or another one
 *  - missed: of the same number and not joined
 *  - losses: packets that FROM saw and TO did not
 *  - located: those of them that were reported, and as last seen where they were
 *  - slowest_ms: the longest time between two sightings of a number
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "core/analysis/hops.h"
#include "core/analysis/way.h"
#include "core/base/clock.h"
#include "core/store/store.h"

enum { TAG_SIZE = 8, ID_SIZE = 8, NO_POINT = INT32_MAX };

/* What is true of a packet. */
struct truth {
	uint64_t id;
	struct sighting seen;
};

struct judge {
	struct store *store;
	VEC(uint64_t) ids;	/* by packet number, 0: none */
	VEC(struct truth) seen; /* sorted by id, then by place */
	VEC(uint64_t) joined; /* by packet number: number of the first of its journey */
	struct hops *hops;
	uint32_t from, to;
	uint64_t right, wrong, journeys;
};

static uint64_t id_of(const struct packet *p)
{
	const uint8_t *tag = memmem(p->bytes, p->captured, "labtapID", TAG_SIZE);
	uint64_t id = 0;
	if (!tag || tag + TAG_SIZE + ID_SIZE > p->bytes + p->captured)
		return 0;
	for (int i = 0; i < ID_SIZE; i++)
		id = id << 8 | tag[TAG_SIZE + i];
	return id;
}

static uint32_t point_of(const struct store *s, uint32_t iface)
{
	const char *name = store_iface(s, iface)->name;
	for (uint32_t i = 0; i < iface; i++)
		if (!strcmp(store_iface(s, i)->name, name))
			return i;
	return iface;
}

static uint32_t point_named(const struct store *s, const char *name)
{
	for (uint32_t i = 0; i < store_ifaces(s); i++)
		if (!strcmp(store_iface(s, i)->name, name))
			return i;
	return NO_POINT;
}

static void take_journey(void *owner, const struct journey *j)
{
	struct judge *judge = owner;
	judge->journeys++;
	for (size_t i = 0; i < j->count; i++) {
		uint64_t number = j->hops[i].number, first = j->hops[0].number;
		judge->joined.items[number] = first;
		if (!i)
			continue;
		bool same = judge->ids.items[number] == judge->ids.items[first];
		judge->right += same;
		judge->wrong += !same;
	}
	if (judge->hops)
		hops_take(judge->hops, j);
}

static void read_packets(struct judge *j, struct path *path)
{
	static const struct likeness_secret secret = { { 0x5eed, 0xfeed } };
	for (uint64_t n = 1; n <= store_last(j->store); n++) {
		struct packet p;
		struct truth t = { .id = 0 };
		if (store_get(j->store, n, &p) &&
		    likeness_of(&t.seen.id, &secret, &p)) {
			t.id = j->ids.items[n];
			t.seen.number = n;
			t.seen.time = p.time;
			t.seen.direction = p.direction;
			t.seen.point = point_of(j->store, p.iface);
			t.seen.followed = t.id != 0;
			(void)path_see(path, &t.seen);
		}
		if (t.id)
			vec_push(&j->seen, t);
	}
	path_settle(path, INT64_MAX);
}

static void read_ids(struct judge *j)
{
	vec_push(&j->ids, 0);
	vec_push(&j->joined, 0);
	for (uint64_t n = 1; n <= store_last(j->store); n++) {
		struct packet p;
		uint64_t id = store_get(j->store, n, &p) ? id_of(&p) : 0;
		vec_push(&j->ids, id);
		vec_push(&j->joined, 0);
	}
}

static int by_id(const void *x, const void *y)
{
	const struct truth *a = x, *b = y;
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	int place = way_compare_place(&a->seen, &b->seen);
	return place ? place
		     : (a->seen.time > b->seen.time) - (a->seen.time < b->seen.time);
}

/* Of the sightings of one number the places, and how many of them the journey that has
 * the most of them has. */
static size_t places_missed(const struct judge *j, size_t first, size_t end)
{
	size_t places = 0, most = 0;
	for (size_t i = first; i < end; i++) {
		const struct truth *t = &j->seen.items[i];
		size_t together = 0;
		places += i == first || way_compare_place(&t[-1].seen, &t->seen) != 0;
		for (size_t k = first; k < end; k++)
			together += j->joined.items[j->seen.items[k].seen.number] ==
				    j->joined.items[t->seen.number];
		most = together > most ? together : most;
	}
	return most < places ? places - most : 0;
}

static int64_t time_taken(const struct judge *j, size_t first, size_t end)
{
	int64_t from = INT64_MAX, to = INT64_MIN;
	for (size_t i = first; i < end; i++) {
		int64_t time = j->seen.items[i].seen.time;
		from = time < from ? time : from;
		to = time > to ? time : to;
	}
	return to - from;
}

struct losses {
	uint64_t losses, located, reported;
};

static bool is_reported(const struct hops_summary *sum, uint64_t number, uint32_t last)
{
	for (size_t i = 0; i < sum->lost_kept; i++)
		if (sum->first_lost[i].number == number)
			return sum->first_lost[i].last == last;
	return false;
}

static void judge_loss(const struct judge *j, const struct hops_summary *sum,
		       size_t first, size_t end, struct losses *l)
{
	const struct sighting *sent = NULL, *last = NULL;
	for (size_t i = first; i < end; i++) {
		const struct sighting *s = &j->seen.items[i].seen;
		if (s->point == j->to)
			return;
		if (s->point == j->from && (!sent || s->time < sent->time))
			sent = s;
		if (!last || s->time > last->time)
			last = s;
	}
	if (!sent)
		return;
	l->losses++;
	l->located += is_reported(sum, sent->number, last->point);
}

static void report(struct judge *j, double seconds)
{
	struct hops_summary sum = { .sent = 0 };
	struct losses l = { 0, 0, 0 };
	struct rusage usage;
	uint64_t missed = 0, packets = store_last(j->store);
	int64_t slowest = 0;
	if (j->hops)
		hops_sum(j->hops, &sum);
	qsort(j->seen.items, j->seen.count, sizeof(j->seen.items[0]), by_id);
	for (size_t i = 0, end; i < j->seen.count; i = end) {
		for (end = i + 1; end < j->seen.count &&
				  j->seen.items[end].id == j->seen.items[i].id;)
			end++;
		int64_t taken = time_taken(j, i, end);
		slowest = taken > slowest ? taken : slowest;
		missed += places_missed(j, i, end);
		judge_loss(j, &sum, i, end, &l);
	}
	getrusage(RUSAGE_SELF, &usage);
	printf("packets %llu journeys %llu right %llu wrong %llu missed %llu sent %llu "
	       "losses %llu located %llu reported %llu doubtful %llu ns %.0f rss_kib "
	       "%ld slowest_ms %lld\n",
	       (unsigned long long)packets, (unsigned long long)j->journeys,
	       (unsigned long long)j->right, (unsigned long long)j->wrong,
	       (unsigned long long)missed, (unsigned long long)sum.sent,
	       (unsigned long long)l.losses, (unsigned long long)l.located,
	       (unsigned long long)sum.lost, (unsigned long long)sum.doubtful,
	       packets ? seconds / (double)packets * 1e9 : 0, usage.ru_maxrss,
	       (long long)(slowest / CLOCK_MS));
}

static double cpu(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct judge j = { .from = NO_POINT, .to = NO_POINT };
	struct error e;
	if (argc != 2 && argc != 4 && argc != 5)
		return 2;
	j.store = store_open_file(open(argv[1], O_RDONLY | O_CLOEXEC), argv[1], &e);
	if (!j.store) {
		fprintf(stderr, "%s\n", e.text);
		return 1;
	}
	while (store_advance(j.store, 65536))
		;
	if (argc >= 4) {
		j.from = point_named(j.store, argv[2]);
		j.to = point_named(j.store, argv[3]);
		if (j.from == NO_POINT || j.to == NO_POINT)
			return 1;
		j.hops = hops_new(j.from, j.to, DIRECTION_OUT);
	}
	const long seconds = argc == 5 ? strtol(argv[4], NULL, 10) : 1;
	const struct path_options options = { .window = seconds * CLOCK_SEC,
					      .emit = take_journey,
					      .owner = &j };
	struct path *path = path_new(&options);
	read_ids(&j);
	double start = cpu();
	read_packets(&j, path);
	report(&j, cpu() - start);
	path_free(path);
	hops_free(j.hops);
	store_free(j.store);
	free(j.ids.items);
	free(j.seen.items);
	free(j.joined.items);
	return 0;
}
