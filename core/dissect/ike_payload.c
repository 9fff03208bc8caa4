/* What the payloads of IKE say (RFC 2408 3, 2407 4.6, 7296 3), apart from proposals.
 * What version 1 has and 2 has not is in brackets.
 *
 *	key exchange	group:2  reserved:2  key	(version 2)
 *	identification	type:1  protocol:1  port:2  who	(2: type:1  reserved:3  who)
 *	notification	[interpretation:4]  protocol:1  spi size:1  type:2  spi  data
 *	delete		[interpretation:4]  protocol:1  spi size:1  count:2  spis */
#include <string.h>

#include "core/dissect/ike.h"

enum payload {
	SA_1 = 1,
	IDENTIFICATION_1 = 5,
	NOTIFICATION_1 = 11,
	DELETE_1 = 12,
	VENDOR_1 = 13,
	SA_2 = 33,
	KEY_EXCHANGE_2 = 34,
	IDENTIFICATION_2I = 35,
	IDENTIFICATION_2R = 36,
	AUTHENTICATION_2 = 39,
	NOTIFY_2 = 41,
	DELETE_2 = 42,
	VENDOR_2 = 43,
};

enum { ID_IP4 = 1, ID_NAME = 2, ID_USER = 3, ID_IP6 = 5, VENDOR_ID = 8 };

static const struct name identities[] = {
	{ ID_IP4, "IPv4 address" },
	{ ID_NAME, "name" },
	{ ID_USER, "mail address" },
	{ 4, "IPv4 subnet" },
	{ ID_IP6, "IPv6 address" },
	{ 6, "IPv6 subnet" },
	{ 7, "IPv4 range" },
	{ 8, "IPv6 range" },
	{ 9, "distinguished name" },
	{ 10, "general name" },
	{ 11, "key id" },
	{ 0, NULL },
};

static const struct name notifications_1[] = {
	{ 1, "INVALID-PAYLOAD-TYPE" },
	{ 4, "INVALID-COOKIE" },
	{ 5, "INVALID-MAJOR-VERSION" },
	{ 7, "INVALID-EXCHANGE-TYPE" },
	{ 9, "INVALID-MESSAGE-ID" },
	{ 10, "INVALID-PROTOCOL-ID" },
	{ 11, "INVALID-SPI" },
	{ 14, "NO-PROPOSAL-CHOSEN" },
	{ 15, "BAD-PROPOSAL-SYNTAX" },
	{ 16, "PAYLOAD-MALFORMED" },
	{ 17, "INVALID-KEY-INFORMATION" },
	{ 18, "INVALID-ID-INFORMATION" },
	{ 23, "INVALID-HASH-INFORMATION" },
	{ 24, "AUTHENTICATION-FAILED" },
	{ 25, "INVALID-SIGNATURE" },
	{ 24576, "RESPONDER-LIFETIME" },
	{ 24577, "REPLAY-STATUS" },
	{ 24578, "INITIAL-CONTACT" },
	{ 36136, "R-U-THERE" },
	{ 36137, "R-U-THERE-ACK" },
	{ 0, NULL },
};

static const struct name notifications_2[] = {
	{ 1, "UNSUPPORTED_CRITICAL_PAYLOAD" },
	{ 4, "INVALID_IKE_SPI" },
	{ 5, "INVALID_MAJOR_VERSION" },
	{ 7, "INVALID_SYNTAX" },
	{ 9, "INVALID_MESSAGE_ID" },
	{ 11, "INVALID_SPI" },
	{ 14, "NO_PROPOSAL_CHOSEN" },
	{ 17, "INVALID_KE_PAYLOAD" },
	{ 24, "AUTHENTICATION_FAILED" },
	{ 34, "SINGLE_PAIR_REQUIRED" },
	{ 35, "NO_ADDITIONAL_SAS" },
	{ 36, "INTERNAL_ADDRESS_FAILURE" },
	{ 37, "FAILED_CP_REQUIRED" },
	{ 38, "TS_UNACCEPTABLE" },
	{ 39, "INVALID_SELECTORS" },
	{ 43, "TEMPORARY_FAILURE" },
	{ 44, "CHILD_SA_NOT_FOUND" },
	{ 16384, "INITIAL_CONTACT" },
	{ 16385, "SET_WINDOW_SIZE" },
	{ 16386, "ADDITIONAL_TS_POSSIBLE" },
	{ 16387, "IPCOMP_SUPPORTED" },
	{ 16388, "NAT_DETECTION_SOURCE_IP" },
	{ 16389, "NAT_DETECTION_DESTINATION_IP" },
	{ 16390, "COOKIE" },
	{ 16391, "USE_TRANSPORT_MODE" },
	{ 16392, "HTTP_CERT_LOOKUP_SUPPORTED" },
	{ 16393, "REKEY_SA" },
	{ 16394, "ESP_TFC_PADDING_NOT_SUPPORTED" },
	{ 16395, "NON_FIRST_FRAGMENTS_ALSO" },
	{ 16396, "MOBIKE_SUPPORTED" },
	{ 16404, "MULTIPLE_AUTH_SUPPORTED" },
	{ 16406, "REDIRECT_SUPPORTED" },
	{ 16407, "REDIRECT" },
	{ 16417, "EAP_ONLY_AUTHENTICATION" },
	{ 16418, "CHILDLESS_IKEV2_SUPPORTED" },
	{ 16430, "IKEV2_FRAGMENTATION_SUPPORTED" },
	{ 16431, "SIGNATURE_HASH_ALGORITHMS" },
	{ 16435, "USE_PPK" },
	{ 16438, "INTERMEDIATE_EXCHANGE_SUPPORTED" },
	{ 0, NULL },
};

