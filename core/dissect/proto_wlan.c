/* IEEE 802.11: who sends to whom through which access point, what kind of frame, and
 *the names of networks. Numbers are little endian. What is not encrypted goes on as
 *LLC.
 *
 *	control:2  duration:2  address:6  [address:6  address:6  sequence:2 [address:6]]
 *	[QoS:2]  [HT:4]  body
 *
 * Access points of CAPWAP swap the two bytes of the control field (Cisco). A check
 * sequence of four bytes may follow; radiotap says so. The key has which it is. */
#include "core/dissect/field.h"

enum kind { MANAGEMENT = 0, CONTROL = 1, DATA = 2 };
enum flag {
	TO_SYSTEM = 0x01,
	FROM_SYSTEM = 0x02,
	PROTECTED = 0x40,
	ORDER = 0x80,
};
enum { SWAPPED = 0x10069, CHECKED = 0x20069, CHECK = 4 };
enum { QOS = 8, NO_DATA = 4, AGGREGATE = 0x80, SSID = 0 };
enum subtype {
	ASSOCIATION = 0,
	ASSOCIATION_RESPONSE = 1,
	REASSOCIATION = 2,
	REASSOCIATION_RESPONSE = 3,
	PROBE = 4,
	PROBE_RESPONSE = 5,
	BEACON = 8,
	DISASSOCIATION = 10,
	AUTHENTICATION = 11,
	DEAUTHENTICATION = 12,
	ACTION = 13,
};

/* Kind << 4 | subtype. */
static const struct name frames[] = {
	{ ASSOCIATION, "Association Request" },
	{ ASSOCIATION_RESPONSE, "Association Response" },
	{ REASSOCIATION, "Reassociation Request" },
	{ REASSOCIATION_RESPONSE, "Reassociation Response" },
	{ PROBE, "Probe Request" },
	{ PROBE_RESPONSE, "Probe Response" },
	{ BEACON, "Beacon frame" },
	{ 9, "ATIM" },
	{ DISASSOCIATION, "Disassociate" },
	{ AUTHENTICATION, "Authentication" },
	{ DEAUTHENTICATION, "Deauthentication" },
	{ ACTION, "Action" },
	{ 14, "Action No Ack" },
	{ 0x18, "802.11 Block Ack Req" },
	{ 0x19, "802.11 Block Ack" },
	{ 0x1a, "Power-Save poll" },
	{ 0x1b, "Request-to-send" },
	{ 0x1c, "Clear-to-send" },
	{ 0x1d, "Acknowledgement" },
	{ 0x1e, "CF-End (Control-frame)" },
	{ 0x20, "Data" },
	{ 0x24, "Null function (No data)" },
	{ 0x28, "QoS Data" },
	{ 0x2c, "QoS Null function (No data)" },
	{ 0, NULL },
};

static const struct name flag_names[] = {
	{ TO_SYSTEM, "to the system" },
	{ FROM_SYSTEM, "from the system" },
	{ 0x04, "more fragments" },
	{ 0x08, "retry" },
	{ 0x10, "sleeps" },
	{ 0x20, "more data" },
	{ PROTECTED, "protected" },
	{ ORDER, "order" },
	{ 0, NULL },
};

static const struct name elements[] = {
	{ SSID, "SSID" },
	{ 1, "rates" },
	{ 3, "channel" },
	{ 5, "traffic indication" },
	{ 7, "country" },
	{ 42, "ERP" },
	{ 45, "HT capabilities" },
	{ 48, "RSN" },
	{ 50, "extended rates" },
	{ 54, "mobility domain" },
	{ 55, "fast transition" },
	{ 61, "HT operation" },
	{ 127, "extended capabilities" },
	{ 191, "VHT capabilities" },
	{ 192, "VHT operation" },
	{ 221, "vendor" },
	{ 255, "extension" },
	{ 0, NULL },
};

struct wlan {
	uint32_t kind, subtype, flags;
	bool checked;	     /* a check sequence is behind it */
	uint32_t sequence;   /* and fragment; of control frames none */
	uint32_t interval;   /* of beacons, 0: none */
	const uint8_t *name; /* of the network, NULL: not said */
	size_t name_size;
};

static uint32_t read_number(struct dissect *d, const char *name)
{
	uint32_t value = reader_u16le(&d->r);
	if (d->tree)
		field_show_uint(d, name, 2, value);
	return value;
}

/* "opmPRMFT": a letter for each flag, highest first. */
static void put_flags(struct text *t, uint32_t flags)
{
	static const char letters[] = "opmPRMFT";
	text_str(t, "Flags=");
	for (unsigned i = 0; i < 8; i++)
		text_char(t, flags & 0x80u >> i ? letters[i] : '.');
}

static void put_name(struct text *t, const struct wlan *w)
{
	if (!w->name)
		return;
	text_str(t, ", SSID=");
	if (!w->name_size) {
		text_str(t, "Wildcard (Broadcast)");
		return;
	}
	text_char(t, '"');
	text_escape(t, w->name, w->name_size);
	text_char(t, '"');
}

static void put_info(struct text *t, const struct wlan *w)
{
	text_str(t, name_of(frames, w->kind << 4 | w->subtype, "Unknown frame"));
	if (w->kind != CONTROL) {
		text_str(t, ", SN=");
		text_uint(t, w->sequence >> 4);
		text_str(t, ", FN=");
		text_uint(t, w->sequence & 15);
	}
	text_str(t, ", ");
	put_flags(t, w->flags);
	text_str(t, w->checked ? "C" : "");
	if (w->interval) {
		text_str(t, ", BI=");
		text_uint(t, w->interval);
	}
	put_name(t, w);
}

