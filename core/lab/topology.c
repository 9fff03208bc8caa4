/* Finds the file of a lab, reads it whole, and asks each kind of source whether it is
 * one of its own. */
#include "core/lab/topology.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/lab/sources.h"
#include "core/lab/topology_file.h"

static const struct topology_source *const sources[] = {
	&source_netlab_snapshot,
	&source_containerlab,
	&source_netlab_topology,
};

/* What a lab's file is called, in a folder, the best first. */
static const char *const patterns[] = {
	"netlab.snapshot.pickle",
	"netlab.snapshot.yml",
	"*.clab.yml",
	"*.clab.yaml",
	"topology.yml",
	"clab.yml",
	"clab-augment.yml",
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* Files of this folder that match, the first by name in *name (free() it). */
static size_t find_in(DIR *folder, const char *pattern, char **name)
{
	size_t count = 0;
	rewinddir(folder);
	for (const struct dirent *d; (d = readdir(folder));) {
		if (fnmatch(pattern, d->d_name, FNM_PERIOD) != 0)
			continue;
		count++;
		if (*name && strcmp(*name, d->d_name) <= 0)
			continue;
		free(*name);
		*name = mem_strdup(d->d_name);
	}
	return count;
}

/* The file to read for a folder; NULL with e set. */
static char *file_in(const char *path, struct error *e)
{
	char *name = NULL;
	size_t count = 0;
	DIR *folder = opendir(path);
	if (!folder) {
		error_set(e, errno, "%s", path);
		return NULL;
	}
	for (size_t i = 0; i < COUNT(patterns) && !count; i++)
		count = find_in(folder, patterns[i], &name);
	closedir(folder);
	char *file = NULL;
	if (count == 1) {
		const char *slash = path[strlen(path) - 1] == '/' ? "" : "/";
		bool here = !strcmp(path, ".");
		if (asprintf(&file, "%s%s%s", here ? "" : path, here ? "" : slash,
			     name) < 0)
			abort();
	} else if (count) {
		error_set(e, 0, "%s: %zu topology files; name one of them", path,
			  count);
	} else {
		error_set(e, 0,
			  "%s: no *.clab.yml, netlab.snapshot or topology.yml in it",
			  path);
	}
	free(name);
	return file;
}

/* A pickled snapshot that cannot be read may have the same as YAML beside it. */
static char *next_to(const char *file)
{
	size_t n = strlen(file);
	char *other = NULL;
	if (n < 7 || strcmp(file + n - 7, ".pickle") != 0)
		return NULL;
	if (asprintf(&other, "%.*s.yml", (int)(n - 7), file) < 0)
		abort();
	if (!access(other, R_OK))
		return other;
	free(other);
	return NULL;
}

bool topology_is_at(const char *path)
{
	struct error ignored;
	struct stat st;
	if (!stat(path, &st) && S_ISDIR(st.st_mode)) {
		autofree char *file = file_in(path, &ignored);
		return file;
	}
	return !fnmatch("*.yml", path, 0) || !fnmatch("*.yaml", path, 0) ||
	       !fnmatch("*.pickle", path, 0);
}

static struct topology *load_text(const char *path, const char *text, size_t size,
				  struct error *e)
{
	const struct topology_source *source = NULL;
	for (size_t i = 0; i < COUNT(sources) && !source; i++)
		if (sources[i]->claims(base_name(path), text))
			source = sources[i];
	if (!source) {
		error_set(e, 0,
			  "%s: neither a containerlab nor a netlab topology, nor a "
			  "netlab snapshot",
			  path);
		return NULL;
	}
	struct topology_draft d = { .arena = arena_new(), .path = path };
	bool ok = source->load(&d, text, size, e);
	struct topology *t = ok ? draft_seal(&d) : NULL;
	draft_done(&d);
	if (!ok)
		arena_free(d.arena);
	return t;
}

static struct topology *load_file(const char *file, struct error *e)
{
	size_t size = 0;
	autofree char *text = topology_file_read(file, &size, e);
	return text ? load_text(file, text, size, e) : NULL;
}

struct topology *topology_load(const char *path, struct error *e)
{
	struct stat st;
	bool folder = !stat(path, &st) && S_ISDIR(st.st_mode);
	autofree char *file = folder ? file_in(path, e) : mem_strdup(path);
	struct topology *t = file ? load_file(file, e) : NULL;
	autofree char *other = folder && file && !t ? next_to(file) : NULL;
	return other ? load_file(other, e) : t;
}

void topology_free(struct topology *t)
{
	if (t)
		arena_free(t->arena);
}

void topology_port_name(const struct topology *t, const struct topology_port *p,
			char *buffer, size_t size)
{
	const char *node = p->node == TOPOLOGY_NONE ? "host" : t->nodes[p->node].name;
	snprintf(buffer, size, "%s:%s", node, p->name);
}

const char *topology_carrier(enum carrier c)
{
	static const char *const words[] = {
		[CARRIER_UNKNOWN] = "unknown", [CARRIER_VETH] = "veth",
		[CARRIER_BRIDGE] = "bridge",   [CARRIER_LIBVIRT] = "libvirt-network",
		[CARRIER_UDP] = "udp-tunnel",  [CARRIER_TCP] = "tcp-tunnel",
		[CARRIER_DUMMY] = "dummy",     [CARRIER_MACVLAN] = "macvlan",
		[CARRIER_MACVTAP] = "macvtap", [CARRIER_VXLAN] = "vxlan",
		[CARRIER_STITCH] = "stitch",
	};
	return words[c];
}
