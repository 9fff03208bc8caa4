/* Intermediate system to intermediate system (ISO/IEC 10589, RFC 1195): hellos, link
 * state PDUs and sequence number PDUs of both levels.
 *
 *	0        8        16       24       32
 *	+--------+--------+--------+--------+
 *	| 0x83   | header | version| id size|
 *	| type   | version|        | areas  |
 *	+--------+--------+--------+--------+
 *	LAN hello:  circuit:1  source:6  hold:2  length:2  priority:1  lan id:7
 *	p2p hello:  circuit:1  source:6  hold:2  length:2  circuit id:1
 *	LSP:	    length:2  lifetime:2  lsp id:8  sequence:4  checksum:2  flags:1
 *	CSNP:	    length:2  source:7  first lsp id:8  last lsp id:8
 *	PSNP:	    length:2  source:7 */
#include "core/dissect/checksum.h"
#include "core/dissect/isis.h"

enum type {
	HELLO_L1 = 15,
	HELLO_L2 = 16,
	HELLO_P2P = 17,
	LSP_L1 = 18,
	LSP_L2 = 20,
	CSNP_L1 = 24,
	CSNP_L2 = 25,
	PSNP_L1 = 26,
	PSNP_L2 = 27,
};

static const struct name types[] = {
	{ HELLO_L1, "L1 HELLO" },   { HELLO_L2, "L2 HELLO" },
	{ HELLO_P2P, "P2P HELLO" }, { LSP_L1, "L1 LSP" },
	{ LSP_L2, "L2 LSP" },	    { CSNP_L1, "L1 CSNP" },
	{ CSNP_L2, "L2 CSNP" },	    { PSNP_L1, "L1 PSNP" },
	{ PSNP_L2, "L2 PSNP" },	    { 0, NULL },
};

static const struct name circuits[] = {
	{ 1, "level 1" },
	{ 2, "level 2" },
	{ 3, "level 1 and 2" },
	{ 0, NULL },
};

static const struct name lsp_flags[] = {
	{ 0x80, "partition repair" },
	{ 0x40, "attached (error)" },
	{ 0x20, "attached (expense)" },
	{ 0x10, "attached (delay)" },
	{ 0x08, "attached" },
	{ 0x04, "overload" },
	{ 0, NULL },
};

static void put_id(struct text *info, const char *label, const uint8_t *id, size_t size)
{
	if (!id)
		return;
	text_str(info, label);
	isis_put_id(info, id, size);
}

/* The length of the PDU counts from its first byte. */
static void read_length(struct dissect *d, const uint8_t *start)
{
	size_t length = field_uint(d, "pdu length", 2);
	size_t behind = (size_t)(d->r.at - start);
	if (length >= behind)
		layer_limit(d, length - behind);
	else if (!d->r.cut)
		layer_malformed(d);
}

static void put_area(struct text *info, const struct isis_seen *seen)
{
	if (!seen->area)
		return;
	text_str(info, ", area ");
	for (size_t i = 0; i < seen->area_size; i++) {
		if (i & 1)
			text_char(info, '.');
		text_hex(info, seen->area[i], 2);
	}
}

static void read_hello(struct dissect *d, struct text *info, uint32_t type,
		       const uint8_t *start)
{
	struct isis_seen seen = { 0 };
	columns_protocol(d, "ISIS HELLO");
	(void)field_named(d, "circuit", 1, circuits);
	put_id(info, ", System-ID: ", isis_read_id(d, "system id", ISIS_SYSTEM),
	       ISIS_SYSTEM);
	(void)field_uint(d, "holding time", 2);
	read_length(d, start);
	if (type == HELLO_P2P) {
		(void)field_uint(d, "circuit id", 1);
	} else {
		uint32_t priority = field_uint(d, "priority", 1);
		const uint8_t *lan = isis_read_id(d, "lan id", ISIS_NODE);
		if (lan) {
			put_id(info, ", LAN ", lan, ISIS_NODE);
			text_str(info, ", prio ");
			text_uint(info, priority);
		}
	}
	if (d->r.cut)
		return;
	isis_read_tlvs(d, &seen);
	put_area(info, &seen);
	if (seen.adjacency) {
		text_str(info, ", adjacency ");
		text_str(info, seen.adjacency);
	}
}

