/* Measurements with iperf: the datagrams of version 2 (port 5001) and 3 (port 5201),
 * and the control connection of version 3.
 *
 *	2:	number:4 (negative: the last)  seconds:4  microseconds:4 ...
 *	3:	seconds:4  microseconds:4  number:4
 *	control: cookie of 36 letters and NUL, or a state:1, or size:4 and JSON */
#include "core/dissect/field.h"
#include "core/dissect/moment.h"

enum { HEADER = 12, COOKIE = 37, PORT_2 = 5001 };

static const struct name states[] = {
	{ 1, "TEST_START" },	    { 2, "TEST_RUNNING" },
	{ 4, "TEST_END" },	    { 9, "PARAM_EXCHANGE" },
	{ 10, "CREATE_STREAMS" },   { 11, "SERVER_TERMINATE" },
	{ 12, "CLIENT_TERMINATE" }, { 13, "EXCHANGE_RESULTS" },
	{ 14, "DISPLAY_RESULTS" },  { 15, "IPERF_START" },
	{ 16, "IPERF_DONE" },	    { 0xff, "ACCESS_DENIED" },
	{ 0xfe, "SERVER_ERROR" },   { 0, NULL },
};

static void show_time(struct dissect *d, uint32_t seconds, uint32_t micro)
{
	struct text *t = field_over(d, "sent", 8);
	if (t)
		moment_text(t, seconds, micro * 1000, 6);
}

static void read_datagram(struct dissect *d)
{
	bool two = d->key == PORT_2;
	struct reader r = d->r;
	uint32_t number = two ? reader_u32(&r) : 0;
	uint32_t seconds = reader_u32(&r), micro = reader_u32(&r);
	if (r.cut || micro >= 1000000 || (!two && reader_left(&r) < 4)) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	if (two)
		(void)field_uint(d, "number", 4);
	reader_skip(&d->r, 8);
	show_time(d, seconds, micro);
	if (!two)
		number = field_uint(d, "number", 4);
	bool last = two && number & 0x80000000;
	text_str(info, last ? "Last datagram, number " : "Datagram, number ");
	text_uint(info, last ? (uint32_t)(0 - number) : number);
	text_str(info, ", sent ");
	text_uint(info, seconds);
	text_char(info, '.');
	text_padded(info, micro, 6);
	text_str(info, ", Len=");
	text_uint(info, reader_left(&d->r) + d->beyond + HEADER);
	layer_repeats_info(d);
	field_rest(d, "filling");
}

const struct proto proto_iperf = {
	.name = "iperf",
	.column = "iPerf",
	.family = FAMILY_UDP,
	.read = read_datagram,
};

static bool is_cookie(const struct dissect *d)
{
	if (reader_left(&d->r) != COOKIE || d->r.at[COOKIE - 1])
		return false;
	for (size_t i = 0; i < COOKIE - 1; i++) {
		uint8_t c = d->r.at[i];
		if ((c < 'a' || c > 'z') && (c < '2' || c > '7'))
			return false;
	}
	return true;
}

static bool is_json(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	if (reader_left(&d->r) < 6 || p[0] || p[1] || p[4] != '{')
		return false;
	return ((size_t)p[2] << 8 | p[3]) == reader_left(&d->r) + d->beyond - 4;
}

static void read_control(struct dissect *d)
{
	size_t left = reader_left(&d->r) + d->beyond;
	const char *state = left == 1 ? name_of(states, *d->r.at, NULL) : NULL;
	bool cookie = is_cookie(d);
	if (!cookie && !state && !is_json(d)) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	if (cookie) {
		text_str(info, "Cookie ");
		text_escape(info, d->r.at, COOKIE - 1);
		(void)field_text(d, "cookie", COOKIE - 1);
		reader_skip(&d->r, 1);
	} else if (state) {
		text_str(info, state);
		(void)field_named(d, "state", 1, states);
	} else {
		(void)field_uint(d, "size", 4);
		text_str(info, "JSON ");
		text_escape(info, d->r.at, reader_left(&d->r));
		(void)field_text(d, "text", reader_left(&d->r));
	}
	layer_repeats_info(d);
}

const struct proto proto_iperf3_control = {
	.name = "iperf3 control",
	.column = "iPerf3",
	.family = FAMILY_TCP,
	.read = read_control,
};
