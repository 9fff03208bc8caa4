/* Address resolution: ARP (RFC 826), gratuitous and probing (RFC 5227), RARP (RFC 903),
 * inverse (RFC 2390).
 *
 *	0               16               32       40       48               64
 *	+---------------+----------------+--------+--------+----------------+
 *	| hardware      | protocol       | h size | p size | operation      |
 *	+---------------+----------------+--------+--------+----------------+
 *	| sender hardware (h), sender protocol (p), target hardware, target protocol */
#include <string.h>

#include "core/dissect/ethertype.h"
#include "core/dissect/recall.h"

enum operation {
	REQUEST = 1,
	REPLY = 2,
	REVERSE_REQUEST = 3,
	REVERSE_REPLY = 4,
	DYNAMIC_REQUEST = 5,
	DYNAMIC_ERROR = 7,
	INVERSE_REQUEST = 8,
	INVERSE_REPLY = 9,
};

static const struct name operations[] = {
	{ REQUEST, "request" },
	{ REPLY, "reply" },
	{ REVERSE_REQUEST, "reverse request" },
	{ REVERSE_REPLY, "reverse reply" },
	{ DYNAMIC_REQUEST, "dynamic reverse request" },
	{ 6, "dynamic reverse reply" },
	{ DYNAMIC_ERROR, "dynamic reverse error" },
	{ INVERSE_REQUEST, "inverse request" },
	{ INVERSE_REPLY, "inverse reply" },
	{ 10, "refused" },
	{ 24, "experimental 1" },
	{ 25, "experimental 2" },
	{ 0, NULL },
};

/* Operations that have a word in Info and nothing else. */
static const struct name rare[] = {
	{ 0, "Reserved opcode 0" },
	{ 6, "DRARP Reply" },
	{ DYNAMIC_ERROR, "DRARP Error" },
	{ 10, "ARP NAK" },
	{ 24, "Experimental 1 ( opcode 24 )" },
	{ 25, "Experimental 2 ( opcode 25 )" },
	{ 0, NULL },
};

struct arp {
	uint32_t hardware_size, protocol_size;
	bool ip4;
	const uint8_t *sender_hw, *sender_ip, *target_hw, *target_ip;
};

static void put_digits(struct text *t, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		text_hex(t, p[i], 2);
}

static void put_hardware(struct text *t, const struct arp *a, const uint8_t *p)
{
	if (a->hardware_size == 6)
		addr_mac(t, p);
	else if (a->hardware_size)
		put_digits(t, p, a->hardware_size);
	else
		text_str(t, "<No address>");
}

static void put_protocol(struct text *t, const struct arp *a, const uint8_t *p)
{
	if (a->ip4)
		addr_ip4(t, p);
	else if (a->protocol_size)
		put_digits(t, p, a->protocol_size);
	else
		text_str(t, "<No address>");
}

static const uint8_t *read_hardware(struct dissect *d, const struct arp *a,
				    const char *name)
{
	const uint8_t *p = reader_bytes(&d->r, a->hardware_size);
	struct text *t = field_over(d, name, a->hardware_size);
	if (t)
		put_hardware(t, a, p);
	return p;
}

static const uint8_t *read_protocol(struct dissect *d, const struct arp *a,
				    const char *name)
{
	const uint8_t *p = reader_bytes(&d->r, a->protocol_size);
	struct text *t = field_over(d, name, a->protocol_size);
	if (t)
		put_protocol(t, a, p);
	return p;
}

/* Gratuitous: the sender asks for, or answers about, its own address. */
static bool is_own(const struct arp *a)
{
	return a->protocol_size &&
	       !memcmp(a->sender_ip, a->target_ip, a->protocol_size);
}

static void put_request(struct text *t, const struct arp *a)
{
	static const uint8_t nobody[4] = { 0 };
	bool own = is_own(a);
	text_str(t, own ? "ARP Announcement for " : "Who has ");
	put_protocol(t, a, a->target_ip);
	if (own)
		return;
	if (a->ip4 && !memcmp(a->sender_ip, nobody, 4)) {
		text_str(t, "? (ARP Probe)");
		return;
	}
	text_str(t, "? Tell ");
	put_protocol(t, a, a->sender_ip);
}

static void put_reply(struct text *t, const struct arp *a)
{
	if (is_own(a)) {
		text_str(t, "Gratuitous ARP for ");
		put_protocol(t, a, a->sender_ip);
		text_str(t, " (Reply)");
		return;
	}
	put_protocol(t, a, a->sender_ip);
	text_str(t, " is at ");
	put_hardware(t, a, a->sender_hw);
}

