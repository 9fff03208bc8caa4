/* Telnet (RFC 854, 855): terminal data, with commands of two or three bytes behind 255,
 * and options between SB and SE. */
#include <string.h>

#include "core/dissect/field.h"

enum { SE = 240, SB = 250, WILL = 251, DONT = 254, IAC = 255 };

static const struct name commands[] = {
	{ 236, "end of file" },	  { 237, "suspend" },
	{ 238, "abort" },	  { 239, "end of record" },
	{ SE, "end of option" },  { 241, "no operation" },
	{ 242, "data mark" },	  { 243, "break" },
	{ 244, "interrupt" },	  { 245, "abort output" },
	{ 246, "are you there" }, { 247, "erase character" },
	{ 248, "erase line" },	  { 249, "go ahead" },
	{ SB, "option" },	  { WILL, "will" },
	{ 252, "won't" },	  { 253, "do" },
	{ DONT, "don't" },	  { 0, NULL },
};

static const struct name options[] = {
	{ 0, "binary" },
	{ 1, "echo" },
	{ 3, "suppress go ahead" },
	{ 5, "status" },
	{ 6, "timing mark" },
	{ 24, "terminal type" },
	{ 25, "end of record" },
	{ 31, "window size" },
	{ 32, "terminal speed" },
	{ 33, "flow control" },
	{ 34, "line mode" },
	{ 35, "X display" },
	{ 36, "environment" },
	{ 37, "authentication" },
	{ 38, "encryption" },
	{ 39, "new environment" },
	{ 44, "com port" },
	{ 0, NULL },
};

/* How much there is before the next command, or before the end. */
static size_t until_command(const struct dissect *d)
{
	size_t left = reader_left(&d->r);
	const uint8_t *end = memchr(d->r.at, IAC, left);
	return end ? (size_t)(end - d->r.at) : left;
}

/* Behind IAC SB and the option's number, up to IAC SE. */
static void read_option(struct dissect *d)
{
	size_t n = until_command(d);
	(void)field_bytes(d, "value", n);
	if (part_more(d))
		reader_skip(&d->r, reader_left(&d->r) < 2 ? 1 : 2);
}

static void read_command(struct dissect *d)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r);
	uint32_t code = left > 1 ? p[1] : 0;
	size_t n = code >= SB && code <= DONT ? 3 : 2;
	reader_skip(&d->r, n < left ? n : left);
	struct text *t = field_over(d, "command", n < left ? n : left);
	if (t) {
		text_str(t, name_of(commands, code, "unknown"));
		text_str(t, n == 3 && left >= 3 ? " " : "");
		if (n == 3 && left >= 3)
			text_str(t, name_of(options, p[2], "unknown option"));
	}
	struct nest nest = field_enter(d);
	if (code == SB && part_more(d))
		read_option(d);
	field_leave(d, nest);
}

static void read_telnet(struct dissect *d)
{
	text_str(info_start(d), "Telnet Data ...");
	if (!d->tree)
		return;
	while (part_more(d)) {
		size_t n = until_command(d);
		if (n)
			(void)field_text(d, "data", n);
		else
			read_command(d);
	}
	layer_repeats_info(d);
}

const struct proto proto_telnet = {
	.name = "Telnet",
	.column = "TELNET",
	.family = FAMILY_TCP,
	.read = read_telnet,
};
