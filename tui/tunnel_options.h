/* --tunnel and --tunnels-only, of the verbs that read files. */
#ifndef TUI_TUNNEL_OPTIONS_H
#define TUI_TUNNEL_OPTIONS_H

#include "core/analysis/unwrap.h"
#include "core/base/vec.h"

struct session;

struct tunnel_options {
	VEC(struct outer) tunnels;
	VEC(const char *) names; /* of these, as they were given */
	bool automatic, only;
};

void tunnel_options_done(struct tunnel_options *o);

/* One argument of --tunnel: "auto", a tunnel's name (core/lab/outer.h), or its ends
 * alone, which then are of UDP. */
bool tunnel_option(struct tunnel_options *o, const char *argument, struct error *e);

bool tunnel_wanted(const struct tunnel_options *o);

/* What the session wants to know; NULL: no tunnel is to be unwrapped. Borrows from o.
 */
const struct unwrap_options *tunnel_unwrap(const struct tunnel_options *o,
					   struct unwrap_options *to);

/* Says on stderr what was unwrapped, and what was not and why. */
void tunnel_report(const struct session *s, const char *name);

#endif
