/* A byte cursor over memory that somebody hostile wrote. A read past the end yields
 * zero and sets `cut`, which stays set: the caller checks once, at the end.
 * Multi-byte reads are big endian (network order) unless they say le. */
#ifndef BASE_READER_H
#define BASE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reader {
	const uint8_t *at, *end;
	const uint8_t *start; /* for reader_offset() */
	bool cut;
};

static inline struct reader reader_over(const uint8_t *bytes, size_t size)
{
	/* NULL + 0 is undefined (C17 6.5.6), and a packet may be empty. */
	const uint8_t *end = size ? bytes + size : bytes;
	return (struct reader){ .at = bytes, .end = end, .start = bytes };
}

static inline size_t reader_left(const struct reader *r)
{
	return (size_t)(r->end - r->at);
}

static inline size_t reader_offset(const struct reader *r)
{
	return (size_t)(r->at - r->start);
}

/* The next n bytes, or NULL when fewer are left (then nothing is left at all). */
static inline const uint8_t *reader_bytes(struct reader *r, size_t n)
{
	const uint8_t *p = r->at;
	if (reader_left(r) < n) {
		r->cut = true;
		r->at = r->end;
		return NULL;
	}
	r->at += n;
	return p;
}

static inline void reader_skip(struct reader *r, size_t n)
{
	(void)reader_bytes(r, n);
}

/* A cursor over the next n bytes (fewer, and cut, when they are not there). */
static inline struct reader reader_sub(struct reader *r, size_t n)
{
	size_t have = reader_left(r) < n ? reader_left(r) : n;
	struct reader sub = { .at = r->at, .end = r->at + have, .start = r->start };
	sub.cut = have < n;
	r->cut |= sub.cut;
	r->at += have;
	return sub;
}

static inline uint8_t reader_u8(struct reader *r)
{
	const uint8_t *p = reader_bytes(r, 1);
	return p ? p[0] : 0;
}

static inline uint16_t reader_u16(struct reader *r)
{
	const uint8_t *p = reader_bytes(r, 2);
	return (uint16_t)(p ? p[0] << 8 | p[1] : 0);
}

static inline uint32_t reader_u24(struct reader *r)
{
	const uint8_t *p = reader_bytes(r, 3);
	return p ? (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2] : 0;
}

static inline uint32_t reader_u32(struct reader *r)
{
	const uint8_t *p = reader_bytes(r, 4);
	return p ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 |
			       p[3]
		 : 0;
}

static inline uint64_t reader_u64(struct reader *r)
{
	uint64_t high = reader_u32(r);
	return high << 32 | reader_u32(r);
}

static inline uint16_t reader_u16le(struct reader *r)
{
	return __builtin_bswap16(reader_u16(r));
}

static inline uint32_t reader_u32le(struct reader *r)
{
	return __builtin_bswap32(reader_u32(r));
}

#endif
