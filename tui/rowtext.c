#include "tui/rowtext.h"

#include <stdio.h>
#include <string.h>

#include "core/base/clock.h"
#include "tui/hexdump.h"
#include "tui/rowjson.h"

enum { LINE_MAX_BYTES = 4096 };

void rowtext_init(struct rowtext *r, const struct rowtext_options *options)
{
	*r = (struct rowtext){ .options = *options, .second = -1 };
	if (options->fields)
		r->fields = fields_new();
}

void rowtext_done(struct rowtext *r)
{
	fields_free(r->fields);
}

bool rowtext_format(const char *name, enum row_format *format, struct error *e)
{
	static const char *const names[] = {
		[FORMAT_TEXT] = "text",
		[FORMAT_TSV] = "tsv",
		[FORMAT_JSON] = "json",
	};
	for (size_t i = 0; i < COUNT(names); i++) {
		if (!strcmp(names[i], name)) {
			*format = (enum row_format)i;
			return true;
		}
	}
	return error_set(e, 0, "%s: no such format; text, tsv and json are", name);
}

/* The clock, with the part that localtime(3) is needed for kept for a second. */
static void put_clock(struct rowtext *r, struct text *t, int64_t ns)
{
	int64_t second = ns / CLOCK_SEC, rest = ns % CLOCK_SEC;
	if (rest < 0 || second != r->second) {
		struct text clock = text_over(r->clock, sizeof(r->clock));
		clock_text_time(&clock, ns, 0);
		r->second = rest < 0 ? -1 : second;
	}
	if (rest < 0) {
		clock_text_time(t, ns, r->options.digits);
		return;
	}
	text_str(t, r->clock);
	text_char(t, '.');
	text_padded(t, (uint64_t)rest / (r->options.digits == 9 ? 1 : 1000),
		    r->options.digits);
}

/* Times of a file may be anything; what is out of range wraps. */
static int64_t since(int64_t time, int64_t start)
{
	return (int64_t)((uint64_t)time - (uint64_t)start);
}

static void put_time(struct rowtext *r, struct text *t, int64_t ns)
{
	unsigned digits = r->options.digits;
	switch (r->options.times) {
	case 0:
		put_clock(r, t, ns);
		break;
	case 1:
		return;
	case 2:
		clock_text_seconds(t, ns, digits);
		break;
	case 3:
		clock_text_seconds(t, since(ns, r->previous), digits);
		break;
	case 4:
		clock_text_date(t, ns, digits);
		break;
	default:
		clock_text_seconds(t, since(ns, r->first), digits);
		break;
	}
	text_char(t, ' ');
}

static void put_endpoint(struct text *t, const struct store *s, const struct packet *p)
{
	static const char *const ways[] = {
		[DIRECTION_UNKNOWN] = " ",
		[DIRECTION_IN] = " In ",
		[DIRECTION_OUT] = " Out ",
	};
	const struct iface *iface = store_iface(s, p->iface);
	text_harmless(t, iface->name, strlen(iface->name));
	text_str(t, (size_t)p->direction < COUNT(ways) ? ways[p->direction] : " ");
}

bool rowtext_has_places(const struct store *s)
{
	for (uint32_t i = 1; i < store_ifaces(s); i++)
		if (strcmp(store_iface(s, i)->name, store_iface(s, 0)->name) != 0)
			return true;
	return false;
}

static void put_mac(struct text *t, const uint8_t *mac)
{
	for (int i = 0; i < 6; i++) {
		text_hex(t, mac[i], 2);
		if (i < 5)
			text_char(t, ':');
	}
}

/* As tcpdump -e. */
static void put_link(struct text *t, const struct packet *p)
{
	if (p->linktype == LINKTYPE_ETHERNET && p->captured >= 14) {
		put_mac(t, p->bytes + 6);
		text_str(t, " > ");
		put_mac(t, p->bytes);
		text_str(t, ", ethertype 0x");
		text_hex(t, (uint64_t)p->bytes[12] << 8 | p->bytes[13], 4);
		text_str(t, ", ");
	}
	text_str(t, "length ");
	text_uint(t, p->length);
	text_str(t, ": ");
}

