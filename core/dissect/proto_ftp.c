/* File transfer: the control connection (RFC 959, 2228, 2428). */
#include "core/dissect/dialogue.h"

/* A reply may go on with lines that have no number. */
static void read_ftp(struct dissect *d)
{
	static const struct dialogue ftp = {
		.request = "Request: ",
		.reply = "Response: ",
		.is_request = line_is_text,
		.is_reply = line_is_text,
	};
	dialogue_read(d, &ftp);
}

const struct proto proto_ftp = {
	.name = "FTP",
	.column = "FTP",
	.family = FAMILY_TCP,
	.read = read_ftp,
};
