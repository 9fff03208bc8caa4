/* The tag of protected frames (MACsec, IEEE 802.1AE 9.3). What is only authenticated
 *can still be read.
 *
 *	0        8        16               48                         112
 *	+--------+--------+----------------+- - - - - - - - - - - - - -+
 *	| TCI AN | length | packet number  | secure channel id         |
 *	+--------+--------+----------------+- - - - - - - - - - - - - -+ */
#include "core/dissect/ethertype.h"

enum { TCI_VERSION = 0x80, TCI_CHANNEL = 0x20, TCI_ENCRYPTED = 0x08 };
enum { TCI_CHANGED = 0x04, CHECK_VALUE = 16 };

static const struct name flags[] = {
	{ TCI_VERSION, "version 1" },
	{ 0x40, "end station" },
	{ TCI_CHANNEL, "channel id" },
	{ 0x10, "single copy broadcast" },
	{ TCI_ENCRYPTED, "encrypted" },
	{ TCI_CHANGED, "changed" },
	{ 0, NULL },
};

static void put_info(struct text *t, uint32_t first, uint32_t number)
{
	text_str(t, "MACsec frame, AN ");
	text_uint(t, first & 3);
	text_str(t, ", PN ");
	text_uint(t, number);
	if (first & TCI_ENCRYPTED)
		text_str(t, ", encrypted");
}

/* The check value is the end of the frame, where that is known. */
static void next_plain(struct dissect *d)
{
	size_t left = reader_left(&d->r) + d->beyond;
	if (left >= CHECK_VALUE + 2)
		layer_limit(d, left - CHECK_VALUE);
	(void)ethertype_next(d);
}

static void read_macsec(struct dissect *d)
{
	struct text *info = info_start(d);
	uint32_t first = reader_u8(&d->r);
	if (d->tree) {
		field_show_flags(d, "flags", 1, first & 0xfc, flags);
		field_show_uint(d, "association", 1, first & 3);
	}
	(void)field_uint(d, "short length", 1);
	uint32_t number = field_uint(d, "packet number", 4);
	if (first & TCI_CHANNEL) {
		(void)field_mac(d, "channel system");
		(void)field_uint(d, "channel port", 2);
	}
	if (d->r.cut)
		return;
	put_info(info, first, number);
	struct text *t = layer_summary(d);
	if (t)
		put_info(t, first, number);
	if (first & (TCI_ENCRYPTED | TCI_CHANGED))
		field_rest(d, "protected");
	else
		next_plain(d);
}

const struct proto proto_macsec = {
	.name = "MACsec",
	.column = "MACSEC",
	.family = FAMILY_LINK,
	.read = read_macsec,
};
