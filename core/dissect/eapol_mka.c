/* MACsec key agreement (IEEE 802.1X-2020 11.11): who is there, which key is in use, and
 *the next one. The first set has no type; the check value follows the last one.
 *
 *	0        8        16   20          32
 *	+--------+--------+----+-----------+
 *	| version|priority|bits| length    |	actor: sci:8  id:12  number:4
 *algorithm:4  name
 *	+--------+--------+----+-----------+
 *	| type   | bits        | length    |	content, padded to words
 *	+--------+--------+----+-----------+ */
#include "core/dissect/eapol.h"

enum { LENGTH = 0x0fff, ACTOR_FIXED = 28, PEER = 16, ICV = 16, KEY_NUMBER = 4 };
enum { KEY_SERVER = 0x8000 };

enum set {
	LIVE_PEERS = 1,
	POTENTIAL_PEERS = 2,
	KEY_USE = 3,
	KEY_GIVEN = 4,
	EXTENDED_NUMBERS = 8,
	ICV_INDICATOR = 255,
};

static const struct name sets[] = {
	{ LIVE_PEERS, "Live Peer List" },
	{ POTENTIAL_PEERS, "Potential Peer List" },
	{ KEY_USE, "MACsec SAK Use" },
	{ KEY_GIVEN, "Distributed SAK" },
	{ 5, "Distributed CAK" },
	{ 6, "KMD" },
	{ 7, "Announcement" },
	{ EXTENDED_NUMBERS, "XPN" },
	{ ICV_INDICATOR, "ICV Indicator" },
	{ 0, NULL },
};

static const struct name actor_flags[] = {
	{ KEY_SERVER, "key server" },
	{ 0x4000, "MACsec desired" },
	{ 0, NULL },
};

static const struct name capabilities[] = {
	{ 0, "none" },
	{ 1, "integrity" },
	{ 2, "confidentiality" },
	{ 3, "confidentiality from 0, 30 or 50" },
	{ 0, NULL },
};

static const struct name algorithms[] = {
	{ 0x0080c201, "IEEE 802.1X-2010" },
	{ 0, NULL },
};

static const struct name offsets[] = {
	{ 0, "not encrypted" },
	{ 1, "all encrypted" },
	{ 2, "30 bytes in the clear" },
	{ 3, "50 bytes in the clear" },
	{ 0, NULL },
};

static const struct name suites[] = {
	{ 1, "GCM-AES-128" },	  { 2, "GCM-AES-256" }, { 3, "GCM-AES-XPN-128" },
	{ 4, "GCM-AES-XPN-256" }, { 0, NULL },
};

static void put_part(struct text *info, const char *word)
{
	if (text_length(info))
		text_str(info, ", ");
	text_str(info, word);
}

static void read_actor(struct dissect *d, struct text *info)
{
	(void)field_uint(d, "MKA version", 1);
	(void)field_uint(d, "priority", 1);
	uint32_t bits = reader_u16(&d->r);
	if (d->r.cut)
		return;
	if (d->tree) {
		field_show_flags(d, "flags", 2, bits & 0xc000, actor_flags);
		field_show_named(d, "capability", 2, bits >> 12 & 3, capabilities);
		field_show_uint(d, "length", 2, bits & LENGTH);
	}
	if (bits & KEY_SERVER)
		put_part(info, "Key Server");
	(void)field_bytes(d, "sci", 8);
	(void)field_bytes(d, "member", 12);
	(void)field_uint(d, "message number", 4);
	(void)field_code(d, "algorithm", 4, algorithms);
	size_t length = bits & LENGTH;
	if (length > ACTOR_FIXED)
		(void)field_bytes(d, "key name", length - ACTOR_FIXED);
	reader_skip(&d->r, -length & 3);
}

static void read_peers(struct dissect *d)
{
	while (reader_left(&d->r) >= PEER) {
		(void)field_bytes(d, "member", 12);
		(void)field_uint(d, "message number", 4);
	}
}

