/* The trivial file transfer protocol (RFC 1350) with options (RFC 2347, 2348, 2349).
 *
 *	0               16
 *	+---------------+--------------------------------------+
 *	| 1, 2: request | file NUL mode NUL { option NUL value NUL } |
 *	| 3: data       | block:2  up to 512 bytes             |
 *	| 4: ack        | block:2                              |
 *	| 5: error      | code:2   text NUL                    |
 *	| 6: options    | { option NUL value NUL }             |
 *
 * Only the first packet has the well-known port. The others are known by their shape:
 * an acknowledgment, a block that is full, and options. */
#include <string.h>

#include "core/dissect/field.h"

enum { BLOCK = 512 };
enum operation { READ = 1, WRITE, DATA, ACKNOWLEDGMENT, ERROR, OPTIONS };

static const struct name operations[] = {
	{ READ, "Read Request" },
	{ WRITE, "Write Request" },
	{ DATA, "Data Packet" },
	{ ACKNOWLEDGMENT, "Acknowledgement" },
	{ ERROR, "Error Code" },
	{ OPTIONS, "Option Acknowledgement" },
	{ 0, NULL },
};

static const struct name errors[] = {
	{ 0, "Not defined" },
	{ 1, "File not found" },
	{ 2, "Access violation" },
	{ 3, "Disk full or allocation exceeded" },
	{ 4, "Illegal TFTP Operation" },
	{ 5, "Unknown transfer ID" },
	{ 6, "File already exists" },
	{ 7, "No such user" },
	{ 8, "Option negotiation failed" },
	{ 0, NULL },
};

/* Text up to a NUL (or the end, which is a cut), added to Info behind `label`. */
static void read_word(struct dissect *d, struct text *info, const char *label,
		      const char *name)
{
	const uint8_t *p = d->r.at;
	size_t n = strnlen((const char *)p, reader_left(&d->r));
	reader_skip(&d->r, n + 1);
	text_str(info, label);
	text_escape(info, p, n);
	struct text *t = field_over(d, name, n + 1);
	if (t)
		text_escape(t, p, n);
}

static void read_pairs(struct dissect *d, struct text *info)
{
	while (part_more(d)) {
		read_word(d, info, ", ", "option");
		read_word(d, info, "=", "value");
	}
}

static void read_request(struct dissect *d, struct text *info)
{
	read_word(d, info, ", File: ", "file");
	read_word(d, info, ", Transfer type: ", "mode");
	read_pairs(d, info);
}

static void read_block(struct dissect *d, struct text *info, bool data)
{
	uint32_t block = field_uint(d, "block", 2);
	if (d->r.cut)
		return;
	text_str(info, ", Block: ");
	text_uint(info, block);
	if (!data)
		return;
	if (reader_left(&d->r) + d->beyond < BLOCK)
		text_str(info, " (last)");
}

static void read_error(struct dissect *d, struct text *info)
{
	uint32_t code = field_named(d, "error", 2, errors);
	if (d->r.cut)
		return;
	text_str(info, ", Code: ");
	names_put(info, errors, code, "Unknown", 0);
	read_word(d, info, ", Message: ", "message");
}

static void read_tftp(struct dissect *d)
{
	struct text *info = info_start(d);
	uint32_t operation = field_named(d, "operation", 2, operations);
	if (d->r.cut)
		return;
	names_put(info, operations, operation, "Unknown", 4);
	if (operation == READ || operation == WRITE)
		read_request(d, info);
	else if (operation == DATA || operation == ACKNOWLEDGMENT)
		read_block(d, info, operation == DATA);
	else if (operation == ERROR)
		read_error(d, info);
	else if (operation == OPTIONS)
		read_pairs(d, info);
	layer_repeats_info(d);
}

/* Pairs of printable words that end in NUL, all of them here. */
static bool is_options(const uint8_t *p, size_t n)
{
	size_t words = 0;
	if (n < 4 || !p[0] || p[n - 1])
		return false;
	for (size_t i = 0; i < n; i++) {
		words += !p[i];
		if (p[i] && (p[i] < 0x20 || p[i] > 0x7e))
			return false;
	}
	return words % 2 == 0;
}

static void guess_tftp(struct dissect *d)
{
	const uint8_t *p = d->r.at;
	size_t left = reader_left(&d->r), whole = left + d->beyond;
	bool options = left > 4 && !d->beyond && !p[0] && p[1] == OPTIONS &&
		       is_options(p + 2, left - 2);
	if (options)
		read_tftp(d);
	else if (left >= 4 && !p[0] &&
		 ((p[1] == DATA && whole == BLOCK + 4) ||
		  (p[1] == ACKNOWLEDGMENT && whole == 4)))
		read_tftp(d);
	else
		layer_decline(d);
}

const struct proto proto_tftp = {
	.name = "TFTP",
	.column = "TFTP",
	.family = FAMILY_NAMES,
	.read = read_tftp,
};

const struct proto proto_tftp_guess = {
	.name = "TFTP",
	.column = "TFTP",
	.family = FAMILY_NAMES,
	.read = guess_tftp,
};
