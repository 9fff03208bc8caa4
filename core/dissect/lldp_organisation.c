/* What organisations add to LLDP: IEEE 802.1 (802.1Q annex D), IEEE 802.3 (802.3 79),
 *and the TIA for telephones (LLDP-MED, ANSI/TIA-1057).
 *
 *	organisation:3  subtype:1  content */
#include "core/dissect/lldp.h"

#define OUI_8021 0x0080c2
#define OUI_8023 0x00120f
#define OUI_MED	 0x0012bb

static const struct name organisations[] = {
	{ OUI_8021, "802.1" }, { OUI_8023, "802.3" }, { OUI_MED, "LLDP-MED" },
	{ 0x000142, "Cisco" }, { 0, NULL },
};

static const struct name subtypes_8021[] = {
	{ 1, "port vlan" },
	{ 2, "port and protocol vlan" },
	{ 3, "vlan name" },
	{ 4, "protocol identity" },
	{ 5, "vid usage digest" },
	{ 6, "management vid" },
	{ 7, "link aggregation" },
	{ 9, "congestion notification" },
	{ 10, "ETS configuration" },
	{ 11, "ETS recommendation" },
	{ 12, "flow control" },
	{ 13, "application priority" },
	{ 0, NULL },
};

static const struct name subtypes_8023[] = {
	{ 1, "mac and phy" },
	{ 2, "power via MDI" },
	{ 3, "link aggregation" },
	{ 4, "maximum frame size" },
	{ 5, "energy efficient Ethernet" },
	{ 0, NULL },
};

static const struct name subtypes_med[] = {
	{ 1, "capabilities" },
	{ 2, "network policy" },
	{ 3, "location" },
	{ 4, "power via MDI" },
	{ 5, "hardware revision" },
	{ 6, "firmware revision" },
	{ 7, "software revision" },
	{ 8, "serial number" },
	{ 9, "manufacturer" },
	{ 10, "model" },
	{ 11, "asset" },
	{ 0, NULL },
};

static const struct name vlan_flags[] = {
	{ 0x02, "supported" },
	{ 0x04, "enabled" },
	{ 0, NULL },
};

static const struct name aggregation_flags[] = {
	{ 0x01, "capable" },
	{ 0x02, "enabled" },
	{ 0, NULL },
};

static const struct name negotiation_flags[] = {
	{ 0x01, "supported" },
	{ 0x02, "enabled" },
	{ 0, NULL },
};

static const struct name advertised[] = {
	{ 0x4000, "10BASE-T half" },
	{ 0x2000, "10BASE-T full" },
	{ 0x0800, "100BASE-TX half" },
	{ 0x0400, "100BASE-TX full" },
	{ 0x0080, "symmetric pause" },
	{ 0x0004, "1000BASE-X full" },
	{ 0x0002, "1000BASE-T half" },
	{ 0x0001, "1000BASE-T full" },
	{ 0, NULL },
};

/* RFC 4836, dot3MauType. */
static const struct name attachments[] = {
	{ 10, "10BASE-T half" },
	{ 11, "10BASE-T full" },
	{ 15, "100BASE-TX half" },
	{ 16, "100BASE-TX full" },
	{ 18, "100BASE-FX full" },
	{ 22, "1000BASE-X full" },
	{ 24, "1000BASE-LX full" },
	{ 26, "1000BASE-SX full" },
	{ 28, "1000BASE-CX full" },
	{ 29, "1000BASE-T half" },
	{ 30, "1000BASE-T full" },
	{ 31, "10GBASE-X" },
	{ 33, "10GBASE-R" },
	{ 35, "10GBASE-LR" },
	{ 36, "10GBASE-SR" },
	{ 54, "10GBASE-T" },
	{ 0, NULL },
};

static const struct name power_flags[] = {
	{ 0x01, "source" },  { 0x02, "supported" },
	{ 0x04, "enabled" }, { 0x08, "pairs can be chosen" },
	{ 0, NULL },
};