static void put_text(struct rowtext *r, struct text *t, const struct store *s,
		     const struct packet *p)
{
	const struct rowtext_options *o = &r->options;
	const struct row *row = &r->row;
	if (o->number) {
		text_uint(t, p->number);
		text_char(t, ' ');
	}
	put_time(r, t, p->time);
	if (o->endpoint)
		put_endpoint(t, s, p);
	if (o->link)
		put_link(t, p);
	if (row->source[0] || row->destination[0]) {
		text_str(t, row->source);
		text_str(t, " > ");
		text_str(t, row->destination);
		text_str(t, ": ");
	}
	text_str(t, row->protocol);
	if (o->quiet) {
		text_str(t, ", length ");
		text_uint(t, p->length);
	} else if (row->info[0]) {
		text_char(t, ' ');
		text_str(t, row->info);
	}
	text_char(t, '\n');
}

static void put_tsv(struct rowtext *r, struct text *t, const struct packet *p)
{
	const struct row *row = &r->row;
	text_uint(t, p->number);
	text_char(t, '\t');
	clock_text_seconds(t, since(p->time, r->first), r->options.digits);
	text_char(t, '\t');
	text_str(t, row->source);
	text_char(t, '\t');
	text_str(t, row->destination);
	text_char(t, '\t');
	text_str(t, row->protocol);
	text_char(t, '\t');
	text_uint(t, p->length);
	text_char(t, '\t');
	text_str(t, row->info);
	text_char(t, '\n');
}

static void put_fields(struct lines *out, const struct fields *fields)
{
	for (size_t i = 0; i < fields_count(fields); i++) {
		const struct field *f = fields_at(fields, i);
		struct text *t = lines_room(out, LINE_MAX_BYTES);
		for (unsigned depth = 0; depth <= f->depth; depth++)
			text_str(t, "    ");
		text_str(t, f->name);
		if (f->value && f->value[0]) {
			text_str(t, ": ");
			text_str(t, f->value);
		}
		text_char(t, '\n');
	}
}

static void put_text_below(struct rowtext *r, struct lines *out, const struct packet *p)
{
	const struct rowtext_options *o = &r->options;
	if (o->fields)
		put_fields(out, r->fields);
	if (!o->hex && !o->ascii)
		return;
	bool whole = o->hex > 1 || o->ascii > 1;
	size_t skip = whole ? 0 : hexdump_link_size(p);
	hexdump_put(out, p->bytes + skip, p->captured - skip, o->ascii);
}

static void put_name(const struct rowtext *r, char *address, size_t size)
{
	const char *name =
		r->options.names && r->hosts ? hosts_name(r->hosts, address) : NULL;
	if (name)
		snprintf(address, size, "%s", name);
}

void rowtext_put(struct rowtext *r, struct lines *out, const struct store *s,
		 struct flows *flows, const struct packet *packet)
{
	if (!r->begun) {
		r->begun = true;
		r->first = r->options.start ? r->options.start
			   : store_last(s)  ? store_time(s, store_first(s))
					    : packet->time;
		r->previous = packet->time;
	}
	struct packet shown = *packet;
	if (r->options.absolute && flows)
		flows_absolute(flows);
	flows_dissect(flows, &r->row, r->fields, packet);
	put_name(r, r->row.source, sizeof(r->row.source));
	put_name(r, r->row.destination, sizeof(r->row.destination));
	if (r->number)
		shown.number = r->number;
	struct text *t = lines_room(out, LINE_MAX_BYTES);
	switch (r->options.format) {
	case FORMAT_TEXT:
		put_text(r, t, s, &shown);
		put_text_below(r, out, &shown);
		break;
	case FORMAT_TSV:
		put_tsv(r, t, &shown);
		break;
	case FORMAT_JSON:
		rowjson_put(out, s, &shown, &r->row, r->fields);
		break;
	}
	r->previous = packet->time;
}
