#include "tui/lab_about.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "core/lab/topology.h"

/* Elsewhere the path means something only when it is whole. */
static void put_lab(struct text *t, const struct topology_lab *lab)
{
	char whole[PATH_MAX];
	bool live = !strcmp(lab->format, "live");
	const char *path = lab->path;
	if (!live && path && !lab->host && realpath(path, whole))
		path = whole;
	if (lab->name && *lab->name)
		text_printf(t, "lab: %s\n", lab->name);
	if (path)
		text_printf(t, "%s: %s\n", live ? "known from" : "topology", path);
}

void lab_about(struct text *t, const struct lab *lab)
{
	const struct topology *all = lab ? lab->topology : NULL;
	struct utsname host;
	for (size_t i = 0; all && i < all->lab_count; i++)
		put_lab(t, &all->labs[i]);
	if (!uname(&host))
		text_printf(t, "host: %s", host.nodename);
}
