#include "tui/decode.h"

#include <string.h>

#include "core/base/text.h"
#include "core/dissect/decode_as.h"
#include "tui/app.h"
#include "tui/bar.h"
#include "tui/word_table.h"

bool decode_option(struct decode_options *o, const char *argument, struct error *e)
{
	struct decode_as *trial = decode_as_new();
	bool good = decode_as_add(trial, argument, e);
	decode_as_free(trial);
	if (!good)
		return false;
	if (o->count == DECODE_OPTIONS_MAX)
		return error_set(e, 0, "--decode-as more than %d times",
				 DECODE_OPTIONS_MAX);
	o->items[o->count++] = argument;
	return true;
}

static bool decode_run(struct app *app, char *argument, struct error *e)
{
	if (!*argument)
		return error_set(e, 0, "what is it? udp.port==10001,eth");
	if (!session_decode_as(app->session, argument, e))
		return false;
	app_message(app, false, "decoded as you say: %s", argument);
	return true;
}

const struct word_entry word_decode = {
	.name = "decode",
	.argument = "PORT,PROTOCOL",
	.help = "decode a port as another protocol: udp.port==10001,eth",
	.scopes = SCOPE_POINTS | SCOPE_PACKETS | SCOPE_PACKET,
	.run = decode_run,
};

/* The innermost UDP or TCP of the packet, and the port it was sent to. */
static void put_port(struct text *t, const struct fields *fields)
{
	const char *layer = NULL, *port = NULL;
	for (size_t i = 0; i < fields_count(fields); i++) {
		const struct field *f = fields_at(fields, i);
		bool udp = !f->depth && !strcmp(f->name, "UDP");
		bool tcp = !f->depth && !strcmp(f->name, "TCP");
		if (udp || tcp)
			layer = udp ? "udp.port==" : "tcp.port==";
		else if (layer && f->depth == 1 && !strcmp(f->name, "destination port"))
			port = f->value;
	}
	if (!port)
		return;
	text_str(t, layer);
	text_str(t, port);
	text_char(t, ',');
}

void decode_ask(struct app *app, uint64_t number)
{
	struct session *s = app->session;
	struct packet packet;
	struct row row;
	char line[64];
	struct text t = text_over(line, sizeof(line));
	text_str(&t, "decode ");
	struct fields *fields = fields_new();
	if (number && s->store && store_get(s->store, number, &packet)) {
		flows_dissect(s->flows, &row, fields, &packet);
		put_port(&t, fields);
	}
	fields_free(fields);
	bar_open_command(app->bar, app, line);
}
