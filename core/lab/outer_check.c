/* Apart from the parser, which the engine never sees. */
#include <string.h>

#include "core/lab/outer.h"

bool outer_check(const struct outer *o, struct error *e)
{
	bool alone = o->kind != OUTER_UDP && !o->remote_port;
	if (o->family != AF_INET && o->family != AF_INET6)
		return error_set(e, 0, "tunnel: unknown kind of address");
	if (o->kind >= OUTER_KINDS || (o->kind == OUTER_GROUP && !alone))
		return error_set(e, 0, "tunnel: unknown kind");
	if (!o->local_port || (!alone && !o->remote_port))
		return error_set(e, 0, "tunnel: port 0 does not exist (1-65535)");
	if (!alone && o->local_port == o->remote_port &&
	    !memcmp(o->local, o->remote, outer_address_size(o)))
		return error_set(e, 0, "tunnel: both ends are the same");
	return true;
}
