/* Each address is built in a local buffer from its bytes and appended once. */
#include "core/dissect/addr.h"

#include <string.h>

static const char hex[] = "0123456789abcdef";

void addr_mac(struct text *t, const uint8_t *mac)
{
	char out[18];
	for (size_t i = 0; i < 6; i++) {
		out[i * 3] = hex[mac[i] >> 4];
		out[i * 3 + 1] = hex[mac[i] & 15];
		out[i * 3 + 2] = ':';
	}
	text_mem(t, out, 17);
}

void addr_colons(struct text *t, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i)
			text_char(t, ':');
		text_hex(t, bytes[i], 2);
	}
}

static void put_hex(struct text *t, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		text_hex(t, bytes[i], 2);
}

void addr_nsap(struct text *t, const uint8_t *bytes, size_t n)
{
	enum { GOSIP = 20, HEAD = 15, MIDDLE = 17, SELECTOR = 19 };
	size_t head = n == 3 ? 1 : 4;
	put_hex(t, bytes, n < head ? n : head);
	if (n <= head)
		return;
	text_char(t, '.');
	if (n != GOSIP) {
		put_hex(t, bytes + head, n - head);
		return;
	}
	put_hex(t, bytes + head, HEAD - head);
	text_char(t, '.');
	put_hex(t, bytes + HEAD, MIDDLE - HEAD);
	text_char(t, '.');
	put_hex(t, bytes + MIDDLE, SELECTOR - MIDDLE);
	text_char(t, '[');
	put_hex(t, bytes + SELECTOR, 1);
	text_char(t, ']');
}

static char *put_octet(char *p, unsigned v)
{
	if (v >= 100) {
		*p++ = (char)('0' + v / 100);
		v %= 100;
		*p++ = (char)('0' + v / 10);
	} else if (v >= 10) {
		*p++ = (char)('0' + v / 10);
	}
	*p++ = (char)('0' + v % 10);
	return p;
}

static char *put_ip4(char *p, const uint8_t *ip)
{
	for (unsigned i = 0; i < 4; i++) {
		if (i)
			*p++ = '.';
		p = put_octet(p, ip[i]);
	}
	return p;
}

void addr_ip4(struct text *t, const uint8_t *ip)
{
	char out[16];
	char *end = put_ip4(out, ip);
	text_mem(t, out, (size_t)(end - out));
}

static char *put_group(char *p, unsigned v)
{
	if (v >= 0x1000)
		*p++ = hex[v >> 12];
	if (v >= 0x100)
		*p++ = hex[v >> 8 & 15];
	if (v >= 0x10)
		*p++ = hex[v >> 4 & 15];
	*p++ = hex[v & 15];
	return p;
}

struct run {
	unsigned first, size;
};

/* The longest run of zero groups, the first of equals; one zero is no run. */
static struct run zero_run(const uint16_t *group)
{
	struct run best = { 8, 1 }, now = { 0, 0 };
	for (unsigned i = 0; i < 8; i++) {
		if (group[i]) {
			now = (struct run){ i + 1, 0 };
			continue;
		}
		now.size++;
		if (now.size > best.size)
			best = now;
	}
	return best;
}

static char *put_groups(char *p, const uint16_t *group)
{
	struct run zero = zero_run(group);
	for (unsigned i = 0; i < 8; i++) {
		if (i == zero.first) {
			*p++ = ':';
			*p++ = ':';
			i += zero.size - 1;
			continue;
		}
		if (i && i != zero.first + zero.size)
			*p++ = ':';
		p = put_group(p, group[i]);
	}
	return p;
}

void addr_ip6(struct text *t, const uint8_t *ip)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	char out[48];
	char *end = out;
	if (!memcmp(ip, mapped, sizeof(mapped))) {
		memcpy(end, "::ffff:", 7);
		end = put_ip4(end + 7, ip + 12);
	} else {
		uint16_t group[8];
		for (size_t i = 0; i < 8; i++)
			group[i] = (uint16_t)(ip[i * 2] << 8 | ip[i * 2 + 1]);
		end = put_groups(end, group);
	}
	text_mem(t, out, (size_t)(end - out));
}

void addr_prefix(struct text *t, const uint8_t *bytes, uint32_t bits, bool six)
{
	uint8_t address[16] = { 0 };
	memcpy(address, bytes, (bits + 7) / 8);
	if (six)
		addr_ip6(t, address);
	else
		addr_ip4(t, address);
	text_char(t, '/');
	text_uint(t, bits);
}