/* --- Management --- */

static void read_elements(struct dissect *d, struct wlan *w)
{
	while (part_more(d)) {
		uint32_t type = field_named(d, "element", 1, elements);
		struct nest nest = field_enter(d);
		size_t n = field_uint(d, "size", 1);
		struct part outer = part_open(d, n);
		if (type == SSID && !d->r.cut) {
			w->name = d->r.at;
			w->name_size = reader_left(&d->r);
			(void)field_text(d, "name", w->name_size);
		} else if (type == 3) {
			(void)field_uint(d, "channel", 1);
		}
		field_rest(d, "content");
		part_close(d, outer);
		field_leave(d, nest);
	}
}

/* What comes before the elements. */
static bool read_fixed(struct dissect *d, struct wlan *w)
{
	switch (w->subtype) {
	case BEACON:
	case PROBE_RESPONSE:
		reader_skip(&d->r, 8);
		w->interval = read_number(d, "interval");
		(void)read_number(d, "capabilities");
		return true;
	case ASSOCIATION:
	case REASSOCIATION:
		(void)read_number(d, "capabilities");
		(void)read_number(d, "listen interval");
		if (w->subtype == REASSOCIATION)
			(void)field_mac(d, "current access point");
		return true;
	case ASSOCIATION_RESPONSE:
	case REASSOCIATION_RESPONSE:
		(void)read_number(d, "capabilities");
		(void)read_number(d, "status");
		(void)read_number(d, "association");
		return true;
	case AUTHENTICATION:
		(void)read_number(d, "algorithm");
		(void)read_number(d, "step");
		(void)read_number(d, "status");
		return true;
	case DISASSOCIATION:
	case DEAUTHENTICATION:
		(void)read_number(d, "reason");
		return true;
	case ACTION:
		(void)field_uint(d, "category", 1);
		return false;
	default:
		return w->subtype == PROBE;
	}
}

static void read_management(struct dissect *d, struct wlan *w)
{
	if (w->flags & ORDER)
		reader_skip(&d->r, 4);
	if (!(w->flags & PROTECTED) && read_fixed(d, w))
		read_elements(d, w);
	field_rest(d, w->flags & PROTECTED ? "encrypted data" : "content");
}

/* --- Data --- */

/* Addresses are who receives, who transmits, and one or two more: from whom it comes in
 * the end, and to whom it goes (802.11, table 9-30). */
static void read_data_addresses(struct dissect *d, struct wlan *w)
{
	const uint8_t *first = field_mac(d, "receiver");
	const uint8_t *second = field_mac(d, "transmitter");
	const uint8_t *third = field_mac(d, "address 3"), *fourth = NULL;
	bool to = w->flags & TO_SYSTEM, from = w->flags & FROM_SYSTEM;
	w->sequence = read_number(d, "sequence");
	if (to && from)
		fourth = field_mac(d, "address 4");
	columns_address(d, ADDRESS_MAC,
			to && from ? fourth
			: from	   ? third
				   : second,
			to ? third : first);
}

static void read_data(struct dissect *d, struct wlan *w)
{
	bool quality = w->subtype & QOS, aggregate = false;
	if (quality) {
		uint32_t bits = read_number(d, "QoS");
		aggregate = bits & AGGREGATE;
		if (w->flags & ORDER)
			reader_skip(&d->r, 4);
	}
	if (d->r.cut || w->subtype & NO_DATA)
		return;
	if (w->flags & PROTECTED)
		field_rest(d, "encrypted data");
	else if (aggregate)
		field_rest(d, "frames");
	else
		next(d, SPACE_802_3, 0);
}

/* --- */

static void read_addresses(struct dissect *d, struct wlan *w)
{
	if (w->kind == DATA) {
		read_data_addresses(d, w);
		return;
	}
	const uint8_t *first = field_mac(d, "receiver"), *second = NULL;
	bool alone = w->kind == CONTROL && w->subtype >= 12 && w->subtype <= 13;
	if (!alone)
		second = field_mac(d, "transmitter");
	if (first && second)
		columns_address(d, ADDRESS_MAC, second, first);
	if (w->kind == CONTROL)
		return;
	(void)field_mac(d, "access point");
	w->sequence = read_number(d, "sequence");
}

static void read_wlan(struct dissect *d)
{
	bool swapped = d->key == SWAPPED, checked = d->key == CHECKED;
	size_t size = reader_left(&d->r) + d->beyond;
	struct wlan w = { .checked = checked };
	if (checked && size >= CHECK)
		layer_limit(d, size - CHECK);
	uint32_t value = reader_u16(&d->r);
	value = swapped ? (value & 0xff) << 8 | value >> 8 : value;
	w.kind = value >> 10 & 3;
	w.subtype = value >> 12;
	w.flags = value & 0xff;
	if (d->tree && !d->r.cut) {
		field_show_named(d, "frame", 2, w.kind << 4 | w.subtype, frames);
		field_show_flags(d, "flags", 2, w.flags, flag_names);
	}
	(void)read_number(d, "duration us");
	read_addresses(d, &w);
	struct text *info = info_start(d);
	if (d->r.cut)
		return;
	if (w.kind == MANAGEMENT)
		read_management(d, &w);
	else if (w.kind == DATA)
		read_data(d, &w);
	else
		field_rest(d, "content");
	put_info(info, &w);
	layer_repeats_info(d);
}

const struct proto proto_wlan = {
	.name = "802.11",
	.column = "802.11",
	.family = FAMILY_LINK,
	.read = read_wlan,
};
