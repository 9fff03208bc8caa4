/* pcapng blocks to bytes. */
#include "core/store/pcapng_write.h"

#include <string.h>
#include <sys/utsname.h>

#include "core/base/build.h"
#include "core/base/text.h"
#include "core/store/bytes.h"
#include "core/store/pcapng.h"

enum { OPTION_MAX = 65535 };

static size_t padded(size_t n)
{
	return (n + 3) & ~(size_t)3;
}

/* Times are two words, the high one first in either byte order. */
static uint8_t *put_time(uint8_t *p, int64_t time)
{
	uint64_t ticks = time < 0 ? 0 : (uint64_t)time;
	p = bytes_put32(p, (uint32_t)(ticks >> 32));
	return bytes_put32(p, (uint32_t)ticks);
}

static uint8_t *put_padded(uint8_t *p, const void *bytes, size_t size)
{
	if (size & 3)
		memset(p + (size & ~(size_t)3), 0, 4);
	if (size)
		memcpy(p, bytes, size);
	return p + padded(size);
}

static uint8_t *put_option(uint8_t *p, enum pcapng_option code, const void *bytes,
			   size_t size)
{
	p = bytes_put16(p, (uint16_t)code);
	p = bytes_put16(p, (uint16_t)size);
	return put_padded(p, bytes, size);
}

/* Absent and empty text needs no option. */
static uint8_t *put_text(uint8_t *p, enum pcapng_option code, const char *text)
{
	size_t size = text ? strnlen(text, OPTION_MAX) : 0;
	return size ? put_option(p, code, text, size) : p;
}

static uint8_t *put_u64(uint8_t *p, enum pcapng_option code, uint64_t value)
{
	return put_option(p, code, &value, sizeof(value));
}

/* Fills in the length at both ends once it is known. */
static size_t close_block(uint8_t *block, enum pcapng_type type, uint8_t *end)
{
	uint32_t size = (uint32_t)(end + 4 - block);
	bytes_put32(block, type);
	bytes_put32(block + 4, size);
	bytes_put32(end, size);
	return size;
}

struct pcapng_origin pcapng_origin_here(void)
{
	struct pcapng_origin origin = { .application = "labtap " VERSION };
	struct utsname host;
	if (uname(&host) < 0)
		return origin;
	struct text t = text_over(origin.hardware, sizeof(origin.hardware));
	text_str(&t, host.machine);
	t = text_over(origin.os, sizeof(origin.os));
	text_str(&t, host.sysname);
	text_char(&t, ' ');
	text_str(&t, host.release);
	return origin;
}

size_t pcapng_section_room(const struct pcapng_origin *origin)
{
	size_t comment = origin->comment ? strnlen(origin->comment, OPTION_MAX) : 0;
	return sizeof(*origin) + 64 + padded(comment);
}

size_t pcapng_write_section(uint8_t *to, const struct pcapng_origin *origin)
{
	uint8_t *p = bytes_put32(to + 8, PCAPNG_BYTE_ORDER);
	p = bytes_put16(p, 1); /* version 1.0 */
	p = bytes_put16(p, 0);
	p = bytes_put32(p, UINT32_MAX); /* section length: not known */
	p = bytes_put32(p, UINT32_MAX);
	p = put_text(p, SECTION_HARDWARE, origin->hardware);
	p = put_text(p, SECTION_OS, origin->os);
	p = put_text(p, SECTION_APPLICATION, origin->application);
	p = put_text(p, OPTION_COMMENT, origin->comment);
	p = put_option(p, OPTION_END, NULL, 0);
	return close_block(to, PCAPNG_SECTION, p);
}

size_t pcapng_secrets_room(size_t size)
{
	return 20 + padded(size);
}

size_t pcapng_write_secrets(uint8_t *to, const char *keys, size_t size)
{
	const uint32_t tls_key_log = 0x544c534b;
	uint8_t *p = bytes_put32(to + 8, tls_key_log);
	p = bytes_put32(p, (uint32_t)size);
	p = put_padded(p, keys, size);
	return close_block(to, PCAPNG_SECRETS, p);
}

/* The first byte of if_filter tells its kind: 0 is filter text. */
static uint8_t *put_filter(uint8_t *p, const char *filter)
{
	char option[1 + sizeof(((struct iface *)NULL)->filter)] = { 0 };
	size_t size = strnlen(filter, sizeof(option) - 2);
	memcpy(option + 1, filter, size);
	return size ? put_option(p, IFACE_FILTER, option, size + 1) : p;
}

size_t pcapng_write_iface(uint8_t *to, const struct iface *iface)
{
	const uint8_t nanoseconds = 9;
	uint8_t *p = bytes_put16(to + 8, (uint16_t)iface->linktype);
	p = bytes_put16(p, 0);
	p = bytes_put32(p, iface->snaplen);
	p = put_text(p, IFACE_NAME, iface->name);
	p = put_text(p, IFACE_DESCRIPTION, iface->description);
	if (iface->has_mac)
		p = put_option(p, IFACE_MAC, iface->mac, sizeof(iface->mac));
	p = put_option(p, IFACE_RESOLUTION, &nanoseconds, 1);
	p = put_filter(p, iface->filter);
	p = put_text(p, IFACE_OS, pcapng_origin_here().os);
	p = put_option(p, OPTION_END, NULL, 0);
	return close_block(to, PCAPNG_INTERFACE, p);
}

static uint8_t *put_packet_options(uint8_t *p, const struct packet *packet)
{
	uint32_t flags = packet->direction;
	if (flags)
		p = put_option(p, PACKET_FLAGS, &flags, sizeof(flags));
	if (packet->dropped)
		p = put_u64(p, PACKET_DROPS, packet->dropped);
	if (packet->comment_size)
		p = put_option(p, OPTION_COMMENT, packet->comment,
			       packet->comment_size < OPTION_MAX ? packet->comment_size
								 : OPTION_MAX);
	return put_option(p, OPTION_END, NULL, 0);
}

size_t pcapng_write_packet(uint8_t *to, uint32_t iface, const struct packet *packet)
{
	uint8_t *p = bytes_put32(to + 8, iface);
	p = put_time(p, packet->time);
	p = bytes_put32(p, packet->captured);
	p = bytes_put32(p, packet->length);
	p = put_padded(p, packet->bytes, packet->captured);
	if (packet->direction || packet->dropped || packet->comment_size)
		p = put_packet_options(p, packet);
	return close_block(to, PCAPNG_PACKET, p);
}

size_t pcapng_write_stats(uint8_t *to, uint32_t iface, int64_t time, uint64_t received,
			  uint64_t dropped)
{
	uint8_t *p = bytes_put32(to + 8, iface);
	p = put_time(p, time);
	p = put_u64(p, STATS_RECEIVED, received);
	p = put_u64(p, STATS_DROPPED, dropped);
	p = put_option(p, OPTION_END, NULL, 0);
	return close_block(to, PCAPNG_STATISTICS, p);
}
