#include "tui/lab_json.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "tui/rowjson.h"

enum { VERSION_OF_FORMAT = 1, ENDPOINT_BYTES = 8192 };

static const char *const state_words[] = {
	[STATE_UNKNOWN] = "unknown",
	[STATE_UP] = "up",
	[STATE_DOWN] = "down",
	[STATE_MISSING] = "missing",
};

static void put_key(struct text *t, const char *key)
{
	text_str(t, ", \"");
	text_str(t, key);
	text_str(t, "\": ");
}

static void put_string(struct text *t, const char *key, const char *value)
{
	put_key(t, key);
	if (value)
		rowjson_string(t, value);
	else
		text_str(t, "null");
}

static void put_endpoint(struct text *t, const struct endpoint *e)
{
	text_str(t, "{ \"name\": ");
	rowjson_string(t, e->name);
	put_string(t, "kind", "interface");
	put_string(t, "netns", e->netns);
	put_string(t, "ifname", e->ifname);
	put_key(t, "kernel_ifindex");
	text_uint(t, e->ifindex);
	put_string(t, "type", e->type);
	put_string(t, "master", e->master);
	put_string(t, "peer", e->peer);
	put_string(t, "local", NULL);
	put_string(t, "remote", NULL);
	put_string(t, "owner", NULL);
	put_string(t, "state", state_words[e->state]);
	text_str(t, " }");
}

static int by_name(const void *a, const void *b)
{
	const struct endpoint *const *x = a, *const *y = b;
	return strcmp((*x)->name, (*y)->name);
}

static void put_endpoints(struct lines *out, const struct lab *lab)
{
	autofree const struct endpoint **list =
		mem_new(lab->endpoint_count * sizeof(*list));
	for (size_t i = 0; i < lab->endpoint_count; i++)
		list[i] = &lab->endpoints[i];
	if (lab->endpoint_count)
		qsort(list, lab->endpoint_count, sizeof(*list), by_name);
	for (size_t i = 0; i < lab->endpoint_count; i++) {
		struct text *t = lines_room(out, ENDPOINT_BYTES);
		text_str(t, i ? ",\n    " : "\n    ");
		put_endpoint(t, list[i]);
	}
}

static void put_limits(struct text *t, const char *limits)
{
	while (*limits) {
		char buffer[256];
		struct text line = text_over(buffer, sizeof(buffer));
		size_t n = strcspn(limits, "\n");
		text_mem(&line, limits, n);
		rowjson_string(t, buffer);
		limits += n + (limits[n] == '\n');
		if (*limits)
			text_str(t, ", ");
	}
}

void lab_json_put(struct lines *out, const struct lab *lab, const char *limits)
{
	struct text *t = lines_room(out, ENDPOINT_BYTES);
	text_str(t, "{\n  \"version\": ");
	text_uint(t, VERSION_OF_FORMAT);
	text_str(t, ",\n  \"labs\": [],\n  \"endpoints\": [");
	put_endpoints(out, lab);
	t = lines_room(out, ENDPOINT_BYTES);
	text_str(t, lab->endpoint_count ? "\n  ],\n" : "],\n");
	text_str(t, "  \"limits\": [");
	put_limits(t, limits);
	text_str(t, "]\n}\n");
}
