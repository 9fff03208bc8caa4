/* The topology, and the defaults it is read with: its own before those of files, those
 * of the environment before all others (netlab.tools/defaults). */
#include <ctype.h>
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/lab/netlab.h"
#include "core/lab/topology_file.h"
#include "core/lab/yaml.h"

enum { PATH_SIZE = 4096, KEY_SIZE = 256, VALUE_MAX = 4096 };

static const char *const user_files[] = {
	"./topology-defaults.yml",
	"~/.netlab.yml",
	"~/topology-defaults.yml",
};

static const char *const system_files[] = { "/etc/netlab/defaults.yml" };

void netlab_problem(struct netlab *n, const struct spec *at, const char *fmt, ...)
{
	char why[512];
	va_list args;
	va_start(args, fmt);
	vsnprintf(why, sizeof(why), fmt, args);
	va_end(args);
	const struct value place = { .line = at ? at->line : 0,
				     .column = at ? at->column : 0 };
	draft_problem(n->draft, &place, "%s", why);
}

/* A file that is not there says nothing. */
static bool add_file(struct netlab *n, const char *name)
{
	char path[PATH_SIZE];
	struct spec *t;
	if (!strncmp(name, "package:", 8))
		return true;
	topology_file_beside(n->draft->path, name, path, sizeof(path));
	if (access(path, R_OK))
		return true;
	if (!topology_file_spec(n->pool, path, &t, n->e) || !netlab_include(n, t))
		return false;
	n->defaults = spec_merge(n->pool, t, n->defaults);
	return true;
}

static bool add_files(struct netlab *n, const char *const *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!add_file(n, files[i]))
			return false;
	return true;
}

/* Those that "defaults.sources" names instead of the usual ones. */
static bool add_listed(struct netlab *n, struct spec *sources, const char *key,
		       const char *const *usual, size_t count)
{
	struct spec *own = spec_get(sources, key);
	if (!own || spec_is_true(own))
		return add_files(n, usual, count);
	const struct spec *list = spec_as_list(n->pool, own);
	for (size_t i = 0; i < list->count; i++) {
		const char *name = spec_text_of(list->items[i].value);
		if (name && !add_file(n, name))
			return false;
	}
	return true;
}

static bool read_files(struct netlab *n)
{
	struct spec *sources = spec_get(n->defaults, "sources");
	if (spec_get(sources, "list"))
		return add_listed(n, sources, "list", NULL, 0);
	return add_listed(n, sources, "extra", NULL, 0) &&
	       add_listed(n, sources, "user", user_files, COUNT(user_files)) &&
	       add_listed(n, sources, "system", system_files, COUNT(system_files));
}

/* NETLAB_A_B__C is a.b_c. False: none of these. */
static bool variable_key(const char *name, size_t size, char *key, size_t room)
{
	size_t at = 0;
	if (size <= 7 || size >= room || strncasecmp(name, "netlab_", 7) != 0)
		return false;
	for (size_t i = 7; i < size; i++) {
		bool twice = name[i] == '_' && i + 1 < size && name[i + 1] == '_';
		key[at++] = (char)(name[i] != '_' ? tolower((unsigned char)name[i])
				   : twice	  ? '_'
						  : '.');
		i += twice;
	}
	key[at] = '\0';
	return true;
}

/* The value is YAML, or else a text. */
static void add_variable(struct netlab *n, char *key, const char *value)
{
	struct error ignored;
	struct spec *t = NULL, *map = n->defaults;
	size_t size = strlen(value);
	if (size > VALUE_MAX)
		return;
	const struct value *v =
		yaml_read(n->pool->arena, "environment", value, size, &ignored);
	if (!v || !spec_read(n->pool, v, &t, &ignored))
		t = spec_text(n->pool, value);
	for (char *dot; (dot = strchr(key, '.')); key = dot + 1) {
		*dot = '\0';
		map = spec_map(n->pool, map, key);
	}
	spec_put(n->pool, map, key, t);
}

static void add_environment(struct netlab *n)
{
	char key[KEY_SIZE];
	for (char **s = environ; s && *s; s++) {
		const char *equals = strchr(*s, '=');
		size_t size = equals ? (size_t)(equals - *s) : 0;
		if (variable_key(*s, size, key, sizeof(key)))
			add_variable(n, key, equals + 1);
	}
}

/* "x.25.09.yml" beside "x.yml": which one is taken depends on netlab's version. */
static bool is_version_of(const char *name, const char *stem, size_t size)
{
	if (strncmp(name, stem, size) != 0 || name[size] != '.')
		return false;
	const char *version = name + size + 1;
	size_t n = strspn(version, "0123456789.");
	return n > 1 && isdigit((unsigned char)*version) && !strcmp(version + n, "yml");
}

static void note_versions(struct netlab *n)
{
	char folder[PATH_SIZE];
	const char *path = n->draft->path, *slash = strrchr(path, '/');
	const char *stem = slash ? slash + 1 : path, *end = strrchr(stem, '.');
	snprintf(folder, sizeof(folder), "%.*s", slash ? (int)(slash - path + 1) : 1,
		 slash ? path : ".");
	DIR *dir = end ? opendir(folder) : NULL;
	for (const struct dirent *d; dir && (d = readdir(dir));)
		if (is_version_of(d->d_name, stem, (size_t)(end - stem)))
			draft_note(n->draft,
				   "netlab may take %s instead, by its version; run "
				   "netlab to get a snapshot",
				   d->d_name);
	if (dir)
		closedir(dir);
}

bool netlab_read(struct netlab *n, const char *text, size_t size)
{
	const struct value *v =
		yaml_read(n->pool->arena, n->draft->path, text, size, n->e);
	if (!v)
		return false;
	if (v->kind != VALUE_MAP)
		return draft_fail(n->draft, v, n->e,
				  "expected a map with nodes and links");
	if (!spec_read(n->pool, v, &n->root, n->e))
		return error_in(n->e, "%s", n->draft->path);
	if (!netlab_include(n, n->root))
		return false;
	n->defaults = spec_merge(n->pool, spec_get(n->root, "defaults"), NULL);
	if (!read_files(n))
		return false;
	add_environment(n);
	note_versions(n);
	return true;
}
