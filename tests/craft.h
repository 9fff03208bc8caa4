/* Capture files built byte by byte, in either byte order, right or deliberately wrong;
 * written independently of core/store, so that a test proves more than symmetry. */
#ifndef TESTS_CRAFT_H
#define TESTS_CRAFT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/mem.h"

struct craft {
	bool big; /* byte order of what follows */
	uint8_t *bytes;
	size_t size, room;
	size_t block; /* where the open block starts */
};

static inline void craft_free(struct craft *c)
{
	free(c->bytes);
	*c = (struct craft){ 0 };
}

static inline void craft_u8(struct craft *c, unsigned value)
{
	if (c->size == c->room) {
		c->room = c->room ? c->room * 2 : 4096;
		c->bytes = mem_grow(c->bytes, c->room, 1);
	}
	c->bytes[c->size++] = (uint8_t)value;
}

static inline void craft_number(struct craft *c, uint64_t value, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		craft_u8(c, (unsigned)(value >> 8 * (c->big ? size - 1 - i : i)) & 255);
}

static inline void craft_u16(struct craft *c, uint64_t value)
{
	craft_number(c, value, 2);
}

static inline void craft_u32(struct craft *c, uint64_t value)
{
	craft_number(c, value, 4);
}

/* Overwrites a number at an offset. */
static inline void craft_set32(struct craft *c, size_t at, uint64_t value)
{
	size_t size = c->size;
	c->size = at;
	craft_u32(c, value);
	c->size = size;
}

static inline void craft_bytes(struct craft *c, const void *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		craft_u8(c, ((const uint8_t *)bytes)[i]);
}

static inline void craft_pad(struct craft *c)
{
	while ((c->size - c->block) % 4)
		craft_u8(c, 0);
}

static inline void craft_begin(struct craft *c, uint32_t type)
{
	c->block = c->size;
	craft_u32(c, type);
	craft_u32(c, 0);
}

static inline void craft_end(struct craft *c)
{
	craft_pad(c);
	uint32_t size = (uint32_t)(c->size - c->block) + 4;
	craft_set32(c, c->block + 4, size);
	craft_u32(c, size);
}

static inline void craft_option(struct craft *c, unsigned code, const void *bytes,
				size_t size)
{
	craft_u16(c, code);
	craft_u16(c, size);
	craft_bytes(c, bytes, size);
	craft_pad(c);
}

static inline void craft_section(struct craft *c, bool big, const char *comment)
{
	c->big = big;
	craft_begin(c, 0x0a0d0d0a);
	craft_u32(c, 0x1a2b3c4d);
	craft_u16(c, 1);
	craft_u16(c, 0);
	craft_number(c, UINT64_MAX, 8);
	if (comment) {
		craft_option(c, 1, comment, strlen(comment));
		craft_option(c, 0, "", 0);
	}
	craft_end(c);
}

/* resolution < 0: left out. */
static inline void craft_iface(struct craft *c, unsigned linktype, uint32_t snaplen,
			       const char *name, int resolution)
{
	uint8_t byte = (uint8_t)resolution;
	craft_begin(c, 1);
	craft_u16(c, linktype);
	craft_u16(c, 0);
	craft_u32(c, snaplen);
	craft_option(c, 2, name, strlen(name));
	if (resolution >= 0)
		craft_option(c, 9, &byte, 1);
	craft_option(c, 0, "", 0);
	craft_end(c);
}

/* The fixed part and the bytes of an enhanced packet; options and craft_end() follow.
 */
static inline void craft_packet_begin(struct craft *c, uint32_t iface, uint64_t ticks,
				      const void *bytes, uint32_t size)
{
	craft_begin(c, 6);
	craft_u32(c, iface);
	craft_u32(c, ticks >> 32);
	craft_u32(c, ticks & UINT32_MAX);
	craft_u32(c, size);
	craft_u32(c, size);
	craft_bytes(c, bytes, size);
	craft_pad(c);
}

static inline void craft_packet(struct craft *c, uint32_t iface, uint64_t ticks,
				const void *bytes, uint32_t size)
{
	craft_packet_begin(c, iface, ticks, bytes, size);
	craft_end(c);
}

static inline void craft_pcap(struct craft *c, bool big, uint32_t magic, unsigned major,
			      unsigned minor, uint32_t linktype)
{
	c->big = big;
	craft_u32(c, magic);
	craft_u16(c, major);
	craft_u16(c, minor);
	craft_u32(c, 0);
	craft_u32(c, 0);
	craft_u32(c, 65535);
	craft_u32(c, linktype);
}

static inline void craft_record(struct craft *c, uint32_t sec, uint32_t fraction,
				uint32_t first, uint32_t second, const void *bytes,
				uint32_t size)
{
	craft_u32(c, sec);
	craft_u32(c, fraction);
	craft_u32(c, first);
	craft_u32(c, second);
	craft_bytes(c, bytes, size);
}

/* The first n bytes as a file; -1 on failure. */
static inline int craft_fd(const struct craft *c, size_t n)
{
	int fd = memfd_create("craft", MFD_CLOEXEC);
	if (fd >= 0 && n && pwrite(fd, c->bytes, n, 0) != (ssize_t)n) {
		close(fd);
		return -1;
	}
	return fd;
}

#endif
