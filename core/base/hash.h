/*
 * Where an entry of a table stands, and whether something is still the same: FNV-1a, of
 * Fowler, Noll and Vo (isthe.com/chongo/tech/comp/fnv). Whoever chooses the bytes can
 * choose equal hashes too: compare what was found.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define HASH32_START UINT32_C(2166136261)
#define HASH64_START UINT64_C(0xcbf29ce484222325)

/* Adds one byte, or a whole word where its other bits matter less. */
static inline uint32_t hash32_step(uint32_t hash, uint32_t word)
{
	return (hash ^ word) * UINT32_C(16777619);
}

static inline uint64_t hash64_step(uint64_t hash, uint64_t word)
{
	return (hash ^ word) * UINT64_C(0x100000001b3);
}

/* Each of these goes on from `hash`, that is from HASHnn_START at first. A struct must
 * have no padding. */
static inline uint32_t hash32_bytes(uint32_t hash, const void *bytes, size_t n)
{
	const uint8_t *at = bytes;
	for (size_t i = 0; i < n; i++)
		hash = hash32_step(hash, at[i]);
	return hash;
}

static inline uint32_t hash32_text(uint32_t hash, const char *s)
{
	for (; *s; s++)
		hash = hash32_step(hash, (uint8_t)*s);
	return hash;
}

static inline uint64_t hash64_bytes(uint64_t hash, const void *bytes, size_t n)
{
	const uint8_t *at = bytes;
	for (size_t i = 0; i < n; i++)
		/* It cannot tell how much of an array of bytes was filled. */
		/* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage) */
		hash = hash64_step(hash, at[i]);
	return hash;
}

static inline uint64_t hash64_text(uint64_t hash, const char *s)
{
	for (; *s; s++)
		hash = hash64_step(hash, (uint8_t)*s);
	return hash;
}

static inline uint64_t hash64_fold(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 32;
}

/* Of whole words, the last one filled with zeros: an eighth of the work where a table
 * is asked for every packet. Not FNV, but its multiplication with a fold, without which
 * the low bits would know nothing of the high ones. */
static inline uint64_t hash64_words(uint64_t hash, const void *bytes, size_t n)
{
	const uint8_t *at = bytes;
	uint64_t word;
	for (; n >= sizeof(word); n -= sizeof(word), at += sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		hash = hash64_fold(hash, word);
	}
	word = 0;
	memcpy(&word, at, n);
	return n ? hash64_fold(hash, word) : hash;
}

#endif
