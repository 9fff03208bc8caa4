#include "tui/lab_json.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "tui/json.h"
#include "tui/rowjson.h"
#include "tui/topology_json.h"
#include "tui/topology_view.h"

enum { VERSION_OF_FORMAT = 1, ENDPOINT_BYTES = 8192 };

static const char *text_or_null(const char *s)
{
	return *s ? s : NULL;
}

static void put_endpoint(struct text *t, const struct endpoint *e)
{
	static const char *const kinds[] = { [ENDPOINT_INTERFACE] = "interface",
					     [ENDPOINT_UDP] = "udp-tunnel",
					     [ENDPOINT_TCP] = "tcp-tunnel",
					     [ENDPOINT_REMOTE] = "remote" };
	text_str(t, "{ \"name\": ");
	rowjson_string(t, e->name);
	json_string(t, "kind", kinds[e->kind]);
	json_string(t, "netns", e->netns);
	json_string(t, "ifname", text_or_null(e->ifname));
	json_key(t, "kernel_ifindex");
	if (e->ifindex)
		text_uint(t, e->ifindex);
	else
		text_str(t, "null");
	json_string(t, "type", e->tunnel ? NULL : text_or_null(e->type));
	json_string(t, "master", e->master);
	json_string(t, "peer", e->peer);
	json_string(t, "local", e->port ? e->port->local : NULL);
	json_string(t, "remote", e->port ? e->port->remote : NULL);
	json_string(t, "owner", e->owner);
	json_string(t, "state", json_state(e->state));
	json_string(t, "reason", e->reason);
	json_string(t, "detail", text_or_null(e->detail));
	json_list(t, "addresses", e->addresses);
	json_number(t, "linktype", e->linktype);
	json_key(t, "capture");
	text_str(t, e->can_capture ? "true }" : "false }");
}

static int by_name(const void *a, const void *b)
{
	const struct endpoint *const *x = a, *const *y = b;
	return strcmp((*x)->name, (*y)->name);
}

static void put_endpoints(struct lines *out, const struct lab *lab)
{
	size_t count = 0;
	autofree const struct endpoint **list =
		mem_new((lab->endpoint_count + 1) * sizeof(*list));
	for (size_t i = 0; i < lab->endpoint_count; i++)
		if (!topology_is_nowhere(&lab->endpoints[i]))
			list[count++] = &lab->endpoints[i];
	qsort(list, count, sizeof(*list), by_name);
	for (size_t i = 0; i < count; i++) {
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
	text_str(t, ",\n  \"labs\": [");
	if (lab->topology)
		topology_json_put(out, lab);
	t = lines_room(out, ENDPOINT_BYTES);
	text_str(t, "],\n  \"endpoints\": [");
	put_endpoints(out, lab);
	t = lines_room(out, ENDPOINT_BYTES);
	text_str(t, lab->endpoint_count ? "\n  ],\n" : "],\n");
	text_str(t, "  \"limits\": [");
	put_limits(t, limits);
	text_str(t, "]\n}\n");
}
