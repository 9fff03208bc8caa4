#include "tui/hexdump.h"

#include "core/base/attr.h"

enum { PER_LINE = 16, TEXT_COLUMN = 42, LINE_BYTES = 96 };

/* Ethernet with its VLAN tags (IEEE 802.1Q). */
static size_t ethernet_size(const struct packet *p)
{
	size_t at = 12;
	while (at + 2 <= p->captured) {
		unsigned type = (unsigned)p->bytes[at] << 8 | p->bytes[at + 1];
		if (type != 0x8100 && type != 0x88a8 && type != 0x9100)
			break;
		at += 4;
	}
	return at + 2;
}

size_t hexdump_link_size(const struct packet *p)
{
	static const struct {
		uint32_t linktype;
		size_t size;
	} sizes[] = {
		{ LINKTYPE_NULL, 4 },
		{ LINKTYPE_LOOP, 4 },
		{ LINKTYPE_LINUX_SLL, 16 },
		{ LINKTYPE_LINUX_SLL2, 20 },
	};
	size_t size = p->linktype == LINKTYPE_ETHERNET ? ethernet_size(p) : 0;
	for (size_t i = 0; i < COUNT(sizes); i++)
		if (sizes[i].linktype == p->linktype)
			size = sizes[i].size;
	return size < p->captured ? size : p->captured;
}

/* "\t0x0010:  0a01 0001 ...  ................" */
static void put_line(struct text *t, size_t offset, const uint8_t *bytes, size_t size,
		     bool ascii)
{
	static const char dot = '.';
	text_str(t, "\t0x");
	text_hex(t, offset, offset > 0xffff ? 6 : 4);
	text_str(t, ": ");
	size_t column = 0;
	for (size_t i = 0; i < size; i++) {
		if (i % 2 == 0)
			text_char(t, ' ');
		text_hex(t, bytes[i], 2);
		column += i % 2 ? 2 : 3;
	}
	for (; ascii && column < TEXT_COLUMN; column++)
		text_char(t, ' ');
	for (size_t i = 0; ascii && i < size; i++) {
		char c = (char)bytes[i];
		text_char(t, c > ' ' && c < 127 ? c : dot);
	}
	text_char(t, '\n');
}

void hexdump_put(struct lines *out, const uint8_t *bytes, size_t size, bool ascii)
{
	for (size_t at = 0; at < size; at += PER_LINE) {
		size_t n = size - at < PER_LINE ? size - at : PER_LINE;
		put_line(lines_room(out, LINE_BYTES), at, bytes + at, n, ascii);
	}
}
