/* --tunnel and --tunnels-only, of the verbs that read files. */
#ifndef TUI_TUNNEL_OPTIONS_H
#define TUI_TUNNEL_OPTIONS_H

#include "core/analysis/unwrap.h"

struct session;

enum { TUNNEL_OPTIONS_MAX = 256 };

/* Owns nothing: a command line may be read twice. */
struct tunnel_options {
	struct outer tunnels[TUNNEL_OPTIONS_MAX];
	const char *names[TUNNEL_OPTIONS_MAX]; /* of these, as they were given */
	size_t count;
	bool automatic, only;
};

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
