#include "tui/row_options.h"

#include <string.h>

enum {
	OPTION_FORMAT = OPTION_OWN + 100, /* out of the way of the verbs' own */
	OPTION_PRECISION,
	OPTION_DECODE_AS,
	OPTION_NAMES,
};

const struct verb_option row_options[] = {
	{ 'e', "link", NULL, "show link headers: MAC addresses, length" },
	{ 'n', NULL, NULL, "addresses as they are (the default)" },
	{ OPTION_NAMES, "names", NULL, "names of the lab instead of addresses" },
	{ '#', "number", NULL, "number the packets" },
	{ 'q', "quiet", NULL, "protocol and length only" },
	{ 'S', "absolute", NULL, "TCP sequence numbers as on the wire" },
	{ 't', NULL, NULL, "no time; -tt epoch, -ttt step, -tttt date, -ttttt run" },
	{ 'v', "fields", NULL, "show every field" },
	{ 'x', NULL, NULL, "show bytes; -xx with the link header" },
	{ 'X', NULL, NULL, "show bytes and text; -XX with the link header" },
	{ OPTION_FORMAT, "format", "text|tsv|json", "for people, for scripts" },
	{ OPTION_PRECISION, "precision", "us|ns", "digits of the time" },
	{ OPTION_DECODE_AS, "decode-as", "PORT,PROTOCOL",
	  "decode a port as another protocol: udp.port==10001,eth" },
	{ .help = NULL },
};

static bool take_precision(struct rowtext_options *o, const char *text, struct error *e)
{
	bool micro = !strcmp(text, "us") || !strcmp(text, "micro");
	bool nano = !strcmp(text, "ns") || !strcmp(text, "nano");
	o->digits = nano ? 9 : 6;
	return micro || nano || error_set(e, 0, "%s: not us or ns", text);
}

bool row_option(struct rowtext_options *o, int letter, const char *argument, bool *mine,
		struct error *e)
{
	*mine = true;
	switch (letter) {
	case 'e':
		return o->link = true;
	case 'n':
		o->names = false;
		return true;
	case OPTION_NAMES:
		return o->names = true;
	case '#':
		return o->number = true;
	case 'q':
		return o->quiet = true;
	case 'S':
		return o->absolute = true;
	case 't':
		o->times++;
		return true;
	case 'v':
		return o->fields = true;
	case 'x':
		o->hex++;
		return true;
	case 'X':
		o->ascii++;
		return true;
	case OPTION_FORMAT:
		return rowtext_format(argument, &o->format, e);
	case OPTION_PRECISION:
		return take_precision(o, argument, e);
	case OPTION_DECODE_AS:
		return decode_option(&o->decode, argument, e);
	default:
		*mine = false;
		return true;
	}
}
