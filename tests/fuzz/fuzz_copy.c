/* A hostile pcapng file on its way into another one: the copy is sound and has the same
 * packets, and a copy of the copy is the same byte for byte. */
#include "tests/fuzz/capture.h"

#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Of all packets of the file; the descriptor of the copy, or -1. */
static int copy_of(int fd, struct store **from)
{
	struct error e;
	struct packet p;
	int to = memfd_create("copy", MFD_CLOEXEC);
	struct store *s = store_open_file(fd, "fuzz", &e);
	*from = s;
	struct export *x =
		s ? export_stream(to, EXPORT_PCAPNG, store_comment(s), &e) : NULL;
	if (!x) {
		close(to);
		return -1;
	}
	while (store_advance(s, 100))
		;
	for (uint64_t n = 1; n <= store_last(s); n++)
		if (!store_get(s, n, &p) || !export_add(x, s, &p, &e))
			abort();
	if (!export_finish(x, &e))
		abort();
	return to;
}

static bool same_packet(const struct packet *a, const struct packet *b)
{
	return a->captured == b->captured && a->length == b->length &&
	       a->direction == b->direction && a->dropped == b->dropped &&
	       (a->time == b->time || a->time < 0) && a->linktype == b->linktype &&
	       (!a->captured || !memcmp(a->bytes, b->bytes, a->captured)) &&
	       a->comment_size == b->comment_size &&
	       (!a->comment_size || !memcmp(a->comment, b->comment, a->comment_size));
}

static void check_same(struct store *a, struct store *b)
{
	struct packet p, q;
	if (store_trouble(b) || store_last(a) != store_last(b))
		abort();
	for (uint64_t n = 1; n <= store_last(a); n++) {
		if (!store_get(a, n, &p) || !store_get(b, n, &q) ||
		    !same_packet(&p, &q) ||
		    strcmp(store_iface(a, p.iface)->name,
			   store_iface(b, q.iface)->name) != 0)
			abort();
	}
}

static void check_equal(int a, int b)
{
	struct stat x, y;
	if (fstat(a, &x) || fstat(b, &y) || x.st_size != y.st_size)
		abort();
	size_t size = (size_t)x.st_size;
	char *p = malloc(size), *q = malloc(size);
	if (!p || !q || pread(a, p, size, 0) != (ssize_t)size ||
	    pread(b, q, size, 0) != (ssize_t)size || memcmp(p, q, size) != 0)
		abort();
	free(p);
	free(q);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct store *first, *second;
	if (size < 4 || bytes[0] != 0x0a)
		return 0;
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	capture_put(fd, bytes, size);
	int one = copy_of(fd, &first);
	if (one >= 0) {
		int two = copy_of(dup(one), &second);
		if (two < 0)
			abort();
		check_same(first, second);
		check_equal(one, two);
		store_free(second);
		close(two);
		close(one);
	}
	store_free(first);
	return 0;
}
