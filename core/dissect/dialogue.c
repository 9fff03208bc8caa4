/* What FTP, POP and IMAP have in common. */
#include "core/dissect/dialogue.h"

#include "core/dissect/field.h"

void dialogue_read(struct dissect *d, const struct dialogue *dialogue)
{
	bool reply = from_server(d);
	struct line line = line_peek(d);
	if (!line_is_text(&line) ||
	    !(reply ? dialogue->is_reply : dialogue->is_request)(&line)) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	text_str(info, reply ? dialogue->reply : dialogue->request);
	line_put(info, &line);
	while (part_more(d)) {
		line = line_take(d);
		line_show(d, reply ? "response" : "request", &line);
	}
	if (dialogue->last) {
		info = info_start(d);
		text_str(info, reply ? dialogue->reply : dialogue->request);
		line_put(info, &line);
	}
	layer_repeats_info(d);
}

/* Both sides agreed on TLS, and this is one of its records. */
static bool is_encrypted(const struct dissect *d)
{
	const uint8_t *p = d->r.at;
	return reader_left(&d->r) >= 3 && p[0] >= 20 && p[0] <= 24 && p[1] == 3 &&
	       p[2] <= 4;
}

void dialogue_data(struct dissect *d, const char *side)
{
	size_t n = reader_left(&d->r);
	struct line line;
	if (is_encrypted(d)) {
		layer_decline(d);
		return;
	}
	struct text *info = info_start(d);
	text_str(info, side);
	text_str(info, "DATA fragment, ");
	text_uint(info, n);
	text_str(info, " bytes");
	while (part_more(d)) {
		line = line_take(d);
		line_show(d, "text", &line);
	}
	layer_repeats_info(d);
}
