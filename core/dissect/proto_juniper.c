/* What Junos puts before the frames it captures (monitor traffic; libpcap's
 * DLT_JUNIPER_*): where they were seen.
 *
 *	"MGC":3  flags:1  [length:2  { type:1  length:1  value }]  frame */
#include <string.h>

#include "core/dissect/field.h"

enum { INBOUND = 0x01, NO_LINK = 0x02, EXTENSIONS = 0x80 };
enum { JUNIPER_PPP = 179, JUNIPER_FRAME_RELAY = 180, JUNIPER_HDLC = 181 };
enum { LINKTYPE_ETHERNET = 1, LINKTYPE_PPP = 9, LINKTYPE_RAW = 101 };
enum { LINKTYPE_HDLC = 104, LINKTYPE_FRAME_RELAY = 107 };

static const struct name flag_names[] = {
	{ INBOUND, "inbound" },
	{ NO_LINK, "no link header" },
	{ EXTENSIONS, "extensions" },
	{ 0, NULL },
};

static const struct name extensions[] = {
	{ 1, "device index" },
	{ 2, "device name" },
	{ 3, "media" },
	{ 4, "encapsulation" },
	{ 5, "interface index" },
	{ 6, "logical unit" },
	{ 0, NULL },
};

static void read_extensions(struct dissect *d)
{
	struct part outer = part_open(d, field_uint(d, "length", 2));
	while (part_more(d)) {
		uint32_t type = field_named(d, "extension", 1, extensions);
		size_t n = reader_u8(&d->r);
		if (type == 2)
			(void)field_text(d, "value", n);
		else
			(void)field_bytes(d, "value", n);
	}
	part_close(d, outer);
}

static void read_juniper(struct dissect *d)
{
	static const struct name links[] = {
		{ JUNIPER_PPP, "PPP" },
		{ JUNIPER_FRAME_RELAY, "frame relay" },
		{ JUNIPER_HDLC, "HDLC" },
		{ 0, NULL },
	};
	const uint8_t *magic = field_bytes(d, "magic", 3);
	text_str(info_start(d), "Juniper");
	if (!magic || memcmp(magic, "MGC", 3) != 0) {
		layer_malformed(d);
		return;
	}
	uint32_t flags = field_flags(d, "flags", 1, flag_names);
	if (flags & EXTENSIONS)
		read_extensions(d);
	if (d->r.cut)
		return;
	struct text *t = layer_summary(d);
	if (t) {
		text_str(t, name_of(links, d->key, "Ethernet"));
		text_str(t, flags & INBOUND ? ", in" : ", out");
	}
	next(d, SPACE_LINK,
	     flags & NO_LINK		     ? LINKTYPE_RAW
	     : d->key == JUNIPER_PPP	     ? LINKTYPE_PPP
	     : d->key == JUNIPER_FRAME_RELAY ? LINKTYPE_FRAME_RELAY
	     : d->key == JUNIPER_HDLC	     ? LINKTYPE_HDLC
					     : LINKTYPE_ETHERNET);
}

const struct proto proto_juniper = {
	.name = "Juniper",
	.column = "Juniper",
	.family = FAMILY_LINK,
	.read = read_juniper,
};