static void read_key_in_use(struct dissect *d, uint32_t bits)
{
	static const struct name flags[] = { { 2, "transmit" },
					     { 1, "receive" },
					     { 0, NULL } };
	static const char *const which[] = { "latest key", "old key" };
	for (size_t i = 0; i < COUNT(which) && part_more(d); i++) {
		uint32_t use = bits >> (i ? 8 : 12) & 0xf;
		(void)field_bytes(d, which[i], 12);
		struct nest nest = field_enter(d);
		(void)field_uint(d, "key number", KEY_NUMBER);
		if (d->tree) {
			field_show_uint(d, "association", KEY_NUMBER, use >> 2);
			field_show_flags(d, "use", KEY_NUMBER, use & 3, flags);
		}
		(void)field_uint(d, "lowest packet number", 4);
		field_leave(d, nest);
	}
}

/* The suite is said when it is not the first one. */
static void read_key_given(struct dissect *d, uint32_t bits)
{
	enum { WRAPPED_128 = 24, SUITE = 8 };
	if (d->tree) {
		field_show_uint(d, "association", 2, bits >> 14);
		field_show_named(d, "confidentiality", 2, bits >> 12 & 3, offsets);
	}
	if (!part_more(d))
		return;
	(void)field_uint(d, "key number", KEY_NUMBER);
	if (reader_left(&d->r) > WRAPPED_128) {
		uint32_t organisation = reader_u32(&d->r);
		uint32_t suite = reader_u32(&d->r);
		if (d->tree && organisation == 0x0080c200)
			field_show_named(d, "cipher suite", SUITE, suite & 0xffff,
					 suites);
		else if (d->tree)
			field_show_hex(d, "cipher suite", SUITE,
				       (uint64_t)organisation << 32 | suite);
	}
	(void)field_bytes(d, "wrapped key", reader_left(&d->r));
}

static void read_content(struct dissect *d, uint32_t type, uint32_t bits)
{
	static const struct name use_flags[] = {
		{ 0x80, "plain transmit" },
		{ 0x40, "plain receive" },
		{ 0x10, "delay protection" },
		{ 0, NULL },
	};
	if (type == LIVE_PEERS || type == POTENTIAL_PEERS) {
		read_peers(d);
	} else if (type == KEY_USE) {
		if (d->tree)
			field_show_flags(d, "flags", 1, bits & 0xd0, use_flags);
		read_key_in_use(d, bits);
	} else if (type == KEY_GIVEN) {
		read_key_given(d, bits);
	} else if (type == EXTENDED_NUMBERS) {
		(void)field_uint(d, "latest number, high", 4);
		(void)field_uint(d, "old number, high", 4);
	}
	field_rest(d, "content");
}

/* The length of the check value, once this set says it; the padding is part of no set.
 */
static void read_set(struct dissect *d, struct text *info, size_t *icv)
{
	uint32_t type = field_named(d, "set", 1, sets);
	struct nest nest = field_enter(d);
	uint32_t bits = (uint32_t)reader_u16(&d->r) << 8;
	bits |= reader_u8(&d->r);
	size_t length = bits & LENGTH;
	if (d->tree)
		field_show_uint(d, "length", 2, length);
	put_part(info, name_of(sets, type, "Unknown"));
	if (type == ICV_INDICATOR) {
		*icv = length;
	} else {
		struct part outer = part_open(d, length);
		read_content(d, type, bits >> 8);
		part_close(d, outer);
		reader_skip(&d->r, -length & 3);
	}
	field_leave(d, nest);
}

void eapol_read_mka(struct dissect *d, struct text *info)
{
	size_t icv = ICV;
	bool last = false;
	read_actor(d, info);
	while (part_more(d) && !last && reader_left(&d->r) > icv) {
		last = *d->r.at == ICV_INDICATOR;
		read_set(d, info, &icv);
	}
	if (part_more(d))
		(void)field_bytes(d, "check value", reader_left(&d->r));
}
