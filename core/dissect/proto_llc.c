/* Logical link control (IEEE 802.2) and its subnetwork access protocol (RFC 1042).
 *
 *	0        8        16       24 (32)           48 (SNAP: + 40 bits)
 *	+--------+--------+--------+- - - - +- - - - - - - - - - - -+- - - - - - -+
 *	| DSAP   | SSAP   | control (1 or 2)|  organisation         | protocol id |
 *	+--------+--------+--------+- - - - +- - - - - - - - - - - -+- - - - - - -+ */
#include "core/dissect/llc.h"

#define SAP_SNAP 0xaa
#define SAP_OSI	 0xfe

#define OUI_ETHERTYPE	  0x000000
#define OUI_CISCO	  0x00000c
#define OUI_BRIDGED	  0x0080c2
#define OUI_EXTREME	  0x00e02b
#define BRIDGED_ETHERNET  0x0007 /* without frame check sequence, RFC 2684 5.2 */
#define BRIDGED_ETHERNETF 0x0001 /* with it */
#define BRIDGED_BPDU	  0x000e

static const struct name saps[] = {
	{ 0x00, "NULL LSAP" },
	{ 0x02, "LLC Sub-Layer Management" },
	{ 0x04, "SNA Path Control" },
	{ 0x06, "TCP/IP" },
	{ 0x08, "SNA" },
	{ 0x0c, "SNA" },
	{ 0x0e, "PROWAY (IEC955) Network Management and Initialization" },
	{ 0x10, "NetWare (unofficial?)" },
	{ 0x14, "ISO Network Layer (OSLAN 1)" },
	{ 0x18, "Texas Instruments" },
	{ 0x20, "ISO Network Layer (unofficial?)" },
	{ 0x34, "ISO Network Layer (unofficial?)" },
	{ 0x42, "Spanning Tree BPDU" },
	{ 0x4e, "EIA RS-511 Manufacturing Message Service" },
	{ 0x54, "ISO Network Layer (OSLAN 2)" },
	{ 0x7e, "ISO 8208 (X.25 over 802.2)" },
	{ 0x80, "XNS" },
	{ 0x82, "BACnet" },
	{ 0x86, "Nestar" },
	{ 0x8e, "PROWAY (IEC955) Active Station List Maintenance" },
	{ 0x98, "ARP" },
	{ 0xaa, "SNAP" },
	{ 0xb4, "HP JetDirect Printer" },
	{ 0xba, "Banyan Vines" },
	{ 0xbc, "Banyan Vines" },
	{ 0xe0, "NetWare" },
	{ 0xf0, "NetBIOS" },
	{ 0xf4, "IBM Net Management" },
	{ 0xf8, "HP Extended LLC" },
	{ 0xfa, "Ungermann-Bass" },
	{ 0xfc, "Remote Program Load" },
	{ 0xfe, "ISO Network Layer" },
	{ 0xff, "Global LSAP" },
	{ 0, NULL },
};

static const struct name unnumbered[] = {
	{ 0x03, "UI" },	   { 0x07, "SIM" },  { 0x0f, "DM" },	{ 0x23, "UP" },
	{ 0x2f, "SABM" },  { 0x43, "DISC" }, { 0x4f, "SARME" }, { 0x63, "UA" },
	{ 0x6f, "SABME" }, { 0x83, "SNRM" }, { 0x87, "FRMR" },	{ 0x8f, "RESET" },
	{ 0xaf, "XID" },   { 0xc7, "CFGR" }, { 0xcf, "SNRME" }, { 0xe3, "TEST" },
	{ 0xef, "BCN" },   { 0, NULL },
};

static const struct name supervisory[] = {
	{ 0, "RR" }, { 1, "RNR" }, { 2, "REJ" }, { 3, "SREJ" }, { 0, NULL },
};

static const struct name organisations[] = {
	{ OUI_ETHERTYPE, "Ethernet" },
	{ OUI_CISCO, "Cisco Systems, Inc" },
	{ OUI_BRIDGED, "802.1 bridged" },
	{ OUI_EXTREME, "Extreme Networks" },
	{ 0x00000f, "NeXT" },
	{ 0x0000f8, "Cisco, 90-compatible" },
	{ 0x080007, "Apple" },
	{ 0, NULL },
};

void llc_put_control(struct text *t, uint32_t control, bool response)
{
	bool unnumbered_frame = (control & 3) == 3;
	bool numbered = !(control & 1);
	bool poll = control & (unnumbered_frame ? 0x10 : 0x100);
	text_str(t, unnumbered_frame ? "U" : numbered ? "I" : "S");
	if (poll)
		text_str(t, response ? " F" : " P");
	if (unnumbered_frame) {
		text_str(t, ", func=");
		text_str(t, name_of(unnumbered, control & 0xef, "Unknown"));
		return;
	}
	if (!numbered) {
		text_str(t, ", func=");
		text_str(t, name_of(supervisory, control >> 2 & 3, ""));
	}
	text_str(t, ", N(R)=");
	text_uint(t, control >> 9);
	if (numbered) {
		text_str(t, ", N(S)=");
		text_uint(t, control >> 1 & 0x7f);
	}
}

static void put_sap(struct text *t, uint32_t sap)
{
	const char *word = name_of(saps, sap & 0xfe, NULL);
	if (sap == 0xff)
		word = "Global LSAP";
	if (word) {
		text_str(t, word);
	} else {
		text_str(t, "0x");
		text_hex(t, sap & 0xfe, 2);
	}
}