static const struct name power_pairs[] = {
	{ 1, "signal" },
	{ 2, "spare" },
	{ 0, NULL },
};

static const struct name med_capabilities[] = {
	{ 0x01, "capabilities" },
	{ 0x02, "network policy" },
	{ 0x04, "location" },
	{ 0x08, "power source" },
	{ 0x10, "power device" },
	{ 0x20, "inventory" },
	{ 0, NULL },
};

static const struct name med_devices[] = {
	{ 1, "endpoint class I" },
	{ 2, "endpoint class II" },
	{ 3, "endpoint class III" },
	{ 4, "network" },
	{ 0, NULL },
};

static const struct name applications[] = {
	{ 1, "voice" },
	{ 2, "voice signalling" },
	{ 3, "guest voice" },
	{ 4, "guest voice signalling" },
	{ 5, "softphone voice" },
	{ 6, "video conferencing" },
	{ 7, "streaming video" },
	{ 8, "video signalling" },
	{ 0, NULL },
};

static const struct name locations[] = {
	{ 1, "coordinates" },
	{ 2, "civic address" },
	{ 3, "emergency number" },
	{ 0, NULL },
};

static const struct name power_types[] = {
	{ 0, "source" },
	{ 1, "device" },
	{ 0, NULL },
};

/* --- IEEE 802.1 --- */

static void read_vlan_name(struct dissect *d)
{
	(void)field_uint(d, "vlan id", 2);
	size_t n = field_uint(d, "name size", 1);
	(void)field_text(d, "name", n);
}

static void read_aggregation(struct dissect *d)
{
	(void)field_flags(d, "aggregation", 1, aggregation_flags);
	(void)field_uint(d, "port id", 4);
}

/* A priority in three bits for each of eight classes; their shares, and how they are
 * chosen. */
static void read_ets(struct dissect *d, bool configuration)
{
	static const struct name choices[] = {
		{ 0, "strict priority" },
		{ 1, "credit-based shaper" },
		{ 2, "ETS" },
		{ 255, "vendor specific" },
		{ 0, NULL },
	};
	if (configuration)
		(void)field_hex(d, "willing, classes", 1);
	else
		reader_skip(&d->r, 1);
	(void)field_hex(d, "class of priorities", 4);
	for (unsigned i = 0; i < 8; i++)
		(void)field_uint(d, "share %", 1);
	for (unsigned i = 0; i < 8; i++)
		(void)field_named(d, "choice", 1, choices);
}

static void read_application(struct dissect *d)
{
	static const struct name selectors[] = {
		{ 1, "Ethertype" },	  { 2, "TCP port" }, { 3, "UDP port" },
		{ 4, "TCP or UDP port" }, { 5, "DSCP" },     { 0, NULL },
	};
	reader_skip(&d->r, 1);
	while (part_more(d)) {
		uint32_t value = reader_u8(&d->r);
		if (d->tree && !d->r.cut) {
			field_show_uint(d, "priority", 1, value >> 5);
			field_show_named(d, "selector", 1, value & 7, selectors);
		}
		(void)field_uint(d, "protocol", 2);
	}
}

static void read_8021(struct dissect *d, uint32_t subtype)
{
	switch (subtype) {
	case 1:
	case 6:
		(void)field_uint(d, "vlan id", 2);
		break;
	case 2:
		(void)field_flags(d, "flags", 1, vlan_flags);
		(void)field_uint(d, "vlan id", 2);
		break;
	case 3:
		read_vlan_name(d);
		break;
	case 4:
		(void)field_bytes(d, "protocol", field_uint(d, "size", 1));
		break;
	case 5:
		(void)field_hex(d, "digest", 4);
		break;
	case 7:
		read_aggregation(d);
		break;
	case 10:
	case 11:
		read_ets(d, subtype == 10);
		break;
	case 12:
		(void)field_hex(d, "willing, classes", 1);
		(void)field_hex(d, "enabled for", 1);
		break;
	case 13:
		read_application(d);
		break;
	default:
		break;
	}
}

/* --- IEEE 802.3 --- */

