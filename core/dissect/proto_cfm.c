/* Connectivity fault management (IEEE 802.1Q 21, ITU-T G.8013), and the older test that
 * sends a frame around (Ethernet configuration testing protocol).
 *
 *	0   3    8        16       24       32
 *	+---+----+--------+--------+--------+
 *	|lvl|ver | opcode | flags  | offset |	to the first TLV: type:1 length:2
 *	+---+----+--------+--------+--------+
 *	CCM:	sequence:4  end point:2  association:48  counters:16
 *	LBM, LBR: transaction:4
 *	loop:	skip:2  function:2  (both little endian) */
#include "core/dissect/field.h"

enum { CCM = 1, LBR = 2, LBM = 3, LTR = 4, LTM = 5, HEADER = 4 };

static const struct name opcodes[] = {
	{ 0, "Reserved for IEEE 802.1" },
	{ CCM, "Continuity Check Message (CCM)" },
	{ LBR, "Loopback Reply (LBR)" },
	{ LBM, "Loopback Message (LBM)" },
	{ LTR, "Linktrace Reply (LTR)" },
	{ LTM, "Linktrace Message (LTM)" },
	{ 32, "Generic Notification Message (GNM)" },
	{ 33, "Alarm Indication Signal (AIS)" },
	{ 35, "Lock Signal (LCK)" },
	{ 37, "Test Signal (TST)" },
	{ 39, "Automatic Protection Switching (APS)" },
	{ 40, "Ring-Automatic Protection Switching (R-APS)" },
	{ 41, "Maintenance Communication Channel (MCC)" },
	{ 42, "Loss Measurement Reply (LMR)" },
	{ 43, "Loss Measurement Message (LMM)" },
	{ 45, "One Way Delay Measurement (1DM)" },
	{ 46, "Delay Measurement Reply (DMR)" },
	{ 47, "Delay Measurement Message (DMM)" },
	{ 48, "Experimental OAM Reply (EXR)" },
	{ 49, "Experimental OAM Message (EXM)" },
	{ 50, "Vendor Specific Reply (VSR)" },
	{ 51, "Vendor Specific Message (VSM)" },
	{ 52, "Client Signal Fail (CSF)" },
	{ 53, "One Way Synthetic Loss Measurement (1SL)" },
	{ 54, "Synthetic Loss Reply (SLR)" },
	{ 55, "Synthetic Loss Message (SLM)" },
	{ 0, NULL },
};

static const struct name tlvs[] = {
	{ 0, "end" },
	{ 1, "sender id" },
	{ 2, "port status" },
	{ 3, "data" },
	{ 4, "interface status" },
	{ 5, "reply ingress" },
	{ 6, "reply egress" },
	{ 7, "LTM egress id" },
	{ 8, "LTR egress id" },
	{ 31, "organisation" },
	{ 0, NULL },
};

static bool read_tlv(struct dissect *d)
{
	uint32_t type = field_named(d, "tlv", 1, tlvs);
	if (!type)
		return false;
	struct nest nest = field_enter(d);
	struct part outer = part_open(d, field_uint(d, "length", 2));
	field_rest(d, "content");
	part_close(d, outer);
	field_leave(d, nest);
	return true;
}

static void put_uint(struct text *info, const char *label, uint32_t value)
{
	text_str(info, label);
	text_uint(info, value);
}

static void read_fixed(struct dissect *d, struct text *info, uint32_t opcode)
{
	if (opcode == CCM) {
		(void)field_uint(d, "sequence", 4);
		uint32_t point = field_uint(d, "end point", 2);
		(void)field_bytes(d, "association", 48);
		put_uint(info, ", MEP ", point);
	} else if (opcode && opcode <= LTM) {
		uint32_t id = field_uint(d, "transaction", 4);
		put_uint(info, ", transaction ", id);
	}
	field_rest(d, "content");
}

static void read_cfm(struct dissect *d)
{
	struct text *info = info_start(d);
	uint32_t first = reader_u8(&d->r);
	if (d->tree) {
		field_show_uint(d, "level", 1, first >> 5);
		field_show_uint(d, "version", 1, first & 0x1f);
	}
	uint32_t opcode = field_named(d, "opcode", 1, opcodes);
	(void)field_hex(d, "flags", 1);
	size_t offset = field_uint(d, "first tlv", 1);
	if (d->r.cut)
		return;
	const char *word = name_of(opcodes, opcode, NULL);
	text_str(info, "Type ");
	text_str(info, word ? word : "Unknown (0x");
	if (!word) {
		text_hex(info, opcode, 2);
		text_char(info, ')');
	}
	put_uint(info, ", level ", first >> 5);
	struct part outer = part_open(d, offset);
	read_fixed(d, info, opcode);
	part_close(d, outer);
	while (part_more(d) && read_tlv(d))
		;
	layer_repeats_info(d);
}

const struct proto proto_cfm = {
	.name = "CFM",
	.column = "CFM",
	.family = FAMILY_LINK,
	.read = read_cfm,
};

enum function { REPLY = 1, FORWARD = 2 };

static const struct name functions[] = {
	{ REPLY, "Reply" },
	{ FORWARD, "Forward Data" },
	{ 0, NULL },
};

static void read_test(struct dissect *d)
{
	struct text *info = info_start(d);
	uint32_t skip = reader_u16le(&d->r);
	if (d->tree)
		field_show_uint(d, "skip", 2, skip);
	if (skip) /* past the functions of those who forwarded it */
		(void)field_bytes(d, "done", skip);
	uint32_t function = reader_u16le(&d->r);
	if (d->r.cut)
		return;
	if (d->tree)
		field_show_named(d, "function", 2, function, functions);
	names_put(info, functions, function, "Unknown function", 0);
	layer_repeats_info(d);
	if (function == REPLY) {
		uint32_t receipt = reader_u16le(&d->r);
		if (d->tree)
			field_show_uint(d, "receipt", 2, receipt);
	} else if (function == FORWARD) {
		(void)field_mac(d, "forward to");
	}
	field_rest(d, "content");
}

const struct proto proto_loop_test = {
	.name = "Loopback test",
	.column = "LOOP",
	.family = FAMILY_LINK,
	.read = read_test,
};
