/* zstd (RFC 8878) through libzstd: one frame after another. */
#include <stdlib.h>
#include <zstd.h>

#include "core/base/mem.h"
#include "core/store/unpack.h"

enum { CHUNK = 1 << 17 };

struct zstd {
	ZSTD_DCtx *context;
	size_t left; /* 0: between two frames */
	uint8_t in[CHUNK], out[CHUNK];
};

/* Everything that comes out of what is in. */
static bool chunk(struct zstd *z, size_t size, struct unpack *u, struct error *e)
{
	ZSTD_inBuffer in = { .src = z->in, .size = size };
	ZSTD_outBuffer out;
	do {
		out = (ZSTD_outBuffer){ .dst = z->out, .size = CHUNK };
		z->left = ZSTD_decompressStream(z->context, &out, &in);
		if (ZSTD_isError(z->left))
			return error_set(e, 0, "damaged zstd data: %s",
					 ZSTD_getErrorName(z->left));
		if (!unpack_give(u, z->out, out.pos, e))
			return false;
	} while (in.pos < in.size || (z->left && out.pos == out.size));
	return true;
}

static bool zstd_all(struct zstd *z, struct unpack *u, struct error *e)
{
	ptrdiff_t n;
	while ((n = unpack_take(u, z->in, CHUNK, e)) > 0)
		if (!chunk(z, (size_t)n, u, e))
			return false;
	if (n < 0)
		return false;
	return !z->left || error_set(e, 0, "zstd data that is cut short");
}

bool unpack_zstd(struct unpack *u, struct error *e)
{
	struct zstd *z = mem_new(sizeof(*z));
	z->context = ZSTD_createDCtx();
	bool ok = z->context ? zstd_all(z, u, e) : error_set(e, 0, "libzstd");
	ZSTD_freeDCtx(z->context);
	free(z);
	return ok;
}
