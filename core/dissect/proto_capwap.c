/* Control and provisioning of wireless access points (RFC 5415), UDP ports 5246
 * (control) and 5247 (data).
 *
 *	version and type:1 (1: DTLS follows after 3 bytes)  HLEN:5 RID:5 WBID:5 TFLWMK:6
 *	reserved:3 bits  fragment:2  offset:2  [radio mac]  [wireless information]
 *	control: type:4  sequence:1  length:2  flags:1  { element:2  length:2  value }
 *	data:	 Ethernet, or a frame of the radio where T is set */
#include "core/dissect/field.h"

enum { PREAMBLE_DTLS = 1, CONTROL_PORT = 5246, LINKTYPE_ETHERNET = 1, FIXED = 8 };
enum { BINDING_WLAN = 1, LINKTYPE_WLAN = 105, WLAN_SWAPPED = 0x10069 };
enum flag { NATIVE = 0x100, FRAGMENT = 0x080, LAST = 0x040, WIRELESS = 0x020 };
enum { RADIO_MAC = 0x010, KEEP_ALIVE = 0x008 };

static const struct name flags[] = {
	{ NATIVE, "native frame" },
	{ FRAGMENT, "fragment" },
	{ LAST, "last fragment" },
	{ WIRELESS, "wireless information" },
	{ RADIO_MAC, "radio MAC" },
	{ KEEP_ALIVE, "keep alive" },
	{ 0, NULL },
};

static const struct name messages[] = {
	{ 1, "Discovery Request" },
	{ 2, "Discovery Response" },
	{ 3, "Join Request" },
	{ 4, "Join Response" },
	{ 5, "Configuration Status Request" },
	{ 6, "Configuration Status Response" },
	{ 7, "Configuration Update Request" },
	{ 8, "Configuration Update Response" },
	{ 9, "WTP Event Request" },
	{ 10, "WTP Event Response" },
	{ 11, "Change State Request" },
	{ 12, "Change State Response" },
	{ 13, "Echo Request" },
	{ 14, "Echo Response" },
	{ 15, "Image Data Request" },
	{ 16, "Image Data Response" },
	{ 17, "Reset Request" },
	{ 18, "Reset Response" },
	{ 19, "Primary Discovery Request" },
	{ 20, "Primary Discovery Response" },
	{ 21, "Data Transfer Request" },
	{ 22, "Data Transfer Response" },
	{ 23, "Clear Config Indication" },
	{ 24, "Clear Config Response" },
	{ 25, "Station Configuration Request" },
	{ 26, "Station Configuration Response" },
	{ 0, NULL },
};

static const struct name elements[] = {
	{ 1, "AC descriptor" },
	{ 4, "AC name" },
	{ 10, "CAPWAP control IPv4 address" },
	{ 11, "CAPWAP control IPv6 address" },
	{ 20, "discovery type" },
	{ 28, "location data" },
	{ 30, "local IPv4 address" },
	{ 33, "result code" },
	{ 35, "session id" },
	{ 37, "vendor" },
	{ 38, "WTP board data" },
	{ 39, "WTP descriptor" },
	{ 41, "WTP frame tunnel mode" },
	{ 44, "WTP MAC type" },
	{ 45, "WTP name" },
	{ 0, NULL },
};

static void read_element(struct dissect *d)
{
	uint32_t type = field_named(d, "element", 2, elements);
	struct nest nest = field_enter(d);
	struct part outer = part_open(d, field_uint(d, "length", 2));
	if (type == 4 || type == 28 || type == 45)
		(void)field_text(d, "text", reader_left(&d->r));
	else if (type == 10 || type == 30)
		(void)field_ip4(d, "address");
	field_rest(d, "value");
	part_close(d, outer);
	field_leave(d, nest);
}

static void read_message(struct dissect *d, struct text *info)
{
	uint32_t type = field_named(d, "message", 4, messages);
	(void)field_uint(d, "sequence", 1);
	(void)field_uint(d, "length", 2);
	(void)field_hex(d, "flags", 1);
	if (d->r.cut)
		return;
	text_str(info, " - ");
	names_put(info, messages, type, "Unknown Message Type", type > 0xffff ? 8 : 2);
	while (part_more(d) && !d->columns.truncated)
		read_element(d);
}

static void read_optional(struct dissect *d, uint32_t bits, size_t header)
{
	const uint8_t *start = d->r.at;
	if (bits & RADIO_MAC) {
		size_t n = field_uint(d, "radio mac size", 1);
		(void)field_bytes(d, "radio mac", n);
	}
	if (bits & WIRELESS) {
		size_t n = field_uint(d, "wireless size", 1);
		(void)field_bytes(d, "wireless information", n);
	}
	size_t done = FIXED + (size_t)(d->r.at - start);
	if (!d->r.cut && header > done)
		(void)field_bytes(d, "padding", header - done);
}

/* The first byte of a frame has its version, 0, and its type; the other one has flags.
 * Where both could be first, it is as the standard has it. */
static bool is_swapped(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	return reader_left(&d->r) >= 2 && (p[0] & 0x0f) != 0 && (p[0] & 0x0f) != 8 &&
	       (p[1] & 0x0f) == 8;
}

static void read_body(struct dissect *d, struct text *info, uint32_t bits, bool control)
{
	if (bits & FRAGMENT)
		text_str(info, ", fragment");
	else if (control)
		read_message(d, info);
	else if (bits & KEEP_ALIVE)
		text_str(info, " Keep-Alive");
	else if (!(bits & NATIVE))
		next(d, SPACE_LINK, LINKTYPE_ETHERNET);
	else if ((bits >> 9 & 0x1f) == BINDING_WLAN)
		next(d, SPACE_LINK, is_swapped(d) ? WLAN_SWAPPED : LINKTYPE_WLAN);
}

static void read_capwap(struct dissect *d)
{
	struct text *info = info_start(d);
	bool control = d->key == CONTROL_PORT;
	const char *word = control ? "CAPWAP-Control" : "CAPWAP-Data";
	columns_protocol(d, word);
	uint32_t preamble = field_hex(d, "preamble", 1);
	text_str(info, word);
	if ((preamble & 15) == PREAMBLE_DTLS) {
		reader_skip(&d->r, 3);
		layer_repeats_info(d);
		next(d, SPACE_UDP, 0); /* DTLS knows itself */
		return;
	}
	uint32_t first = reader_u24(&d->r);
	size_t header = (first >> 19) * (size_t)4;
	if (d->tree) {
		field_show_uint(d, "header length", 3, header);
		field_show_uint(d, "radio", 3, first >> 14 & 0x1f);
		field_show_uint(d, "binding", 3, first >> 9 & 0x1f);
		field_show_flags(d, "flags", 3, first & 0x1f8, flags);
	}
	(void)field_uint(d, "fragment", 2);
	(void)field_uint(d, "fragment offset", 2);
	read_optional(d, first, header);
	if (d->r.cut)
		return;
	read_body(d, info, first, control);
	layer_repeats_info(d);
}

const struct proto proto_capwap = {
	.name = "CAPWAP",
	.column = "CAPWAP",
	.family = FAMILY_UDP,
	.read = read_capwap,
};
