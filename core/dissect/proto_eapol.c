/* Port access: EAP over a LAN (IEEE 802.1X 11), and EAP itself (RFC 3748).
 *
 *	0        8        16               32
 *	+--------+--------+----------------+
 *	| version| type   | length         |
 *	+--------+--------+----------------+
 *	EAP:	code:1  id:1  length:2  type:1  data
 *	key:	descriptor:1  information:2  size:2  replay:8  nonce:32  iv:16  rsc:8
 *		id:8  mic:16  data length:2  data */
#include "core/dissect/eapol.h"

enum packet { EAP = 0, START = 1, LOGOFF = 2, KEY = 3, MKA = 5 };

static const struct name packets[] = {
	{ EAP, "EAP Packet" },
	{ START, "Start" },
	{ LOGOFF, "Logoff" },
	{ KEY, "Key" },
	{ 4, "Encapsulated ASF Alert" },
	{ MKA, "MKA" },
	{ 6, "Announcement (Generic)" },
	{ 7, "Announcement (Specific)" },
	{ 8, "Announcement Request" },
	{ 0, NULL },
};

static const struct name descriptors[] = {
	{ 1, "RC4" },
	{ 2, "RSN" },
	{ 254, "WPA" },
	{ 0, NULL },
};

enum { KEY_PAIRWISE = 0x08, KEY_ACK = 0x80, KEY_MIC = 0x100, KEY_SECURE = 0x200 };

static const struct name key_flags[] = {
	{ KEY_PAIRWISE, "pairwise" },
	{ 0x40, "install" },
	{ KEY_ACK, "acknowledge" },
	{ KEY_MIC, "integrity" },
	{ KEY_SECURE, "secure" },
	{ 0x400, "error" },
	{ 0x800, "request" },
	{ 0x1000, "encrypted" },
	{ 0, NULL },
};

/* IEEE 802.11 12.7.6.1: who has not to answer is the station. The last one has no data,
 * and in the first WPA is not marked as secure. */
static unsigned key_message(uint32_t flags, bool empty)
{
	if (flags & KEY_ACK)
		return flags & KEY_MIC ? 3 : 1;
	return flags & KEY_SECURE || empty ? 4 : 2;
}

/* The size of the data is behind all numbers. */
static bool has_no_data(const struct dissect *d)
{
	enum { SIZE = 90 };
	const uint8_t *p = d->r.at;
	return reader_left(&d->r) >= SIZE + 2 && !p[SIZE] && !p[SIZE + 1];
}

static void read_rc4_key(struct dissect *d)
{
	(void)field_uint(d, "key size", 2);
	(void)field_bytes(d, "replay counter", 8);
	(void)field_bytes(d, "iv", 16);
	uint32_t index = reader_u8(&d->r);
	if (d->tree) {
		field_show_str(d, "kind", 1, index & 0x80 ? "unicast" : "broadcast");
		field_show_uint(d, "index", 1, index & 0x7f);
	}
	(void)field_bytes(d, "signature", 16);
}

static void read_key(struct dissect *d, struct text *info)
{
	uint32_t descriptor = field_named(d, "descriptor", 1, descriptors);
	if (descriptor == 1)
		read_rc4_key(d);
	if (descriptor != 2 && descriptor != 254) {
		field_rest(d, "key");
		return;
	}
	uint32_t flags = field_flags(d, "information", 2, key_flags);
	if (d->r.cut)
		return;
	if (flags & KEY_PAIRWISE) {
		text_str(info, " (Message ");
		text_uint(info, key_message(flags, has_no_data(d)));
		text_str(info, " of 4)");
	} else {
		text_str(info, " (Group Message ");
		text_str(info, flags & KEY_ACK ? "1" : "2");
		text_str(info, " of 2)");
	}
	(void)field_uint(d, "key size", 2);
	(void)field_bytes(d, "replay counter", 8);
	(void)field_bytes(d, "nonce", 32);
	(void)field_bytes(d, "iv", 16);
	(void)field_bytes(d, "receive counter", 8);
	(void)field_bytes(d, "key id", 8);
	(void)field_bytes(d, "integrity", 16);
	size_t n = field_uint(d, "data length", 2);
	if (n)
		(void)field_bytes(d, "data", n);
}

static void read_eapol(struct dissect *d)
{
	struct text *info = info_start(d);
	(void)field_uint(d, "version", 1);
	uint32_t type = field_named(d, "type", 1, packets);
	size_t length = field_uint(d, "length", 2);
	if (d->r.cut)
		return;
	layer_limit(d, length);
	if (type == MKA) {
		columns_protocol(d, "EAPOL-MKA");
		eapol_read_mka(d, info);
	} else {
		names_put(info, packets, type, "Unknown Type", 2);
	}
	if (type == KEY)
		read_key(d, info);
	layer_repeats_info(d);
	if (type == EAP)
		next(d, SPACE_PPP, 0xc227);
	else
		field_rest(d, "content");
}

