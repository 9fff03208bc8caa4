#include "tui/rowjson.h"

#include <string.h>

#include "core/base/clock.h"

enum { ROW_BYTES = 8192, FIELD_BYTES = 8192 };

static unsigned hex_value(char c)
{
	return c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'a' + 10);
}

/* The bytes of up to four \xNN that stand one after the other. */
static size_t escaped_bytes(const char *s, uint8_t bytes[4])
{
	size_t n = 0;
	for (; n < 4 && s[0] == '\\' && s[1] == 'x' && s[2] && s[3]; s += 4)
		bytes[n++] = (uint8_t)(hex_value(s[2]) << 4 | hex_value(s[3]));
	return n;
}

/* Puts what stands at a backslash; returns how many characters of s that was. */
static size_t put_escaped(struct text *t, const char *s)
{
	uint8_t bytes[4];
	uint32_t code;
	size_t n = escaped_bytes(s, bytes);
	if (!n) {
		text_str(t, "\\\\");
		return s[1] == '\\' ? 2 : 1;
	}
	size_t size = text_utf8(bytes, n, &code);
	if (!size) {
		text_str(t, "\\\\x");
		text_hex(t, bytes[0], 2);
		return 4;
	}
	if (code > 0xffff) {
		text_str(t, "\\u");
		text_hex(t, 0xd800 + ((code - 0x10000) >> 10), 4);
		code = 0xdc00 + (code & 0x3ff);
	}
	text_str(t, "\\u");
	text_hex(t, code, 4);
	return size * 4;
}

void rowjson_string(struct text *t, const char *s)
{
	text_char(t, '"');
	while (*s) {
		size_t plain = strcspn(s, "\\\"");
		text_mem(t, s, plain);
		s += plain;
		if (*s == '"') {
			text_str(t, "\\\"");
			s++;
		} else if (*s) {
			s += put_escaped(t, s);
		}
	}
	text_char(t, '"');
}

static void put_name(struct text *t, const char *name)
{
	text_str(t, ",\"");
	text_str(t, name);
	text_str(t, "\":");
}

static void put_string(struct text *t, const char *name, const char *value)
{
	put_name(t, name);
	if (value)
		rowjson_string(t, value);
	else
		text_str(t, "null");
}

static void put_number(struct text *t, const char *name, uint64_t value)
{
	put_name(t, name);
	text_uint(t, value);
}

static void put_field(struct text *t, const struct field *f)
{
	text_str(t, "{\"name\":");
	rowjson_string(t, f->name);
	put_string(t, "value", f->value ? f->value : "");
	put_number(t, "offset", f->offset);
	put_number(t, "length", f->size);
	put_number(t, "depth", f->depth);
	text_char(t, '}');
}

static void put_layers(struct lines *out, const struct fields *fields)
{
	put_name(lines_room(out, FIELD_BYTES), "layers");
	text_char(&out->text, '[');
	for (size_t i = 0; i < fields_count(fields); i++) {
		struct text *t = lines_room(out, FIELD_BYTES);
		if (i)
			text_char(t, ',');
		put_field(t, fields_at(fields, i));
	}
	text_char(&out->text, ']');
}

void rowjson_put(struct lines *out, const struct store *s, const struct packet *p,
		 const struct row *row, const struct fields *fields)
{
	static const char *const ways[] = {
		[DIRECTION_IN] = "in", [DIRECTION_OUT] = "out"
	};
	const struct iface *iface = store_iface(s, p->iface);
	char name[4 * sizeof(iface->name)];
	struct text endpoint = text_over(name, sizeof(name));
	text_harmless(&endpoint, iface->name, strlen(iface->name));
	struct text *t = lines_room(out, ROW_BYTES);
	text_str(t, "{\"number\":");
	text_uint(t, p->number);
	text_str(t, ",\"time\":\"");
	clock_text_rfc3339(t, p->time);
	text_char(t, '"');
	put_string(t, "endpoint", name[0] ? name : NULL);
	put_string(t, "direction",
		   (size_t)p->direction < COUNT(ways) ? ways[p->direction] : NULL);
	put_string(t, "source", row->source);
	put_string(t, "destination", row->destination);
	put_string(t, "protocol", row->protocol);
	put_number(t, "length", p->length);
	put_number(t, "captured", p->captured);
	put_string(t, "info", row->info);
	if (fields)
		put_layers(out, fields);
	text_str(lines_room(out, 2), "}\n");
}
