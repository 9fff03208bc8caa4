/* Unaligned integers of a file in this machine's byte order or in the other one. */
#ifndef STORE_BYTES_H
#define STORE_BYTES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static inline uint16_t bytes_u16(const uint8_t *p, bool swap)
{
	uint16_t value;
	memcpy(&value, p, sizeof(value));
	return swap ? __builtin_bswap16(value) : value;
}

static inline uint32_t bytes_u32(const uint8_t *p, bool swap)
{
	uint32_t value;
	memcpy(&value, p, sizeof(value));
	return swap ? __builtin_bswap32(value) : value;
}

static inline uint64_t bytes_u64(const uint8_t *p, bool swap)
{
	uint64_t value;
	memcpy(&value, p, sizeof(value));
	return swap ? __builtin_bswap64(value) : value;
}

/* Both return the place behind what they wrote. */
static inline uint8_t *bytes_put16(uint8_t *p, uint16_t value)
{
	memcpy(p, &value, sizeof(value));
	return p + sizeof(value);
}

static inline uint8_t *bytes_put32(uint8_t *p, uint32_t value)
{
	memcpy(p, &value, sizeof(value));
	return p + sizeof(value);
}

#endif