const struct proto proto_eapol = {
	.name = "EAPOL",
	.column = "EAPOL",
	.family = FAMILY_LINK,
	.read = read_eapol,
};

static const struct name codes[] = {
	{ 1, "Request" },  { 2, "Response" }, { 3, "Success" }, { 4, "Failure" },
	{ 5, "Initiate" }, { 6, "Finish" },   { 0, NULL },
};

static const struct name methods[] = {
	{ 1, "Identity" },
	{ 2, "Notification" },
	{ 3, "Legacy Nak (Response Only)" },
	{ 4, "MD5-Challenge EAP (EAP-MD5-CHALLENGE)" },
	{ 5, "One-Time Password EAP (EAP-OTP)" },
	{ 6, "Generic Token Card EAP (EAP-GTC)" },
	{ 7, "Allocated" },
	{ 8, "Allocated" },
	{ 9, "RSA Public Key Authentication EAP (EAP-RSA-PKA)" },
	{ 10, "DSS Unilateral EAP (EAP-DSS)" },
	{ 11, "KEA EAP (EAP-KEA)" },
	{ 12, "KEA Validate EAP (EAP-KEA-VALIDATE)" },
	{ 13, "TLS EAP (EAP-TLS)" },
	{ 14, "Defender Token EAP (EAP-AXENT)" },
	{ 15, "RSA Security SecurID EAP (EAP-RSA-SECURID)" },
	{ 16, "Arcot Systems EAP (EAP-ARCOT-SYSTEMS)" },
	{ 17, "Cisco Wireless EAP / Lightweight EAP (EAP-LEAP)" },
	{ 18, "GSM Subscriber Identity Modules EAP (EAP-SIM)" },
	{ 19, "Secure Remote Password SHA1 Part 1 EAP (EAP-SRP-SHA1-PART1)" },
	{ 20, "Secure Remote Password SHA1 Part 2 EAP (EAP-SRP-SHA1-PART2)" },
	{ 21, "Tunneled TLS EAP (EAP-TTLS)" },
	{ 22, "Remote Access Service EAP (EAP-RAS)" },
	{ 23, "UMTS Authentication and Key Agreement EAP (EAP-AKA)" },
	{ 24, "3Com Wireless EAP (EAP-3COM-WIRELESS)" },
	{ 25, "Protected EAP (EAP-PEAP)" },
	{ 26, "MS-Authentication EAP (EAP-MS-AUTH)" },
	{ 27, "Mutual Authentication w/Key Exchange EAP (EAP-MAKE)" },
	{ 28, "CRYPTOCard EAP (EAP-CRYPTOCARD)" },
	{ 29, "MS-CHAP-v2 EAP (EAP-MS-CHAP-V2)" },
	{ 30, "DynamID EAP (EAP-DYNAMID)" },
	{ 31, "Rob EAP (EAP-ROB)" },
	{ 32, "Protected One-Time Password EAP (EAP-POTP)" },
	{ 33, "MS-Authentication TLV EAP (EAP-MS-AUTH-TLV)" },
	{ 34, "SentriNET (EAP-SENTRINET)" },
	{ 35, "Actiontec Wireless EAP (EAP-ACTIONTEC-WIRELESS)" },
	{ 36, "Cogent Systems Biometrics Authentication EAP (EAP-COGENT-BIOMETRIC)" },
	{ 37, "AirFortress EAP (EAP-AIRFORTRESS)" },
	{ 38, "HTTP Digest EAP (EAP-HTTP-DIGEST)" },
	{ 39, "SecureSuite EAP (EAP-SECURESUITE)" },
	{ 40, "DeviceConnect EAP (EAP-DEVICECONNECT)" },
	{ 41, "Simple Password Exponential Key Exchange EAP (EAP-SPEKE)" },
	{ 42, "MOBAC EAP (EAP-MOBAC)" },
	{ 43, "Flexible Authentication via Secure Tunneling EAP (EAP-FAST)" },
	{ 44, "ZoneLabs EAP (EAP-ZLXEAP)" },
	{ 45, "Link EAP (EAP-LINK)" },
	{ 46, "Password Authenticated eXchange EAP (EAP-PAX)" },
	{ 47, "Pre-Shared Key EAP (EAP-PSK)" },
	{ 48, "Shared-secret Authentication and Key Establishment EAP (EAP-SAKE)" },
	{ 49, "Internet Key Exchange v2 EAP (EAP-IKEv2)" },
	{ 50, "UMTS Authentication and Key Agreement' EAP (EAP-AKA')" },
	{ 51, "Generalized Pre-Shared Key EAP (EAP-GPSK)" },
	{ 52, "Password EAP (EAP-pwd)" },
	{ 53, "Encrypted Key Exchange v1 EAP (EAP-EKEv1)" },
	{ 55, "Tunneled EAP protocol" },
	{ 254, "Expanded Type" },
	{ 255, "Experimental" },
	{ 0, NULL },
};

