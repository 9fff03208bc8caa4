/* The interface that carries a tunnel: apart from its name, which needs no model. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "core/lab/foreign.h"
#include "core/lab/lab.h"
#include "core/lab/outer.h"

static const struct space *space_find(const struct lab *lab, const char *name)
{
	for (size_t i = 0; i < lab->space_count; i++)
		if (!foreign_cookie(lab->spaces[i].cookie) &&
		    !strcmp(lab->spaces[i].name, name))
			return &lab->spaces[i];
	return NULL;
}

/* Endpoints have their addresses as text, with the prefix length. */
static bool has_address(const struct endpoint *ep, uint16_t family,
			const uint8_t bytes[16])
{
	size_t size = family == AF_INET ? 4 : 16;
	for (const char *const *a = ep->addresses; *a; a++) {
		char text[INET6_ADDRSTRLEN];
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

static const struct endpoint *interface_of(const struct lab *lab, const struct space *s,
					   const char *ifname)
{
	for (size_t i = s->first; i < s->first + s->count; i++)
		if (!strcmp(lab->endpoints[i].ifname, ifname))
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
	if (is_loopback(o) || o->kind == OUTER_GROUP)
		return loopback_of(lab, s);
	const struct endpoint *local = carrier_of(lab, s, o, o->local);
	/* Whoever connects to a listener has a route to its address. */
	if (o->kind == OUTER_TCP && !o->remote_port)
		return local;
	/* What one host sends to itself is on its loopback, whatever the address. */
	if (local && carrier_of(lab, s, o, o->remote))
		return loopback_of(lab, s);
	return local;
}

static bool not_found(const struct outer *o, const struct outer_place *place,
		      const char *text, struct error *e)
{
	char local[INET6_ADDRSTRLEN];
	if (place->ifname[0])
		return error_set(e, 0, "%s: no interface %s in %s", text, place->ifname,
				 place->space);
	return error_set(e, 0, "%s: no interface of %s has the address %s", text,
			 place->space,
			 inet_ntop(o->family, o->local, local, sizeof(local)));
}

const struct endpoint *outer_find(const struct lab *lab, const char *text,
				  struct outer *o, struct error *e)
{
	struct outer_place place;
	if (!outer_parse(o, &place, text, e))
		return NULL;
	const struct space *s = space_find(lab, place.space);
	if (!s) {
		error_set(e, 0,
			  "%s: no network namespace %s; labtap list shows their names",
			  text, place.space);
		return NULL;
	}
	const struct endpoint *carrier = place.ifname[0]
						 ? interface_of(lab, s, place.ifname)
						 : carrier_find(lab, s, o);
	if (!carrier)
		not_found(o, &place, text, e);
	return carrier;
}
