/* What both capture fuzzers do with their input: open it as a file that arrives in two
 * pieces, follow it, get every packet, save what can be saved. */
#ifndef TESTS_FUZZ_CAPTURE_H
#define TESTS_FUZZ_CAPTURE_H

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/store/export.h"
#include "core/store/store.h"

static inline void capture_save(struct store *s, enum export_format format)
{
	struct error e;
	struct packet p;
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	struct export *x = export_stream(null, format, store_comment(s), &e);
	for (uint64_t n = store_first(s); x && n <= store_last(s); n++)
		if (store_get(s, n, &p) && !export_add(x, s, &p, &e))
			break;
	export_cancel(x);
	close(null);
}

/* Every byte that the store hands out is touched, so that the sanitizer sees it. */
static inline uint64_t capture_touch(struct store *s)
{
	struct packet p;
	uint64_t sum = 0;
	for (uint64_t n = store_last(s); n >= store_first(s) && n > 0; n--) {
		if (!store_get(s, n, &p))
			continue;
		if (p.length < p.captured || !store_iface(s, p.iface))
			abort();
		for (uint32_t i = 0; i < p.captured; i++)
			sum += p.bytes[i];
		for (uint32_t i = 0; i < p.comment_size; i++)
			sum += (uint8_t)p.comment[i];
	}
	return sum;
}

static inline void capture_put(int fd, const uint8_t *bytes, size_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, bytes, size);
		if (n <= 0)
			abort();
		bytes += n;
		size -= (size_t)n;
	}
}

static inline void capture_try(const uint8_t *bytes, size_t size)
{
	struct error e;
	size_t half = size / 2;
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	int other = dup(fd);
	capture_put(other, bytes, half);
	struct store *s = store_open_file(fd, "fuzz", &e);
	while (s && store_advance(s, 3))
		;
	capture_put(other, bytes + half, size - half);
	if (!s && (s = store_open_file(dup(other), "fuzz", &e)) == NULL) {
		close(other);
		return;
	}
	while (store_advance(s, 100))
		;
	volatile uint64_t sum = capture_touch(s);
	(void)sum;
	capture_save(s, EXPORT_PCAPNG);
	capture_save(s, EXPORT_PCAP);
	if (store_memory(s) > (64 << 20) + 64 * size)
		abort();
	store_free(s);
	close(other);
}

#endif