static void read_8023(struct dissect *d, uint32_t subtype)
{
	if (subtype == 1) {
		(void)field_flags(d, "autonegotiation", 1, negotiation_flags);
		(void)field_flags(d, "advertised", 2, advertised);
		(void)field_named(d, "attachment", 2, attachments);
	} else if (subtype == 2) {
		(void)field_flags(d, "power", 1, power_flags);
		(void)field_named(d, "pairs", 1, power_pairs);
		(void)field_uint(d, "class + 1", 1);
		if (part_more(d)) {
			(void)field_hex(d, "type, source, priority", 1);
			(void)field_uint(d, "requested, 0.1 W", 2);
			(void)field_uint(d, "allocated, 0.1 W", 2);
		}
	} else if (subtype == 3) {
		read_aggregation(d);
	} else if (subtype == 4) {
		(void)field_uint(d, "bytes", 2);
	} else if (subtype == 5) {
		(void)field_uint(d, "transmit wake us", 2);
		(void)field_uint(d, "receive wake us", 2);
		(void)field_uint(d, "fallback wake us", 2);
	}
}

/* --- LLDP-MED --- */

static void read_policy(struct dissect *d)
{
	(void)field_named(d, "application", 1, applications);
	uint32_t value = reader_u24(&d->r);
	if (!d->tree)
		return;
	field_show_str(d, "defined", 3, value & 0x800000 ? "no" : "yes");
	field_show_str(d, "tagged", 3, value & 0x400000 ? "yes" : "no");
	field_show_uint(d, "vlan id", 3, value >> 9 & 0xfff);
	field_show_uint(d, "priority", 3, value >> 6 & 7);
	field_show_uint(d, "dscp", 3, value & 0x3f);
}

/* What it is: 0 for the country's default language, then { type, size, text }. */
static void read_civic(struct dissect *d)
{
	struct part outer = part_open(d, field_uint(d, "size", 1));
	(void)field_uint(d, "what", 1);
	(void)field_text(d, "country", 2);
	while (part_more(d)) {
		(void)field_uint(d, "element", 1);
		size_t n = reader_u8(&d->r);
		(void)field_text(d, "text", n);
	}
	part_close(d, outer);
}

static void read_location(struct dissect *d)
{
	uint32_t format = field_named(d, "format", 1, locations);
	if (format == 2)
		read_civic(d);
	else if (format == 3)
		(void)field_text(d, "number", reader_left(&d->r));
}

static void read_power(struct dissect *d)
{
	uint32_t value = reader_u8(&d->r);
	if (d->tree && !d->r.cut) {
		field_show_named(d, "type", 1, value >> 6, power_types);
		field_show_uint(d, "source", 1, value >> 4 & 3);
		field_show_uint(d, "priority", 1, value & 15);
	}
	(void)field_uint(d, "power, 0.1 W", 2);
}

static void read_med(struct dissect *d, uint32_t subtype)
{
	if (subtype == 1) {
		(void)field_flags(d, "capabilities", 2, med_capabilities);
		(void)field_named(d, "device", 1, med_devices);
	} else if (subtype == 2) {
		read_policy(d);
	} else if (subtype == 3) {
		read_location(d);
	} else if (subtype == 4) {
		read_power(d);
	} else if (subtype >= 5 && subtype <= 11) {
		(void)field_text(d, "text", reader_left(&d->r));
	}
}

void lldp_read_organisation(struct dissect *d)
{
	static const struct name none[] = { { 0, NULL } };
	uint32_t oui = field_code(d, "organisation", 3, organisations);
	uint32_t subtype = field_named(d, "subtype", 1,
				       oui == OUI_8021	 ? subtypes_8021
				       : oui == OUI_8023 ? subtypes_8023
				       : oui == OUI_MED	 ? subtypes_med
							 : none);
	if (oui == OUI_8021)
		read_8021(d, subtype);
	else if (oui == OUI_8023)
		read_8023(d, subtype);
	else if (oui == OUI_MED)
		read_med(d, subtype);
	field_rest(d, "content");
}
