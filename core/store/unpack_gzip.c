/* gzip (RFC 1952) through zlib: one member after another, as gzip(1) joins them. */
#include <stdlib.h>
#include <zlib.h>

#include "core/base/mem.h"
#include "core/store/unpack.h"

enum { CHUNK = 1 << 17, GZIP_ONLY = 16 /* added to the window bits, zlib.h */ };

struct gzip {
	z_stream z;
	bool inside; /* a member that has not ended */
	uint8_t in[CHUNK], out[CHUNK];
};

/* Everything that comes out of what is in. */
static bool member(struct gzip *g, struct unpack *u, struct error *e)
{
	int result = Z_OK;
	do {
		g->z.next_out = g->out;
		g->z.avail_out = CHUNK;
		result = inflate(&g->z, Z_NO_FLUSH);
		if (!unpack_give(u, g->out, CHUNK - g->z.avail_out, e))
			return false;
		g->inside = result != Z_STREAM_END;
		if (result == Z_STREAM_END && g->z.avail_in)
			result = inflateReset(&g->z);
		if (result != Z_OK && result != Z_BUF_ERROR && result != Z_STREAM_END)
			return error_set(e, 0, "damaged gzip data");
	} while (g->z.avail_in || !g->z.avail_out);
	return true;
}

static bool gzip_all(struct gzip *g, struct unpack *u, struct error *e)
{
	ptrdiff_t n;
	while ((n = unpack_take(u, g->in, CHUNK, e)) > 0) {
		if (!g->inside && inflateReset(&g->z) != Z_OK)
			return error_set(e, 0, "zlib");
		g->z.next_in = g->in;
		g->z.avail_in = (uInt)n;
		if (!member(g, u, e))
			return false;
	}
	if (n < 0)
		return false;
	return !g->inside || error_set(e, 0, "gzip data that is cut short");
}

bool unpack_gzip(struct unpack *u, struct error *e)
{
	struct gzip *g = mem_new(sizeof(*g));
	bool ok = inflateInit2(&g->z, MAX_WBITS + GZIP_ONLY) == Z_OK
			  ? gzip_all(g, u, e)
			  : error_set(e, 0, "zlib");
	inflateEnd(&g->z);
	free(g);
	return ok;
}
