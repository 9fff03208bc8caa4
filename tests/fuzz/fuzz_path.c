/* Packets on their way through four points, many of them equal, some lost on the way:
 * whatever the order, no journey may join two, unless it says that it is in doubt.
 * The first byte chooses: sightings as they are, packets as bytes, or such ways.
 * Input then: a few bytes for each. */
#include <stdint.h>
#include <stdlib.h>

#include "core/analysis/path.h"
#include "core/base/clock.h"
#include "core/base/vec.h"

enum { POINTS = 4, SEEN_MAX = 2048 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct check {
	uint8_t *emitted; /* by number */
	uint64_t *truth;  /* by number */
	bool ways;
};

static void check_journey(void *owner, const struct journey *j)
{
	struct check *c = owner;
	for (size_t i = 0; i < j->count; i++) {
		const struct sighting *s = &j->hops[i];
		if (s->number > SEEN_MAX || c->emitted[s->number]++)
			abort();
		if (s->id.key != j->hops[0].id.key && !j->translated)
			abort();
		if (c->ways && !j->doubtful &&
		    c->truth[s->number] != c->truth[j->hops[0].number])
			abort();
	}
}

static int by_time(const void *x, const void *y)
{
	const struct sighting *a = x, *b = y;
	return a->time != b->time ? (a->time < b->time ? -1 : 1)
				  : (a->number > b->number) - (a->number < b->number);
}

/* Four bytes: which packet it equals, how long after the one before it is sent, how
 * long each hop takes, and where it is lost. The way to a point always takes as long,
 * give or take little. */
static size_t make_ways(struct sighting *s, uint64_t *truth, const uint8_t *data,
			size_t size)
{
	size_t n = 0;
	int64_t last[POINTS] = { 0 }; /* nobody overtakes */
	int64_t time = CLOCK_SEC, base = size ? (data[0] % 100) * CLOCK_MS : 0;
	for (size_t i = 1; i + 4 <= size && n + POINTS <= SEEN_MAX; i += 4) {
		time += data[i + 1] * CLOCK_MS / 4 + 1000;
		int64_t at = time;
		for (uint32_t point = 0; point < POINTS && point <= data[i + 3] % 16u;
		     point++) {
			at = at > last[point] ? at : last[point] + 1;
			last[point] = at;
			s[n] = (struct sighting){ .number = n + 1,
						  .time = at,
						  .point = point };
			s[n].id.key = data[i] % 64 < 4 ? data[i] % 64 : i + 1000;
			s[n].id.hops = (uint8_t)(64 - point);
			truth[n + 1] = i;
			at += (point ? CLOCK_MS / 10 : base) + data[i + 2] % 8 * 100;
			n++;
		}
	}
	qsort(s, n, sizeof(*s), by_time);
	return n;
}

/* Anything, with a NAT in it. */
static size_t make_any(struct sighting *s, const uint8_t *data, size_t size)
{
	size_t n = 0;
	int64_t time = CLOCK_SEC;
	for (; size >= 4 && n < SEEN_MAX; n++, data += 4, size -= 4) {
		time += (int64_t)(int8_t)data[1] * (INT64_C(1) << data[2] % 32);
		s[n] = (struct sighting){ .number = n + 1,
					  .time = time,
					  .point = data[0] % 8,
					  .direction = data[3] % 3 };
		s[n].id = (struct likeness){ .key = data[0] >> 4,
					     .loose = data[3] >> 6,
					     .hops = data[3] % 8,
					     .addresses = data[2] % 4 };
	}
	return n;
}

/* Likeness reads what is there and no more, of every kind of link. */
static void try_bytes(const uint8_t *data, size_t size)
{
	static const uint32_t types[] = { LINKTYPE_ETHERNET, LINKTYPE_RAW,
					  LINKTYPE_LINUX_SLL2, LINKTYPE_NULL };
	static const struct likeness_secret secret = { { 1, 2 } };
	uint8_t *copy = malloc(size + 1);
	memcpy(copy, data, size);
	for (size_t i = 0; i < 4; i++) {
		struct likeness id, again;
		const struct packet p = { .linktype = types[i],
					  .captured = (uint32_t)size,
					  .length = (uint32_t)size,
					  .bytes = copy };
		if (likeness_of(&id, &secret, &p) != likeness_of(&again, &secret, &p) ||
		    id.key != again.key || id.loose != again.loose)
			abort();
	}
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct sighting seen[SEEN_MAX];
	static uint64_t truth[SEEN_MAX + 1];
	static uint8_t emitted[SEEN_MAX + 1];
	struct check c = { emitted, truth, size && data[0] % 3 == 2 };
	if (!size)
		return 0;
	if (data[0] % 3 == 1) {
		try_bytes(data + 1, size - 1);
		return 0;
	}
	memset(emitted, 0, sizeof(emitted));
	size_t n = c.ways ? make_ways(seen, truth, data + 1, size - 1)
			  : make_any(seen, data + 1, size - 1);
	const struct path_options options = { CLOCK_SEC, check_journey, &c };
	struct path *p = path_new(&options);
	for (size_t i = 0; i < n; i++)
		if (path_see(p, &seen[i]) > SEEN_MAX)
			abort();
	path_settle(p, INT64_MAX);
	path_free(p);
	return 0;
}
