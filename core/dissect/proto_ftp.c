/* File transfer (RFC 959, 2228, 2428): the control connection, and what an active
 * server sends from its data port. */
#include "core/dissect/dialogue.h"
#include "core/dissect/field.h"

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

static void read_data(struct dissect *d)
{
	struct text *info = info_start(d);
	text_str(info, "FTP Data: ");
	text_uint(info, reader_left(&d->r) + d->beyond);
	text_str(info, " bytes");
	layer_repeats_info(d);
	field_rest(d, "bytes");
}

const struct proto proto_ftp_data = {
	.name = "FTP data",
	.column = "FTP-DATA",
	.family = FAMILY_TCP,
	.read = read_data,
};
