/* Sums over packets: what goes in comes out, whatever the slices, in bounded memory. */
#include "core/analysis/tally.h"

#include <string.h>

#include "core/base/clock.h"
#include "tests/scratch.h"
#include "tests/test.h"

enum { PACKETS = 500 };

static struct store *store_of(const char *arguments)
{
	struct scratch dir = scratch_new();
	struct error e;
	char path[128], command[400];
	const char *build = getenv("BUILD");
	snprintf(path, sizeof(path), "%s/x.pcapng", dir.path);
	snprintf(command, sizeof(command), "%s/tools/mkcap %s -c %d %s",
		 build ? build : "build/release", arguments, PACKETS, path);
	CHECK(!system(command));
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct store *s = store_open_file(fd, path, &e);
	CHECK(s != NULL);
	while (store_advance(s, 1000))
		;
	unlink(path);
	close(dir.fd);
	rmdir(dir.path);
	return s;
}

static uint64_t packets_of_talks(const struct tally *t)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < tally_talks(t); i++)
		sum += tally_talk(t, i)->packets[0] + tally_talk(t, i)->packets[1];
	return sum;
}

static void check_sums(struct store *s, const char *text, unsigned slice)
{
	struct error e;
	struct filter *f = filter_new(text, NULL, &e);
	struct tally *t = tally_new(s, *text ? f : NULL, NULL);
	while (tally_advance(t, slice))
		;
	uint64_t expected = 0, bytes = 0, in_slots = 0, places = 0, top = 0;
	for (uint64_t n = 1; n <= store_last(s); n++) {
		struct packet p;
		if (!store_get(s, n, &p) || !filter_match(f, &p))
			continue;
		expected++;
		bytes += p.length;
	}
	for (size_t i = 0; i < tally_slots(t); i++)
		in_slots += tally_series(t, 0)->packets[i];
	for (size_t k = 1; k < tally_series_count(t); k++)
		for (size_t i = 0; i < tally_slots(t); i++)
			places += tally_series(t, k)->packets[i];
	for (size_t i = 0; i < tally_layers(t); i++)
		if (tally_layer(t, i)->depth == 0)
			top += tally_layer(t, i)->packets;
	CHECK(expected > 0 && tally_packets(t) == expected);
	CHECK(tally_bytes(t) == bytes);
	CHECK(tally_seen(t) == PACKETS);
	CHECK(packets_of_talks(t) + tally_others(t) == expected);
	CHECK(in_slots == expected && places == expected && top == expected);
	CHECK(tally_slots(t) <= SLOTS);
	tally_free(t);
	filter_free(f);
}

/* A child stands behind its parent, and has no more packets. */
static void check_tree(struct store *s)
{
	struct tally *t = tally_new(s, NULL, NULL);
	while (tally_advance(t, 7))
		;
	bool right = tally_layers(t) > 5;
	for (size_t i = 1; i < tally_layers(t); i++) {
		const struct tally_layer *layer = tally_layer(t, i);
		size_t up = i;
		while (layer->depth && up-- > 0)
			if (tally_layer(t, up)->depth < layer->depth)
				break;
		right = right && layer->depth <= tally_layer(t, i - 1)->depth + 1 &&
			(!layer->depth ||
			 tally_layer(t, up)->packets >= layer->packets);
	}
	CHECK_AS("layers are a tree", right);
	tally_free(t);
}

static void test_rate(void)
{
	struct talk talk = { .packets = { 30, 10 },
			     .bytes = { 3000, 1000 },
			     .first = 10 * CLOCK_SEC,
			     .last = 20 * CLOCK_SEC,
			     .second = 20,
			     .now = { 3, 300 },
			     .was = { 5, 500 } };
	uint64_t packets, bytes;
	talk_rate(&talk, 0, false, &packets, &bytes);
	CHECK(packets == 4 && bytes == 400);
	talk_rate(&talk, 20 * CLOCK_SEC, true, &packets, &bytes);
	CHECK(packets == 5 && bytes == 500);
	talk_rate(&talk, 21 * CLOCK_SEC, true, &packets, &bytes);
	CHECK(packets == 3 && bytes == 300);
	talk_rate(&talk, 30 * CLOCK_SEC, true, &packets, &bytes);
	CHECK(packets == 0 && bytes == 0);
}

int main(void)
{
	struct store *s = store_of("-n");
	check_sums(s, "", 1);
	check_sums(s, "", 10000);
	check_sums(s, "tcp", 33);
	check_tree(s);
	test_rate();
	store_free(s);
	return test_done();
}