static const struct name methods[] = {
	{ 1, "RSA signature" },	 { 2, "shared key" },	      { 3, "DSS signature" },
	{ 9, "ECDSA SHA2-256" }, { 10, "ECDSA SHA2-384" },    { 11, "ECDSA SHA2-512" },
	{ 13, "NULL" },		 { 14, "digital signature" }, { 0, NULL },
};

static const struct vendor {
	uint8_t id[VENDOR_ID]; /* the beginning of it */
	const char *name;
} vendors[] = {
	{ { 0x4a, 0x13, 0x1c, 0x81, 0x07, 0x03, 0x58, 0x45 },
	  "NAT traversal, RFC 3947" },
	{ { 0x7d, 0x94, 0x19, 0xa6, 0x53, 0x10, 0xca, 0x6f },
	  "NAT traversal, draft 3" },
	{ { 0x90, 0xcb, 0x80, 0x91, 0x3e, 0xbb, 0x69, 0x6e },
	  "NAT traversal, draft 2" },
	{ { 0xcd, 0x60, 0x46, 0x43, 0x35, 0xdf, 0x21, 0xf8 },
	  "NAT traversal, draft 2" },
	{ { 0xaf, 0xca, 0xd7, 0x13, 0x68, 0xa1, 0xf1, 0xc9 }, "dead peer detection" },
	{ { 0x40, 0x48, 0xb7, 0xd5, 0x6e, 0xbc, 0xe8, 0x85 }, "fragmentation" },
	{ { 0x09, 0x00, 0x26, 0x89, 0xdf, 0xd6, 0xb7, 0x12 }, "XAUTH" },
	{ { 0x12, 0xf5, 0xf2, 0x8c, 0x45, 0x71, 0x68, 0xa9 }, "Cisco Unity" },
	{ { 0x88, 0x2f, 0xe5, 0x6d, 0x6f, 0xd2, 0x0d, 0xbc }, "strongSwan" },
};

static void read_key_exchange(struct dissect *d)
{
	(void)field_named(d, "group", 2, ike_groups);
	reader_skip(&d->r, 2);
	field_rest(d, "key");
}

static void read_identification(struct dissect *d, bool first)
{
	uint32_t type = field_named(d, "type", 1, identities);
	if (first) {
		(void)field_named(d, "protocol", 1, names_ip_protocols);
		(void)field_uint(d, "port", 2);
	} else {
		reader_skip(&d->r, 3);
	}
	size_t left = reader_left(&d->r);
	if (type == ID_IP4 && left == 4)
		(void)field_ip4(d, "who");
	else if (type == ID_IP6 && left == 16)
		(void)field_ip6(d, "who");
	else if (type == ID_NAME || type == ID_USER)
		(void)field_text(d, "who", left);
	else
		field_rest(d, "who");
}

static void read_notification(struct dissect *d, bool first)
{
	if (first)
		(void)field_uint(d, "interpretation", 4);
	(void)field_named(d, "protocol", 1, ike_protocols);
	size_t size = field_uint(d, "spi size", 1);
	(void)field_named(d, "message", 2, first ? notifications_1 : notifications_2);
	if (size)
		(void)field_bytes(d, "spi", size);
	field_rest(d, "data");
}

static void read_delete(struct dissect *d, bool first)
{
	if (first)
		(void)field_uint(d, "interpretation", 4);
	(void)field_named(d, "protocol", 1, ike_protocols);
	size_t size = field_uint(d, "spi size", 1);
	(void)field_uint(d, "count", 2);
	while (size && part_more(d))
		(void)field_bytes(d, "spi", size);
}

static void read_vendor(struct dissect *d)
{
	size_t n = reader_left(&d->r);
	const char *name = NULL;
	for (size_t i = 0; n >= VENDOR_ID && i < COUNT(vendors) && !name; i++)
		if (!memcmp(d->r.at, vendors[i].id, VENDOR_ID))
			name = vendors[i].name;
	if (name) {
		struct text *t = field_at(d, "vendor", d->r.at, n);
		if (t)
			text_str(t, name);
	}
}

void ike_read_payload(struct dissect *d, uint32_t type)
{
	switch (type) {
	case SA_1:
		(void)field_uint(d, "interpretation", 4);
		(void)field_hex(d, "situation", 4);
		ike_read_proposals(d, 1);
		break;
	case SA_2:
		ike_read_proposals(d, 2);
		break;
	case KEY_EXCHANGE_2:
		read_key_exchange(d);
		break;
	case IDENTIFICATION_1:
	case IDENTIFICATION_2I:
	case IDENTIFICATION_2R:
		read_identification(d, type == IDENTIFICATION_1);
		break;
	case AUTHENTICATION_2:
		(void)field_named(d, "method", 1, methods);
		break;
	case NOTIFICATION_1:
	case NOTIFY_2:
		read_notification(d, type == NOTIFICATION_1);
		break;
	case DELETE_1:
	case DELETE_2:
		read_delete(d, type == DELETE_1);
		break;
	case VENDOR_1:
	case VENDOR_2:
		read_vendor(d);
		break;
	default:
		break;
	}
	field_rest(d, "content");
}
