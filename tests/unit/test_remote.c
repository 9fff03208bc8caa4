/* What another host sends: cut into packets however it arrives, refused where it makes
 * no sense; and as the engine takes it from a pipe of records. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/capture/relay.h"
#include "core/capture/source.h"
#include "core/store/pcapng_write.h"
#include "tests/test.h"
#include "tui/remote_stream.h"

enum { PACKETS = 5, LINK = 1 };

struct seen {
	unsigned ifaces, packets;
	uint64_t sum;
	int64_t last;
	bool strange;
};

static void *on_iface(void *owner, const struct iface *iface)
{
	struct seen *seen = owner;
	seen->ifaces++;
	return strcmp(iface->name, "a:eth1") ? NULL : seen;
}

static bool on_packet(void *owner, void *point, const struct packet *packet)
{
	struct seen *seen = owner;
	seen->strange |= point != owner || packet->direction != DIRECTION_OUT ||
			 packet->dropped != 2;
	seen->packets++;
	seen->last = packet->time;
	for (uint32_t i = 0; i < packet->captured; i++)
		seen->sum += packet->bytes[i];
	return seen->packets < PACKETS * 2;
}

/* Two interfaces, of which one is wanted; PACKETS of each. */
static size_t stream_make(uint8_t *to)
{
	static const uint8_t frame[] = { 1, 2, 3, 4, 5 };
	const struct pcapng_origin origin = { .comment = NULL };
	struct iface iface = { .name = "a:eth1", .linktype = LINK };
	size_t size = pcapng_write_section(to, &origin);
	size += pcapng_write_iface(to + size, &iface);
	iface.name[0] = 'b';
	size += pcapng_write_iface(to + size, &iface);
	for (uint32_t i = 0; i < PACKETS * 2; i++) {
		const struct packet p = { .time = 1000 + i,
					  .captured = sizeof(frame),
					  .length = 60,
					  .direction = DIRECTION_OUT,
					  .dropped = 2,
					  .bytes = frame };
		size += pcapng_write_packet(to + size, i % 2, &p);
	}
	return size;
}

static struct seen take_in_pieces(const uint8_t *bytes, size_t size, size_t piece,
				  bool *ok)
{
	struct seen seen = { .ifaces = 0 };
	struct error e;
	struct remote_stream s = { .on_iface = on_iface,
				   .on_packet = on_packet,
				   .owner = &seen };
	*ok = true;
	for (size_t at = 0; *ok && at < size; at += piece)
		*ok = remote_stream_take(&s, bytes + at,
					 size - at < piece ? size - at : piece, &e);
	remote_stream_done(&s);
	return seen;
}

static void test_pieces(void)
{
	static const size_t pieces[] = { 1, 3, 7, 64, 4096 };
	uint8_t stream[4096];
	size_t size = stream_make(stream);
	for (size_t i = 0; i < COUNT(pieces); i++) {
		bool ok;
		struct seen seen = take_in_pieces(stream, size, pieces[i], &ok);
		CHECK(ok && seen.ifaces == 2 && seen.packets == PACKETS &&
		      !seen.strange);
		CHECK(seen.sum == PACKETS * 15 && seen.last == 1000 + 2 * PACKETS - 2);
	}
}

static void test_refused(void)
{
	uint8_t stream[4096];
	size_t size = stream_make(stream);
	bool ok;
	(void)take_in_pieces((const uint8_t *)"Last login: ...\n", 16, 16, &ok);
	CHECK_AS("words are no capture", !ok);
	for (size_t i = 0; i < size; i++) {
		stream[i] ^= 0x40;
		(void)take_in_pieces(stream, size, 64, &ok); /* bounded, as ASan sees */
		stream[i] ^= 0x40;
	}
	stream[4] = 0xff; /* the length of the first block */
	(void)take_in_pieces(stream, size, 64, &ok);
	CHECK_AS("a length that the end does not repeat", !ok);
}

/* Records ----------------------------------------------------------------------- */