static const struct name pax_operations[] = {
	{ 0x01, "STD-1" }, { 0x02, "STD-2" }, { 0x03, "STD-3" }, { 0x11, "SEC-1" },
	{ 0x12, "SEC-2" }, { 0x13, "SEC-3" }, { 0x14, "SEC-4" }, { 0x15, "SEC-5" },
	{ 0x21, "ACK" },   { 0, NULL },
};

static const struct name gpsk_operations[] = {
	{ 1, "GPSK-1" }, { 2, "GPSK-2" },	  { 3, "GPSK-3" }, { 4, "GPSK-4" },
	{ 5, "Fail" },	 { 6, "Protected Fail" }, { 0, NULL },
};

static const struct name psk_messages[] = {
	{ 0, "First Message" },
	{ 1, "Second Message" },
	{ 2, "Third Message" },
	{ 3, "Fourth Message" },
	{ 0, NULL },
};

/* RFC 4746 2.1, 4764 5, 5433 9: which message of the method it is. */
static void put_operation(struct text *info, uint32_t method, uint32_t first)
{
	enum { PAX = 46, PSK = 47, GPSK = 51 };
	if (method != PAX && method != PSK && method != GPSK)
		return;
	text_char(info, ' ');
	if (method == PSK)
		text_str(info, name_of(psk_messages, first >> 6, ""));
	else
		names_put(info, method == PAX ? pax_operations : gpsk_operations, first,
			  "Unknown opcode", 2);
}

enum { TLS = 13, TTLS = 21, PEAP = 25, FAST = 43, TEAP = 55 };

static bool is_tunnel(uint32_t method)
{
	return method == TLS || method == TTLS || method == PEAP || method == FAST ||
	       method == TEAP;
}

/* RFC 5216 3.1: records of TLS. Pieces are not put together. */
static void read_tunnel(struct dissect *d)
{
	enum { LENGTH = 0x80, MORE = 0x40, HTTPS_PORT = 443 };
	static const struct name flag_names[] = {
		{ LENGTH, "length" },
		{ MORE, "more fragments" },
		{ 0x20, "start" },
		{ 0, NULL },
	};
	uint32_t flags = field_flags(d, "flags", 1, flag_names);
	if (flags & LENGTH)
		(void)field_uint(d, "TLS length", 4);
	const uint8_t *p = d->r.at;
	if (!(flags & MORE) && reader_left(&d->r) > 2 && *p >= 0x14 && *p <= 0x17 &&
	    p[1] == 3)
		next(d, SPACE_TCP, HTTPS_PORT);
	else
		field_rest(d, "data");
}

static void read_method(struct dissect *d, struct text *info)
{
	uint32_t method = field_named(d, "method", 1, methods);
	size_t n = reader_left(&d->r);
	if (d->r.cut)
		return;
	text_str(info, ", ");
	names_put(info, methods, method, "Unknown type", 2);
	if (method == 1 && n) {
		text_str(info, " '");
		text_escape(info, d->r.at, n);
		text_char(info, '\'');
		(void)field_text(d, "identity", n);
	}
	/* An identity has taken all there is. */
	n = reader_left(&d->r);
	if (n)
		put_operation(info, method, *d->r.at);
	if (is_tunnel(method) && n)
		read_tunnel(d);
	else
		field_rest(d, "data");
}

static void read_eap(struct dissect *d)
{
	struct text *info = info_start(d);
	uint32_t code = field_named(d, "code", 1, codes);
	(void)field_uint(d, "id", 1);
	size_t length = field_uint(d, "length", 2);
	if (d->r.cut)
		return;
	names_put(info, codes, code, "Unknown code", 2);
	layer_limit(d, length < 4 ? 0 : length - 4);
	if (part_more(d))
		read_method(d, info);
	layer_repeats_info(d);
}

const struct proto proto_eap = {
	.name = "EAP",
	.column = "EAP",
	.family = FAMILY_LINK,
	.read = read_eap,
};
