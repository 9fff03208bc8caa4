#include "core/lab/outer.h"

#include <arpa/inet.h>
#include <string.h>

#include "core/base/text.h"
#include "core/lab/lab.h"

static const char prefix[] = "udp:";
enum { PREFIX_SIZE = sizeof(prefix) - 1, END_MAX = 64 };

bool outer_is_name(const char *text)
{
	return !strncmp(text, prefix, PREFIX_SIZE);
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

static bool read_ends(struct outer *o, const char *ends, size_t size, struct error *e)
{
	uint16_t family = 0;
	const char *dash = memchr(ends, '-', size);
	if (!dash)
		return error_set(e, 0, "two ends are needed: udp:LOCAL-REMOTE");
	size_t first = (size_t)(dash - ends);
	if (!read_end(&o->family, o->local, &o->local_port, ends, first, e) ||
	    !read_end(&family, o->remote, &o->remote_port, dash + 1, size - first - 1,
		      e))
		return false;
	if (family != o->family)
		return error_set(e, 0, "one end is IPv4, the other IPv6");
	return outer_check(o, e);
}

bool outer_parse(struct outer *o, const char **space, const char *text, struct error *e)
{
	*o = (struct outer){ .family = 0 };
	if (!outer_is_name(text))
		return error_set(e, 0, "%s: not a tunnel", text);
	const char *ends = text + PREFIX_SIZE;
	size_t size = strcspn(ends, "@");
	*space = ends[size] ? ends + size + 1 : "host";
	return read_ends(o, ends, size, e) || error_in(e, "%s", text);
}

static const struct space *space_find(const struct lab *lab, const char *name)
{
	for (size_t i = 0; i < lab->space_count; i++)
		if (!strcmp(lab->spaces[i].name, name))
			return &lab->spaces[i];
	return NULL;
}

/* Endpoints have their addresses as text, with the prefix length. */
static bool has_address(const struct endpoint *ep, uint16_t family,
			const uint8_t bytes[16])
{
	size_t size = family == AF_INET ? 4 : 16;
	for (const char *const *a = ep->addresses; *a; a++) {
		char text[END_MAX];
		uint8_t found[16];
		struct text t = text_over(text, sizeof(text));
		text_mem(&t, *a, strcspn(*a, "/"));
		if (inet_pton(family, text, found) == 1 && !memcmp(found, bytes, size))
			return true;
	}
	return false;
}

static const struct endpoint *carrier_of(const struct lab *lab, const struct space *s,
					 const struct outer *o, const uint8_t bytes[16])
{
	for (size_t i = s->first; i < s->first + s->count; i++)
		if (has_address(&lab->endpoints[i], o->family, bytes))
			return &lab->endpoints[i];
	return NULL;
}

static const struct endpoint *loopback_of(const struct lab *lab, const struct space *s)
{
	for (size_t i = s->first; i < s->first + s->count; i++)
		if (!strcmp(lab->endpoints[i].type, "loopback"))
			return &lab->endpoints[i];
	return NULL;
}

/* All of 127/8 is local (RFC 1122 3.2.1.3), of IPv6 one address (RFC 4291 2.5.3). */
static bool is_loopback(const struct outer *o)
{
	static const uint8_t one[16] = { [15] = 1 };
	return o->family == AF_INET ? o->local[0] == 127 : !memcmp(o->local, one, 16);
}

static const struct endpoint *carrier_find(const struct lab *lab, const struct space *s,
					   const struct outer *o)
{
	if (is_loopback(o))
		return loopback_of(lab, s);
	const struct endpoint *local = carrier_of(lab, s, o, o->local);
	/* What one host sends to itself is on its loopback, whatever the address. */
	if (local && carrier_of(lab, s, o, o->remote))
		return loopback_of(lab, s);
	return local;
}

const struct endpoint *outer_find(const struct lab *lab, const char *text,
				  struct outer *o, struct error *e)
{
	const char *name = "";
	if (!outer_parse(o, &name, text, e))
		return NULL;
	const struct space *s = space_find(lab, name);
	if (!s) {
		error_set(e, 0,
			  "%s: no network namespace %s; labtap list shows their names",
			  text, name);
		return NULL;
	}
	const struct endpoint *carrier = carrier_find(lab, s, o);
	char local[INET6_ADDRSTRLEN];
	if (!carrier)
		error_set(e, 0, "%s: no interface of %s has the address %s", text, name,
			  inet_ntop(o->family, o->local, local, sizeof(local)));
	return carrier;
}
