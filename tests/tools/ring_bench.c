/* The floor of live capture: our source alone, each frame copied into a large buffer.
 *   ring_bench IFNAME BUFFER_KIB [pcap]
 * Until SIGINT; prints kept and dropped frames. */
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/capture/source.h"

enum { BUFFER = 16 << 20, BUDGET = 4096 };

struct sink {
	uint8_t *bytes;
	size_t at;
};

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
	(void)number;
	stop = 1;
}

static void emit(void *owner, struct packet *p)
{
	struct sink *sink = owner;
	if (sink->at + p->captured > BUFFER)
		sink->at = 0;
	memcpy(sink->bytes + sink->at, p->bytes, p->captured);
	sink->at += p->captured;
}

static struct source *open_named(int argc, char **argv, struct error *e)
{
	struct source_options o = {
		.ifindex = if_nametoindex(argv[1]),
		.snaplen = 262144,
		.buffer_kib = (uint32_t)strtoul(argv[2], NULL, 10),
		.promiscuous = true,
	};
	snprintf(o.ifname, sizeof(o.ifname), "%s", argv[1]);
	return argc > 3 ? source_open_pcap(&o, e) : source_open_ring(&o, e);
}

int main(int argc, char **argv)
{
	struct error e = { 0 };
	if (argc < 3) {
		fprintf(stderr, "usage: ring_bench IFNAME BUFFER_KIB [pcap]\n");
		return 2;
	}
	struct source *s = open_named(argc, argv, &e);
	if (!s) {
		fprintf(stderr, "ring_bench: %s\n", e.text);
		return 1;
	}
	signal(SIGINT, on_signal);
	struct sink sink = { .bytes = mem_new(BUFFER) };
	struct pollfd p = { .fd = source_fd(s), .events = POLLIN };
	while (!stop) {
		poll(&p, 1, 100);
		if (source_drain(s, BUDGET, emit, &sink) == SOURCE_GONE)
			break;
	}
	struct source_counts c = source_counts(s);
	printf("%lu %lu\n", c.kept, c.dropped_kernel);
	source_close(s);
	free(sink.bytes);
	return 0;
}
