#include "core/store/unpack.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const struct {
	uint8_t size, magic[4];
	bool (*all)(struct unpack *u, struct error *e);
} kinds[] = {
	[PACKING_NONE] = { .all = NULL },
	[PACKING_GZIP] = { 2, { 0x1f, 0x8b }, unpack_gzip },
	[PACKING_ZSTD] = { 4, { 0x28, 0xb5, 0x2f, 0xfd }, unpack_zstd },
};

enum packing unpack_kind(int fd)
{
	uint8_t bytes[4];
	ssize_t have = pread(fd, bytes, sizeof(bytes), 0);
	for (size_t i = PACKING_NONE + 1; i < COUNT(kinds); i++)
		if (have >= kinds[i].size &&
		    !memcmp(bytes, kinds[i].magic, kinds[i].size))
			return (enum packing)i;
	return PACKING_NONE;
}

bool unpack_all(struct unpack *u, enum packing packing, struct error *e)
{
	u->taken = u->given = 0;
	return kinds[packing].all(u, e);
}

ptrdiff_t unpack_take(struct unpack *u, uint8_t *bytes, size_t room, struct error *e)
{
	ssize_t n;
	do
		n = pread(u->from, bytes, room, (off_t)u->taken);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		error_set(e, errno, "reading");
	else
		u->taken += (uint64_t)n;
	return n;
}

bool unpack_give(struct unpack *u, const uint8_t *bytes, size_t size, struct error *e)
{
	if (size > u->limit - u->given)
		return error_set(e, EFBIG,
				 "becomes larger than %ju MiB: unpack it yourself",
				 (uintmax_t)(u->limit >> 20));
	while (size) {
		ssize_t n = pwrite(u->to, bytes, size, (off_t)u->given);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return error_set(e, n ? errno : ENOSPC, "unpacking it");
		bytes += n;
		size -= (size_t)n;
		u->given += (uint64_t)n;
	}
	return true;
}
