#include "core/lab/sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"

enum { SEALS = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL };

struct sealed_header {
	char magic[8];
	uint32_t version;
	uint32_t flags;
	uint64_t serial;
	uint32_t sizes[SEALED_ARRAYS];
	uint32_t counts[SEALED_ARRAYS];
};

_Static_assert(sizeof(struct sealed_header) % 8 == 0, "every array starts aligned");

bool sealed_ends(const char *text, size_t room)
{
	return memchr(text, '\0', room) != NULL;
}

/* Maps the whole file, and only one that can neither shrink nor change any more. */
static bool map_file(struct sealed *s, const char *name, int fd, struct error *e)
{
	struct stat st;
	int seals = fcntl(fd, F_GET_SEALS);
	if (fstat(fd, &st))
		return error_set(e, errno, "%s", name);
	if (seals < 0 || (seals & SEALS) != SEALS)
		return error_set(e, 0, "%s: it is not sealed", name);
	if (st.st_size < (off_t)sizeof(struct sealed_header))
		return error_set(e, 0, "%s: it is too short", name);
	void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return error_set(e, errno, "%s", name);
	s->map = map;
	s->map_size = (size_t)st.st_size;
	return true;
}

static bool check_header(const struct sealed *s, const struct sealed_kind *kind,
			 struct error *e)
{
	const struct sealed_header *h = s->map;
	if (memcmp(h->magic, kind->magic, sizeof(h->magic)) != 0 ||
	    h->version != kind->version ||
	    memcmp(h->sizes, kind->sizes, sizeof(h->sizes)) != 0)
		return error_set(e, 0, "%s: made by another version", kind->name);
	uint64_t size = sizeof(*h);
	for (int i = 0; i < SEALED_ARRAYS; i++)
		size += (uint64_t)h->sizes[i] * h->counts[i];
	return size == s->map_size ||
	       error_set(e, 0, "%s: its size is wrong", kind->name);
}

/* Points into the map, whose sizes are known to be right. */
static void point(struct sealed *s)
{
	const struct sealed_header *h = s->map;
	const unsigned char *at = s->map;
	at += sizeof(*h);
	for (int i = 0; i < SEALED_ARRAYS; i++) {
		s->arrays[i] = at;
		s->counts[i] = h->counts[i];
		at += (size_t)h->sizes[i] * h->counts[i];
	}
	s->serial = h->serial;
	s->flags = h->flags;
}

bool sealed_open(struct sealed *s, const struct sealed_kind *kind, int fd,
		 struct error *e)
{
	*s = (struct sealed){ .map = NULL };
	if (map_file(s, kind->name, fd, e) && check_header(s, kind, e)) {
		point(s);
		return true;
	}
	sealed_close(s);
	return false;
}

void sealed_close(struct sealed *s)
{
	if (s->map)
		munmap(s->map, s->map_size);
	*s = (struct sealed){ .map = NULL };
}

static bool write_all(int fd, const void *bytes, size_t size)
{
	const char *at = bytes;
	while (size > 0) {
		ssize_t n = write(fd, at, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		size -= (size_t)n;
	}
	return true;
}

static bool write_arrays(int fd, const struct sealed *s, const struct sealed_kind *kind)
{
	struct sealed_header h = {
		.version = kind->version,
		.flags = s->flags,
		.serial = s->serial,
	};
	memcpy(h.magic, kind->magic, sizeof(h.magic));
	memcpy(h.sizes, kind->sizes, sizeof(h.sizes));
	for (int i = 0; i < SEALED_ARRAYS; i++)
		h.counts[i] = (uint32_t)s->counts[i];
	bool ok = write_all(fd, &h, sizeof(h));
	for (int i = 0; ok && i < SEALED_ARRAYS; i++)
		ok = write_all(fd, s->arrays[i], h.sizes[i] * s->counts[i]);
	return ok;
}

int sealed_write(const struct sealed *s, const struct sealed_kind *kind,
		 struct error *e)
{
	int fd = memfd_create("labtap", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0) {
		error_set(e, errno, "memfd_create");
		return -1;
	}
	if (!write_arrays(fd, s, kind) || fcntl(fd, F_ADD_SEALS, SEALS)) {
		error_set(e, errno, "write a %s", kind->name);
		close(fd);
		return -1;
	}
	return fd;
}
