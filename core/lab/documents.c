#include "core/lab/documents.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char magic[8] = "LABTAPD1";

enum { SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE, ALIGN = 8 };

struct header {
	char magic[8];
	uint32_t count, left_off;
};

/* In front of each text, which ends in a NUL and is filled up to ALIGN. */
struct record {
	uint32_t kind, state, size, reserved;
};

static size_t room_of(size_t size)
{
	return (size + 1 + ALIGN - 1) / ALIGN * ALIGN;
}

static void put(struct documents_draft *d, const void *bytes, size_t size, size_t room)
{
	while (d->bytes.room < d->bytes.count + room) {
		d->bytes.room = d->bytes.room ? d->bytes.room * 2 : 4096;
		d->bytes.items = mem_grow(d->bytes.items, d->bytes.room, 1);
	}
	char *at = d->bytes.items + d->bytes.count;
	memset(at, 0, room);
	memcpy(at, bytes, size);
	d->bytes.count += room;
}

void documents_add(struct documents_draft *d, uint32_t kind, uint32_t state,
		   const char *text, size_t size)
{
	struct record r = { .kind = kind, .state = state, .size = (uint32_t)size };
	size_t room = sizeof(r) + room_of(size);
	if (size > DOCUMENT_MAX || d->count == DOCUMENTS_MAX ||
	    d->bytes.count + room > DOCUMENTS_SIZE_MAX) {
		d->left_off++;
		return;
	}
	put(d, &r, sizeof(r), sizeof(r));
	put(d, text, size, room_of(size));
	d->count++;
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

int documents_seal(struct documents_draft *d, struct error *e)
{
	struct header h = { .count = d->count, .left_off = d->left_off };
	memcpy(h.magic, magic, sizeof(magic));
	int fd = memfd_create("labtap-documents", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	bool ok = fd >= 0 && write_all(fd, &h, sizeof(h)) &&
		  write_all(fd, d->bytes.items, d->bytes.count) &&
		  !fcntl(fd, F_ADD_SEALS, SEALS);
	if (!ok)
		error_set(e, errno, "hand over documents");
	if (!ok && fd >= 0)
		close(fd);
	free(d->bytes.items);
	*d = (struct documents_draft){ .count = 0 };
	return ok ? fd : -1;
}

static bool map_set(struct documents *d, int fd, struct error *e)
{
	struct stat st;
	int seals = fcntl(fd, F_GET_SEALS);
	if (seals < 0 || (seals & SEALS) != SEALS)
		return error_set(e, 0, "documents: not sealed");
	if (fstat(fd, &st) || st.st_size < (off_t)sizeof(struct header) ||
	    st.st_size > (off_t)sizeof(struct header) + DOCUMENTS_SIZE_MAX)
		return error_set(e, 0, "documents: their size is wrong");
	void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return error_set(e, errno, "documents");
	d->map = map;
	d->map_size = (size_t)st.st_size;
	return true;
}

/* One record, and where the next one is; NULL: it is damaged. */
static const char *take(struct document *to, const char *at, const char *end)
{
	struct record r;
	if ((size_t)(end - at) < sizeof(r))
		return NULL;
	memcpy(&r, at, sizeof(r));
	at += sizeof(r);
	if (r.size > DOCUMENT_MAX || (size_t)(end - at) < room_of(r.size) ||
	    at[r.size] != '\0')
		return NULL;
	*to = (struct document){
		.kind = r.kind, .state = r.state, .text = at, .size = r.size
	};
	return at + room_of(r.size);
}

static bool read_set(struct documents *d, struct error *e)
{
	const struct header *h = d->map;
	const char *at = (const char *)(h + 1), *end = (char *)d->map + d->map_size;
	if (memcmp(h->magic, magic, sizeof(magic)) != 0 || h->count > DOCUMENTS_MAX)
		return error_set(e, 0, "documents: made by another version");
	d->items = mem_new((h->count + 1) * sizeof(*d->items));
	d->left_off = h->left_off;
	while (d->count < h->count && at)
		at = take(&d->items[d->count++], at, end);
	return at == end || error_set(e, 0, "documents: a record is damaged");
}

bool documents_open(struct documents *d, int fd, struct error *e)
{
	*d = (struct documents){ .count = 0 };
	if (map_set(d, fd, e) && read_set(d, e))
		return true;
	documents_close(d);
	return false;
}

void documents_close(struct documents *d)
{
	if (d->map)
		munmap(d->map, d->map_size);
	free(d->items);
	*d = (struct documents){ .count = 0 };
}