static void record_put(int fd, uint32_t captured, uint32_t length, uint32_t direction)
{
	const struct relay_record r = { .time = 5,
					.captured = captured,
					.length = length,
					.direction = direction,
					.dropped = 1 };
	static const uint8_t bytes[64] = { 8 };
	CHECK(write(fd, &r, sizeof(r)) == (ssize_t)sizeof(r));
	if (captured <= sizeof(bytes))
		CHECK(write(fd, bytes, captured) == (ssize_t)captured);
}

static void count_packet(void *owner, struct packet *packet)
{
	unsigned *count = owner;
	(*count)++;
	CHECK(packet->dropped == 1 && packet->linktype == LINK);
}

static struct source *relay_new(int ends[2])
{
	/* ldb [0]; jeq #8, keep, drop */
	static const struct sock_filter eights[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 8, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 262144),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct error e;
	CHECK(!pipe2(ends, O_CLOEXEC));
	return source_open_relay(ends[0], LINK, 262144, eights, COUNT(eights), &e);
}

static void test_relay(void)
{
	int ends[2];
	unsigned count = 0;
	struct source *s = relay_new(ends);
	CHECK(s && source_linktype(s) == LINK);
	CHECK(source_drain(s, 10, count_packet, &count) == SOURCE_OK && !count);
	for (int i = 0; i < 3; i++)
		record_put(ends[1], 60, 60, DIRECTION_IN);
	CHECK(source_drain(s, 2, count_packet, &count) == SOURCE_MORE && count == 2);
	CHECK(source_drain(s, 10, count_packet, &count) == SOURCE_OK && count == 3);
	CHECK(source_drain(s, 10, count_packet, &count) == SOURCE_OK && count == 3);
	static const uint8_t half[10];
	CHECK(write(ends[1], half, sizeof(half)) == (ssize_t)sizeof(half));
	CHECK(source_drain(s, 10, count_packet, &count) == SOURCE_OK && count == 3);
	close(ends[1]);
	CHECK(source_drain(s, 10, count_packet, &count) == SOURCE_GONE);
	struct source_counts c = source_counts(s);
	CHECK(c.kept == 3 && c.dropped_kernel == 3 && c.received == 6);
	source_close(s);
}

/* A taken-over front keeps a copy of the end that it gives away. */
static void test_relay_shared(void)
{
	int ends[2];
	unsigned count = 0;
	struct error e;
	CHECK(!pipe2(ends, O_CLOEXEC | O_NONBLOCK));
	struct source *s = source_open_relay(dup(ends[0]), LINK, 64, NULL, 0, &e);
	CHECK(s && !fcntl(ends[0], F_SETFL, 0));
	CHECK_AS("reading waits for nobody",
		 source_drain(s, 10, count_packet, &count) == SOURCE_OK && !count);
	source_close(s);
	close(ends[0]);
	close(ends[1]);
	int file = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	CHECK_AS("a device is no pipe",
		 !source_open_relay(file, LINK, 64, NULL, 0, &e));
	CHECK_STR(e.text, "frames of another host come through a pipe only");
}

static void test_relay_filter(void)
{
	static const struct sock_filter nothing[] = { BPF_STMT(BPF_RET | BPF_K, 0) };
	int ends[2];
	unsigned count = 0;
	struct error e;
	struct source *s = relay_new(ends);
	CHECK(source_filter(s, nothing, 1, &e));
	const struct relay_record late = { .time = INT64_MAX, .length = 60 };
	CHECK(write(ends[1], &late, sizeof(late)) == (ssize_t)sizeof(late));
	CHECK(source_drain(s, 10, count_packet, &count) == SOURCE_OK && !count);
	/* What makes no sense ends it. */
	record_put(ends[1], 300000, 300000, DIRECTION_IN);
	CHECK(source_drain(s, 10, count_packet, &count) == SOURCE_GONE && !count);
	source_close(s);
	close(ends[1]);
}

int main(void)
{
	test_pieces();
	test_refused();
	test_relay();
	test_relay_filter();
	test_relay_shared();
	return test_done();
}
