#include "core/dissect/te.h"

#include "core/dissect/rate.h"

void te_read_switching(struct dissect *d)
{
	enum { PACKET_FIRST = 1, PACKET_LAST = 4, TDM = 100, PRIORITIES = 8 };
	static const struct name switchings[] = {
		{ 1, "packets 1" }, { 2, "packets 2" }, { 3, "packets 3" },
		{ 4, "packets 4" }, { 51, "layer 2" },	{ TDM, "TDM" },
		{ 150, "lambda" },  { 200, "fiber" },	{ 0, NULL },
	};
	static const struct name encodings[] = {
		{ 1, "packet" },     { 2, "Ethernet" },	      { 3, "PDH" },
		{ 5, "SDH, SONET" }, { 7, "wrapper" },	      { 8, "lambda" },
		{ 9, "fiber" },	     { 11, "fibre channel" }, { 0, NULL },
	};
	uint32_t switching = field_named(d, "switching", 1, switchings);
	(void)field_named(d, "encoding", 1, encodings);
	reader_skip(&d->r, 2);
	for (int i = 0; i < PRIORITIES && part_more(d); i++)
		rate_field(d, "bytes/s");
	if (switching >= PACKET_FIRST && switching <= PACKET_LAST) {
		rate_field(d, "least, bytes/s");
		(void)field_uint(d, "mtu", 2);
		reader_skip(&d->r, reader_left(&d->r));
	} else if (switching == TDM) {
		rate_field(d, "least, bytes/s");
	}
}

void te_read_measured(struct dissect *d, const char *name)
{
	uint32_t value = reader_u32(&d->r);
	struct text *t = field_over(d, name, 4);
	if (!t)
		return;
	text_uint(t, value & 0xffffff);
	if (value >> 31)
		text_str(t, "  beyond its limit");
}