static void read_checksum(struct dissect *d, struct text *info, const uint8_t *start,
			  bool purge)
{
	uint32_t value = reader_u16(&d->r);
	const char *verdict = "not verified";
	if (d->r.cut)
		return;
	if (!value || purge)
		verdict = "unused";
	else if (!d->beyond)
		verdict = checksum_fletcher(start, d->r.end) ? "good" : "bad";
	struct text *t = field_over(d, "checksum", 2);
	if (t) {
		text_str(t, "0x");
		text_hex(t, value, 4);
		text_str(t, "  ");
		text_str(t, verdict);
	}
	if (verdict[0] == 'b')
		text_str(info, " [ISIS CHECKSUM INCORRECT]");
}

static void put_lsp(struct text *info, uint32_t sequence, uint32_t lifetime)
{
	text_str(info, ", Sequence: 0x");
	text_hex(info, sequence, 8);
	text_str(info, ", Lifetime: ");
	text_uint(info, lifetime);
	text_char(info, 's');
}

static void read_lsp(struct dissect *d, struct text *info, const uint8_t *start)
{
	struct isis_seen seen = { 0 };
	columns_protocol(d, "ISIS LSP");
	read_length(d, start);
	uint32_t lifetime = field_uint(d, "lifetime s", 2);
	const uint8_t *id = isis_read_id(d, "lsp id", ISIS_LSP);
	uint32_t sequence = field_hex(d, "sequence", 4);
	if (d->r.cut)
		return;
	put_id(info, ", LSP-ID: ", id, ISIS_LSP);
	put_lsp(info, sequence, lifetime);
	read_checksum(d, info, id, !lifetime);
	uint32_t flags = reader_u8(&d->r);
	if (d->r.cut)
		return;
	if (d->tree) {
		field_show_flags(d, "flags", 1, flags, lsp_flags);
		field_show_named(d, "type", 1, flags & 3, circuits);
	}
	if (flags & 0x04)
		text_str(info, ", overload");
	isis_read_tlvs(d, &seen);
	if (seen.host) {
		text_str(info, ", host ");
		text_escape(info, seen.host, seen.host_size);
	}
}

static void read_sequences(struct dissect *d, struct text *info, bool complete,
			   const uint8_t *start)
{
	struct isis_seen seen = { 0 };
	columns_protocol(d, complete ? "ISIS CSNP" : "ISIS PSNP");
	read_length(d, start);
	put_id(info, ", Source-ID: ", isis_read_id(d, "source id", ISIS_NODE),
	       ISIS_NODE);
	if (complete) {
		put_id(info,
		       ", Start LSP-ID: ", isis_read_id(d, "first lsp id", ISIS_LSP),
		       ISIS_LSP);
		put_id(info, ", End LSP-ID: ", isis_read_id(d, "last lsp id", ISIS_LSP),
		       ISIS_LSP);
	}
	if (d->r.cut)
		return;
	isis_read_tlvs(d, &seen);
	text_str(info, ", LSPs ");
	text_uint(info, seen.entries);
}

static void read_pdu(struct dissect *d, struct text *info, uint32_t type,
		     const uint8_t *start)
{
	if (type <= HELLO_P2P)
		read_hello(d, info, type, start);
	else if (type <= LSP_L2)
		read_lsp(d, info, start);
	else
		read_sequences(d, info, type <= CSNP_L2, start);
}

static void read_isis(struct dissect *d)
{
	const uint8_t *start = d->r.at;
	struct text *info = info_start(d);
	(void)field_hex(d, "discriminator", 1);
	(void)field_uint(d, "header length", 1);
	(void)field_uint(d, "version", 1);
	uint32_t size = field_uint(d, "id length", 1);
	uint32_t type = reader_u8(&d->r) & 0x1f;
	if (d->tree)
		field_show_named(d, "type", 1, type, types);
	(void)field_uint(d, "pdu version", 1);
	reader_skip(&d->r, 1);
	(void)field_uint(d, "maximum areas", 1);
	if (d->r.cut)
		return;
	const char *word = name_of(types, type, NULL);
	if (!word || (size != 0 && size != ISIS_SYSTEM)) {
		text_str(info, word ? word : "Unknown PDU type ");
		text_str(info, word ? ", system ids of length " : "");
		text_uint(info, word ? size : type);
		field_rest(d, "content");
		return;
	}
	text_str(info, word);
	read_pdu(d, info, type, start);
	layer_repeats_info(d);
}

const struct proto proto_isis = {
	.name = "IS-IS",
	.column = "ISIS",
	.family = FAMILY_ROUTING,
	.read = read_isis,
};
