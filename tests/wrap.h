/* Puts a frame into a tunnel's datagram, as QEMU and the kernel do on the way out. */
#ifndef TESTS_WRAP_H
#define TESTS_WRAP_H

#include <stdint.h>
#include <string.h>

#include "core/lab/outer.h"

enum { WRAP_MAX = 62 + 2048 };

struct wrapped {
	uint8_t bytes[WRAP_MAX];
	uint32_t size;
};

static const struct outer wrap_outer4 = {
	.family = AF_INET,
	.local_port = 10002,
	.remote_port = 10002,
	.local = { 127, 1, 1, 1 },
	.remote = { 127, 1, 1, 2 },
};

static const struct outer wrap_outer6 = {
	.family = AF_INET6,
	.local_port = 10002,
	.remote_port = 10003,
	.local = { 0xfd, [15] = 1 },
	.remote = { 0xfd, [15] = 2 },
};

static inline void wrap_16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static inline uint8_t *wrap_ip4(uint8_t *ip, const struct outer *o, uint32_t size,
				bool back)
{
	static const uint8_t head[] = { 0x45, 0, 0, 0, 0, 7, 0x40, 0, 64, 17, 0, 0 };
	memcpy(ip, head, sizeof(head));
	wrap_16(ip + 2, 20 + 8 + size);
	memcpy(ip + 12, back ? o->remote : o->local, 4);
	memcpy(ip + 16, back ? o->local : o->remote, 4);
	return ip + 20;
}

static inline uint8_t *wrap_ip6(uint8_t *ip, const struct outer *o, uint32_t size,
				bool back)
{
	static const uint8_t head[] = { 0x60, 0, 0, 0, 0, 0, 17, 64 };
	memcpy(ip, head, sizeof(head));
	wrap_16(ip + 4, 8 + size);
	memcpy(ip + 8, back ? o->remote : o->local, 16);
	memcpy(ip + 24, back ? o->local : o->remote, 16);
	return ip + 40;
}

/* back: sent by the remote end. At most 2048 bytes of frame. */
static inline void wrap(struct wrapped *w, const struct outer *o, const void *frame,
			uint32_t size, bool back)
{
	bool four = o->family == AF_INET;
	memset(w->bytes, 0, 14);
	wrap_16(w->bytes + 12, four ? 0x0800 : 0x86dd);
	uint8_t *udp = (four ? wrap_ip4 : wrap_ip6)(w->bytes + 14, o, size, back);
	wrap_16(udp, back ? o->remote_port : o->local_port);
	wrap_16(udp + 2, back ? o->local_port : o->remote_port);
	wrap_16(udp + 4, 8 + size);
	wrap_16(udp + 6, 0xbeef); /* unfinished: what lo carries */
	if (size)
		memcpy(udp + 8, frame, size);
	w->size = outer_size(o) + size;
}

#endif