static uint32_t read_sap(struct dissect *d, const char *name)
{
	uint32_t sap = reader_u8(&d->r);
	struct text *t = field_over(d, name, 1);
	if (t) {
		text_str(t, "0x");
		text_hex(t, sap, 2);
		text_str(t, "  ");
		put_sap(t, sap);
	}
	return sap;
}

uint32_t llc_read_control(struct dissect *d, bool response)
{
	uint32_t control = reader_u8(&d->r);
	size_t size = 1;
	if ((control & 3) != 3) {
		control |= (uint32_t)reader_u8(&d->r) << 8;
		size = 2;
	}
	struct text *t = field_over(d, "control", size);
	if (t)
		llc_put_control(t, control, response);
	return control;
}

static void put_saps(struct text *t, uint32_t dsap, uint32_t ssap)
{
	text_str(t, "; DSAP ");
	put_sap(t, dsap);
	text_str(t, dsap & 1 ? " Group, SSAP " : " Individual, SSAP ");
	put_sap(t, ssap);
	text_str(t, ssap & 1 ? " Response" : " Command");
}

static void next_snap(struct dissect *d, uint32_t oui, uint32_t id)
{
	if (oui == OUI_ETHERTYPE || oui == 0x0000f8)
		next(d, SPACE_ETHERTYPE, id);
	else if (oui == OUI_CISCO || oui == OUI_EXTREME)
		next(d, SPACE_SNAP, oui << 16 | id);
	else if (oui == OUI_BRIDGED && id == BRIDGED_BPDU)
		next(d, SPACE_LLC, 0x42);
	else if (oui == OUI_BRIDGED &&
		 (id == BRIDGED_ETHERNET || id == BRIDGED_ETHERNETF)) {
		reader_skip(&d->r, 2); /* padding */
		next(d, SPACE_LINK, 1);
	}
}

static void read_snap(struct dissect *d, struct text *info, bool carries)
{
	uint32_t oui = field_code(d, "organisation", 3, organisations);
	uint32_t id = field_hex(d, "protocol id", 2);
	text_str(info, "; SNAP, OUI 0x");
	for (unsigned shift = 24; shift; shift -= 4)
		text_char(info, "0123456789ABCDEF"[oui >> (shift - 4) & 15]);
	const char *word = name_of(organisations, oui, NULL);
	if (word) {
		text_str(info, " (");
		text_str(info, word);
		text_char(info, ')');
	}
	text_str(info, ", PID 0x");
	text_hex(info, id, 4);
	if (carries)
		next_snap(d, oui, id);
}

/* What a station can do: ISO 8802-2 5.4.1.1.2, the basic format. */
static const struct name classes[] = {
	{ 1, "Type 1 LLC (Class I LLC)" },
	{ 2, "Type 2 LLC" },
	{ 3, "Type 1 and Type 2 LLCs (Class II LLC)" },
	{ 4, "Type 3 LLC" },
	{ 5, "Type 1 and Type 3 LLCs (Class III LLC)" },
	{ 6, "Type 2 and Type 3 LLCs" },
	{ 7, "Type 1 and Type 2 and Type 3 LLCs (Class IV LLC)" },
	{ 0, NULL },
};

enum { XID_BASIC = 0x81 };

static bool is_basic_xid(const struct dissect *d, uint32_t control)
{
	return (control & 0xef) == 0xaf && reader_left(&d->r) >= 3 &&
	       *d->r.at == XID_BASIC;
}

static void read_xid(struct dissect *d)
{
	struct text *info = info_start(d);
	(void)field_hex(d, "format", 1);
	uint32_t class = field_named(d, "class", 1, classes);
	uint32_t window = field_uint(d, "window", 1) >> 1;
	const char *word = name_of(classes, class, NULL);
	columns_protocol(d, "XID");
	text_str(info, word ? "Basic Format; " : "Basic Format; 0x");
	if (word)
		text_str(info, word);
	else
		text_hex(info, class, 2);
	text_str(info, "; Window Size ");
	text_uint(info, window);
}

static void read_llc(struct dissect *d)
{
	uint32_t dsap = read_sap(d, "destination sap");
	uint32_t ssap = read_sap(d, "source sap");
	uint32_t control = llc_read_control(d, ssap & 1);
	bool snap = dsap == SAP_SNAP && ssap == SAP_SNAP;
	struct text *info = info_start(d);
	llc_put_control(info, control, ssap & 1);
	bool carries = !(control & 1) || control == 3;
	if (snap) {
		read_snap(d, info, control == 3);
	} else if (is_basic_xid(d, control)) {
		read_xid(d);
	} else {
		put_saps(info, dsap, ssap);
		if (carries)
			next(d, SPACE_LLC, dsap);
		if (carries && dsap == SAP_OSI && part_more(d))
			next(d, SPACE_NLPID, *d->r.at);
	}
	struct text *t = layer_summary(d);
	if (t) {
		put_sap(t, dsap);
		text_str(t, "  ");
		llc_put_control(t, control, ssap & 1);
	}
}

const struct proto proto_llc = {
	.name = "LLC",
	.column = "LLC",
	.family = FAMILY_LINK,
	.read = read_llc,
};

/* Where nobody said so by LLC: frame relay. */
static void read_snap_alone(struct dissect *d)
{
	read_snap(d, info_start(d), true);
	layer_repeats_info(d);
}

const struct proto proto_snap = {
	.name = "SNAP",
	.column = "LLC",
	.family = FAMILY_LINK,
	.read = read_snap_alone,
};
