/* Mail transfer (RFC 5321, 3030, 3207): commands one way, replies the other. What a
 * client sends between is mail. */
#include "core/dissect/dialogue.h"
#include "core/dissect/field.h"

static const char *const commands[] = {
	"HELO", "EHLO", "MAIL", "RCPT", "DATA", "RSET", "VRFY",
	"EXPN", "HELP", "NOOP", "QUIT", "AUTH", "BDAT", "STARTTLS",
	"SEND", "SOML", "SAML", "TURN", "ETRN",
};

static bool is_command(const struct line *line)
{
	for (size_t i = 0; i < COUNT(commands); i++)
		if (line_starts(line, commands[i]))
			return line_is_text(line);
	return false;
}

/* "250-first | second | last": the code only once. */
static void read_replies(struct dissect *d, struct text *info)
{
	for (bool first = true; part_more(d); first = false) {
		struct line line = line_take(d);
		struct line words = line;
		if (!first && line_is_reply(&line)) {
			size_t code = line.size < 4 ? 3 : 4;
			words.at += code;
			words.size -= code;
		}
		text_str(info, first ? "" : " | ");
		line_put(info, &words);
		line_show(d, "response", &line);
	}
}

static void read_commands(struct dissect *d, struct text *info)
{
	for (bool first = true; part_more(d); first = false) {
		struct line line = line_take(d);
		text_str(info, first ? "" : " | ");
		line_put(info, &line);
		line_show(d, "command", &line);
	}
}

static void read_smtp(struct dissect *d)
{
	bool reply = from_server(d);
	struct line line = line_peek(d);
	if (!reply && !is_command(&line)) {
		dialogue_data(d, "C: ");
		return;
	}
	if (reply && !line_is_reply(&line)) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	text_str(info, reply ? "S: " : "C: ");
	if (reply)
		read_replies(d, info);
	else
		read_commands(d, info);
	layer_repeats_info(d);
}

const struct proto proto_smtp = {
	.name = "SMTP",
	.column = "SMTP",
	.family = FAMILY_TCP,
	.read = read_smtp,
};
