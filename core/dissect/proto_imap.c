/* Reading mail where it is: IMAP (RFC 9051, 3501). Each line starts with the tag of its
 * command, with * or with +. */
#include "core/dissect/dialogue.h"

/* A word, a blank, and something behind it. */
static bool has_tag(const struct line *line)
{
	size_t n = 0;
	while (n < line->size && line->at[n] > ' ' && line->at[n] < 0x7f)
		n++;
	return n && n + 1 < line->size && line->at[n] == ' ';
}

static void read_imap(struct dissect *d)
{
	static const struct dialogue imap = {
		.request = "Request: ",
		.reply = "Response: ",
		.is_request = has_tag,
		.is_reply = has_tag,
		.last = true,
	};
	dialogue_read(d, &imap);
}

const struct proto proto_imap = {
	.name = "IMAP",
	.column = "IMAP",
	.family = FAMILY_TCP,
	.read = read_imap,
};
