/* Flow control of Ethernet (IEEE 802.3 annex 31B), and by priority (802.1Qbb).
 *
 *	opcode:2  pause: quanta:2
 *		  by priority: classes:2  quanta of each:2 x 8 */
#include "core/dissect/field.h"

enum { PAUSE = 0x0001, PRIORITY = 0x0101, CLASSES = 8 };

static const struct name opcodes[] = {
	{ PAUSE, "Pause" },
	{ 0x0002, "Gate" },
	{ 0x0003, "Report" },
	{ 0x0004, "Register request" },
	{ 0x0005, "Register" },
	{ 0x0006, "Register acknowledgment" },
	{ PRIORITY, "Class Based Flow Control [CBFC] Pause" },
	{ 0, NULL },
};

static void read_control(struct dissect *d)
{
	struct text *info = info_start(d);
	uint32_t opcode = field_named(d, "opcode", 2, opcodes);
	if (d->r.cut)
		return;
	text_str(info, name_of(opcodes, opcode, "Unknown"));
	if (opcode == PAUSE) {
		uint32_t quanta = field_uint(d, "quanta", 2);
		text_str(info, ": pause_time: ");
		text_uint(info, quanta);
		text_str(info, " quanta");
	} else if (opcode == PRIORITY) {
		uint32_t classes = field_hex(d, "classes", 2);
		for (unsigned i = 0; i < CLASSES; i++) {
			uint32_t quanta = field_uint(d, "quanta", 2);
			if (!(classes & 1u << i) || d->r.cut)
				continue;
			text_str(info, " [");
			text_uint(info, i);
			text_str(info, "] ");
			text_uint(info, quanta);
		}
	}
	layer_repeats_info(d);
}

const struct proto proto_mac_control = {
	.name = "MAC control",
	.column = "MAC CTRL",
	.family = FAMILY_LINK,
	.read = read_control,
};
