/* Integers, Huffman codes and the static table of HPACK (RFC 7541).
 *
 *	string	coded:1 bit  length  bytes, or codes of 5 to 30 bits, ones at the end
 */
#include "core/dissect/hpack.h"

enum { CODE_MAX = 30, END = 256, STRING_MAX = 512 };

/* How many symbols have a code of so many bits, and the symbols in the order of their
 * codes (appendix B): the code is canonical, so this is all of it. */
static const uint8_t counts[CODE_MAX + 1] = {
	[5] = 10,  [6] = 26,  [7] = 32, [8] = 6,   [10] = 5,  [11] = 3,	 [12] = 2,
	[13] = 6,  [14] = 2,  [15] = 3, [19] = 3,  [20] = 8,  [21] = 13, [22] = 26,
	[23] = 29, [24] = 12, [25] = 4, [26] = 15, [27] = 19, [28] = 29, [30] = 4,
};

/* clang-format off */
static const uint16_t symbols[] = {
	48, 49, 50, 97, 99, 101, 105, 111, 115, 116, 32, 37,
	45, 46, 47, 51, 52, 53, 54, 55, 56, 57, 61, 65,
	95, 98, 100, 102, 103, 104, 108, 109, 110, 112, 114, 117,
	58, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76,
	77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 89,
	106, 107, 113, 118, 119, 120, 121, 122, 38, 42, 44, 59,
	88, 90, 33, 34, 40, 41, 63, 39, 43, 124, 35, 62,
	0, 36, 64, 91, 93, 126, 94, 125, 60, 96, 123, 92,
	195, 208, 128, 130, 131, 162, 184, 194, 224, 226, 153, 161,
	167, 172, 176, 177, 179, 209, 216, 217, 227, 229, 230, 129,
	132, 133, 134, 136, 146, 154, 156, 160, 163, 164, 169, 170,
	173, 178, 181, 185, 186, 187, 189, 190, 196, 198, 228, 232,
	233, 1, 135, 137, 138, 139, 140, 141, 143, 147, 149, 150,
	151, 152, 155, 157, 158, 165, 166, 168, 174, 175, 180, 182,
	183, 188, 191, 197, 231, 239, 9, 142, 144, 145, 148, 159,
	171, 206, 215, 225, 236, 237, 199, 207, 234, 235, 192, 193,
	200, 201, 202, 205, 210, 213, 218, 219, 238, 240, 242, 243,
	255, 203, 204, 211, 212, 214, 221, 222, 223, 241, 244, 245,
	246, 247, 248, 250, 251, 252, 253, 254, 2, 3, 4, 5,
	6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20,
	21, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127, 220,
	249, 10, 13, 22, 256,
};
/* clang-format on */

static const struct hpack_entry entries[] = {
	{ ":authority", "" },
	{ ":method", "GET" },
	{ ":method", "POST" },
	{ ":path", "/" },
	{ ":path", "/index.html" },
	{ ":scheme", "http" },
	{ ":scheme", "https" },
	{ ":status", "200" },
	{ ":status", "204" },
	{ ":status", "206" },
	{ ":status", "304" },
	{ ":status", "400" },
	{ ":status", "404" },
	{ ":status", "500" },
	{ "accept-charset", "" },
	{ "accept-encoding", "gzip, deflate" },
	{ "accept-language", "" },
	{ "accept-ranges", "" },
	{ "accept", "" },
	{ "access-control-allow-origin", "" },
	{ "age", "" },
	{ "allow", "" },
	{ "authorization", "" },
	{ "cache-control", "" },
	{ "content-disposition", "" },
	{ "content-encoding", "" },
	{ "content-language", "" },
	{ "content-length", "" },
	{ "content-location", "" },
	{ "content-range", "" },
	{ "content-type", "" },
	{ "cookie", "" },
	{ "date", "" },
	{ "etag", "" },
	{ "expect", "" },
	{ "expires", "" },
	{ "from", "" },
	{ "host", "" },
	{ "if-match", "" },
	{ "if-modified-since", "" },
	{ "if-none-match", "" },
	{ "if-range", "" },
	{ "if-unmodified-since", "" },
	{ "last-modified", "" },
	{ "link", "" },
	{ "location", "" },
	{ "max-forwards", "" },
	{ "proxy-authenticate", "" },
	{ "proxy-authorization", "" },
	{ "range", "" },
	{ "referer", "" },
	{ "refresh", "" },
	{ "retry-after", "" },
	{ "server", "" },
	{ "set-cookie", "" },
	{ "strict-transport-security", "" },
	{ "transfer-encoding", "" },
	{ "user-agent", "" },
	{ "vary", "" },
	{ "via", "" },
	{ "www-authenticate", "" },
};

const struct hpack_entry *hpack_static(uint32_t index)
{
	return index && index <= COUNT(entries) ? &entries[index - 1] : NULL;
}

uint32_t hpack_integer(struct reader *r, unsigned bits)
{
	uint32_t mask = (1u << bits) - 1, value = reader_u8(r) & mask, shift = 0;
	if (value < mask)
		return value;
	for (uint32_t byte = 0x80; byte & 0x80 && shift <= 14 && !r->cut; shift += 7) {
		byte = reader_u8(r);
		value += (byte & 0x7f) << shift;
	}
	return value;
}

struct bits {
	const uint8_t *at, *end;
	unsigned used; /* of the byte at `at` */
};

/* The next bit, 2 at the end. */
static unsigned next_bit(struct bits *b)
{
	if (b->at == b->end)
		return 2;
	unsigned bit = *b->at >> (7 - b->used) & 1;
	b->used = (b->used + 1) & 7;
	b->at += !b->used;
	return bit;
}

/* Codes of one length are consecutive numbers, and behind those of the shorter ones.
 * END where no symbol follows. */
static unsigned next_symbol(struct bits *b)
{
	uint32_t code = 0, first = 0, index = 0;
	for (unsigned length = 1; length <= CODE_MAX; length++) {
		unsigned bit = next_bit(b);
		if (bit > 1)
			return END;
		code |= bit;
		if (code - first < counts[length])
			return symbols[index + code - first];
		index += counts[length];
		first = (first + counts[length]) << 1;
		code <<= 1;
	}
	return END;
}

static void put_coded(struct text *t, const uint8_t *p, size_t n)
{
	uint8_t plain[STRING_MAX];
	size_t size = 0;
	struct bits b = { .at = p, .end = p + n };
	for (unsigned symbol; size < sizeof(plain); plain[size++] = (uint8_t)symbol) {
		symbol = next_symbol(&b);
		if (symbol == END)
			break;
	}
	text_escape(t, plain, size);
}

bool hpack_string(struct reader *r, struct text *t)
{
	bool coded = reader_left(r) && *r->at & 0x80;
	size_t n = hpack_integer(r, 7);
	const uint8_t *p = reader_bytes(r, n);
	if (!p || r->cut)
		return false;
	if (t && coded)
		put_coded(t, p, n);
	else if (t)
		text_escape(t, p, n);
	return true;
}
