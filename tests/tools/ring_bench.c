/* The floor of live capture: our source alone, each frame copied into a large buffer.
 *   ring_bench IFNAME[,IFNAME...] BUFFER_KIB [FILE]
 * With FILE as many bytes are written to it as a pcapng file of these frames has, and
 * the rings are looked at every 10 ms, as the engine does when frames come fast. Until
 * SIGINT; prints kept and dropped frames. */
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/capture/source.h"

enum {
	BUFFER = 16 << 20,
	BUDGET = 4096,
	IFACES_MAX = 64,
	BLOCK = 44,	 /* pcapng: EPB with the option epb_flags */
	PIECE = 1 << 20, /* of a file */
	FRAME_MAX = 1 << 19,
	PAUSE_MS = 10,
};

struct sink {
	uint8_t *bytes;
	size_t at;
	int file; /* -1: none */
};

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
	(void)number;
	stop = 1;
}

static void sink_write(struct sink *sink)
{
	if (sink->file >= 0 && write(sink->file, sink->bytes, sink->at) < 0)
		stop = 1;
	sink->at = 0;
}

static void emit(void *owner, struct packet *p)
{
	struct sink *sink = owner;
	if (sink->at > (sink->file < 0 ? BUFFER : PIECE))
		sink_write(sink);
	memcpy(sink->bytes + sink->at, p->bytes, p->captured);
	sink->at += sink->file < 0 ? p->captured : BLOCK + (p->captured + 3) / 4 * 4;
}

static struct source *open_named(const char *ifname, const char *kib)
{
	struct error e;
	struct source_options o = {
		.ifindex = if_nametoindex(ifname),
		.snaplen = 262144,
		.buffer_kib = (uint32_t)strtoul(kib, NULL, 10),
		.promiscuous = true,
	};
	snprintf(o.ifname, sizeof(o.ifname), "%s", ifname);
	struct source *s = source_open_ring(&o, &e);
	if (!s)
		fprintf(stderr, "ring_bench: %s\n", e.text);
	return s;
}

static void drain_all(struct source **sources, size_t count, struct sink *sink)
{
	for (size_t i = 0; i < count; i++)
		while (source_drain(sources[i], BUDGET, emit, sink) == SOURCE_MORE)
			;
	if (sink->file >= 0)
		sink_write(sink);
}

int main(int argc, char **argv)
{
	struct source *sources[IFACES_MAX];
	struct pollfd p[IFACES_MAX];
	size_t count = 0;
	char *rest = NULL;
	if (argc < 3) {
		fprintf(stderr, "usage: ring_bench IFNAME[,...] BUFFER_KIB [FILE]\n");
		return 2;
	}
	for (char *name = strtok_r(argv[1], ",", &rest); name && count < IFACES_MAX;
	     name = strtok_r(NULL, ",", &rest), count++) {
		sources[count] = open_named(name, argv[2]);
		if (!sources[count])
			return 1;
		p[count] = (struct pollfd){ source_fd(sources[count]), POLLIN, 0 };
	}
	signal(SIGINT, on_signal);
	struct sink sink = { .bytes = mem_new(BUFFER + FRAME_MAX), .file = -1 };
	if (argc > 3)
		sink.file =
			open(argv[3], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	while (!stop) {
		poll(p, (nfds_t)count, 100);
		if (argc > 3)
			poll(NULL, 0, PAUSE_MS);
		drain_all(sources, count, &sink);
	}
	uint64_t kept = 0, dropped = 0;
	for (size_t i = 0; i < count; i++) {
		struct source_counts c = source_counts(sources[i]);
		kept += c.kept;
		dropped += c.dropped_kernel;
		source_close(sources[i]);
	}
	printf("%lu %lu\n", kept, dropped);
	free(sink.bytes);
	return 0;
}
