/* File transfer (RFC 959, 2228, 2428): the control connection, and the connections for
 * data: from port 20 of an active server, and whatever the control connection said. */
#include <arpa/inet.h>
#include <string.h>

#include "core/dissect/dialogue.h"
#include "core/dissect/recall.h"

/* The next number of a line, from *at on; -1: there is none. */
static long take_number(const struct line *line, size_t *at)
{
	long value = 0;
	while (*at < line->size && (line->at[*at] < '0' || line->at[*at] > '9'))
		++*at;
	if (*at == line->size)
		return -1;
	for (; *at < line->size && line->at[*at] >= '0' && line->at[*at] <= '9'; ++*at)
		value = value < 0x10000 ? value * 10 + line->at[*at] - '0' : value;
	return value;
}

/* "10,0,0,1,4,1": an address and a port, byte by byte, somewhere behind `at`. */
static void announce_bytes(struct dissect *d, const char *how, const struct line *line,
			   size_t at)
{
	uint8_t bytes[6];
	for (size_t i = 0; i < sizeof(bytes); i++) {
		long value = take_number(line, &at);
		if (value < 0 || value > 255)
			return;
		bytes[i] = (uint8_t)value;
	}
	const struct announced what = {
		.how = how,
		.address = bytes,
		.address_size = 4,
		.port = (uint16_t)(bytes[4] << 8 | bytes[5]),
	};
	recall_announced(d, &what);
}

/* The fields of "|1|10.0.0.1|1025|" (RFC 2428 2), whatever stands between them. */
static bool split(const struct line *line, size_t at, struct line parts[3])
{
	uint8_t mark = at < line->size ? line->at[at] : 0;
	for (size_t i = 0; i < 3; i++) {
		const uint8_t *start = line->at + at + 1;
		size_t left = line->size > at ? line->size - at - 1 : 0;
		const uint8_t *end = left ? memchr(start, mark, left) : NULL;
		if (!end)
			return false;
		parts[i] = (struct line){ .at = start, .size = (size_t)(end - start) };
		at = (size_t)(end - line->at);
	}
	return true;
}

static void announce_text(struct dissect *d, const char *how, const struct line *line,
			  size_t at)
{
	struct line parts[3];
	uint8_t address[16];
	char text[INET6_ADDRSTRLEN] = "";
	if (!split(line, at, parts) || parts[1].size >= sizeof(text))
		return;
	size_t digit = 0;
	long port = take_number(&parts[2], &digit);
	struct announced what = { .how = how };
	if (parts[1].size) {
		memcpy(text, parts[1].at, parts[1].size);
		bool six = parts[0].size == 1 && *parts[0].at == '2';
		if (inet_pton(six ? AF_INET6 : AF_INET, text, address) != 1)
			return;
		what.address = address;
		what.address_size = six ? 16 : 4;
	}
	what.port = (uint16_t)port;
	if (port > 0 && port <= UINT16_MAX)
		recall_announced(d, &what);
}

/* A reply says where the server listens. */
static void note_reply(struct dissect *d, const struct line *line)
{
	const uint8_t *open = line->size ? memchr(line->at, '(', line->size) : NULL;
	if (line_starts(line, "227"))
		announce_bytes(d, "PASV", line, 3);
	else if (line_starts(line, "229") && open)
		announce_text(d, "EPASV", line, (size_t)(open - line->at) + 1);
}

/* A request says where the client does, or what is to be transferred. */
static void note_request(struct dissect *d, const struct line *line)
{
	static const char *const transfers[] = { "RETR", "STOR", "STOU", "APPE",
						 "LIST", "NLST", "MLSD" };
	if (line_starts(line, "PORT"))
		announce_bytes(d, "PORT", line, 4);
	else if (line_starts(line, "EPRT"))
		announce_text(d, "EPRT", line, 5);
	for (size_t i = 0; i < COUNT(transfers); i++) {
		const struct announced what = { .command = line->at,
						.command_size = line->size };
		if (line_starts(line, transfers[i]))
			recall_announced(d, &what);
	}
}

/* A reply may go on with lines that have no number. */
static void read_ftp(struct dissect *d)
{
	static const struct dialogue ftp = {
		.request = "Request: ",
		.reply = "Response: ",
		.is_request = line_is_text,
		.is_reply = line_is_text,
	};
	struct line line = line_peek(d);
	bool whole = line.whole && line_is_text(&line);
	if (whole && from_server(d))
		note_reply(d, &line);
	else if (whole)
		note_request(d, &line);
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
	const struct expected *expected = &d->past.expected;
	struct text *info = info_start(d);
	text_str(info, "FTP Data: ");
	text_uint(info, reader_left(&d->r) + d->beyond);
	text_str(info, " bytes");
	if (expected->how) {
		text_str(info, " (");
		text_str(info, expected->how);
		text_char(info, ')');
	}
	if (expected->how && *expected->command) {
		text_str(info, " (");
		text_escape(info, expected->command, strlen(expected->command));
		text_char(info, ')');
	}
	layer_repeats_info(d);
	field_rest(d, "bytes");
}

const struct proto proto_ftp_data = {
	.name = "FTP data",
	.column = "FTP-DATA",
	.family = FAMILY_TCP,
	.read = read_data,
};
