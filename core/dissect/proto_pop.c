/* Fetching mail: POP version 3 (RFC 1939, 5034). A server's other lines are mail or
 * lists. */
#include "core/dissect/dialogue.h"

static bool is_reply(const struct line *line)
{
	return line_starts(line, "+OK") || line_starts(line, "-ERR") ||
	       line_starts(line, "+");
}

static void read_pop(struct dissect *d)
{
	static const struct dialogue pop = {
		.request = "C: ",
		.reply = "S: ",
		.is_request = line_is_text,
		.is_reply = is_reply,
	};
	struct line line = line_peek(d);
	if (from_server(d) && !is_reply(&line))
		dialogue_data(d, "S: ");
	else
		dialogue_read(d, &pop);
}

const struct proto proto_pop = {
	.name = "POP",
	.column = "POP",
	.family = FAMILY_TCP,
	.read = read_pop,
};
