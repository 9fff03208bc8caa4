/* What `netlab create` leaves behind: netlab.snapshot.pickle, or .yml. */
#include <string.h>

#include "core/lab/netlab_snapshot.h"
#include "core/lab/pickle.h"
#include "core/lab/sources.h"
#include "core/lab/yaml.h"

/* Pickles begin like this (protocol 2 and later). */
static bool is_pickle(const char *text)
{
	return (unsigned char)text[0] == 0x80;
}

static bool claims(const char *name, const char *text)
{
	return !strcmp(name, "netlab.snapshot.yml") || is_pickle(text) ||
	       !strncmp(text, "_netlab_version:", 16) ||
	       strstr(text, "\n_netlab_version:");
}

static bool load(struct topology_draft *d, const char *text, size_t size,
		 struct error *e)
{
	const struct value *root =
		is_pickle(text) ? pickle_read(d->arena, d->path, text, size, e)
				: yaml_read(d->arena, d->path, text, size, e);
	return root && netlab_snapshot_load(d, root, "netlab-snapshot", e);
}

const struct topology_source source_netlab_snapshot = {
	.claims = claims,
	.load = load,
};
