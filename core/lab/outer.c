#include "core/lab/outer.h"

#include <arpa/inet.h>
#include <string.h>

#include "core/base/text.h"

static const char udp[] = "udp:", tcp[] = "tcp:";
enum { PREFIX_SIZE = sizeof(udp) - 1, END_MAX = 64 };

bool outer_is_name(const char *text)
{
	return !strncmp(text, udp, PREFIX_SIZE) || !strncmp(text, tcp, PREFIX_SIZE);
}

static bool read_port(uint16_t *port, const char *text)
{
	uint32_t n = 0;
	const char *at = text;
	for (; *at >= '0' && *at <= '9' && n <= UINT16_MAX; at++)
		n = n * 10 + (uint32_t)(*at - '0');
	*port = (uint16_t)n;
	return at != text && !*at && n <= UINT16_MAX;
}

/* "[::1]" or "127.1.1.1"; writes into the text. */
static bool read_address(uint16_t *family, uint8_t bytes[16], char *text)
{
	size_t size = strlen(text);
	bool six = size > 2 && text[0] == '[' && text[size - 1] == ']';
	*family = six ? AF_INET6 : AF_INET;
	if (!six)
		return inet_pton(AF_INET, text, bytes) == 1;
	text[size - 1] = '\0';
	return inet_pton(AF_INET6, text + 1, bytes) == 1;
}

/* ADDRESS:PORT in size bytes. */
static bool read_end(uint16_t *family, uint8_t bytes[16], uint16_t *port,
		     const char *text, size_t size, struct error *e)
{
	char end[END_MAX];
	struct text t = text_over(end, sizeof(end));
	text_mem(&t, text, size);
	char *colon = strrchr(end, ':');
	if (t.cut || !colon)
		return error_set(e, 0, "%.*s: not ADDRESS:PORT", (int)size, text);
	*colon = '\0';
	if (!read_port(port, colon + 1))
		return error_set(e, 0, "%s: not a port (1-65535)", colon + 1);
	char shown[END_MAX];
	memcpy(shown, end, sizeof(shown));
	return read_address(family, bytes, end) ||
	       error_set(e, 0, "%s: not an address (127.1.1.1, [::1])", shown);
}

static bool is_group(const struct outer *o)
{
	return o->family == AF_INET ? o->local[0] >> 4 == 14 : o->local[0] == 0xff;
}

/* One end alone: of UDP a group, of TCP whoever listens there. */
static bool read_alone(struct outer *o, const char *end, size_t size, struct error *e)
{
	if (!memchr(end, ':', size))
		return error_set(e, 0,
				 o->kind == OUTER_TCP
					 ? "an end is ADDRESS:PORT: tcp:LISTENER or "
					   "tcp:LOCAL-REMOTE"
					 : "two ends are needed, each ADDRESS:PORT: "
					   "udp:LOCAL-REMOTE");
	if (!read_end(&o->family, o->local, &o->local_port, end, size, e))
		return false;
	if (o->kind != OUTER_TCP && !is_group(o))
		return error_set(e, 0,
				 "two ends are needed: udp:LOCAL-REMOTE, or one that "
				 "is a multicast group");
	if (o->kind != OUTER_TCP)
		o->kind = OUTER_GROUP;
	return outer_check(o, e);
}

static bool read_ends(struct outer *o, const char *ends, size_t size, struct error *e)
{
	uint16_t family = 0;
	const char *dash = memchr(ends, '-', size);
	if (!dash)
		return read_alone(o, ends, size, e);
	size_t first = (size_t)(dash - ends);
	if (!read_end(&o->family, o->local, &o->local_port, ends, first, e) ||
	    !read_end(&family, o->remote, &o->remote_port, dash + 1, size - first - 1,
		      e))
		return false;
	if (family != o->family)
		return error_set(e, 0, "one end is IPv4, the other IPv6");
	if (!o->remote_port)
		return error_set(e, 0, "tunnel: port 0 does not exist (1-65535)");
	return outer_check(o, e);
}

static bool read_ifname(struct outer_place *place, const char *name, size_t size,
			struct error *e)
{
	struct text t = text_over(place->ifname, sizeof(place->ifname));
	text_mem(&t, name, size);
	return (size && !t.cut) ||
	       error_set(e, 0, "%.*s: not an interface name", (int)size, name);
}

bool outer_parse(struct outer *o, struct outer_place *place, const char *text,
		 struct error *e)
{
	*o = (struct outer){ .kind = strncmp(text, tcp, PREFIX_SIZE) ? OUTER_UDP
								     : OUTER_TCP };
	if (!outer_is_name(text))
		return error_set(e, 0, "%s: not a tunnel", text);
	const char *ends = text + PREFIX_SIZE;
	size_t all = strcspn(ends, "@"), size = strcspn(ends, "@%");
	*place = (struct outer_place){ .space = ends[all] ? ends + all + 1 : "host" };
	bool named =
		size == all || read_ifname(place, ends + size + 1, all - size - 1, e);
	return (named && read_ends(o, ends, size, e)) || error_in(e, "%s", text);
}

static void put_end(struct text *t, const struct outer *o, const uint8_t *bytes,
		    uint16_t port)
{
	char address[INET6_ADDRSTRLEN];
	bool six = o->family == AF_INET6;
	inet_ntop(o->family, bytes, address, sizeof(address));
	text_printf(t, "%s%s%s:%u", six ? "[" : "", address, six ? "]" : "", port);
}

void outer_text(const struct outer *o, char text[OUTER_TEXT])
{
	struct text t = text_over(text, OUTER_TEXT);
	text_str(&t, o->kind == OUTER_TCP ? tcp : udp);
	put_end(&t, o, o->local, o->local_port);
	if (!o->remote_port)
		return;
	text_char(&t, '-');
	put_end(&t, o, o->remote, o->remote_port);
}