static void put_reverse(struct text *t, const struct arp *a, bool reply)
{
	if (!reply)
		text_str(t, "Who is ");
	put_hardware(t, a, a->target_hw);
	text_str(t, reply ? " is at " : "? Tell ");
	if (reply)
		put_protocol(t, a, a->target_ip);
	else
		put_hardware(t, a, a->sender_hw);
}

static void put_inverse_reply(struct text *t, const struct arp *a)
{
	put_hardware(t, a, a->sender_hw);
	text_str(t, " is at ");
	put_protocol(t, a, a->sender_ip);
}

/* Whoever sends a request or a reply claims its address; a reply repeats what the other
 * one claimed. Nobody's addresses are no claim. */
static uint8_t claim_add(struct claim *claims, uint8_t count, const uint8_t *address,
			 const uint8_t *mac)
{
	static const uint8_t nobody[6] = { 0 };
	if (!memcmp(address, nobody, 4) || !memcmp(mac, nobody, 6) || mac[0] & 1)
		return count;
	claims[count] = (struct claim){ address, mac };
	return (uint8_t)(count + 1);
}

/* In Wireshark's words, where somebody else claimed one before (RFC 5227 2.4). */
static void put_duplicates(struct dissect *d, const struct arp *a, uint32_t operation)
{
	struct claim claims[CLAIMS_MAX];
	uint8_t count = 0;
	if (!a->ip4 || a->hardware_size != 6 ||
	    (operation != REQUEST && operation != REPLY))
		return;
	count = claim_add(claims, count, a->sender_ip, a->sender_hw);
	if (operation == REPLY)
		count = claim_add(claims, count, a->target_ip, a->target_hw);
	recall_claims(d, claims, count);
	for (uint8_t i = 0; i < count; i++) {
		if (!(d->past.repeats >> i & 1))
			continue;
		struct text *info = &d->columns.info;
		text_str(info, " (duplicate use of ");
		addr_ip4(info, claims[i].address);
		text_str(info, " detected!)");
		struct text *t = field_at(d, "duplicate use", claims[i].address, 4);
		if (!t)
			continue;
		addr_ip4(t, claims[i].address);
		text_str(t, d->past.other ? ", in use by another in " : "");
		if (d->past.other)
			text_uint(t, d->past.other);
	}
}

static void put_info(struct text *t, const struct arp *a, uint32_t operation)
{
	if (operation == REQUEST) {
		put_request(t, a);
	} else if (operation == REPLY) {
		put_reply(t, a);
	} else if (operation == REVERSE_REQUEST || operation == INVERSE_REQUEST) {
		put_reverse(t, a, false);
	} else if (operation == REVERSE_REPLY) {
		put_reverse(t, a, true);
	} else if (operation == INVERSE_REPLY) {
		put_inverse_reply(t, a);
	} else if (operation == DYNAMIC_REQUEST) {
		put_reverse(t, a, false);
	} else if (name_of(rare, operation, NULL)) {
		text_str(t, name_of(rare, operation, ""));
	} else {
		text_str(t, "Unknown ARP opcode 0x");
		text_hex(t, operation, 4);
	}
}

static void read_arp(struct dissect *d)
{
	struct arp a = { 0 };
	(void)field_named(d, "hardware", 2, names_hardware);
	uint32_t protocol = reader_u16(&d->r);
	struct text *t = field_over(d, "protocol", 2);
	if (t)
		ethertype_text(t, protocol);
	a.hardware_size = field_uint(d, "hardware size", 1);
	a.protocol_size = field_uint(d, "protocol size", 1);
	a.ip4 = protocol == 0x0800 && a.protocol_size == 4;
	uint32_t operation = field_named(d, "operation", 2, operations);
	a.sender_hw = read_hardware(d, &a, "sender mac");
	a.sender_ip = read_protocol(d, &a, "sender ip");
	a.target_hw = read_hardware(d, &a, "target mac");
	a.target_ip = read_protocol(d, &a, "target ip");
	struct text *info = info_start(d);
	if (d->r.cut)
		return;
	put_info(info, &a, operation);
	put_duplicates(d, &a, operation);
	if (operation == INVERSE_REQUEST || operation == INVERSE_REPLY)
		columns_protocol(d, "Inverse ARP");
	else if (operation >= DYNAMIC_REQUEST && operation <= DYNAMIC_ERROR)
		columns_protocol(d, "DRARP");
	t = layer_summary(d);
	if (t)
		put_info(t, &a, operation);
	layer_limit(d, 0);
}

const struct proto proto_arp = {
	.name = "ARP",
	.column = "ARP",
	.family = FAMILY_LINK,
	.read = read_arp,
};

const struct proto proto_rarp = {
	.name = "RARP",
	.column = "RARP",
	.family = FAMILY_LINK,
	.read = read_arp,
};
