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

#include "core/lab/clab_folder.h"
#include "core/lab/sources.h"
#include "core/lab/topology_file.h"

static const struct topology_source *const sources[] = {
	&source_netlab_snapshot, &source_clab_data,	  &source_containerlab,
	&source_netlab_hosts,	 &source_netlab_topology,
};

/* What a lab's file is called, in a folder, the best first; the part before a slash is
 * a folder in it. */
static const struct {
	const char *pattern;
	bool only_exact; /* otherwise what follows is better, where it can be read */
	bool only_one;	 /* several are several labs, none of which is the folder's */
} patterns[] = {
	{ .pattern = "netlab.snapshot.pickle" },
	{ .pattern = "netlab.snapshot.yml" },
	{ .pattern = "*.clab.yml" },
	{ .pattern = "*.clab.yaml" },
	{ .pattern = "topology.yml", .only_exact = true },
	{ .pattern = "group_vars/all/topology.json" },
	{ .pattern = "group_vars/all/topology.yml" },
	{ .pattern = "clab.yml" },
	{ .pattern = "clab-augment.yml" },
	{ .pattern = "topology-data.json" },
	{ .pattern = ".state.clab.yaml" },
	{ .pattern = "clab-*/.state.clab.yaml", .only_one = true },
	{ .pattern = "clab-*/topology-data.json", .only_one = true },
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* The path of a name in a folder; free() it. */
static char *path_in(const char *folder, const char *name, const char *rest)
{
	char *path = NULL;
	bool here = !strcmp(folder, ".");
	const char *slash = folder[strlen(folder) - 1] == '/' ? "" : "/";
	if (asprintf(&path, "%s%s%s%s", here ? "" : folder, here ? "" : slash, name,
		     rest) < 0)
		mem_exhausted();
	return path;
}

/* A folder, read once: it may hold very many files. */
struct folder {
	const char *path;
	VEC(char *) names; /* that a pattern with a * means */
};

/* Is the name like the pattern, up to its slash? As of a shell, with one * at the most.
 */
static bool is_like(const char *pattern, const char *name)
{
	size_t size = strcspn(pattern, "/"), length = strlen(name);
	size_t before = strcspn(pattern, "*/");
	if (before == size)
		return length == size && !memcmp(pattern, name, size);
	size_t after = size - before - 1;
	return length >= size - 1 && (before || name[0] != '.') &&
	       !memcmp(pattern, name, before) &&
	       !memcmp(pattern + before + 1, name + length - after, after);
}

static bool folder_read(struct folder *f, const char *path, struct error *e)
{
	*f = (struct folder){ .path = path };
	DIR *dir = opendir(path);
	if (!dir)
		return error_set(e, errno, "%s", path);
	for (const struct dirent *d; (d = readdir(dir));) {
		bool wanted = false;
		for (size_t i = 0; i < COUNT(patterns) && !wanted; i++)
			wanted = strchr(patterns[i].pattern, '*') &&
				 is_like(patterns[i].pattern, d->d_name);
		if (wanted)
			vec_push(&f->names, mem_strdup(d->d_name));
	}
	closedir(dir);
	return true;
}

static void folder_done(struct folder *f)
{
	for (size_t i = 0; i < f->names.count; i++)
		free(f->names.items[i]);
	free(f->names.items);
}

/* Takes it if it is there and before what was found. */
static size_t find_name(const struct folder *f, const char *name, const char *rest,
			char **file)
{
	autofree char *found = path_in(f->path, name, rest);
	if (access(found, F_OK))
		return 0;
	if (!*file || strcmp(*file, found) > 0) {
		free(*file);
		*file = mem_strdup(found);
	}
	return 1;
}

/* Files of this folder that match, the first by name in *file (free() it). */
static size_t find_in(const struct folder *f, const char *pattern, char **file)
{
	const char *rest = strchrnul(pattern, '/');
	size_t count = 0;
	if (!strchr(pattern, '*'))
		return find_name(f, pattern, "", file);
	for (size_t i = 0; i < f->names.count; i++)
		if (is_like(pattern, f->names.items[i]))
			count += find_name(f, f->names.items[i], rest, file);
	return count;
}

bool topology_is_at(const char *path)
{
	struct stat st;
	struct folder f = { .path = path };
	struct error ignored;
	bool found = false;
	bool is_folder = !stat(path, &st) && S_ISDIR(st.st_mode) &&
			 folder_read(&f, path, &ignored);
	for (size_t i = 0; is_folder && i < COUNT(patterns) && !found; i++) {
		char *file = NULL;
		size_t count = find_in(&f, patterns[i].pattern, &file);
		found = patterns[i].only_one ? count == 1 : count;
		free(file);
	}
	folder_done(&f);
	return found || !fnmatch("*.yml", path, 0) || !fnmatch("*.yaml", path, 0) ||
	       !fnmatch("*.pickle", path, 0) || !strcmp(base_name(path), CLAB_DATA);
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

/* A folder while its files are tried. */
struct trying {
	const char *path;
	struct topology *best; /* that is not exact; NULL: none yet */
	struct error *e;       /* of the first one that could not be read */
	bool failed;
};

/* What could not be read, and what is shown instead. */
static void remark(struct topology *t, const struct trying *y)
{
	const char **notes =
		arena_alloc(t->arena, (t->note_count + 1) * sizeof(*notes));
	notes[0] =
		arena_printf(t->arena, "%s; %s is read instead", y->e->text, t->path);
	for (size_t i = 0; i < t->note_count; i++)
		notes[i + 1] = t->notes[i];
	t->notes = notes;
	t->note_count++;
	struct topology_lab *lab = arena_alloc(t->arena, sizeof(*lab));
	*lab = *t->labs;
	lab->notes = notes;
	lab->note_count = t->note_count;
	t->labs = lab;
}

static struct topology *try_file(struct trying *y, const char *file, bool only_exact)
{
	struct error why = { .code = 0 };
	struct topology *t = load_file(file, &why);
	if (!t && !y->failed)
		*y->e = why;
	y->failed |= !t;
	if (!t || !only_exact || t->exact)
		return t;
	y->best = t;
	return NULL;
}

static struct topology *try_pattern(struct trying *y, const struct folder *f, size_t i)
{
	char *file = NULL;
	struct topology *t = NULL;
	size_t count = find_in(f, patterns[i].pattern, &file);
	if (count > 1 && !patterns[i].only_one && !y->failed && !y->best)
		y->failed =
			!error_set(y->e, 0, "%s: %zu topology files; name one of them",
				   y->path, count);
	else if (count == 1)
		t = try_file(y, file, patterns[i].only_exact);
	free(file);
	return t;
}

static struct topology *load_folder(const char *path, struct error *e)
{
	struct error why = { .code = 0 };
	struct trying y = { .path = path, .e = &why };
	struct topology *t = NULL;
	struct folder folder;
	if (!folder_read(&folder, path, e))
		return NULL;
	for (size_t i = 0; i < COUNT(patterns) && !t; i++)
		t = try_pattern(&y, &folder, i);
	folder_done(&folder);
	if (t)
		topology_free(y.best);
	else
		t = y.best;
	if (t && y.failed)
		remark(t, &y);
	if (!t && y.failed)
		*e = why;
	else if (!t)
		error_set(e, 0,
			  "%s: no *.clab.yml, netlab.snapshot or topology.yml in it",
			  path);
	return t;
}

struct topology *topology_load(const char *path, struct error *e)
{
	struct stat st;
	bool folder = !stat(path, &st) && S_ISDIR(st.st_mode);
	return folder ? load_folder(path, e) : load_file(path, e);
}

void topology_free(struct topology *t)
{
	if (t)
		arena_free(t->arena);
}

const char *topology_plain(const struct topology *t, size_t lab, const char *name)
{
	const char *front = t->labs[lab].name;
	size_t n = strlen(front);
	return !strncmp(name, front, n) && name[n] == '/' ? name + n + 1 : name;
}

size_t topology_own(const struct topology *t)
{
	size_t own = TOPOLOGY_NONE;
	for (size_t i = 0; i < t->lab_count; i++) {
		if (!strcmp(t->labs[i].format, "live") || t->labs[i].host)
			continue;
		if (own != TOPOLOGY_NONE)
			return TOPOLOGY_NONE;
		own = i;
	}
	return own;
}

const struct topology_lab *topology_lab_of(const struct topology *t,
					   const struct topology_port *p)
{
	if (p->node != TOPOLOGY_NONE)
		return &t->labs[t->nodes[p->node].lab];
	return &t->labs[p->link == TOPOLOGY_NONE ? 0 : t->links[p->link].lab];
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
