/* Any capture file, with all its tunnels unwrapped: what is written is a capture that
 * can be read to its end, with as many packets as were counted. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/analysis/unwrap.h"

static const struct outer named[] = {
	{ .family = AF_INET,
	  .local_port = 10002,
	  .remote_port = 10002,
	  .local = { 127, 1, 1, 2 },
	  .remote = { 127, 1, 1, 1 } },
	{ .family = AF_INET,
	  .kind = OUTER_TCP,
	  .local_port = 2,
	  .local = { 127, 1, 1, 2 } },
};

static uint64_t count(int file)
{
	struct error e;
	struct store *s = store_open_file(file, "unwrapped", &e);
	if (!s)
		abort();
	while (store_advance(s, 1000))
		;
	struct packet p;
	for (uint64_t n = 1; n <= store_last(s); n++)
		if (!store_get(s, n, &p))
			abort();
	if (store_trouble(s))
		abort();
	uint64_t last = store_last(s);
	store_free(s);
	return last;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error e;
	int in = memfd_create("in", 0), out = memfd_create("out", 0);
	if (in < 0 || out < 0 || write(in, data, size) != (ssize_t)size)
		abort();
	struct store *from = store_open_file(in, "input", &e);
	const struct unwrap_options o = {
		.tunnels = named,
		.count = size % 3,
		.automatic = true,
		.only = size % 5 == 0,
	};
	struct unwrap *u = from ? unwrap_new(from, out, &o, &e) : NULL;
	bool more = u;
	while (more)
		if (!unwrap_advance(u, 7, &more, &e))
			abort();
	if (u) {
		struct unwrap_counts c = unwrap_counts(u);
		if (count(dup(out)) != c.frames + (o.only ? 0 : c.others))
			abort();
	}
	unwrap_free(u);
	store_free(from);
	close(out);
	return 0;
}
